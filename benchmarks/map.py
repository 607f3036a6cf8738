"""`python -m benchmarks.map [--sizes 10000 100000 1000000]`: the map beside what a user would build instead.

In one run, in real Chromium: the time from the click that changes the filter to the complete new marks, which are
looked for on the map (see maps/watching.py), the bytes sent for it, the first map, the page's memory, and how long
moves of ours take (maps/gestures.py). Writes `benchmarks/map-report.md`. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.madeup import make_store
from benchmarks.maps import contenders, tasks
from benchmarks.maps.contenders import COUNTRY_NAMES, Contender
from benchmarks.maps.gestures import moves_ms
from benchmarks.maps.report import write
from benchmarks.maps.watching import Watched, watched

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--js-flags=--max-old-space-size=8192"]  # fmt: skip
SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
TOO_MUCH = {("geojson", 1_000_000): "not run: over a minute and 3.5 GB a change"}


@dataclass
class Result:
    """What one contender did at one size; times in ms, memory in MB, bytes as sent."""

    name: str
    kind: str
    events: int
    first_ms: float = 0.0
    changes_ms: list[float] = field(default_factory=list)
    drags_ms: list[float] = field(default_factory=list)
    zooms_ms: list[float] = field(default_factory=list)
    jumps_ms: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    page_mb: float = 0.0
    server_mb: float = 0.0
    failure: str = ""

    @property
    def change_ms(self) -> float:
        """The median change."""
        return median(self.changes_ms) if self.changes_ms else 0.0


def main() -> None:
    """Measures, prints and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--homes", type=Path, default=Path("var/benchmarks"))
    parser.add_argument("--only", nargs="+", default=[each.kind for each in contenders.CONTENDERS])
    parser.add_argument("--rival-changes", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3, help="of five changes, for Conflict Map")
    parser.add_argument("--report", type=Path, default=ROOT / "benchmarks" / "map-report.md")
    asked = parser.parse_args()
    load, results = os.getloadavg(), []
    for events in asked.sizes:
        make_store(asked.homes / str(events), events)
        points = tasks.points_of(asked.homes / str(events))
        for contender in contenders.CONTENDERS:
            if contender.kind in asked.only:
                result = measure(contender, events, asked.homes, points, (asked.rounds, asked.rival_changes))
                results.append(result)
                print(
                    f"{contender.name:34} {events:>9,} events: {result.change_ms:9,.0f} ms a change {result.failure}",
                    flush=True,
                )
                write(asked.report, results, load, os.getloadavg())  # after each, as a run takes long
    print(asked.report.read_text(encoding="utf-8"))


def measure(contender: Contender, events: int, homes: Path, points: Any, changes: tuple[int, int]) -> Result:
    """One contender at one size, in a browser and with a server of its own."""
    result = Result(contender.name, contender.kind, events)
    if (contender.kind, events) in TOO_MUCH:
        result.failure = TOO_MUCH[contender.kind, events]
        return result
    flags = [*FLAGS, *(SOFTWARE_GL if contender.kind == "pydeck" else ["--disable-gpu"])]
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with serving(contender.kind, homes, events) as (port, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            ours = contender.kind == "ours"
            for order in tasks.orders(points)[: changes[0] if ours else 1]:
                _run(browser, contender, port, points, order if ours else order[: changes[1]], result)
        except Exception as error:  # a contender that fails is a result
            result.failure = f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"
        result.server_mb = _server_mb(process.pid)
        browser.close()
    return result


def _run(browser: Browser, contender: Contender, port: int, points: Any, order: list[str], result: Result) -> None:
    with watched(browser) as page:
        started = time.time()
        page.page.goto(_address(contender.kind, port, result.events))
        contender.seen(page, len(points), None)
        result.first_ms = result.first_ms or (time.time() - started) * 1000
        page.page.wait_for_timeout(2_000)
        for task in tasks.tasks_of(points, order, _box(contender.kind, page)):
            sent = page.bytes_received
            label = COUNTRY_NAMES[task.removed] if contender.kind == "ours" else task.removed
            # Not a click of the mouse: where the box of chosen countries scrolls, that may hit its neighbour.
            page.page.locator(f"button[aria-label='Remove {label}']").evaluate("button => button.click()")
            seen = contender.seen(page, task.points, task)
            result.changes_ms.append(seen - page.clicked_ms)
            page.page.wait_for_timeout(1_500)
            result.sent.append(page.bytes_received - sent)
        if contender.kind == "ours":
            for times, more in zip((result.drags_ms, result.zooms_ms, result.jumps_ms), moves_ms(page), strict=True):
                times.extend(more)
        result.page_mb = max(result.page_mb, page.memory_mb())


def _box(kind: str, page: Watched) -> tuple[float, float, float, float] | None:
    """The rectangle in which Conflict Map counts, as it asks for it; others hold all points."""
    frame = page.frame()
    if kind != "ours" or frame is None:
        return None
    text = frame.evaluate("L.conflictEventLayer._data.box")
    south, west, north, east = (float(part) for part in text.split(","))
    return south, west, north, east


def _address(kind: str, port: int, events: int) -> str:
    lat, lon = tasks.CENTRE
    if kind == "ours":
        countries = ",".join(COUNTRY_NAMES)
        return f"http://127.0.0.1:{port}/?lang=en&country={countries}&view={lat},{lon},{tasks.ZOOM}"
    return f"http://127.0.0.1:{port}/?kind={kind}&events={events}&lat={lat}&lon={lon}&zoom={tasks.ZOOM}"


@contextmanager
def serving(kind: str, homes: Path, events: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server of the product, or of the rivals' script, on a free port."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port = int(made.getsockname()[1])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if kind == "ours":
        environment |= {"CONFLICTMAP_HOME": str(homes / str(events)), "CONFLICTMAP_PORT": str(port)}
        command = [sys.executable, "-m", "conflictmap", "serve"]
    else:
        options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true",
                   "--browser.gatherUsageStats", "false", "--server.maxMessageSize", "2000"]  # fmt: skip
        script = str(ROOT / "benchmarks/maps/rival.py")
        command = [sys.executable, "-m", "streamlit", "run", script, *options, "--", str(homes.resolve())]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(f"expected an answer of {address}")


def _server_mb(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
