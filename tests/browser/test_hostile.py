"""Report text is untrusted: events made of script must show as text, everywhere, and run nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from conflictmap.model.event import Actor, Event, EventPlace, Source
from conflictmap.store.store import EventStore
from tests.browser.conftest import Server, Viewer
from tests.made import PAYLOADS, event


def hostile_events() -> Iterator[Event]:
    """Each payload as every text of an event: single, stacked, hatched and unplaced ones."""
    for number, payload in enumerate(PAYLOADS):
        for kind, place in (
            ("single", EventPlace(payload, payload, lat=33.0 + number, lon=36.0 + number, geo_precision="town")),
            ("stack", EventPlace(payload, payload, lat=36.0, lon=44.0, geo_precision="town")),
            ("area", EventPlace(payload, payload, lat=36.2, lon=37.6, geo_precision="adm1", area_id="SY-HL")),
            ("listed", EventPlace(payload, payload, country="SY", geo_precision="country")),
        ):
            yield event(
                id=f"{kind}{number}{payload}",
                summary_en=payload,
                summary_ar=payload,
                note_en=payload,
                place=place,
                actors=(Actor(payload, "side_a", "unknown", name_ar=payload),),
                sources=(Source(payload, payload, payload, payload, url="javascript:window.__pwned=1", quote=payload),),
                dataset=payload,
                licence=payload,
            )


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("hostile")
    EventStore(home / "store").add(hostile_events())
    made = Server(home)
    made.wait()
    yield made
    made.stop()


@pytest.fixture
def attacked(browser: Browser, hostile_server: Server) -> Iterator[Viewer]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    made = Viewer(page, hostile_server.address)
    page.on("dialog", lambda dialog: made.errors.append(dialog.message))
    yield made
    context.close()


def ran(viewer: Viewer) -> list[str]:
    return [frame.url for frame in viewer.page.frames if frame.evaluate("typeof window.__pwned") != "undefined"]


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_hostile_event_is_only_text(attacked: Viewer, number: int) -> None:
    attacked.open(f"lang=en&view={33 + number},{36 + number},9")
    single = next(mark for mark in attacked.marks() if mark["ids"] and mark["ids"][0].startswith(f"single{number}"))
    box = attacked.page.locator("iframe[title*=folium]").bounding_box()
    assert box
    attacked.page.mouse.move(box["x"] + single["x"], box["y"] + single["y"])
    expect(attacked.map.locator(".cm-tip")).to_be_visible()
    attacked.click_map(single["x"], single["y"])
    expect(attacked.page.locator(".cm-detail")).to_be_visible()
    shown = attacked.page.locator(".cm-detail .cm-summary").first.text_content() or ""
    assert shown.split() == PAYLOADS[number].split()
    assert attacked.page.locator(".cm-detail a").count() == 0
    assert ran(attacked) == [] and attacked.errors == []


def test_hostile_lists_areas_tables_and_filters(attacked: Viewer) -> None:
    attacked.open("lang=ar&view=36.0,44.0,9")
    stack = next(mark for mark in attacked.marks() if mark["kind"] == "cluster")
    attacked.click_map(stack["x"], stack["y"])
    expect(attacked.map.locator(".cm-row")).to_have_count(len(PAYLOADS))
    attacked.page.get_by_role("combobox", name="الطرف").click()
    attacked.page.wait_for_timeout(300)
    attacked.page.keyboard.press("Escape")
    assert ran(attacked) == [] and attacked.errors == []


def test_hostile_links(attacked: Viewer) -> None:
    from urllib.parse import quote

    for payload in PAYLOADS:
        text = quote(payload)
        attacked.open(f"lang={text}&text={text}&actor={text}&event={text}&view={text}&{text}={text}")
        assert ran(attacked) == [] and attacked.errors == []
