"""Lines of tables say what the events say, in the same order."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.filters import EventFilter
from conflictmap.model.event import Event
from conflictmap.store import aggregate, listing
from conflictmap.store.store import EventStore
from conflictmap.store.where import Clause
from tests.made import events

EVERYTHING = EventFilter(claim=(), review=())
ALL = Clause("true", ())


@settings(max_examples=15, deadline=None)
@given(st.lists(events(), max_size=8), st.integers(1, 5))
def test_lines_are_the_newest_events(made: list[Event], limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
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


def test_a_line_meets_the_further_condition(seeded: EventStore) -> None:
    lines = listing.lines(seeded, EventFilter(), aggregate.UNPLACED, 10)
    counted = aggregate.counts(seeded, EventFilter()).unplaced
    assert len(lines) == counted > 0
    assert {line.place.geo_precision for line in lines} <= {"country", "none"}
