"""`python -m benchmarks.viewers HOME [--viewers 50] [--rounds 6]`: many viewers at once, who filter, pan and think.

Each is a real session in Streamlit's own protocol over a websocket, with the map's line and requests as its browser has
them. A filter change is over when the new counts and the new marks are there; both are compared with what the store
itself counts, so a run in which pages fail cannot look fast. Prints the median, the 95th percentile and the slowest.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

import httpx2
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.madeup import make_store
from benchmarks.map import serving
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.store import aggregate
from conflictmap.store.aggregate import View
from conflictmap.store.store import EventStore

BOXES = ("24.3,30.8,41.4,53.2", "30.0,33.0,37.5,43.0", "28.0,40.0,38.0,52.0", "33.0,35.0,38.0,44.0")
"""Rectangles that viewers look at: south, west, north, east in degrees."""
ZOOM = 6
THINK_S = (1.0, 4.0)
TYPE_LABEL = "Event type"
KEEPING = httpx2.Limits(keepalive_expiry=2)
"""Connections are given up before the server does so, as this client does not ask again as browsers do."""


@dataclass
class Truth:
    """What the store counts, by filter and rectangle."""

    store: EventStore
    shown: dict[str, int] = field(default_factory=dict)
    marks: dict[tuple[str, str], int] = field(default_factory=dict)

    def know_all(self) -> None:
        """Counts everything that a viewer can ask before the first comes: counting would hold up those who wait."""
        types = list(vocabulary.event_types().ids)
        for size in range(len(types)):
            for chosen in combinations(types, size):
                filter = EventFilter(type=chosen)
                self.shown_of(filter)
                for box in BOXES:
                    self.marks_of(filter, box)

    def shown_of(self, filter: EventFilter) -> int:
        """Events on the map and in the list beside it, as the counts line says them."""
        key = urlencode(filter.to_params())
        if key not in self.shown:
            self.shown[key] = aggregate.counts(self.store, filter).shown
        return self.shown[key]

    def marks_of(self, filter: EventFilter, box: str) -> int:
        """Points and rings in a rectangle."""
        key = (urlencode(filter.to_params()), box)
        if key not in self.marks:
            view = View.of_degrees(*(float(part) for part in box.split(",")), ZOOM)
            self.marks[key] = int(aggregate.cells(self.store, filter, view).events.sum())
        return self.marks[key]


@dataclass
class Page:
    """What a session shows: the type filter's id, the map's last instruction and the counts line's number."""

    widget: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    shown: int = -1
    problem: str = ""

    def take(self, message: ForwardMsg) -> None:
        """Reads one message of the server."""
        for element in _elements(message):
            kind = element.WhichOneof("type")
            if kind == "multiselect" and element.multiselect.label == TYPE_LABEL:
                self.widget = element.multiselect.id
            elif kind == "component_instance" and "conflictEvents.update(" in element.component_instance.json_args:
                script = json.loads(element.component_instance.json_args)["feature_group"]
                self.asked = json.loads(re.findall(r"conflictEvents\.update\((.*)\);", script)[-1])
            elif kind == "html" and "class='cm-counts'" in element.html.body:
                self.shown = int(re.findall(r"<b>([\d,]+)</b>", element.html.body)[0].replace(",", ""))
            elif kind == "exception":
                self.problem = element.exception.message


def _elements(message: ForwardMsg) -> Iterator[Any]:
    if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
        yield message.delta.new_element


class Viewer:
    """One session."""

    def __init__(self, number: int, port: int, truth: Truth) -> None:
        self._chance, self._truth, self._host = random.Random(number), truth, f"127.0.0.1:{port}"
        self._page, self._filter, self._box = Page(), EventFilter(), BOXES[number % len(BOXES)]
        self._messages: dict[str, ForwardMsg] = {}
        self._marks: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self.filter_s: list[float] = []
        self.marks_s: list[float] = []
        self.pan_s: list[float] = []
        self.wrong: list[str] = []

    async def live(self, rounds: int) -> None:
        """Opens the page, then changes the filter and pans some rounds."""
        address = f"ws://{self._host}/_stcore/stream"
        async with (
            httpx2.AsyncClient(base_url=f"http://{self._host}", timeout=120, limits=KEEPING) as http,
            websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=f"http://{self._host}") as ws,  # type: ignore[arg-type, list-item]
        ):
            await self._rerun(ws, self._filter, None)
            await self._until(ws, lambda: False)
            await self._view(http)
            line = asyncio.ensure_future(self._listen())
            for _ in range(rounds):
                await asyncio.sleep(self._chance.uniform(*THINK_S))
                await self._change_filter(ws)
                for _ in range(2):
                    await asyncio.sleep(self._chance.uniform(*THINK_S))
                    self._box = self._chance.choice(BOXES)
                    self.pan_s.append(await self._view(http))
            line.cancel()

    async def _listen(self) -> None:
        """Takes the marks that come by themselves: for which filter, and how many events."""
        address = f"ws://{self._host}/map-data/changes?session={self._page.asked['session']}"
        async with websockets.connect(address, max_size=None) as line:
            while True:
                head, body = json.loads(await line.recv()), await line.recv()
                total = json.loads(gzip.decompress(body))["total"]  # type: ignore[arg-type]
                await line.send(str(head["number"]))
                await self._marks.put((head["state"]["f"], total))

    async def _change_filter(self, ws: Any) -> None:
        before_it, types = self._filter, vocabulary.event_types()
        while self._filter == before_it:
            chosen = self._chance.sample(list(types), self._chance.randint(1, len(types) - 1))
            self._filter = EventFilter(type=tuple(term.id for term in chosen))
        wanted = urlencode(self._filter.to_params())
        started = time.monotonic()
        self._page.shown = -1
        await self._rerun(ws, before_it, [term.label("en") for term in chosen])
        marks = asyncio.ensure_future(self._sent(wanted, started))
        await self._until(ws, lambda: self._page.shown >= 0)
        if (total := await marks) != (due := self._truth.marks_of(self._filter, self._box)):
            self.wrong.append(f"marks {total}, not {due} in {self._box} for {wanted}")
        self.filter_s.append(time.monotonic() - started)
        await self._until(ws, lambda: False)
        if self._page.shown != self._truth.shown_of(self._filter) or self._page.problem:
            self.wrong.append(f"counts {self._page.shown} {self._page.problem}")

    async def _sent(self, wanted: str, started: float) -> int:
        """How many events the marks of a filter hold that came by themselves."""
        while True:
            filter, total = await asyncio.wait_for(self._marks.get(), 120)
            if filter == wanted:
                self.marks_s.append(time.monotonic() - started)
                return total

    async def _rerun(self, ws: Any, address: EventFilter, types: list[str] | None) -> None:
        """A run of the page at the address of a filter, after the viewer chose other types if any are given."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode({"lang": "en", **address.to_params()})
        self._finished = False
        if types is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self._page.widget
            state.string_array_value.data.extend(types)
        await ws.send(message.SerializeToString())

    async def _until(self, ws: Any, is_there: Any) -> None:
        """Reads messages until something is there or the run has finished."""
        while not is_there() and not self._finished:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(ws.recv(), 120))
            if message.WhichOneof("type") == "ref_hash":
                message = self._messages[message.ref_hash]
            elif message.hash:
                self._messages[message.hash] = message
            self._page.take(message)
            self._finished = self._finished or message.WhichOneof("type") == "script_finished"

    async def _view(self, http: Any) -> float:
        """Asks for the marks as the map does; how long that took in seconds."""
        started, asked = time.monotonic(), self._page.asked
        query = {"f": asked["f"], "box": self._box, "z": ZOOM, "lang": "en"}
        answer = await http.get("/map-data/view", params=query, headers={"X-Session": asked["session"]})
        seconds = time.monotonic() - started
        total = answer.json().get("total") if answer.status_code == 200 else answer.text[:80]
        if total != self._truth.marks_of(self._filter, self._box):
            self.wrong.append(f"marks {total} in {self._box} for {asked['f']}")
        return seconds


async def visit(port: int, truth: Truth, viewers: int, rounds: int) -> list[Viewer]:
    """Lets viewers come one after the other within some seconds and stay for some rounds."""
    made = [Viewer(number, port, truth) for number in range(viewers)]

    async def come(number: int) -> None:
        await asyncio.sleep(number * 0.3)
        await made[number].live(rounds)

    await asyncio.gather(*(come(number) for number in range(viewers)))
    return made


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, help="a home; made-up events are put in where it is empty")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    home = asked.home / str(asked.events)
    make_store(home, asked.events)
    truth = Truth(EventStore(home / "store"))
    truth.know_all()
    load = os.getloadavg()[0]
    with serving("ours", asked.home, asked.events) as (port, _):
        made = asyncio.run(visit(port, truth, asked.viewers, asked.rounds))
    print(f"{asked.viewers} viewers, {asked.events:,} events, {os.cpu_count()} cores, load before {load:.1f}")
    for name, seconds in (
        ("new marks", [s for each in made for s in each.marks_s]),
        ("and counts", [s for each in made for s in each.filter_s]),
        ("pan", [s for each in made for s in each.pan_s]),
    ):
        p95 = quantiles(seconds, n=20)[-1]
        print(
            f"{name:14} {len(seconds):5} times: median {median(seconds):.2f} s, 95 % {p95:.2f} s, "
            f"slowest {max(seconds):.2f} s"
        )
    wrong = [text for each in made for text in each.wrong]
    print(f"wrong counts or marks: {len(wrong)}", *wrong[:5], sep="\n  ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
