"""UCDP Georeferenced Event Dataset: yearly and monthly candidate files since version 17.1, and their copies on HDX.

Columns are found by name; which of them a version has, and in what order, does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from conflictmap.errors import InvalidEvent, UnreadableFile
from conflictmap.formats import days, sheets
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.cells import all_known
from conflictmap.formats.sheets import Cells
from conflictmap.formats.ucdp_rows import LICENCE, Reader, codes
from conflictmap.model.event import Event

CITATION = (
    "Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event Dataset. Journal of Peace "
    "Research 50(4), with the version of the dataset. It counts events in which at least one person was killed."
)
_NEEDED = ("id", "type_of_violence", "side_a", "side_b", "date_start", "best")
_TELLING = ("where_prec", "date_prec", "dyad_name")
_VERSION = re.compile(r"(?<![\d.])v?(\d\d)[._]?(\d{1,2})(?:[._](\d\d))?(?:[._](\d\d?))?(?!\d)", re.IGNORECASE)


def _columns(header: Cells) -> list[str]:
    names = (name.strip("'\"").lower() for name in header)
    return [codes()["columns"].get(name, name) for name in names]


def _known(header: Cells) -> int:
    return sum(name in _columns(header) for name in (*_NEEDED, *_TELLING))


def _dates(header: Cells) -> list[int]:
    return [at for at, name in enumerate(_columns(header)) if name in ("date_start", "date_end")]


def recognises(path: Path) -> float:
    """How sure it is that a file is of the dataset, by the names of its columns."""
    try:
        with sheets.opened(path, _known) as sheet:
            names = _columns(sheet.header)
    except UnreadableFile:
        return 0.0
    if any(name not in names for name in _NEEDED):
        return 0.0
    return 0.95 if all(name in names for name in _TELLING) else 0.6


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """An event or a rejection for each row.

    Raises:
        UnreadableFile: the file cannot be read, or lacks a column that no version lacks.
    """
    day_first = options.day_first if options.day_first is not None else days.order_in(path, _known, _dates)
    with sheets.opened(path, _known) as sheet:
        names = _columns(sheet.header)
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise UnreadableFile(
                f"{path.name}: expected a column {missing[0]} of UCDP GED, got {', '.join(sheet.header)[:200]}"
            )
        reader = Reader(options, bool(day_first), version_of(path.name))
        needed = max(names.index(name) for name in _NEEDED) + 1
        for number, cells in sheet.rows:
            if number <= sheet.header_row + 2 and _is_hxl(cells):
                continue
            options.at_row(number)
            if len(cells) < needed or any(cells[len(names) :]):
                yield Rejection(number, "", f"{len(cells)} cells", f"{len(names)} cells")
                continue
            told = all_known(cell.strip() for cell in cells)
            row = dict(zip(names, told + [""] * (len(names) - len(cells)), strict=False))
            try:
                yield reader.event(row)
            except InvalidEvent as error:
                yield Rejection(number, error.field, str(error.value)[:80], error.expected)


def _is_hxl(cells: list[str]) -> bool:
    """Whether a record is the second header of a copy on HDX: hashtags for people's tools."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def version_of(name: str) -> str:
    """The version that a file name tells, as 25.1 or 24.01.24.06; empty where it tells none."""
    match = _VERSION.search(name)
    return ".".join(part for part in match.groups() if part) if match else ""


FORMAT = Format("ucdp-ged", (".csv", ".json", ".zip", ".xlsx", ".tsv", ".txt"), recognises, read, LICENCE, CITATION)
