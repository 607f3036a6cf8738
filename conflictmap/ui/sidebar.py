"""The filters in the sidebar, one widget a field, all kept in `state`.

Every widget has `persist_state="session"`: without it, one that comes back after another page reports itself empty.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from conflictmap.filters import BY_NAME, value_label
from conflictmap.model import vocabulary
from conflictmap.model.naming import area_label
from conflictmap.ui import data, frame, overlayswitch, state
from conflictmap.ui.state import App, widget_key
from conflictmap.words import Lang, joined, say
from geodata import Areas

PRESET_DAYS = (7, 30, 90)
"""Lengths in days of the period presets, counted back from the newest event."""


def render(app: App) -> None:
    """Draws the filters."""
    lang, version = app.lang, data.version()
    with st.sidebar:
        st.subheader(say("filter.heading", lang), anchor=False)
        _period(app, version)
        _actors(app, version)
        _many("type", lang, list(vocabulary.event_types().ids))
        _subtypes(app)
        _places(app, version)
        _text(lang)
        with st.expander(say("filter.more", lang), key="filter-more"):
            _precision(lang)
            _deaths(lang)
            _many("claim", lang, list(vocabulary.claims().ids))
            _many("review", lang, list(vocabulary.reviews().ids))
            _many("dataset", lang, data.values_of(version, "dataset"))
        overlayswitch.render(app)
        st.button(
            say("filter.reset", lang), key="filter-reset", on_click=state.reset, width="stretch",
            disabled=not app.filter.active, icon=":material/restart_alt:",
        )  # fmt: skip


def _bound(name: str, lang: Lang) -> dict[str, Any]:
    """What ties a widget to its filter."""
    return {"key": widget_key(name, lang), "on_change": state.take, "args": (name,), "persist_state": "session"}


def _label(name: str, lang: Lang) -> str:
    return say(f"filter.{name}", lang)


def _many(
    name: str,
    lang: Lang,
    options: list[str],
    label_of: Callable[[str], str] | None = None,
    help: str | None = None,
    accept_new: bool = False,
) -> None:
    """A list filter. Values that the data lacks stay choosable while they are chosen, as links may name them."""
    chosen = st.session_state[widget_key(name, lang)]
    st.multiselect(
        _label(name, lang),
        list(dict.fromkeys([*options, *chosen])),
        format_func=label_of or (lambda value: value_label(name, value, lang) if value in options else str(value)),
        **_bound(name, lang),
        placeholder=say("filter.anything", lang),
        accept_new_options=accept_new,
        select_all=False,  # Streamlit would offer it in English only
        help=help,
    )


def _period(app: App, version: int) -> None:
    lang, (first, last) = app.lang, data.extent(version)
    labels = {days: say("filter.days_7" if days == 7 else "filter.days", lang, n=days) for days in PRESET_DAYS}
    key = widget_key("preset", lang)
    st.session_state[key] = _preset(app, version)
    st.pills(
        say("filter.period", lang), [*PRESET_DAYS, 0], key=key, on_change=_take_preset, args=(key,),
        format_func=lambda days: labels.get(days, say("filter.all_time", lang)),
        help=say("filter.period_help", lang), width="stretch",
    )  # fmt: skip
    columns = st.columns(2)
    for column, name in zip(columns, ("from", "to"), strict=True):
        lowest = min(day for day in (first, app.filter.from_, app.filter.to) if day) if first else None
        highest = max(day for day in (last, app.filter.from_, app.filter.to) if day) if last else None
        column.date_input(
            _label(name, lang), **_bound(name, lang), format="YYYY-MM-DD",
            min_value=lowest, max_value=highest,
        )  # fmt: skip


def _preset(app: App, version: int) -> int | None:
    """The preset that the filter's period is, 0 for all time, None for another one."""
    if app.filter.from_ is None and app.filter.to is None:
        return 0
    last = data.extent(version).last
    if last is None or app.filter.to != last or app.filter.from_ is None:
        return None
    days = (last - app.filter.from_).days + 1
    return days if days in PRESET_DAYS else None


def _take_preset(key: str) -> None:
    days, last = st.session_state[key], data.extent(data.version()).last
    if not days or last is None:
        state.set_period(None, None)
    else:
        state.set_period(last - timedelta(days=days - 1), last)


def _actors(app: App, version: int) -> None:
    lang, book = app.lang, vocabulary.actor_book()

    def label(key: str) -> str:
        if key not in book.actors:
            return book.label(key, lang)
        first, second = book.label(key, lang), book.label(key, "en" if lang == "ar" else "ar")
        return f"{first} · {second}"

    known = data.actor_keys(version)
    _many("actor", lang, known, label, say("filter.actor_help", lang), accept_new=True)
    unknown = [book.label(key, lang) for key in app.filter.actor if key not in known]
    if unknown:
        frame.note(say("app.unknown_actor", lang, names=joined(unknown, lang)))
    if app.filter.actor:
        st.selectbox(
            _label("role", lang), ["", *vocabulary.roles().ids], **_bound("role", lang),
            format_func=lambda role: value_label("role", role, lang) if role else say("filter.role_any", lang),
        )  # fmt: skip


def _subtypes(app: App) -> None:
    terms = vocabulary.sub_event_types()
    options = [term.id for term in terms if not app.filter.type or term.more["event_type"] in app.filter.type]
    _many("subtype", app.lang, options)


def _places(app: App, version: int) -> None:
    lang, areas = app.lang, Areas.open()
    _many("country", lang, data.values_of(version, "country"), lambda code: area_label(code, lang))
    found = [(each, areas.get(each)) for each in data.values_of(version, "admin1_id")]
    wanted = app.filter.country
    options = [each for each, area in found if area and (not wanted or area.country in wanted)]

    _many("admin1", lang, options, lambda area_id: area_label(area_id, lang))


def _text(lang: Lang) -> None:
    st.text_input(
        _label("text", lang), **_bound("text", lang), max_chars=200,
        help=say("filter.text_help", lang), icon=":material/search:",
    )  # fmt: skip


def _precision(lang: Lang) -> None:
    terms = BY_NAME["precision"].terms
    st.selectbox(
        _label("precision", lang), ["", *(terms().ids if terms else ())], **_bound("precision", lang),
        format_func=lambda value: value_label("precision", value, lang) if value else say("filter.precision_any", lang),
    )  # fmt: skip


def _deaths(lang: Lang) -> None:
    st.number_input(
        _label("deaths", lang), min_value=0, max_value=10_000_000, step=1, **_bound("deaths", lang),
    )  # fmt: skip
