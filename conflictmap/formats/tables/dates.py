"""Cells that are dates, in any common form; and whether days or months come first, decided for a column as a whole."""

from __future__ import annotations

import itertools
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from hijridate import Hijri

from conflictmap.formats.tables.cells import has_value, text_of, western
from conflictmap.formats.tables.sheets import Cell
from conflictmap.model import calendar
from conflictmap.model.dates import EventDate
from geodata.normalize import fold

YEARS = (1900, 2100)
"""Years a date may lie in."""
_HIJRI_YEARS = (1343, 1500)
_SERIAL_START = date(1899, 12, 30)
"""The day before day 1 of spreadsheets, which take 1900 for a leap year."""
_SERIALS = (14_000, 75_000)
"""Numbers that are days of a spreadsheet: 1938 to 2105. Lower ones may be anything."""
_CENTURY_TURNS = 70
"""Two digits below are of this century."""
EXPECTED = "a date such as 2024-03-31, 31/3/2024, 31 March 2024 or ٣١ آذار ٢٠٢٤"

_TIME = re.compile(r"[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:am|pm|[صم]|z|utc)?\s*(?:[+-]\d{2}:?\d{2})?$")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[-/.\\ ]\s?(\d{1,2})\s?[-/.\\ ]\s?(\d{4}|\d{2})")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{4})")
_YEAR_AND_MONTH = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})")
_UNTIL = re.compile(
    r"\s+(?:-|to|until|till|through|إلى|الى|حتى)\s+|\s*(?:–|—|→)\s*|"
    r"(?<=\d{4})\s*-\s*(?=\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
)


class NoDate(ValueError):
    """A cell that holds something, and no date."""


def read_date(cell: Cell, day_first: bool) -> EventDate | None:
    """The date of a cell, None where it says nothing.

    Raises:
        NoDate: the cell says something else.
    """
    if not has_value(cell):
        return None
    if isinstance(cell, datetime):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(float(cell))
    return _of_text(text_of(cell), day_first)


@lru_cache(maxsize=20_000)
def _of_number(number: float) -> EventDate:
    """A date written as a number: 20240331, a spreadsheet's day, a year."""
    if number.is_integer() and YEARS[0] <= number <= YEARS[1]:
        return _year(int(number))
    if number.is_integer() and 19_000_101 <= number <= 21_001_231:
        return _day(int(number) // 10_000, int(number) // 100 % 100, int(number) % 100)
    if _SERIALS[0] <= number <= _SERIALS[1]:
        day = _SERIAL_START + timedelta(days=int(number))
        return _day(day.year, day.month, day.day)
    raise NoDate(number)


@lru_cache(maxsize=50_000)
def _of_text(text: str, day_first: bool) -> EventDate:
    plain = _TIME.sub("", western(text).lower()).strip(" .,'")
    found = _of_digits(plain, day_first)
    if found is None and not (found := _of_words(plain)):
        found = _of_period(plain, western(text), day_first)
    if found is None:
        raise NoDate(text)
    return found


def _of_digits(plain: str, day_first: bool) -> EventDate | None:
    """A date without words."""
    plain = _without_words_around(plain)
    if match := _YEAR_FIRST.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(plain):
        day, month = (int(match[1]), int(match[2])) if day_first else (int(match[2]), int(match[1]))
        if month > 12 >= day:  # there is only one way to read 3/31
            day, month = month, day
        return _day(_whole_year(match[3]), month, day)
    if match := _MONTH_AND_YEAR.fullmatch(plain):
        return _month(int(match[2]), int(match[1]))
    if match := _YEAR_AND_MONTH.fullmatch(plain):
        return _month(int(match[1]), int(match[2]))
    return _of_number(float(plain)) if re.fullmatch(r"\d{4,8}(?:\.\d+)?", plain) else None


def _without_words_around(plain: str) -> str:
    """A date without a weekday before it or a mark of its calendar behind it."""
    kept = re.sub(r"\s*(?:هـ|ه|م|ad|ce|ah)$", "", plain)
    if re.search(r"[^\W\d_]", kept):
        words = kept.replace(",", " ").split()
        kept = " ".join(word for word in words if fold(word) not in _weekdays())
    return kept


@cache
def _weekdays() -> frozenset[str]:
    names = calendar.names()
    groups = [group for kind in ("weekday", "weekday_short") for group in names[kind].values()]
    return frozenset(fold(word) for word in ("يوم", "day", "on", *(each for group in groups for each in group)))


@cache
def _month_words(kind: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern that finds the names of months in folded text, and their numbers."""
    numbers = {fold(word): int(n) for n, group in calendar.names()[kind].items() for word in group}
    longest_first = sorted(numbers, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(longest_first)})(?![^\W\d])"), numbers


_PARTS = (
    (re.compile(r"(\d{1,2}) M(\d+) (\d{4}|\d{2})"), "dmy"),
    (re.compile(r"M(\d+) (\d{1,2}) (\d{4})"), "mdy"),
    (re.compile(r"(\d{4}) M(\d+) (\d{1,2})"), "ymd"),
    (re.compile(r"M(\d+) (\d{4}|\d{2})"), "my"),
    (re.compile(r"(\d{4}) M(\d+)"), "ym"),
)
_SPANS = (
    (re.compile(r"(\d{1,2}) (\d{1,2}) M(\d+) (\d{4})"), "ddmy"),
    (re.compile(r"M(\d+) (\d{1,2}) (\d{1,2}) (\d{4})"), "mddy"),
)
_SAID_AROUND = re.compile(
    r"(?<=\d)(?:st|nd|rd|th)(?![^\W\d])|(?<![^\W\d])(?:of|the|في|من|يوم|شهر|عام|سنه|ad|ce|ah|ه|م)(?![^\W\d])"
)


def _of_words(plain: str) -> EventDate | None:
    """A date with the name of its month."""
    for kind in ("month", "hijri"):
        pattern, numbers = _month_words(kind)
        # mypy has no type for a default of a lambda
        text = pattern.sub(lambda m, n=numbers: f" M{n[m.group()]} ", fold(plain))  # type: ignore[misc]
        if "M" not in text:
            continue
        words = _SAID_AROUND.sub(" ", text).split()
        kept = [word for word in words if word not in _weekdays()]
        text = re.sub(r"(M\d+)(?: \1)+", r"\1", " ".join(kept))
        return _of_parts(text, is_hijri=kind == "hijri")
    return None


def _of_parts(text: str, is_hijri: bool) -> EventDate | None:
    for pattern, order in (*_PARTS, *_SPANS):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        numbers = [int(each) for each in match.groups()]
        year_text = match[order.index("y") + 1]
        year = int(year_text) if is_hijri else _whole_year(year_text)
        month = numbers[order.index("m")]
        days = [number for number, letter in zip(numbers, order, strict=True) if letter == "d"]
        if not days:
            return _month(year, month)
        first, last = _day(year, month, days[0]), _day(year, month, days[-1])
        return first if first == last else _between(first, last)
    return None


def _of_period(plain: str, text: str, day_first: bool) -> EventDate | None:
    """Two dates with "to" or a dash between them."""
    parts = _UNTIL.split(text.lower().strip())
    if len(parts) != 2 or not all(parts):
        return None
    first, last = parts
    if not re.search(r"\d{4}", first) and (year := re.search(r"\d{4}$", last)):
        first = f"{first} {year.group()}"
    return _between(_of_text(first, day_first), _of_text(last, day_first))


def _between(first: EventDate, last: EventDate) -> EventDate:
    if last.end < first.start:
        raise NoDate(f"{first.start.isoformat()} to {last.end.isoformat()}")
    return joined_dates(first, last)


def joined_dates(first: EventDate, last: EventDate) -> EventDate:
    """The days from a first date to a last one that is not before it."""
    if first == last:
        return first
    days = (last.end - first.start).days
    precision = "day" if days == 0 else "days" if days < 31 else "month" if days < 62 else "year"
    return EventDate(first.start, last.end, precision)


def _whole_year(digits: str) -> int:
    """A year of two digits in this century or the last."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < _CENTURY_TURNS else 1900)


def _day(year: int, month: int, day: int) -> EventDate:
    try:
        if _HIJRI_YEARS[0] <= year <= _HIJRI_YEARS[1]:
            found = Hijri(year, month, day).to_gregorian()
            return EventDate(date(found.year, found.month, found.day), date(found.year, found.month, found.day))
        if not YEARS[0] <= year <= YEARS[1]:
            raise NoDate(f"{year:04d}-{month:02d}-{day:02d}")
        whole = date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise NoDate(f"{year:04d}-{month:02d}-{day:02d}") from error
    return EventDate(whole, whole)


def _month(year: int, month: int) -> EventDate:
    if not 1 <= month <= 12:
        raise NoDate(f"{year:04d}-{month:02d}")
    if _HIJRI_YEARS[0] <= year <= _HIJRI_YEARS[1]:
        length = Hijri(year, month, 1).month_length()
        return EventDate(_day(year, month, 1).start, _day(year, month, length).end, "month")
    return EventDate(_day(year, month, 1).start, _day(year, month, monthrange(year, month)[1]).end, "month")


def _year(year: int) -> EventDate:
    return EventDate(date(year, 1, 1), date(year, 12, 31), "year")


def _is_zero(cell: Cell) -> bool:
    """Whether a part of a date is written 0, as datasets do where it is unknown."""
    return western(text_of(cell)) in ("0", "00", "0.0")


def of_parts(year: Cell, month: Cell, day: Cell) -> EventDate | None:
    """The date of a year, a month (a number or a name) and a day in columns of their own, as far as they are given.

    Raises:
        NoDate: they are no date.
    """
    if not has_value(year):
        return None
    text = western(text_of(year))
    if not re.fullmatch(r"\d{4}", text):
        raise NoDate(text)
    if not has_value(month) or _is_zero(month):
        return _year(int(text))
    number = month_number(month)
    if number is None:
        raise NoDate(text_of(month))
    if not has_value(day) or _is_zero(day):
        return _month(int(text), number)
    if not re.fullmatch(r"\d{1,2}", western(text_of(day))):
        raise NoDate(text_of(day))
    return _day(int(text), number, int(western(text_of(day))))


def month_number(cell: Cell) -> int | None:
    """The number of a month given as number or name."""
    text = western(text_of(cell))
    if re.fullmatch(r"\d{1,2}", text):
        return int(text)
    match = _month_words("month")[0].search(fold(text))
    return _month_words("month")[1][match.group()] if match else None


# Which comes first

DAY, MONTH, EITHER = "day", "month", "either"


def order_of(cell: Cell) -> str | None:
    """What a cell says of the order of its column: day or month first, either, or nothing."""
    if not isinstance(cell, str) or not (match := _YEAR_LAST.fullmatch(_bare(cell))):
        return None
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        return DAY
    if second > 12 >= first:
        return MONTH
    return EITHER if first <= 12 and second <= 12 else None


@lru_cache(maxsize=50_000)
def _bare(cell: str) -> str:
    return _without_words_around(_TIME.sub("", western(text_of(cell)).lower()).strip(" .,'"))


class Order(NamedTuple):
    """Whether days come first in a file's dates, and why: given, header, cells, mixed, sequence, or default.

    `default` means that nothing in the file decides; whoever can ask should. `against`: cells that can only be read
    the other way round.
    """

    day_first: bool
    why: str
    either: int = 0
    against: int = 0

    @property
    def is_open(self) -> bool:
        """Whether nothing decided and it matters."""
        return self.why == "default" and self.either > 0


@dataclass
class Votes:
    """What the cells of a file's date columns say of their order."""

    day: int = 0
    month: int = 0
    either: int = 0

    def add(self, cells: Iterable[Cell]) -> None:
        """Counts the votes of some cells."""
        for cell in cells:
            said = order_of(cell)
            if said:
                setattr(self, said, getattr(self, said) + 1)


def decide(votes: Votes, given: bool | None, header: str, sequence: Iterable[Cell] = ()) -> Order:
    """The order of a file's dates: as given, as a header says, as its cells show, or days first."""
    if given is not None:
        return Order(given, "given", votes.either, votes.month if given else votes.day)
    if votes.day or votes.month:
        day_first = votes.day >= votes.month
        why = "mixed" if votes.day and votes.month else "cells"
        return Order(day_first, why, votes.either, min(votes.day, votes.month))
    if said := _header_order(header):
        return Order(said == DAY, "header", votes.either)
    if (ordered := _sequence_order([cell for cell in sequence if order_of(cell) == EITHER])) is not None:
        return Order(ordered, "sequence", votes.either)
    return Order(True, "default", votes.either)


def _header_order(header: str) -> str | None:
    """The order that a header states, as "Date (dd/mm/yyyy)"."""
    plain = re.sub(r"[^a-z]+", " ", header.lower())
    if re.search(r"\bd{1,2} ?m{1,3}", plain):
        return DAY
    return MONTH if re.search(r"\bm{1,2} ?d{1,2}", plain) else None


_SEQUENCE_CELLS = 8
_IN_ORDER, _OUT_OF_ORDER = 0.95, 0.9


def _sequence_order(cells: list[Cell]) -> bool | None:
    """Rows of lists mostly follow in time: the reading in which they do, if they do not in the other one."""
    if len(cells) < _SEQUENCE_CELLS:
        return None
    shares = {}
    for day_first in (True, False):
        days = [found.start for cell in cells if (found := read_date(cell, day_first))]
        steps = [later >= earlier for earlier, later in itertools.pairwise(days)]
        shares[day_first] = max(sum(steps), len(steps) - sum(steps)) / len(steps)
    for day_first in (True, False):
        if shares[day_first] >= _IN_ORDER and shares[not day_first] <= _OUT_OF_ORDER:
            return day_first
    return None
