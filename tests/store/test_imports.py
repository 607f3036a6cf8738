"""Imports into real stores: what changes, what stays, what can be taken back, and that a killed one leaves nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.errors import StoreError
from conflictmap.filters import EventFilter
from conflictmap.model import batch as batch_module
from conflictmap.model.batch import Batch, batches
from conflictmap.model.event import Actor, Event, Review
from conflictmap.store import imports, rows
from conflictmap.store.imports import Import, Repeated, Undone
from conflictmap.store.interface import Store
from conflictmap.store.portable.layout import workbench
from conflictmap.store.store import EventStore
from tests.made import PLAIN, event, events

EVERYTHING = EventFilter(claim=(), review=())
ENTRY = Import(0, "2026-02-04T10:00:00+00:00", "Ada", "a.csv", "00", "acled", "test", "made up", "")


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """An empty store, on each engine that takes imports."""
    return new_store()


def load(store: Store, batch: Iterable[Event], seen: list[Repeated] | None = None) -> Import:
    with imports.stage(store) as staged:
        told = list(batch)
        for columns in batches(enumerate(told, 2)):
            staged.add(columns)
        return imports.load(
            store,
            staged,
            replace(ENTRY, read=len(told)),
            lambda _, repeated: (seen if seen is not None else []).extend(repeated),
        )


def counts(line: Import) -> tuple[int, ...]:
    assert line.read == line.new + line.updated + line.unchanged + line.rejected
    return line.new, line.updated, line.unchanged, line.rejected


def all_of(store: Store) -> dict[str, Event]:
    return {each.id: each for each in store.query(EVERYTHING)}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(events(), max_size=8, unique_by=lambda e: e.id), st.lists(events(), max_size=8, unique_by=lambda e: e.id)
)
def test_what_is_imported_and_taken_back_is_as_before(
    new_store: Callable[[], Store], old: list[Event], new: list[Event]
) -> None:
    store = new_store()
    load(store, old)
    before = all_of(store)
    assert before == {each.id: each for each in old}
    line = load(store, new)
    assert all_of(store) == before | {each.id: each for each in new}
    counts(line)
    imports.undo(store, line.id, "Ada", "today")
    assert all_of(store) == before


def test_bulk_and_single_rows_are_equal(
    tmp_path: Path, seed_events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "BATCH", 7)  # so that rows go through the file on disk
    bulk, single = EventStore(tmp_path / "bulk"), EventStore(tmp_path / "single")
    load(bulk, seed_events)
    for each in seed_events[:5]:
        single.add([each])
    single.add(seed_events[5:])
    names = ", ".join(name for name in rows.SCHEMA.names if name != "actor_codes")
    joined = "event_actor r JOIN event e ON e.rowid = r.row JOIN actor a ON a.code = r.code // 8"
    actors = f"SELECT id, key, r.code % 8 FROM {joined}"
    for sql in (f"SELECT {names} FROM event ORDER BY id", f"{actors} ORDER BY ALL"):
        found = [store.cursor().execute(sql).fetchall() for store in (bulk, single)]
        assert found[0] == found[1] and len(found[0]) >= len(seed_events)
    assert not list(bulk.folder.glob("*.parquet"))


def test_rows_have_the_types_of_their_table() -> None:
    """DuckDB gives equal values equal hashes only where their parts are in one order."""
    with workbench() as bench:
        bench.register("arrow", rows.SCHEMA.empty_table())
        told, table = (
            dict(bench.sql(f"DESCRIBE {name}").project("column_name, column_type").fetchall())
            for name in ("arrow", "event")
        )
    assert told == {name: table[name] for name in told}


def test_what_is_imported_again_is_unchanged(store: Store, seed_events: list[Event]) -> None:
    load(store, seed_events)
    line = load(store, seed_events)
    assert (line.unchanged, line.kept) == (len(seed_events), 0)


def test_a_second_import_changes_what_differs(store: Store) -> None:
    load(store, [PLAIN, event(id="test:2")])
    line = load(store, [PLAIN, event(id="test:2", summary_en="Anew."), event(id="test:3")])
    assert counts(line) == (1, 1, 1, 0)
    assert store.get("test:2").summary_en == "Anew."
    assert [each.id for each in imports.log(store)] == [2, 1]


def test_a_character_that_is_none_makes_no_other_event(store: Store) -> None:
    odd = event(id="a\0b", dataset="c\0d", summary_en="e\0f")
    assert counts(load(store, [odd])) == (1, 0, 0, 0)
    assert counts(load(store, [odd])) == (0, 0, 1, 0)
    assert counts(load(store, [event(id="a\0b", dataset="c\0d")])) == (0, 1, 0, 0)


def test_an_older_telling_does_not_replace_a_newer_one(store: Store) -> None:
    load(store, [event(updated=200)])
    line = load(store, [event(updated=100, summary_en="As it was once told.")])
    assert (counts(line), line.older) == ((0, 0, 1, 0), 1)
    assert store.get("test:1") == event(updated=200)
    assert counts(load(store, [event(updated=300, summary_en="Newer.")])) == (0, 1, 0, 0)


@pytest.mark.parametrize("status", ["confirmed", "corrected", "rejected"])
def test_what_a_person_decided_stays(store: Store, status: str) -> None:
    load(store, [PLAIN])
    decided = event(summary_en="As Ada says.", review=Review(status, "Ada", "2026-02-05", "saw it"))
    store.add([decided])
    line = load(store, [event(summary_en="As the file says now.")])
    assert (counts(line), line.kept) == ((0, 0, 1, 0), 1)
    assert store.get("test:1") == decided


def test_of_rows_with_one_id_the_newest_stands(store: Store) -> None:
    seen: list[Repeated] = []
    line = load(
        store,
        [event(updated=2, summary_en="Newest."), event(updated=1), event(id="b"), event(id="b", summary_en="Later.")],
        seen,
    )
    assert counts(line) == (2, 0, 0, 2)
    assert seen == [Repeated(3, "test:1", 2), Repeated(4, "b", 5)]
    assert (store.get("test:1").summary_en, store.get("b").summary_en) == ("Newest.", "Later.")


def test_others_may_write_while_a_file_is_read(store: Store) -> None:
    with imports.stage(store) as staged:
        staged.add(
            Batch.of([(2, event(id="new", actors=(Actor("Band of the Hill", "side_a", "unknown"), *PLAIN.actors)))])
        )
        store.add([event(id="other", actors=(Actor("Band of the River", "side_a", "unknown"),))])
        imports.load(store, staged, ENTRY, lambda *_: None)
    for name, id_ in (("Band of the Hill", "new"), ("Band of the River", "other"), ("Band of the Valley", "new")):
        assert [each.id for each in store.query(EventFilter(actor=(f"name:{name}",)))] == [id_]
    assert store.count(EventFilter(actor=("hts",), role="side_a")) == 1


def test_taking_back(store: Store) -> None:
    store.add([event(id="mine")])
    load(store, [PLAIN, event(id="test:2")])
    second = load(store, [event(summary_en="Anew."), event(id="test:3"), event(id="test:4")])
    store.add([replace(store.get("test:4"), review=Review("confirmed", "Ada"))])
    with pytest.raises(StoreError, match="import 2 has changed"):
        imports.undo(store, 1, "Ada", "today")
    assert imports.undo(store, second.id, "Ada", "today") == Undone(removed=1, restored=1, left=1)
    assert set(all_of(store)) == {"mine", "test:1", "test:2", "test:4"}
    assert store.get("test:1") == PLAIN
    assert [line.undone for line in imports.log(store)] == ["today Ada", ""]
    with pytest.raises(StoreError, match="undone today Ada"):
        imports.undo(store, second.id, "Ada", "today")
    with pytest.raises(StoreError, match="number of an import"):
        imports.undo(store, 9, "Ada", "today")
    assert imports.undo(store, 1, "Ada", "today") == Undone(removed=2, restored=0, left=0)
    assert set(all_of(store)) == {"mine", "test:4"}


def test_an_import_that_fails_leaves_nothing(store: Store) -> None:
    load(store, [PLAIN])
    with imports.stage(store) as staged, pytest.raises(ZeroDivisionError):
        staged.add(Batch.of([(2, event(id="test:2")), (3, event(summary_en="Anew."))]))
        # fails before it returns
        imports.load(store, staged, ENTRY, lambda *_: 1 // 0)  # type: ignore[arg-type,return-value]
    assert store.version == 1 and all_of(store) == {"test:1": PLAIN}
    assert len(imports.log(store)) == 1
    assert counts(load(store, [event(summary_en="Anew.")])) == (0, 1, 0, 0)


def test_what_a_killed_import_left_goes_after_a_day(store: Store) -> None:
    folder, file, fresh = (store.folder / f"staged-{name}" for name in ("folder", "file.parquet", "fresh.parquet"))
    folder.mkdir()
    for path in (folder / "spilled", file, fresh):
        path.touch()
    for path in (folder, file):
        os.utime(path, (0, 0))
    load(store, [PLAIN])
    assert sorted(store.folder.glob("staged-*")) == [fresh]


def test_the_log_survives_other_writes(store: Store, new_store: Callable[[], Store]) -> None:
    load(store, [PLAIN])
    store.add([event(id="test:2")])
    assert [line.id for line in imports.log(store)] == [1]
    assert imports.log(new_store()) == []
