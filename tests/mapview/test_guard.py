"""Every answer is safe to show, and only our own names are answered to."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from conflictmap import settings
from conflictmap.mapview import routes
from conflictmap.mapview.guard import HEADERS, MIDDLEWARE
from conflictmap.store.store import EventStore


def test_headers_and_names(seeded: EventStore) -> None:
    client = TestClient(Starlette(routes=routes.ROUTES, middleware=MIDDLEWARE), base_url="http://localhost")
    for path in ("/map-data/words", "/map-assets/own/map.css", "/nothing"):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert client.get("/map-data/words", headers={"Host": "elsewhere.example"}).status_code == 400


def test_names_follow_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("names"), "maps.example.org, desk")
    assert settings.host_names() == [*settings.LOOPBACK_NAMES, "maps.example.org", "desk"]
    monkeypatch.setenv(settings.variable("host"), "0.0.0.0")
    assert settings.host_names() == ["*"]
    monkeypatch.setenv(settings.variable("port"), "99999")
    with pytest.raises(settings.InvalidSetting, match="1 to 65535"):
        settings.port()
