"""Downloads over the route: the file, its name, its limits, and nothing left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from conflictmap import settings
from conflictmap.exporting import WRITERS
from conflictmap.filters import EventFilter
from conflictmap.formats import own
from conflictmap.formats.base import Options
from conflictmap.mapview import downloads, routes
from conflictmap.store.store import EventStore


@pytest.fixture(scope="module")
def client(seeded: EventStore) -> TestClient:
    return TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=False)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_a_download_is_what_the_filter_shows(
    kind: str, client: TestClient, seeded: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    filter = EventFilter(country=("SY",))
    answer = client.get(f"/map-data/export/{kind}", params={"f": urlencode(filter.to_params()), "lang": "ar"})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == WRITERS[kind].media_type
    assert f'filename="conflict-map-v{seeded.version}' in answer.headers["content-disposition"]
    assert not list(tmp_path.iterdir())
    path = tmp_path / f"got{WRITERS[kind].suffix}"
    path.write_bytes(answer.content)
    if kind == "acled":
        assert len(path.read_text(encoding="utf-8-sig").splitlines()) == seeded.count(filter) + 1
    else:
        assert list(own.read(path, Options())) == list(seeded.query(filter))


def test_what_cannot_be_downloaded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/map-data/export/doc").status_code == 404
    assert client.get("/map-data/export/csv", params={"f": "from=never"}).status_code == 400
    monkeypatch.setenv(settings.variable("download_event_limit"), "5")
    answer = client.get("/map-data/export/csv")
    assert answer.status_code == 400 and "at most 5" in answer.json()["error"]


def test_downloads_wait_for_their_turn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "WAIT_S", 0)
    for _ in range(downloads.AT_ONCE):
        assert downloads._turns.acquire(blocking=False)
    try:
        assert client.get("/map-data/export/csv").status_code == 503
    finally:
        for _ in range(downloads.AT_ONCE):
            downloads._turns.release()
    assert client.get("/map-data/export/csv").status_code == 200
