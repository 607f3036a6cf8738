"""From the map to a picture of what is on screen, and a clean page for a screenshot."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from conflictmap.briefing.embedding import read_record
from tests.browser.conftest import Server, Viewer


def test_one_link_leads_from_the_map_to_its_picture(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    viewer = Viewer(page, server.address)
    viewer.open("lang=ar&country=SY&view=36.5,40.0,8")
    page.wait_for_function("document.querySelector('a.cm-brief').href.includes('view=36.5000,40.0000,8')")
    page.locator("a.cm-brief").click()
    page.wait_for_selector(".st-key-brief-picture img", timeout=60_000)
    with page.expect_download() as made:
        page.locator(".st-key-brief-png button").click()
    record = read_record(Path(str(made.value.path())).read_bytes(), "download")
    assert record["lang"] == "ar" and record["filter"] == {"country": "SY"} and record["view"] == [36.5, 40.0, 8.0]
    page.emulate_media(media="print")
    assert not page.locator(".st-key-brief-form").is_visible()
    assert page.locator(".st-key-brief-picture img").is_visible()
    page.close()


def test_a_clean_page_has_no_controls(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    viewer = Viewer(page, server.address)
    viewer.open("lang=en&view=clean,36.5,40.0,7")
    page.wait_for_function("location.search.includes('view=clean,36.5000,40.0000,7')")
    for hidden in ("[data-testid=stSidebar]", "[data-testid=stHeader]", "a.cm-brief", ".st-key-table-box"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".cm-title").is_visible() and page.locator(".cm-counts").is_visible()
    frame = page.frame_locator(".st-key-map iframe")
    assert frame.locator(".cm-legend").is_visible() and frame.locator(".leaflet-control-attribution").is_visible()
    assert not frame.locator(".leaflet-control-zoom").is_visible()
    box = page.locator(".st-key-map iframe").bounding_box()
    assert box and box["y"] + box["height"] <= 900 and box["width"] > 1300
    page.close()
