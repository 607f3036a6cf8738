"""What people see of the places page: typing, marks, choosing, reasons, the link, on small screens, in Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from geodata import Areas
from geodata.added import corrections
from geodata.added.corrections import Correction
from tests.browser.conftest import Server, Viewer
from tests.made import PAYLOADS

ENGLISH = {"lang": "en", "field": "Name of a place"}
ARABIC = {"lang": "ar", "field": "اسم المكان"}


def look_up(viewer: Viewer, name: str, field: str = ENGLISH["field"]) -> Viewer:
    """Types a name letter by letter, without Enter, until the map shows what it means."""
    viewer.page.get_by_label(field, exact=True).press_sequentially(name, delay=60)
    viewer.map.wait_for_function(
        "(name) => L.conflictPlacesLayer.idle && decodeURIComponent(L.conflictPlacesLayer._asked.q) === name", arg=name
    )
    return viewer.wait_places()


def asked(viewer: Viewer, expression: str) -> Any:
    return viewer.map.evaluate(f"(() => {{ const p = L.conflictPlacesLayer; return {expression}; }})()")


def errors(viewer: Viewer) -> list[str]:
    """Errors but for Streamlit's own, which asks for its health below every page first."""
    return [error for error in viewer.errors if "404" not in error]


def test_typing_finds_marks_and_reasons(viewer: Viewer) -> None:
    viewer.open_places("lang=ar")
    viewer.map.evaluate("window.kept = L.conflictPlacesLayer")
    look_up(viewer, "رفح", ARABIC["field"])
    expect(viewer.page.locator(".cm-candidate").first).to_contain_text("رفح")
    expect(viewer.map.locator(".cm-place").first).to_be_visible()
    expect(viewer.page.locator(".cm-place-detail")).to_contain_text("لماذا هذا المكان")
    assert viewer.page.locator(".cm-why-line").count() >= 3
    assert viewer.map.evaluate("window.kept === L.conflictPlacesLayer"), "the map was not made anew"
    assert viewer.hosts == {viewer.address.removeprefix("http://")}
    assert errors(viewer) == []


def test_marks_stand_where_the_places_are(viewer: Viewer) -> None:
    viewer.open_places("lang=en&q=Rafah")
    marks = asked(viewer, "p._marks.map((m) => ({x: m.x, y: m.y, first: m.places[0]}))")
    size = asked(viewer, "p._map.getSize()")
    for mark in marks:
        assert 0 <= mark["x"] <= size["x"] and 0 <= mark["y"] <= size["y"], "the map is fitted to its marks"
    chosen = viewer.map.locator(".cm-place-chosen")
    expect(chosen).to_have_count(1)
    box, frame = chosen.bounding_box(), viewer.page.locator("iframe[title*=folium]").bounding_box()
    at = asked(viewer, "p._map.latLngToContainerPoint([31.297, 34.244])")
    assert box and frame
    assert abs(box["x"] + box["width"] / 2 - frame["x"] - at["x"]) < 4
    assert abs(box["y"] + box["height"] / 2 - frame["y"] - at["y"]) < 4


def test_rows_and_marks_choose(viewer: Viewer) -> None:
    viewer.open_places("lang=en&q=Rafah")
    viewer.page.locator(".st-key-choose-2 button").click()
    expect(viewer.page.locator(".cm-candidate-chosen .cm-rank")).to_have_text("2")
    viewer.map.wait_for_function("L.conflictPlacesLayer._asked.places[1].chosen")
    viewer.map.wait_for_function("document.querySelector('.cm-place-chosen').textContent.startsWith('2')")
    viewer.map.locator(".cm-place").first.click()
    expect(viewer.page.locator(".cm-candidate-chosen .cm-rank")).not_to_have_text("2")


def test_the_address_holds_the_name_and_back_leaves(browser: Browser, viewer: Viewer) -> None:
    viewer.page.goto("about:blank")
    viewer.open_places("lang=en")
    look_up(viewer, "Rafah")
    viewer.page.wait_for_url("**q=Rafah**")
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    other = Viewer(context.new_page(), viewer.address)
    other.page.goto(viewer.page.url)
    other.wait_places()
    expect(other.page.get_by_label(ENGLISH["field"], exact=True)).to_have_value("Rafah")
    expect(other.page.locator(".cm-place-detail h3")).to_have_text("Rafah")
    context.close()
    viewer.page.go_back()
    assert viewer.page.url == "about:blank", "typing left no steps behind"


def test_language_and_other_pages_keep_the_name(viewer: Viewer) -> None:
    viewer.open_places("lang=en")
    look_up(viewer, "Manbij")
    viewer.page.locator(".st-key-language").get_by_text("العربية").click()
    viewer.page.wait_for_url("**lang=ar**")
    viewer.wait_places()
    expect(viewer.page.get_by_label(ARABIC["field"], exact=True)).to_have_value("Manbij")
    viewer.page.wait_for_url("**q=Manbij**")
    viewer.page.get_by_role("link", name="الخريطة", exact=True).click()
    viewer.page.wait_for_url("**view=**")
    viewer.wait()
    assert "q" not in viewer.params() and viewer.drawn() > 0
    viewer.page.get_by_role("link", name="الأماكن", exact=True).click()
    viewer.page.wait_for_url("**q=Manbij**")
    viewer.wait_places()
    expect(viewer.page.get_by_label(ARABIC["field"], exact=True)).to_have_value("Manbij")


def test_an_area_has_its_outline(viewer: Viewer) -> None:
    viewer.open_places("lang=en&q=" + quote("Aleppo Governorate"))
    assert asked(viewer, "p._shapes.getLayers().length") >= 1
    assert asked(viewer, "p._map.getZoom()") >= 6


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
@pytest.mark.parametrize("words", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_a_phone_needs_no_sideways_scroll(viewer: Viewer, words: dict[str, str]) -> None:
    viewer.open_places(f"lang={words['lang']}&q={quote('رفح')}")
    for tab in range(3):
        viewer.page.get_by_role("tab").nth(tab).click()
        viewer.page.wait_for_timeout(300)
        main = viewer.page.locator("[data-testid=stMain]")
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
        assert viewer.page.evaluate("document.documentElement.scrollWidth") <= 360
    frame = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert frame and frame["x"] >= 0 and frame["x"] + frame["width"] <= 360


def test_arabic_runs_from_the_right(viewer: Viewer) -> None:
    viewer.open_places("lang=ar&q=" + quote("رفح"))
    rank = viewer.page.locator(".cm-rank").first.bounding_box()
    score = viewer.page.locator(".cm-score").first.bounding_box()
    assert rank and score and rank["x"] > score["x"]
    assert viewer.map.evaluate("getComputedStyle(document.querySelector('#map_div')).direction") == "ltr"


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose gazetteer holds places that try to run as script."""
    home = tmp_path_factory.mktemp("hostile-places")
    for number, payload in enumerate(PAYLOADS):
        text = payload.replace("\u2028", " ").replace("\u2029", " ")
        row = Correction(
            f"own:{text}", text, text, "settlement", "SY", 35.0 + number / 5, 38.0, "near", 5.0,
            ("Zzyzx", text), text, text,
        )  # fmt: skip
        corrections.correct(home / "gazetteer", row, Areas.open())
    made = Server(home)
    made.wait()
    yield made
    made.stop()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_places_are_only_text(browser: Browser, hostile_server: Server, lang: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    viewer = Viewer(context.new_page(), hostile_server.address)
    viewer.page.on("dialog", lambda dialog: viewer.errors.append(dialog.message))
    viewer.page.on("pageerror", lambda error: viewer.errors.append(str(error)))
    viewer.open_places(f"lang={lang}&q=Zzyzx")
    expect(viewer.page.locator(".cm-candidate")).to_have_count(len(PAYLOADS))
    for rank in range(1, len(PAYLOADS) + 1):
        viewer.page.locator(f".st-key-choose-{rank} button").click()
        viewer.map.wait_for_function("(at) => L.conflictPlacesLayer._asked.places[at].chosen", arg=rank - 1)
        expect(viewer.map.locator(".cm-place-name")).to_have_count(1)
        viewer.map.locator(".cm-place-chosen").hover()
    viewer.map.locator(".cm-place:not(.cm-place-chosen)").first.click()
    viewer.page.wait_for_timeout(800)
    for payload in PAYLOADS:
        viewer.open_places(f"lang={lang}&q={quote(payload)}")
    assert [f.url for f in viewer.page.frames if f.evaluate("typeof window.__pwned") != "undefined"] == []
    assert viewer.errors == []
    context.close()
