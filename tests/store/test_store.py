"""EventStore on real DuckDB files: what is written is there as a whole, for every reader."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.errors import StoreError, UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.seeds import ensure_seeded
from conflictmap.store import aggregate, terms
from conflictmap.store import store as store_module
from conflictmap.store.store import EventStore
from conflictmap.store.where import Clause
from tests.made import PLAIN, event, events

CLAIMS = vocabulary.claims()
EVERYTHING = EventFilter(claim=(), review=())


@settings(max_examples=40, deadline=None)
@given(st.lists(events(), max_size=8))
def test_events_come_back_equal(batch: list[Event]) -> None:
    by_id = {each.id: each for each in batch}
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(batch)
        assert {each.id: each for each in store.query(EVERYTHING)} == by_id
        for each in by_id.values():
            assert store.get(each.id) == each


def test_an_empty_store_answers(store: EventStore) -> None:
    assert store.version == 0
    assert list(store.query(EVERYTHING)) == []
    with pytest.raises(UnknownEvent, match="test:1"):
        store.get("test:1")


def test_same_id_replaces(store: EventStore) -> None:
    store.add([PLAIN, event(id="test:2")])
    store.add([event(summary_en="Corrected.")])
    assert store.version == 2
    assert store.count(EVERYTHING) == 2
    assert store.get("test:1").summary_en == "Corrected."


def test_newest_first_and_pages(store: EventStore) -> None:
    from datetime import date

    from conflictmap.model.dates import EventDate

    days = [date(2026, 1, n) for n in (3, 1, 2)]
    store.add([*(event(id=f"d{day.day}", when=EventDate(day, day)) for day in days), event(id="none", when=None)])
    assert [each.id for each in store.query(EVERYTHING)] == ["d3", "d2", "d1", "none"]
    page = aggregate.list_where(store, EVERYTHING, Clause("true", ()), limit=2, offset=1)
    assert ([each.id for each in page.events], page.total) == (["d2", "d1"], 4)


def test_what_a_killed_write_left_is_no_part_of_the_next(store: EventStore) -> None:
    version = store.add([PLAIN])
    left = store.folder / f"events-{version + 1:06d}.tmp"
    left.mkdir()
    shutil.copy(store.folder / f"events-{version:06d}.duckdb", left / "gathered.duckdb")
    store.add([event(id="another")])
    assert sorted(each.id for each in store.query(EVERYTHING)) == sorted([PLAIN.id, "another"])
    assert not left.exists()


def test_a_write_that_fails_leaves_nothing(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add([PLAIN])
    monkeypatch.setattr(store_module.rows, "to_table", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.add([event(id="test:2")])
    assert store.version == 1
    assert [each.id for each in store.query(EVERYTHING)] == ["test:1"]
    assert [path.name for path in store.folder.glob("*.duckdb")] == ["events-000001.duckdb"]


def test_readers_in_other_processes_are_not_locked_out(store: EventStore) -> None:
    store.add([PLAIN])
    assert store.count(EVERYTHING) == 1  # this process now holds the file open
    script = (
        "import sys; from pathlib import Path; from conflictmap.store.store import EventStore; "
        "from tests.made import event; store = EventStore(Path(sys.argv[1])); store.add([event(id='test:2')]); "
        "print(store.version)"
    )
    command = [sys.executable, "-c", script, str(store.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"
    assert store.count(EVERYTHING) == 2  # and sees what the other one wrote


def test_old_versions_are_removed(store: EventStore) -> None:
    for n in range(5):
        store.add([event(id=f"test:{n}")])
    assert len(list(store.folder.glob("*.duckdb"))) == store_module.KEPT_VERSIONS


def test_threads_share_the_store(store: EventStore) -> None:
    store.add(event(id=f"test:{n}") for n in range(50))
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(store.count(EVERYTHING))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [50] * 8


def test_broken_files_are_named(store: EventStore) -> None:
    (store.folder / "CURRENT").write_text("soon")
    with pytest.raises(StoreError, match="CURRENT"):
        _ = store.version
    (store.folder / "CURRENT").write_text("7")
    (store.folder / "events-000007.duckdb").write_bytes(b"not a database, whatever it says " * 400)
    with pytest.raises(StoreError, match="events-000007"):
        store.count(EVERYTHING)


def test_points_lie_in_morton_order_and_others_behind_them(store: EventStore, seed_events: list[Event]) -> None:
    store.add(seed_events)
    lying = store.cursor().execute("SELECT mark >= 2, morton FROM event WHERE morton IS NOT NULL").fetchall()
    assert lying == sorted(lying) and len(lying) > 20 and len({is_behind for is_behind, _ in lying}) == 2


def test_a_store_of_older_vocabularies_is_renewed(
    store: EventStore, seed_events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reversed_terms() -> Vocabulary:
        return Vocabulary("claim", list(reversed(list(CLAIMS))))

    roles = Vocabulary("role", list(reversed(list(vocabulary.roles()))))
    with monkeypatch.context() as older:
        older.setattr(vocabulary, "claims", reversed_terms)
        older.setattr(vocabulary, "roles", lambda: roles)
        older.setitem(terms.CODED, "claim_code", reversed_terms)
        older.setitem(terms.CODED, "role", lambda: roles)
        store.add(seed_events)
        assert store.is_current()
    assert not store.is_current()
    ensure_seeded(store)
    assert store.is_current() and store.version == 2
    assert {each.id: each for each in store.query(EVERYTHING)} == {each.id: each for each in seed_events}
    filter = EventFilter(actor=("gov_ru",), role="side_a")
    assert store.count(filter) == sum(filter.matches(each) for each in seed_events) > 0


def test_a_store_from_before_terms_is_renewed(store: EventStore) -> None:
    store.add([PLAIN])
    with duckdb.connect(str(store.folder / "events-000001.duckdb")) as older:
        older.execute("DROP TABLE term; DROP TABLE event_actor")
    fresh = EventStore(store.folder)
    assert not fresh.is_current()
    ensure_seeded(fresh)
    assert fresh.get("test:1") == PLAIN
    assert fresh.count(EventFilter(actor=("hts",))) == 1


def test_a_vanished_term_is_named(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add([PLAIN])
    monkeypatch.setitem(terms.CODED, "claim_code", lambda: Vocabulary("claim", list(CLAIMS)[1:]))
    with pytest.raises(StoreError, match=r"claim_code.*asserted"):
        store.add([])
