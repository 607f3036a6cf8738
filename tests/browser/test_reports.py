"""What people see of the reports page: paste, highlights, keys, the map, languages, a phone, hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import Server, Viewer
from tests.made import PAYLOADS
from tests.pages.test_reports_page import SAME_ELSEWHERE, TEXT

PASTE = ".st-key-report-pasted textarea"
CHOSEN = ".cm-candidate-chosen .cm-rank"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests' own, as they accept events."""
    made = Server(tmp_path_factory.mktemp("reports"))
    made.wait()
    yield made
    made.stop()


def settled(viewer: Viewer) -> Viewer:
    viewer.page.wait_for_timeout(150)
    viewer.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
    return viewer


def opened(viewer: Viewer, query: str = "lang=en") -> Viewer:
    viewer.page.goto(f"{viewer.address}/reports?{query}")
    viewer.page.wait_for_selector(f"{PASTE}, .st-key-report-text", timeout=40_000)
    return settled(viewer)


def read(viewer: Viewer, text: str) -> Viewer:
    """Pastes a text and waits for it beside its events."""
    viewer.page.locator(PASTE).fill(text)
    viewer.page.locator(".st-key-report-read button").click()
    viewer.page.wait_for_selector(".st-key-report-text .text", timeout=40_000)
    return settled(viewer)


def named(viewer: Viewer, name: str = "Rana") -> Viewer:
    field = viewer.page.locator(".st-key-report-who input")
    field.fill(name)
    field.press("Enter")
    settled(viewer)
    viewer.page.locator("h1").click()
    return viewer


def press(viewer: Viewer, key: str, rank: str) -> None:
    """Presses a key and waits until an event is chosen by it."""
    viewer.page.keyboard.press(key)
    expect(viewer.page.locator(CHOSEN)).to_have_text([rank])  # one: while the page runs there may be two
    settled(viewer)


def state(viewer: Viewer, rank: int) -> Locator:
    return viewer.page.locator(f".st-key-candidate-event-{rank} .cm-state")


def problems(viewer: Viewer) -> list[str]:
    """Errors but for Streamlit's own, which asks for its health below every page first."""
    return [error for error in viewer.errors if "404" not in error]


def own(text: str, name: str) -> str:
    """The text as a report of a test's own."""
    return f"{text}\nتقرير {name}\n"


def test_from_paste_to_the_map_with_the_keyboard(viewer: Viewer) -> None:
    named(read(opened(viewer), own(TEXT, "one")))
    page = viewer.page
    expect(page.locator("mark.part-place", has_text="مدينة منبج")).to_be_visible()
    expect(page.locator(".legend")).to_contain_text("casualties")
    press(viewer, "j", "2")
    expect(page.locator("mark.part-place", has_text="درعا")).to_be_visible()
    press(viewer, "k", "1")
    press(viewer, "a", "2")
    expect(state(viewer, 1)).to_contain_text("accepted")
    press(viewer, "r", "2")
    expect(state(viewer, 2)).to_contain_text("rejected")
    page.keyboard.press("u")
    expect(state(viewer, 2)).to_contain_text("open")
    press(viewer, "k", "1")
    page.locator(".st-key-report-on-map button").click()
    page.wait_for_selector(".st-key-map", timeout=30_000)
    viewer.wait()
    expect(page.locator(".cm-detail mark").first).to_contain_text("قتل ثلاثة مدنيين")
    assert viewer.params()["event"].startswith("report:")
    assert any(viewer.params()["event"] in mark["ids"] or mark["n"] > 1 for mark in viewer.marks())
    assert viewer.hosts == {viewer.address.removeprefix("http://")}
    assert problems(viewer) == []


def test_keys_work_under_an_arabic_keyboard_and_not_while_typing(viewer: Viewer) -> None:
    named(read(opened(viewer, "lang=ar"), own(TEXT, "two")), "رنا")
    page = viewer.page
    page.evaluate("""window.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyJ', key: 'ت', bubbles: true}))""")
    expect(page.locator(CHOSEN)).to_have_text("2")
    settled(viewer)
    field = page.locator(".st-key-report-why input")
    field.click()
    page.keyboard.type("kar")
    settled(viewer)
    expect(page.locator(CHOSEN)).to_have_text("2")
    expect(field).to_have_value("kar")
    assert "مقبول" not in page.locator(".st-key-candidates").inner_text()


def test_a_click_in_the_text_chooses_and_the_map_shows_the_place(viewer: Viewer) -> None:
    read(opened(viewer), own(TEXT, "three"))
    viewer.page.locator(".text .told", has_text="مدينة درعا").first.click()
    expect(viewer.page.locator(CHOSEN)).to_have_text("2")
    viewer.wait_places()
    viewer.map.wait_for_function("decodeURIComponent(L.conflictPlacesLayer._asked.places[0].name) === 'Daraa'")
    viewer.page.locator(".st-key-choose-event-1 button").click()
    viewer.map.wait_for_function("decodeURIComponent(L.conflictPlacesLayer._asked.places[0].name) === 'Manbij'")


def test_the_chosen_sentence_comes_into_sight(viewer: Viewer) -> None:
    filler = "\n".join(f"فقرة رقم {number} لا حدث فيها." for number in range(120))
    read(opened(viewer), f"{TEXT}\n{filler}\n\nوانفجرت سيارة مفخخة في مدينة الرقة أمس الثلاثاء.\n")
    last = viewer.page.locator(".cm-candidate .cm-rank").last.inner_text()
    viewer.page.locator("h1").click()
    for rank in range(2, int(last) + 1):
        press(viewer, "j", str(rank))
    mark, box = viewer.page.locator(".text mark.part-trigger").first, viewer.page.locator(".text")
    inner, outer = mark.bounding_box(), box.bounding_box()
    assert inner and outer and outer["y"] <= inner["y"] <= outer["y"] + outer["height"]


def test_the_link_restores_and_reading_leaves_no_steps(browser: Browser, viewer: Viewer) -> None:
    viewer.page.goto("about:blank")
    read(opened(viewer), own(TEXT, "four"))
    viewer.page.locator("h1").click()
    press(viewer, "j", "2")
    viewer.page.wait_for_url("**event=report*")
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    other = Viewer(context.new_page(), viewer.address)
    other.page.goto(viewer.page.url)
    expect(other.page.locator(CHOSEN)).to_have_text("2", timeout=40_000)
    context.close()
    viewer.page.go_back()
    assert viewer.page.url == "about:blank"


def test_a_correction_by_the_map_and_a_new_actor(viewer: Viewer) -> None:
    named(read(opened(viewer), own(TEXT, "five")))
    page = viewer.page
    page.keyboard.press("e")
    page.wait_for_selector(".st-key-report-form")
    page.locator("[class*=st-key-correct-][class*=-name] input").fill("الباب")
    viewer.wait_places()
    viewer.map.wait_for_function("decodeURIComponent(L.conflictPlacesLayer._asked.places[0].name) === 'Al-Bab'")
    viewer.wait_places()
    viewer.map.locator(".cm-place").first.click()
    expect(page.locator("[class*=st-key-correct-][class*=-place] input").first).to_have_value(re.compile("Al-Bab"))
    actor = page.locator("[class*=st-key-correct-][class*=-actor-0] input")
    actor.fill("Band of the Valley")
    actor.press("Enter")
    settled(viewer)
    why = page.locator("[class*=st-key-correct-][class*=-why] input")
    why.fill("another report")
    why.press("Tab")
    settled(viewer)
    page.locator(".st-key-report-save button").click()
    expect(state(viewer, 1)).to_contain_text("corrected")
    expect(page.locator(".cm-readings")).to_contain_text("Manbij")
    expect(page.locator(".cm-detail").first).to_contain_text("Band of the Valley")


def test_files_with_one_that_cannot_be_read(viewer: Viewer, tmp_path: Path) -> None:
    paths = []
    files = {"a.txt": own(TEXT, "six").encode(), "b.txt": b"%PDF-1.4", "c.txt": SAME_ELSEWHERE.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        paths.append(tmp_path / name)
    opened(viewer).page.get_by_role("tab").nth(1).click()
    viewer.page.locator(".st-key-report-upload input[type=file]").set_input_files(paths)
    expect(viewer.page.locator(".cm-verdict")).to_have_text("Read: 2 of 3 files", timeout=30_000)
    expect(viewer.page.locator(".cm-taken-problem")).to_contain_text("got a PDF")
    viewer.page.locator(".st-key-choose-file-2 button").click()
    expect(viewer.page.locator(".text")).to_contain_text("Three civilians")
    assert viewer.page.locator(".text").evaluate("(text) => getComputedStyle(text).direction") == "ltr"


def test_arabic_runs_from_the_right(viewer: Viewer) -> None:
    read(opened(viewer, "lang=ar"), own(TEXT, "seven"))
    text = viewer.page.locator(".text")
    expect(viewer.page.locator(".st-key-candidates")).to_be_visible()
    assert text.evaluate("(text) => getComputedStyle(text).direction") == "rtl"
    killed, place = (
        viewer.page.locator(f".text mark.part-{part}").first.bounding_box() for part in ("trigger", "place")
    )
    assert killed and place and killed["x"] > place["x"], "the sentence begins at the right"
    left, right = viewer.page.locator(".text").bounding_box(), viewer.page.locator(".st-key-candidates").bounding_box()
    assert left and right and left["x"] > right["x"], "the text comes first, which is right"


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_phone_needs_no_sideways_scroll(viewer: Viewer, lang: str) -> None:
    opened(viewer, f"lang={lang}")
    main = viewer.page.locator("[data-testid=stMain]")
    for tab in (1, 0):
        viewer.page.get_by_role("tab").nth(tab).click()
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
    named(read(viewer, own(TEXT, f"phone {lang}")))
    viewer.page.keyboard.press("e")
    viewer.page.wait_for_selector(".st-key-report-form")
    settled(viewer)
    assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
    text, events = viewer.page.locator(".text").bounding_box(), viewer.page.locator(".st-key-candidates").bounding_box()
    assert text and events and text["y"] + text["height"] <= events["y"], "stacked"
    assert text["x"] >= 0 and text["x"] + text["width"] <= 360


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_reports_are_only_text(viewer: Viewer, lang: str) -> None:
    viewer.page.on("dialog", lambda dialog: viewer.errors.append(dialog.message))
    opened(viewer, f"lang={lang}")
    hostile = "\n".join(PAYLOADS)
    body = TEXT.replace("مدينة درعا", f"مدينة درعا {PAYLOADS[3]} {PAYLOADS[4]}")
    named(read(viewer, f"{hostile}\n\n{body}\n{lang}"), PAYLOADS[4])
    for payload in (PAYLOADS[0], PAYLOADS[3], PAYLOADS[4]):
        assert payload in viewer.page.locator(".text").inner_text()
    count = viewer.page.locator(".cm-candidate .cm-rank").count()
    for rank in range(1, count + 1):
        before = state(viewer, rank).inner_text()
        viewer.page.keyboard.press("a")
        expect(state(viewer, rank)).not_to_have_text(before)
        settled(viewer)
    viewer.page.keyboard.press("e")
    viewer.page.wait_for_selector(".st-key-report-form")
    viewer.page.locator("[data-testid=stExpander] summary").last.click()
    settled(viewer)
    viewer.page.wait_for_timeout(800)
    assert [f.url for f in viewer.page.frames if f.evaluate("typeof window.__pwned") != "undefined"] == []
    assert problems(viewer) == []
