"""The second opinion: a real geopy geocoder against a small server of the test's own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadQuery, Unreachable
from geodata.online import SECONDS_BETWEEN, SecondOpinion

ANSWER = [{"lat": "36.2", "lon": "37.16", "display_name": "Aleppo, <b>Syria</b>"}]


class Server(ThreadingHTTPServer):
    """Counts its requests, and fails for names it is told to."""

    asked: list[str]


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.asked.append(self.headers["User-Agent"])
            broken = "Broken" in self.path
            self.send_response(500 if broken else 200)
            self.end_headers()
            self.wfile.write(json.dumps([] if "Nowhere" in self.path else ANSWER).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def opinion(server: Server, cache: Path) -> SecondOpinion:
    options = {"domain": f"127.0.0.1:{server.server_port}", "scheme": "http"}
    return SecondOpinion("nominatim", "tests of the gazetteer", cache / "deep" / "online.sqlite", options)


def test_it_asks_once_says_who_and_remembers(server: Server, tmp_path: Path) -> None:
    (found,) = opinion(server, tmp_path).ask("Aleppo")
    assert (found.address, found.lat, found.lon) == ("Aleppo, <b>Syria</b>", 36.2, 37.16)
    assert opinion(server, tmp_path).ask("Aleppo") == [found], "another process reads the cache"
    assert server.asked == ["tests of the gazetteer"]
    assert "OpenStreetMap" in opinion(server, tmp_path).licence


def test_it_asks_once_a_second(server: Server, tmp_path: Path) -> None:
    asking, start = opinion(server, tmp_path), time.monotonic()
    assert asking.ask("Nowhere") == []
    asking.ask("Homs")
    assert time.monotonic() - start >= SECONDS_BETWEEN


def test_a_service_that_fails_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="nominatim: expected an answer"):
        opinion(server, tmp_path).ask("Broken")


@pytest.mark.parametrize(("service", "user_agent"), [("nominatim", " "), ("no-such-service", "me")])
def test_bad_settings(service: str, user_agent: str, tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match="online geocoder: expected"):
        SecondOpinion(service, user_agent, tmp_path / "x.sqlite")
