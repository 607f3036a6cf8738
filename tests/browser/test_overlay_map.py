"""Overlays as people see them: below the events, of the right day, switched on and off, and inert."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from conflictmap import settings
from tests.browser.conftest import ROOT, Server, Viewer
from tests.browser.test_fluid import go, start_paused
from tests.browser.test_map import pixel
from tests.made import PAYLOADS
from tests.overlays.made import EAST, SOUTH, WEST, added, area, control

VIEW = "view=36.45,37.9,9"
MANBIJ = (36.45, 38.25)  # lat, lon within EAST


@pytest.fixture(scope="module")
def overlaid_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The seed events with a map of control of two days, and hostile overlays far from them."""
    home = tmp_path_factory.mktemp("overlaid")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.variable("home"), str(home))
        details = {"series": "control", "title_ar": "السيطرة قرب منبج", "licence": "CC0"}
        added(control(home), from_=date(2024, 11, 1), **details)
        later = control(home, area(EAST, side="Syrian government"), area(SOUTH, side="SDF"))
        added(later, from_=date(2026, 1, 1), **details)
        for number, payload in enumerate(PAYLOADS):
            ring = [[x, y - 60] for x, y in EAST]
            path = control(home, area(ring, side=payload, name=payload), name=f"{number}.geojson")
            added(path, title=payload, author=payload, licence=payload, series=f"hostile {number}")
    made = Server(home)
    made.wait()
    yield made
    made.stop()


@pytest.fixture
def overlaid(browser: Browser, overlaid_server: Server, request: pytest.FixtureRequest) -> Iterator[Viewer]:
    width, height = getattr(request, "param", (1440, 1000))
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    made = Viewer(page, overlaid_server.address)
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    page.on("dialog", lambda dialog: made.errors.append(dialog.message))
    page.on("console", lambda message: made.errors.append(message.text) if message.type == "error" else None)
    yield made
    context.close()


def opened(viewer: Viewer, query: str) -> Viewer:
    viewer.open(query)
    viewer.map.wait_for_function("L.conflictOverlayLayer.idle && L.conflictOverlayLayer.shown !== ''")
    viewer.map.wait_for_timeout(500)
    return viewer


def legend(viewer: Viewer) -> Locator:
    return viewer.map.locator(".cm-legend")


def tint(viewer: Viewer, lat: float, lon: float) -> tuple[int, int, int]:
    at = viewer.layer(f"m.latLngToContainerPoint([{lat}, {lon}])")
    return pixel(viewer, at["x"], at["y"])


def overlay_alpha(viewer: Viewer, lat: float, lon: float) -> int:
    """How much of the overlays' own canvas covers a point, 0 to 255."""
    return int(
        viewer.map.evaluate(
            "([lat, lon]) => { const o = L.conflictOverlayLayer, r = window.devicePixelRatio || 1;"
            " const p = o._map.latLngToLayerPoint([lat, lon]).subtract(o._bounds.min).multiplyBy(r);"
            " return o._context.getImageData(Math.round(p.x), Math.round(p.y), 1, 1).data[3]; }",
            [lat, lon],
        )
    )


def test_drawn_below_events_and_labels(overlaid: Viewer) -> None:
    opened(overlaid, f"lang=en&{VIEW}&overlays=control&type=protests")
    assert overlay_alpha(overlaid, *MANBIJ) > 60 and overlay_alpha(overlaid, 37.2, 38.2) == 0
    names = ["tilePane", "overlays", "baseLabels", "events"]
    panes = overlaid.layer(f"Object.fromEntries({names}.map((n) => [n, +getComputedStyle(m.getPane(n)).zIndex]))")
    assert panes["tilePane"] < panes["overlays"] < panes["baseLabels"] < panes["events"]
    assert not overlaid.errors


def test_the_date_chooses_the_version(overlaid: Viewer) -> None:
    quiet = "overlays=control&type=protests"  # no event's own hatching over the tints
    opened(overlaid, f"lang=en&{VIEW}&{quiet}&to=2024-12-31")
    expect(legend(overlaid)).to_contain_text("by The Desk · as of 1 November 2024 · CC0")
    expect(legend(overlaid)).to_contain_text("Turkish-backed opposition")
    yellow = tint(overlaid, *MANBIJ)
    assert yellow[0] - yellow[2] > 25 and yellow[1] - yellow[2] > 20, f"the yellow of the SDF, got {yellow}"
    opened(overlaid, f"lang=en&{VIEW}&{quiet}")
    expect(legend(overlaid)).to_contain_text("as of 1 January 2026")
    expect(legend(overlaid)).not_to_contain_text("Turkish-backed opposition")
    red = tint(overlaid, *MANBIJ)
    assert red[0] - red[1] > 20, f"the red of the government, got {red}"
    opened(overlaid, f"lang=en&{VIEW}&{quiet}&to=2024-10-01")
    expect(legend(overlaid)).to_contain_text("no version for this date")
    assert overlay_alpha(overlaid, *MANBIJ) == 0


def test_a_switch_takes_it_off_the_map_and_into_the_link(overlaid: Viewer) -> None:
    opened(overlaid, f"lang=en&{VIEW}&overlays=control")
    centre = overlaid.layer("m.getCenter()")
    overlaid.page.get_by_text("Control near Manbij", exact=True).click()
    overlaid.page.wait_for_url("**overlays=none**")
    overlaid.map.wait_for_function("L.conflictOverlayLayer.idle && !L.conflictOverlayLayer._overlays.length")
    assert overlay_alpha(overlaid, *MANBIJ) == 0
    expect(legend(overlaid)).not_to_contain_text("The Desk")
    assert overlaid.layer("m.getCenter()") == centre, "the map stays where it is"


def test_playback_shows_the_version_of_each_step(overlaid: Viewer) -> None:
    opened(overlaid, f"lang=en&{VIEW}&overlays=control&from=2024-11-01")
    start_paused(overlaid)
    go(overlaid, 0)
    expect(legend(overlaid)).to_contain_text("as of 1 November 2024")
    go(overlaid, overlaid.layer("e._play._steps.n.length") - 1)
    expect(legend(overlaid)).to_contain_text("as of 1 January 2026")
    go(overlaid, 0)
    expect(legend(overlaid)).to_contain_text("as of 1 November 2024")
    overlaid.map.locator(".cm-playbar-slider").press("Escape")
    expect(legend(overlaid)).to_contain_text("as of 1 January 2026")
    assert not overlaid.errors


def test_arabic(overlaid: Viewer) -> None:
    opened(overlaid, f"lang=ar&{VIEW}&overlays=control")
    expect(legend(overlaid)).to_contain_text("السيطرة قرب منبج")
    expect(legend(overlaid)).to_contain_text("قوات سوريا الديمقراطية")
    expect(legend(overlaid)).to_contain_text("إعداد: The Desk · وفق 1 كانون الثاني/يناير 2026")


@pytest.mark.parametrize("overlaid", [(360, 740)], indirect=True)
def test_a_closed_legend_still_says_the_day(overlaid: Viewer) -> None:
    opened(overlaid, f"lang=en&{VIEW}&overlays=control")
    expect(legend(overlaid)).to_contain_text("Control near Manbij · as of 1 January 2026")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_overlays_are_only_text(overlaid: Viewer, lang: str) -> None:
    opened(overlaid, f"lang={lang}&view=-23.5,38.2,8")
    expect(legend(overlaid)).to_contain_text("window.__pwned=1")
    assert overlay_alpha(overlaid, MANBIJ[0] - 60, MANBIJ[1]) > 60
    for frame in overlaid.page.frames:
        assert frame.evaluate("typeof window.__pwned") == "undefined", frame.url
    assert not overlaid.errors


def test_an_overlay_added_while_looking_comes_with_the_next_change(
    overlaid: Viewer, overlaid_server: Server, tmp_path: Path
) -> None:
    opened(overlaid, f"lang=en&{VIEW}&overlays=control")
    home = overlaid_server.log.parent
    path = control(tmp_path, area(WEST, side="SDF"))
    command = [
        sys.executable,
        "-m",
        "conflictmap",
        "overlay",
        "add",
        str(path),
        "--title",
        "Another",
        "--author",
        "Desk B",
    ]
    subprocess.run(command, cwd=ROOT, check=True, env={"CONFLICTMAP_HOME": str(home), "PATH": ""}, capture_output=True)
    overlaid.page.get_by_text("العربية").click()
    overlaid.page.wait_for_url("**lang=ar**")
    expect(overlaid.page.get_by_text("Another", exact=True)).to_be_visible()
