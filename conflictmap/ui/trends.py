"""The trends page's parts: bars over time, a period beside the one before, actors, and what has changed since a day.

A click on a bar makes the filter show that part of the period, group or actor only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from conflictmap.filters import EventFilter, value_label
from conflictmap.model import vocabulary
from conflictmap.model.dates import describe_period
from conflictmap.store import aggregate
from conflictmap.store.aggregate import Counts
from conflictmap.store.trends import OTHER, Change, Group, Pair, Period
from conflictmap.ui import charts, data, state, tables, trendcharts
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App, Trends
from conflictmap.words import Lang, either, number, say

_MOST_GROUPS, _MOST_ACTORS, _MOST_PAIRS, _MOST_CHANGES = 7, 12, 8, 8
_COMPARED_DAYS = 30  # compared where the filter has no period of its own
_TIME, _ACTORS, _CHANGES = "trend-time", "trend-actors", "trend-changes"


def heading(title: str, hint: str = "") -> None:
    """A part's title with a line that says how to read it."""
    below = f"<p class='cm-hint'>{escape(hint)}</p>" if hint else ""
    st.html(f"<h3 class='cm-h'>{escape(title)}</h3>{below}")


# How the page counts


def choices(app: App) -> None:
    """The switches: unit of time, what to group by, events or deaths."""
    with st.container(key="trend-choices", horizontal=True):
        for name, options in Trends.CHOICES.items():
            key = f"trend-{app.lang}-{name}"
            if st.session_state.get(key) != getattr(app.trends, name):
                st.session_state[key] = getattr(app.trends, name)
            st.segmented_control(
                say(f"trend.{name}", app.lang), options, key=key, on_change=_take, args=(name, key),
                format_func=_named(name, app.lang), required=True,
            )  # fmt: skip


def _named(choice: str, lang: Lang) -> Callable[[str], str]:
    return lambda value: say(f"trend.{choice}.{value}", lang)


def _take(name: str, key: str) -> None:
    app = state.changing()
    if st.session_state[key] is not None:
        setattr(app.trends, name, st.session_state[key])


def label_of(by: str, key: str | None, lang: Lang) -> str:
    """A group in words."""
    if key is None:
        return say("trend.unknown", lang)
    return say("trend.other", lang) if key == OTHER else value_label(by, key, lang)


def actor_label(group: Group, lang: Lang) -> str:
    """An actor in words: the vocabulary's where it is known there, else as the events name it."""
    known = group.key in vocabulary.actor_book().actors
    return (
        vocabulary.actor_book().label(str(group.key), lang) if known else str(either(lang, group.name, group.name_ar))
    )


# Over time


def over_time(app: App, version: int, counts: Counts) -> None:
    """Bars of the period, by group; a click on one makes its part of the period the filter's."""
    lang, by = app.lang, app.trends.by
    unit = _unit(app, version)
    groups = data.trend_groups(version, app.filter, by, _MOST_GROUPS)
    keys = tuple(group.key for group in groups)
    bars = data.trend_bars(version, app.filter, unit, by, keys)
    said = say(f"trend.time.{app.trends.measure}", lang, unit=say(f"unit.{unit}", lang), by=say(f"trend.by.{by}", lang))
    notes = [say("trend.time.help", lang)]
    if by == "actor":
        notes.append(say("trend.time.actors", lang))
    if counts.undated:
        notes.append(say("trend.time.undated", lang, n=number(counts.undated)))
    heading(said, " ".join(notes))
    if not bars:
        return
    labels = {
        group.key: actor_label(group, lang) if by == "actor" else label_of(by, group.key, lang) for group in groups
    }
    labels[OTHER] = say("trend.other", lang)
    chart = trendcharts.over_time(bars, unit, by, labels, app.trends.measure, charts.period_end)
    st.altair_chart(chart, key=_TIME, on_select=lambda: _take_bar(unit), width="stretch", alt=said)


def _unit(app: App, version: int) -> str:
    if app.trends.unit != "auto":
        return app.trends.unit
    extent = data.extent(version)
    first, last = app.filter.from_ or extent.first, app.filter.to or extent.last
    return aggregate.bin_unit((last - first).days) if first and last else "day"


def _take_bar(unit: str) -> None:
    """The clicked bar's part of the period becomes the filter's, within the period there was."""
    picked = trendcharts.picked(st.session_state[_TIME])
    if picked is None or "from" not in picked:
        return
    filter, start = state.current().filter, date.fromisoformat(str(picked["from"]))
    last = charts.period_end(start, unit) - timedelta(days=1)
    state.set_period(max(start, filter.from_ or start), min(last, filter.to or last))


# Beside the period before


def period(filter: EventFilter, extent: aggregate.Extent) -> Period | None:
    """The filter's period, or the newest thirty days of the data; None without any day."""
    if extent.first is None or extent.last is None:
        return None
    last = filter.to or max(extent.last, filter.from_ or extent.last)
    return Period(filter.from_ or last - min(timedelta(days=_COMPARED_DAYS - 1), last - date.min), last)


def compared(app: App, version: int) -> None:
    """The period beside the one before it, by group, with the difference."""
    lang, by = app.lang, app.trends.by
    now = period(app.filter, data.extent(version))
    before = now.before if now else None
    if now is None or before is None:
        return
    words = {name: describe_period(each.first, each.last, lang) for name, each in (("now", now), ("before", before))}
    heading(say("trend.compared", lang, **words), say("trend.compared.help", lang))
    changes = data.trend_changes(version, app.filter, now, before, by)
    old, new = (data.trend_total(version, app.filter, each) for each in (before, now))
    totals = Change(OTHER, old.events, new.events, old.deaths, new.deaths)
    rows = [_change_row(by, change, lang) for change in changes[:_MOST_CHANGES]]
    html = "".join(rows) + _row_html(say("trend.total", lang), totals, lang, "cm-total")
    st.html(_table(html, _change_heads(lang)))
    if len(changes) > _MOST_CHANGES:
        st.html(f"<p class='cm-hint'>{escape(say('trend.more', lang, n=number(len(changes) - _MOST_CHANGES)))}</p>")


def _table(rows: str, heads: str) -> str:
    return f"<div class='cm-wide'><table class='cm-changes'><thead>{heads}</thead>{rows}</table></div>"


def _measure_heads(lang: Lang, columns: int) -> str:
    return "".join(
        f"<th scope='colgroup' colspan='{columns}'>{escape(say(f'trend.measure.{name}', lang))}</th>"
        for name in Trends.CHOICES["measure"]
    )


def _change_heads(lang: Lang) -> str:
    names = ("before", "now", "change")
    second = "".join(f"<th scope='col'>{escape(say(f'trend.head.{name}', lang))}</th>" for name in names)
    return f"<tr><td></td>{_measure_heads(lang, len(names))}</tr><tr><td></td>{second * 2}</tr>"


def _change_row(by: str, change: Change, lang: Lang) -> str:
    return _row_html(label_of(by, change.key, lang), change, lang)


def _row_html(label: str, change: Change, lang: Lang, kind: str = "") -> str:
    cells = "".join(
        f"<td>{number(before)}</td><td>{number(now)}</td>{_difference(now - before)}"
        for before, now in ((change.events_before, change.events), (change.deaths_before, change.deaths))
    )
    return f"<tr class='{kind}'><th scope='row'>{escape(label)}</th>{cells}</tr>"


def _difference(value: int) -> str:
    sign = "more" if value > 0 else "less" if value < 0 else "same"
    text = f"+{number(value)}" if value > 0 else f"−{number(-value)}" if value < 0 else "0"
    return f"<td class='cm-{sign}'><bdi dir='ltr'>{text}</bdi></td>"


# Actors


def actors(app: App, version: int) -> None:
    """The actors that most events name, and the pairs; a click on a bar filters by the actor."""
    lang = app.lang
    groups = data.trend_groups(version, app.filter, "actor", _MOST_ACTORS)
    if not groups:
        return
    heading(say("trend.actors", lang), say("trend.actors.help", lang))
    rows = [(group.key, actor_label(group, lang), group.events, group.deaths) for group in groups]
    frame = pd.DataFrame(rows, columns=["key", "label", "events", "deaths"])
    chart = trendcharts.ranked(frame, app.trends.measure, lang)
    st.altair_chart(chart, key=_ACTORS, on_select=_take_actor, width="stretch", alt=say("trend.actors", lang))
    pairs = data.trend_pairs(version, app.filter, _MOST_PAIRS)
    if pairs:
        heading(say("trend.pairs", lang))
        st.html(
            _table("".join(_pair_row(pair, lang) for pair in pairs), f"<tr><td></td>{_measure_heads(lang, 1)}</tr>")
        )


def _pair_row(pair: Pair, lang: Lang) -> str:
    names = (either(lang, pair.name, pair.name_ar), either(lang, pair.other_name, pair.other_name_ar))
    label = " · ".join(isolated(name) for name in names)
    return f"<tr><th scope='row'>{label}</th><td>{number(pair.events)}</td><td>{number(pair.deaths)}</td></tr>"


def _take_actor() -> None:
    picked = trendcharts.picked(st.session_state[_ACTORS])
    if picked:
        state.set_filter("actor", (str(picked["key"]),))


# What has changed


def changed_since(app: App, version: int) -> None:
    """What happened, came in or was reviewed since a day: numbers, and the newest of these events."""
    lang, extent = app.lang, data.extent(version)
    if extent.last is None:
        return
    heading(say("trend.since", lang), say("trend.since.help", lang))
    day = app.trends.since or max(extent.last - timedelta(days=6), date.min)
    key = f"trend-{lang}-since"
    if st.session_state.get(key) != day:
        st.session_state[key] = day
    st.date_input(
        say("trend.since.day", lang), key=key, on_change=_take_since, args=(key,), format="YYYY-MM-DD", width=220
    )
    counted = {kind: data.trend_since(version, app.filter, kind, day) for kind in ("happened", "retrieved", "reviewed")}
    parts = "".join(
        f"<span><b>{number(n)}</b> {escape(say(f'trend.since.{kind}', lang))}</span>" for kind, n in counted.items()
    )
    st.html(f"<p class='cm-counts' role='status'>{parts}</p>")
    kind = next((kind for kind, n in counted.items() if n), None)
    if kind:
        lines = data.trend_since_list(version, app.filter, kind, day)
        columns = ("date", "type", "place", "inside", "actors", "killed", "source")
        tables.listing(app, _CHANGES, lines, counted[kind], columns)


def _take_since(key: str) -> None:
    value: Any = st.session_state[key]
    if isinstance(value, date):
        state.changing().trends.since = value
