"""The correction of an event: type, days, place with candidates, actors, tolls; the map; and names worth teaching."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from conflictmap import places, reviewing
from conflictmap.errors import InvalidEvent
from conflictmap.model import vocabulary
from conflictmap.model.dates import DATE_PRECISIONS, EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Toll
from conflictmap.model.naming import area_label, kind_label, place_label
from conflictmap.model.placing import event_place
from conflictmap.store.store import shared_store
from conflictmap.ui import frame, reportsdesk, reportsmap, reportsteach, roles, state
from conflictmap.ui.lookup import place_name
from conflictmap.ui.markup import escape
from conflictmap.ui.reportsdesk import EDITING, Desk
from conflictmap.ui.reportsin import FIRST_DAY
from conflictmap.ui.state import App
from conflictmap.words import Lang, say
from geodata import Candidate
from geodata.errors import BadQuery

CANDIDATES = 8
"""Places that a name may mean, to choose from."""
FREE_ROWS = 2
"""Actors that can be added at once."""
KEEP, NOWHERE = "", "-"
STATED = ("", "near", "adm2", "adm1", "country")
"""How coarsely a person may say the place is known; empty is as the gazetteer knows it."""
TOLLS = ("fatalities", "injured")
BOUNDS = ("low", "best", "high")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one event: what its widgets' keys begin with, the event as it stands, and places to choose from."""

    prefix: str
    lang: Lang
    event: Event
    candidates: Sequence[Candidate] = ()

    def value(self, name: str) -> Any:
        """What a widget of the form holds."""
        return st.session_state.get(f"{self.prefix}-{name}")


def render(app: App, desk: Desk) -> None:
    """Draws the form where it is open, and the small map, which offers the form's places or shows the event's."""
    event = desk.shown
    if event is None:
        return
    is_open = desk.saved and roles.may_edit() and st.session_state.get(EDITING) == event.id
    form = _form(app.lang, desk, event) if is_open else None
    offered = [each.place for each in form.candidates] if form else []
    chosen = (form.value("place") or _same_place(form)) if form else None

    def pick(place_id: str) -> None:
        state.changing()
        if form and place_id in {place.id for place in offered}:
            st.session_state[f"{form.prefix}-place"] = place_id

    reportsmap.render(app, event.place, offered, chosen, pick)
    if form:
        _fields(app, form, desk)


def _same_place(form: Form) -> str | None:
    """The candidate that the event is placed at already."""
    point = form.event.place.lat, form.event.place.lon
    return next((each.place.id for each in form.candidates if (each.place.lat, each.place.lon) == point), None)


def _form(lang: Lang, desk: Desk, event: Event) -> Form:
    subject = f"{event.id} {event.review.when}"
    prefix = f"correct-{lang}-{hashlib.blake2s(subject.encode(), digest_size=6).hexdigest()}"
    key = f"{prefix}-name"
    if key not in st.session_state:
        st.session_state[key] = _named_in_text(desk) or event.place.name or ""
    return Form(prefix, lang, event, _candidates(str(st.session_state[key]), event, desk))


def _named_in_text(desk: Desk) -> str:
    spans = desk.chosen.evidence.get("place", ()) if desk.chosen else ()
    return desk.report.document.text[slice(*spans[0])][:100].strip() if spans else ""


def _candidates(name: str, event: Event, desk: Desk) -> Sequence[Candidate]:
    """The places a name may mean, the other places of the report deciding between namesakes."""
    others = {c.event.place.name for c in desk.events if c.event.id != event.id and c.event.place.name}
    try:
        answer = places.geocoder().resolve(name, context=sorted(others)[:10], limit=CANDIDATES)
    except BadQuery:
        return ()
    return answer.candidates


# Fields


def _fields(app: App, form: Form, desk: Desk) -> None:
    lang = form.lang
    with st.container(key="report-form", border=True):
        st.html(f"<h3 class='cm-h'>{escape(say('report.correction', lang))}</h3>")
        _what_fields(form)
        _date_fields(form)
        _place_fields(form)
        _actor_fields(form)
        _toll_fields(form)
        st.text_input(say("edit.why", lang), key=f"{form.prefix}-why", max_chars=500, help=say("edit.why_help", lang))
        with st.container(horizontal=True):
            st.button(
                say("report.save", lang), key="report-save", type="primary", icon=":material/save:", on_click=_save,
                args=(form, desk),
            )  # fmt: skip
            st.button(say("detail.close", lang), key="report-close", on_click=reportsdesk.act, args=("edit", desk))
        for notice in app.notices:  # the page's head may be out of sight here
            frame.note(notice)
        reportsteach.offer(form.prefix, lang, desk)


def _what_fields(form: Form) -> None:
    lang, subs, claims = form.lang, vocabulary.sub_event_types(), vocabulary.claims()
    what, claim = st.columns([0.65, 0.35])
    what.selectbox(
        say("field.sub_event_type", lang), subs.ids, index=subs.ids.index(form.event.sub_event_type),
        key=f"{form.prefix}-sub", format_func=lambda each: _type_label(each, lang),
    )  # fmt: skip
    claim.selectbox(
        say("field.claim", lang), claims.ids, index=claims.ids.index(form.event.claim), key=f"{form.prefix}-claim",
        format_func=lambda each: claims.get(each).label(lang),
    )  # fmt: skip


def _type_label(sub: str, lang: Lang) -> str:
    row = vocabulary.sub_event_types().get(sub)
    return f"{vocabulary.event_types().get(str(row.more['event_type'])).label(lang)} · {row.label(lang)}"


def _date_fields(form: Form) -> None:
    lang, when = form.lang, form.event.when
    shared: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": date(2100, 12, 31), "format": "YYYY-MM-DD"}
    start, end, precision = st.columns(3)
    start.date_input(say("report.first_day", lang), when.start if when else None, key=f"{form.prefix}-start", **shared)
    end.date_input(say("report.last_day", lang), when.end if when else None, key=f"{form.prefix}-end", **shared)
    precision.selectbox(
        say("report.date_precision", lang), DATE_PRECISIONS, key=f"{form.prefix}-precision",
        index=DATE_PRECISIONS.index(when.precision) if when else 0,
        format_func=lambda each: vocabulary.date_precisions().get(each).label(lang),
    )  # fmt: skip


def _place_fields(form: Form) -> None:
    lang = form.lang
    kept = say("report.keep_place", lang, name=place_label(form.event.place, lang))
    labels = {KEEP: kept, NOWHERE: say("place.none", lang)}
    for rank, each in enumerate(form.candidates, 1):
        labels[each.place.id] = f"{rank}. {_candidate_label(each, lang)}"
    name, place = st.columns([0.35, 0.65])
    name.text_input(say("report.place_name", lang), key=f"{form.prefix}-name", max_chars=state.MAX_NAME, live="400ms")
    if form.value("place") not in labels:
        st.session_state[f"{form.prefix}-place"] = KEEP
    place.selectbox(
        say("field.place", lang), list(labels), key=f"{form.prefix}-place", format_func=labels.__getitem__,
    )  # fmt: skip
    stated, radius = st.columns([0.65, 0.35])
    stated.selectbox(
        say("table.precision", lang), STATED, key=f"{form.prefix}-stated",
        format_func=lambda each: (
            vocabulary.geo_precisions().get(each).label(lang) if each else say("report.as_known", lang)
        ),
    )  # fmt: skip
    radius.number_input(say("edit.radius", lang), 0.0, 500.0, 0.0, step=1.0, format="%.1f", key=f"{form.prefix}-radius")


def _candidate_label(each: Candidate, lang: Lang) -> str:
    place = each.place
    inside = [area_label(code, lang) for code in (place.admin1_id, place.country) if code]
    facts = [kind_label(place.kind, lang), *dict.fromkeys(inside), f"{each.score:.0%}"]
    return f"\u2068{place_name(place, lang)}\u2069 · {' · '.join(facts)}"


def _actor_fields(form: Form) -> None:
    lang, book, parts = form.lang, vocabulary.actor_book(), vocabulary.roles()
    present = {_actor_value(actor): actor for actor in form.event.actors}
    options = ["", *present, *sorted(set(book.actors.ids) - set(present), key=lambda each: book.label(each, lang))]
    labels = {value: actor.label(lang) for value, actor in present.items()}
    for at in range(len(form.event.actors) + FREE_ROWS):
        actor = form.event.actors[at] if at < len(form.event.actors) else None
        who, part = st.columns([0.65, 0.35])
        who.selectbox(
            say("report.actor_n", lang, n=at + 1), options, key=f"{form.prefix}-actor-{at}",
            index=options.index(_actor_value(actor)) if actor else 0, accept_new_options=True,
            format_func=lambda each: labels.get(each) or (book.label(each, lang) if each else "–"),
        )  # fmt: skip
        part.selectbox(
            say("filter.role", lang), parts.ids, key=f"{form.prefix}-role-{at}",
            index=parts.ids.index(actor.role) if actor else parts.ids.index("unclear"),
            format_func=lambda each: parts.get(each).label(lang),
        )  # fmt: skip


def _actor_value(actor: Actor) -> str:
    return actor.id or actor.name


def _toll_fields(form: Form) -> None:
    lang = form.lang
    for name in TOLLS:
        toll: Toll = getattr(form.event, name)
        for column, bound in zip(st.columns(3), BOUNDS, strict=True):
            column.number_input(
                say(f"report.{name}_{bound}", lang), 0, 1_000_000, getattr(toll, bound), step=1,
                key=f"{form.prefix}-{name}-{bound}",
            )  # fmt: skip


# Saving


def _save(form: Form, desk: Desk) -> None:
    """Callback: the event as the form has it."""
    app = state.changing()
    why = str(form.value("why") or "").strip() or str(st.session_state.get("report-why") or "").strip()
    if not why:
        app.notices = [say("edit.missing", app.lang, names=say("edit.why", app.lang))]
        return
    try:
        changes = changed(form)
        if not all(_is_in_order(changes[name]) for name in TOLLS):
            app.notices = [say("report.toll_order", app.lang)]
            return
    except InvalidEvent as error:
        app.notices = [str(error)]
        return
    key, event_id = desk.report.key, form.event.id
    if reportsdesk.decided(app, lambda who: _correct(key, event_id, who, why, changes)):
        app.notices = [reportsdesk.told(app.lang, "correct", replace(form.event, **changes))]
        st.session_state[EDITING] = None


def _correct(key: str, event_id: str, who: str, why: str, changes: dict[str, Any]) -> None:
    reviewing.correct(shared_store(), key, event_id, who, why, **changes)


def changed(form: Form) -> dict[str, Any]:
    """The fields as the form has them.

    Raises:
        InvalidEvent: the days are none, or do not fit the precision.
    """
    sub = str(form.value("sub"))
    found = {
        "event_type": str(vocabulary.sub_event_types().get(sub).more["event_type"]),
        "sub_event_type": sub,
        "claim": str(form.value("claim")),
        "when": _when(form),
        "place": _place(form),
        "actors": _actors(form),
        **{name: _toll(form, name) for name in TOLLS},
    }
    return {**found, **reviewing.summaries(form.event, found)}


def _when(form: Form) -> EventDate | None:
    start, end = form.value("start"), form.value("end")
    if start is None and end is None:
        return None
    first, last = start or end, end or start
    precision = str(form.value("precision"))
    if precision == "day" and first != last:
        precision = "days"
    return EventDate(first, last, precision)


def _place(form: Form) -> EventPlace:
    value, stated = form.value("place"), form.value("stated") or None
    radius = float(form.value("radius") or 0) or None
    if value == NOWHERE:
        return EventPlace()
    found = next((each.place for each in form.candidates if each.place.id == value), None)
    if found is None:
        return form.event.place
    return event_place(found, stated, radius if stated == "near" else None)


def _actors(form: Form) -> tuple[Actor, ...]:
    """The actors of the rows that are filled in, each one once."""
    present = {_actor_value(actor): actor for actor in form.event.actors}
    book = vocabulary.actor_book()
    made: dict[str, Actor] = {}
    for at in range(len(form.event.actors) + FREE_ROWS):
        value, role = str(form.value(f"actor-{at}") or "").strip()[:200], str(form.value(f"role-{at}"))
        if not value:
            continue
        known = value if value in book.actors else book.find(value)
        old = present.get(value)
        if known:
            actor = Actor.known(known, role)
        else:
            actor = Actor(value, role, old.kind if old else "unknown", None, old.name_ar if old else None)
        made.setdefault(actor.key, actor)
    return tuple(made.values())


def _toll(form: Form, name: str) -> Toll:
    """A toll as the form has it; where one figure stood for all three bounds, the new best one does."""
    was: Toll = getattr(form.event, name)
    low, best, high = (_figure(form.value(f"{name}-{bound}")) for bound in BOUNDS)
    if was.low == was.best == was.high and (low, high) == (was.low, was.high) and best is not None:
        low, high = (best, best) if was.best is not None else (low, high)
    return Toll(low, best, high)


def _figure(value: Any) -> int | None:
    return None if value is None else int(value)


def _is_in_order(toll: Toll) -> bool:
    known = [value for value in (toll.low, toll.best, toll.high) if value is not None]
    return known == sorted(known)
