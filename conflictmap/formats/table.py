"""Tables of any columns: CSV, TSV, JSON and workbooks, whose columns are guessed by their names and contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from conflictmap.errors import UnreadableFile
from conflictmap.formats import acledterms, acledvalues
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.tables import columns, dates, heads, otherlists
from conflictmap.formats.tables.cells import text_of
from conflictmap.formats.tables.columns import Column
from conflictmap.formats.tables.heads import Head
from conflictmap.formats.tables.places import Placer
from conflictmap.formats.tables.rows import RowReader, fields_by_column
from conflictmap.formats.tables.sheets import (
    JSON_SUFFIXES,
    TEXT_SUFFIXES,
    WORKBOOK_SUFFIXES,
    Cell,
    Row,
    Sheet,
    open_sheets,
)
from conflictmap.model.event import Event
from geodata import GazetteerGeocoder
from geodata.normalize import fold

SAMPLED_ROWS = 400
"""Rows whose cells say what a column is."""
LICENCE = "as the file's owner says"
"""What stands for a licence where nobody states one."""
_DATES = ("date", "date_end", "source_date")
SAYS_WHEN_OR_WHERE = (
    "date",
    "year",
    "place",
    "place_ar",
    "place_en",
    "lat",
    "coordinates",
    "admin1",
    "admin2",
    "admin3",
)
"""Fields of which a table of events has at least one."""
_SURE = 0.4


@dataclass(frozen=True)
class Survey:
    """What a file is taken for before it is read.

    sheet: the one that is read; sheets: all that hold rows. order: of the days in its dates. samples: some cells of
    each column. rows: how many follow the head, blank ones not counted.
    """

    sheet: str
    sheets: tuple[str, ...]
    head: Head
    columns: tuple[Column, ...]
    order: dates.Order
    samples: tuple[tuple[Cell, ...], ...]
    rows: int

    @property
    def why_no_events(self) -> str:
        """What was expected of the table's columns, and what they are; empty where rows may be events."""
        return otherlists.why_no_events(self.columns, self.samples)


def survey(path: Path, options: Options) -> Survey:
    """What each column of a file is taken for, and how its dates are read.

    Raises:
        UnreadableFile: the file is no table, or has no sheet of the asked name.
    """
    sheets = open_sheets(path)
    geocoder = options.geocoder()
    tried = [(sheet, *_columns(sheet, options, geocoder)) for sheet in _asked(path, sheets, options.sheet)]
    if not tried:
        raise UnreadableFile(f"{path.name}: expected rows, got an empty file")
    sheet, head, found, samples = max(tried, key=lambda each: _weight(each[2]))
    order, rows = _order(sheet, head, found, options.day_first)
    return Survey(sheet.name, tuple(each.name for each in sheets), head, tuple(found), order, samples, rows)


def _asked(path: Path, sheets: list[Sheet], name: str) -> list[Sheet]:
    if not name:
        return sheets
    chosen = [sheet for sheet in sheets if sheet.name == name]
    if not chosen:
        names = ", ".join(sheet.name for sheet in sheets)
        raise UnreadableFile(f"{path.name}: expected one of the sheets {names}, got {name!r}")
    return chosen


def _weight(found: list[Column]) -> tuple[bool, float]:
    """How much a sheet looks like events."""
    of_events = any(column.field in SAYS_WHEN_OR_WHERE for column in found)
    return of_events, sum(column.sure for column in found)


Samples = tuple[tuple[Cell, ...], ...]


def _columns(sheet: Sheet, options: Options, geocoder: GazetteerGeocoder) -> tuple[Head, list[Column], Samples]:
    head = heads.head_of(sheet)
    rows = list(islice(data_rows(sheet, head), SAMPLED_ROWS))
    samples = tuple(
        tuple(row.cells[at] if at < len(row.cells) else None for row in rows) for at in range(len(head.names))
    )
    if options.columns:
        return head, columns.given(head.names, dict(options.columns)), samples
    return head, columns.guess(head.names, head.tags, samples, geocoder), samples


def data_rows(sheet: Sheet, head: Head) -> Iterator[Row]:
    """The rows below the head that have anything in them."""
    return (row for row in sheet.rows() if row.number > head.last_row and not heads.is_blank(row))


def _order(sheet: Sheet, head: Head, found: list[Column], given: bool | None) -> tuple[dates.Order, int]:
    """Whether days come first, from all dates of the sheet, and how many rows it has."""
    places = [at for at, column in enumerate(found) if column.field in _DATES]
    votes, sequence, rows = dates.Votes(), list[Cell](), 0
    for row in data_rows(sheet, head):
        rows += 1
        told = [row.cells[at] for at in places if at < len(row.cells)]
        votes.add(told)
        if told and len(sequence) < SAMPLED_ROWS:
            sequence.append(told[0])
    header = " ".join(found[at].name for at in places)
    return dates.decide(votes, given, header, sequence), rows


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The rows of a table's likeliest or asked sheet, each an event or a rejection."""
    seen = survey(path, options)
    if not options.columns and (why := seen.why_no_events):
        raise UnreadableFile(f"{path.name}: expected {why}")
    return _read(path, options, seen)


def _read(path: Path, options: Options, seen: Survey) -> Iterator[Event | Rejection]:
    sheet = next(sheet for sheet in open_sheets(path) if sheet.name == seen.sheet)
    reader = RowReader(
        columns=fields_by_column(column.field for column in seen.columns),
        day_first=seen.order.day_first,
        placer=Placer(options.geocoder(), options.country),
        file=path.name,
        dataset=options.dataset or dataset_of(path),
        licence=options.licence or _licence(seen),
        retrieved=options.retrieved,
    )
    for row in data_rows(sheet, seen.head):
        if seen.head.repeats(row):
            yield Rejection(row.number, "", "", "an event, not the names of the columns again")
        else:
            options.at_row(row.number)
            yield reader.read(row)


def _licence(seen: Survey) -> str:
    """Whose terms hold where nobody states them: ACLED's for a cut of its columns, which still is its data."""
    cells = {c.name: [text_of(cell) for cell in sample] for c, sample in zip(seen.columns, seen.samples, strict=True)}
    return str(acledvalues.table()["licence"]) if acledterms.is_cut(cells) else LICENCE


def dataset_of(path: Path) -> str:
    """The dataset's id where none is given: the file's name in letters, digits and hyphens."""
    return re.sub(r"\s+", "-", fold(path.stem)) or "table"


def recognises(path: Path) -> float:
    """How sure a file is a table of events: a likeness at most, as any columns may be meant."""
    if path.suffix.lower() not in FORMAT.suffixes:
        return 0.0
    try:
        sheets = open_sheets(path)
        names = [name for sheet in sheets for name in heads.head_of(sheet).names]
    except UnreadableFile:
        return 0.0
    known = {field for name in names for field, score in columns.by_name(name).items() if score >= columns.SURE}
    if len(names) < 2:
        return 0.0
    return _SURE if known & set(SAYS_WHEN_OR_WHERE) else 0.1


FORMAT = Format(
    name="table",
    suffixes=(*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, *JSON_SUFFIXES),
    recognises=recognises,
    read=read,
    note="Columns are guessed by their names and contents; places without coordinates are found by name.",
)
