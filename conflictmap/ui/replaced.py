"""The events that an answer placed which was corrected since, with a button that places them anew."""

from __future__ import annotations

import streamlit as st

from conflictmap import places, replacing
from conflictmap.errors import StoreError
from conflictmap.model.event import Event
from conflictmap.replacing import Move
from conflictmap.store.store import shared_store
from conflictmap.ui import data, roles, state
from conflictmap.ui.detail import event_title
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, either, number, say
from geodata import distance_km
from geodata.added import home

SHOWN = 20
"""Events of one place that are listed."""


def render(app: App) -> None:
    """Draws the events by place; nothing where no correction leaves any."""
    with st.container(key="replaced"):
        for number_, (move, events) in enumerate(_left_behind(data.version(), home.state(places.folder()))):
            _render_move(app.lang, number_, move, events)


@st.cache_data(max_entries=4, show_spinner=False)
def _left_behind(version: int, gazetteer: tuple[str, ...]) -> list[tuple[Move, list[Event]]]:
    """The moved places that have events where they were before."""
    if not gazetteer:
        return []
    found = [(move, replacing.events_placed_before(shared_store(), move)) for move in replacing.moves()]
    return [(move, events) for move, events in found if events]


def _render_move(lang: Lang, at: int, move: Move, events: list[Event]) -> None:
    st.html(_move_html(move, events, lang))
    if not roles.may_edit():
        return
    key = f"anew-{lang}-{at}-{move.now.id}"
    who, why = st.columns([0.35, 0.65])
    me = roles.signed_in_as() or move.correction.who
    who.text_input(say("edit.who", lang), me, key=f"{key}-who", max_chars=500)
    why.text_input(say("edit.why", lang), move.correction.why, key=f"{key}-why", max_chars=500)
    st.button(
        say("anew.now", lang, n=number(len(events))), key=f"{key}-now", on_click=_place_anew, args=(move, key),
        icon=":material/moved_location:",
    )  # fmt: skip


def _move_html(move: Move, events: list[Event], lang: Lang) -> str:
    now, before = move.now, move.before[0]
    name = either(lang, now.name, now.name_ar) or now.name
    km = f"{distance_km(before.lat, before.lon, now.lat, now.lon):.1f}"
    lines = "".join(f"<li>{_line(event, lang)}</li>" for event in events[:SHOWN])
    more = f"<p class='cm-hint'>{escape(say('map.more', lang, n=number(len(events) - SHOWN)))}</p>"
    return (
        f"<h3 class='cm-h'>{escape(say('anew.title', lang, n=number(len(events)), name=name))}</h3>"
        f"<p class='cm-hint'>{escape(say('anew.why', lang, km=km))}</p>"
        f"<ul class='cm-anew'>{lines}</ul>{more if len(events) > SHOWN else ''}"
    )


def _line(event: Event, lang: Lang) -> str:
    when = event.when.describe(lang) if event.when else say("date.none", lang)
    return f"{isolated(when)} · {isolated(event_title(event, lang))} · <small>{isolated(event.id)}</small>"


def _place_anew(move: Move, key: str) -> None:
    """Callback of the button."""
    app = state.changing()
    who, why = (str(st.session_state.get(f"{key}-{name}") or "").strip() for name in ("who", "why"))
    if not roles.may_edit() or not who or not why:
        app.notices = [say("edit.not_editor" if not roles.may_edit() else "anew.missing", app.lang)]
        return
    try:
        events = replacing.events_placed_before(shared_store(), move)
        moved = replacing.place_anew(shared_store(), move, events, who, why)
    except StoreError as error:
        app.notices = [str(error)]
        return
    app.notices = [say("anew.done", app.lang, n=number(moved))]
