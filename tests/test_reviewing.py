"""Decisions about events of a report: what they do to its file and to the store, and that nothing is ever doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conflictmap import places, reviewing, savedreports, settings
from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document
from conflictmap.errors import UnknownEvent, UnreadableFile
from conflictmap.filters import EventFilter
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, EventPlace, Toll
from conflictmap.reviewing import Undecidable
from conflictmap.savedreports import SavedReport
from conflictmap.store.store import EventStore

TEXT = """حلب - 4 شباط 2026
قتل ثلاثة مدنيين أمس الثلاثاء في قصف مدفعي لقوات النظام على مدينة منبج.

وشهدت مدينة درعا مظاهرة شارك فيها العشرات يوم الاثنين.

ونفت وزارة الدفاع تنفيذ غارة جوية على الرقة.
"""
SAME_ELSEWHERE = "4 February 2026 - Three civilians were killed when artillery shelled the town of Manbij on Tuesday.\n"
EVERYTHING = EventFilter(claim=(), review=())
ME = "Rana"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path))


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(places.geocoder())


def taken_in(text: str, coder: Coder, **more: object) -> SavedReport:
    # changes of many types
    fresh = savedreports.read_report(Document(text, "", **more), coder)  # type: ignore[arg-type]
    return savedreports.keep(fresh, coder)


@pytest.fixture
def report(coder: Coder) -> SavedReport:
    return taken_in(TEXT, coder)


def at(report: SavedReport, place: str) -> str:
    """The id of the event at a place."""
    return next(c.event.id for c in reviewing.candidates(report) if c.event.place.name == place)


def all_events(store: EventStore) -> list[Event]:
    return list(store.query(EVERYTHING))


# Files


def test_a_report_comes_back_as_it_was(report: SavedReport) -> None:
    assert savedreports.load(report.key) == report
    assert savedreports.keys() == [report.key]
    assert len(report.reading.events) >= 2
    assert report.reading.reports[0].skipped, "what was left out is kept with its reason"


def test_every_decision_comes_back(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Manbij")
    reviewing.accept(store, report.key, event, ME, "read")
    reviewing.correct(store, report.key, event, ME, "GPS", fatalities=Toll(best=4))
    changed = reviewing.reject(store, report.key, event, ME, "twice")
    assert savedreports.load(report.key) == changed
    assert [row.status for row in changed.decisions] == ["confirmed", "corrected", "rejected"]
    assert changed.decisions[1].before and changed.decisions[1].before.fatalities != Toll(best=4)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 24, "0" * 25, "0" * 23 + "/"])
def test_other_keys_are_no_files(key: str) -> None:
    with pytest.raises(UnreadableFile, match="24 hexadecimal digits"):
        savedreports.load(key)


def test_a_damaged_file_says_so(report: SavedReport) -> None:
    savedreports.path_of(report.key).write_text('{"key": 1}', encoding="utf-8")
    with pytest.raises(UnreadableFile, match=report.key):
        savedreports.load(report.key)


def test_an_empty_text_is_no_report(coder: Coder) -> None:
    with pytest.raises(UnreadableFile):
        taken_in(" \n", coder)


# Accepting, rejecting, taking back


def test_accepting_puts_the_event_into_the_store_with_its_sentence(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Manbij")
    changed = reviewing.accept(store, report.key, event, ME, "compared")
    stored = store.get(event)
    assert (stored.review.status, stored.review.who, stored.review.why) == ("confirmed", ME, "compared")
    assert stored.review.when and stored.review.when.startswith("20")
    source = stored.sources[0]
    assert source.span and TEXT[slice(*source.span)] == source.quote
    assert "منبج" in (source.quote or "")
    assert reviewing.status(changed, event) == "confirmed"


def test_accepting_twice_changes_nothing(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Manbij")
    reviewing.accept(store, report.key, event, ME, "compared")
    version = store.version
    changed = reviewing.accept(store, report.key, event, "Omar", "again")
    assert store.version == version and len(changed.decisions) == 1


def test_reading_again_never_doubles(store: EventStore, coder: Coder, report: SavedReport) -> None:
    for coded in reviewing.candidates(report):
        reviewing.accept(store, report.key, coded.event.id, ME, "compared")
    before = all_events(store)
    again = taken_in(TEXT.replace("\n", "\n\n") + "  ", coder, publisher="The Paper")
    assert again.key == report.key and savedreports.keys() == [report.key]
    assert again.document.text == TEXT, "the spans of decisions point into it"
    assert again.document.publisher == "The Paper", "what only the new copy knows is added"
    for coded in reviewing.candidates(again):
        assert reviewing.status(again, coded.event.id) == "confirmed"
        reviewing.accept(store, again.key, coded.event.id, ME, "compared")
    assert all_events(store) == before


def test_another_day_of_publication_keeps_decisions(store: EventStore, coder: Coder, report: SavedReport) -> None:
    event = at(report, "Manbij")
    reviewing.reject(store, report.key, event, ME, "wrong")
    kept = savedreports.load(report.key)
    assert kept
    again = savedreports.read_again(kept, kept.document, date(2026, 2, 11), coder)
    assert reviewing.status(again, event) == "rejected"
    assert again.given == date(2026, 2, 11)
    assert {c.event.id for c in again.reading.events} == {c.event.id for c in report.reading.events}


def test_a_decided_event_that_is_no_longer_read_stays(store: EventStore, coder: Coder, report: SavedReport) -> None:
    event = at(report, "Manbij")
    kept = reviewing.accept(store, report.key, event, ME, "compared")
    odd = replace(kept.reading.events[0].event, id="report:gone")
    reading = replace(kept.reading, events=(replace(kept.reading.events[0], event=odd), *kept.reading.events))
    decided = replace(kept.decisions[0], event="report:gone")
    old = replace(kept, reading=reading, decisions=(*kept.decisions, decided))
    assert "report:gone" in {c.event.id for c in savedreports.read_again(old, old.document, None, coder).reading.events}


def test_a_rejected_event_is_not_stored(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Daraa")
    changed = reviewing.reject(store, report.key, event, ME, "no event")
    assert reviewing.status(changed, event) == "rejected"
    assert all_events(store) == []


def test_rejecting_what_was_accepted(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Daraa")
    reviewing.accept(store, report.key, event, ME, "compared")
    reviewing.reject(store, report.key, event, "Omar", "a mistake")
    assert store.get(event).review.status == "rejected"
    assert store.count(EventFilter()) == 0, "it is not on the map"
    back = reviewing.undo(store, report.key, event, ME, "was right")
    assert reviewing.status(back, event) == "confirmed"
    assert store.get(event).review.who == ME


def test_taking_an_acceptance_back(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Daraa")
    reviewing.accept(store, report.key, event, ME, "compared")
    back = reviewing.undo(store, report.key, event, ME, "too soon")
    assert reviewing.status(back, event) == "candidate"
    assert store.count(EventFilter()) == 0
    reviewing.accept(store, report.key, event, ME, "now")
    assert store.count(EventFilter()) == 1
    with pytest.raises(Undecidable):
        reviewing.undo(store, report.key, at(report, "Manbij"), ME, "nothing there")


def test_unknown_events_and_reports(store: EventStore, report: SavedReport) -> None:
    with pytest.raises(UnknownEvent):
        reviewing.accept(store, report.key, "report:none", ME, "x")
    with pytest.raises(Undecidable):
        reviewing.accept(store, "0" * 24, "report:none", ME, "x")
    assert not savedreports.path_of("0" * 24).exists()


# Correcting


def test_a_correction_keeps_the_first_reading(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Manbij")
    first = reviewing.candidate(report, event).event
    place = EventPlace("Jarabulus", "جرابلس", country="SY", lat=36.82, lon=38.01, geo_precision="town")
    day = EventDate(date(2026, 2, 1), date(2026, 2, 1))
    reviewing.correct(store, report.key, event, ME, "the map says", place=place, when=day, fatalities=Toll(best=4))
    reviewing.correct(store, report.key, event, "Omar", "later report", fatalities=Toll(best=5))
    stored = store.get(event)
    assert (stored.place, stored.when, stored.fatalities) == (place, day, Toll(best=5))
    assert stored.review.status == "corrected" and stored.review.who == "Omar"
    read = stored.first_read()
    assert read["place"]["name"] == first.place.name and read["fatalities"]["best"] == first.fatalities.best
    reviewing.undo(store, report.key, event, ME, "not that")
    assert store.get(event).fatalities == Toll(best=4)


def test_a_correction_of_nothing_is_none(store: EventStore, report: SavedReport) -> None:
    event = at(report, "Manbij")
    same = reviewing.candidate(report, event).event.fatalities
    with pytest.raises(Undecidable):
        reviewing.correct(store, report.key, event, ME, "x", fatalities=same)


def test_summaries_follow_the_fields(report: SavedReport) -> None:
    event = reviewing.candidate(report, at(report, "Manbij")).event
    made = reviewing.summaries(event, {"fatalities": Toll(best=17)})
    assert "17" in made["summary_en"] and "17" in made["summary_ar"] and "منبج" in made["summary_ar"]


# Several reports, several sentences


def test_another_report_becomes_a_source_and_is_parted_again(
    store: EventStore, coder: Coder, report: SavedReport
) -> None:
    event = at(report, "Manbij")
    reviewing.accept(store, report.key, event, ME, "compared")
    other = taken_in(SAME_ELSEWHERE, coder, publisher="The Paper")
    told = other.reading.events[0].event
    assert [each.id for each in reviewing.alike(store, other, told)] == [event]
    joined = reviewing.join(store, other.key, told.id, event, ME, "same")
    assert reviewing.status(joined, told.id) == "joined"
    assert len(all_events(store)) == 1
    assert [s.publisher for s in store.get(event).sources] == ["Report without a publisher", "The Paper"]
    with pytest.raises(Undecidable):
        reviewing.accept(store, other.key, told.id, ME, "again")
    parted = reviewing.undo(store, other.key, told.id, ME, "another village")
    assert reviewing.status(parted, told.id) == "candidate"
    assert [s.publisher for s in store.get(event).sources] == ["Report without a publisher"]


def test_a_joined_source_outlives_what_is_decided_later(store: EventStore, coder: Coder, report: SavedReport) -> None:
    event = at(report, "Manbij")
    reviewing.accept(store, report.key, event, ME, "compared")
    other = taken_in(SAME_ELSEWHERE, coder, publisher="The Paper")
    told = other.reading.events[0].event.id
    reviewing.correct(store, report.key, event, ME, "count", fatalities=Toll(best=4))
    reviewing.join(store, other.key, told, event, ME, "same")
    reviewing.undo(store, report.key, event, ME, "three after all")
    assert len(store.get(event).sources) == 2
    reviewing.undo(store, report.key, event, ME, "not at all")
    reviewing.accept(store, report.key, event, ME, "yes")
    assert len(store.get(event).sources) == 2


def test_an_event_of_two_sentences_is_split_and_put_together(
    store: EventStore, coder: Coder, report: SavedReport
) -> None:
    whole = reviewing.candidate(report, at(report, "Manbij"))
    other = reviewing.candidate(report, at(report, "Daraa"))
    evidence = {**whole.evidence, "trigger": (*whole.evidence["trigger"], *other.evidence["trigger"])}
    merged = replace(whole, evidence=evidence)
    events = tuple(merged if c is whole else c for c in report.reading.events)
    savedreports.change(report.key, lambda _: replace(report, reading=replace(report.reading, events=events)))
    assert len(reviewing.sentences_of(merged, TEXT)) == 2
    split = reviewing.split(report.key, whole.event.id, coder, ME, "two places")
    parts = [c for c in reviewing.candidates(split) if c.event.id.startswith(whole.event.id)]
    assert [c.event.place.name for c in parts] == ["Manbij", "Daraa"]
    assert all("\n" not in (c.event.sources[0].quote or "") for c in parts)
    reviewing.accept(store, report.key, parts[1].event.id, ME, "compared")
    with pytest.raises(Undecidable):
        reviewing.undo(store, report.key, whole.event.id, ME, "one after all")
    reviewing.undo(store, report.key, parts[1].event.id, ME, "too soon")
    back = reviewing.undo(store, report.key, whole.event.id, ME, "one after all")
    assert whole.event.id in {c.event.id for c in reviewing.candidates(back)}


def test_one_sentence_cannot_be_split(coder: Coder, report: SavedReport) -> None:
    with pytest.raises(Undecidable):
        reviewing.split(report.key, at(report, "Daraa"), coder, ME, "x")
