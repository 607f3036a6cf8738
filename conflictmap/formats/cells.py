"""What cells of exports hold: missing values in their several spellings, whole numbers, days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from conflictmap.errors import InvalidEvent
from conflictmap.formats import days

_MISSING_WORDS = ("", "NA", "N/A", "NaN", "NULL", "None", ".", "-", "--", "---")
_MISSING = frozenset(form for word in _MISSING_WORDS for form in (word, word.lower(), word.upper(), word.capitalize()))


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


def day(text: str, field: str, day_first: bool) -> date | None:
    """A day from a cell, with or without a time of day; None where it is missing.

    Raises:
        InvalidEvent: it is no day.
    """
    if not (text := known(text)):
        return None
    try:
        return days.read_day(text, day_first)
    except days.UnreadableDay as error:
        raise InvalidEvent(field, text, days.EXPECTED) from error
