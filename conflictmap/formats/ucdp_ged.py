"""UCDP Georeferenced Event Dataset: yearly and monthly candidate files since version 17.1, and their copies on HDX.

Columns are found by name; which of them a version has, and in what order, does not matter.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from conflictmap.errors import InvalidEvent, UnreadableFile
from conflictmap.formats import delimited
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.cells import all_known, is_day_first
from conflictmap.formats.ucdp_rows import LICENCE, Reader, codes
from conflictmap.model.event import Event

SUFFIXES = (".csv", ".tsv", ".txt")
CITATION = (
    "Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event Dataset. Journal of Peace "
    "Research 50(4), with the version of the dataset. It counts events in which at least one person was killed."
)
_NEEDED = ("id", "type_of_violence", "side_a", "side_b", "date_start", "best")
_TELLING = ("where_prec", "date_prec", "dyad_name")
_VERSION = re.compile(r"(?<![\d.])v?(\d\d)[._]?(\d{1,2})(?:[._](\d\d))?(?:[._](\d\d?))?(?!\d)", re.IGNORECASE)


def _columns(names: list[str]) -> list[str]:
    return [codes()["columns"].get(name, name) for name in names]


def recognises(path: Path) -> float:
    """How sure it is that a file is of the dataset, by the names of its columns."""
    lines = [line for line in delimited.head(path, SUFFIXES) if line.strip()]
    names = _columns(delimited.columns_of(lines[0])) if lines else []
    if any(name not in names for name in _NEEDED):
        return 0.0
    return 0.95 if all(name in names for name in _TELLING) else 0.6


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """An event or a rejection for each row.

    Raises:
        UnreadableFile: the file cannot be read, or lacks a column that no version lacks.
    """
    day_first = options.day_first if options.day_first is not None else _is_day_first(path)
    with delimited.table(path, SUFFIXES) as (header, records):
        names = _columns(header)
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise UnreadableFile(
                f"{path.name}: expected a column {missing[0]} of UCDP GED, got {', '.join(header)[:200]}"
            )
        reader = Reader(options, day_first, version_of(path.name))
        needed = max(names.index(name) for name in _NEEDED) + 1
        for at, (number, cells) in enumerate(records):
            if at == 0 and _is_hxl(cells):
                continue
            if len(cells) < needed or any(cells[len(names) :]):
                yield Rejection(number, "", f"{len(cells)} cells", f"{len(names)} cells")
                continue
            row = dict(zip(names, all_known(cells) + [""] * (len(names) - len(cells)), strict=False))
            try:
                yield reader.event(row)
            except InvalidEvent as error:
                yield Rejection(number, error.field, str(error.value)[:80], error.expected)


def _is_hxl(cells: list[str]) -> bool:
    """Whether a record is the second header of a copy on HDX: hashtags for people's tools."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def _is_day_first(path: Path) -> bool:
    """Whether 3/4/2017 is the third of April in a file: some day of it can only be read so."""
    with delimited.table(path, SUFFIXES) as (header, records):
        at = [header.index(name) for name in ("date_start", "date_end") if name in header]
        days = ([cells[i] for i in at if i < len(cells)] for _, cells in records)
        start = list(itertools.islice(days, 2))
        if not any("/" in text or "." in text[:3] for row in start for text in row):
            return False
        return is_day_first(text for row in itertools.chain(start, days) for text in row)


def version_of(name: str) -> str:
    """The version that a file name tells, as 25.1 or 24.01.24.06; empty where it tells none."""
    match = _VERSION.search(name)
    return ".".join(part for part in match.groups() if part) if match else ""


FORMAT = Format("ucdp-ged", (".csv", ".zip"), recognises, read, LICENCE, CITATION)
