"""What a briefing asks the store: totals of the events that pass, the most important ones, and who reported them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from conflictmap.filters import EventFilter
from conflictmap.model.event import Event
from conflictmap.store import rows
from conflictmap.store.aggregate import View
from conflictmap.store.interface import question
from conflictmap.store.store import EventStore, fetch
from conflictmap.store.where import EPOCH, where


class Summary(NamedTuple):
    """Totals of the events that pass.

    first, last: the days they span. low, high: people killed by the lowest and the highest figures; known: events
    with any figure. merged: events that several reports tell; reports: all their reports. retrieved: the latest day
    that any of them was obtained.
    """

    events: int
    first: date | None
    last: date | None
    low: int
    high: int
    known: int
    merged: int
    reports: int
    retrieved: date | None


@question
def summary(store: EventStore, filter: EventFilter) -> Summary:
    """The totals of the events that pass."""
    clause = where(filter)
    low = "coalesce(fatalities.low, fatalities.best, fatalities.high)"
    high = "coalesce(fatalities.high, fatalities.best, fatalities.low)"
    sql = (
        f"SELECT count(*), min(start_day), max(end_day), coalesce(sum({low}), 0), coalesce(sum({high}), 0), "
        f"count({low}), count(*) FILTER (len(sources) > 1), coalesce(sum(len(sources)), 0), max(retrieved) "
        f"FROM event WHERE {clause.sql}"
    )
    row = store.cursor().execute(sql, list(clause.values)).fetchone()
    assert row is not None, "an aggregate always answers one row"
    events, first, last, low_sum, high_sum, known, merged, reports, retrieved = row
    numbers = (int(low_sum), int(high_sum), int(known), int(merged), int(reports))
    return Summary(int(events), _day(first), _day(last), *numbers, retrieved)


def _day(number: int | None) -> date | None:
    return None if number is None else EPOCH + timedelta(days=number)


class Publisher(NamedTuple):
    """Who reported, in both languages, and how many reports of the events that pass are theirs."""

    name: str
    name_ar: str | None
    reports: int


@question
def publishers(store: EventStore, filter: EventFilter) -> list[Publisher]:
    """Who reported the events that pass, most reports first."""
    clause = where(filter)
    sql = (
        "SELECT publisher, max(publisher_ar), count(*) AS n FROM "
        f"(SELECT unnest(sources, recursive := true) FROM event WHERE {clause.sql}) GROUP BY 1 ORDER BY n DESC, 1"
    )
    return [Publisher(*row) for row in store.cursor().execute(sql, list(clause.values)).fetchall()]


@question
def datasets(store: EventStore, filter: EventFilter) -> list[tuple[str, str, int]]:
    """Datasets of the events that pass: id, licence, events; most events first."""
    clause = where(filter)
    sql = f"SELECT dataset, licence, count(*) AS n FROM event WHERE {clause.sql} GROUP BY 1, 2 ORDER BY n DESC, 1, 2"
    found: list[tuple[str, str, int]] = store.cursor().execute(sql, list(clause.values)).fetchall()
    return found


_IMPORTANCE = (
    "coalesce(deaths, fatalities.low, fatalities.high, 0) DESC, coalesce(injured.best, injured.low, injured.high, 0) "
    "DESC, type_code, len(sources) DESC, end_day DESC NULLS LAST, id"
)
"""Most killed, most injured, gravest type, most reports, newest."""


@question
def important(
    store: EventStore, filter: EventFilter, view: View, area_ids: Sequence[str], limit: int
) -> list[tuple[Event, bool]]:
    """The most important events that pass, those that a view or one of some areas holds first, with whether it does."""
    clause, box = where(filter), view.clause
    point, area = (rows.MARKS.index(mark) for mark in ("list", "area"))
    inside = (
        f"coalesce((mark < {min(point, area)} AND {box.sql}) OR "
        f"(mark = {area} AND list_contains(?::VARCHAR[], area_id)), false)"
    )
    values: list[Any] = [*box.values, list(area_ids)]
    chosen = (
        f"SELECT rowid FROM event WHERE {clause.sql} ORDER BY {inside} DESC, {_IMPORTANCE} LIMIT ?",
        [*clause.values, *values, limit],
    )
    sql = f"SELECT *, {inside} AS inside FROM event WHERE rowid IN ({chosen[0]}) ORDER BY inside DESC, {_IMPORTANCE}"
    return [(rows.to_event(row), bool(row["inside"])) for row in fetch(store.cursor(), sql, [*values, *chosen[1]])]


@question
def of_ids(store: EventStore, ids: Sequence[str]) -> list[Event]:
    """The events with these ids that there are, in the order of the ids."""
    sql = "SELECT * FROM event WHERE list_contains(?::VARCHAR[], id)"
    found = {row["id"]: rows.to_event(row) for row in fetch(store.cursor(), sql, [list(ids)])}
    return [found[each] for each in ids if each in found]


@question
def by_type(store: EventStore, filter: EventFilter) -> list[tuple[int, int]]:
    """Events that pass by the code of their type, most first."""
    return _by(store, filter, "type_code")


@question
def by_country(store: EventStore, filter: EventFilter) -> list[tuple[str | None, int]]:
    """Events that pass by country (ISO 3166-1 alpha-2, None where it is not known), most first."""
    return _by(store, filter, "country")


def _by(store: EventStore, filter: EventFilter, column: str) -> list[tuple[Any, int]]:
    clause = where(filter)
    sql = f"SELECT {column}, count(*) AS n FROM event WHERE {clause.sql} GROUP BY 1 ORDER BY n DESC, 1"
    return store.cursor().execute(sql, list(clause.values)).fetchall()
