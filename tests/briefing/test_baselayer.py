"""The base map of pictures: the same colours as the live map, whole across the seams of its tiles."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from conflictmap.briefing.baselayer import draw_base, tile_names
from conflictmap.briefing.content import REACH, Wish, brief_content
from conflictmap.briefing.drawing import Drawing
from conflictmap.briefing.geometry import NOMINAL_PX, Frame, MapView, fit, scale_bar
from conflictmap.briefing.render import map_pixels, render_png
from conflictmap.briefing.sizes import SIZES
from conflictmap.filters import EventFilter
from conflictmap.mapview.style import BASE, CLUSTER_PX, HATCH_PX, INK, LABELS, PAPER
from conflictmap.store.aggregate import Box
from conflictmap.store.store import EventStore

STATIC = Path(__file__).resolve().parents[2] / "conflictmap/mapview/static"


def test_the_live_map_has_the_same_colours() -> None:
    script = (STATIC / "basemap.js").read_text(encoding="utf-8")
    for name, color in BASE._asdict().items():
        assert re.search(rf"\b{name}: '{color}'", script), name
    for kind, style in LABELS.items():
        row = re.search(rf"\b{kind}: \{{size: ([\d.]+), weight: (\d+), colour: '(#\w+)'.*order: (\d)", script)
        assert row, kind
        assert (float(row[1]), int(row[2]), row[3], int(row[4])) == (style.size, style.weight, style.color, style.order)
    events = (STATIC / "events.js").read_text(encoding="utf-8")
    assert f'INK = "{INK}"' in events and f'PAPER = "{PAPER}"' in events
    assert f"CLUSTER_PX = {CLUSTER_PX};" in events and f"Math.round({HATCH_PX} * ratio)" in events


@pytest.mark.parametrize("lon", [44.2, 44.8, 45.05, 45.4, 46.3])
def test_land_is_land_on_both_sides_of_a_seam(lon: float, store: EventStore) -> None:
    view, size = MapView(33.2, 45.0, 7), SIZES["1920x1080"]._replace(ppi=72)
    picture = Image.open(io.BytesIO(render_png(brief_content(store, EventFilter(), Wish(view=view)), size)))
    frame = Frame.of_view(view, *map_pixels(size))
    assert len(tile_names(frame, "")) == 2
    x, y = frame.project(33.55, lon)
    top = _map_top(picture)
    pixels = [
        picture.convert("RGB").getpixel((26 + x * size.map_pt + dx, top + y * size.map_pt)) for dx in range(-4, 5)
    ]
    land = ImageColor.getrgb(BASE.land)
    assert pixels.count(land) > 4, "a name or a line may cross"


def _map_top(picture: Image.Image) -> int:
    """The first row of the map: the sea's or land's colour at its left edge."""
    colors = {ImageColor.getrgb(BASE.land), ImageColor.getrgb(BASE.sea)}
    return next(y for y in range(picture.height) if picture.convert("RGB").getpixel((30, y)) in colors)


def test_views_hold_what_a_screen_shows_and_marks_reach_beyond_every_size() -> None:
    view = MapView(35, 40, 7)
    screen, reach = Frame.of_view(view, *NOMINAL_PX), Frame.of_view(view, *NOMINAL_PX).wider(*REACH)
    assert screen.zoom == view.zoom
    for size in SIZES.values():
        box, inner, outer = Frame.of_view(view, *map_pixels(size)).box(), screen.box(), reach.box()
        assert box.south <= inner.south + 1e-6 and box.west <= inner.west + 1e-6
        assert box.north >= inner.north - 1e-6 and box.east >= inner.east - 1e-6
        assert (
            outer.south <= box.south and outer.west <= box.west and outer.north >= box.north and outer.east >= box.east
        )


def test_a_chosen_view_shows_the_whole_rectangle() -> None:
    wanted = Box(33.0, 36.0, 37.0, 42.0)
    seen = Frame.of_view(fit(wanted), *NOMINAL_PX).box()
    assert seen.south < 33 and seen.west < 36 and seen.north > 37 and seen.east > 42
    assert fit(Box(36.2, 37.1, 36.2, 37.1)).zoom <= 9


@pytest.mark.parametrize("zoom", [2.0, 4.4, 7.3, 15.0])
def test_scale_bars_are_round_and_fit(zoom: float) -> None:
    frame = Frame(36, 40, zoom, 600, 400)
    km, px = scale_bar(frame, 120)
    assert 40 < px <= 120 and abs(km * 1000 / px - frame.metres_per_px()) < 1e-6 * frame.metres_per_px()
    assert f"{km:e}"[0] in "1235"


@pytest.mark.parametrize("view", [MapView(84, 179.9, 2), MapView(-84, -179.9, 9), MapView(0, 0, 18)])
def test_the_ends_of_the_world_are_drawn(view: MapView) -> None:
    frame = Frame.of_view(view, 600, 300)
    drawing = Drawing(600, 300)
    draw_base(drawing, frame)
    assert "nan" not in drawing.svg() and "inf" not in drawing.svg()
    assert -90 <= frame.box().south <= frame.box().north <= 90
