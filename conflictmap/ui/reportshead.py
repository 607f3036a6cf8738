"""What stands over a report's text: its day of publication its source, what was left out, likely doubles."""

from __future__ import annotations

import streamlit as st

from conflictmap import reviewing
from conflictmap.coder.coder import CodedReport
from conflictmap.errors import ConflictMapError, UnreadableFile
from conflictmap.model.event import Event
from conflictmap.savedreports import SavedReport
from conflictmap.store.store import shared_store
from conflictmap.ui import data, detail, reportsdesk, roles, state
from conflictmap.ui.markup import escape, isolated, link
from conflictmap.ui.reportsdesk import Desk
from conflictmap.ui.reportsin import source_fields, source_given
from conflictmap.ui.reportswords import published_label, reason_label
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say

LEFT_OUT = 60
"""Sentences left out that are listed."""
_POINTED, _ALIKE = "report-pointed", "report-alike-found"
_LONGEST_QUOTE, _LONGEST_SENTENCE = 60, 300  # characters


def part_of(desk: Desk) -> CodedReport | None:
    """The report of the document that the chosen event is in; the first where none is chosen."""
    parts = desk.report.reading.reports
    at = desk.chosen.report if desk.chosen else 0
    return parts[at] if at < len(parts) else parts[0] if parts else None


def render(app: App, desk: Desk) -> None:
    """Draws the line of the day and the source, with the way to correct both, which reads the report again."""
    lang, part, document = app.lang, part_of(desk), desk.report.document
    day = part.published if part else None
    quote = document.text[slice(*day.span)] if day and day.span else ""
    facts = [isolated(document.publisher)] if document.publisher else []
    facts += [link(document.url, say("detail.open_source", lang))] if document.url else []
    if len(desk.report.reading.reports) > 1:
        facts.append(escape(say("report.parts", lang, n=number(len(desk.report.reading.reports)))))
    with st.container(key="report-head", horizontal=True, vertical_alignment="center"):
        st.html(
            f"<div class='cm-report-head'><b>{isolated(_title(desk, part))}</b>"
            f"<small>{escape(published_label(day, quote[:_LONGEST_QUOTE], lang))}"
            f"{''.join(' · ' + fact for fact in facts if fact)}</small></div>"
        )
        if roles.may_edit() or not desk.saved:
            _source(lang, desk.report)


def _title(desk: Desk, part: CodedReport | None) -> str:
    return (part.title if part else None) or desk.report.name


def _source(lang: Lang, report: SavedReport) -> None:
    prefix = f"source-{report.key}-{report.read}"
    with st.popover(say("report.source", lang), key=f"report-source-{lang}-{report.key}", icon=":material/event:"):
        source_fields(lang, prefix, report)
        st.html(f"<p class='cm-hint'>{escape(say('report.source_help', lang))}</p>")
        st.button(
            say("report.read_again", lang), key="report-read-again", on_click=_read_again, args=(report.key, prefix)
        )


def _read_again(key: str, prefix: str) -> None:
    """Callback: the report read again with another day or source; decisions stay."""
    app = state.changing()
    try:
        source, day = source_given(prefix)
        reportsdesk.read_again(key, source, day)
    except (UnreadableFile, ConflictMapError) as error:
        app.notices = [str(error)]
        return
    app.notices = [say("report.read_anew", app.lang)]


# What was left out


def left_out(app: App, desk: Desk) -> None:
    """Draws the sentences that looked like an event and were not coded, with the reason; a click shows one."""
    lang = app.lang
    told = [each for part in desk.report.reading.reports for each in part.skipped]
    rows = list({(each.span, each.reason): each for each in told}.values())
    if not rows:
        return
    text = desk.report.document.text
    with st.expander(say("report.left_out", lang, n=number(len(rows))), key=f"report-left-{lang}"):
        st.html(f"<p class='cm-hint'>{escape(say('report.left_help', lang))}</p>")
        with st.container(key="left-rows", gap=None):
            for at, row in enumerate(rows[:LEFT_OUT]):
                sentence = escape(_beginning(text[slice(*row.span)]))
                with st.container(key=f"candidate-left-{at}", gap=None):
                    st.html(
                        f"<div class='cm-candidate'><span class='cm-candidate-text'>"
                        f"<small>{isolated(row.word)}: {escape(reason_label(row.reason, lang))}</small>"
                        f"<span dir='auto' class='cm-left'>{sentence}</span></span></div>"
                    )
                    st.button(
                        say("report.show_sentence", lang, n=at + 1), key=f"choose-left-{at}", on_click=_point,
                        args=(desk.report.key, row.span),
                    )  # fmt: skip
        if len(rows) > LEFT_OUT:
            st.html(f"<p class='cm-hint'>{escape(say('map.more', lang, n=number(len(rows) - LEFT_OUT)))}</p>")


def _beginning(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE].rstrip()}…"


def _point(key: str, span: tuple[int, int]) -> None:
    """Callback: the text shows a sentence that is no event."""
    state.changing()
    st.session_state[_POINTED] = (key, span, state.current().reading.event)


def pointed(app: App, desk: Desk) -> tuple[int, int] | None:
    """The sentence the text is to show, until another event is chosen."""
    kept = st.session_state.get(_POINTED)
    if kept and kept[0] == desk.report.key and kept[2] == app.reading.event:
        return kept[1]  # type: ignore[no-any-return]  # session state holds anything
    return None


# The same event from other reports


def alike(app: App, desk: Desk) -> None:
    """Draws accepted events of other reports that may be the chosen one, with a button to join one."""
    if desk.chosen is None or not desk.saved or desk.states[desk.chosen.event.id] != "candidate":
        return
    found = _alike(desk.report, desk.chosen.event)
    if not found:
        return
    lang = app.lang
    with st.container(key="report-alike"):
        st.html(f"<h4 class='cm-h'>{escape(say('report.alike', lang))}</h4>")
        for at, event in enumerate(found[:5]):
            st.html(_alike_html(event, lang))
            if roles.may_edit():
                st.button(
                    say("report.join", lang), key=f"report-join-{at}", icon=":material/merge:", on_click=_join,
                    args=(desk.report.key, desk.chosen.event.id, event.id),
                )  # fmt: skip


def _alike(report: SavedReport, event: Event) -> list[Event]:
    """As `reviewing.alike`, kept for the session while event and store stay the same."""
    known = report.key, report.read, event.id, data.version()
    kept = st.session_state.get(_ALIKE)
    if not kept or kept[0] != known:
        kept = st.session_state[_ALIKE] = known, reviewing.alike(shared_store(), report, event)
    return list(kept[1])


def _alike_html(event: Event, lang: Lang) -> str:
    when = event.when.describe(lang) if event.when else say("date.none", lang)
    source = event.sources[0]
    quote = f"<blockquote dir='auto'>{escape(source.quote[:240])}</blockquote>" if source.quote else ""
    head = f"{isolated(detail.event_title(event, lang))} · {isolated(when)} · {isolated(source.publisher)}"
    more = f" · {escape(say('report.sources', lang, n=number(len(event.sources))))}" if len(event.sources) > 1 else ""
    return f"<div class='cm-alike'>{head}{more}{quote}</div>"


def _join(key: str, event_id: str, into: str) -> None:
    """Callback: this report becomes a further source of an event."""
    app = state.changing()
    why = str(st.session_state.get("report-why") or "").strip() or say("report.why_joined", app.lang)
    if reportsdesk.decided(app, lambda who: reviewing.join(shared_store(), key, event_id, into, who, why)):
        app.notices = [say("report.did_join", app.lang)]
