"""The text of a report as a component: its stretches tinted by the chosen event's parts, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from conflictmap import reviewing
from conflictmap.coder.events import CodedEvent, language_of
from conflictmap.mapview.routes import STATIC
from conflictmap.savedreports import SavedReport
from conflictmap.ui import reportsdesk, roles, state
from conflictmap.ui.reportsdesk import Desk
from conflictmap.ui.state import App
from conflictmap.words import Lang, all_words, direction, say
from geodata.normalize import is_arabic

PAGE = "reports"
"""The page's own part of its address."""
PARTS = ("trigger", "place", "date", "actor", "toll")
MOST_SHOWN = 60_000
"""Characters of a text that are shown at once, around the chosen event."""
KEYS = (("j", "next"), ("k", "previous"), ("a", "accept"), ("e", "edit"), ("r", "reject"), ("u", "undo"))
_READER = ("next", "previous")
_KEY = "report-text"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the text shows: the events in their order, which one is chosen, and a stretch to show though no event."""

    events: Sequence[CodedEvent]
    chosen: CodedEvent | None
    pointed: Span | None = None


def render(app: App, desk: Desk, pointed: Span | None = None) -> None:
    """Draws the text with the open report's events; clicks choose, keys decide. `pointed`: a sentence to show."""
    shown = Shown(desk.events, desk.chosen, pointed)
    data = text_data(app, desk.report, shown, desk.saved and roles.may_edit())
    ids = [coded.event.id for coded in shown.events]

    def picked() -> None:
        token = str((st.session_state.get(_KEY) or {}).get("pick") or "")
        if token.isdecimal() and int(token) < len(ids):
            reportsdesk.choose(ids[int(token)])

    def acted() -> None:
        name = str((st.session_state.get(_KEY) or {}).get("act") or "")
        if name in data["allowed"]:
            reportsdesk.act(name, desk)

    with st.container(key="report-box"):
        _component()(key=_KEY, data=data, on_pick_change=picked, on_act_change=acted)


@cache
def _component() -> Callable[..., Any]:
    script, style = ((STATIC / f"reports.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    made: Callable[..., Any] = st.components.v2.component(
        "conflictmap_report_text", html="<div id='report-text'></div>", css=style, js=script
    )
    return made


def text_data(app: App, report: SavedReport, shown: Shown, may_edit: bool) -> dict[str, Any]:
    """All that the component is told, as JSON values."""
    text, lang = report.document.text, app.lang
    first, last = window(text, _focus(shown))
    allowed = [name for _, name in KEYS if may_edit or name in _READER] if shown.events else []
    read = report.document.lang if report.document.lang in ("ar", "en") else language_of(text)
    names = all_words(lang, "key.")
    return {
        "report": report.key,
        "page": PAGE,
        "address": urlencode(address(app)),
        "dir": direction("ar" if read == "ar" else "en"),
        "lang": read,
        "chosen": next((n for n, coded in enumerate(shown.events) if coded is shown.chosen), None),
        "lines": lines(text, shown, (first, last)),
        "before": first > 0,
        "after": last < len(text),
        "allowed": allowed,
        "keys": [[key, names[name]] for key, name in KEYS if name in allowed],
        "words": _words(lang),
    }


def _words(lang: Lang) -> dict[str, Any]:
    parts = all_words(lang, "part.")
    return {
        "dir": direction(lang),
        "text": say("report.text", lang),
        "before": say("report.before", lang),
        "after": say("report.after", lang),
        "parts": {part: parts[part] for part in PARTS},
    }


def address(app: App) -> dict[str, str]:
    """The parameters of the page's address: as every page's, with the report and its event."""
    reading = app.reading
    if not reading.report:
        return state.address(app)
    own = {"report": reading.report, **({"event": reading.event} if reading.event else {})}
    return {**{name: value for name, value in state.address(app).items() if name != "event"}, **own}


def _focus(shown: Shown) -> int:
    if shown.pointed:
        return shown.pointed[0]
    span = shown.chosen.event.sources[0].span if shown.chosen else None
    return span[0] if span else 0


def window(text: str, focus: int) -> Span:
    """The stretch of a text that is shown: all of it, or whole lines around a place."""
    if len(text) <= MOST_SHOWN:
        return 0, len(text)
    start = min(max(0, focus - MOST_SHOWN // 2), len(text) - MOST_SHOWN)
    end = start + MOST_SHOWN
    line = text.find("\n", start, focus) if start else -1
    last = text.rfind("\n", focus, end) if end < len(text) else -1
    return line + 1 if line >= 0 else start, last if last >= 0 else end


def lines(text: str, shown: Shown, inside: Span) -> list[dict[str, Any]]:
    """The lines of a stretch, each with its direction and its runs: text, part, events whose sentence it is in."""
    marks = _Marks(text, shown, inside)
    cuts = sorted({inside[0], inside[1], *(at for at in marks.bounds() if inside[0] < at < inside[1])})
    found: list[dict[str, Any]] = []
    start = inside[0]
    while start <= inside[1]:
        end = text.find("\n", start, inside[1])
        end = inside[1] if end < 0 else end
        edges = [start, *(at for at in cuts if start < at < end), end]
        runs = [marks.run(a, b) for a, b in pairwise(edges) if b > a]
        found.append({"d": _line_direction(text[start:end]), "r": runs})
        start = end + 1
    return found


def _line_direction(line: str) -> str:
    """A line runs as its letters do: one Arabic word makes it an Arabic line, as names in Latin letters lead some."""
    letters = [letter for letter in line if letter.isalpha()]
    return "auto" if not letters else "rtl" if any(map(is_arabic, letters)) else "ltr"


class _Marks:
    """What stands where in a text: sentences of events, and parts of them."""

    def __init__(self, text: str, shown: Shown, inside: Span) -> None:
        self.text = text
        near = [(n, coded) for n, coded in enumerate(shown.events) if _overlaps(coded.event.sources[0].span, inside)]
        self.told = [(number, span) for number, coded in near for span in reviewing.sentences_of(coded, text)]
        self.parts = [(span, part, False) for _, coded in near for part, span in _evidence(coded)]
        self.own = [(span, part, True) for part, span in _evidence(shown.chosen)] if shown.chosen else []
        self.chosen = reviewing.sentences_of(shown.chosen, text) if shown.chosen else []
        if shown.pointed:
            self.chosen = [shown.pointed]

    def bounds(self) -> set[int]:
        spans = [*(span for _, span in self.told), *(span for span, _, _ in (*self.parts, *self.own)), *self.chosen]
        return {at for span in spans for at in span}

    def run(self, start: int, end: int) -> dict[str, Any]:
        numbers = [n for n, span in self.told if _holds(span, start)]
        hit = _smallest(self.own, start) or _smallest(self.parts, start)
        return {
            "t": self.text[start:end],
            "p": hit[1] if hit else "",
            "c": bool(hit and hit[2]),
            "s": any(_holds(span, start) for span in self.chosen),
            "n": list(dict.fromkeys(numbers)),
        }


def _evidence(coded: CodedEvent) -> list[tuple[str, Span]]:
    return [(part, span) for part, spans in coded.evidence.items() if part in PARTS for span in spans]


def _overlaps(span: Span | None, inside: Span) -> bool:
    return span is not None and span[0] < inside[1] and inside[0] < span[1]


def _holds(span: Span, at: int) -> bool:
    return span[0] <= at < span[1]


def _smallest(parts: list[tuple[Span, str, bool]], at: int) -> tuple[Span, str, bool] | None:
    """The part that begins a stretch; of several within each other the innermost."""
    return min((p for p in parts if _holds(p[0], at)), key=lambda p: p[0][1] - p[0][0], default=None)
