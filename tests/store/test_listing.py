"""Lines of tables say what the events say, in the same order."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.filters import EventFilter
from conflictmap.model.event import Event, Toll
from conflictmap.store import aggregate, listing
from conflictmap.store.store import EventStore
from conflictmap.store.where import Clause
from tests.made import events

EVERYTHING = EventFilter(claim=(), review=())
ALL = Clause("true", ())


@settings(max_examples=20, deadline=None)
@given(st.lists(events(), max_size=8), st.integers(1, 5), st.sampled_from([1, 3, listing.KEPT]))
def test_lines_are_the_newest_events(made: list[Event], limit: int, kept: int) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(listing, "KEPT", kept)
        store = EventStore(Path(folder))
        store.add(made)
        expected = aggregate.list_where(store, EVERYTHING, ALL, limit).events
        lines = listing.lines(store, EVERYTHING, ALL, limit)
    assert [line.id for line in lines] == [event.id for event in expected]
    for line, event in zip(lines, expected, strict=True):
        assert (line.when, line.sub_event_type, line.deaths) == (
            event.when,
            event.sub_event_type,
            event.fatalities.best,
        )
        assert line.actors == [(actor.name, actor.name_ar) for actor in event.actors]
        for name in ("name", "name_ar", "kind", "country", "admin1_id", "admin2", "geo_precision"):
            assert getattr(line.place, name) == getattr(event.place, name)
        assert line.publisher == (event.sources[0].publisher, event.sources[0].publisher_ar)


def test_lines_are_those_of_the_version_that_is_read(tmp_path: Path, seed_events: list[Event]) -> None:
    store = EventStore(tmp_path)
    store.add(seed_events[:3])
    assert len(listing.lines(store, EVERYTHING, ALL, 10)) == 3
    changed = replace(seed_events[0], fatalities=Toll(7, 7, 7))
    store.add([changed])
    lines = {line.id: line for line in listing.lines(store, EVERYTHING, ALL, 10)}
    assert lines[changed.id].deaths == 7


def test_a_line_meets_the_further_condition(seeded: EventStore) -> None:
    lines = listing.lines(seeded, EventFilter(), aggregate.UNPLACED, 10)
    counted = aggregate.counts(seeded, EventFilter()).unplaced
    assert len(lines) == counted > 0
    assert {line.place.geo_precision for line in lines} <= {"country", "none"}
