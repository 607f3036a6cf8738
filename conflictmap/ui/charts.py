"""The histogram of the period: how many events start when, by type, and a brush to choose a period with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import streamlit as st

from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.store.aggregate import Bin
from conflictmap.ui import data, state
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import Lang, say

_KEY = "histogram"
_BRUSH = "period"
HEIGHT_PX = 130
AXIS_FORMATS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""Dates under the bars, in digits as they read the same in both languages."""

_FIELDS = pa.schema(
    [
        ("start", pa.timestamp("ms")),
        ("end", pa.timestamp("ms")),
        ("type", pa.string()),
        ("events", pa.int64()),
        ("below", pa.int64()),
        ("above", pa.int64()),
    ]
)


def histogram(app: App, version: int) -> None:
    """Draws the histogram."""
    lang = app.lang
    unit, bins = data.histogram(version, app.filter)
    if not bins:
        return
    title = say("histogram.title", lang, unit=say(f"unit.{unit}", lang))
    st.html(f"<h3 class='cm-h'>{escape(title)}</h3><p class='cm-hint'>{escape(say('histogram.help', lang))}</p>")
    labels = {term.id: term.label(lang) for term in vocabulary.event_types()}
    spec = _spec(unit, [labels[each] for each in labels if any(bar.event_type == each for bar in bins)], lang)
    spec["encoding"]["x"]["scale"]["domain"] = [_moment(day) for day in _span(app, version, bins, unit)]
    bars = stacked(bins, unit, labels)
    st.vega_lite_chart(bars, spec, key=_KEY, on_select=_take_brush, width="stretch", alt=title)


def stacked(bins: list[Bin], unit: str, labels: dict[str, str]) -> pa.Table:
    """The bars as rectangles: first day and day after, type label, events, and between which heights they lie."""
    tops: dict[date, int] = {}
    rows = []
    for bar in bins:
        below = tops.get(bar.start, 0)
        tops[bar.start] = below + bar.events
        days = (_moment(bar.start), _moment(period_end(bar.start, unit)))
        rows.append((*days, labels[bar.event_type], bar.events, below, tops[bar.start]))
    return pa.table(dict(zip(_FIELDS.names, map(list, zip(*rows, strict=True)), strict=True)), schema=_FIELDS)


def period_end(start: date, unit: str) -> date:
    """The day after a period of the histogram."""
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    months = start.year * 12 + start.month - 1 + (1 if unit == "month" else 12)
    return date(min(months // 12, date.max.year), months % 12 + 1, 1)


def _span(app: App, version: int, bins: list[Bin], unit: str) -> tuple[date, date]:
    """First day and day after the last one of the time axis: the period with what lies around it, or all data."""
    extent = data.extent(version)
    days = [bar.start for bar in bins] + [period_end(bar.start, unit) for bar in bins]
    if app.filter.from_ is None and app.filter.to is None:
        days += [day for day in extent if day]
    else:
        days += [day for day in (app.filter.from_, app.filter.to) if day]
    return min(days), max(days)


def _spec(unit: str, labels: list[str], lang: Lang) -> dict[str, Any]:
    """The chart in Vega-Lite's words. Written out: Altair takes fifty times as long to come to them."""
    colors = {term.label(lang): STYLES[term.id].color for term in vocabulary.event_types()}
    tips = (
        {"field": "start", "type": "temporal", "format": "%Y-%m-%d", "title": " "},
        {"field": "type", "type": "nominal", "title": "  "},
        {"field": "events", "type": "quantitative", "title": "   "},
    )
    time = {"scale": {"type": "utc"}, "axis": {"format": AXIS_FORMATS[unit]}}
    heights = {"axis": {"tickCount": 3, "tickMinStep": 1}}
    scale = {"domain": labels, "range": [colors[label] for label in labels]}
    return {
        "height": HEIGHT_PX,
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "params": [{"name": _BRUSH, "select": {"type": "interval", "encodings": ["x"]}}],
        "encoding": {
            "x": {"field": "start", "type": "temporal", "title": None, **time},
            "x2": {"field": "end"},
            "y": {"field": "below", "type": "quantitative", "title": None, **heights},
            "y2": {"field": "above"},
            "color": {"field": "type", "type": "nominal", "legend": None, "scale": scale},
            "tooltip": list(tips),
        },
    }


def _take_brush() -> None:
    """Callback of the brush: the filter takes its period."""
    picked = (st.session_state[_KEY].get("selection") or {}).get(_BRUSH) or {}
    edges = next(iter(picked.values()), None)
    if edges and len(edges) == 2:
        first, last = (_day(edge) for edge in sorted(edges))
        state.set_period(first, last)


def _moment(day: date) -> int:
    """A day's UTC midnight in milliseconds since 1970."""
    return (day - date(1970, 1, 1)).days * 86_400_000


def _day(milliseconds: float) -> date:
    """The UTC day of a chart position in milliseconds since 1970."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).date()
