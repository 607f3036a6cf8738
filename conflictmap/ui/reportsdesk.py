"""What lies on a viewer's desk: saved reports and the session's own, the chosen one, and what deciding does.

Who may not change data can still try: what they paste is read and shown, and forgotten with the session.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import streamlit as st

from conflictmap import places, reviewing, savedreports, settings, teaching
from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document
from conflictmap.coder.events import CodedEvent
from conflictmap.errors import ConflictMapError, UnreadableFile
from conflictmap.model.event import Event
from conflictmap.savedreports import SavedReport
from conflictmap.store.store import shared_store
from conflictmap.ui import roles, state
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say
from geodata import GazetteerGeocoder

log = logging.getLogger(__name__)

ME = "editor-name"
"""Session key of the name a person gave for the journals; the places page asks for it too."""
EDITING = "report-editing"
"""Session key of the event whose correction is open."""
_TRIED = "reports-tried"
LISTED = 100
"""Reports of the list, last changed first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A report in the list: its key and name, its day, how many events it has and how many are undecided."""

    key: str
    name: str
    day: str
    events: int
    open: int
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """The open report as the page shows it: its events with their states, and the chosen one."""

    report: SavedReport
    events: list[CodedEvent]
    states: dict[str, str]
    chosen: CodedEvent | None
    stored: Event | None
    saved: bool

    @property
    def shown(self) -> Event | None:
        """The chosen event as it stands: the store's while it is accepted there, else as it was read."""
        if self.chosen is None:
            return None
        accepted = self.stored and self.states[self.chosen.event.id] in reviewing.ACCEPTED
        return self.stored if accepted else self.chosen.event


# Reading


def know_taught_names() -> None:
    """Has the names taught here count on every page."""
    teaching.apply()


def coder() -> Coder:
    """The coder over the gazetteer and the names taught here; the same one until either changes."""
    return _coder(places.geocoder(), teaching.apply())


@lru_cache(maxsize=1)
def _coder(geocoder: GazetteerGeocoder, taught: int) -> Coder:
    return Coder(geocoder)


def take_in(document: Document, given: date | None = None) -> SavedReport:
    """Reads a document and puts it on the desk; an editor's is saved.

    Raises:
        UnreadableFile: there is no text in it, or too much.
    """
    limit = settings.number("report_mb_limit")
    if len(document.text.encode("utf-8", "replace")) > limit * 1_000_000:
        raise UnreadableFile(f"{document.name or 'report'}: expected at most {limit} MB of text, got more")
    fresh = savedreports.read_report(document, coder(), given)
    if roles.may_edit():
        return savedreports.keep(fresh, coder())
    tried = _tried()
    tried[fresh.key] = fresh
    while len(tried) > settings.number("tried_report_limit"):
        del tried[next(iter(tried))]
    return fresh


def _tried() -> dict[str, SavedReport]:
    found: dict[str, SavedReport] = st.session_state.setdefault(_TRIED, {})
    return found


def opened(app: App) -> Desk | None:
    """The desk with the viewer's report, None where none is chosen or there is no such report."""
    key = app.reading.report
    if not key:
        return None
    report = _find(key)
    if report is None:
        app.reading = state.Reading()
        app.notices = [*app.notices, say("report.unknown", app.lang)]
        return None
    return _desk(app, report, saved=key not in _tried())


def _find(key: str) -> SavedReport | None:
    if key in _tried():
        return _tried()[key]
    try:
        return _loaded(key, savedreports.path_of(key).stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except UnreadableFile as error:
        log.warning("reports: %s", error)  # whoever runs the server reads it
        return None


@lru_cache(maxsize=8)
def _loaded(key: str, changed: int) -> SavedReport | None:
    return savedreports.load(key)


def _desk(app: App, report: SavedReport, saved: bool) -> Desk:
    events = reviewing.candidates(report)
    ids = [coded.event.id for coded in events]
    kept = reviewing.found_in(shared_store(), ids) if saved else {}
    states = reviewing.states(report, ids, kept)
    chosen = next((coded for coded in events if coded.event.id == app.reading.event), None)
    if app.reading.event and chosen is None and not app.touched:
        app.notices = [*app.notices, say("report.unknown_event", app.lang)]
    if chosen is None and events:
        chosen = next((coded for coded in events if states[coded.event.id] == "candidate"), events[0])
    app.reading.event = chosen.event.id if chosen else None
    stored = kept.get(chosen.event.id) if chosen else None
    return Desk(report, events, states, chosen, stored, saved)


# The list


def listed() -> list[Line]:
    """The reports a viewer can open: the session's own, then the saved ones, last changed first."""
    own = [_line(report, tried=True) for report in reversed(_tried().values())]
    return [*own, *(line for key in savedreports.keys()[:LISTED] if (line := _saved_line(key)))]


def _saved_line(key: str) -> Line | None:
    try:
        return _line_of(key, savedreports.path_of(key).stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=2 * LISTED)
def _line_of(key: str, changed: int) -> Line | None:
    try:
        report = savedreports.load(key)
    except UnreadableFile:
        return None
    return _line(report) if report else None


def _line(report: SavedReport, tried: bool = False) -> Line:
    events = reviewing.candidates(report)
    still = list(reviewing.states(report, [coded.event.id for coded in events], {}).values()).count("candidate")
    return Line(report.key, report.name, day_of(report), len(events), still, tried)


def day_of(report: SavedReport) -> str:
    """The day of publication of a report's first part that has one, as ISO text; empty where none has."""
    day = next((part.published.day for part in report.reading.reports if part.published), None)
    return day.isoformat() if day else ""


# Choosing and deciding: callbacks


def open_report(key: str | None) -> None:
    """Puts a report on top, or none."""
    state.changing().reading = state.Reading(key)
    st.session_state.pop(EDITING, None)


def choose(event_id: str) -> None:
    """Chooses an event of the open report."""
    state.changing().reading.event = event_id
    st.session_state.pop(EDITING, None)


def act(name: str, desk: Desk) -> None:
    """Does what a key or button says with the chosen event."""
    app = state.changing()
    if desk.chosen is None:
        return
    if name in ("next", "previous"):
        _move(app, desk, 1 if name == "next" else -1)
    elif name == "edit":
        st.session_state[EDITING] = None if st.session_state.get(EDITING) == app.reading.event else app.reading.event
    else:
        _decide(app, desk, name)


def _move(app: App, desk: Desk, step: int) -> None:
    at = next(n for n, coded in enumerate(desk.events) if coded is desk.chosen)
    app.reading.event = desk.events[min(max(at + step, 0), len(desk.events) - 1)].event.id
    st.session_state.pop(EDITING, None)


def _decide(app: App, desk: Desk, name: str) -> None:
    event_id, key, store = str(app.reading.event), desk.report.key, shared_store()
    why = str(st.session_state.get("report-why") or "").strip()
    undone = to_undo(desk) or event_id

    def step(who: str) -> None:
        if name == "accept":
            reviewing.accept(store, key, event_id, who, why or say("report.why_accepted", app.lang))
        elif name == "reject":
            reviewing.reject(store, key, event_id, who, why or say("report.why_rejected", app.lang))
        elif name == "split":
            reviewing.split(key, event_id, coder(), who, why or say("report.why_split", app.lang))
        elif name == "undo":
            reviewing.undo(store, key, undone, who, why or say("report.why_undone", app.lang))

    if decided(app, step):
        app.notices = [told(app.lang, name, desk.shown)]
        if name in ("accept", "reject"):
            _go_on(app, desk)


def to_undo(desk: Desk) -> str | None:
    """Whose last decision can be taken back: the chosen event's, or the split that made it; None where none."""
    if desk.chosen is None:
        return None
    event_id = desk.chosen.event.id
    return event_id if reviewing.standing(desk.report, event_id) else reviewing.whole_of(desk.report, event_id)


def told(lang: Lang, name: str, event: Event | None) -> str:
    """What was done, in words; what the map does not draw is not said to be there."""
    drawn = event is None or (event.claim == "asserted" and event.place.mark != "list")
    return say("report.did_keep" if name in ("accept", "correct") and not drawn else f"report.did_{name}", lang)


def decided(app: App, step: Callable[[str], object]) -> bool:
    """Runs a decision of a person who may make it and has said who they are; what hinders it is said at the head."""
    who = (roles.signed_in_as() or str(st.session_state.get(ME) or "")).strip()
    if not roles.may_edit():
        app.notices = [say("edit.not_editor", app.lang)]
    elif not who:
        app.notices = [say("report.who_first", app.lang)]
    else:
        try:
            step(who)
            return True
        except ConflictMapError as error:
            app.notices = [str(error)]
    return False


def _go_on(app: App, desk: Desk) -> None:
    """The next event without a decision, behind the chosen one first."""
    names = [coded.event.id for coded in desk.events]
    at = names.index(str(app.reading.event))
    rest = [name for name in (*names[at + 1 :], *names[:at]) if desk.states[name] == "candidate"]
    if rest:
        app.reading.event = rest[0]


def counted(lang: Lang, desk: Desk) -> str:
    """How many events the report has, and how many were decided about."""
    still = sum(each == "candidate" for each in desk.states.values())
    return say("report.counts", lang, n=number(len(desk.events)), open=number(still))


def read_again(key: str, source: dict[str, str | None], day: date | None) -> None:
    """Reads a report of the desk again, as of another day or source. Raises `UnreadableFile`."""
    tried = _tried()
    if key in tried:
        report = tried[key]
        # the form's fields are those of Document
        tried[key] = savedreports.read_again(report, replace(report.document, **source), day, coder())  # type: ignore[arg-type]
    elif roles.may_edit():
        savedreports.change(key, lambda old: _again(old, source, day))


def _again(report: SavedReport | None, source: dict[str, str | None], day: date | None) -> SavedReport:
    if report is None:
        raise UnreadableFile("report: expected one that is saved, found none")
    # the form's fields are those of Document
    return savedreports.read_again(report, replace(report.document, **source), day, coder())  # type: ignore[arg-type]
