"""What the map routes answer, as plain values ready for JSON: views, lists of events, words and the legend."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from conflictmap import settings
from conflictmap.filters import EventFilter
from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.model.naming import area_label, place_label
from conflictmap.store import aggregate, grid, rows
from conflictmap.store.aggregate import Box, View
from conflictmap.store.interface import Store
from conflictmap.store.where import Clause
from conflictmap.words import Lang, all_words, direction, either, say
from geodata import Area, Areas

DEGREE_DIGITS = 5
"""Decimal places of degrees that are sent: about a metre."""


def view_answer(store: Store, filter: EventFilter, view: View, lang: Lang) -> dict[str, Any]:
    """The marks of a view: events singly while they are few, cells otherwise, and hatched areas in both cases."""
    cells = aggregate.cells(store, filter, view)
    total = int(cells.events.sum())
    answer: dict[str, Any] = {"total": total, **_areas(store, filter, view, lang)}
    if total <= settings.number("view_event_limit"):
        return answer | {"mode": "events", **_events(store, filter, view, lang)}
    return answer | {"mode": "cells", "shift": aggregate.cell_shift(view), "cells": _cells(cells)}


def _cells(cells: aggregate.Cells) -> dict[str, list[Any]]:
    lat, lon = grid.to_lats_lons(cells.x, cells.y)
    columns = {
        "lat": lat.round(DEGREE_DIGITS),
        "lon": lon.round(DEGREE_DIGITS),
        "column": cells.column,
        "row": cells.row,
        "n": cells.events,
        "dead": cells.deaths,
        "type": cells.type_code,
    }
    return {name: values.tolist() for name, values in columns.items()}


def _degrees(x: float, y: float) -> tuple[float, float]:
    lat, lon = grid.to_lat_lon(x, y)
    return round(lat, DEGREE_DIGITS), round(lon, DEGREE_DIGITS)


def _events(store: Store, filter: EventFilter, view: View, lang: Lang) -> dict[str, Any]:
    names = ("id", "lat", "lon", "type", "dead", "ring", "fact", "place")
    asserted = vocabulary.claims().code("asserted")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    places: dict[str, int] = {}
    for event_id, x, y, code, dead, mark, radius_km, claim, place, place_ar in aggregate.events_in(store, filter, view):
        name = either(lang, place, place_ar) or ""
        radius = radius_km if mark == rows.MARKS.index("ring") else None
        values = (
            event_id,
            *_degrees(x, y),
            code,
            dead,
            radius,
            int(claim == asserted),
            places.setdefault(name, len(places)),
        )
        for column, value in zip(names, values, strict=True):
            columns[column].append(value)
    return {"events": columns, "places": list(places)}


def _areas(store: Store, filter: EventFilter, view: View, lang: Lang) -> dict[str, Any]:
    limit = settings.number("view_area_limit")
    within = areas_within(store, view)
    found = aggregate.areas(store, filter, within, limit + 1) if within else []
    drawn = [_area(area, hatched, lang) for hatched in found[:limit] if (area := Areas.open().get(hatched.area_id))]
    return {"areas": drawn, "more_areas": len(found) > limit}


def areas_within(store: Store, view: View) -> list[str]:
    """The areas that a view touches and that events are drawn as."""
    return [area_id for area_id, box in _drawn_areas(store, store.version) if box.meets(view.box)]


@lru_cache(maxsize=2)
def _drawn_areas(store: Store, version: int) -> list[tuple[str, Box]]:
    """The areas that events of a data version are drawn as, with the rectangle each lies in."""
    areas = Areas.open()
    known = [area_id for area_id in aggregate.area_ids(store) if areas.get(area_id)]
    bounds = [areas.geometry(area_id).bounds for area_id in known]  # west, south, east, north
    return [(area_id, Box(b[1], b[0], b[3], b[2])) for area_id, b in zip(known, bounds, strict=True)]


def _area(area: Area, hatched: aggregate.Hatched, lang: Lang) -> dict[str, Any]:
    counts = {"n": hatched.events, "dead": hatched.deaths, "type": hatched.type_code}
    return {"id": area.id, **counts, "lat": area.lat, "lon": area.lon, "name": area_label(area.id, lang)}


def list_answer(store: Store, filter: EventFilter, extra: Clause, lang: Lang, offset: int) -> dict[str, Any]:
    """One page of events for a list: what a line shows, and how many there are in all."""
    page = aggregate.list_where(store, filter, extra, settings.number("list_limit"), offset)
    return {"total": page.total, "events": [event_line(event, lang) for event in page.events]}


def event_line(event: Event, lang: Lang) -> dict[str, Any]:
    """One line of a list: plain texts, to be set with textContent."""
    return {
        "id": event.id,
        "type": vocabulary.event_types().code(event.event_type),
        "label": vocabulary.sub_event_types().get(event.sub_event_type).label(lang),
        "claim": None if event.claim == "asserted" else vocabulary.claims().get(event.claim).label(lang),
        "when": event.when.describe(lang) if event.when else say("date.none", lang),
        "place": place_label(event.place, lang),
        "summary": event.summary(lang),
    }


def words_answer(lang: Lang) -> dict[str, Any]:
    """The words, styles and directions the map's scripts need."""
    return {
        "lang": lang,
        "dir": direction(lang),
        "say": all_words(lang, "map."),
        "types": [
            {"label": term.label(lang), "color": STYLES[term.id].color, "shape": STYLES[term.id].shape}
            for term in vocabulary.event_types()
        ],
    }
