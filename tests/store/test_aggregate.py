"""Counts: every event is accounted for, and the map's numbers are the list's."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.model.event import Event, EventPlace, Toll
from conflictmap.store import aggregate
from conflictmap.store.aggregate import View
from conflictmap.store.store import EventStore
from conflictmap.store.where import Clause
from tests.made import event, events

WORLD = View.of_degrees(-85, -180, 85, 180, 3)
EVERYTHING = EventFilter(claim=(), review=())


@settings(max_examples=30, deadline=None)
@given(st.lists(events(), max_size=15), st.sampled_from([DEFAULT, EVERYTHING, EventFilter(deaths=5)]))
def test_every_event_is_counted_once(batch: list[Event], filter: EventFilter) -> None:
    kept = {each.id: each for each in batch}.values()
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(batch)
        counts = aggregate.counts(store, filter)
        passing = [each for each in kept if filter.matches(each)]
        assert counts.total == len(kept) == counts.shown + counts.unplaced + counts.filtered_out
        assert counts.shown == sum(each.place.mark != "list" for each in passing)
        assert counts.undated == sum(each.when is None for each in passing)
        drawn = aggregate.cells(store, filter, WORLD).events.sum()
        hatched = sum(area.events for area in aggregate.areas(store, filter, aggregate.area_ids(store), 100))
        assert drawn + hatched == counts.shown
        assert len(aggregate.events_in(store, filter, WORLD)) == drawn


def test_cells_hold_what_lies_together(store: EventStore) -> None:
    near = [
        event(id=f"n{n}", place=EventPlace("A", lat=36.2, lon=37.1 + n / 1000, geo_precision="town")) for n in range(5)
    ]
    far = event(id="far", place=EventPlace("B", lat=33.5, lon=36.3, geo_precision="town"), fatalities=Toll())
    store.add([*near, far])
    cells = aggregate.cells(store, DEFAULT, WORLD)
    assert dict(zip(cells.events.tolist(), cells.deaths.tolist(), strict=True)) == {5: 15, 1: 0}
    close = View.of_degrees(36.19, 37.09, 36.21, 37.12, 15)
    assert len(aggregate.cells(store, DEFAULT, close).events) == 5


def test_a_view_holds_only_its_rectangle(seeded: EventStore) -> None:
    gaza = View.of_degrees(31.2, 34.2, 31.6, 34.6, 9)
    assert [row[0] for row in aggregate.events_in(seeded, DEFAULT, gaza)] == ["seeds:C2"]
    marks = Clause(f"mark < 2 AND {gaza.clause.sql}", gaza.clause.values)
    page = aggregate.list_where(seeded, DEFAULT, marks, 10)
    assert [each.id for each in page.events] == ["seeds:C2"]


def test_what_empties_a_filter(seeded: EventStore) -> None:
    filter = EventFilter(country=("SY",), deaths=1000)
    assert aggregate.counts(seeded, filter).shown == 0
    assert [name for name, _ in aggregate.emptied_by(seeded, filter)] == ["deaths"]


def test_histogram_counts_each_event_once(seeded: EventStore, seed_events: list[Event]) -> None:
    for unit in ("day", "week", "month", "year"):
        bins = aggregate.histogram(seeded, EVERYTHING, unit)
        assert sum(bar.events for bar in bins) == len(seed_events)
    years = Counter[int]()
    for bar in aggregate.histogram(seeded, EVERYTHING, "year"):
        years[bar.start.year] += bar.events
    assert years == Counter(each.when.start.year for each in seed_events if each.when)


@pytest.mark.parametrize(("days", "unit"), [(1, "day"), (70, "day"), (71, "week"), (700, "month"), (20_000, "year")])
def test_histogram_unit(days: int, unit: str) -> None:
    assert aggregate.bin_unit(days) == unit


def test_extent_bounds_and_values(seeded: EventStore, store: EventStore) -> None:
    assert aggregate.extent(seeded).last == date(2026, 2, 5)
    assert aggregate.extent(store) == (None, None)
    assert aggregate.bounds(store, DEFAULT) is None
    whole, middle = aggregate.bounds(seeded, DEFAULT), aggregate.bounds(seeded, DEFAULT, 0.6)
    assert whole and middle and whole.north > 55 > middle.north > 36
    assert dict(aggregate.values_of(seeded, "country"))["SY"] > 15
    with pytest.raises(ValueError, match="column"):
        aggregate.values_of(seeded, "id; DROP TABLE event")


def test_300_events_on_one_point_are_all_listed(store: EventStore) -> None:
    store.add(event(id=f"e{n:03}") for n in range(300))
    point = View.of_degrees(36.19, 37.15, 36.21, 37.17, 12)
    found: list[str] = []
    for offset in range(0, 300, 100):
        page = aggregate.list_where(store, DEFAULT, point.clause, 100, offset)
        assert page.total == 300
        found += [each.id for each in page.events]
    assert len(set(found)) == 300
