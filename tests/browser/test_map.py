"""What people see: the map drawn, filtered, shared, read, in both languages, on small and large screens."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, Viewer

SYRIA = "view=36.4,40.0,7"


def near(mark: dict[str, Any], x: float, y: float, pixels: float = 3) -> bool:
    return abs(mark["x"] - x) <= pixels and abs(mark["y"] - y) <= pixels


def test_map_draws_events_where_they_are(viewer: Viewer) -> None:
    viewer.open(f"lang=en&{SYRIA}")
    marks = viewer.marks()
    hasakah = next(mark for mark in marks if mark["ids"] == ["seeds:D5"])
    at = viewer.layer("m.latLngToContainerPoint([36.50237, 40.74772])")
    assert near(hasakah, at["x"], at["y"])
    assert {mark["kind"] for mark in marks} >= {"point", "cluster", "area"}
    color = pixel(viewer, at["x"], at["y"])
    assert abs(color[0] - 0x2F) < 25 and abs(color[2] - 0xB3) < 25, f"the blue of strategic developments, got {color}"
    assert not viewer.errors


def pixel(viewer: Viewer, x: float, y: float) -> tuple[int, int, int]:
    """The colour on screen at a point of the map box."""
    import struct
    import zlib

    box = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box
    clip = {"x": box["x"] + x, "y": box["y"] + y, "width": 1, "height": 1}
    png = viewer.page.screenshot(clip=clip)  # type: ignore[arg-type]  # Playwright's own dictionary types
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(data)
    return raw[1], raw[2], raw[3]


def test_land_and_sea_are_drawn(viewer: Viewer) -> None:
    viewer.open("lang=en&view=35.0,37.0,7")
    viewer.map.wait_for_timeout(800)
    sea = viewer.layer("m.latLngToContainerPoint([35.1, 35.3])")
    land = viewer.layer("m.latLngToContainerPoint([34.75, 39.15])")
    sea_color, land_color = pixel(viewer, sea["x"], sea["y"]), pixel(viewer, land["x"], land["y"])
    assert sea_color[2] > sea_color[0] + 8, f"the sea is bluish, got {sea_color}"
    assert abs(land_color[2] - land_color[0]) < 14 and min(land_color) > 225, (
        f"land is light and warm, got {land_color}"
    )


def test_only_our_own_host_is_asked(viewer: Viewer) -> None:
    viewer.open()
    assert viewer.drawn() > 20, "there is a map to speak of"
    viewer.page.get_by_role("link", name="Method and limits").click()
    expect(viewer.page.get_by_text("What the map shows")).to_be_visible()
    assert viewer.hosts == {viewer.address.removeprefix("http://")}


def test_online_tiles_only_when_turned_on(viewer: Viewer) -> None:
    viewer.open()
    viewer.page.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    viewer.map.locator(".leaflet-control-layers").hover()
    viewer.map.get_by_text("OpenStreetMap").first.click()
    viewer.map.wait_for_timeout(800)
    assert "tile.openstreetmap.org" in viewer.hosts


def test_no_flag_and_data_credits(viewer: Viewer) -> None:
    viewer.open()
    credit = viewer.map.locator(".leaflet-control-attribution")
    assert credit.locator("svg").count() == 0
    for name in ("Leaflet", "Natural Earth", "GeoNames"):
        expect(credit).to_contain_text(name)
    expect(viewer.map.locator(".leaflet-control-scale-line")).to_contain_text("km")


def choose(viewer: Viewer, label: str, option: str) -> None:
    viewer.page.get_by_role("combobox", name=label).click()
    viewer.page.get_by_role("option", name=option).first.click()
    viewer.page.keyboard.press("Escape")


def test_filter_changes_marks_counts_and_address_and_the_map_stays(viewer: Viewer) -> None:
    viewer.open(f"lang=en&{SYRIA}")
    before = viewer.layer("({lat: m.getCenter().lat, lng: m.getCenter().lng, zoom: m.getZoom()})")
    viewer.map.evaluate("window.kept = L.conflictEventLayer")
    all_drawn, all_shown = viewer.drawn(), viewer.count("On the map")
    choose(viewer, "Event type", "Battles")
    viewer.page.wait_for_url("**type=battles**")
    viewer.wait()
    viewer.map.wait_for_function("L.conflictEventLayer._asked.f.includes('type=battles') && L.conflictEventLayer.idle")
    assert 0 < viewer.drawn() < all_drawn
    assert viewer.count("On the map") < all_shown
    assert viewer.count("On the map") + viewer.count("Listed, not drawn") + viewer.count("Filtered out") == 41
    after = viewer.layer("({lat: m.getCenter().lat, lng: m.getCenter().lng, zoom: m.getZoom()})")
    assert after == before
    assert viewer.map.evaluate("window.kept === L.conflictEventLayer"), "the map was not made anew"
    viewer.page.wait_for_url("**view=*,7")


def test_panning_and_zooming_do_not_run_python(viewer: Viewer, server: Server) -> None:
    viewer.open()
    sockets: list[str] = []
    viewer.page.on("request", lambda sent: sockets.append(sent.url))
    watch = """() => {
        window.__runs = 0;
        const look = () => { if (document.querySelector('[data-testid=stStatusWidget]')) window.__runs++; };
        new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
        return window.__runs;
    }"""
    assert viewer.page.evaluate(watch) == 0
    for _ in range(3):
        viewer.layer("m.panBy([120, 40], {animate: false})")
        viewer.layer("m.zoomIn(1, {animate: false})")
    viewer.wait()
    viewer.map.wait_for_timeout(700)
    assert viewer.page.evaluate("window.__runs") == 0
    assert [url for url in sockets if "/map-data/view" in url], "the layer asked the route instead"
    assert viewer.params()["view"].endswith(str(viewer.layer("m.getZoom()")))


def test_a_link_restores_everything(browser: Browser, viewer: Viewer) -> None:
    viewer.open(f"lang=ar&country=SY&from=2026-02-01&event=seeds:D5&{SYRIA}")
    viewer.layer("m.setView([36.5, 40.7], 8, {animate: false})")
    viewer.page.wait_for_url("**,8")
    viewer.wait()
    link, drawn = viewer.page.url, viewer.drawn()
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    other = Viewer(context.new_page(), viewer.address)
    other.page.goto(link)
    other.wait()
    assert other.params() == viewer.params()
    assert other.layer("m.getZoom()") == 8
    assert other.drawn() == drawn
    expect(other.page.locator(".cm-detail")).to_be_visible()
    assert other.page.locator("[dir=rtl]").count() > 0
    context.close()


def test_other_pages_keep_filter_and_view(viewer: Viewer) -> None:
    viewer.open(f"lang=en&country=SY&{SYRIA}")
    viewer.layer("m.setView([35.5, 39.0], 8, {animate: false})")
    viewer.page.wait_for_url("**view=35.5000,39.0000,8")
    before = viewer.params()
    viewer.page.get_by_role("link", name="Method and limits").click()
    expect(viewer.page.get_by_text("What the map shows")).to_be_visible()
    viewer.page.get_by_role("link", name="Map", exact=True).click()
    viewer.wait()
    viewer.page.wait_for_url("**view=35.5000,39.0000,8")
    assert viewer.params() == before


def test_back_leaves_the_app(viewer: Viewer) -> None:
    viewer.page.goto("about:blank")
    viewer.page.goto(viewer.address)
    viewer.wait()
    viewer.page.wait_for_url("**lang=en&view=*")
    viewer.page.go_back()
    assert viewer.page.url == "about:blank"


def test_languages_can_be_switched_back_and_forth(viewer: Viewer) -> None:
    viewer.open("lang=en&actor=syrian_opposition&role=side_a&type=battles&precision=adm1")
    wanted = viewer.count("On the map")
    for lang, name in (("ar", "العربية"), ("en", "English"), ("ar", "العربية"), ("en", "English")):
        viewer.page.locator(".st-key-language").get_by_text(name).click()
        viewer.page.wait_for_url(f"**lang={lang}**")
        viewer.wait()
    viewer.page.wait_for_url("**view=**")  # which the map writes after the page has written the rest
    params = viewer.params()
    params.pop("view")
    assert params == {
        "lang": "en",
        "actor": "syrian_opposition",
        "role": "side_a",
        "type": "battles",
        "precision": "adm1",
    }
    assert viewer.count("On the map") == wanted == viewer.drawn()


def test_labels_speak_the_language_and_keep_apart(viewer: Viewer) -> None:
    for lang, word in (("en", "Raqqa"), ("ar", "الرقة")):
        viewer.open(f"lang={lang}&{SYRIA}")
        viewer.map.wait_for_function("L.conflictBaseLayer.getLabelBoxes().length > 10")
        viewer.map.wait_for_timeout(500)
        boxes = viewer.map.evaluate("L.conflictBaseLayer.getLabelBoxes()")
        assert word in {box["text"] for box in boxes}
        for n, a in enumerate(boxes):
            for b in boxes[n + 1 :]:
                apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
                assert apart_x or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"], (a, b)


def test_a_server_that_fails_is_said_and_old_marks_go(viewer: Viewer) -> None:
    viewer.without_line()
    viewer.open("lang=en")
    viewer.page.route("**/map-data/view*", lambda route: route.fulfill(status=500, body="{}"))
    choose(viewer, "Event type", "Battles")
    viewer.page.wait_for_url("**type=battles**")
    expect(viewer.map.locator(".cm-problem")).to_contain_text("does not answer")
    assert viewer.marks() == []
    viewer.page.unroute("**/map-data/view*")
    viewer.layer("m.panBy([40, 0], {animate: false})")
    viewer.wait()
    expect(viewer.map.locator(".cm-problem")).to_be_hidden()
    assert viewer.drawn() > 0


def test_a_long_list_stays_within_the_map(viewer: Viewer) -> None:
    viewer.open("lang=ar&view=37.04,41.21,12")
    mark = max((m for m in viewer.marks() if m["kind"] == "cluster"), key=lambda m: m["n"])
    viewer.click_map(mark["x"], mark["y"])
    expect(viewer.map.locator(".cm-row")).to_have_count(mark["n"])
    viewer.map.wait_for_timeout(600)
    box = viewer.map.locator(".leaflet-popup").bounding_box()
    frame = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box and frame
    assert box["y"] >= frame["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 20


def test_a_stroke_over_the_histogram_chooses_the_period(viewer: Viewer) -> None:
    viewer.open("lang=en&from=2026-01-01")
    chart = viewer.page.locator("[data-testid=stVegaLiteChart] :is(svg.marks, canvas)").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    viewer.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    viewer.page.mouse.down()
    viewer.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 60, steps=8)
    viewer.page.mouse.up()
    viewer.page.wait_for_url("**to=2026-01-2*")
    viewer.wait()
    params = viewer.params()
    assert "2026-01-15" <= params["from"] < params["to"] <= "2026-01-29"
    expect(viewer.page.locator(".cm-said")).to_contain_text("January 2026")


def test_plans_are_not_drawn_like_facts(viewer: Viewer) -> None:
    viewer.open("lang=en&claim=planned&view=36.5,41.0,9")
    marks = viewer.marks()
    assert {i for mark in marks for i in mark["ids"]} == {"seeds:B4", "seeds:X16"}
    assert viewer.layer("e._marks.every((mark) => mark.doubt)")
    expect(viewer.map.locator(".cm-legend")).to_contain_text("Not reported as fact")


def test_back_undoes_a_filter(viewer: Viewer) -> None:
    viewer.open("lang=en&country=SY")
    choose(viewer, "Event type", "Battles")
    viewer.page.wait_for_url("**type=battles**")
    viewer.wait()
    viewer.page.go_back()
    expect(viewer.page.locator(".cm-said")).to_have_text("Country: Syria")


def test_clicking_a_mark_opens_its_event(viewer: Viewer) -> None:
    viewer.open(f"lang=en&{SYRIA}")
    mark = next(mark for mark in viewer.marks() if mark["ids"] == ["seeds:D5"])
    viewer.click_map(mark["x"], mark["y"])
    detail = viewer.page.locator(".cm-detail")
    expect(detail).to_contain_text("Hasakah")
    expect(detail).to_contain_text("2 February 2026")
    expect(detail).to_contain_text("Asharq Al-Awsat")
    assert viewer.params()["event"] == "seeds:D5"


def test_a_cluster_lists_its_events_and_a_line_opens_one(viewer: Viewer) -> None:
    viewer.open("lang=en&view=37.04,41.21,12")
    mark = max((m for m in viewer.marks() if m["kind"] == "cluster"), key=lambda m: m["n"])
    viewer.click_map(mark["x"], mark["y"])
    rows = viewer.map.locator(".cm-row")
    expect(rows).to_have_count(mark["n"])
    days = rows.locator(".cm-row-head").all_inner_texts()
    assert len(days) == mark["n"]
    rows.first.click()
    expect(viewer.page.locator(".cm-detail")).to_be_visible()
    expect(viewer.map.locator(".cm-list")).to_be_visible()


def test_an_area_is_hatched_and_opens_its_list(viewer: Viewer) -> None:
    viewer.open("lang=en&view=31.4,34.4,9")
    area = next(mark for mark in viewer.marks() if mark["kind"] == "area" and mark["name"] == "Gaza Strip")
    assert area["n"] == 2
    viewer.click_map(area["x"], area["y"])
    expect(viewer.map.locator(".cm-row")).to_have_count(2)
    expect(viewer.map.locator(".cm-legend")).to_contain_text("Somewhere in the area")


def test_unplaced_events_are_listed_and_counted(viewer: Viewer) -> None:
    viewer.open()
    listed = viewer.count("Listed, not drawn")
    assert listed == 9
    expect(viewer.page.get_by_text(f"Listed, not drawn: {listed}")).to_be_visible()


def test_a_table_row_opens_its_event_and_marks_it_on_the_map(viewer: Viewer) -> None:
    viewer.open()
    canvas = viewer.page.locator(".st-key-table-box canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    viewer.page.mouse.click(box["x"] + 17, box["y"] + 35 + 17)
    expect(viewer.page.locator(".cm-detail")).to_be_visible()
    viewer.wait()
    assert viewer.layer("e._asked.selected.id") == viewer.params()["event"]


def test_arabic_turns_the_page_and_not_the_map(viewer: Viewer) -> None:
    viewer.open()
    viewer.page.locator(".st-key-language").get_by_text("العربية").click()
    viewer.page.wait_for_url("**lang=ar**")
    viewer.wait()
    viewer.map.wait_for_function("L.conflictEventLayer._words.lang === 'ar'")
    assert viewer.page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    assert viewer.map.evaluate("getComputedStyle(document.querySelector('#map_div')).direction") == "ltr"
    expect(viewer.map.locator(".cm-legend")).to_contain_text("مفتاح الخريطة")
    sidebar = viewer.page.locator("[data-testid=stSidebar]").bounding_box()
    assert sidebar and sidebar["x"] > 700, "the filters stand on the right"


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_phone_has_no_sideways_scroll(viewer: Viewer, lang: str) -> None:
    viewer.open(f"lang={lang}&event=seeds:C1")
    width = viewer.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 360
    box = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box and box["x"] >= 0 and box["width"] > 300
    assert viewer.drawn() >= 2, "the chosen event's area holds two"
    viewer.page.locator("[data-testid=stExpandSidebarButton]").click()
    expect(viewer.page.get_by_role("combobox").first).to_be_visible()


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
def test_on_a_phone_a_list_fits_the_map(viewer: Viewer) -> None:
    viewer.open("lang=en&view=37.04,41.21,12")
    mark = max((m for m in viewer.marks() if m["kind"] == "cluster"), key=lambda m: m["n"])
    viewer.click_map(mark["x"], mark["y"])
    expect(viewer.map.locator(".cm-row")).to_have_count(mark["n"])
    viewer.map.wait_for_timeout(600)
    box = viewer.map.locator(".leaflet-popup-content-wrapper").bounding_box()
    frame = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box and frame
    assert box["x"] >= frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    expect(viewer.map.locator(".leaflet-control-zoom")).to_be_hidden()
    viewer.map.locator(".leaflet-popup-close-button").click()
    expect(viewer.map.locator(".leaflet-control-zoom")).to_be_visible()


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
def test_on_a_phone_a_picked_event_comes_into_sight(viewer: Viewer) -> None:
    viewer.open("lang=en&view=36.5,40.75,9")
    mark = next(mark for mark in viewer.marks() if mark["ids"] == ["seeds:D5"])
    viewer.click_map(mark["x"], mark["y"])
    expect(viewer.page.locator(".cm-detail h3")).to_be_in_viewport(timeout=10_000)


@pytest.mark.parametrize("viewer", [(3840, 2160)], indirect=True)
def test_a_wall_screen_is_filled(viewer: Viewer) -> None:
    viewer.open()
    box = viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box and box["width"] > 1900 and box["height"] > 1200
    size = viewer.layer("({w: m.getSize().x, h: m.getSize().y})")
    assert abs(size["h"] - box["height"]) < 6


def test_keyboard_reaches_the_filters_and_the_map(viewer: Viewer) -> None:
    viewer.open()
    seen = set()
    for _ in range(40):
        viewer.page.keyboard.press("Tab")
        seen.add(
            viewer.page.evaluate(
                "() => { const a = document.activeElement; return a.tagName === 'IFRAME' ? 'map' : "
                "(a.getAttribute('aria-label') || a.innerText || '').slice(0, 40); }"
            )
        )
    assert "map" in seen
    assert any("Actor" in name for name in seen) and any("Event type" in name for name in seen)


def test_an_empty_result_names_the_filter_and_keeps_the_map(viewer: Viewer) -> None:
    viewer.open("lang=en&country=SY")
    viewer.map.evaluate("window.kept = L.conflictEventLayer")
    choose(viewer, "Event type", "Riots")
    expect(viewer.page.get_by_text("No event passes these filters.")).to_be_visible()
    viewer.wait()
    assert viewer.map.evaluate("window.kept === L.conflictEventLayer")
    viewer.open("lang=en&deaths=500")
    expect(viewer.page.get_by_text("No event passes these filters.")).to_be_visible()
    assert viewer.drawn() == 0
    expect(viewer.map.locator(".cm-legend")).to_contain_text("No event in this view")
