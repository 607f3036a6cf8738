"""The charts of the trends page, from plain rows. No text of theirs is markup: charts draw it as letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from conflictmap.mapview.style import STYLES
from conflictmap.store.trends import OTHER, Bar
from conflictmap.words import Lang

HEIGHT_PX, ROW_PX = 300, 24
_PICK = "pick"
_QUIET = "#4a6d8c"
_OTHERS = "#b6bec5"
GROUP_COLORS = ("#2f6db3", "#c8283c", "#228833", "#d97706", "#8e1f6f", "#3a8f9e", "#7a7a1f")
"""For groups that are no event types, in the order of their size; the hues of the marks, so colour-blind readers part
them."""


def over_time(
    bars: Sequence[Bar],
    unit: str,
    by: str,
    labels: Mapping[str | None, str],
    measure: str,
    end_of: Callable[[date, str], date],
) -> Any:
    """Stacked bars of parts of the period by group; lines by actor, as an event has several of them."""
    order = [labels[key] for key in labels if any(bar.key == key for bar in bars)]
    frame = _stacked(bars, labels, measure, lambda start: end_of(start, unit), is_stacked=by != "actor")
    color = alt.Color("group:N", sort=order, scale=_scale(by, labels, order), legend=_legend())
    number = alt.Tooltip("value:Q", title="   ", format=",")
    tips = [alt.Tooltip("from:N", title=" "), alt.Tooltip("group:N", title="  "), number]
    x = alt.X("start:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True))
    y = alt.Y("above:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4))
    base = alt.Chart(frame, height=HEIGHT_PX).encode(x=x, y=y, color=color, tooltip=tips)
    if by == "actor":
        marks = base.mark_line(point=True, strokeWidth=1.6)
    else:
        marks = base.encode(x2="end:T", y2="below:Q").mark_rect(stroke="white", strokeWidth=0.4)
    return marks.add_params(alt.selection_point(name=_PICK, fields=["from"]))


def _stacked(
    bars: Sequence[Bar], labels: Mapping[str | None, str], measure: str, end: Callable[[date], date], is_stacked: bool
) -> pd.DataFrame:
    """The bars as rectangles: first day and day after, group, value, and between which heights they lie."""
    rank = {key: n for n, key in enumerate(labels)}
    tops: dict[date, int] = {}
    rows = []
    for bar in sorted(bars, key=lambda bar: (bar.start, rank[bar.key])):
        value, below = getattr(bar, measure), tops.get(bar.start, 0) if is_stacked else 0
        tops[bar.start] = below + value
        rows.append((bar.start, bar.start.isoformat(), end(bar.start), labels[bar.key], value, below, below + value))
    frame = pd.DataFrame(rows, columns=["start", "from", "end", "group", "value", "below", "above"])
    frame[["start", "end"]] = frame[["start", "end"]].apply(pd.to_datetime)
    return frame


def _scale(by: str, labels: Mapping[str | None, str], order: Sequence[str]) -> Any:
    if by == "type":
        colors = {labels[key]: STYLES[key].color for key in labels if key in STYLES}
    else:
        colors = {labels[key]: GROUP_COLORS[n % len(GROUP_COLORS)] for n, key in enumerate(labels) if key != OTHER}
    return alt.Scale(domain=list(order), range=[colors.get(label, _OTHERS) for label in order])


def _legend() -> Any:
    return alt.Legend(orient="bottom", title=None, columns=2, labelLimit=190)


def ranked(frame: pd.DataFrame, measure: str, lang: Lang) -> Any:
    """Horizontal bars with their numbers, most first; in Arabic they grow from the right."""
    rtl = lang == "ar"
    y = alt.Y(
        "label:N", sort=list(frame.sort_values(measure, ascending=False, kind="stable")["label"]), title=None,
        axis=alt.Axis(orient="right" if rtl else "left", labelLimit=230, ticks=False, domain=False),
    )  # fmt: skip
    x = alt.X(f"{measure}:Q", title=None, axis=None, scale=alt.Scale(reverse=rtl))
    tips = [alt.Tooltip("label:N", title=" "), alt.Tooltip(f"{measure}:Q", title="  ", format=",")]
    bars = (
        alt.Chart(frame, height=ROW_PX * len(frame))
        .mark_bar(color=_QUIET, height=ROW_PX - 9)
        .encode(y=y, x=x, tooltip=tips)
        .add_params(alt.selection_point(name=_PICK, fields=["key"]))
    )
    numbers = (
        alt.Chart(frame)
        .mark_text(align="right" if rtl else "left", dx=-4 if rtl else 4, color="#3c4146")
        .encode(y=y, x=x, text=alt.Text(f"{measure}:Q", format=","))
    )
    return alt.layer(bars, numbers)


def areas(land: Sequence[dict[str, Any]], tinted: Sequence[dict[str, Any]], measure: str, height_px: int) -> Any:
    """Admin-1 areas tinted by their number; areas without an event, and the land around, stay pale."""
    value = f"properties.{measure}"
    ground = alt.Chart(alt.InlineData(values=list(land)), height=height_px).mark_geoshape(
        fill="#f3f2ee", stroke="#9aa5ad", strokeWidth=0.7, tooltip=None
    )
    color = alt.Color(
        f"{value}:Q",
        scale=alt.Scale(type="sqrt", range=["#dbe7f0", "#1f5a85"], zero=True),
        legend=alt.Legend(title=None, orient="bottom", gradientLength=180, tickMinStep=1, format="~s"),
    )
    data = alt.InlineData(values=list(tinted))
    none = alt.Chart(data).transform_filter(f"datum.{value} == 0").mark_geoshape(fill="#f3f2ee", stroke="#c9d1d7")
    some = (
        alt.Chart(data)
        .transform_filter(f"datum.{value} > 0")
        .transform_calculate(key="datum.id")
        .mark_geoshape(stroke="#8a959d", strokeWidth=0.6)
        .encode(
            color=color,
            tooltip=[alt.Tooltip("properties.label:N", title=" "), alt.Tooltip(f"{value}:Q", title="  ", format=",")],
        )
        .add_params(alt.selection_point(name=_PICK, fields=["key"]))
    )
    return alt.layer(ground, none, some).project("mercator")


def picked(chart_state: Any) -> dict[str, Any] | None:
    """The row that was clicked in a chart, by the fields of its selection."""
    found = (chart_state.get("selection") or {}).get(_PICK)
    row = found[0] if isinstance(found, list) and found else found
    return dict(row) if row else None
