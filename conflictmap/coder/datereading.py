"""What the words of a date say in the calendar: one reader for each rule of `data/dates.toml`.

A reader gets the words that matched and what is known around them, and gives an interval; it gives `None`, or raises
`ValueError` or `OverflowError`, where the words name no day of the calendar (31 February) or lack what they lean on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hijridate import Gregorian, Hijri

from conflictmap.coder.datewords import table
from conflictmap.coder.intervals import (
    Around,
    Interval,
    Words,
    in_nearest_year,
    month_of,
    months_later,
    one_day,
    weekday_on_or_after,
    weekday_on_or_before,
    year_of,
)

_CENTURY = 2000  # of years written with two digits
_DAYS_OF_HIJRI_MONTH = 29  # every month has them


Reader = Callable[[Words, Around], Interval | None]
_UNITS = ("unit", "the_unit", "day_word", "month_word", "year_word")
_DAY = timedelta(days=1)


def _first_of_month(month: int, year: int | None, which: str | None, around: Around) -> date:
    if year is not None:
        return date(year, month, 1)
    return in_nearest_year(lambda other: date(other, month, 1), around.day.replace(day=1), which, around)


def relative(words: Words, around: Around) -> Interval:
    """Yesterday, "أمس الثلاثاء": where the weekday contradicts, the weekday is believed and the date doubtful."""
    offset = words.numbers("relative", "moment")[0]
    day = around.day + timedelta(days=offset)
    weekday = words.weekday
    if weekday is None or weekday == day.weekday():
        return one_day(day)
    nearest = weekday_on_or_after if offset > 0 else weekday_on_or_before
    return one_day(nearest(around.day, weekday), doubtful=True)


def overnight(words: Words, around: Around) -> Interval:
    """Last night: the day before and the day of publication."""
    return Interval(around.day - _DAY, around.day, "days")


def this_part(words: Words, around: Around) -> Interval | None:
    """This morning."""
    return one_day(around.day) if words.first("which") == "this" else None


def anaphor(words: Words, around: Around) -> Interval | None:
    """The same day, two days later, "بعد يومين من ذلك": from the date read before."""
    before = around.before
    if before is None or before.precision not in ("day", "days"):
        return None
    days = timedelta(days=int(words.first("anaphor") or 0))
    unit, _ = _unit(words)
    if unit and words.first("anaphor") is None:
        count, sign = _count(words), _sign(words)
        if count is None or sign is None or unit not in ("day", "week"):
            return None
        days = timedelta(days=count * table()["unit"][unit]["days"] * sign)
    return replace(before, start=before.start + days, end=before.end + days, doubtful=False)


def _sign(words: Words) -> int | None:
    """Whether the words lead behind the date read before (1) or ahead of it (-1)."""
    if words.first("that"):
        return -1 if words.first("before") else 1
    said = words.first("than_that")
    return int(said) if said else {"later": 1, "earlier": -1}.get(words.first("section") or "")


def weekday(words: Words, around: Around) -> Interval | None:
    """A weekday: the latest one, the day of publication included; in plans the next one."""
    wanted, which = words.weekday, words.first("which")
    assert wanted is not None
    if which == "next" or (which is None and around.upcoming):
        start = around.day + _DAY if which == "next" else around.day
        return replace(one_day(weekday_on_or_after(start, wanted)), ahead=which == "next")
    if which == "this":
        latest, coming = weekday_on_or_before(around.day, wanted), weekday_on_or_after(around.day, wanted)
        return one_day(coming if around.upcoming else latest)
    return one_day(weekday_on_or_before(around.day - _DAY if which == "past" else around.day, wanted))


def weekday_of_week(words: Words, around: Around) -> Interval | None:
    """Tuesday of last week."""
    week, wanted = rolling(words, around), words.weekday
    if week is None or week.precision != "week" or wanted is None:
        return None
    return replace(one_day(weekday_on_or_after(week.start, wanted)), ahead=week.ahead)


def weekdays(words: Words, around: Around) -> Interval | None:
    """From one weekday to another: "ليل الثلاثاء - الأربعاء", "الخميس والجمعة والسبت"."""
    named, which = words.numbers("weekday"), words.first("which")
    first, last = named[0], named[-1]
    is_listed = words.first("dash", "slash", "to", "between", "from", "of") is None
    follow = all((after - before) % 7 == 1 for before, after in pairwise(named))
    if first == last or (not follow and (is_listed or len(named) > 2)):
        return None
    length = timedelta(days=(last - first) % 7)
    if which == "next" or (which is None and around.upcoming):
        start = weekday_on_or_after(around.day + _DAY if which == "next" else around.day, first)
        return Interval(start, start + length, "days")
    end = weekday_on_or_before(around.day - _DAY if which == "past" else around.day, last)
    if which is None and first == around.day.weekday() and words.first("part", "overnight") is not None:
        end = around.day + length  # published in the evening: "ليل الثلاثاء - الأربعاء" on a Tuesday
    return Interval(end - length, end, "days")


def weekend(words: Words, around: Around) -> Interval:
    """The weekend: the latest, the day of publication included; the one before; in plans the next."""
    first, last = table()["limits"]["weekend"]["ar" if around.arabic else "en"]
    length, which = timedelta(days=last - first), words.first("which")
    if which == "next":
        start = weekday_on_or_after(around.day + _DAY, first)
    elif which == "this" or (which is None and around.upcoming):
        start = weekday_on_or_after(around.day - length, first)
    else:
        latest = around.day if which is None else around.day - length - _DAY
        start = weekday_on_or_before(latest, first)
    return Interval(start, start + length, "days")


def numeric(words: Words, around: Around) -> Interval:
    """2026-02-04, 4/2/2026: the day first, but where only the other order is in the calendar.

    Outside Arabic text a date that both orders can read is doubtful.
    """
    first, second, third = words.numbers("year", "day", "number")
    if first > 99:
        return _checked(date(first, second, third), words, around)
    year = third if third > 99 else _CENTURY + third
    day, month = (second, first) if second > 12 else (first, second)
    doubtful = not around.arabic and words.first("dot") is None and first != second and max(first, second) <= 12
    return _checked(date(year, month, day), words, around, doubtful=doubtful)


def _checked(day: date, words: Words, around: Around, *, doubtful: bool = False) -> Interval:
    """A day with the weekday and the "today" that stand beside it."""
    named, offset = words.weekday, words.first("relative")
    doubtful = doubtful or (named is not None and named != day.weekday())
    if offset is not None and around.published is not None:
        doubtful = doubtful or day - around.published != timedelta(days=int(offset))
    return one_day(day, doubtful=doubtful)


def day_of_month(words: Words, around: Around) -> Interval:
    """26 January, with year, "الماضي", weekday or without."""
    number, month = words.numbers("day", "ordinal")[0], words.numbers("month")[0]
    return _checked(_day_in_year(number, month, words, around), words, around)


def _years(words: Words, around: Around) -> list[int]:
    """The years named, or the one said: "من العام الماضي"."""
    return words.numbers("year") or [around.day.year + step for step in words.numbers("year_said")]


def _day_in_year(day: int, month: int, words: Words, around: Around) -> date:
    years = _years(words, around)
    if years:
        return date(years[-1], month, day)
    soon_days = table()["limits"]["soon_days"]
    return in_nearest_year(lambda year: date(year, month, day), around.day, words.first("which"), around, soon_days)


def days_of_month(words: Words, around: Around) -> Interval | None:
    """From 3 to 7 February, 27 January - 2 February 2026; 10, 11 and 12 July."""
    days, months = words.numbers("day", "ordinal"), words.numbers("month")
    first, last = days[0], days[-1]
    end = _day_in_year(last, months[-1], words, around)
    years = words.numbers("year")
    start = date(years[0] if len(years) > 1 else end.year, months[0], first)
    if start > end:
        start = start.replace(year=start.year - 1)
    return None if start.month == end.month and start.year != end.year else Interval(start, end, "days")


def day_of_period(words: Words, around: Around) -> Interval | None:
    """The 26th of last month, "يوم 4 الجاري"."""
    if words.first(*_UNITS[:2], "month_word") not in (None, "month:1"):
        return None
    months = {"past": -1, "this": 0, "next": 1}[words.first("which") or "this"]
    return one_day(months_later(around.day, months).replace(day=words.numbers("day", "ordinal")[0]))


def month(words: Words, around: Around) -> Interval:
    """A month, with or without its year."""
    years = _years(words, around)
    month, which = words.numbers("month")[0], words.first("which")
    return month_of(_first_of_month(month, years[0] if years else None, which, around))


def months(words: Words, around: Around) -> Interval:
    """From March to May 2024."""
    years, (first, last) = words.numbers("year"), words.numbers("month")
    end = _first_of_month(last, years[-1] if years else None, words.first("which"), around)
    start = date(years[0] if len(years) > 1 else end.year, first, 1)
    if start > end:
        start = start.replace(year=start.year - 1)
    return Interval(start, month_of(end).end, "month")


def section(words: Words, around: Around) -> Interval | None:
    """A part of a week, month or year: "أواخر الشهر الماضي", mid-2023, summer 2014."""
    whole = _sectioned(words, around)
    name = words.first("section", "season") or ""
    if whole is None or name not in table()["section"]:
        if whole is None or around.published is None or not whole.start <= around.published <= whole.end:
            return None
        if name == "later":
            return replace(whole, start=around.published, ahead=True)
        return replace(whole, end=around.published)
    part = table()["section"][name].get(whole.precision)
    if whole.precision == "year" and part:
        first = months_later(whole.start, part[0] - 1)
        return Interval(first, month_of(months_later(whole.start, part[1] - 1)).end, "month", ahead=whole.ahead)
    if whole.precision == "month" and part:
        last = min(part[1], whole.end.day)
        return replace(whole, start=whole.start.replace(day=part[0]), end=whole.end.replace(day=last), precision="days")
    if whole.precision == "week" and part:
        first, last = (whole.start + timedelta(days=day - 1) for day in part)
        return replace(whole, start=first, end=last, precision="days")
    return None


def season(words: Words, around: Around) -> Interval:
    """Last summer (the latest that is over), next summer, this summer (the nearest)."""
    day, which = around.day, words.first("which")
    first, last = table()["section"][words.first("season")]["year"]
    starts = [date(year, first, 1) for year in range(day.year - 2, day.year + 3)]
    seasons = [Interval(start, month_of(months_later(start, last - first)).end, "month") for start in starts]
    if which == "past":
        return [one for one in seasons if one.end < day][-1]
    if which == "next":
        return next(one for one in seasons if one.start > day)
    return min(seasons, key=lambda one: max(one.start - day, day - one.end))


def _sectioned(words: Words, around: Around) -> Interval | None:
    """The month, year or week of which a part is named."""
    if words.first("month"):
        return month(words, around)
    years = _years(words, around)
    if years:
        return year_of(years[0])
    unit, count = _unit(words)
    return _period(unit, words.first("which") or "this", around) if count == "1" else None


def _unit(words: Words) -> tuple[str, str]:
    unit, _, count = (words.first(*_UNITS) or "").partition(":")
    return unit, count


def _count(words: Words) -> int | None:
    """How many units: the number beside them, or the one the word itself says; `None` for "few"."""
    numbers = words.numbers("day", "number", "numword") if words.first("few") is None else []
    if numbers:
        return numbers[0]
    _, count = _unit(words)
    return int(count) if count.isdecimal() and words.first("few") is None else None


def rolling(words: Words, around: Around) -> Interval | None:
    """Last week, this month (of the calendar); the past three days, "خلال الـ24 ساعة المقبلة" (up to now, or from)."""
    unit, own_count = _unit(words)
    which = words.first("which") or "past"
    counted = words.first("day", "number", "numword", "few") is not None
    if own_count == "1" and not counted and unit not in ("hour", "day"):
        return _period(unit, which, around)
    if which == "this" or (not counted and (unit, own_count) == ("day", "1")):  # "the last day of January"
        return None
    row = table()["unit"][unit]
    count = _count(words) or row["few"]
    length = timedelta(days=math.ceil(count * row["days"] - 1e-9))
    if which == "next":
        return Interval(around.day, around.day + length, "days", ahead=True)
    return Interval(around.day - length, around.day, "days")


def _period(unit: str, which: str, around: Around) -> Interval | None:
    """The week, month or year before, around or after the day of publication."""
    step = {"past": -1, "this": 0, "next": 1}[which]
    ahead = which == "next"
    if unit == "year":
        return replace(year_of(around.day.year + step), ahead=ahead)
    if unit == "month":
        return replace(month_of(months_later(around.day, step)), ahead=ahead)
    if unit != "week":
        return None
    starts = table()["limits"]["week_starts"]["ar" if around.arabic else "en"]
    start = weekday_on_or_before(around.day, starts) + timedelta(weeks=step)
    return Interval(start, start + timedelta(days=6), "week", ahead=ahead)


def ago(words: Words, around: Around) -> Interval | None:
    """Three days ago, "قبل أسبوعين": a week ago is known to a week, two months ago to a month."""
    unit, _ = _unit(words)
    row, count = table()["unit"][unit], _count(words)
    if count is None:
        least, most = row["ago"]
        ends = [around.day - timedelta(days=math.ceil(n * row["days"] - 1e-9)) for n in (most, least)]
        return Interval(ends[0], ends[1], row["precision"])
    if unit == "year":
        return year_of(around.day.year - count)
    if unit == "month":
        return month_of(months_later(around.day, -count))
    if unit == "hour":
        first, last = (around.day - timedelta(days=n) for n in (math.ceil(count / 24), count // 24))
        return Interval(first, last, "day" if first == last else "days")
    middle = around.day - timedelta(days=count * row["days"])
    return one_day(middle) if unit == "day" else Interval(middle - 3 * _DAY, middle + 3 * _DAY, "week")


def year(words: Words, around: Around) -> Interval:
    """A year with a word that says it is one; last year."""
    return year_of(_years(words, around)[0])


def decade(words: Words, around: Around) -> Interval | None:
    """The 1990s, "تسعينيات القرن الماضي"."""
    first = words.numbers("year", "decade")[0]
    return Interval(date(first, 1, 1), date(first + 9, 12, 31), "year") if first % 10 == 0 else None


def years(words: Words, around: Around) -> Interval | None:
    """From 2011 to 2016, "عامي 2014 و2015"."""
    first, last = words.numbers("year")
    return Interval(date(first, 1, 1), date(last, 12, 31), "year") if first < last else None


def hijri(words: Words, around: Around) -> Interval | None:
    """A day or month of the Umm al-Qura calendar."""
    number, days = words.numbers("hijri")[0], words.numbers("day", "ordinal")
    day = days[0] if days else 1
    named = words.first("hijri_year")
    if named:
        first = Hijri(int(named), number, day).to_gregorian()
        last = first if days else _end_of_hijri_month(int(named), number)
    else:
        this_year = Gregorian.fromdate(around.day).to_hijri().year
        found = [(Hijri(other, number, day).to_gregorian(), other) for other in range(this_year - 2, this_year + 3)]
        which = words.first("which")
        if which == "next" or (which is None and around.upcoming):
            at = next(pair for pair in found if pair[0] > around.day)
        else:
            at = [pair for pair in found if pair[0] <= around.day][-1]
            if which == "past" and not days and _end_of_hijri_month(at[1], number) >= around.day:
                at = found[found.index(at) - 1]
        first = at[0]
        last = first if days else _end_of_hijri_month(at[1], number)
    start, end = date(first.year, first.month, first.day), date(last.year, last.month, last.day)
    return _checked(_as_seen(start, words.weekday), words, around) if days else Interval(start, end, "month")


def _as_seen(day: date, weekday: int | None) -> date:
    """A day of the moon's calendar as its weekday says: months begin a day or two apart from country to country."""
    near = (day + shift * _DAY for shift in (0, -1, 1, -2, 2))
    return next((one for one in near if one.weekday() == weekday), day)


def _end_of_hijri_month(year: int, number: int) -> Gregorian:
    length = Hijri(year, number, _DAYS_OF_HIJRI_MONTH).month_length()
    return Hijri(year, number, length).to_gregorian()


_ALL: tuple[Reader, ...] = (
    *(relative, overnight, this_part, anaphor, weekday, weekday_of_week, weekdays, weekend),
    *(numeric, day_of_month, days_of_month, day_of_period, month, months),
    *(section, season, rolling, ago, year, years, decade, hijri),
)
READERS: dict[str, Reader] = {reader.__name__: reader for reader in _ALL}
