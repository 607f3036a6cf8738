"""The trends page as people see it: numbers as on the map, a click on a bar filters, both languages, a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Viewer


def opened(viewer: Viewer, query: str) -> Page:
    page = viewer.page
    page.goto(f"{viewer.address}/trends?{query}")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible(timeout=30_000)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
    return page


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_numbers_are_the_map_s(viewer: Viewer, lang: str) -> None:
    viewer.open(f"lang={lang}&from=2026-02-01")
    counts = viewer.page.locator(".cm-counts").first.locator("span").all_inner_texts()
    page = opened(viewer, f"lang={lang}&from=2026-02-01")
    assert page.locator(".cm-counts").first.locator("span").all_inner_texts() == counts
    shown, listed = (int(b) for b in page.locator(".cm-counts").first.locator("b").all_inner_texts()[:2])
    total = page.locator(".cm-total td").nth(1).inner_text()
    assert int(total) == shown + listed
    assert not viewer.errors or all("404" in error for error in viewer.errors)


def test_a_click_on_an_actor_filters_by_it(viewer: Viewer) -> None:
    page = opened(viewer, "lang=en")
    before = page.locator(".cm-counts").first.inner_text()
    chart = page.locator(".st-key-trend-actors svg.marks")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 18)
    page.wait_for_url("**actor=**")
    expect(page.locator(".cm-counts").first).not_to_have_text(before)


def test_what_a_viewer_chooses_is_in_the_address_and_comes_back(viewer: Viewer) -> None:
    page = opened(viewer, "lang=en")
    page.locator(".st-key-trend-choices button", has_text="Country").click()
    page.wait_for_url("**trend=auto.country.events**")
    expect(page.locator(".cm-h", has_text="Country")).to_be_visible()
    page.go_back()
    expect(page.locator(".cm-h", has_text="Event type")).to_be_visible()


@pytest.mark.parametrize("viewer", [(360, 800)], indirect=True)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_phone_is_not_scrolled_sideways(viewer: Viewer, lang: str) -> None:
    page = opened(viewer, f"lang={lang}&trend=week.admin1.deaths")
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth + 1")


def test_a_click_on_an_area_filters_by_it(viewer: Viewer) -> None:
    page = opened(viewer, "lang=en")
    area = page.locator(".st-key-trend-map svg.marks path[aria-label*='Al-Hasakah']")
    area.scroll_into_view_if_needed()
    area.click()
    page.wait_for_url("**admin1=SY-HA**")
    expect(page.locator(".cm-said")).to_contain_text("Al-Hasakah")
