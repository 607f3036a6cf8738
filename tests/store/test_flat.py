"""Flat rows from columns say what the events say, in the page's order, or as stored where there are many."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conflictmap.filters import EventFilter
from conflictmap.model.flat import COLUMNS, to_flat
from conflictmap.store import flat
from conflictmap.store.store import EventStore

ALL = EventFilter(claim=(), review=())


def _rows(store: EventStore, filter: EventFilter = ALL) -> list[dict[str, Any]]:
    return [row for batch in flat.batches(store, filter) for row in batch.to_pylist()]


def _parsed(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: json.loads(row[name]) for name in ("actors_json", "sources_json")}}


def test_columns_say_what_events_say(seeded: EventStore) -> None:
    expected = [_parsed(to_flat(event)) for event in seeded.query(ALL)]
    assert [_parsed(row) for row in _rows(seeded)] == expected and list(expected[0]) == list(COLUMNS)


def test_many_events_come_unsorted_and_whole(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_ids = [row["id"] for row in _rows(seeded)]
    monkeypatch.setattr(flat, "SORTED_EVENTS", 0)
    assert sorted(row["id"] for row in _rows(seeded)) == sorted(sorted_ids)


def test_where_events_come_from(seeded: EventStore) -> None:
    filter = EventFilter(country=("SY",))
    assert sum(events for _, _, events in flat.datasets(seeded, filter)) == seeded.count(filter)
    named = {source.publisher for event in seeded.query(filter) for source in event.sources}
    assert set(flat.publishers(seeded, filter, 100)) == named and len(flat.publishers(seeded, filter, 1)) == 1
