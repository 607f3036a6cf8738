"""The reports page through Streamlit's own test runner: paste, files, deciding, correcting, teaching, who may what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from conflictmap import reviewing, savedreports, settings, teaching
from conflictmap.filters import EventFilter
from conflictmap.model.event import Toll
from conflictmap.savedreports import SavedReport
from conflictmap.store.store import EventStore, shared_store
from tests.made import PAYLOADS
from tests.pages.test_pages import app, param, texts

PAGE = "pages/reports.py"
TEXT = """حلب - 4 شباط 2026
قتل ثلاثة مدنيين أمس الثلاثاء في قصف مدفعي لقوات النظام على مدينة منبج.

وشهدت مدينة درعا مظاهرة شارك فيها العشرات يوم الاثنين.

ونفت وزارة الدفاع تنفيذ غارة جوية على الرقة.
"""
SAME_ELSEWHERE = "4 February 2026 - Three civilians were killed when artillery shelled the town of Manbij on Tuesday.\n"


@pytest.fixture
def at_home(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> EventStore:
    """A home of the test's own, and a viewer on this machine, who may edit."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)  # the test runner makes up a connection
    monkeypatch.setattr(ContextProxy, "headers", {})
    return shared_store()


def opened(lang: str = "en", **params: str) -> AppTest:
    made = app(lang=lang, **params).run().switch_page(PAGE).run()
    assert not made.exception
    return made


def pasted(made: AppTest, text: str = TEXT) -> AppTest:
    made.text_area(key="report-pasted").set_value(text).run()
    return pressed(made, "report-read")


def pressed(made: AppTest, key: str) -> AppTest:
    made.button(key=key).click().run()
    assert not made.exception
    return made


def named(made: AppTest, name: str = "Rana") -> AppTest:
    made.text_input(key="report-who").set_value(name).run()
    return made


def kept() -> SavedReport:
    (key,) = savedreports.keys()
    report = savedreports.load(key)
    assert report
    return report


def offered(made: AppTest) -> set[str]:
    """The buttons about the chosen event."""
    names = ("accept", "edit", "reject", "undo", "split", "on-map", "join-0")
    return {name for name in names if any(b.key == f"report-{name}" for b in made.button)}


def test_a_pasted_text_stands_beside_its_events(at_home: EventStore) -> None:
    made = pasted(opened())
    said = texts(made)
    assert "Events: 2, open: 2" in said and "Manbij" in said and "Daraa" in said
    assert "Published 4 February 2026 (as the report says) «⁨4 شباط 2026⁩»" in said
    assert "denied" in said and "ونفت وزارة الدفاع" in said, "what was left out stands there with its reason"
    assert "Looked like events, not taken: 1" in [each.label for each in made.expander]
    assert "<mark>" in said and "مدينة منبج" in said
    assert len(kept().reading.events) == 2


def test_nothing_is_decided_without_a_name(at_home: EventStore) -> None:
    made = pressed(pasted(opened()), "report-accept")
    assert "Type your name first" in texts(made)
    assert at_home.version == 0 and kept().decisions == ()


def test_accepting_goes_on_to_the_next_and_shows_on_the_map(at_home: EventStore) -> None:
    made = named(pasted(opened()))
    made.text_input(key="report-why").set_value("read twice").run()
    pressed(made, "report-accept")
    assert "Accepted. It is on the map." in texts(made) and "Events: 2, open: 1" in texts(made)
    assert "Daraa" in texts(made).split("cm-detail")[1], "the next open event is chosen"
    (event,) = at_home.query(EventFilter())
    assert event.place.name == "Manbij" and event.review.who == "Rana" and event.review.why == "read twice"
    made.button(key="choose-event-1").click().run()
    assert offered(made) == {"edit", "reject", "undo", "on-map"}
    pressed(made, "report-on-map")
    shown = texts(made)
    assert "Conflict Map" in shown and "قتل ثلاثة مدنيين" in shown, "the map page has it open with its sentence"
    assert param(made, "event") == event.id if "event" in made.query_params else True


def test_rejecting_and_taking_back(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-reject")
    made.button(key="choose-event-1").click().run()
    assert "rejected" in texts(made) and "not an event as read" in texts(made)
    assert at_home.version == 0
    pressed(made, "report-undo")
    assert "Taken back." in texts(made) and "Events: 2, open: 2" in texts(made)
    assert [row.status for row in kept().decisions] == ["rejected", "undone"]


def test_the_same_text_again_is_the_same_report(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-accept")
    pressed(made, "report-another")
    pasted(made, "\n" + TEXT)
    assert len(savedreports.keys()) == 1
    assert "Events: 2, open: 1" in texts(made)
    assert at_home.count(EventFilter()) == 1


def test_reports_of_one_name_are_told_apart(at_home: EventStore) -> None:
    made = pressed(pasted(opened()), "report-another")
    pasted(made, f"{TEXT}\nتقرير آخر\n")
    first, second = savedreports.keys()
    assert len(set(made.selectbox[0].options)) == 2
    assert made.selectbox[0].value == first and "تقرير آخر" in str(savedreports.load(first))
    made.selectbox[0].set_value(second).run()
    assert made.selectbox[0].value == second


def edited(made: AppTest, **values: object) -> AppTest:
    """Fills fields of the correction by the ends of their keys."""
    for name, value in values.items():
        end = f"-{name.replace('_', '-')}"
        widgets = [*made.text_input, *made.number_input, *made.selectbox, *made.date_input]
        next(w for w in widgets if w.key.startswith("correct-") and w.key.endswith(end)).set_value(value)
        made.run()
    assert not made.exception
    return made


def test_a_correction_with_its_first_reading(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-edit")
    assert "Correct this event" in texts(made)
    edited(made, name="الباب")
    options = next(w for w in made.selectbox if w.key.endswith("-place")).options
    assert any("Al-Bab" in each or "Al Bab" in each for each in options), options
    at = next(n for n, each in enumerate(options) if "Bab" in each)
    next(w for w in made.selectbox if w.key.endswith("-place")).select_index(at).run()
    edited(made, start=date(2026, 2, 1), end=date(2026, 2, 2), fatalities_best=5, why="second source")
    pressed(made, "report-save")
    assert "Corrected, with the first reading kept" in texts(made)
    (event,) = at_home.query(EventFilter())
    assert "Bab" in (event.place.name or "") and event.when and event.when.precision == "days"
    assert event.fatalities == Toll(5, 5, 5) and "5" in (event.summary_en or "")
    assert event.review.status == "corrected" and event.review.why == "second source"
    assert event.first_read()["place"]["name"] == "Manbij"
    said = texts(made)
    assert "First reading" in said and "Manbij" in said.split("cm-readings")[1]


def test_a_correction_wants_a_reason_and_a_difference(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-edit")
    pressed(made, "report-save")
    assert "Still missing: Why" in texts(made)
    assert at_home.version == 0
    pressed(edited(made, why="x", fatalities_low=9), "report-save")
    assert "the lowest figure comes first" in texts(made) and at_home.version == 0
    pressed(edited(made, fatalities_low=3), "report-save")
    assert at_home.version == 0 and "got the same" in texts(made)


def test_actors_are_changed_added_and_taken_out(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-edit")
    before = len(kept().reading.events[0].event.actors)
    edited(made, actor_0="", role_1="unclear", why="says so", **{f"actor_{before}": "hts"})
    pressed(made, "report-save")
    (event,) = at_home.query(EventFilter())
    assert len(event.actors) == before and event.actors[-1].id == "hts"
    assert event.actors[0].role == "unclear"
    first = kept().reading.events[0].event.actors
    assert [each["name"] for each in event.first_read()["actors"]] == [each.name for each in first]
    assert first[0].name in texts(made).split("cm-readings")[1]


def test_names_are_taught_and_taken_back(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-edit")
    edited(made, alias="كتائب البرق الأخضر", alias_of="hts")
    pressed(made, "teach-actor")
    assert "Taught: كتائب البرق الأخضر" in texts(made)
    assert [row.actor for row in teaching.in_force()] == ["hts"]
    assert "Taught names of actors: 1" in [each.label for each in made.expander]
    pressed(made, "teach-withdraw-0")
    assert teaching.in_force() == []


def test_a_place_name_is_taught(at_home: EventStore) -> None:
    from conflictmap import places

    made = pressed(named(pasted(opened())), "report-edit")
    box = next(w for w in made.selectbox if w.key.endswith("-place"))
    at = next(n for n, each in enumerate(box.options) if each.startswith("1. "))
    box.select_index(at).run()
    box_name = next(w for w in made.text_input if w.key.endswith("-name") and w.key.startswith("correct-"))
    assert "منبج" in str(box_name.value)
    pressed(made, "teach-place")
    assert "Taught:" in texts(made)
    assert places.geocoder().resolve("منبج").place


def test_another_day_reads_again(at_home: EventStore) -> None:
    made = pasted(opened(), TEXT.replace("حلب - 4 شباط 2026\n", ""))
    pressed(named(made), "report-reject")
    day = next(w for w in made.date_input if w.key.startswith("source-"))
    day.set_value(date(2026, 2, 4)).run()
    next(w for w in made.text_input if w.key.startswith("source-") and w.key.endswith("-publisher")).set_value("Paper")
    pressed(made, "report-read-again")
    assert "Published 4 February 2026 (given by a person)" in texts(made)
    report = kept()
    assert report.given == date(2026, 2, 4) and report.document.publisher == "Paper"
    assert [c.event.when.start for c in report.reading.events if c.event.when] == [date(2026, 2, 3), date(2026, 2, 2)]
    assert len(report.decisions) == 1


def test_a_bad_link_is_refused(at_home: EventStore) -> None:
    made = opened()
    made.text_input(key="report-link").set_value("javascript:alert(1)").run()
    pasted(made)
    assert "expected an address that starts with" in texts(made) and savedreports.keys() == []


def test_another_report_of_the_same_event_is_joined_and_split(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-accept")
    pressed(made, "report-another")
    pasted(made, SAME_ELSEWHERE)
    assert "Perhaps the same event" in texts(made)
    pressed(made, "report-join-0")
    (event,) = at_home.query(EventFilter())
    assert len(event.sources) == 2
    assert offered(made) == {"undo"}
    pressed(made, "report-undo")
    (event,) = at_home.query(EventFilter())
    assert len(event.sources) == 1 and offered(made) >= {"accept", "join-0"}


def test_sentences_read_as_one_event_are_split_and_put_together(at_home: EventStore) -> None:
    pasted(opened())
    report = kept()
    first, second = report.reading.events
    both = {"trigger": (*first.evidence["trigger"], *second.evidence["trigger"])}
    merged = replace(first, evidence={**first.evidence, **both})
    one = replace(report, reading=replace(report.reading, events=(merged,)))
    savedreports.change(report.key, lambda _: one)
    made = pressed(named(opened(report=report.key)), "report-split")
    assert "each sentence is an event of its own" in texts(made) and "Events: 2, open: 2" in texts(made)
    assert "undo" in offered(made)
    pressed(made, "report-undo")
    assert "Events: 1, open: 1" in texts(made) and "split" in offered(made)


def test_what_the_map_does_not_draw_is_not_said_to_be_there(at_home: EventStore) -> None:
    made = pressed(named(pasted(opened())), "report-edit")
    edited(made, claim="denied", why="says so")
    pressed(made, "report-save")
    assert "The map does not draw it" in texts(made)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_link_restores_report_and_event(at_home: EventStore, lang: str) -> None:
    pasted(opened())
    report = kept()
    second = reviewing.candidates(report)[1].event
    made = opened(lang, report=report.key, event=second.id)
    assert "cm-flag" not in texts(made)
    assert second.id in texts(made).split("cm-detail")[1]
    assert "report:none" not in texts(opened(lang, report=report.key, event="report:none"))


@pytest.mark.parametrize("key", ["0" * 24, "../../etc/passwd", "x" * 5000, "<img src=x>"])
def test_unknown_reports_say_so(at_home: EventStore, key: str) -> None:
    made = opened(report=key)
    assert "names a report that is not here" in texts(made)
    assert any(area.key == "report-pasted" for area in made.text_area)


def test_files_one_by_one_with_what_is_wrong(at_home: EventStore) -> None:
    made = opened()
    page = b"<html><body><article><p>" + SAME_ELSEWHERE.encode() + b"</p></article></html>"
    files = {"a.txt": TEXT.encode(), "b.txt": b"%PDF-1.4", "c.txt": b" ", "d.html": page}
    upload = [
        (name, content, "text/html" if name.endswith("html") else "text/plain") for name, content in files.items()
    ]
    made.file_uploader(key="report-files-0").set_value(upload)
    made.run()
    assert not made.exception
    said = texts(made)
    assert "Read: 2 of 4 files" in said and "got a PDF" in said and "c.txt: expected text, got none" in said
    assert len(savedreports.keys()) == 2
    pressed(made, "choose-file-0")
    assert "Events: 2, open: 2" in texts(made)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text(at_home: EventStore, payload: str) -> None:
    made = pasted(opened(), f"{payload}\n{TEXT.replace('مدينة درعا', f'مدينة درعا {payload}')}")
    said = texts(made)
    assert "<script" not in said and "<img" not in said and "${" not in said


def test_who_may_not_edit_can_try(at_home: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pasted(opened())
    saved = kept().key
    monkeypatch.setenv(settings.variable("editors"), "none")
    made = opened(report=saved)
    assert "Events: 2, open: 2" in texts(made), "what editors saved can be read"
    assert offered(made) == set() and not [t for t in made.text_input if t.key == "report-who"]
    pressed(made, "report-another")
    assert "It is forgotten when you close this page" in texts(made)
    pasted(made, SAME_ELSEWHERE)
    assert "Events: 1, open: 1" in texts(made) and offered(made) == set()
    assert savedreports.keys() == [saved], "nothing was kept"


def test_tries_are_bounded(at_home: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("editors"), "none")
    monkeypatch.setenv(settings.variable("tried_report_limit"), "2")
    monkeypatch.setenv(settings.variable("report_mb_limit"), "1")
    made = opened()
    for number in range(3):
        pasted(made, f"Report {number}. {SAME_ELSEWHERE}")
        pressed(made, "report-another")
    assert made.selectbox[0].label == "Reports read so far: 2"
    pasted(made, "ا" * 900_000)
    assert "expected at most 1 MB" in texts(made)
