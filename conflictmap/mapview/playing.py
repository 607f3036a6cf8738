"""What the map is told of a playback through time: its steps, and piece by piece the marks of some of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from conflictmap import settings
from conflictmap.errors import InvalidFilter
from conflictmap.filters import EventFilter
from conflictmap.mapview.answers import areas_within
from conflictmap.model.dates import describe_period
from conflictmap.store import aggregate, playback
from conflictmap.store.aggregate import View
from conflictmap.store.grid import Column
from conflictmap.store.interface import Store
from conflictmap.store.playback import Marks, Steps
from conflictmap.store.where import day_number
from conflictmap.words import Lang

MAX_MARKS = 40_000
"""Marks of one piece: about 100 kB."""


def steps_answer(store: Store, filter: EventFilter, view: View, lang: Lang, unit: str, singly: bool) -> dict[str, Any]:
    """The steps of the filter's period, or of all data: in words, by days since 1970, with their events in the view.

    Args:
        unit: day, week or month; empty for one that gives a period some eighty steps at most.
        singly: whether the view draws its events singly; then their first and last steps come too.
    """
    steps = _steps(store, filter, unit)
    if steps is None:
        return {"unit": unit or "day", "labels": [], "starts": [], "n": [], "undated": 0, "vague": 0}
    has = playback.outline(store, filter, view, areas_within(store, view), steps)
    periods = [steps.period(step) for step in range(steps.count)]
    answer: dict[str, Any] = {
        "unit": steps.unit,
        "labels": [describe_period(first, last, lang) for first, last in periods],
        "starts": [day_number(first) for first, _ in periods] + [day_number(periods[-1][1]) + 1],
        "n": has.events,
        "undated": has.undated,
        "vague": has.vague,
    }
    if singly:
        found = playback.spans(store, filter, view, steps, settings.number("view_event_limit"))
        answer["events"] = {name: [row[i] for row in found] for i, name in enumerate(("id", "first", "last"))}
    return answer


def part_answer(
    store: Store, filter: EventFilter, view: View, unit: str, first: int, last: int, singly: bool
) -> dict[str, Any]:
    """The marks of some steps: those from `first` to the answer's `last`, which may come before the one asked for.

    `cells` and `areas` have how many marks each step has, and for all of them in turn their place, events and type. A
    cell's place is how many cells it comes after the one before, counted row by row of `width` cells from `x0`, `y0`;
    an area's is its position in `ids`.
    """
    steps = _steps(store, filter, unit)
    if steps is None or not 0 <= first <= last < steps.count:
        raise InvalidFilter("steps", f"{first} to {last}", f"steps from 0 to {steps.count - 1 if steps else -1}")
    ids = areas_within(store, view)
    cells = None if singly else playback.cells(store, filter, view, steps, first, last)
    if cells is not None and len(cells.step) > MAX_MARKS:
        last = max(first, int(cells.step[MAX_MARKS]) - 1)
    areas = playback.areas(store, filter, ids, steps, first, last)
    names = sorted(set(areas.place.tolist()))
    numbered = areas._replace(place=np.array([names.index(place) for place in areas.place.tolist()], dtype=np.int64))
    answer: dict[str, Any] = {"first": first, "last": last, "areas": {"ids": names, **_columns(numbered, first, last)}}
    if cells is not None:
        columns = _columns(cells, first, last)
        places = _deltas(np.array(columns["place"]), np.array(columns["sizes"]))
        answer["cells"] = columns | playback.cell_grid(view)._asdict() | {"place": places}
    return answer


def _steps(store: Store, filter: EventFilter, unit: str) -> Steps | None:
    extent = aggregate.extent(store)
    if extent.first is None or extent.last is None:
        return None
    first = max(filter.from_ or extent.first, extent.first)
    last = min(filter.to or extent.last, extent.last)
    if last < first:
        return None
    if unit not in playback.UNITS:
        unit = min(aggregate.bin_unit((last - first).days), "month", key=(*playback.UNITS, "year").index)
    return Steps.over(first, last, unit)


def _columns(marks: Marks, first: int, last: int) -> dict[str, list[int]]:
    inside = marks.step <= last
    sizes = np.bincount(marks.step[inside] - first, minlength=last - first + 1)
    columns = {"sizes": sizes, "place": marks.place[inside], "n": marks.events[inside], "type": marks.type_code[inside]}
    return {name: values.tolist() for name, values in columns.items()}


def _deltas(places: Column, sizes: Column) -> list[int]:
    """Differences from the place before; each step starts anew at 0."""
    if not len(places):
        return []
    deltas = np.diff(places, prepend=0)
    starts = np.cumsum(sizes)[:-1]
    starts = starts[starts < len(places)]
    deltas[starts] = places[starts]
    return list(deltas.tolist())
