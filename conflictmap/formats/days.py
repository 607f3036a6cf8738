"""Days as datasets write them: 2023-01-31, 31 January 2023, 9-May-20, 31/01/2023, a workbook's day number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path

from conflictmap.formats import sheets

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(25_000, 80_000)  # 1968 to 2118
_FIRST_YEAR_OF_TWO_DIGITS = 1970
_CLOCK = r"(?:[T ,].*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?")
_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*([A-Za-z]{{3,9}})\.?[-\s,./]*(\d{{4}}|\d\d){_CLOCK}")
_MONTH_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.?[-\s]*(\d{{1,2}})(?:st|nd|rd|th)?,?[-\s]+(\d{{4}}|\d\d){_CLOCK}")
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d\d){_CLOCK}")

_ORDER_ROWS = 200_000  # looked at for which comes first in days written in numbers

EXPECTED = "a day such as 2023-01-31 or 31 January 2023"
AMBIGUOUS = "a day that is clear; say whether the day or the month comes first (--day-first, --month-first)"


class UnreadableDay(ValueError):
    """A text is no day; the message is what was expected."""


@lru_cache(maxsize=50_000)
def read_day(text: str, day_first: bool | None = None) -> date:
    """The day of a text; `day_first` says how 3/4/2024 is meant.

    Raises:
        UnreadableDay: the text is no day, or could be two.
    """
    text = text.strip()
    try:
        return _parsed(text, day_first)
    except UnreadableDay:
        raise
    except ValueError as error:  # no such day in the calendar
        raise UnreadableDay(EXPECTED) from error


def _parsed(text: str, day_first: bool | None) -> date:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return date(*(int(part) for part in match.groups()))
    if match := _NAMED.fullmatch(text):
        return date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return date(_year(match[3]), _month(match[1]), int(match[2]))
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        if order(text) is None and first != second and day_first is None:
            raise UnreadableDay(AMBIGUOUS)
        day_is_first = first > 12 or (second <= 12 and day_first is not False)
        return date(year, second, first) if day_is_first else date(year, first, second)
    if text.isdecimal() and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    raise UnreadableDay(EXPECTED)


def _month(name: str) -> int:
    short = name[:3].lower()
    if short not in MONTHS:
        raise UnreadableDay(EXPECTED)
    return MONTHS.index(short) + 1


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    century = _FIRST_YEAR_OF_TWO_DIGITS // 100 * 100
    year = century + int(digits)
    return year if year >= _FIRST_YEAR_OF_TWO_DIGITS else year + 100


def order(text: str) -> bool | None:
    """Whether a day in numbers has the day first, None where it does not say."""
    match = _NUMBERS.fullmatch(text.strip())
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    return True if first > 12 >= second else False if second > 12 >= first else None


def common_order(texts: Iterable[str]) -> bool | None:
    """Whether the days of a column have the day first: what its clear ones agree on, None where they do not."""
    found = {order(text) for text in texts} - {None}
    return found.pop() if len(found) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether a text is a day in numbers, so that the order of its column matters."""
    return bool(_NUMBERS.fullmatch(text.strip()))


def order_in(path: Path, known: sheets.Known, columns: Callable[[sheets.Cells], Sequence[int]]) -> bool | None:
    """Whether the days of a table have the day first, as its clear ones say; asked only where there are any."""
    with sheets.opened(path, known) as sheet:
        places = columns(sheet.header)
        cells = (row[at] for _, row in islice(sheet.rows, _ORDER_ROWS) for at in places if len(row) > at)
        head = list(islice(cells, 100))
        if not any(is_ambiguous(text) for text in head):
            return None
        return common_order([*head, *cells])
