"""The places page through Streamlit's own test runner: searching, choosing, correcting, a file of names."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from conflictmap import places, settings
from conflictmap.model.placing import event_place
from conflictmap.seeds import ensure_seeded
from conflictmap.store.store import EventStore, shared_store
from geodata import Areas
from geodata.added import corrections
from geodata.added.corrections import Correction
from geodata.errors import Unreachable
from geodata.online import Opinion
from tests.made import PAYLOADS, event
from tests.pages.test_pages import app, param, texts

PAGE = "pages/places.py"


def opened(lang: str = "en", **params: str) -> AppTest:
    made = app(lang=lang, **params).run().switch_page(PAGE).run()
    assert not made.exception
    return made


def typed(made: AppTest, name: str, lang: str = "en") -> AppTest:
    made.text_input(key=f"search-{lang}-text").set_value(name).run()
    assert not made.exception
    return made


@pytest.fixture
def at_home(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> EventStore:
    """The seed events in a home of the test's own, so that corrections touch nothing else; a viewer on this machine."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)  # the test runner makes up a connection
    monkeypatch.setattr(ContextProxy, "headers", {})
    ensure_seeded(shared_store())
    return shared_store()


def test_a_search_tells_its_answer_and_why(seeded: EventStore) -> None:
    made = typed(opened(), "Rafah")
    said = texts(made)
    assert "Found: <b>" in said and "Rafah" in said and "leads the next place" in said
    assert "Why this one" in said and "gn:281102" in said and "cm-bar" in said
    assert "رفح" in said, "both names are shown"


def test_a_row_chooses(seeded: EventStore) -> None:
    made = typed(opened(), "Rafah")
    made.button(key="choose-2").click().run()
    assert "North Sinai" in texts(made).split("cm-place-detail")[1]


def test_beginnings_are_completed(seeded: EventStore) -> None:
    made = typed(opened("ar"), "القامش", "ar")
    assert "أسماء تبدأ به" in texts(made) and "القامشلي" in texts(made)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Springfield", "Ambiguous"),
        ("xqzxqzwv", "No place is known by this name."),
        ("", "No name typed yet."),
    ],
)
def test_verdicts(seeded: EventStore, name: str, said: str) -> None:
    assert said in texts(typed(opened(), name))


def test_a_country_narrows_and_other_places_decide(seeded: EventStore) -> None:
    made = typed(opened(), "Rafah")
    made.selectbox(key="search-en-country").set_value("EG").run()
    assert "North Sinai" in texts(made) and "Gaza Strip" not in texts(made)
    made.selectbox(key="search-en-country").set_value("").run()
    made.text_input(key="search-en-context").set_value("El Arish, Sheikh Zuweid").run()
    assert "Nearness to the other places" in texts(made)


def test_the_link_and_the_language_keep_the_search(seeded: EventStore) -> None:
    made = opened(q="منبج")
    assert made.text_input(key="search-en-text").value == "منبج"
    made.button_group(key="language").set_value("ar").run()
    assert made.text_input(key="search-ar-text").value == "منبج"
    assert "تم العثور عليه" in texts(made)


def test_the_map_page_ignores_the_name(seeded: EventStore) -> None:
    made = app(lang="en", q="Manbij", country="SY").run()
    assert not made.exception
    assert "could not be read" not in texts(made)
    assert param(made, "country") == "SY"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_are_text(at_home: EventStore, payload: str) -> None:
    name = f"Zzyzx {PAYLOADS.index(payload)}"
    row = Correction(
        f"own:{payload.splitlines()[0]}", payload.splitlines()[0], "", "settlement", "SY", 36.0, 40.0, "town", None,
        (name,), "Rana", payload.splitlines()[0],
    )  # fmt: skip
    corrections.correct(places.folder(), row, Areas.open())
    made = typed(opened(), name)
    said = texts(made)
    assert "gn:" not in said and "own:" in said
    assert "<script" not in said and "<img" not in said and "${" not in said


def fill(made: AppTest, **values: object) -> AppTest:
    """Fills the form of the editor and saves."""
    widgets = [*made.text_input, *made.number_input, *made.selectbox]
    for name, value in values.items():
        next(w for w in widgets if w.key.startswith("edit-en-") and w.key.endswith(f"-{name}")).set_value(value)
    next(b for b in made.button if b.key and b.key.endswith("-save")).click()
    made.run()
    assert not made.exception
    return made


def test_a_place_is_corrected_events_follow_and_it_is_withdrawn(at_home: EventStore) -> None:
    packaged = places.uncorrected().by_id("gn:172837")
    assert packaged
    at_home.add([event(id="test:here", place=event_place(packaged))])
    made = typed(opened(), "Shaddadi")
    fill(made, lat=36.2, lon=40.9, who="Rana", why="GPS of a visit")
    assert "Saved: Shaddadi" in texts(made)
    # None would fail the test
    assert places.geocoder().resolve("الشدادي").place.lat == 36.2  # type: ignore[union-attr]
    said = texts(made)
    assert "Journal of corrections: 1" in said and "Rana" in said and "in force" in said
    (corrected,) = corrections.in_force(places.folder())
    assert corrected.why == "GPS of a visit"
    assert "Events placed with the old answer" in said and "test:here" in said
    next(b for b in made.button if b.key.startswith("anew-") and b.key.endswith("-now")).click().run()
    assert "with the first reading kept" in texts(made)
    assert "Events placed with the old answer" not in texts(made)
    moved = at_home.get("test:here")
    assert moved.place.lat == 36.2 and moved.first_read()["place"]["lat"] == packaged.lat
    next(t for t in made.text_input if t.key.startswith("withdraw-en-0") and t.key.endswith("why")).set_value("wrong")
    next(b for b in made.button if b.key == "withdraw-en-0-now").click().run()
    assert "Withdrawn: Shaddadi" in texts(made)
    assert corrections.in_force(places.folder()) == []


def test_a_place_is_added(at_home: EventStore) -> None:
    made = typed(opened(), "Tell Zzyzx")
    assert "No place is known" in texts(made)
    fill(made, lat=36.1, lon=40.5, who="Rana", why="Report of 4 May")
    assert "Found: <b>" in texts(made) and "Tell Zzyzx" in texts(made)


def test_what_is_missing_is_said(at_home: EventStore) -> None:
    made = fill(typed(opened(), "Tell Zzyzx"), who="Rana")
    assert "Still missing: Why, with the source, Latitude, Longitude." in texts(made)
    assert corrections.read(places.folder()) == []


def test_a_ring_without_radius_is_a_calm_note(at_home: EventStore) -> None:
    made = fill(typed(opened(), "Tell Zz"), lat=36.1, lon=40.5, who="Rana", why="x", precision="near", radius=0.0)
    assert "radius_km" in texts(made) and "cm-flag" in texts(made)


def test_only_editors_edit(at_home: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    made = typed(opened(), "Shaddadi")
    monkeypatch.setenv(settings.variable("editors"), "none")
    fill(made, lat=36.2, who="Eve", why="x")
    assert "needs the editor role" in texts(made)
    assert corrections.read(places.folder()) == []
    assert not [b for b in made.button if b.key and b.key.endswith("-save")]


def test_a_file_of_names(seeded: EventStore) -> None:
    made = opened()
    made.file_uploader(key="names-file").set_value(("n.csv", "name,country\nمنبج,SY\nxqzxqzwv,\n".encode(), "text/csv"))
    made.run()
    assert not made.exception
    assert "With an answer: 1 of 2" in texts(made)


@pytest.mark.parametrize(("content", "said"), [(b"\xff\x00\xfe\x41", "could not be read"), (b"\n\n", "got none")])
def test_a_bad_file_of_names(seeded: EventStore, content: bytes, said: str) -> None:
    made = opened()
    made.file_uploader(key="names-file").set_value(("n.txt", content, "text/plain")).run()
    assert not made.exception
    assert said in texts(made)


def test_sources_are_listed(seeded: EventStore) -> None:
    said = texts(opened())
    assert "GeoNames cities500" in said and "python -m geodata add geonames" in said


class Service:
    service, licence = "nominatim", "© OpenStreetMap <contributors>"

    def __init__(self, answer: list[Opinion] | None) -> None:
        self.answer = answer

    def ask(self, name: str) -> list[Opinion]:
        if self.answer is None:
            raise Unreachable("no net")
        return self.answer


def test_no_second_opinion_unless_switched_on(seeded: EventStore) -> None:
    made = typed(opened(), "Manbij")
    assert not [b for b in made.button if b.key == "opinion-ask"]


def test_a_second_opinion_stands_beside(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [Opinion("<b>Manbij</b>, Syria", 36.5, 37.9, "2026-11-01")]
    monkeypatch.setattr("conflictmap.places.second_opinion", lambda: Service(answer))
    made = typed(opened(), "Manbij")
    made.button(key="opinion-ask").click().run()
    said = texts(made)
    assert "&lt;b&gt;Manbij&lt;/b&gt;" in said and "2026-11-01" in said and "© OpenStreetMap" in said


def test_an_unreachable_service_is_a_calm_note(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflictmap.places.second_opinion", lambda: Service(None))
    made = typed(opened(), "Manbij")
    made.button(key="opinion-ask").click().run()
    assert not made.exception
    assert "nominatim could not be reached" in texts(made)


def test_a_misconfigured_service_leaves_the_page_alone(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("online_geocoder"), "nominatim")
    made = typed(opened(), "Manbij")  # no user agent
    assert "its settings cannot be used" in texts(made) and "python -m geodata add" in texts(made)
