"""Teaching: a name of the text as a further name of a place or of an actor, and the journal of taught names."""

from __future__ import annotations

import streamlit as st

from conflictmap import places, teaching
from conflictmap.model import vocabulary
from conflictmap.teaching import Alias
from conflictmap.ui import placeedit, reportsdesk, roles, state
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.reportsdesk import Desk
from conflictmap.ui.state import App
from conflictmap.words import Lang, either, joined, number, say
from geodata import Place
from geodata.added import corrections
from geodata.added.corrections import Correction

JOURNAL_ROWS = 50
"""Taught names that are shown, latest first."""


def offer(prefix: str, lang: Lang, desk: Desk) -> None:
    """Draws, under the correction, what can be taught: the place name of the text, and a name of an actor."""
    chosen = _chosen_place(prefix)
    with st.expander(say("teach.title", lang), key=f"{prefix}-teach"):
        st.html(f"<p class='cm-hint'>{escape(say('teach.help', lang))}</p>")
        name = str(st.session_state.get(f"{prefix}-name") or "").strip()
        if chosen and name and placeedit.can_be_corrected(chosen):
            place = either(lang, chosen.name, chosen.name_ar) or chosen.name
            st.button(
                say("teach.place", lang, name=f"\u2068{name}\u2069", place=f"\u2068{place}\u2069"), key="teach-place",
                icon=":material/school:", on_click=_teach_place, args=(chosen.id, name),
            )  # fmt: skip
        else:
            st.html(f"<p class='cm-hint'>{escape(say('teach.choose_place', lang))}</p>")
        alias, actor = st.columns(2)
        book = vocabulary.actor_book()
        alias.text_input(
            say("teach.alias", lang), _unknown_name(desk), key=f"{prefix}-alias", max_chars=teaching.LONGEST
        )
        actor.selectbox(
            say("teach.actor", lang), sorted(book.actors.ids, key=lambda each: book.label(each, lang)), index=None,
            placeholder="–", key=f"{prefix}-alias-of", format_func=lambda each: book.label(each, lang),
        )  # fmt: skip
        st.button(
            say("teach.actor_now", lang), key="teach-actor", icon=":material/school:", on_click=_teach_actor,
            args=(prefix,),
        )  # fmt: skip


def _chosen_place(prefix: str) -> Place | None:
    place_id = str(st.session_state.get(f"{prefix}-place") or "")
    return places.geocoder().gazetteer.by_id(place_id) if len(place_id) > 1 else None


def _unknown_name(desk: Desk) -> str:
    """An actor's name of the event that the vocabulary does not know yet."""
    return next((actor.name for actor in desk.shown.actors if actor.id is None), "") if desk.shown else ""


def _why(app: App) -> str:
    return str(st.session_state.get("report-why") or "").strip() or say("teach.why", app.lang)


def _teach_place(place_id: str, name: str) -> None:
    """Callback: the name of the text is one of the place from now on, as the Places page would add it."""
    app = state.changing()
    place = places.geocoder().gazetteer.by_id(place_id)
    if place is None:
        return
    before = next((row for row in corrections.in_force(places.folder()) if row.id == place_id), None)
    aliases = tuple(dict.fromkeys((*(before.aliases if before else ()), name)))

    def step(who: str) -> None:
        row = Correction(
            place.id, place.name, place.name_ar or "", place.kind, place.country or "", place.lat, place.lon,
            place.geo_precision, place.radius_km, aliases, who, _why(app),
        )  # fmt: skip
        if placeedit.write(app, row):
            app.notices = [say("teach.taught", app.lang, name=name)]

    reportsdesk.decided(app, step)


def _teach_actor(prefix: str) -> None:
    """Callback: a name is one of an actor from now on."""
    app = state.changing()
    name, actor = (str(st.session_state.get(f"{prefix}-{each}") or "").strip() for each in ("alias", "alias-of"))
    if not name or not actor:
        names = joined([say("teach.alias", app.lang), say("teach.actor", app.lang)], app.lang)
        app.notices = [say("edit.missing", app.lang, names=names)]
    elif reportsdesk.decided(app, lambda who: teaching.teach(Alias(actor, name, who, _why(app)))):
        app.notices = [say("teach.taught", app.lang, name=name)]


def journal(app: App) -> None:
    """Draws the names that were taught to actors, latest first; an editor can take back what is in force."""
    lang, rows = app.lang, teaching.read()
    if not rows:
        return
    in_force = {(row.key, row.when) for row in teaching.in_force()}
    book = vocabulary.actor_book()
    with st.expander(say("teach.journal", lang, n=number(len(rows))), key=f"teach-journal-{lang}"):
        for at, row in list(enumerate(rows))[: -JOURNAL_ROWS - 1 : -1]:
            counts = (row.key, row.when) in in_force
            status = "journal.withdrawal" if row.withdrawn else "journal.in_force" if counts else "journal.replaced"
            with st.container(key=f"journal-alias-{at}", horizontal=True, vertical_alignment="center"):
                st.html(
                    f"<p class='cm-journal'><b>{isolated(row.name)}</b> → {isolated(book.label(row.actor, lang))} "
                    f"<small>{escape(say(status, lang))}</small><br>{isolated(row.who)} · "
                    f"<bdi dir='ltr'>{escape(row.when[:10])}</bdi> · {isolated(row.why)}</p>"
                )
                if counts and roles.may_edit():
                    st.button(
                        say("journal.withdraw", lang), key=f"teach-withdraw-{at}", on_click=_withdraw, args=(row,)
                    )


def _withdraw(row: Alias) -> None:
    """Callback: a taught name is taken back."""
    app = state.changing()
    if reportsdesk.decided(app, lambda who: teaching.withdraw(row, who, _why(app))):
        app.notices = [say("journal.withdrawn", app.lang, name=row.name)]
