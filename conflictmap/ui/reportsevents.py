"""The events of a report: the list with their states, and the chosen one with what can be done about it."""

from __future__ import annotations

import streamlit as st

from conflictmap import reviewing
from conflictmap.coder.events import CodedEvent
from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.ui import detail, reportsdesk, reportsedit, roles, state
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.reportsdesk import ME, Desk
from conflictmap.ui.reportswords import in_words
from conflictmap.ui.state import App
from conflictmap.words import Lang, all_words, direction, number, say

PAGE_SIZE = 40
"""Events of the list at once; the one that holds the chosen event is shown."""
_ICONS = {"candidate": "○", "confirmed": "✓", "corrected": "✎", "rejected": "✕", "joined": "⊕"}


def reviewer(lang: Lang) -> None:
    """Who decides, and why; what is typed here stands in the journal beside every decision that follows."""
    if not roles.may_edit():
        return
    who, why = st.columns([0.4, 0.6])
    with st.container(key="report-reviewer"):
        me = roles.signed_in_as()
        if me is None:
            if "report-who" not in st.session_state:
                st.session_state["report-who"] = st.session_state.get(ME, "")
            who.text_input(say("report.who", lang), key="report-who", max_chars=200, on_change=_name)
        why.text_input(
            say("report.why", lang), key="report-why", max_chars=500, placeholder=say("report.why_hint", lang)
        )


def _name() -> None:
    """Callback: the name is kept for the session."""
    st.session_state[ME] = str(st.session_state["report-who"] or "").strip()


def listing(app: App, desk: Desk) -> None:
    """The events in the order of the text."""
    lang = app.lang
    st.html(f"<p class='cm-said' role='status'>{escape(reportsdesk.counted(lang, desk))}</p>")
    if not desk.events:
        st.html(f"<p class='cm-hint'>{escape(say('report.none', lang))}</p>")
        return
    at = next(n for n, coded in enumerate(desk.events) if coded is desk.chosen)
    first = at // PAGE_SIZE * PAGE_SIZE
    shown = desk.events[first : first + PAGE_SIZE]
    with st.container(key="candidates", gap=None):
        for rank, coded in enumerate(shown, first + 1):
            with st.container(key=f"candidate-event-{rank}", gap=None):
                st.html(row_html(coded, rank, desk, lang))
                st.button(
                    say("report.choose_event", lang, n=rank), key=f"choose-event-{rank}", width="stretch",
                    on_click=reportsdesk.choose, args=(coded.event.id,),
                )  # fmt: skip
    if len(desk.events) > PAGE_SIZE:
        _pages(desk, first, lang)


def _pages(desk: Desk, first: int, lang: Lang) -> None:
    with st.container(key="report-pages", horizontal=True, vertical_alignment="center"):
        for name, start in (("report.earlier", first - PAGE_SIZE), ("report.later", first + PAGE_SIZE)):
            inside = 0 <= start < len(desk.events)
            st.button(
                say(name, lang), key=name.replace(".", "-"), disabled=not inside, on_click=reportsdesk.choose,
                args=(desk.events[start].event.id if inside else "",),
            )  # fmt: skip
        last = min(first + PAGE_SIZE, len(desk.events))
        text = say("report.of", lang, first=number(first + 1), last=number(last), total=number(len(desk.events)))
        st.html(f"<small>{escape(text)}</small>")


def row_html(coded: CodedEvent, rank: int, desk: Desk, lang: Lang) -> str:
    """An event in the list: what and where, when, who, how many dead, and its state."""
    chosen = coded is desk.chosen
    event = desk.shown if chosen and desk.shown else coded.event
    here = desk.states[coded.event.id]
    color = STYLES[event.event_type].color
    chosen_css = " cm-candidate-chosen" if chosen else ""
    return (
        f"<div class='cm-candidate cm-event-{here}{chosen_css}' dir='{direction(lang)}'>"
        f"<span class='cm-rank' style='border-color:{color}'>{rank}</span><span class='cm-candidate-text'>"
        f"<b>{isolated(detail.event_title(event, lang))}</b>"
        f"<small>{' · '.join(isolated(fact) for fact in _facts(event, lang))}</small></span>"
        f"<span class='cm-state cm-state-{here}'>{_ICONS[here]} {escape(status_label(here, lang))}</span></div>"
    )


def _facts(event: Event, lang: Lang) -> list[str]:
    killed = event.fatalities
    facts = [event.when.describe(lang) if event.when else say("date.none", lang)]
    if killed.is_known:
        facts.append(say("report.killed", lang, n=detail.toll_text(killed, lang)))
    facts += [actor.label(lang) for actor in event.actors[:2]]
    if event.claim != "asserted":
        facts.append(vocabulary.claims().get(event.claim).label(lang))
    return facts


def status_label(here: str, lang: Lang) -> str:
    """A state in a word or two."""
    return all_words(lang, "review_state.")[here]


# The chosen event


def chosen(app: App, desk: Desk) -> None:
    """The chosen event: buttons, its place on the map or its correction, its evidence in words, and its journal."""
    if desk.chosen is None or desk.shown is None:
        return
    lang, here = app.lang, desk.states[desk.chosen.event.id]
    if desk.saved and roles.may_edit():
        _buttons(lang, desk, here)
    reportsedit.render(app, desk)
    st.html(event_html(desk, lang))


def _buttons(lang: Lang, desk: Desk, here: str) -> None:
    accepted = here in reviewing.ACCEPTED
    offers: list[tuple[str, str, str, bool]] = [
        ("accept", "report.accept", ":material/check:", here in ("candidate", "rejected")),
        ("edit", "report.edit", ":material/edit:", here in ("candidate", *reviewing.ACCEPTED, "rejected")),
        ("reject", "report.reject", ":material/close:", here in ("candidate", *reviewing.ACCEPTED)),
        ("undo", "report.undo", ":material/undo:", reportsdesk.to_undo(desk) is not None),
        ("split", "report.split", ":material/call_split:", here == "candidate" and _has_several(desk)),
    ]
    with st.container(key="report-actions", horizontal=True, gap="small"):
        for name, key, icon, is_offered in offers:
            if is_offered:
                st.button(
                    say(key, lang), key=f"report-{name}", icon=icon, on_click=reportsdesk.act, args=(name, desk),
                    type="primary" if name == "accept" else "secondary",
                )  # fmt: skip
        if accepted and st.button(say("report.on_map", lang), key="report-on-map", icon=":material/map:"):
            show_on_map(desk)


def show_on_map(desk: Desk) -> None:
    """Opens the map page with the chosen event; not from a callback, as it leaves the page."""
    event, app = desk.shown, state.changing()
    if event is None:
        return
    app.event = event.id
    place = event.place
    if place.lat is not None and place.lon is not None:
        app.go_to(place.lat, place.lon, detail.ZOOM_FOR_MARK.get(place.mark, 9))
    st.switch_page("pages/map.py")


def _has_several(desk: Desk) -> bool:
    return desk.chosen is not None and len(reviewing.sentences_of(desk.chosen, desk.report.document.text)) > 1


def event_html(desk: Desk, lang: Lang) -> str:
    """The chosen event opened, with its first reading beside a correction, and who decided what."""
    event = desk.shown
    if event is None or desk.chosen is None:
        return ""
    return detail.event_html(event, lang) + readings_html(event, lang) + _journal_html(desk, lang)


def readings_html(event: Event, lang: Lang) -> str:
    """What a person changed: the first reading beside what stands now."""
    first = event.first_read()
    if not first:
        return ""
    names = all_words(lang, "field.")
    rows = "".join(
        f"<tr><th>{escape(names.get(name, name))}</th><td>{isolated(in_words(name, value, lang))}</td>"
        f"<td>{isolated(in_words(name, getattr(event, name, None), lang))}</td></tr>"
        for name, value in first.items()
        if name in names
    )
    heads = "".join(f"<th>{escape(say(key, lang))}</th>" for key in ("report.field", "report.first", "report.now"))
    return f"<div class='cm-method cm-readings'><table><tr class='cm-heads'>{heads}</tr>{rows}</table></div>"


def _journal_html(desk: Desk, lang: Lang) -> str:
    if desk.chosen is None:
        return ""
    rows = [row for row in desk.report.decisions if row.event == desk.chosen.event.id]
    names = all_words(lang, "review_state.")
    lines = "".join(
        f"<li>{escape(names[row.status])} · {isolated(row.who)} · <bdi dir='ltr'>{escape(row.when[:10])} "
        f"{escape(row.when[11:16])} UTC</bdi> · {isolated(row.why)}</li>"
        for row in rows
    )
    head = f"<h4 class='cm-h'>{escape(say('report.journal', lang))}</h4>"
    return f"{head}<ul class='cm-anew'>{lines}</ul>" if rows else ""
