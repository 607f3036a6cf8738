"""`python -m benchmarks.stores HOME --events N --store ADDRESS…`: the same questions on several stores.

Makes an embedded store of made-up events under HOME, and asks it; then each further store: `postgresql://…` (an empty
database is filled), and `MASTER` of Spark or `parquet:` over an archive that is exported to HOME/archive. Prints the
median of some runs in milliseconds and how many times as long as the embedded store's it is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.madeup import make_store
from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.store import aggregate, moving
from conflictmap.store.aggregate import View
from conflictmap.store.interface import Store
from conflictmap.store.portable.opening import open_store
from conflictmap.store.store import EventStore

WORLD = View.of_degrees(-60, -170, 75, 170, 3)
SYRIA = View.of_degrees(32, 34, 38, 43, 6)
RUNS = 5
QUESTIONS: dict[str, Callable[[Store], object]] = {
    "counts": lambda store: aggregate.counts(store, DEFAULT),
    "cells of the world": lambda store: aggregate.cells(store, DEFAULT, WORLD),
    "cells at zoom 6": lambda store: aggregate.cells(store, DEFAULT, SYRIA),
    "histogram by month": lambda store: aggregate.histogram(store, DEFAULT, "month"),
    "an actor": lambda store: aggregate.counts(store, EventFilter(actor=("hts",))),
    "two words": lambda store: aggregate.counts(store, EventFilter(text="aleppo clash")),
}


def main() -> None:
    """Measures and prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    make_store(asked.home, asked.events)
    embedded = EventStore(asked.home / "store")
    measured = {"embedded": measure(embedded, asked.runs)}
    for address in asked.store:
        store = opened(embedded, address, asked.home)
        measured[address.split(":")[0].split("?")[0]] = measure(store, asked.runs)
    print_table(measured, embedded.count(EventFilter(claim=(), review=())))


def opened(embedded: EventStore, address: str, home: Path) -> Store:
    """A store with the embedded one's events."""
    started = time.perf_counter()
    if address.startswith("postgresql:"):
        store = open_store(address, home)
        if store.version == 0:
            moving.copy(embedded, address)
    else:
        if not (home / "archive").exists():
            moving.export_parquet(embedded, home / "archive")
        master, _, options = address.partition("?")
        store = open_store(f"{master}?path={home / 'archive'}&{options}", home)
    print(f"{address.split('?')[0]}: filled and opened in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return store


def measure(store: Store, runs: int) -> dict[str, float]:
    """Median milliseconds by question; the first run, which reads from disk, does not count."""
    found = {}
    for name, ask in QUESTIONS.items():
        times = []
        for _ in range(runs + 1):
            started = time.perf_counter()
            ask(store)
            times.append((time.perf_counter() - started) * 1000)
        found[name] = median(times[1:])
        print(f"  {name}: {found[name]:.0f} ms", file=sys.stderr)
    return found


def print_table(measured: dict[str, dict[str, float]], events: int) -> None:
    """A row for each question, a column for each store."""
    print(f"| {events:,} events | " + " | ".join(measured) + " |")
    print("| --- |" + " --- |" * len(measured))
    for name in QUESTIONS:
        base = measured["embedded"][name]
        cells = [f"{times[name]:,.0f} ms ({times[name] / base:.1f}×)" for times in measured.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
