"""What cells of exports hold: missing values in their several spellings, whole numbers, days as programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from conflictmap.errors import InvalidEvent

_MISSING_WORDS = ("", "NA", "N/A", "NaN", "NULL", "None", ".", "-", "--", "---")
_MISSING = frozenset(form for word in _MISSING_WORDS for form in (word, word.lower(), word.upper(), word.capitalize()))
_TIME = r"(?:[T ]\s*\d{1,2}:\d\d.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?", re.ASCII)
_PARTS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d\d){_TIME}", re.ASCII)
_WORDS = re.compile(rf"(\d{{1,2}})[- ]([A-Za-z]{{3}})[a-z]*[- ,]+(\d{{4}}|\d\d){_TIME}", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PIVOT = 69  # as POSIX has it: 69 is 1969, 68 is 2068


def known(text: str) -> str:
    """The text of a cell, empty where it stands for a missing value."""
    return "" if text in _MISSING else text


def all_known(cells: Iterable[str]) -> list[str]:
    """The cells of a row, each empty where it stands for a missing value."""
    return ["" if cell in _MISSING else cell for cell in cells]


def whole(text: str, field: str) -> int | None:
    """A count from a cell, None where it is missing.

    Raises:
        InvalidEvent: it is no whole number of at least 0.
    """
    if not (text := known(text)):
        return None
    number = text.removesuffix(".0") if text.endswith(".0") else text
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise InvalidEvent(field, text, "a whole number of at least 0")
    return int(number)


@lru_cache(maxsize=50_000)
def day(text: str, field: str, day_first: bool) -> date | None:
    """A day from a cell, with or without a time of day; None where it is missing.

    Raises:
        InvalidEvent: it is none of the forms 2017-07-31, 20170731, 7/31/2017, 31-Jul-17.
    """
    if not (text := known(text)):
        return None
    try:
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            year, month, of_month = (int(part) for part in match.groups())
        elif match := _PARTS.fullmatch(text):
            first, second, year = (int(part) for part in match.groups())
            is_day_first = first > 12 or (day_first and second <= 12)
            of_month, month = (first, second) if is_day_first else (second, first)
        elif match := _WORDS.fullmatch(text):
            of_month, month, year = int(match[1]), _MONTHS.index(match[2].lower()) + 1, int(match[3])
        else:
            raise ValueError(text)
        return date(_full(year), month, of_month)
    except ValueError as error:
        raise InvalidEvent(field, text, "a day such as 2017-07-31") from error


def _full(year: int) -> int:
    return year if year > 99 else year + (1900 if year >= _PIVOT else 2000)


def is_day_first(texts: Iterable[str]) -> bool:
    """Whether a column of days like 3/4/2017 has the day first: one of them can be read in no other way."""
    return any(int(match[1]) > 12 for text in texts if (match := _PARTS.fullmatch(text)))
