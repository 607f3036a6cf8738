"""The coder: text in, events out. Reads from top to bottom: segments, publication days, reports, drafts, events."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from conflictmap.coder.assembly import Assembly
from conflictmap.coder.documents import Document
from conflictmap.coder.drafts import Draft, Skipped
from conflictmap.coder.events import CodedEvent, Provenance, confidence, language_of, to_event
from conflictmap.coder.merging import merged, merged_across
from conflictmap.coder.published import Published, publication_days
from conflictmap.coder.report import ReportReader
from conflictmap.coder.resolving import Mention, Resolver
from conflictmap.coder.roles import name_the_only_doer
from conflictmap.coder.segments import Segment, segment
from conflictmap.coder.text import fold_text
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import WordList
from geodata import GazetteerGeocoder
from geodata.normalize import fold

LEAST_CONFIDENCE = 0.58
"""Below it three of four readings were wrong on the texts the rules were made with; they are listed, not coded."""


@dataclass(frozen=True, slots=True)
class CodedReport:
    """One report of a document: its span, its title, its day of publication, and what was left out with the reason."""

    span: tuple[int, int]
    title: str | None
    published: Published | None
    skipped: tuple[Skipped, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class Coded:
    """A document read: its reports and its events. All spans are characters of `text`."""

    text: str
    reports: tuple[CodedReport, ...]
    events: tuple[CodedEvent, ...]


class Coder:
    """Reads documents with the places of a geocoder. Reading the same text again gives the same events and ids."""

    def __init__(self, geocoder: GazetteerGeocoder) -> None:
        self._reader = ReportReader(ToponymFinder(geocoder.gazetteer), Resolver(geocoder))

    def code(self, document: Document, *, published: date | None = None) -> Coded:
        """The events of a document; `published` is the day the user gives for it."""
        text = document.text
        segments = segment(text)
        days = publication_days(text, segments, given=published, stated=document.published, name=document.name)
        wordlist = WordList(fold_text(text))
        reports: list[CodedReport] = []
        events: list[CodedEvent] = []
        for number, (part, day) in enumerate(zip(segments, days, strict=True)):
            report = self._reader.read(text, wordlist, part, day.day if day else None)
            assembly = Assembly(report).run()
            title = text[slice(*part.title)] if part.title else document.title
            source = _provenance(document, part, title)
            drafts, weak = _believed(assembly)
            name_the_only_doer(drafts, report)
            told = [to_event(draft, report, number, text, source) for draft in drafts]
            in_heading = (c.event.id for c, d in zip(told, drafts, strict=True) if d.sentence.block.kind == "heading")
            events += merged(told, frozenset(in_heading))
            reports.append(CodedReport(part.span, title, day, (*assembly.skipped, *weak), report.country))
        return Coded(text, tuple(reports), tuple(merged_across(events)))

    def mentions(self, document: Document, published: date | None = None) -> list[Mention]:
        """The places a document names, in order."""
        wordlist = WordList(fold_text(document.text))
        parts = segment(document.text)
        return [m for part in parts for m in self._reader.read(document.text, wordlist, part, published).mentions]


def _believed(assembly: Assembly) -> tuple[list[Draft], list[Skipped]]:
    """The drafts sure enough to show, and the others as what was left out."""
    sure = [draft for draft in assembly.drafts if confidence(draft) >= LEAST_CONFIDENCE]
    weak = [draft for draft in assembly.drafts if confidence(draft) < LEAST_CONFIDENCE]
    words = assembly.report.words
    return sure, [
        Skipped(d.sentence.span, " ".join(w.text for w in words[d.group.main.start : d.group.main.end]), "weak")
        for d in weak
    ]


def _provenance(document: Document, part: Segment, title: str | None) -> Provenance:
    text = document.text[slice(*part.span)]
    return Provenance(
        publisher=document.publisher,
        key=report_key(text),
        title=title[:300] if title else None,
        url=document.url,
        lang=document.lang or language_of(text),
    )


def report_key(text: str) -> str:
    """The same for the same report however it was spaced: what its events' ids are made of."""
    return hashlib.blake2b(fold(text).encode(), digest_size=12).hexdigest()
