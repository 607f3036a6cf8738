"""What accepting, correcting, rejecting, joining, splitting and taking back mean, for the report's file and the store.

Every decision is a row of the report's journal with who, when and why. An accepted event stands in the store under the
id its reading gave it, so that accepting twice, or reading the report again, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from conflictmap import savedreports
from conflictmap.coder import events
from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document
from conflictmap.coder.events import CodedEvent, Span
from conflictmap.coder.merging import same_event
from conflictmap.coder.segments import segment, sentences
from conflictmap.errors import ConflictMapError, UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model.event import Event, Review, Source
from conflictmap.savedreports import Decision, SavedReport
from conflictmap.store import aggregate
from conflictmap.store.interface import Store
from conflictmap.words import LANGS

ACCEPTED = ("confirmed", "corrected")
MOST_COMPARED = 2_000
"""Events of the store that one event is compared with, to find the same one told by another report."""
_EVERYTHING = EventFilter(claim=(), review=())
_DAYS_AROUND = timedelta(days=2)


class Undecidable(ConflictMapError):
    """A decision that cannot be made as things stand; its text says why."""


# Reading decisions


def candidates(report: SavedReport) -> list[CodedEvent]:
    """The events of a report in the order of its text; split ones as their parts."""
    found: list[CodedEvent] = []
    for coded in report.reading.events:
        name = coded.event.id
        found += report.parts[name] if name in report.parts and status(report, name) == "split" else [coded]
    return sorted(found, key=lambda coded: (_first(coded), coded.event.id))


def _first(coded: CodedEvent) -> int:
    span = coded.event.sources[0].span
    return span[0] if span else 0


def candidate(report: SavedReport, event_id: str) -> CodedEvent:
    """One event of a report.

    Raises:
        UnknownEvent: the report has none of this id.
    """
    told = (*report.reading.events, *(part for parts in report.parts.values() for part in parts))
    found = next((coded for coded in told if coded.event.id == event_id), None)
    if found is None:
        raise UnknownEvent(f"report {report.key}: expected the id of one of its events, got {event_id!r}")
    return found


def standing(report: SavedReport, event_id: str) -> list[Decision]:
    """The decisions about an event that count, first to last: without those taken back."""
    rows: list[Decision] = []
    for row in report.decisions:
        if row.event == event_id and row.status == "undone":
            rows = rows[:-1]
        elif row.event == event_id:
            rows.append(row)
    return rows


def status(report: SavedReport, event_id: str) -> str:
    """candidate, confirmed, corrected, rejected, joined or split."""
    rows = standing(report, event_id)
    return rows[-1].status if rows else "candidate"


def status_with(report: SavedReport, event_id: str, stored: Event | None) -> str:
    """As `status`; an event that no one decided about here but the store has, from another copy, has that one's."""
    return states(report, [event_id], {event_id: stored} if stored else {})[event_id]


def states(report: SavedReport, ids: Iterable[str], stored: Mapping[str, Event]) -> dict[str, str]:
    """The states of events, where `stored` are those of them that the store has."""
    decided = {row.event for row in report.decisions}
    found = {}
    for name in ids:
        known = stored.get(name)
        found[name] = status(report, name) if name in decided or known is None else known.review.status
    return found


def find(store: Store, event_id: str) -> Event | None:
    """The store's event with an id, None where it has none."""
    try:
        return store.get(event_id)
    except UnknownEvent:
        return None


def found_in(store: Store, ids: Sequence[str]) -> dict[str, Event]:
    """The events of the store with these ids, by id."""
    page = aggregate.list_where(store, _EVERYTHING, aggregate.with_ids(ids), len(ids))
    return {event.id: event for event in page.events}


# Deciding


def accept(store: Store, key: str, event_id: str, who: str, why: str) -> SavedReport:
    """Puts an event into the store as a person found it right; nothing changes where it is there already."""

    def step(report: SavedReport) -> SavedReport:
        stored = find(store, event_id)
        if status_with(report, event_id, stored) in ACCEPTED and stored:
            return report
        when = savedreports.now()
        event = replace(_base(report, event_id, stored), review=Review("confirmed", who, when, why))
        return _decided(store, report, Decision(event_id, "confirmed", who, when, why, before=stored), event)

    return _change(key, step)


def correct(store: Store, key: str, event_id: str, who: str, why: str, **changes: Any) -> SavedReport:
    """Puts an event into the store with some fields as a person says; what was first read is kept."""

    def step(report: SavedReport) -> SavedReport:
        stored, when = find(store, event_id), savedreports.now()
        base = _base(report, event_id, stored)
        different = {name: value for name, value in changes.items() if getattr(base, name) != value}
        if not different:
            raise Undecidable("correction: expected something else than was read, got the same")
        event = base.corrected(who, when, why, **different)
        return _decided(store, report, Decision(event_id, "corrected", who, when, why, before=stored), event)

    return _change(key, step)


def reject(store: Store, key: str, event_id: str, who: str, why: str) -> SavedReport:
    """Says that an event is none; one that had been accepted stays in the store as rejected."""

    def step(report: SavedReport) -> SavedReport:
        stored, when = find(store, event_id), savedreports.now()
        if status(report, event_id) == "rejected":
            return report
        _must_not(report, event_id, "joined")
        event = replace(stored, review=Review("rejected", who, when, why)) if stored else None
        return _decided(store, report, Decision(event_id, "rejected", who, when, why, before=stored), event)

    return _change(key, step)


def join(store: Store, key: str, event_id: str, into: str, who: str, why: str) -> SavedReport:
    """Says that an event is one the store has: this report becomes a further source of that one."""

    def step(report: SavedReport) -> SavedReport:
        _must_not(report, event_id, *ACCEPTED, "joined")
        known, told = store.get(into), candidate(report, event_id).event
        sources = (*known.sources, *(each for each in told.sources if each not in known.sources))
        row = Decision(event_id, "joined", who, savedreports.now(), why, into=into)
        return _decided(store, report, row, replace(known, sources=sources))

    return _change(key, step)


def split(key: str, event_id: str, coder: Coder, who: str, why: str) -> SavedReport:
    """Makes the sentences that were read as one event an event each."""

    def step(report: SavedReport) -> SavedReport:
        _must_not(report, event_id, *ACCEPTED, "rejected", "joined", "split")
        parts = parts_of(candidate(report, event_id), report, coder)
        if len(parts) < 2:
            raise Undecidable("split: expected an event that several sentences tell, got one of a single sentence")
        row = Decision(event_id, "split", who, savedreports.now(), why)
        return replace(report, parts={**report.parts, event_id: parts}, decisions=(*report.decisions, row))

    return _change(key, step)


def undo(store: Store, key: str, event_id: str, who: str, why: str) -> SavedReport:
    """Takes the last decision about an event back: a join is parted, a split put together, the store as it was."""

    def step(report: SavedReport) -> SavedReport:
        rows = standing(report, event_id)
        if not rows:
            raise Undecidable("expected a decision to take back, found none")
        last, when = rows[-1], savedreports.now()
        row = Decision(event_id, "undone", who, when, why)
        if last.status == "split":
            _must_be_open(report, event_id)
        if last.status == "joined" and last.into:
            return _decided(store, report, row, _parted(store, report, event_id, last.into))
        return _decided(store, report, row, _restored(find(store, event_id), last, Review("rejected", who, when, why)))

    return _change(key, step)


def _change(key: str, step: Any) -> SavedReport:
    def checked(report: SavedReport | None) -> SavedReport:
        if report is None:
            raise Undecidable(f"report {key}: expected a saved report, found none")
        return step(report)  # type: ignore[no-any-return]  # each step returns a saved report

    return savedreports.change(key, checked)


def _decided(store: Store, report: SavedReport, row: Decision, event: Event | None) -> SavedReport:
    if event is not None:
        store.add([event])
    return replace(report, decisions=(*report.decisions, row))


def _base(report: SavedReport, event_id: str, stored: Event | None) -> Event:
    """What a decision starts from: the store's event while it is accepted there, else the reading."""
    if stored and stored.review.status in ACCEPTED:
        return stored
    _must_not(report, event_id, "joined", "split")
    read = candidate(report, event_id).event
    further = tuple(each for each in stored.sources if not _is_same(each, read.sources)) if stored else ()
    return replace(read, sources=(*read.sources, *further), retrieved=read.retrieved or _day_of(report))


def _day_of(report: SavedReport) -> date:
    return datetime.fromisoformat(report.added).date()


def _is_same(source: Source, others: Sequence[Source]) -> bool:
    """Whether a source is the same sentence as one of others, whatever became known of its report since."""
    return any((source.quote, source.span) == (each.quote, each.span) for each in others)


def _restored(present: Event | None, last: Decision, none: Review) -> Event | None:
    """The store's event as it was before a decision; one that was not there stays as rejected."""
    if present is None or last.status == "split":
        return None
    if last.before is None:
        return replace(present, review=none)
    return replace(last.before, sources=present.sources)


def _parted(store: Store, report: SavedReport, event_id: str, into: str) -> Event | None:
    """The event a report was joined to, without the report's sentences."""
    known, told = find(store, into), candidate(report, event_id).event
    if known is None:
        return None
    own = [at for at, each in enumerate(known.sources) if _is_same(each, told.sources)]
    kept = tuple(each for at, each in enumerate(known.sources) if at not in own[-len(told.sources) :])
    return replace(known, sources=kept) if kept else None


def _must_not(report: SavedReport, event_id: str, *states: str) -> None:
    here = status(report, event_id)
    if here in states:
        raise Undecidable(f"expected an event that is not {here}; take that back first")


def _must_be_open(report: SavedReport, event_id: str) -> None:
    decided = [p.event.id for p in report.parts.get(event_id, ()) if status(report, p.event.id) != "candidate"]
    if decided:
        raise Undecidable("expected parts without decisions; take those back first")


# Several tellings


def alike(store: Store, report: SavedReport, event: Event) -> list[Event]:
    """Accepted events of the store that another report may have told of the same happening, likeliest first."""
    if event.when is None:
        return []
    around = EventFilter(
        from_=event.when.start - _DAYS_AROUND, to=event.when.end + _DAYS_AROUND, claim=(event.claim,),
        country=(event.place.country,) if event.place.country else (),
    )  # fmt: skip
    own = {coded.event.id for coded in (*report.reading.events, *candidates(report))}
    found = (each for each in islice(store.query(around), MOST_COMPARED) if each.id not in own)
    return [each for each in found if same_event(event, each)]


def sentences_of(coded: CodedEvent, text: str) -> list[Span]:
    """The sentences that tell of an event: the quoted one first, then each other that has a word of it."""
    quoted = coded.event.sources[0].span
    found = [quoted] if quoted else []
    for start, end in sorted(coded.evidence.get("trigger", ())):
        if not any(first <= start < last for first, last in found):
            found += [span for span in _around(text, start) if span[0] <= start < span[1]][:1] or [(start, end)]
    return found


_AROUND = 5_000  # characters to each side in which a sentence's bounds are looked for


def _around(text: str, at: int) -> Iterator[Span]:
    """The sentences of the lines around a place in a text."""
    begin = text.rfind("\n", 0, at) + 1
    begin = max(begin, at - _AROUND)
    end = text.find("\n", at)
    end = min(end if end >= 0 else len(text), at + _AROUND)
    line = text[begin:end]
    for part in segment(line):
        for block in part.blocks:
            yield from ((first + begin, last + begin) for first, last in sentences(line, block))


def whole_of(report: SavedReport, event_id: str) -> str | None:
    """The event that another is a part of since it was split; None where it is no part."""
    return next((w for w, parts in report.parts.items() if event_id in {each.event.id for each in parts}), None)


def parts_of(coded: CodedEvent, report: SavedReport, coder: Coder) -> tuple[CodedEvent, ...]:
    """An event as its tellings: each sentence read by itself, with the whole's place and day where it names none."""
    text = report.document.text
    found = sentences_of(coded, text)
    return tuple(_told_in(coded, span, number, report, coder) for number, span in enumerate(found, 1))


def _told_in(whole: CodedEvent, span: Span, number: int, report: SavedReport, coder: Coder) -> CodedEvent:
    event, sentence = whole.event, report.document.text[slice(*span)]
    day = event.sources[0].date
    alone = coder.code(Document(sentence, report.document.name), published=day).events
    known = alone[0].event if alone else None
    source = replace(event.sources[0], quote=sentence[:20_000], span=span)
    part = replace(event, id=f"{event.id}-{number}", sources=(source,))
    if known is not None:
        part = replace(
            part, event_type=known.event_type, sub_event_type=known.sub_event_type, when=known.when or event.when,
            place=known.place if known.place.name else event.place, actors=known.actors or event.actors,
            fatalities=known.fatalities, injured=known.injured,
            summary_en=known.summary_en, summary_ar=known.summary_ar,
        )  # fmt: skip
    inside = {name: tuple(s for s in spans if span[0] <= s[0] < span[1]) for name, spans in whole.evidence.items()}
    return replace(whole, event=part, evidence=inside)


# Correcting


def summaries(event: Event, changes: dict[str, Any]) -> dict[str, str]:
    """The one-line summaries of an event as it will be; they are made of its fields."""
    made = replace(event, **changes)
    return {
        f"summary_{lang}": events.summary(made.sub_event_type, made.place, made.actors, made.fatalities, lang)
        for lang in LANGS
    }
