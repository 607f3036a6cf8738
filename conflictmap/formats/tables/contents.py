"""What the cells of a column look like: the second witness of what a column is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from conflictmap.errors import InvalidEvent
from conflictmap.formats.tables import cells, dates, types
from conflictmap.formats.tables.sheets import Cell
from geodata import GazetteerGeocoder

_LOOKED_UP = 25
"""Distinct names of a column that are looked up to see whether they are places."""
_FINE_PAIR = re.compile(r"\d[.,٫]\d{3,}.*\d[.,٫]\d{3,}|[°º˚]")
"""Coordinates that no name announces: in thousandths of a degree, or in minutes."""
_FINE = re.compile(r"[.,٫]\d{3,}$|[°º˚]")
_LONGEST_DATE = 40
"""Characters of a date with its weekday and two calendars; a longer cell speaks of more."""
_TITLE_LENGTH = 40
"""Mean characters of a column of sentences."""


def fits(kind: str, sample: Sequence[Cell]) -> float:
    """The share of cells with a value that can be of a kind; 1 for an empty column and for kinds that anything fits."""
    test = _TESTS.get(kind)
    found = [cell for cell in sample if cells.has_value(cell)]
    if test is None or not found:
        return 1.0
    if kind == "id":
        return 1.0 if len(set(map(str, found))) >= 0.95 * len(found) else 0.0
    return sum(test(cell) for cell in found) / len(found)


def looks_like(field: str, sample: Sequence[Cell], geocoder: GazetteerGeocoder | None) -> float:
    """How far cells alone say what a column is, 0 to 1: stricter than `fits`, as no name has spoken."""
    found = [cell for cell in sample if cells.has_value(cell)]
    if len(found) < max(2, len(sample) // 10):
        return 0.0
    if field == "date":
        return sum(_is_whole_date(cell) for cell in found) / len(found)
    if field == "lat":
        return sum(_is_fine_degree(cell) for cell in found) / len(found)
    if field == "coordinates":
        fine = [cell for cell in found if isinstance(cell, str) and _FINE_PAIR.search(cells.western(cell))]
        return fits("coordinates", fine) * len(fine) / len(found) if fine else 0.0
    if field == "source_url":
        return fits("url", found)
    texts = [cell for cell in found if isinstance(cell, str) and re.search(r"[^\W\d_]", cell)]
    if len(texts) < 0.8 * len(found):
        return 0.0
    if field == "summary":
        return 1.0 if mean_length(found) >= _TITLE_LENGTH else 0.0
    if mean_length(found) > _TITLE_LENGTH:
        return 0.0
    if field == "type":
        return sum(types.by_words(text) is not None for text in texts) / len(texts)
    return _places(texts, geocoder) if geocoder else 0.0


def are_pairs(sample: Sequence[Cell]) -> bool:
    """Whether most cells are a latitude and a longitude; for columns whose name says that they are a place."""
    found = [cell for cell in sample if cells.has_value(cell)]
    enough = len(found) >= max(2, len(sample) // 10) and any(isinstance(cell, str) for cell in found)
    return enough and fits("coordinates", found) > 0.6


def _places(texts: list[str], geocoder: GazetteerGeocoder) -> float:
    """The share of the distinct texts that are names of settlements or areas."""
    distinct = list(dict.fromkeys(texts))[:_LOOKED_UP]
    return sum(bool(geocoder.candidates(text, limit=1)) for text in distinct) / len(distinct)


def mean_length(sample: Sequence[Cell]) -> float:
    """Mean characters of the texts of a column."""
    texts = [cell for cell in sample if isinstance(cell, str) and cells.has_value(cell)]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def largest(sample: Sequence[Cell]) -> float:
    """The largest angle of a column without its sign."""
    return max((abs(each) for cell in sample if (each := _degrees(cell)) is not None), default=0.0)


def _is_date(cell: Cell) -> bool:
    """Whether a cell can be read as a date; odd days in a column of dates are its rows' errors, not its own."""
    try:
        return dates.read_date(cell, True) is not None
    except dates.NoDate:
        return isinstance(cell, str) and bool(re.search(r"\d{1,4}\D\d{1,2}\D\d{1,4}", cells.western(cell)))


def _is_whole_date(cell: Cell) -> bool:
    """Whether a cell is a date and nothing else: no bare number."""
    if isinstance(cell, int | float) or (isinstance(cell, str) and cells.western(cell).replace(".", "").isdigit()):
        return False
    if isinstance(cell, str) and len(cell) > _LONGEST_DATE:
        return False
    return _is_date(cell)


def _degrees(cell: Cell) -> float | None:
    try:
        return cells.degrees(cell, "") if cells.has_value(cell) else None
    except InvalidEvent:
        return None


def _is_fine_degree(cell: Cell) -> bool:
    found = _degrees(cell)
    if found is None or abs(found) > 180 or not isinstance(cell, float | str):
        return False
    return bool(_FINE.search(cells.western(cells.text_of(cell))))


def _is_count(cell: Cell) -> bool:
    try:
        cells.toll(cell, "")
    except cells.UnreadableCount:
        return False
    except InvalidEvent:
        return True
    return True


def _is_number(lowest: int, highest: int) -> Callable[[Cell], bool]:
    def test(cell: Cell) -> bool:
        text = cells.western(cells.text_of(cell))
        return text.isdecimal() and lowest <= int(text) <= highest

    return test


_TESTS: dict[str, Callable[[Cell], bool]] = {
    "id": lambda cell: True,
    "words": lambda cell: any(character.isalpha() for character in cells.text_of(cell)),
    "date": _is_date,
    "year": _is_number(*dates.YEARS),
    "month": lambda cell: dates.month_number(cell) is not None,
    "day": _is_number(1, 31),
    "coordinate": lambda cell: _degrees(cell) is not None,
    "coordinates": lambda cell: isinstance(cell, str) and cells.pair(cell) is not None,
    "count": _is_count,
    "url": lambda cell: isinstance(cell, str) and cell.strip().lower().startswith(("http://", "https://", "www.")),
    "precision": lambda cell: cells.meaning("precision", cell) is not None,
    "claim": lambda cell: cells.meaning("claim", cell) is not None,
}
