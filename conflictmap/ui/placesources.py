"""Where the places come from: the packaged ones, added sources, corrections; and a second opinion from online."""

from __future__ import annotations

import logging

import streamlit as st

from conflictmap import places
from conflictmap.errors import InvalidSetting
from conflictmap.ui import frame
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say
from geodata import Gazetteer
from geodata.added import corrections, home
from geodata.errors import BadQuery, Unreachable
from geodata.online import Opinion, SecondOpinion

log = logging.getLogger(__name__)

PACKAGED = "GeoNames cities500 (CC BY 4.0), Natural Earth, OurAirports"
COMMANDS = (
    "python -m geodata add geonames SY IQ",
    "python -m geodata add pcodes syr_admin.xlsx --country SY",
    "python -m geodata remove geonames-SY",
    "python -m geodata status",
)
_KEPT = "second-opinion"


def render(app: App) -> None:
    """Draws what is loaded, with licence and day, and how to add more."""
    lang, folder = app.lang, places.folder()
    rows = [(say("origin.packaged", lang), len(Gazetteer.open()), PACKAGED, "")]
    rows += [(s.name, s.places, f"{s.title}. {s.licence}", s.retrieved) for s in home.sources(folder)]
    rows += [(say("origin.corrections", lang), len(corrections.in_force(folder)), say("origin.own", lang), "")]
    rows += [(say("origin.all", lang), len(places.geocoder().gazetteer), "", "")]
    heads = "".join(f"<th>{escape(say(f'origin.{name}', lang))}</th>" for name in ("name", "places", "licence", "day"))
    lines = "".join(
        f"<tr><th>{isolated(name)}</th><td>{number(count)}</td><td>{isolated(text)}</td><td>{isolated(day)}</td></tr>"
        for name, count, text, day in rows
    )
    commands = "\n".join(COMMANDS)
    st.html(
        f"<div class='cm-method cm-origin'><table><tr class='cm-heads'>{heads}</tr>{lines}</table>"
        f"<p>{escape(say('origin.how', lang))}</p><pre dir='ltr'>{escape(commands)}</pre></div>"
    )


def second_opinion(app: App) -> None:
    """Where an online geocoder is switched on: a button that asks it, and its answers beside ours."""
    name = app.search.text.strip()
    with st.container(key="opinion"):
        try:
            service = places.second_opinion()
        except (InvalidSetting, BadQuery) as error:
            log.warning("places: %s", error)  # whoever runs the server reads it; the page works without
            frame.note(say("opinion.misconfigured", app.lang))
            return
        if service is None or not name:
            return
        help_text = say("opinion.help", app.lang, service=service.service)
        if st.button(say("opinion.ask", app.lang), key="opinion-ask", help=help_text, icon=":material/public:"):
            st.session_state[_KEPT] = name, _asked(service, name, app.lang)
        asked, opinions = st.session_state.get(_KEPT, (None, None))
        if asked == name and opinions is not None:
            st.html(opinions_html(opinions, service.licence, app.lang))


def _asked(service: SecondOpinion, name: str, lang: Lang) -> list[Opinion] | None:
    try:
        return service.ask(name)
    except Unreachable:
        frame.note(say("opinion.unreachable", lang, service=service.service))
        return None


def opinions_html(opinions: list[Opinion], licence: str, lang: Lang) -> str:
    """The answers of another service as HTML, with the day and its licence."""
    if not opinions:
        return f"<p class='cm-hint'>{escape(say('opinion.none', lang))}</p>"
    lines = "".join(
        f"<li>{isolated(each.address)}<br><small><bdi dir='ltr'>{each.lat:.5f}, {each.lon:.5f}</bdi> · "
        f"{isolated(each.asked)}</small></li>"
        for each in opinions
    )
    head = f"<h4 class='cm-h'>{escape(say('opinion.title', lang))}</h4>"
    return f"{head}<ol class='cm-opinion'>{lines}</ol><p class='cm-hint'>{isolated(licence)}</p>"
