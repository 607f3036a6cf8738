"""Trends: every number is what plain Python counts, and adds up to the map's."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.filters import EventFilter
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, Review, Toll
from conflictmap.store import aggregate, trends
from conflictmap.store.store import EventStore
from conflictmap.store.trends import OTHER, Period
from tests.made import event, events
from tests.test_filters import filters


@settings(max_examples=25, deadline=None)
@given(st.lists(events(), max_size=12), filters())
def test_groups_are_what_plain_python_counts(batch: list[Event], filter: EventFilter) -> None:
    passing = [each for each in {e.id: e for e in batch}.values() if filter.matches(each)]
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(batch)
        keys = {
            "type": lambda e: [e.event_type],
            "country": lambda e: [e.place.country],
            "admin1": lambda e: [e.place.admin1_id],
            "actor": lambda e: {a.key for a in e.actors},
        }
        for by, of in keys.items():
            found = trends.groups(store, filter, by)
            expected = Counter(key for each in passing for key in of(each))
            assert {group.key: group.events for group in found} == expected
            for group in found:
                figures = [e.fatalities.best for e in passing if group.key in of(e) and e.fatalities.best is not None]
                assert (group.deaths, group.counted) == (sum(figures), len(figures))
        assert trends.total(store, filter).events == len(passing)
        for by in ("type", "country", "admin1"):
            top = [group.key for group in trends.groups(store, filter, by, limit=2)]
            bars = trends.bars(store, filter, "week", by, top)
            assert {bar.key for bar in bars} <= {*top, OTHER}
            counts = aggregate.counts(store, filter)
            assert sum(bar.events for bar in bars) == counts.shown + counts.unplaced - counts.undated
            if filter.from_:
                assert all(bar.start + timedelta(days=6) >= filter.from_ for bar in bars)


def stored(tmp_path: Path, *made: Event) -> EventStore:
    store = EventStore(tmp_path)
    store.add(made)
    return store


def on(day: int, number: int, **changes: object) -> Event:
    when = EventDate(date(2026, 1, day), date(2026, 1, day))
    return event(id=f"test:{number}", when=when, **changes)


def test_an_event_from_before_the_period_counts_in_its_first_part(tmp_path: Path) -> None:
    month = EventDate(date(2026, 1, 1), date(2026, 1, 31), "month")
    store = stored(tmp_path, event(when=month))
    bars = trends.bars(store, EventFilter(from_=date(2026, 1, 20), to=date(2026, 1, 25)), "day", "type", ["Battles"])
    assert [(bar.start, bar.events) for bar in bars] == [(date(2026, 1, 20), 1)]


def test_bars_by_actor_hold_no_others(tmp_path: Path) -> None:
    store = stored(tmp_path, on(3, 1))
    bars = trends.bars(store, EventFilter(), "month", "actor", ["hts"])
    assert [(bar.key, bar.events) for bar in bars] == [("hts", 1)]


def test_pairs_count_events_once(tmp_path: Path) -> None:
    both = (Actor.known("hts", "side_a"), Actor.known("gov_sy", "side_b"), Actor.known("hts", "unclear"))
    store = stored(tmp_path, on(1, 1, actors=both), on(2, 2, actors=both[1::-1]), on(3, 3, actors=both[:1]))
    (pair,) = trends.pairs(store, EventFilter(), 5)
    assert {pair.key, pair.other_key} == {"hts", "gov_sy"} and pair.events == 2 and pair.deaths == 6


def test_deaths_are_a_range(tmp_path: Path) -> None:
    store = stored(
        tmp_path, on(1, 1, fatalities=Toll(2, 3, 5)), on(1, 2, fatalities=Toll(low=4)), on(1, 3, fatalities=Toll())
    )
    assert trends.total(store, EventFilter()) == (3, 6, 7, 9, 2)


def test_a_period_and_the_one_before(tmp_path: Path) -> None:
    store = stored(tmp_path, on(1, 1), on(8, 2), on(9, 3, event_type="Protests", sub_event_type="Peaceful protest"))
    now = Period(date(2026, 1, 8), date(2026, 1, 14))
    before = now.before
    assert before == Period(date(2026, 1, 1), date(2026, 1, 7))
    changes = {c.key: c[1:] for c in trends.changes(store, EventFilter(), now, before, "type")}
    assert changes == {"Battles": (1, 1, 3, 3), "Protests": (0, 1, 0, 3)}


def test_nothing_is_before_the_calendar() -> None:
    assert Period(date.min, date(2026, 1, 1)).before is None


def test_what_changed_since_a_day(tmp_path: Path) -> None:
    reviewed = Review("confirmed", "me", "2026-01-20T10:00:00+00:00", "seen")
    store = stored(
        tmp_path,
        on(1, 1, retrieved=date(2026, 1, 10)),
        on(15, 2, retrieved=date(2026, 1, 21), review=reviewed),
        on(16, 3, review=Review("confirmed", "me", "soon", "no day")),
    )
    counted = {kind: trends.count_since(store, EventFilter(), kind, date(2026, 1, 15)) for kind in trends.SINCE}
    assert counted == {"happened": 2, "retrieved": 1, "reviewed": 1}


def test_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unit"):
        trends.bars(stored(tmp_path), EventFilter(), "decade", "type", [])
