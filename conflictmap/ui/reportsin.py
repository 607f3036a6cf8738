"""Taking reports in: pasted text or files, many at once, with a bar that says how far it is and an account of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from conflictmap import settings
from conflictmap.coder.documents import SUFFIXES, Document, read_document
from conflictmap.errors import UnreadableFile
from conflictmap.model.dates import describe_day
from conflictmap.savedreports import SavedReport
from conflictmap.ui import reportsdesk, roles, state
from conflictmap.ui.markup import escape, isolated, safe_url
from conflictmap.ui.reportsdesk import Line
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say

FIRST_DAY = date(1990, 1, 1)
ENCODINGS = ("utf-8", "windows-1256", "iso-8859-6", "utf-16", "windows-1252")
_ROUND = "reports-round"
_TAKEN = "reports-taken"
_MAX_FIELD = 300


def chooser(app: App) -> None:
    """The list of reports, and the button that makes room for a new one."""
    lines = {line.key: line for line in reportsdesk.listed()}
    if not lines:
        return
    lang = app.lang
    # Streamlit keeps what was chosen by its label: each is another one, and other labels are another widget
    labels = _told_apart({key: _label(line, lang) for key, line in lines.items()})
    key = f"report-choice-{hashlib.blake2s(repr(labels).encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
    if st.session_state.get(key) != app.reading.report:
        st.session_state[key] = app.reading.report if app.reading.report in lines else None
    with st.container(key="report-chooser", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("report.choose", lang, n=number(len(lines))), list(lines), key=key, index=None,
            format_func=labels.__getitem__, placeholder=say("report.choose_hint", lang),
            on_change=_open, args=(key, tuple(lines)),
        )  # fmt: skip
        if app.reading.report:
            st.button(
                say("report.another", lang), key="report-another", icon=":material/add:",
                on_click=reportsdesk.open_report, args=(None,),
            )  # fmt: skip


def _told_apart(labels: dict[str, str]) -> dict[str, str]:
    """Labels with the beginning of their keys where two would be the same."""
    times = Counter(labels.values())
    return {key: f"{label} · {key[:6]}" if times[label] > 1 else label for key, label in labels.items()}


def _open(key: str, known: tuple[str, ...]) -> None:
    """Callback of the list."""
    chosen = st.session_state.get(key)
    reportsdesk.open_report(chosen if chosen in known else None)


def _label(line: Line, lang: Lang) -> str:
    day = describe_day(date.fromisoformat(line.day), lang) if line.day else say("report.no_day", lang)
    state_ = say("report.tried", lang) if line.tried else say("report.line", lang, n=line.events, open=line.open)
    return f"\u2068{line.name[:80]}\u2069 · {day} · {state_}"


def render(app: App) -> None:
    """Draws the two ways in."""
    lang = app.lang
    if not roles.may_edit():
        st.html(f"<p class='cm-hint'>{escape(say('report.try', lang))}</p>")
    paste, files = st.tabs([say("report.paste", lang), say("report.files", lang)], key=f"report-ways-{lang}")
    with paste:
        _paste(lang)
    with files:
        _upload(app)
    _account(lang)


# Pasting


def _paste(lang: Lang) -> None:
    with st.container(key="report-paste"):
        st.text_area(
            say("report.pasted", lang), key="report-pasted", height=260, placeholder=say("report.paste_here", lang),
            max_chars=settings.number("report_mb_limit") * 1_000_000,
        )  # fmt: skip
        source_fields(lang, "report", None)
        st.button(
            say("report.read", lang), key="report-read", type="primary", icon=":material/manage_search:",
            on_click=_read_pasted,
        )  # fmt: skip


def source_fields(lang: Lang, prefix: str, report: SavedReport | None) -> None:
    """The fields that say where a report comes from: publisher, link, day of publication; all may stay empty."""
    publisher, link, day = st.columns([0.32, 0.43, 0.25])
    document = report.document if report else None
    publisher.text_input(
        say("report.publisher", lang), (document.publisher or "") if document else "", key=f"{prefix}-publisher",
        max_chars=_MAX_FIELD,
    )  # fmt: skip
    link.text_input(
        say("report.link", lang), (document.url or "") if document else "", key=f"{prefix}-link", max_chars=2_000,
    )  # fmt: skip
    day.date_input(
        say("report.day", lang), report.given if report else None, key=f"{prefix}-day", min_value=FIRST_DAY,
        max_value=date(date.today().year + 1, 12, 31), format="YYYY-MM-DD", help=say("report.day_help", lang),
    )  # fmt: skip


def source_given(prefix: str) -> tuple[dict[str, Any], date | None]:
    """What the fields hold: changes of the document, and the day.

    Raises:
        UnreadableFile: the link is none.
    """
    publisher, link = (str(st.session_state.get(f"{prefix}-{name}") or "").strip() for name in ("publisher", "link"))
    if link and safe_url(link) is None:
        raise UnreadableFile(say("report.bad_link", state.current().lang))
    day = st.session_state.get(f"{prefix}-day")
    return {"publisher": publisher or None, "url": link or None}, day if isinstance(day, date) else None


def _read_pasted() -> None:
    """Callback: reads what was pasted and opens it."""
    app = state.changing()
    text = str(st.session_state.get("report-pasted") or "")
    if not text.strip():
        app.notices = [say("report.nothing_pasted", app.lang)]
        return
    try:
        source, day = source_given("report")
        report = reportsdesk.take_in(Document(text, "", **source), day)
    except UnreadableFile as error:
        app.notices = [str(error)]
        return
    for name in ("pasted", "publisher", "link"):
        st.session_state[f"report-{name}"] = ""
    st.session_state["report-day"] = None
    st.session_state.pop(_TAKEN, None)
    app.reading = state.Reading(report.key)


# Files


def _upload(app: App) -> None:
    lang, at = app.lang, st.session_state.setdefault(_ROUND, 0)
    limits = {"mb": settings.number("report_mb_limit"), "n": number(settings.number("report_files_limit"))}
    st.html(f"<p class='cm-hint'>{escape(say('report.files_help', lang, **limits))}</p>")
    encoding = st.selectbox(
        say("report.encoding", lang), ["", *ENCODINGS], key="report-encoding", width=280,
        format_func=lambda each: each or say("report.encoding_any", lang),
    )  # fmt: skip
    with st.container(key="report-upload"):
        files = st.file_uploader(
            say("report.drop", lang), [suffix[1:] for suffix in SUFFIXES], accept_multiple_files=True,
            key=f"report-files-{at}", max_upload_size=max(1, settings.number("report_mb_limit")),
        )  # fmt: skip
    if files:
        _take(app, files, encoding or None)
        st.session_state[_ROUND] = at + 1  # an empty field for the next ones
        st.rerun()


def _take(app: App, files: list[Any], encoding: str | None) -> None:
    """Reads files one after another; one that cannot be read is named with the reason and stops none."""
    most, taken = settings.number("report_files_limit"), []
    bar = st.progress(0.0)
    for done, file in enumerate(files[:most], 1):
        bar.progress(done / min(len(files), most), say("report.progress", app.lang, n=done, total=len(files)))
        taken.append(_take_one(file, encoding))
    taken += [(file.name, None, say("report.too_many", app.lang, n=number(most)), 0) for file in files[most:]]
    bar.empty()
    st.session_state[_TAKEN] = taken
    read = [key for _, key, _, _ in taken if key]
    app.reading = state.Reading(read[0]) if len(read) == 1 == len(taken) else app.reading


def _take_one(file: Any, encoding: str | None) -> tuple[str, str | None, str, int]:
    """The name of a file, the key of its report or what is wrong with it, and how many events it has."""
    try:
        limit = settings.number("report_mb_limit") * 1_000_000
        document = read_document(file.getvalue(), file.name, encoding=encoding, max_bytes=limit)
        report = reportsdesk.take_in(replace(document, url=safe_url(document.url)))
    except UnreadableFile as error:
        return file.name, None, str(error), 0
    return file.name, report.key, "", len(report.reading.events)


def _account(lang: Lang) -> None:
    """What became of the files of the last upload, each with a button that opens it."""
    taken: list[tuple[str, str | None, str, int]] = st.session_state.get(_TAKEN) or []
    if not taken:
        return
    read = sum(key is not None for _, key, _, _ in taken)
    said = say("report.taken", lang, n=number(read), total=number(len(taken)))
    st.html(f"<p class='cm-verdict' role='status'>{escape(said)}</p>")
    with st.container(key="report-taken", gap=None):
        for at, (name, key, problem, events) in enumerate(taken):
            text = say("report.events", lang, n=number(events)) if key else problem
            css = "" if key else " cm-taken-problem"
            with st.container(key=f"candidate-file-{at}", gap=None):
                st.html(
                    f"<div class='cm-candidate{css}'><span class='cm-candidate-text'><b>{isolated(name)}</b>"
                    f"<small dir='auto'>{escape(text)}</small></span></div>"
                )
                if key:
                    st.button(
                        say("report.open", lang, name=name), key=f"choose-file-{at}",
                        on_click=reportsdesk.open_report, args=(key,),
                    )  # fmt: skip
