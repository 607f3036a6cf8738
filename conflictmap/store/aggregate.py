"""Counts of events: by outcome of the filter, period, value, and map cell. The only heavy SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.store import grid, rows
from conflictmap.store.grid import Column
from conflictmap.store.interface import Store, question
from conflictmap.store.store import ORDER, EventStore, fetch
from conflictmap.store.where import EPOCH, Clause, where

CELL_PX = 8
"""Screen pixels a map cell is wide and high."""
_LIST_MARK = rows.MARKS.index("list")
AREA_MARK = rows.MARKS.index("area")
ON_MAP = f"mark < {AREA_MARK} AND x IS NOT NULL"


class Counts(NamedTuple):
    """What became of all events: every event is in exactly one of shown, unplaced and filtered_out.

    shown: pass and are drawn. unplaced: pass, but are known to a country only or to no place, and are listed.
    undated (within the first two): pass and have no date.
    """

    total: int
    shown: int
    unplaced: int
    filtered_out: int
    undated: int


@question
def counts(store: EventStore, filter: EventFilter) -> Counts:
    """The counts that the page and every picture declare."""
    clause = where(filter)
    sql = (
        "SELECT count(*), count(*) FILTER (hit AND mark <> ?), count(*) FILTER (hit AND mark = ?), "
        "count(*) FILTER (hit AND start_day IS NULL) "
        f"FROM (SELECT mark, start_day, coalesce({clause.sql}, false) AS hit FROM event)"
    )
    row = _one(store, sql, [_LIST_MARK, _LIST_MARK, *clause.values])
    total, shown, unplaced, undated = (int(value) for value in row)
    return Counts(total, shown, unplaced, total - shown - unplaced, undated)


def emptied_by(store: Store, filter: EventFilter) -> list[tuple[str, int]]:
    """For a filter that nothing passes: the fields whose removal alone would let events pass, and how many."""
    without = [(name, store.count(filter.without(name))) for name in filter.active]
    return [(name, count) for name, count in without if count]


class Extent(NamedTuple):
    """First and last day of all dated events; None for a store without one."""

    first: date | None
    last: date | None


@question
def extent(store: EventStore) -> Extent:
    """The days the data spans."""
    first, last = _one(store, "SELECT min(start_day), max(end_day) FROM event WHERE start_day IS NOT NULL", [])
    return Extent(*(EPOCH + timedelta(days=day) if day is not None else None for day in (first, last)))


class Bin(NamedTuple):
    """Events of one type that start in a period of the histogram."""

    start: date
    event_type: str
    events: int


BIN_UNITS = ((70, "day"), (550, "week"), (6000, "month"))
"""Longest span in days for which the histogram counts by this unit; longer ones count by year."""


def bin_unit(span_days: int) -> str:
    """The histogram's unit for a span: a picture never gets more than some eighty bars."""
    return next((unit for longest, unit in BIN_UNITS if span_days <= longest), "year")


@question
def histogram(store: EventStore, filter: EventFilter, unit: str) -> list[Bin]:
    """Events by period and type. An event counts once, in the period it starts in."""
    clause = where(filter)
    sql = (
        "SELECT date_trunc(?, DATE '1970-01-01' + start_day)::DATE AS start, type_code, count(*) FROM event "
        f"WHERE start_day IS NOT NULL AND {clause.sql} GROUP BY ALL ORDER BY ALL"
    )
    types = vocabulary.event_types().ids
    return [Bin(day, types[code], n) for day, code, n in _all(store, sql, [unit, *clause.values])]


@question
def values_of(store: EventStore, column: str) -> list[tuple[str, int]]:
    """The values of country, admin1_id or dataset with their counts, most frequent first."""
    if column not in ("country", "admin1_id", "dataset"):
        raise ValueError(f"column: expected country, admin1_id or dataset, got {column!r}")
    sql = f"SELECT {column}, count(*) AS n FROM event WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
    return _all(store, sql, [])


@question
def actors(store: EventStore) -> list[tuple[str, str, str | None, int]]:
    """The actors that events name, (key, name, name_ar, events), most frequent first."""
    sql = (
        "SELECT key, name, name_ar, n FROM actor JOIN (SELECT code // 8 AS code, count(*) AS n FROM "
        "(SELECT unnest(actor_codes) AS code FROM event) GROUP BY 1) USING (code) ORDER BY n DESC, key"
    )
    return _all(store, sql, [])


@dataclass(frozen=True)
class View:
    """A rectangle of the map in web-mercator integers, and the Leaflet zoom it is seen at."""

    x0: int
    y0: int
    x1: int
    y1: int
    zoom: int

    @classmethod
    def of_degrees(cls, south: float, west: float, north: float, east: float, zoom: int) -> View:
        """The view of a rectangle in degrees."""
        x0, y0 = grid.to_xy(north, west)
        x1, y1 = grid.to_xy(south, east)
        return cls(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), zoom)

    @property
    def box(self) -> Box:
        """The rectangle in degrees."""
        north, west = grid.to_lat_lon(self.x0, self.y0)
        south, east = grid.to_lat_lon(self.x1, self.y1)
        return Box(south, west, north, east)

    @property
    def clause(self) -> Clause:
        """The condition that an event's point lies in the rectangle."""
        values = (self.x0, self.x1, self.y0, self.y1)
        return Clause("x BETWEEN ? AND ? AND y BETWEEN ? AND ?", values, "view")


MAX_CELLS = 65_536
"""Cells a view may have; a larger view gets larger cells."""


def cell_shift(view: View) -> int:
    """How many low bits of x and y a view's cells leave out."""
    shift = grid.cell_shift(view.zoom, CELL_PX)
    while ((view.x1 >> shift) - (view.x0 >> shift) + 1) * ((view.y1 >> shift) - (view.y0 >> shift) + 1) > MAX_CELLS:
        shift += 1
    return shift


class Cells(NamedTuple):
    """Points and rings of a view gathered in cells, as columns of the same length.

    column, row: which cell. x, y: mean position of its events in web-mercator integers. events, deaths: counts.
    type_code: its main type.
    """

    column: Column
    row: Column
    x: Column
    y: Column
    events: Column
    deaths: Column
    type_code: Column


@question
def cells(store: EventStore, filter: EventFilter, view: View) -> Cells:
    """Points and rings of a view, gathered in cells."""
    shift = cell_shift(view)
    box, clause = view.clause, where(filter)
    sql = (
        "SELECT cx, cy, sum(sx) / sum(n) AS x, sum(sy) / sum(n) AS y, sum(n)::BIGINT AS events, "
        "sum(dead)::BIGINT AS deaths, arg_max(type_code, n) AS type_code FROM ("
        "SELECT x >> ? AS cx, y >> ? AS cy, type_code, count(*) AS n, sum(x) AS sx, sum(y) AS sy, "
        f"coalesce(sum(deaths), 0) AS dead FROM event WHERE {ON_MAP} AND {box.sql} AND {clause.sql} "
        "GROUP BY 1, 2, 3) GROUP BY cx, cy"
    )
    found = store.cursor().execute(sql, [shift, shift, *box.values, *clause.values]).fetchnumpy()
    return Cells(*found.values())


EVENT_COLUMNS = (
    "id, x, y, type_code, deaths, mark, radius_km, claim_code, place.name AS place, place.name_ar AS place_ar"
)


@question
def events_in(store: EventStore, filter: EventFilter, view: View) -> list[tuple[Any, ...]]:
    """Points and rings of a view singly, oldest first: rows of EVENT_COLUMNS."""
    box, clause = view.clause, where(filter)
    sql = (
        f"SELECT {EVENT_COLUMNS} FROM event WHERE {ON_MAP} AND {box.sql} AND {clause.sql} "
        "ORDER BY start_day NULLS FIRST, id"
    )
    return _all(store, sql, [*box.values, *clause.values])


class Hatched(NamedTuple):
    """The events that are drawn as one area: counts and most frequent type."""

    area_id: str
    events: int
    deaths: int
    type_code: int


@question
def area_ids(store: EventStore) -> list[str]:
    """The areas that any event is drawn as."""
    sql = f"SELECT DISTINCT area_id FROM event WHERE mark = {AREA_MARK} AND area_id IS NOT NULL ORDER BY 1"
    return [row[0] for row in _all(store, sql, [])]


@question
def areas(store: EventStore, filter: EventFilter, ids: Sequence[str], limit: int) -> list[Hatched]:
    """Those of some areas that have events that pass, most events first."""
    clause = where(filter)
    sql = (
        "SELECT area_id, sum(n)::BIGINT AS events, sum(dead)::BIGINT, arg_max(type_code, n) FROM ("
        "SELECT area_id, type_code, count(*) AS n, coalesce(sum(deaths), 0) AS dead FROM event "
        f"WHERE mark = {AREA_MARK} AND list_contains(?::VARCHAR[], area_id) AND {clause.sql} GROUP BY 1, 2) "
        "GROUP BY 1 ORDER BY events DESC, 1 LIMIT ?"
    )
    return [Hatched(*row) for row in _all(store, sql, [list(ids), *clause.values, limit])]


class Box(NamedTuple):
    """A rectangle in degrees."""

    south: float
    west: float
    north: float
    east: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share a point."""
        return (
            self.south <= other.north
            and other.south <= self.north
            and self.west <= other.east
            and other.west <= self.east
        )


@question
def bounds(store: EventStore, filter: EventFilter, share: float = 1.0) -> Box | None:
    """The rectangle of the drawn events that pass; None where there is none.

    Args:
        share: how much of the events, taken from the middle in each direction, must lie within; 1 is all.
    """
    clause, edge = where(filter), (1 - share) / 2
    parts = ["min(lat)", "min(lon)", "max(lat)", "max(lon)"]  # many times faster than a quantile
    if share < 1:
        parts = [f"quantile_disc({axis}, {part})" for part in (edge, 1 - edge) for axis in ("lat", "lon")]
    sql = f"SELECT {', '.join(parts)} FROM event WHERE mark <> {_LIST_MARK} AND lat IS NOT NULL AND {clause.sql}"
    row = _one(store, sql, clause.values)
    return None if row[0] is None else Box(*row)


class Page(NamedTuple):
    """Some events in date order, and how many there are in all."""

    events: list[Event]
    total: int


MAX_OFFSET = 20_000
"""Events a list can be paged through; who wants more filters."""


@question
def list_where(store: EventStore, filter: EventFilter, extra: Clause, limit: int, offset: int = 0) -> Page:
    """The events that pass and meet a further condition, newest first.

    The rows are chosen by narrow columns first; only the chosen ones are read whole.
    """
    clause = where(filter)
    condition, values = f"({extra.sql}) AND {clause.sql}", [*extra.values, *clause.values]
    total = int(_one(store, f"SELECT count(*) FROM event WHERE {condition}", values)[0])
    if offset > MAX_OFFSET:
        return Page([], total)
    chosen = f"SELECT rowid FROM event WHERE {condition} {ORDER} LIMIT ? OFFSET ?"
    sql = f"SELECT * FROM event WHERE rowid IN ({chosen}) {ORDER}"
    return Page([rows.to_event(row) for row in fetch(store.cursor(), sql, [*values, limit, offset])], total)


UNPLACED = Clause("mark = ?", (_LIST_MARK,), "mark")
"""Events that are listed beside the map, as nothing finer than a country is known of their place."""


def with_ids(ids: Sequence[str]) -> Clause:
    """The condition that an event is one of these."""
    return Clause("list_contains(?::VARCHAR[], id)", (list(ids),), "ids")


def in_area(area_id: str) -> Clause:
    """The condition that an event is drawn as this area."""
    return Clause(f"mark = {AREA_MARK} AND area_id = ?", (area_id,), "area")


def in_cell(shift: int, column: int, row: int) -> Clause:
    """The condition that an event lies in one cell."""
    return Clause(f"{ON_MAP} AND x >> ? = ? AND y >> ? = ?", (shift, column, shift, row), "cell")


def named_at(names: Sequence[str], box: Box) -> Clause:
    """The condition that an event's place has one of these names, in either language, and its point lies in a box."""
    sql = (
        "lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND "
        "(list_contains(?::VARCHAR[], place.name) OR list_contains(?::VARCHAR[], place.name_ar))"
    )
    return Clause(sql, (box.south, box.north, box.west, box.east, list(names), list(names)), "named_at")


def _all(store: EventStore, sql: str, values: Sequence[object]) -> list[Any]:
    return store.cursor().execute(sql, list(values)).fetchall()


def _one(store: EventStore, sql: str, values: Sequence[object]) -> tuple[Any, ...]:
    row = store.cursor().execute(sql, list(values)).fetchone()
    assert row is not None, "an aggregate always answers one row"
    return tuple(row)
