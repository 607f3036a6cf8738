"""What every format gives: for each row of a file an event, or a rejection that says why not; singly or in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from conflictmap.model.batch import BATCH, Batch
from conflictmap.model.event import Event
from geodata import GazetteerGeocoder


class Rejection(NamedTuple):
    """A row that could not become an event.

    row: its number in the file as a person counts, the header being row 1. field: the column or property, empty where
    the row as a whole is meant. value: what stood there, cut short. reason: what was expected, without the word.
    """

    row: int
    field: str
    value: str
    reason: str


def _unheard(_row: int) -> None:
    """For those who do not ask at which row a reader is."""


class Read(NamedTuple):
    """Some rows of a file, in order: those that became events, and those that could not."""

    events: Batch
    rejected: list[Rejection]


@dataclass(frozen=True)
class Options:
    """What a reader may be told beside the file.

    dataset: the id that the events get; a format's own by default. retrieved: the day the data were fetched.
    day_first: whether 3/4/2024 is the third of April; None leaves it to the file. columns: for tables, our field by
    the file's column, as a person confirmed it; empty leaves it to the reader's guess. sheet: which of a workbook's
    sheets; empty leaves it to the reader. country: ISO 3166-1 alpha-2 where rows do not say theirs. licence: of the
    data, where the format has none of its own. crs: of map files that do not say theirs, such as EPSG:3857. geocoder:
    gives what finds places by name, the packaged one by default; only who needs it asks, as it takes a second to open.
    at_row: told the row's number before it is given, as a rejection would have it.
    """

    dataset: str = ""
    retrieved: date | None = None
    day_first: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    country: str = ""
    licence: str = ""
    crs: str = ""
    geocoder: Callable[[], GazetteerGeocoder] = field(default=GazetteerGeocoder, compare=False)
    at_row: Callable[[int], None] = field(default=_unheard, compare=False)


class Format(NamedTuple):
    """A format: its name on the command line, how a file of it is recognised, and how it is read.

    A module of this folder that has a `FORMAT` is a format; `registry.py` finds it.

    recognises: from a path (whose first bytes it may read) how sure it is, 0 to 1; the surest format reads the file.
        It never raises: a file it cannot read is none of its. 1 is a signature, 0.9 its very columns, 0.5 a likeness,
        0.1 a file it could read if a person says so.
    read: the rows in order, each an event or a rejection; never fewer. It raises UnreadableFile, before the first
        row, where the file as a whole is none it can read. Events that agree in place, actors, sources or date should
        share one object for it: resolve each distinct value once.
    read_batches: the same rows in columns, for formats of which there are files with a million rows.
    licence, note: what users of these data must know, in English; shown at import, and travel with exports.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Path], float]
    read: Callable[[Path, Options], Iterator[Event | Rejection]]
    licence: str = ""
    note: str = ""
    read_batches: Callable[[Path, Options], Iterator[Read]] | None = None


def in_batches(rows: Iterable[Event | Rejection], row_number: Callable[[], int]) -> Iterator[Read]:
    """Single rows in batches; `row_number` says the number of the row that was given last (see `Options.at_row`)."""
    numbered = ((row_number(), row) for row in rows)
    while chunk := list(islice(numbered, BATCH)):
        events = [(number, row) for number, row in chunk if isinstance(row, Event)]
        yield Read(Batch.of(events), [row for _, row in chunk if isinstance(row, Rejection)])


def one_by_one(reads: Iterable[Read], at_row: Callable[[int], None]) -> Iterator[Event | Rejection]:
    """The rows of batches singly, in the order of the file; `at_row` is told the number of each before it is given."""
    for events, rejected in reads:
        numbered = zip(events.rows, events.events(), strict=True)
        rows: Iterator[tuple[int, Event | Rejection]] = merge(
            numbered, ((r.row, r) for r in rejected), key=itemgetter(0)
        )
        for number, row in rows:
            at_row(number)
            yield row
