"""How events are spread over time, types, actors and areas, and how that differs between periods. Counts only.

Every number is of the events that pass a filter, as the map's counts are: the groups of a chart, unless it is by actor,
add up to them. An event that began before the filter's period counts in the first part of the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.store.interface import Store, question
from conflictmap.store.store import EventStore
from conflictmap.store.where import EPOCH, Clause, day_number, where

GROUPS = {
    "type": "type_code",
    "country": "country",
    "admin1": "admin1_id",
    "actor": "unnest(list_distinct(list_transform(actor_codes, lambda c: c // 8)))",
}
"""What events are grouped by, and the SQL that gives the group; an event has one of each but for `actor`."""
UNITS = ("day", "week", "month", "year")
OTHER = "other"
"""The key of all groups of a chart that are not shown on their own."""


class Group(NamedTuple):
    """A group of events: `key` is a type, country, area or actor, None where events have none.

    `deaths` is the sum of the best figures of those `counted` events that have one; `name`, `name_ar` are an actor's.
    """

    key: str | None
    events: int
    deaths: int
    counted: int
    name: str | None = None
    name_ar: str | None = None


class Bar(NamedTuple):
    """The events of a group that start in a part of the period, whose first day is `start`."""

    start: date
    key: str | None
    events: int
    deaths: int


class Pair(NamedTuple):
    """Two actors, by key and name, and the events that name both."""

    key: str
    name: str
    name_ar: str | None
    other_key: str
    other_name: str
    other_name_ar: str | None
    events: int
    deaths: int


class Total(NamedTuple):
    """The events that pass: their number, the deaths as lowest, best and highest figure, and how many have a figure.

    An event with one figure only counts with it in all three.
    """

    events: int
    deaths_low: int
    deaths: int
    deaths_high: int
    counted: int


@question
def total(store: EventStore, filter: EventFilter) -> Total:
    """The events that pass and their deaths."""
    clause = where(filter)
    best = "coalesce(fatalities.best, fatalities.low, fatalities.high)"
    sql = (
        f"SELECT count(*), coalesce(sum(coalesce(fatalities.low, {best})), 0), coalesce(sum({best}), 0), "
        f"coalesce(sum(coalesce(fatalities.high, {best})), 0), count({best}) FROM event WHERE {clause.sql}"
    )
    return Total(*(int(value) for value in _rows(store, sql, clause.values)[0]))


@question
def groups(store: EventStore, filter: EventFilter, by: str, limit: int | None = None) -> list[Group]:
    """The groups of the events that pass, most events first; `by` is a key of GROUPS."""
    clause = where(filter)
    sql = (
        f"SELECT g, count(*) AS n, coalesce(sum(deaths), 0)::BIGINT, count(deaths) FROM "
        f"(SELECT {GROUPS[by]} AS g, deaths FROM event WHERE {clause.sql}) "
        "GROUP BY g ORDER BY n DESC, g" + (" LIMIT ?" if limit is not None else "")
    )
    found = _rows(store, sql, [*clause.values, *([limit] if limit is not None else [])])
    if by != "actor":
        return [Group(_key(by, g), n, deaths, counted) for g, n, deaths, counted in found]
    names = _actor_names(store, [code for code, *_ in found])
    return [Group(names[c][0], n, deaths, counted, *names[c][1:]) for c, n, deaths, counted in found]


def _key(by: str, value: Any) -> str | None:
    return vocabulary.event_types().ids[value] if by == "type" else None if value is None else str(value)


def _actor_names(store: EventStore, codes: Sequence[int]) -> dict[int, tuple[str, str, str | None]]:
    """Key, name and Arabic name of actors by their code."""
    sql = "SELECT code, key, name, name_ar FROM actor WHERE list_contains(?::INTEGER[], code)"
    return {code: (key, name, name_ar) for code, key, name, name_ar in _rows(store, sql, [list(codes)])}


@question
def bars(store: EventStore, filter: EventFilter, unit: str, by: str, keys: Sequence[str | None]) -> list[Bar]:
    """The dated events that pass, by part of the period and group; groups not among `keys` are one, OTHER.

    By actor, OTHER is left out: an event has several actors and would count more than once in it.
    """
    if unit not in UNITS:
        raise ValueError(f"unit: expected one of {', '.join(UNITS)}, got {unit!r}")
    clause = where(filter)
    first = day_number(filter.from_) if filter.from_ else None
    sql = (
        "SELECT date_trunc(?, DATE '1970-01-01' + day)::DATE AS start, g, count(*), coalesce(sum(deaths), 0)::BIGINT "
        f"FROM (SELECT greatest(start_day, coalesce(?::INTEGER, start_day)) AS day, {GROUPS[by]} AS g, deaths "
        f"FROM event WHERE start_day IS NOT NULL AND {clause.sql}) GROUP BY ALL ORDER BY ALL"
    )
    found = _rows(store, sql, [unit, first, *clause.values])
    names = _actor_names(store, list({g for _, g, _, _ in found})) if by == "actor" else {}
    made: dict[tuple[date, str | None], list[int]] = {}
    for start, g, events, deaths in found:
        key = names[g][0] if by == "actor" else _key(by, g)
        if key not in keys:
            if by == "actor":
                continue
            key = OTHER
        sums = made.setdefault((start, key), [0, 0])
        sums[0] += events
        sums[1] += deaths
    return [Bar(start, key, *sums) for (start, key), sums in made.items()]


@question
def pairs(store: EventStore, filter: EventFilter, limit: int) -> list[Pair]:
    """The actors that events most often name together."""
    clause = where(filter)
    sql = (
        f"WITH one AS (SELECT rowid AS row, deaths, {GROUPS['actor']} AS code FROM event "
        f"WHERE len(actor_codes) > 1 AND {clause.sql}), "
        "pair AS (SELECT a.code AS x, b.code AS y, count(*) AS n, coalesce(sum(a.deaths), 0)::BIGINT AS dead "
        "FROM one a JOIN one b ON a.row = b.row AND a.code < b.code GROUP BY ALL) "
        "SELECT p.key, p.name, p.name_ar, q.key, q.name, q.name_ar, n, dead FROM pair "
        "JOIN actor p ON p.code = x JOIN actor q ON q.code = y ORDER BY n DESC, p.key, q.key LIMIT ?"
    )
    return [Pair(*row) for row in _rows(store, sql, [*clause.values, limit])]


# Periods


class Period(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date

    @property
    def before(self) -> Period | None:
        """The period of the same length that ends where this one begins; None before the calendar's first day."""
        days = (self.last - self.first).days + 1
        if (self.first - date.min).days < days:
            return None
        return Period(self.first - timedelta(days=days), self.first - timedelta(days=1))


def in_period(filter: EventFilter, period: Period) -> EventFilter:
    """A filter with another period."""
    return replace(filter, from_=period.first, to=period.last)


class Change(NamedTuple):
    """A group in two periods: its events and deaths before and now."""

    key: str | None
    events_before: int
    events: int
    deaths_before: int
    deaths: int


def changes(store: Store, filter: EventFilter, now: Period, before: Period, by: str) -> list[Change]:
    """The groups of one period beside those of another, most events now first.

    An event whose days are known to an interval only counts in both where it meets both.
    """
    new = {group.key: group for group in groups(store, in_period(filter, now), by)}
    old = {group.key: group for group in groups(store, in_period(filter, before), by)}
    none = Group(None, 0, 0, 0)
    made = [
        Change(key, was.events, now_.events, was.deaths, now_.deaths)
        for key in dict.fromkeys([*new, *old])
        for was, now_ in [(old.get(key, none), new.get(key, none))]
    ]
    return sorted(made, key=lambda change: (-change.events, -change.events_before, str(change.key)))


# What has changed in the data


SINCE = {
    "happened": "start_day >= ?",
    "retrieved": "date_diff('day', DATE '1970-01-01', retrieved) >= ?",
    "reviewed": "date_diff('day', DATE '1970-01-01', try_cast(substr(review.\"when\", 1, 10) AS DATE)) >= ?",
}
"""What can have changed since a day: an event happened, came into the data, or a person decided about it."""


def since(kind: str, day: date) -> Clause:
    """The condition of one kind of SINCE; the day itself counts."""
    return Clause(SINCE[kind], ((day - EPOCH).days,), kind)


@question
def count_since(store: EventStore, filter: EventFilter, kind: str, day: date) -> int:
    """How many of the events that pass have changed in this way since a day."""
    clause, extra = where(filter), since(kind, day)
    sql = f"SELECT count(*) FROM event WHERE ({extra.sql}) AND {clause.sql}"
    return int(_rows(store, sql, [*extra.values, *clause.values])[0][0])


def _rows(store: EventStore, sql: str, values: Sequence[object]) -> list[Any]:
    return store.cursor().execute(sql, list(values)).fetchall()
