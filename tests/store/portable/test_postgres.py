"""PostgreSQL: one store for several servers, in transactions, with the whole app on it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from conflictmap import settings
from conflictmap.errors import InvalidSetting, QueryStopped, StoreError
from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.model import batch as batch_module
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.seeds import ensure_seeded
from conflictmap.store import aggregate, imports, moving, terms
from conflictmap.store.portable import copying
from conflictmap.store.portable.layout import WHOLE
from conflictmap.store.portable.opening import open_store
from conflictmap.store.portable.store import PortableStore
from conflictmap.store.store import EventStore, shared_store
from conflictmap.store.watch import Watch, watched
from tests.made import PLAIN, event
from tests.servers import emptied, wait_for
from tests.store.test_imports import load

pytestmark = pytest.mark.engines
CLAIMS = vocabulary.claims()
EVERYTHING = EventFilter(claim=(), review=())


@pytest.fixture
def address(postgres: str) -> str:
    """A database without tables."""
    return emptied(postgres)


def opened(address: str, folder: Path) -> PortableStore:
    store = open_store(address, folder)
    assert isinstance(store, PortableStore)
    return store


def test_servers_see_what_others_write(address: str, tmp_path: Path) -> None:
    one, other = opened(address, tmp_path), opened(address, tmp_path)
    assert one.version == other.version == 0
    one.add([PLAIN])
    assert other.version == 1 and other.get(PLAIN.id) == PLAIN
    other.add([event(id="test:2", actors=PLAIN.actors[1:])])
    assert one.count(EventFilter(actor=("Band of the Valley",))) == 2


def test_writers_wait_for_each_other(address: str, tmp_path: Path) -> None:
    stores = [opened(address, tmp_path) for _ in range(4)]
    threads = [
        threading.Thread(target=store.add, args=([event(id=f"t:{n}:{k}") for k in range(20)],))
        for n, store in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].version == 4 and stores[0].count(EVERYTHING) == 80


def test_a_write_is_there_as_a_whole_or_not_at_all(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(address, tmp_path)
    store.add([PLAIN])

    def fail(*_: object) -> int:
        raise StoreError("cut off")

    monkeypatch.setattr(copying, "know", fail)  # which is last
    with pytest.raises(StoreError, match="cut off"):
        store.add([event(summary_en="Changed."), event(id="test:2")])
    assert store.version == 1 and list(store.query(EVERYTHING)) == [PLAIN]


def test_codes_follow_the_vocabularies(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reversed_claims() -> Vocabulary:
        return Vocabulary("claim", list(reversed(list(CLAIMS))))

    store, batch = opened(address, tmp_path), [PLAIN, event(id="test:2", actors=(), claim="planned")]
    roles = Vocabulary("role", list(reversed(list(vocabulary.roles()))))
    with monkeypatch.context() as older:
        older.setattr(vocabulary, "claims", reversed_claims)
        older.setattr(vocabulary, "roles", lambda: roles)
        older.setitem(terms.CODED, "claim_code", reversed_claims)
        older.setitem(terms.CODED, "role", lambda: roles)
        load(store, batch)
        load(store, [event(summary_en="Revised.")])
        assert store.is_current()
    assert not store.is_current()
    ensure_seeded(store)
    assert store.is_current() and store.version == 3
    imports.undo(store, 2, "Ada", "today")
    assert list(store.query(EVERYTHING)) == batch
    assert store.count(EventFilter(actor=("hts",), role="side_a")) == 1
    assert store.count(EventFilter(claim=("planned",))) == 1


def test_nobody_waits_long_for_another_writer(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conflictmap.store.portable import postgres as module

    monkeypatch.setattr(module, "WRITE_WAIT_S", 1)
    one, other = opened(address, tmp_path), opened(address, tmp_path)
    with one.engine.writing(), pytest.raises(StoreError, match="expected no other writer for 1 s"):  # type: ignore[attr-defined]
        other.add([PLAIN])
    assert other.add([PLAIN]) == 2


def test_any_server_takes_an_import_back(address: str, tmp_path: Path) -> None:
    one, other = opened(address, tmp_path / "one"), opened(address, tmp_path / "other")
    load(one, [PLAIN, event(id="test:2")])
    load(other, [event(summary_en="Revised."), event(id="test:3")])
    assert imports.undo(one, 2, "Ada", "today") == imports.Undone(removed=1, restored=1, left=0)
    assert list(other.query(EVERYTHING)) == [PLAIN, event(id="test:2")]
    assert [line.undone for line in imports.log(other)] == ["today Ada", ""]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_imports_in_many_batches_are_as_events_that_were_added(
    address: str, tmp_path: Path, seed_events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = ", ".join(name for name in WHOLE.columns if name not in ("actor_codes", "import_id"))
    asked = f"SELECT {columns} FROM event_whole ORDER BY id"
    added = opened(address, tmp_path)
    added.add(seed_events)
    expected, actors = list(added.engine.rows(asked)), aggregate.actors(added)
    imported = opened(emptied(address), tmp_path)
    monkeypatch.setattr(batch_module, "BATCH", 7)
    monkeypatch.setattr(copying, "_ROWS", 3)
    assert load(imported, seed_events).new == len(seed_events)
    assert list(imported.engine.rows(asked)) == expected
    assert load(imported, seed_events).unchanged == len(seed_events)
    assert aggregate.actors(imported) == actors


def test_a_database_from_before_imports_is_renewed(address: str, tmp_path: Path) -> None:
    opened(address, tmp_path).add([PLAIN])
    with psycopg.connect(address, autocommit=True) as older:
        older.execute("DROP TABLE import_log, event_before")
    store = opened(address, tmp_path)
    assert list(store.query(EVERYTHING)) == [PLAIN] and imports.log(store) == []
    assert load(store, [event(id="test:2"), event(summary_en="Not told by a file before.")]).kept == 1
    imports.undo(store, 1, "Ada", "today")
    assert list(store.query(EVERYTHING)) == [PLAIN]


def test_a_query_is_stopped(address: str, tmp_path: Path) -> None:
    store, watch = opened(address, tmp_path), Watch()
    threading.Timer(0.3, watch.stop).start()
    before = time.monotonic()
    with pytest.raises(QueryStopped), watched(watch):
        list(store.engine.rows("SELECT pg_sleep(60)"))
    assert time.monotonic() - before < 30
    assert store.version == 0


def test_lost_connections_are_replaced(address: str, tmp_path: Path) -> None:
    store = opened(address, tmp_path)
    store.add([PLAIN])
    with psycopg.connect(address, autocommit=True) as other:
        ours = "FROM pg_stat_activity WHERE application_name = 'conflictmap'"
        other.execute(f"SELECT pg_terminate_backend(pid) {ours}")
        wait_for(lambda: not other.execute(f"SELECT 1 {ours}").fetchone(), "the end of all connections")
    assert store.count(DEFAULT) == 1


def test_what_cannot_be_reached_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="expected a database that answers") as caught:
        open_store("postgresql://someone:secret@127.0.0.1:1/none?connect_timeout=3", tmp_path)
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(InvalidSetting, match="expected nothing, a file"):
        open_store("mysql://somewhere", tmp_path)


def test_a_large_answer_beside_the_engine_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conflictmap.store import briefs

    store = opened(address, tmp_path)
    store.add([PLAIN, event(id="test:2")])
    assert briefs.summary(store, DEFAULT).events == 2
    monkeypatch.setenv(settings.variable("extract_limit"), "1")
    assert briefs.summary(store, EventFilter(country=("UA",))).events == 0
    with pytest.raises(StoreError, match="at most 1 events"):
        briefs.summary(store, EventFilter(country=("SY",)))


def test_an_embedded_store_moves(address: str, tmp_path: Path, seeded: EventStore) -> None:
    store = opened(address, tmp_path)
    store.engine.fill(seeded)  # type: ignore[attr-defined]
    assert list(store.query(EVERYTHING)) == list(seeded.query(EVERYTHING))
    assert aggregate.counts(store, DEFAULT) == aggregate.counts(seeded, DEFAULT)
    store.add([PLAIN])
    assert store.get(PLAIN.id) == PLAIN
    with pytest.raises(StoreError, match="expected no events"):
        store.engine.fill(seeded)  # type: ignore[attr-defined]


def test_imports_move_with_their_events(address: str, tmp_path: Path) -> None:
    embedded = EventStore(tmp_path / "embedded")
    embedded.add([event(id="mine")])
    load(embedded, [PLAIN, event(id="test:2")])
    load(embedded, [event(summary_en="Revised."), event(id="test:3")])
    load(embedded, [event(id="test:4")])
    imports.undo(embedded, 3, "Ada", "yesterday")
    assert moving.copy(embedded, address) == 4
    store = opened(address, tmp_path)
    assert imports.log(store) == imports.log(embedded)
    assert load(store, [event(id="test:5")]).id == 4
    with pytest.raises(StoreError, match="import 2 has changed"):
        imports.undo(store, 1, "Ada", "today")
    for each in (4, 2):
        imports.undo(store, each, "Ada", "today")
    assert {each.id: each for each in store.query(EVERYTHING)} == {
        "mine": event(id="mine"), "test:1": PLAIN, "test:2": event(id="test:2"),
    }  # fmt: skip


@pytest.fixture
def app_on_postgres(address: str, seeded: EventStore) -> Iterator[PortableStore]:
    """The process's store is the database, with the seed events."""
    os.environ[settings.variable("store")] = address
    shared_store.cache_clear()
    try:
        store = shared_store()
        ensure_seeded(store)
        assert isinstance(store, PortableStore)
        yield store
    finally:
        del os.environ[settings.variable("store")]
        shared_store.cache_clear()


@pytest.mark.parametrize("page", ["map", "trends"])
def test_pages_work(app_on_postgres: PortableStore, page: str) -> None:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(Path(__file__).resolve().parents[3] / "dashboard.py"), default_timeout=120)
    app.query_params["country"] = "SY"
    app.run()
    if page != "map":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert not app.error


def test_map_routes_answer(app_on_postgres: PortableStore, seeded: EventStore) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from conflictmap.mapview.routes import ROUTES

    client = TestClient(Starlette(routes=ROUTES))
    seen = client.get("/map-data/view", params={"box": "20,20,60,60", "z": "5", "lang": "ar"}).json()
    assert seen["total"] == aggregate.cells(seeded, DEFAULT, aggregate.View.of_degrees(20, 20, 60, 60, 5)).events.sum()
    assert seen["mode"] == "events" and seen["areas"]
    listed = client.post("/map-data/list", json={"ids": seen["events"]["id"][:3]}).json()
    assert listed["total"] == 3
    assert client.get("/map-data/bounds").json()["box"]
    steps = client.get("/map-data/steps", params={"box": "20,20,60,60", "z": "5", "unit": "month"}).json()
    assert sum(steps["n"]) > 0
