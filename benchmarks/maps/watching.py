"""A real browser that is watched: when the complete new marks are on screen, what was sent, what the page holds.

Whether marks are complete is seen on the map: the layer holds as many points as the store counts for the new filter,
they are drawn, and the pixels at a place whose events all went, and at one whose events all stay, are what they should
be. For charts that show no layer to ask, the pixels decide alone.
"""

from __future__ import annotations

import re
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Frame, Page, Route

VIEWPORT = {"width": 1440, "height": 1000}
PATIENCE_S = 240.0
CLICKED = "document.addEventListener('click', () => { window.clickedAt = Date.now(); }, true)"
STUBS = {"leaflet.awesome-markers.js": "L.AwesomeMarkers = { icon: () => L.divIcon({ className: 'awesome-marker' }) };"}
"""In place of a plugin that no package brings: the same marker without a picture, which is no slower."""
EMPTY = 250  # a pixel at least so light, in all three colours, shows no mark on a rival's empty map


class Watched:
    """One page with its bytes and times."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page, self._session, self.bytes_received = page, session, 0
        session.send("Network.enable")
        session.on("Network.dataReceived", lambda e: self._add(e.get("encodedDataLength") or 0))
        session.on("Network.webSocketFrameReceived", lambda e: self._add(len(e["response"]["payloadData"])))
        page.add_init_script(CLICKED)

    def _add(self, size: int) -> None:
        self.bytes_received += size

    @property
    def clicked_ms(self) -> float:
        """When the last click was, in milliseconds since 1970."""
        return float(self.page.evaluate("window.clickedAt"))

    def memory_mb(self) -> float:
        """What the browser's processes of this page hold."""
        return resident_mb("renderer")

    def frame(self) -> Frame | None:
        """The map's frame."""
        return next((each for each in reversed(self.page.frames) if "streamlit_folium" in each.url), None)


@contextmanager
def watched(browser: Browser) -> Iterator[Watched]:
    """A clean browser context with one page; folium's hosts are answered from installed packages."""
    # Playwright's own dictionary types
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_S * 1000)
    page = context.new_page()
    page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), _answer)
    yield Watched(page, context.new_cdp_session(page))
    context.close()


def _answer(route: Route) -> None:
    """A CDN's answer, without the CDN: Leaflet and the cluster plugin; what is not needed is empty."""
    name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
    for package in ("leaflet", "leaflet_markercluster"):
        folder = Path(import_module(f"xstatic.pkg.{package}").BASE_DIR)
        found = next(folder.rglob(name), None)
        if found:
            route.fulfill(path=found)
            return
    route.fulfill(body=STUBS.get(name, ""), content_type="text/css" if name.endswith("css") else "text/javascript")


def resident_mb(kind: str) -> float:
    """Megabytes in memory of the largest process of ours with this word in its command line."""
    sizes = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            if f"--type={kind}".encode() in command and _is_ours(status.parent):
                line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
                sizes.append(int(line.split()[1]) / 1024)
        except (OSError, StopIteration):
            continue  # it has ended
    return max(sizes)


def _is_ours(process: Path) -> bool:
    import os

    number = int(process.name)
    while number > 1:
        if number == os.getpid():
            return True
        text = Path(f"/proc/{number}/stat").read_text()
        number = int(text.rsplit(")", 1)[1].split()[1])
    return False


def until(page: Page, look: Any, pause_ms: float) -> Any:
    """What a look gives as soon as it is something.

    Raises:
        TimeoutError: it was nothing for PATIENCE_S.
    """
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        page.wait_for_timeout(pause_ms)  # not sleep: the page's requests are answered meanwhile
    raise TimeoutError(f"no complete map within {PATIENCE_S:.0f} s")


def pixels(page: Page, points: list[tuple[float, float]]) -> list[tuple[int, int, int]]:
    """The darkest colour on screen around each point of the page."""
    found = []
    for x, y in points:
        clip = {"x": x - 4, "y": y - 4, "width": 9, "height": 9}
        # Playwright's own dictionary types
        found.append(min(colors(page.screenshot(clip=clip)), key=sum))  # type: ignore[arg-type]
    return found


def colors(png: bytes) -> list[tuple[int, int, int]]:
    """The pixels of a PNG, row by row."""
    data, at, width, depth = b"", 8, 0, 3
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, depth = struct.unpack(">I", body[:4])[0], 4 if body[9] == 6 else 3
        elif kind == b"IDAT":
            data += body
        at += 12 + length
    raw, stride = zlib.decompress(data), width * depth
    rows: list[bytearray] = []
    for start in range(0, len(raw), stride + 1):
        rows.append(_unfiltered(raw[start], raw[start + 1 : start + 1 + stride], rows[-1] if rows else None, depth))
    return [(row[i], row[i + 1], row[i + 2]) for row in rows for i in range(0, stride, depth)]


def _unfiltered(kind: int, line: bytes, above: bytearray | None, depth: int) -> bytearray:
    """A row of a PNG as its filter (RFC 2083, section 6) left it."""
    row = bytearray(line)
    for i in range(len(row)):
        left = row[i - depth] if i >= depth else 0
        up = above[i] if above else 0
        corner = above[i - depth] if above and i >= depth else 0
        row[i] = (row[i] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]) & 255
    return row


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((abs(guess - value), n, value) for n, value in enumerate((left, up, corner)))[2]
