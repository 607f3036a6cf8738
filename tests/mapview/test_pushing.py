"""The websocket that brings a change's marks: who gets them, and what a stranger gets."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from conflictmap.filters import EventFilter
from conflictmap.mapview import routes, views
from conflictmap.store.store import EventStore

SYRIA = EventFilter(country=("SY",))
BOX = "-85,-180,85,180"


@pytest.fixture
def client(seeded: EventStore) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes.ROUTES)) as made:
        yield made


@pytest.fixture
def session(client: TestClient) -> str:
    """A session whose browser has asked for the world."""
    name = uuid.uuid4().hex
    assert client.get("/map-data/view", params={"box": BOX, "z": 3}, headers={"X-Session": name}).status_code == 200
    return name


def test_a_change_brings_its_marks_and_what_the_page_says(client: TestClient, session: str, seeded: EventStore) -> None:
    with client.websocket_connect(f"/map-data/changes?session={session}") as socket:
        assert views.prepare(seeded, session, seeded.version, SYRIA, "en", {"f": "country=SY"})
        head, marks = json.loads(socket.receive_text()), json.loads(gzip.decompress(socket.receive_bytes()))
        assert (head["box"], head["zoom"], head["state"]) == (BOX, 3, {"f": "country=SY"})
        asked = client.get("/map-data/view", params={"f": "country=SY", "box": BOX, "z": 3, "lang": "en"})
        assert marks == asked.json()
        socket.send_text(str(head["number"]))
        assert views._sessions[session].served.wait(5), "the page may go on"
    assert not views.prepare(seeded, session, seeded.version, EventFilter(), "en", {}), "nobody listens any more"


@pytest.mark.parametrize("name", ["", "unknown", "x" * 10_000])
def test_strangers_are_sent_away(client: TestClient, name: str) -> None:
    with client.websocket_connect(f"/map-data/changes?session={name}") as socket, pytest.raises(WebSocketDisconnect):
        socket.receive_text()


@pytest.mark.parametrize("said", ["", "-1", "one", "1" * 4_000, "\u0661" * 13, b"1"])
def test_what_is_no_number_ends_the_line(client: TestClient, session: str, said: str | bytes) -> None:
    with client.websocket_connect(f"/map-data/changes?session={session}") as socket:
        socket.send_bytes(said) if isinstance(said, bytes) else socket.send_text(said)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
