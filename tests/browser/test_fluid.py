"""What keeps the map fluid: panning asks no script, answers are small, stale questions are dropped, time plays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, Route, WebSocket, expect

from benchmarks.madeup import make_store
from tests.browser.conftest import Server, Viewer
from tests.browser.test_map import choose, pixel

MADE = 20_000
LARGEST_BYTES = 150_000
AREA = "view=33.0,42.0,6"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with many made-up events, which the map shows as cells."""
    home = tmp_path_factory.mktemp("many")
    make_store(Path(home), MADE)
    made = Server(home)
    made.wait()
    yield made
    made.stop()


@pytest.fixture
def crowd(browser: Browser, many: Server) -> Iterator[Viewer]:
    """Someone who looks at many events."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    made = Viewer(page, many.address)
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    yield made
    context.close()


def settle(viewer: Viewer) -> None:
    viewer.map.wait_for_function("L.conflictEventLayer.idle")


def test_panning_and_zooming_run_no_script_and_answers_are_small(crowd: Viewer) -> None:
    frames: list[str] = []
    sizes: list[tuple[int, str]] = []
    asked: list[str] = []
    crowd.page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append("sent")))

    crowd.page.on("request", lambda sent: asked.append(sent.url) if "/map-data/view" in sent.url else None)
    crowd.page.on("requestfinished", lambda done: _measure(done, sizes))
    crowd.open(f"lang=en&{AREA}")
    assert crowd.layer("e._data.mode") == "cells"
    crowd.page.wait_for_timeout(1_000)
    before, views = len(frames), len(asked)
    for move in ("panBy([150, 80]", "setZoom(7", "setZoom(5"):
        crowd.layer(f"(m.{move}, {{animate: false}}), 0)")
        settle(crowd)
    crowd.page.wait_for_timeout(500)
    assert len(asked) >= views + 3, "the map asked the app for each view"
    assert len(frames) == before, "the page's script was not run"
    assert sizes and max(sizes)[0] <= LARGEST_BYTES


def test_a_short_move_shows_its_marks_before_the_app_answers(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}")
    held: list[Route] = []
    crowd.page.route("**/map-data/view**", lambda route: held.append(route))
    before = {mark["x"] for mark in crowd.marks()}
    assert crowd.layer("(m.panBy([120, 0], {animate: false}), [e.isComplete(), e.idle])") == [True, False]
    after = {mark["x"] for mark in crowd.marks()}
    assert before != after and len(held) == 1, "drawn at the new view, and asked for what is beyond it"
    assert crowd.layer("(m.panBy([400, 0], {animate: false}), e.isComplete())") is False
    crowd.page.unroute_all()
    for route in held:
        route.fallback()
    settle(crowd)
    assert crowd.layer("e.isComplete()") and not crowd.errors


def test_a_dragged_map_asks_before_it_runs_out_of_marks(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}")
    box = crowd.page.locator("iframe[title*=folium]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    crowd.page.mouse.move(x, y)
    crowd.page.mouse.down()
    with crowd.page.expect_response("**/map-data/view**"):
        crowd.page.mouse.move(x - box["width"] * 0.3, y, steps=12)
    crowd.map.wait_for_function("L.conflictEventLayer.idle && L.conflictEventLayer.isComplete()")
    crowd.page.mouse.up()
    settle(crowd)
    assert not crowd.errors


def test_a_zoom_asks_at_its_start_and_once(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}")
    crowd.layer("(e.__seen = [], m.on('zoomend', (of) => e.__seen.push(of.type)), 0)")
    crowd.map.evaluate(
        "() => { const fetched = window.fetch; window.fetch = (at, ...more) => { "
        "if (String(at).includes('/view?')) L.conflictEventLayer.__seen.push(String(at).match(/z=\\d+/)[0]); "
        "return fetched(at, ...more); }; }"
    )
    crowd.map.locator(".leaflet-control-zoom-in").click()
    crowd.map.wait_for_function("L.conflictEventLayer._map.getZoom() === 7 && L.conflictEventLayer.isComplete()")
    settle(crowd)
    assert crowd.layer("e.__seen") == ["z=7", "zoomend"]
    assert crowd.layer("e._data.zoom") == 7 and not crowd.errors


def _measure(request: Request, sizes: list[tuple[int, str]]) -> None:
    if any(
        name in request.url for name in ("/view?", "/areas?", "/steps?", "/words?")
    ):  # the base map is kept for ever
        sizes.append((request.sizes()["responseBodySize"], request.url))


def test_marks_are_where_their_events_are_after_a_filter(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}")
    choose(crowd, "Event type", "Battles")
    crowd.map.wait_for_function("L.conflictEventLayer._asked.f.includes('battles') && L.conflictEventLayer.idle")
    crowd.page.wait_for_url("**type=battles**")  # the marks come before the numbers
    assert crowd.count("On the map") < MADE / 2
    top = crowd.layer(
        "(() => { const k = e._marks.filter((k) => k.kind === 'cell').sort((a, b) => b.n - a.n);"
        " const free = k.find((a) => { const p = m.layerPointToContainerPoint([a.x, a.y]);"
        " return p.x > 300 && p.y > 120 && p.x < 600 && p.y < 350; });"
        " const p = m.layerPointToContainerPoint([free.x, free.y]); return {x: p.x, y: p.y}; })()"
    )
    color = pixel(crowd, top["x"], top["y"])
    assert color[0] > color[1] + 60 and color[0] > color[2] + 40, f"the red of battles, got {color}"
    assert not crowd.errors


def test_a_change_brings_its_marks_by_itself(crowd: Viewer) -> None:
    got: list[str | bytes] = []
    told: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        if "/map-data/changes" in socket.url:
            socket.on("framereceived", lambda data: got.append(data))
            socket.on("framesent", lambda data: told.append(data))

    crowd.page.on("websocket", listen)
    crowd.open(f"lang=en&{AREA}")
    crowd.map.wait_for_function("L.conflictEventLayer._line._socket.readyState === WebSocket.OPEN")
    choose(crowd, "Event type", "Protests")
    crowd.map.wait_for_function("L.conflictEventLayer._asked.f.includes('protests') && L.conflictEventLayer.idle")
    crowd.page.wait_for_url("**type=protests**")
    assert json.loads(got[0])["state"]["f"] == "type=protests" and told == ["1"]
    assert 0 < crowd.layer("e._data.total") < crowd.count("On the map") < MADE / 2
    assert not crowd.errors


def test_marks_that_come_by_themselves_are_drawn_if_they_fit(crowd: Viewer) -> None:
    asked: list[str] = []
    crowd.open(f"lang=en&{AREA}")
    crowd.page.on("request", lambda sent: asked.append(sent.url) if "/map-data/view" in sent.url else None)
    change = "number: 1, state: {...e._asked, f: 'type=riots'}, marks: {...e._data, total: 7}"
    crowd.layer(f"e.take({{{change}, ...e._seen()}})")
    assert (crowd.layer("[e._data.total, e._asked.f, e.idle]"), asked) == ([7, "type=riots", True], [])
    crowd.layer(f"e.take({{{change}, ...e._seen(), zoom: 3}})")
    crowd.layer(f"e.take({{{change}, ...e._seen(), state: {{...e._asked, session: 'another'}}}})")
    assert (crowd.layer("e._data.total"), asked) == (7, []), "those were of another view, and of another session"
    crowd.layer("(m.panBy([200, 0], {animate: false}), 0)")
    settle(crowd)
    assert len(asked) == 1 and crowd.layer("e._data.total") != 7, "panning asks as before"


def test_a_stale_filters_question_is_dropped(crowd: Viewer) -> None:
    crowd.without_line()
    crowd.open(f"lang=en&{AREA}")
    failed: list[str] = []
    held: list[Route] = []
    crowd.page.on("requestfailed", lambda request: failed.append(request.url))
    crowd.page.route("**/map-data/view*protests*", lambda route: held.append(route))
    choose(crowd, "Event type", "Protests")
    crowd.page.wait_for_timeout(1_500)
    assert held, "the question is under way"
    choose(crowd, "Event type", "Riots")
    crowd.map.wait_for_function("L.conflictEventLayer._asked.f.includes('riots')")
    crowd.page.unroute("**/map-data/view*protests*")
    crowd.page.wait_for_timeout(500)
    assert any("protests" in url and "riots" not in url for url in failed), "the first question was given up"


def step(viewer: Viewer) -> dict[str, Any]:
    """What the playback shows: its step, the events it says, those that are drawn, the period in words."""
    settle(viewer)
    return dict(
        viewer.layer(
            "({step: e._play._step, said: e._play._steps.n[e._play._step],"
            " drawn: e._marks.reduce((s, k) => s + k.n, 0),"
            " ids: e._marks.flatMap((k) => k.ids || []), words: e._play._period.textContent})"
        )
    )


def start_paused(viewer: Viewer) -> None:
    viewer.page.emulate_media(reduced_motion="reduce")  # opens without playing
    viewer.map.locator(".cm-play").click()
    viewer.map.wait_for_function("L.conflictEventLayer._frame")


def go(viewer: Viewer, number: int) -> dict[str, Any]:
    viewer.map.locator(".cm-playbar-slider").evaluate(
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", number
    )
    viewer.map.wait_for_function(
        f"(() => {{ const e = L.conflictEventLayer, p = e._play;"
        f" return p._step === {number} && e._frame.total === p._steps.n[{number}]; }})()"
    )
    return step(viewer)


def test_playback_of_cells_shows_each_steps_events(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}")
    everything = crowd.drawn()
    start_paused(crowd)
    last = crowd.layer("e._play._steps.n.length") - 1
    for number in (0, last // 2, last):
        shown = go(crowd, number)
        assert shown["said"] == shown["drawn"], shown
        assert shown["drawn"] < everything / 4
    assert "2027" in shown["words"] or "2026" in shown["words"]
    expect(crowd.map.locator(".cm-playbar-left")).to_contain_text("without a date")
    crowd.map.locator(".cm-playbar-slider").press("Escape")
    assert crowd.drawn() == everything, "the whole period is back"
    assert not crowd.errors


def test_playback_plays_pauses_and_keeps_the_filter(crowd: Viewer) -> None:
    crowd.open(f"lang=en&{AREA}&type=battles")
    crowd.map.locator(".cm-play").click()
    crowd.map.wait_for_function("L.conflictEventLayer._play._step >= 2")
    crowd.map.locator(".cm-playbar-play").click()
    shown = step(crowd)
    assert shown["said"] == shown["drawn"] > 0
    assert crowd.layer("[...new Set(e._marks.flatMap((k) => k.types || []))]") in ([0], [0, None])
    crowd.map.wait_for_timeout(900)
    assert step(crowd)["step"] == shown["step"], "paused"
    crowd.map.locator(".cm-playbar-slider").press(" ")
    crowd.map.wait_for_function(f"L.conflictEventLayer._play._step > {shown['step']}")
    choose(crowd, "Event type", "Riots")
    crowd.map.wait_for_function("!L.conflictEventLayer._play.isOpen")


def test_playback_of_single_events_draws_the_same_marks(viewer: Viewer) -> None:
    viewer.open("lang=en&view=36.4,40.0,7&from=2026-01-25&to=2026-02-05")
    start_paused(viewer)
    assert viewer.layer("e._play._unit") == "day"
    seen: set[str] = set()
    for number in range(viewer.layer("e._play._steps.n.length")):
        shown = go(viewer, number)
        assert shown["said"] == shown["drawn"], shown
        seen |= set(shown["ids"])
    viewer.map.locator(".cm-playbar-slider").press("Escape")
    assert len(seen) > 3 and seen <= {each for mark in viewer.marks() for each in mark["ids"]}


@pytest.mark.parametrize("viewer", [(360, 740)], indirect=True)
def test_playback_speaks_arabic_and_fits_a_phone(viewer: Viewer) -> None:
    viewer.open("lang=ar&view=36.4,40.0,6")
    start_paused(viewer)
    bar = viewer.map.locator(".cm-playbar")
    assert bar.get_attribute("dir") == "rtl"
    assert viewer.map.locator(".cm-playbar-play").get_attribute("aria-label") == "تشغيل"
    expect(viewer.map.locator(".cm-playbar-period")).to_contain_text("2015")
    box, frame = bar.bounding_box(), viewer.page.locator("iframe[title*=folium]").bounding_box()
    assert box and frame and box["x"] >= frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
