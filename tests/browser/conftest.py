"""A real server with the seed events and a real Chromium. Without Chromium the tests say so; in CI they fail."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "Chromium is not installed, so what people see in a browser is not tested"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Server:
    """The dashboard as a user starts it, in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "CONFLICTMAP_HOME": str(home), "CONFLICTMAP_PORT": str(self.port)}
        self.log = home / "server.log"
        self._log_file = self.log.open("w", encoding="utf-8")
        command = [sys.executable, "-m", "conflictmap", "serve"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self._log_file, stderr=subprocess.STDOUT
        )

    def wait(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail("the server did not start: " + self.log.read_text(encoding="utf-8"))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        self._log_file.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("served"))
    made.wait()
    yield made
    made.stop()


@dataclass
class Viewer:
    """A person with a clean browser looking at the dashboard."""

    page: Page
    address: str
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def without_line(self) -> None:
        """Has the browser lack what it takes to be sent marks, so that the map asks for them. Before `open`."""
        self.page.add_init_script("delete window.DecompressionStream")

    def open(self, query: str = "lang=en") -> Viewer:
        self.page.goto(f"{self.address}/?{query}")
        return self.wait()

    def wait(self) -> Viewer:
        """Until the map has drawn what the page asks for."""
        self.page.wait_for_selector("iframe[title*=folium]", timeout=30_000)
        self.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
        self.map.wait_for_function("window.L && L.conflictEventLayer && L.conflictEventLayer.idle", timeout=30_000)
        return self

    def open_places(self, query: str = "lang=en") -> Viewer:
        """The places page."""
        self.page.goto(f"{self.address}/places?{query}")
        return self.wait_places()

    def wait_places(self) -> Viewer:
        """Until the map of the places page has drawn what the page asks for."""
        self.page.wait_for_selector("iframe[title*=folium]", timeout=30_000)
        self.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
        self.map.wait_for_function("window.L && L.conflictPlacesLayer && L.conflictPlacesLayer.idle", timeout=30_000)
        return self

    @property
    def map(self) -> Frame:
        """The map's frame, which is there a moment after its element is."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for frame in self.page.frames:
                if "streamlit_folium" in frame.url:
                    return frame
            self.page.wait_for_timeout(50)
        pytest.fail(f"no map came up: {self.page.url}")

    def layer(self, expression: str) -> Any:
        """A value computed from the event layer `e` and its map `m`."""
        return self.map.evaluate(f"(() => {{ const e = L.conflictEventLayer, m = e._map; return {expression}; }})()")

    def marks(self) -> list[dict[str, Any]]:
        """What is drawn: kind, position in pixels of the map box, number of events, ids."""
        return list(
            self.layer(
                "e._marks.map((k) => { const p = m.layerPointToContainerPoint([k.x, k.y]); "
                "return {kind: k.kind, x: p.x, y: p.y, n: k.n, ids: k.ids || [], name: k.name}; })"
            )
        )

    def drawn(self) -> int:
        """Events drawn, in singles, clusters and areas."""
        return sum(mark["n"] for mark in self.marks())

    def count(self, name: str) -> int:
        """A number of the counts line by its words."""
        text = self.page.locator(".cm-counts span", has_text=name).locator("b").inner_text()
        return int(text.replace(",", ""))

    def params(self) -> dict[str, str]:
        from urllib.parse import parse_qsl, urlsplit

        return dict(parse_qsl(urlsplit(self.page.url).query))

    def click_map(self, x: float, y: float) -> None:
        self.page.locator("iframe[title*=folium]").click(position={"x": x, "y": y})


@pytest.fixture
def viewer(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Viewer]:
    """A clean browser; `indirect` parameters set width and height in pixels."""
    width, height = getattr(request, "param", (1440, 1000))
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    made = Viewer(page, server.address)

    def note_request(sent: Request) -> None:
        if not sent.url.startswith(("data:", "blob:")):
            made.hosts.add(sent.url.split("/")[2])

    page.on("request", note_request)
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    page.on("console", lambda message: made.errors.append(message.text) if message.type == "error" else None)
    yield made
    context.close()
