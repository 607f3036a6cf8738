"""The events of the filter by governorate or province: a tinted map, and the areas in order. A click filters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from conflictmap.model.naming import area_label
from conflictmap.store.aggregate import Box
from conflictmap.store.trends import Group
from conflictmap.ui import data, state, trendcharts
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.ui.trends import heading
from conflictmap.words import Lang, joined, number, say
from geodata import Areas

_MOST_COUNTRIES, _MOST_LISTED = 6, 8
_SHARE = 0.66  # of the events, from the middle in each direction: what the map must show
_MARGIN, _LEAST_MARGIN_DEGREES = 0.25, 1.0  # around that
_STEPS = 500  # across the map: what is finer than a step is not seen
_MAP, _LIST = "trend-map", "trend-areas"
HEIGHT_PX = 380


def render(app: App, version: int) -> None:
    """Draws the areas, and says what they leave out."""
    lang = app.lang
    groups = data.trend_groups(version, app.filter, "admin1", None)
    placed = [group for group in groups if group.key and Areas.open().get(group.key)]
    heading(say("trend.areas", lang), say("trend.areas.help", lang))
    seen = data.bounds(version, app.filter, _SHARE)
    if placed and seen:
        land, tinted, outside = _drawn(placed, _box(seen), lang)
        chart = trendcharts.areas(land, tinted, app.trends.measure, HEIGHT_PX)
        st.altair_chart(chart, key=_MAP, on_select=lambda: _take(_MAP), width="stretch", alt=say("trend.areas", lang))
        if outside:
            names = joined([area_label(str(group.key), lang) for group in outside[:_MOST_LISTED]], lang)
            st.html(f"<p class='cm-hint'>{escape(say('trend.areas.outside', lang, n=len(outside), names=names))}</p>")
    if placed:
        _ranked(app, placed)
    unknown = sum(group.events for group in groups if group not in placed)
    if unknown:
        st.html(f"<p class='cm-hint'>{escape(say('trend.areas.unknown', lang, n=number(unknown)))}</p>")


def _ranked(app: App, placed: list[Group]) -> None:
    rows = [
        (group.key, area_label(str(group.key), app.lang), group.events, group.deaths) for group in placed[:_MOST_LISTED]
    ]
    frame = pd.DataFrame(rows, columns=["key", "label", "events", "deaths"])
    chart = trendcharts.ranked(frame, app.trends.measure, app.lang)
    st.altair_chart(chart, key=_LIST, on_select=lambda: _take(_LIST), width="stretch", alt=say("trend.areas", app.lang))


def _take(key: str) -> None:
    picked = trendcharts.picked(st.session_state[key])
    if picked:
        state.set_filter("admin1", (str(picked["key"]),))


def _box(seen: Box) -> BaseGeometry:
    """The rectangle of most events with a margin, as (lon, lat)."""
    margin = max(_LEAST_MARGIN_DEGREES, _MARGIN * max(seen.north - seen.south, seen.east - seen.west))
    south, north = max(seen.south - margin, -80.0), min(seen.north + margin, 80.0)
    return shapely.box(max(seen.west - margin, -180.0), south, min(seen.east + margin, 180.0), north)


Features = list[dict[str, Any]]


def _drawn(placed: list[Group], box: BaseGeometry, lang: Lang) -> tuple[Features, Features, list[Group]]:
    """The land and the areas with their numbers within a box, and the groups whose area lies outside it."""
    areas, by_id = Areas.open(), {str(group.key): group for group in placed}
    land = [_feature(area.id, box, lang) for area in areas.all("country")]
    near = [area.id for code in _countries(placed) for area in areas.all("adm1", code)]
    tinted = [_feature(area_id, box, lang, by_id.get(area_id)) for area_id in dict.fromkeys([*near, *by_id])]
    kept = [feature for feature in tinted if feature]
    shown = {feature["id"] for feature in kept}
    return [each for each in land if each], kept, [group for group in placed if group.key not in shown]


def _countries(placed: list[Group]) -> list[str]:
    """The countries with most events: their areas without an event are drawn too."""
    counted: dict[str, int] = {}
    for group in placed:
        area = Areas.open().get(str(group.key))
        if area:
            counted[area.country] = counted.get(area.country, 0) + group.events
    return sorted(counted, key=lambda code: (-counted[code], code))[:_MOST_COUNTRIES]


def _feature(area_id: str, box: BaseGeometry, lang: Lang, group: Group | None = None) -> dict[str, Any] | None:
    """An area as a GeoJSON feature cut to a box, as coarse as the map is small; None where it lies outside."""
    outline = Areas.open().geometry(area_id)
    if not outline.intersects(box):
        return None
    west, south, east, north = box.bounds
    shape = _wound(outline.simplify(max(east - west, north - south) / _STEPS).buffer(0).intersection(box))
    counted = {"events": group.events if group else 0, "deaths": group.deaths if group else 0}
    return {
        "type": "Feature",
        "id": area_id,
        "geometry": shapely.geometry.mapping(shape),
        "properties": {"label": area_label(area_id, lang), **counted},
    }


def _wound(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape with outer rings clockwise: so the charts' projections tell inside from outside."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.MultiPolygon([shapely.geometry.polygon.orient(part, -1.0) for part in parts])
