"""Lines of tables: the few columns a line shows, read without making whole events."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, EventPlace
from conflictmap.store.interface import question
from conflictmap.store.store import ORDER, EventStore
from conflictmap.store.where import EPOCH, Clause, where


class Line(NamedTuple):
    """What a table shows of an event. actors, publisher: (name, name_ar)."""

    id: str
    when: EventDate | None
    sub_event_type: str
    place: EventPlace
    deaths: int | None
    actors: list[tuple[str, str | None]]
    publisher: tuple[str, str | None]


_COLUMNS = (
    "id, start_day, end_day, date_precision, subtype_code, precision_code, country, admin1_id, deaths, "
    "place, list_transform(actors, lambda a: [a.name, a.name_ar]), sources[1].publisher, sources[1].publisher_ar"
)


KEPT = 10_000
"""Newest lines of a version that are kept at hand: most lists are of these, and rows that lie far apart read slowly."""


@question
def lines(store: EventStore, filter: EventFilter, extra: Clause, limit: int) -> list[Line]:
    """The newest events that pass and meet a further condition.

    The rows are chosen by narrow columns first; of the others only the chosen rows that are not at hand are read.
    """
    clause, cursor = where(filter), store.cursor()
    chosen = f"SELECT rowid FROM event WHERE ({extra.sql}) AND {clause.sql} {ORDER} LIMIT ?"
    found = [row for (row,) in cursor.execute(chosen, [*extra.values, *clause.values, limit]).fetchall()]
    newest = _newest(store, _file(cursor)).lines(cursor) if found else {}
    others = [str(row) for row in found if row not in newest]
    read = _read(cursor, ", ".join(others)) if others else {}  # as constants, they skip what no row is in
    return [newest.get(row) or read[row] for row in found]


class _Newest:
    """The newest lines of one file, by rowid, read when they are first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[int, Line] | None = None

    def lines(self, cursor: DuckDBPyConnection) -> dict[int, Line]:
        with self._lock:
            if self._lines is None:
                self._lines = _read(cursor, f"SELECT rowid FROM event {ORDER} LIMIT {KEPT}")
            return self._lines


@lru_cache(maxsize=2)
def _newest(store: EventStore, file: str) -> _Newest:
    return _Newest()


def _file(cursor: DuckDBPyConnection) -> str:
    """The name of the file that a cursor reads: the store may have a newer one by now."""
    (name,) = cursor.execute("SELECT current_database()").fetchone() or ("",)
    return str(name)


def _read(cursor: DuckDBPyConnection, rows: str) -> dict[int, Line]:
    """The lines of some rows by rowid; `rows` is SQL."""
    found = cursor.execute(f"SELECT rowid, {_COLUMNS} FROM event WHERE rowid IN ({rows})").fetchall()
    return {row: _line(*values) for row, *values in found}


def line_of(event: Event) -> Line:
    """The line of an event."""
    source = event.sources[0]
    return Line(
        event.id,
        event.when,
        event.sub_event_type,
        replace(event.place, lat=None, lon=None, radius_km=None, area_id=None),
        event.fatalities.best,
        [(actor.name, actor.name_ar) for actor in event.actors],
        (source.publisher, source.publisher_ar),
    )


def _line(
    id: str,
    start: int | None,
    end: int,
    date_precision: str,
    subtype: int,
    precision: int,
    country: str | None,
    admin1_id: str | None,
    deaths: int | None,
    place: dict[str, Any],
    actors: list[list[str]],
    *publisher: str,
) -> Line:
    days = None if start is None else (EPOCH + timedelta(days=start), EPOCH + timedelta(days=end))
    return Line(
        id,
        EventDate(*days, date_precision) if days else None,
        vocabulary.sub_event_types().ids[subtype],
        EventPlace(
            **place,
            country=country,
            admin1_id=admin1_id,
            geo_precision=vocabulary.geo_precisions().ids[precision],
        ),
        deaths,
        [(name, name_ar) for name, name_ar in actors],
        (publisher[0], publisher[1]),
    )
