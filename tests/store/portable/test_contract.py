"""One contract for every engine: what goes in comes out, filters are what they are in Python, answers are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from conflictmap.errors import StoreError, UnknownEvent
from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.store import aggregate, briefs, flat, grid, imports, listing, playback, trends
from conflictmap.store.aggregate import View
from conflictmap.store.interface import Store
from conflictmap.store.playback import Steps
from conflictmap.store.portable.conditions import CLAUSES
from conflictmap.store.store import EventStore
from conflictmap.store.where import ALL
from conflictmap.store.where import CLAUSES as SQL_CLAUSES
from tests.made import PAYLOADS, PLAIN, event, events
from tests.test_filters import filters

EVERYTHING = EventFilter(claim=(), review=())
WORLD = View.of_degrees(-85, -180, 85, 180, 3)
LEVANT = View.of_degrees(30, 33, 38, 43, 6)
COUNT = 150


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The same examples of a strategy each time."""
    found: list[Any] = []

    @seed(7)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def take(each: Any) -> None:
        found.append(each)

    take()
    return found


@pytest.fixture(scope="module")
def batch() -> list[Event]:
    """Events of all kinds, some with hostile texts, one that is widely known."""
    from dataclasses import replace

    made = [replace(each, id=f"test:{n:04}") for n, each in enumerate(drawn(events(), COUNT))]
    hostile = [
        event(id=f"hostile:{n} '\\\"", summary_en=text, summary_ar=f"'{text}\\") for n, text in enumerate(PAYLOADS)
    ]
    reviewed = event(id="reviewed:1").corrected(
        "a@b.example", "2026-02-05T10:00:00+00:00", "wrong day", summary_en="Two"
    )
    return [*made, *hostile, reviewed, PLAIN, event(id="nul:1", summary_en="a\0b", note_en="%_\\%")]


@pytest.fixture(scope="module")
def embedded(batch: list[Event], tmp_path_factory: pytest.TempPathFactory) -> EventStore:
    """The embedded store of the same events, which the others answer like."""
    store = EventStore(tmp_path_factory.mktemp("embedded"))
    store.add(batch)
    return store


@pytest.fixture(scope="module")
def filled(make: Callable[[list[Event]], Store], batch: list[Event]) -> Store:
    """The store of an engine with the events."""
    return make(batch)


def test_every_filter_has_a_clause_in_both_languages() -> None:
    assert list(CLAUSES) == list(SQL_CLAUSES)


def test_events_come_back_equal_and_in_order(filled: Store, embedded: EventStore, batch: list[Event]) -> None:
    found = list(filled.query(EVERYTHING))
    assert {each.id: each for each in found} == {each.id: each for each in batch}
    assert [each.id for each in found] == [each.id for each in embedded.query(EVERYTHING)]
    for each in (batch[0], *batch[-3:]):
        assert filled.get(each.id) == each
    with pytest.raises(UnknownEvent, match="nowhere"):
        filled.get("nowhere")
    assert filled.version > 0 and filled.is_current()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters())
def test_a_filter_means_what_it_means_in_python(filled: Store, batch: list[Event], filter: EventFilter) -> None:
    passing = [each for each in batch if filter.matches(each)]
    assert filled.count(filter) == len(passing)
    page = aggregate.list_where(filled, filter, ALL, len(batch))
    assert {each.id for each in page.events} == {each.id for each in passing}


@pytest.mark.parametrize("text", ["Aleppo", "قصف على", "old_town%", "\\", "'", "${window", "--"])
def test_words_are_words(filled: Store, batch: list[Event], text: str) -> None:
    filter = EVERYTHING.with_value("text", text)
    assert filled.count(filter) == sum(filter.matches(each) for each in batch)


ASKED = [
    DEFAULT,
    EVERYTHING,
    EventFilter(actor=("hts", "Band of the Valley"), from_=date(2024, 1, 3), claim=()),
    EventFilter(text="no such word"),
]
GROUPS = ("type", "country", "admin1", "actor")


def _without_type(found: list[Any]) -> list[Any]:
    """Of types with as many events, either may be the main one."""
    return sorted(row[:-1] for row in found)


def _cells(found: aggregate.Cells) -> list[Any]:
    rounded = found._replace(x=found.x.round(3), y=found.y.round(3))
    return _without_type([tuple(value.item() for value in row) for row in zip(*rounded, strict=True)])


KEYS: dict[str, list[str | None]] = {
    "type": ["Battles", "Protests"],
    "country": ["SY", None],
    "admin1": ["SY-HL"],
    "actor": ["hts", "gov_il"],
}
DAYS = Steps.over(date(2024, 1, 1), date(2024, 2, 9), "day")
QUESTIONS: dict[str, Callable[[Store, EventFilter], Any]] = {
    "counts": aggregate.counts,
    "emptied_by": aggregate.emptied_by,
    "extent": lambda s, f: aggregate.extent(s),
    "histogram": lambda s, f: [aggregate.histogram(s, f, unit) for unit in ("day", "week", "month", "year")],
    "values_of": lambda s, f: [aggregate.values_of(s, column) for column in ("country", "admin1_id", "dataset")],
    "actors": lambda s, f: aggregate.actors(s),
    "cells": lambda s, f: [_cells(aggregate.cells(s, f, view)) for view in (WORLD, LEVANT)],
    "events_in": lambda s, f: [aggregate.events_in(s, f, view) for view in (WORLD, LEVANT)],
    "areas": lambda s, f: _without_type(aggregate.areas(s, f, aggregate.area_ids(s), 5)),
    "bounds": aggregate.bounds,
    "unplaced": lambda s, f: aggregate.list_where(s, f, aggregate.UNPLACED, 5, 2),
    "in_area": lambda s, f: aggregate.list_where(s, f, aggregate.in_area("SY-HL"), 50),
    "in_view": lambda s, f: aggregate.list_where(s, f, LEVANT.clause, 50),
    "in_cell": lambda s, f: aggregate.list_where(s, f, _cell_of(PLAIN), 50),
    "named_at": lambda s, f: aggregate.list_where(s, f, aggregate.named_at(["Aleppo"], LEVANT.box), 50),
    "lines": lambda s, f: listing.lines(s, f, ALL, 20),
    "of_ids": lambda s, f: briefs.of_ids(s, ["test:1", "nowhere", "test:0003"]),
    "total": trends.total,
    "groups": lambda s, f: [_groups(trends.groups(s, f, by)) for by in GROUPS],
    "bars": lambda s, f: [set(trends.bars(s, f, unit, by, KEYS[by])) for by in GROUPS for unit in ("week", "year")],
    "pairs": lambda s, f: trends.pairs(s, f, 10),
    "since": lambda s, f: [trends.count_since(s, f, kind, date(2024, 1, 9)) for kind in trends.SINCE],
    "datasets": lambda s, f: [briefs.datasets(s, f), flat.datasets(s, f), imports.licences(s)],
    "by": lambda s, f: [briefs.by_type(s, f), briefs.by_country(s, f)],
    "unknown_places": lambda s, f: flat.unknown_places(s, "test", 10),
    "log": lambda s, f: imports.log(s),
    # By an extract:
    "summary": briefs.summary,
    "publishers": briefs.publishers,
    "important": lambda s, f: briefs.important(s, f, WORLD, ["SY-HL"], 10),
    "export": lambda s, f: [row for found in flat.batches(s, f) for row in found.to_pylist()],
    "origin": lambda s, f: flat.publishers(s, f, 3),
    "playback": lambda s, f: playback.outline(
        s, f, WORLD, ["SY-HL"], Steps.over(date(2024, 1, 1), date(2024, 2, 9), "day")
    ),
}


def _cell_of(which: Event) -> aggregate.Clause:
    assert which.place.lat is not None and which.place.lon is not None
    x, y = grid.to_xy(which.place.lat, which.place.lon)
    return aggregate.in_cell(12, x >> 12, y >> 12)


def _groups(found: list[trends.Group]) -> list[Any]:
    return sorted(found, key=lambda group: (-group.events, str(group.key)))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_engine_answers_like_the_embedded_file(make: Any, filled: Store, embedded: EventStore, name: str) -> None:
    for filter in ASKED[::2] if make.engine == "spark" else ASKED:  # a Spark job takes its time
        assert QUESTIONS[name](filled, filter) == QUESTIONS[name](embedded, filter), filter


def test_the_main_type_of_a_cell_is_that_of_most_events(filled: Store, batch: list[Event]) -> None:
    found = aggregate.cells(filled, EVERYTHING, WORLD)
    shift, code = aggregate.cell_shift(WORLD), vocabulary.event_types().code
    types: dict[tuple[int, int], Counter[int]] = {}
    for each in batch:
        if each.place.lat is not None and each.place.lon is not None and each.place.mark in ("point", "ring"):
            x, y = grid.to_xy(each.place.lat, each.place.lon)
            types.setdefault((x >> shift, y >> shift), Counter())[code(each.event_type)] += 1
    assert len(found.column) == len(types)
    for column, row, main in zip(found.column.tolist(), found.row.tolist(), found.type_code.tolist(), strict=True):
        counted = types[column, row]
        assert counted[main] == max(counted.values())


def test_the_middle_of_the_events_is_found_to_a_hundredth_of_a_degree(filled: Store, embedded: EventStore) -> None:
    found, exact = aggregate.bounds(filled, EVERYTHING, 0.8), aggregate.bounds(embedded, EVERYTHING, 0.8)
    assert found and exact and found == pytest.approx(exact, abs=0.0101)
    assert found.south <= exact.south and exact.north <= found.north


def test_adding_and_replacing(make: Any, filled: Store, tmp_path: Path) -> None:
    if make.engine in ("parquet", "spark"):
        with pytest.raises(StoreError, match="can only be read"):
            filled.add([PLAIN])
        return
    store = make([PLAIN, event(id="test:2")])
    before = store.version
    store.add([event(summary_en="Corrected."), event(id="test:3", dataset="other")])
    assert store.version == before + 1
    assert store.count(EVERYTHING) == 3
    assert store.get("test:1").summary_en == "Corrected."
    assert store.count(EventFilter(text="corrected")) == 1
    assert dict(aggregate.values_of(store, "dataset")) == {"test": 2, "other": 1}


def test_without_events_every_question_has_an_answer(make: Any, tmp_path: Path) -> None:
    if make.engine in ("parquet", "spark"):
        with pytest.raises(StoreError, match="no events"):
            make([])
        return
    store, empty = make([]), EventStore(tmp_path)
    empty.add([])
    for name, ask in QUESTIONS.items():
        assert ask(store, DEFAULT) == ask(empty, DEFAULT), name
    assert aggregate.bounds(store, DEFAULT, 0.9) is None
