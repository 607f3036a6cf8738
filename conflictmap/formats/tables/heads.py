"""Where a table begins: titles above it, the rows that name its columns, and the names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from conflictmap.formats.tables import columns, contents
from conflictmap.formats.tables.cells import text_of
from conflictmap.formats.tables.sheets import Cell, Row, Sheet

LOOKED_AT = 60
"""Rows in which the head of a table is looked for."""
_LONGEST_NAME = 120
_TAG = re.compile(r"#[a-z][\w+\s-]*", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """The head of a table: the number of its last row (0 where there is none), names and hashtags of the columns."""

    last_row: int
    names: tuple[str, ...]
    tags: tuple[str, ...]

    def repeats(self, row: Row) -> bool:
        """Whether a row says the names again, as lists of several pages do."""
        texts = [text_of(cell) for cell in row.cells]
        return len([each for each in texts if each]) > 1 and all(
            not text or text == name for text, name in zip(texts, self.names, strict=False)
        )


def head_of(sheet: Sheet) -> Head:
    """The head of a sheet."""
    first = [row for row in islice(sheet.rows(), LOOKED_AT) if not is_blank(row)]
    width = max((len(row.cells) for row in first), default=0)
    if sheet.named:
        return _head(first[:1], None, width)
    at = _names_row(first)
    if at is None:
        return _head([], None, width)
    above = first[at - 1] if at and first[at - 1].number == first[at].number - 1 else None
    groups = [above] if above is not None and _is_group_row(above, first[at]) else []
    rows = [*groups, first[at]]
    following = first[at + 1] if at + 1 < len(first) else None
    if following is not None and _names_more(following):
        rows.append(following)
        following = first[at + 2] if at + 2 < len(first) else None
    if _tags_of(first[at]):
        return _head([], first[at], width)
    return _head(rows, following if following is not None and _tags_of(following) else None, width)


def _names_more(row: Row) -> bool:
    """Whether a row below the names is a second one, as "Town" and "District" below "Location"; events have values."""
    return _names_columns(row) >= 2 and not _tags_of(row) and not any(_is_value(cell) for cell in row.cells)


def is_blank(row: Row) -> bool:
    """Whether a row has nothing in it."""
    return all(cell is None or (isinstance(cell, str) and not text_of(cell)) for cell in row.cells)


def _texts(row: Row) -> list[str]:
    return [text_of(cell) if isinstance(cell, str) else "" for cell in row.cells]


def _names_columns(row: Row) -> int:
    """How many different cells of a row are names of columns."""
    return len({text for text in _texts(row) if text and len(text) <= _LONGEST_NAME and columns.is_known(text)})


def _tags_of(row: Row) -> bool:
    """Whether a row has HXL hashtags."""
    texts = [text for text in _texts(row) if text]
    return len(texts) >= 2 and all(_TAG.fullmatch(text) for text in texts)


def _names_row(rows: list[Row]) -> int | None:
    """Which row names the columns: the one with most known names; else the first that is all words over other cells."""
    known = [(_names_columns(row), -at) for at, row in enumerate(rows)]
    best, minus = max(known, default=(0, 0))
    if best >= 2 or (best == 1 and len(_texts(rows[-minus])) <= 2):
        return -minus
    tagged = next((at for at, row in enumerate(rows) if _tags_of(row)), None)
    if tagged is not None:
        return max(tagged - 1, 0) if tagged else 0
    for at, row in enumerate(rows[:-1]):
        texts = [text for text in _texts(row) if text]
        filled = sum(cell is not None and text_of(cell) != "" for cell in row.cells)
        if len(set(texts)) >= 2 and len(texts) == filled and not any(_is_value(cell) for cell in row.cells):
            return at if any(_is_value(cell) for other in rows[at + 1 :] for cell in other.cells) else None
    return None


def _is_value(cell: Cell) -> bool:
    """Whether a cell is a number or a date rather than a name."""
    if cell is None or cell == "":
        return False
    return not isinstance(cell, str) or (
        any(contents.fits(kind, [cell]) == 1 for kind in ("date", "coordinate"))
        and any(character.isdigit() for character in cell)
    )


def _is_group_row(above: Row, names: Row) -> bool:
    """Whether a row stands over the names as "Location" over "Town" and "District", not as a title over the table."""
    texts = [text for text in _texts(above) if text]
    return (
        len(set(texts)) >= 2
        and not any(_is_value(cell) for cell in above.cells)
        and len(above.cells) <= len(names.cells)
    )


def _head(rows: Iterable[Row], tags: Row | None, width: int) -> Head:
    rows = list(rows)
    levels = [_texts_or_numbers(row, width) for row in rows]
    names = [_name([level[at] for level in levels]) for at in range(width)]
    found = _texts_or_numbers(tags, width) if tags else [""] * width
    last = (tags or (rows[-1] if rows else Row(0, []))).number
    return Head(last, tuple(_distinct(names)), tuple(found))


def _texts_or_numbers(row: Row, width: int) -> list[str]:
    texts = [" ".join(text_of(cell).split())[:_LONGEST_NAME] for cell in row.cells]
    return texts + [""] * (width - len(texts))


def _name(levels: list[str]) -> str:
    """A column's name from its levels: the last one where it says enough, else with those above it."""
    parts = list(dict.fromkeys(level for level in levels if level))
    if not parts:
        return ""
    return parts[-1] if columns.is_known(parts[-1]) else " ".join(parts)


def _distinct(names: list[str]) -> list[str]:
    """Names that differ: empty ones become their letter, repeated ones get a number."""
    found: dict[str, None] = {}
    numbers: Counter[str] = Counter()
    for at, name in enumerate(names):
        own = name or f"({letter(at)})"
        while own in found:
            numbers[name] += 1
            own = f"{name} ({numbers[name] + 1})"
        found[own] = None
    return list(found)


def letter(at: int) -> str:
    """A column's letters as spreadsheets count: A, B, … Z, AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text
