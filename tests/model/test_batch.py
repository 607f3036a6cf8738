"""Events in columns are the same events."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.model.batch import SHARED, Batch, Shared, batches, joined
from conflictmap.model.event import Event
from tests.made import PLAIN, events


@given(st.lists(events(), max_size=6))
def test_events_come_back_from_columns(told: list[Event]) -> None:
    batch = Batch.of(list(enumerate(told, 2)))
    assert list(batch.events()) == told
    assert (len(batch), list(batch.rows)) == (len(told), list(range(2, len(told) + 2)))


def test_what_is_not_given_is_as_in_events() -> None:
    needed = {name: Shared.same(getattr(PLAIN, name), 2) for name in ("event_type", "sub_event_type", "when", "place")}
    needed |= {name: Shared.same(getattr(PLAIN, name), 2) for name in ("sources", "dataset", "licence")}
    first, second = Batch.made([2, 3], {"id": ["a", "b"]}, needed).events()
    assert (first.id, second.id, first.claim, first.summary_en) == ("a", "b", "asserted", None)
    assert {name: getattr(first, name) for name in needed} == {name: getattr(PLAIN, name) for name in needed}
    assert set(needed) < set(SHARED)


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=1)), min_size=1))
def test_columns_side_by_side(rows: list[tuple[int, str]]) -> None:
    parts = [Shared.of(column) for column in zip(*rows, strict=True)]
    together = joined(parts)
    assert together.column() == rows
    assert len(together.values) == len(set(rows))


def test_more_combinations_than_numbers_can_tell_apart() -> None:
    wide = Shared(range(2**40), np.array([2**40 - 1, 0, 5]))
    assert joined([wide, wide, wide]).column() == [(n, n, n) for n in (2**40 - 1, 0, 5)]


def test_columns_of_some_rows() -> None:
    column = Shared(["a", "b", "a"], np.array([0, 1, 2, 1]))
    assert column.take(np.array([0, 2])).column() == ["a", "a"]
    assert list(column.map(str.upper).merged().values) == ["A", "B"]
    assert column.merged().column() == ["a", "b", "a", "b"]


def test_batches_keep_the_order() -> None:
    numbered = [(row, PLAIN) for row in range(2, 9)]
    assert [row for batch in batches(numbered) for row in batch.rows] == list(range(2, 9))
