"""Counts, lists and the table: what passes, what does not, and what has no mark."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa
import streamlit as st

from conflictmap.filters import EventFilter, value_label
from conflictmap.model import vocabulary
from conflictmap.model.dates import describe_day
from conflictmap.model.naming import place_chain, place_label
from conflictmap.store.aggregate import Counts
from conflictmap.store.listing import Line
from conflictmap.ui import data, state
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import Lang, either, joined, number, say

ROW_PX = 35
"""Height of a table row, for a table as tall as its rows up to a limit."""
WIDTHS_PX = {"date": 160, "type": 150, "place": 140, "inside": 150, "actors": 180, "precision": 100, "source": 95}
"""Widths of the text columns: together no wider than the page on a common screen."""


def counts_line(app: App, version: int, counts: Counts, link: str = "") -> None:
    """What became of all events, and the filter in words; a link, as markup, at the end if there is one."""
    lang = app.lang
    names = ["shown", "unplaced", "filtered_out", *(["undated"] if counts.undated else [])]
    parts = [
        f"<span><b>{number(getattr(counts, name))}</b> {escape(say(f'count.{name}', lang))}</span>" for name in names
    ]
    newest = data.extent(version).last
    day = describe_day(newest, lang) if newest else say("date.none", lang)
    parts.append(f"<small>{escape(say('count.as_of', lang, version=version, day=day))}</small>")
    st.html(
        f"<p class='cm-said' dir='auto'>{escape(app.filter.describe(lang))}</p>"
        f"<p class='cm-counts' role='status'>{''.join(parts)}{link}</p>"
    )


def empty(app: App, version: int, counts: Counts) -> None:
    """Says which filter leaves nothing, with a way out for each."""
    lang = app.lang
    if counts.total == 0:
        st.html(f"<p class='cm-flag'>{escape(say('empty.store', lang))}</p>")
        return
    causes = data.emptied_by(version, app.filter)
    lines = [say("empty.by", lang, name=say(f"filter.{name}", lang), n=number(n)) for name, n in causes]
    text = " ".join([say("empty.title", lang), *(lines or [say("empty.together", lang)])])
    st.html(f"<p class='cm-flag' role='status'>{escape(text)}</p>")


def hint(app: App) -> None:
    """What the detail panel is for, while it is empty."""
    st.html(f"<p class='cm-hint'>{escape(say('detail.none', app.lang))}</p>")


def unplaced(app: App, version: int, counts: Counts) -> None:
    """The events that pass and have no mark, beside the map."""
    lang, total = app.lang, counts.unplaced
    if total == 0:
        return
    st.html(
        f"<h3 class='cm-h'>{escape(say('unplaced.title', lang, n=number(total)))}</h3>"
        f"<p class='cm-hint'>{escape(say('unplaced.why', lang))}</p>"
    )
    sheet = _unplaced(version, app.filter, lang)
    _selectable(app, "unplaced", sheet, max_rows=6)
    _said_if_cut(len(sheet.ids), total, lang)


def events(app: App, version: int, counts: Counts) -> None:
    """The table under the map, newest first; choosing a row opens the event, and the other way round."""
    lang = app.lang
    sheet = _newest(version, app.filter, lang)
    st.html(f"<h3 class='cm-h'>{escape(say('table.title', lang))}</h3>")
    _selectable(app, "table", sheet, max_rows=12)
    _said_if_cut(len(sheet.ids), counts.shown + counts.unplaced, lang)


def listing(app: App, key: str, lines: list[Line], total: int, columns: tuple[str, ...]) -> None:
    """The newest of so many events as a table; choosing a row opens the event."""
    _selectable(app, key, _sheet(lines, columns, app.lang), max_rows=10)
    _said_if_cut(len(lines), total, app.lang)


class _Sheet(NamedTuple):
    """A table as the page shows it: the id of each row's event, and the rows in words."""

    ids: list[str]
    rows: pa.Table


# As resources: these never change, so that viewers of the same filter share one of each.


@st.cache_resource(max_entries=50, show_spinner=False)
def _newest(version: int, filter: EventFilter, lang: Lang) -> _Sheet:
    columns = ("date", "type", "place", "inside", "actors", "killed", "precision", "source")
    return _sheet(data.table(version, filter), columns, lang)


@st.cache_resource(max_entries=50, show_spinner=False)
def _unplaced(version: int, filter: EventFilter, lang: Lang) -> _Sheet:
    columns = ("date", "place", "type")  # the place is why an event is in this list
    return _sheet(data.unplaced(version, filter), columns, lang)


def _sheet(lines: list[Line], columns: tuple[str, ...], lang: Lang) -> _Sheet:
    rows = [_row(line, lang) for line in lines]
    fields = {name: pa.array([row[name] for row in rows], _type(name)) for name in columns}
    return _Sheet([line.id for line in lines], pa.table(fields))


def _type(column: str) -> pa.DataType:
    return pa.int64() if column == "killed" else pa.string()


def _said_if_cut(shown: int, total: int, lang: Lang) -> None:
    if shown < total:
        st.html(f"<p class='cm-hint'>{escape(say('table.cut', lang, n=number(shown), total=number(total)))}</p>")


def _selectable(app: App, key: str, sheet: _Sheet, max_rows: int) -> None:
    """A table of events in which the chosen event is the chosen row."""
    ids, columns = sheet.ids, sheet.rows.column_names
    rows = [ids.index(app.event)] if app.event in ids else []
    if st.session_state.get(key, {}).get("selection", {}).get("rows") != rows:
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    frame = st.container(key=f"{key}-box")
    frame.dataframe(
        sheet.rows,
        key=key,
        hide_index=True,
        selection_mode="single-row",
        on_select=lambda: _choose(key, ids),
        column_order=columns if app.lang == "en" else columns[::-1],
        column_config=_columns(app.lang),
        height=min(len(ids) + 1, max_rows) * ROW_PX + 2,
        placeholder="–",
    )


def _choose(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    state.select(ids[rows[0]] if rows else None)


def _columns(lang: Lang) -> dict[str, Any]:
    texts = {name: st.column_config.TextColumn(say(f"table.{name}", lang), width=px) for name, px in WIDTHS_PX.items()}
    return {**texts, "killed": st.column_config.NumberColumn(say("table.killed", lang), width=60)}


def _row(line: Line, lang: Lang) -> dict[str, Any]:
    place = line.place
    return {
        "date": line.when.describe(lang) if line.when else say("date.none", lang),
        "type": vocabulary.sub_event_types().get(line.sub_event_type).label(lang),
        "place": place_label(place, lang),
        "inside": joined(place_chain(place, lang)[1:] if place.name else place_chain(place, lang), lang),
        "actors": joined([either(lang, *names) or names[0] for names in line.actors], lang),
        "killed": line.deaths,
        "precision": value_label("precision", place.geo_precision, lang),
        "source": either(lang, *line.publisher),
    }
