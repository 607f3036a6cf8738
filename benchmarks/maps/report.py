"""The benchmark's table as `map-report.md`."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

HEAD = """# The map beside what a user would build instead

`python -m benchmarks.map`, {day}: {cores} cores, {system}, Python {python}, headless Chromium without a graphics card.
Made-up events around two thousand places (`benchmarks/madeup.py`). A change takes one country of twelve out of the
filter, so that most events stay; it is over when the complete new marks are seen on the map. {busy}

Times are from the click to the marks: median of {changes} changes for Conflict Map, of three for the others, on a
server that has seen no such filter before. "Times slower" compares with Conflict Map at the same size.
A drag is timed from letting go of the mouse, a zoom from the end of its animation, to the complete marks of the new
view; a jump sets the map elsewhere at once.

"""
COLUMNS = ("", "events", "a change", "slowest", "times slower", "drag", "zoom", "jump", "first map",
           "sent for a change", "page memory", "server memory")  # fmt: skip


def write(path: Path, results: list[Any], before: tuple[float, ...], after: tuple[float, ...]) -> None:
    """Writes the report."""
    base = {each.events: each.change_ms for each in results if each.kind == "ours"}
    rows = [_row(each, base.get(each.events, 0.0)) for each in results]
    lines = [" | ".join(COLUMNS), " | ".join("---" for _ in COLUMNS), *(" | ".join(row) for row in rows)]
    table = "\n".join(f"| {line} |" for line in lines)
    changes = max((len(each.changes_ms) for each in results if each.kind == "ours"), default=0)
    head = HEAD.format(
        day=date.today().isoformat(), cores=os.cpu_count(), system=platform.system(),
        python=platform.python_version(), busy=_busy(before, after), changes=changes,
    )  # fmt: skip
    path.write_text(head + table + "\n", encoding="utf-8")


def _busy(before: tuple[float, ...], after: tuple[float, ...]) -> str:
    if before[0] < 0.7:
        return "The machine had nothing else to do."
    return (
        f"**The machine was busy with other work** (load {before[0]:.1f} before and {after[0]:.1f} after the run), so "
        "the times are too long; the ratios say more."
    )


def _row(result: Any, base: float) -> list[str]:
    size = f"{result.events:,}"
    if not result.changes_ms:
        return [result.name, size, result.failure or "-", *[""] * 5, _seconds(result.first_ms), "", "", ""]
    note = f" ({result.failure})" if result.failure else ""
    return [
        result.name,
        size,
        _seconds(result.change_ms) + note,
        _seconds(max(result.changes_ms)),
        f"{result.change_ms / base:,.1f}" if base else "-",
        *(_seconds(median(times)) if times else "-" for times in (result.drags_ms, result.zooms_ms, result.jumps_ms)),
        _seconds(result.first_ms),
        f"{median(result.sent) / 1000:,.0f} kB",
        f"{result.page_mb:,.0f} MB",
        f"{result.server_mb:,.0f} MB",
    ]


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.2f} s" if ms else "-"
