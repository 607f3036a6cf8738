"""Days as data files write them, and the first day that a free text names. English and Arabic, no guess at order."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import cache

from conflictmap.errors import InvalidEvent
from conflictmap.model.dates import EventDate
from conflictmap.words import all_words
from geodata.normalize import fold

_YEARS = range(1900, 2101)
_ISO = re.compile(
    r"(?<![\d.])(?<!\d-)(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|[-/](\d{1,2})(?!\d|[-/.]\d))"
    r"(?:[T ]\d\d:\d\d[\d:.Z+\-]*)?"
)
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d/-])")
_PACKED = re.compile(r"\d{8}")
_YEAR = re.compile(r"\d{4}")
_EPOCH = re.compile(r"-?\d{9,10}(?:\.0)?|-?\d{12,13}(?:\.0)?")
_TO = re.compile(r"\s*(?:[-–—/]|to|until|الى|إلى|حتى)\s*", re.IGNORECASE)


def read_day(text: str, day_first: bool | None = None) -> EventDate:
    """The date that a value is: a day, a month, a year, a time stamp (ISO, or since 1970), or a day to a day.

    Args:
        text: e.g. 2024-01-05, 2024-01-05T10:00:00Z, 5 January 2024, ٥ كانون الثاني ٢٠٢٤, 05/13/2024, 1704412800000.
        day_first: whether 3/4/2024 is the third of April; None leaves such a text unread.

    Raises:
        InvalidEvent: it is none, or it may be two.
    """
    digits = _latin(text).strip()
    if _EPOCH.fullmatch(digits):
        return _since_1970(float(digits))
    if _PACKED.fullmatch(digits):
        return _of_parts(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if _YEAR.fullmatch(digits):
        return _of_parts(int(digits), None, None)
    found = _spans(digits, day_first)
    if not found:
        raise InvalidEvent("date", text[:40], "a date such as 2024-01-05 or 5 January 2024")
    return _period(digits, found)


def find_day(text: str, day_first: bool | None = None) -> EventDate | None:
    """The first date in a free text, or the period it starts; a bare year is none. None where there is none.

    Raises:
        InvalidEvent: the first date may be two.
    """
    digits = _latin(text)
    found = _spans(digits, day_first)
    return _period(digits, found) if found else None


def _latin(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text[:20_000])


def _since_1970(number: float) -> EventDate:
    seconds = number / 1000 if abs(number) >= 1e11 else number
    day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    return _of_parts(day.year, day.month, day.day)


def _of_parts(year: int, month: int | None, day: int | None) -> EventDate:
    """A day, a whole month or a whole year."""
    text = "-".join(str(part) for part in (year, month, day) if part is not None)
    try:
        if year not in _YEARS:
            raise ValueError(text)
        if month is None:
            return EventDate(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return EventDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return EventDate(date(year, month, day), date(year, month, day))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InvalidEvent("date", text, f"a day of {_YEARS[0]} to {_YEARS[-1]}") from error


def _spans(text: str, day_first: bool | None) -> list[tuple[int, int, EventDate]]:
    """Where dates stand in a text, in order; at most two, as no more are ever asked for."""
    hits = [*_ISO.finditer(text), *_SHORT.finditer(text), *_named().finditer(text)]
    found: list[tuple[int, int, EventDate]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start(), -hit.end())):
        if found and hit.start() < found[-1][1]:
            continue
        day = _of_hit(hit, day_first)
        if day:
            found.append((hit.start(), hit.end(), day))
        if len(found) == 2:
            break
    return found


def _of_hit(hit: re.Match[str], day_first: bool | None) -> EventDate | None:
    """The date of a place in a text; None where the numbers are those of no day. Raises InvalidEvent for two days."""
    if hit.re is _ISO:
        numbers = int(hit[1]), int(hit[3] or hit[5]), int(hit[4]) if hit[4] else None
    elif hit.re is _SHORT:
        numbers = _of_short(hit, day_first)
    else:
        day = next((hit[name] for name in ("before", "after") if hit[name]), None)
        numbers = int(hit["year"]), _months()[fold(hit["month"])], int(day) if day else None
    try:
        return _of_parts(*numbers)
    except InvalidEvent:
        return None


def _of_short(hit: re.Match[str], day_first: bool | None) -> tuple[int, int, int]:
    """Year, month and day of 5/13/2024 or 13.5.2024."""
    first, second, year = int(hit[1]), int(hit[3]), int(hit[4])
    if hit[2] == "." or first > 12:  # with dots the day comes first everywhere
        return year, second, first
    if second > 12 or first == second or day_first is False:
        return year, first, second
    if day_first:
        return year, second, first
    raise InvalidEvent("date", hit[0], "a date that can be read in one way only, as 2024-01-05, or day_first said")


def _period(text: str, found: list[tuple[int, int, EventDate]]) -> EventDate:
    (_, end, first), *rest = found
    if not rest or not _TO.fullmatch(text[end : rest[0][0]]):
        return first
    last = rest[0][2]
    return EventDate(first.start, last.end, "days") if last.end > first.start else first


@cache
def _months() -> dict[str, int]:
    """Month numbers by their folded names in both languages, English ones also in three letters."""
    found: dict[str, int] = {"sept": 9}
    for number in range(1, 13):
        english = all_words("en", "month.")[str(number)]
        arabic = all_words("ar", "month.")[str(number)].split("/")
        found |= {fold(name): number for name in (english, english[:3], *arabic)}
    return found


@cache
def _named() -> re.Pattern[str]:
    """`5 January 2024`, `January 5, 2024`, `January 2024`, `5 كانون الثاني 2024`, `5 كانون الثاني/يناير 2024`."""
    names = {name for lang in ("en", "ar") for text in all_words(lang, "month.").values() for name in text.split("/")}
    spelled = {spelling for name in names for spelling in (name, name[:3] if name.isascii() else name)}
    spelled |= {name.translate(str.maketrans("أآإ", "ااا")) for name in spelled} | {"Sept"}
    month = "|".join(sorted(map(re.escape, spelled), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\.?[ \-]+(?:of )?)?"
        rf"(?P<month>{month})\b\.?(?:\s*/\s*(?:{month}))?"
        rf"(?:[ \-]+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?=,? \d{{4}}))?[,،]?[ \-](?P<year>\d{{4}})(?!\d)",
        re.IGNORECASE,
    )
