"""The histogram of the period: how many events start when, by type, and a brush to choose a period with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.store.aggregate import Bin
from conflictmap.ui import data, state
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import say

_KEY = "histogram"
_BRUSH = "period"
HEIGHT_PX = 130
AXIS_FORMATS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""Dates under the bars, in digits as they read the same in both languages."""


def histogram(app: App, version: int) -> None:
    """Draws the histogram."""
    lang = app.lang
    unit, bins = data.histogram(version, app.filter)
    if not bins:
        return
    title = say("histogram.title", lang, unit=say(f"unit.{unit}", lang))
    st.html(f"<h3 class='cm-h'>{escape(title)}</h3><p class='cm-hint'>{escape(say('histogram.help', lang))}</p>")
    labels = {term.id: term.label(lang) for term in vocabulary.event_types()}
    chart = _chart(stacked(bins, unit, labels), unit, labels, _span(app, version, bins, unit))
    st.altair_chart(chart, key=_KEY, on_select=_take_brush, width="stretch", alt=title)


def stacked(bins: list[Bin], unit: str, labels: dict[str, str]) -> pd.DataFrame:
    """The bars as rectangles: first day and day after, type label, events, and between which heights they lie."""
    tops: dict[date, int] = {}
    rows = []
    for bar in bins:
        below = tops.get(bar.start, 0)
        tops[bar.start] = below + bar.events
        rows.append(
            (bar.start, period_end(bar.start, unit), labels[bar.event_type], bar.events, below, tops[bar.start])
        )
    frame = pd.DataFrame(rows, columns=["start", "end", "type", "events", "below", "above"])
    frame[["start", "end"]] = frame[["start", "end"]].apply(pd.to_datetime)
    return frame


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


def _chart(frame: pd.DataFrame, unit: str, labels: dict[str, str], span: tuple[date, date]) -> Any:
    used = {label: STYLES[term].color for term, label in labels.items() if label in set(frame["type"])}
    scale = alt.Scale(domain=list(used), range=list(used.values()))
    tips = [
        alt.Tooltip("start:T", title=" ", format="%Y-%m-%d"),
        alt.Tooltip("type:N", title="  "),
        alt.Tooltip("events:Q", title="   "),
    ]
    return (
        alt.Chart(frame, height=HEIGHT_PX)
        .mark_rect(stroke="white", strokeWidth=0.4)
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc", domain=[_moment(day) for day in span]),
                axis=alt.Axis(format=AXIS_FORMATS[unit]),
            ),
            x2="end:T",
            y=alt.Y("below:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            y2="above:Q",
            color=alt.Color("type:N", legend=None, scale=scale),
            tooltip=tips,
        )
        .add_params(alt.selection_interval(name=_BRUSH, encodings=["x"]))
    )


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
