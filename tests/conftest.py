"""Shared fixtures: a home of its own for every run, the seed events, and events made at random."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from conflictmap import settings
from conflictmap.model.event import Event
from conflictmap.seeds import ensure_seeded
from conflictmap.store.interface import Store
from conflictmap.store.portable.opening import open_store
from conflictmap.store.store import EventStore, shared_store
from tests.servers import emptied, postgres_server

hypothesis.settings.register_profile("untimed", deadline=None)  # how fast a busy machine is, is no property
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh CONFLICTMAP_HOME, and no other setting of the person who runs the tests."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("CONFLICTMAP_")}
    folder = tmp_path_factory.mktemp("home")
    os.environ[settings.variable("home")] = str(folder)
    shared_store.cache_clear()
    yield folder
    del os.environ[settings.variable("home")]
    os.environ.update(kept)
    shared_store.cache_clear()


@pytest.fixture(scope="session")
def seeded(home: Path) -> EventStore:
    """The process's store with the seed events."""
    ensure_seeded(shared_store())
    return shared_store()


@pytest.fixture(scope="session")
def seed_events(seeded: EventStore) -> list[Event]:
    """All seed events."""
    from conflictmap.filters import EventFilter

    return list(seeded.query(EventFilter(claim=(), review=())))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server with an empty database."""
    with postgres_server() as address:
        yield address


WRITABLE = ("embedded", pytest.param("postgres", marks=pytest.mark.engines))
"""The engines whose stores can be written."""


@pytest.fixture(scope="module", params=WRITABLE)
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Makes an empty store on each engine that can be written; the one made before is no longer of use."""
    address = request.getfixturevalue("postgres") if request.param == "postgres" else ""

    def make() -> Store:
        folder = tmp_path_factory.mktemp("store")
        return open_store(emptied(address), folder) if address else EventStore(folder)

    return make


@pytest.fixture(params=WRITABLE)
def every_setting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting `store` names each store that can be written: the file under home, and an empty database."""
    if request.param == "postgres":
        monkeypatch.setenv(settings.variable("store"), emptied(request.getfixturevalue("postgres")))


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    """An empty store."""
    return EventStore(tmp_path / "store")
