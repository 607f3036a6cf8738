"""Playback: every dated event is in the steps that its days overlap, in its own cell; what is left out is counted."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, EventPlace
from conflictmap.store import aggregate, playback
from conflictmap.store.aggregate import View
from conflictmap.store.playback import Steps
from conflictmap.store.store import EventStore
from tests.made import event, events

WORLD = View.of_degrees(-85, -180, 85, 180, 3)
FIRST, LAST = date(2023, 12, 27), date(2024, 2, 20)
EVERYTHING = EventFilter(claim=(), review=())


@pytest.mark.parametrize(
    ("unit", "count", "second"),
    [("day", 56, date(2023, 12, 28)), ("week", 9, date(2024, 1, 1)), ("month", 3, date(2024, 1, 1))],
)
def test_steps_follow_each_other(unit: str, count: int, second: date) -> None:
    steps = Steps.over(FIRST, LAST, unit)
    assert (steps.count, steps.period(1)[0]) == (count, second)
    assert steps.period(0)[0] <= FIRST and steps.period(count - 1)[0] <= LAST <= steps.period(count - 1)[1]
    for step in range(count - 1):
        assert steps.period(step)[1] + timedelta(days=1) == steps.period(step + 1)[0]


def test_too_many_steps_are_longer_ones() -> None:
    assert Steps.over(date(1990, 1, 1), LAST, "day").unit == "week"
    assert Steps.over(date(1, 1, 1), date.max, "day").count <= playback.MAX_COUNT
    assert Steps.over(date(9999, 12, 1), date.max, "month").period(0)[1] <= date.max


def overlapped(made: Event, steps: Steps) -> list[int]:
    """The steps that an event's days overlap, in plain Python."""
    assert made.when
    return [step for step in range(steps.count) if made.when.overlaps(*steps.period(step))]


@settings(max_examples=20, deadline=None)
@given(st.lists(events(), max_size=12), st.sampled_from(playback.UNITS))
def test_every_event_is_in_its_steps_or_counted(made: list[Event], unit: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(made)
        kept = [each for each in {each.id: each for each in made}.values() if each.place.mark != "list"]
        steps = Steps.over(FIRST, LAST, unit)
        ids = aggregate.area_ids(store)
        has = playback.outline(store, EVERYTHING, WORLD, ids, steps)
        cells = playback.cells(store, EVERYTHING, WORLD, steps, 0, steps.count - 1)
        areas = playback.areas(store, EVERYTHING, ids, steps, 0, steps.count - 1)
    dated = [each for each in kept if each.when]
    sharp = [each for each in dated if len(overlapped(each, Steps.over(FIRST, date(2024, 6, 1), unit))) <= 3]
    expected = Counter(step for each in sharp for step in overlapped(each, steps))
    assert has.undated == len(kept) - len(dated)
    assert has.vague == len(dated) - len(sharp)
    assert has.events == [expected[step] for step in range(steps.count)]
    drawn: Counter[int] = Counter()
    for marks in (cells, areas):
        for step, n in zip(marks.step.tolist(), marks.events.tolist(), strict=True):
            drawn[step] += n
    assert drawn == Counter({step: n for step, n in expected.items() if n})


def at(lat: float, lon: float, day: date, **more: object) -> Event:
    place = EventPlace("A", lat=lat, lon=lon, geo_precision="town")
    return event(id=f"{lat}-{lon}-{day}", place=place, when=EventDate(day, day), **more)


def test_cells_are_those_of_the_view(store: EventStore) -> None:
    days = [date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 3)]
    store.add([at(30 + n * 5, 40, day) for n, day in enumerate(days)])
    steps, still = Steps.over(days[0], days[-1], "day"), aggregate.cells(store, DEFAULT, WORLD)
    marks = playback.cells(store, DEFAULT, WORLD, steps, 0, 2)
    grid = playback.cell_grid(WORLD)
    places = {(place % grid.width + grid.x0, place // grid.width + grid.y0) for place in marks.place.tolist()}
    assert places == set(zip(still.column.tolist(), still.row.tolist(), strict=True))
    assert marks.step.tolist() == [0, 0, 2]
    assert playback.cells(store, DEFAULT, WORLD, steps, 1, 1).step.tolist() == []


def test_single_events_know_their_steps(store: EventStore) -> None:
    made = at(30, 40, date(2024, 1, 1))
    long = event(id="long", when=EventDate(date(2024, 1, 2), date(2024, 1, 4), "days"))
    store.add([made, long, event(id="undated", when=None)])
    steps = Steps.over(date(2024, 1, 1), date(2024, 1, 3), "day")
    found = sorted(playback.spans(store, DEFAULT, WORLD, steps, 10))
    assert found == [(made.id, 0, 0), ("long", 1, 2)]
