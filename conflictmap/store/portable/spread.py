"""How events are spread over time, types, places and actors, on any engine. Meanings are in `store/trends.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.store.aggregate import Bin
from conflictmap.store.portable.layout import ACTOR, EVENT
from conflictmap.store.portable.store import PortableStore
from conflictmap.store.trends import OTHER, Bar, Group, Pair, Total, since
from conflictmap.store.where import EPOCH, day_number

_COLUMNS = {"type": "type_code", "country": "country", "admin1": "admin1_id"}
"""The columns that events are grouped by; by actor they are one row for each of their actors."""


def period_start(day: date, unit: str) -> date:
    """The first day of the day, week (from Monday), month or year that a day lies in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[unit]


def _start(day: int, unit: str) -> date:
    return period_start(EPOCH + timedelta(days=day), unit)


def histogram(store: PortableStore, filter: EventFilter, unit: str) -> list[Bin]:
    """Events by period and type. The engine counts by day, which all engines do alike; days are put together here."""
    t = EVENT.filter(EVENT.start_day.notnull(), store.condition(EVENT, filter))
    found: dict[tuple[date, int], int] = {}
    for day, code, n in store.all(t.group_by("start_day", "type_code").aggregate(n=t.count())):
        key = (_start(day, unit), code)
        found[key] = found.get(key, 0) + int(n)
    types = vocabulary.event_types().ids
    return [Bin(start, types[code], n) for (start, code), n in sorted(found.items())]


def values_of(store: PortableStore, column: str) -> list[tuple[str, int]]:
    """The values of country, admin1_id or dataset with their counts, most frequent first."""
    if column not in ("country", "admin1_id", "dataset"):
        raise ValueError(f"column: expected country, admin1_id or dataset, got {column!r}")
    t = EVENT.filter(EVENT[column].notnull())
    found = store.all(t.group_by(column).aggregate(n=t.count()))
    return sorted(((value, int(n)) for value, n in found), key=lambda each: (-each[1], each[0]))


def datasets(store: PortableStore, filter: EventFilter) -> list[tuple[str, str, int]]:
    """Where the events that pass come from, (dataset, licence, events), most events first."""
    t = EVENT.filter(store.condition(EVENT, filter))
    found = store.all(t.group_by("dataset", "licence").aggregate(n=t.count()))
    return sorted(((name, licence, int(n)) for name, licence, n in found), key=lambda each: (-each[2], *each[:2]))


def licences(store: PortableStore) -> list[tuple[str, str]]:
    """The datasets of the store's events and their licences, by dataset."""
    return sorted(store.all(EVENT.select("dataset", "licence").distinct()))


def by_type(store: PortableStore, filter: EventFilter) -> list[tuple[int, int]]:
    """Events that pass by the code of their type, most first."""
    return _by(store, filter, "type_code")


def by_country(store: PortableStore, filter: EventFilter) -> list[tuple[str | None, int]]:
    """Events that pass by country, most first."""
    return _by(store, filter, "country")


def _by(store: PortableStore, filter: EventFilter, column: str) -> list[tuple[Any, int]]:
    t = EVENT.filter(store.condition(EVENT, filter))
    counted = t.group_by(column).aggregate(n=t.count())
    return [(value, int(n)) for value, n in store.all(counted.order_by(ibis.desc("n"), ibis.asc(column)))]


def unknown_places(store: PortableStore, dataset: str, limit: int) -> list[tuple[str, str | None, int]]:
    """Names of places of a dataset that no gazetteer knew, (name, country, events), most events first."""
    unknown = vocabulary.geo_precisions().code("none")
    name = ibis.coalesce(EVENT.place_name, EVENT.place_name_ar)
    t = EVENT.filter(EVENT.dataset == dataset, EVENT.precision_code == unknown, name.notnull())
    counted = t.group_by(name=ibis.coalesce(t.place_name, t.place_name_ar), country=t.country).aggregate(n=t.count())
    ordered = counted.order_by(ibis.desc("n"), ibis.asc("name"), ibis.asc("country")).limit(limit)
    return [(name, country, int(n)) for name, country, n in store.all(ordered)]


def actors(store: PortableStore) -> list[tuple[str, str, str | None, int]]:
    """The actors that events name, (key, name, name_ar, events), most frequent first."""
    t = EVENT.select(named=EVENT.actor_codes.unnest()).mutate(code=ibis._.named >> 3)
    named = store.actors()
    found = [(*named[code], int(n)) for code, n in store.all(t.group_by("code").aggregate(n=t.count()))]
    return sorted(found, key=lambda each: (-each[3], each[0]))


def total(store: PortableStore, filter: EventFilter) -> Total:
    """The events that pass and their deaths."""
    t = EVENT.filter(store.condition(EVENT, filter))
    best = ibis.coalesce(t.deaths, t.fatalities_low, t.fatalities_high)
    low, high = ibis.coalesce(t.fatalities_low, best), ibis.coalesce(t.fatalities_high, best)
    sums = {name: value.sum().fill_null(0) for name, value in (("low", low), ("best", best), ("high", high))}
    found = store.all(t.aggregate(n=t.count(), **sums, counted=best.count()))[0]
    return Total(*(int(value) for value in found))


def _grouped(t: ir.Table, by: str) -> ir.Table:
    """Events with what they are grouped by as `g`."""
    if by != "actor":
        return t.select("id", "start_day", "deaths", g=t[_COLUMNS[by]])
    named = t.select("id", "start_day", "deaths", named=t.actor_codes.unnest())  # which Spark has no expressions of
    return named.select("id", "start_day", "deaths", g=named.named >> 3).distinct()


def groups(store: PortableStore, filter: EventFilter, by: str, limit: int | None = None) -> list[Group]:
    """The groups of the events that pass, most events first."""
    t = _grouped(EVENT.filter(store.condition(EVENT, filter)), by)
    found = t.group_by("g").aggregate(n=t.count(), dead=t.deaths.sum().fill_null(0), counted=t.deaths.count())
    ordered = found.order_by(ibis.desc("n"), ibis.asc("g"))
    named = store.actors() if by == "actor" else {}
    made = []
    for g, n, dead, counted in store.all(ordered.limit(limit) if limit is not None else ordered):
        key, *names = named[g] if by == "actor" else (_key(by, g),)
        made.append(Group(key, int(n), int(dead), int(counted), *names))
    return made


def _key(by: str, value: Any) -> str | None:
    return vocabulary.event_types().ids[value] if by == "type" else None if value is None else str(value)


def bars(store: PortableStore, filter: EventFilter, unit: str, by: str, keys: Sequence[str | None]) -> list[Bar]:
    """The dated events that pass, by part of the period and group; groups not among `keys` are one, OTHER."""
    t = _grouped(EVENT.filter(EVENT.start_day.notnull(), store.condition(EVENT, filter)), by)
    shown = t.g.isin(_values(store, by, keys)) | (t.g.isnull() if None in keys else ibis.literal(False))
    if by == "actor":
        t, shown = t.filter(shown), ibis.literal(True)
    shown = shown.fill_null(False)
    t = t.select("start_day", "deaths", shown=shown, g=shown.ifelse(t.g, ibis.null(t.g.type())))
    found = t.group_by("start_day", "shown", "g").aggregate(n=t.count(), dead=t.deaths.sum().fill_null(0))
    first = day_number(filter.from_) if filter.from_ else None
    named, made = store.actors() if by == "actor" else {}, dict[tuple[date, str | None], list[int]]()
    for day, is_shown, g, n, dead in store.all(found):
        key = OTHER if not is_shown else named[g][0] if by == "actor" else _key(by, g)
        sums = made.setdefault((_start(day if first is None else max(day, first), unit), key), [0, 0])
        sums[0] += int(n)
        sums[1] += int(dead)
    return [Bar(start, key, *sums) for (start, key), sums in sorted(made.items(), key=lambda each: each[0][0])]


def _values(store: PortableStore, by: str, keys: Sequence[str | None]) -> list[Any]:
    """The values of `g` that keys stand for."""
    if by == "type":
        types = vocabulary.event_types()
        return [types.code(key) for key in keys if key is not None and key in types]
    if by == "actor":
        codes = store.means().actor_codes
        return [codes[key] for key in keys if key is not None and key in codes]
    return [key for key in keys if key is not None]


def pairs(store: PortableStore, filter: EventFilter, limit: int) -> list[Pair]:
    """The actors that events most often name together."""
    one = _grouped(EVENT.filter(EVENT.actor_codes.length() > 1, store.condition(EVENT, filter)), "actor")
    other = one.select(other_id="id", h="g").view()
    both = one.join(other, [one.id == other.other_id, one.g < other.h])
    paired = both.group_by("g", "h").aggregate(n=both.count(), dead=both.deaths.sum().fill_null(0))
    first = ACTOR.select(g="code", key="key", name="name", name_ar="name_ar")
    second = ACTOR.view().select(h="code", key2="key", name2="name", name2_ar="name_ar")
    named = paired.join(first, "g").join(second, "h").order_by(ibis.desc("n"), "key", "key2").limit(limit)
    names = ("key", "name", "name_ar", "key2", "name2", "name2_ar")
    found = store.all(named.select(*names, "n", "dead"))
    return [
        Pair(a, name, name_ar, b, other, ar, int(n), int(dead)) for a, name, name_ar, b, other, ar, n, dead in found
    ]


def count_since(store: PortableStore, filter: EventFilter, kind: str, day: date) -> int:
    """How many of the events that pass have changed in this way since a day."""
    t = EVENT.filter(store.further(EVENT, since(kind, day)), store.condition(EVENT, filter))
    return int(store.all(t.aggregate(n=t.count()))[0][0])
