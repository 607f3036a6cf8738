"""The base map of a picture: land, water, borders and labels from the tiles of `geodata.basemap`, as basemap.js draws
them."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import shapely

from conflictmap.briefing.drawing import Drawing, line_path, rect_path
from conflictmap.briefing.geometry import Frame, around
from conflictmap.mapview.style import BASE
from geodata import basemap

LAST_WORLD_ZOOM = 4
"""Up to here the tile of the whole world is drawn."""
RIVER_ZOOMS = (4, 9)
_SIMPLER_PX = 0.2
"""How far a simplified line may lie off, in pixels."""
_EDGE_PX = 6
"""Lines reach so far beyond the frame, so that its edge cuts them."""

Points = np.ndarray[Any, np.dtype[np.float64]]


class Tile(NamedTuple):
    """A decoded tile: its lines by layer, in parts of the world, and the corners of each (west, north, east, south).

    place: column, row and how many there are across the world; lines reach a little into the next tile."""

    layers: dict[str, list[Points]]
    corners: dict[str, Points]
    place: tuple[int, int, int]


def draw_base(drawing: Drawing, frame: Frame, zoom: float | None = None) -> None:
    """Draws sea, land, rivers, borders, as they are at a zoom; at the frame's own if none is given."""
    at = frame.zoom if zoom is None else zoom
    tiles = [_tile(name) for name in tile_names(frame, "")]
    fine = 0.75 if at <= 3 else 1 if at <= 6 else 1.15
    drawing.path(line_path(_corners(frame), closed=True), BASE.sea)
    # The stroke in land's own colour closes the seam between two tiles.
    drawing.path(_areas(tiles, "land", frame), BASE.land, BASE.land, 0.7, join="round")
    if RIVER_ZOOMS[0] <= at <= RIVER_ZOOMS[1] + 1:
        drawing.path(_lines(tiles, "rivers", frame), stroke=BASE.river, width=0.9 * fine, join="round")
    for name in sorted({name for tile in tiles for name in tile.layers if name.startswith("adm1-")}):
        if at >= float(name.removeprefix("adm1-")):
            drawing.path(_lines(tiles, name, frame), stroke=BASE.adm1, width=1.1 if at >= 7 else 0.9, join="round")
    lakes = _areas(tiles, "lakes", frame)
    drawing.path(lakes, BASE.sea, BASE.shore if at >= 5 else "none", 0.7)
    drawing.path(_lines(tiles, "coast", frame), stroke=BASE.coast, width=0.75 * fine, join="round")
    drawing.path(_lines(tiles, "border", frame), stroke=BASE.border, width=fine, join="round")
    dash = (3, 2) if at <= LAST_WORLD_ZOOM else (4.5, 3)
    drawing.path(_lines(tiles, "disputed", frame), stroke=BASE.disputed, width=fine, dash=dash)


def _corners(frame: Frame) -> list[tuple[float, float]]:
    return [(0, 0), (frame.width, 0), (frame.width, frame.height), (0, frame.height)]


def tile_names(frame: Frame, prefix: str) -> list[str]:
    """The tiles that a frame needs, of geometry (no prefix) or labels (`labels-`); those without land do not exist."""
    if round(frame.zoom) <= LAST_WORLD_ZOOM:
        return [f"{prefix}world"]
    index = basemap.index()
    across = 2 ** int(index["detail_zoom"])
    left, top = frame.corner
    unit = frame.world_px / across
    columns = range(max(0, math.floor(left / unit)), min(across - 1, math.floor((left + frame.width) / unit)) + 1)
    rows = range(max(0, math.floor(top / unit)), min(across - 1, math.floor((top + frame.height) / unit)) + 1)
    wanted = [f"{prefix}{index['detail_zoom']}/{x}/{y}" for x in columns for y in rows]
    there = _known()
    return [name for name in wanted if name in there]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(basemap.index()["tiles"])


def read_json(name: str) -> dict[str, Any]:
    """A tile's content."""
    content: dict[str, Any] = json.loads(gzip.decompress(basemap.read_tile(name)))
    return content


@lru_cache(maxsize=24)
def _tile(name: str) -> Tile:
    content = read_json(name)
    x, y, across = tile_place(name)
    layers: dict[str, list[Points]] = {}
    for layer in ("land", "lakes", "disputed", "rivers", "coast", "border"):
        layers[layer] = [_decode(row, content["extent"], x, y, across) for row in content.get(layer, ())]
    for zoom, rows in content.get("adm1", {}).items():
        layers[f"adm1-{float(zoom):05.2f}"] = [_decode(row, content["extent"], x, y, across) for row in rows]
    return Tile(layers, {name: _bounds(lines) for name, lines in layers.items()}, (x, y, across))


def _bounds(lines: Sequence[Points]) -> Points:
    return np.array([[*line.min(axis=0), *line.max(axis=0)] for line in lines]).reshape(-1, 4)


def tile_place(name: str) -> tuple[int, int, int]:
    """A tile's column and row, and how many there are across the world."""
    parts = name.removeprefix("labels-").split("/")
    return (0, 0, 1) if len(parts) == 1 else (int(parts[1]), int(parts[2]), int(2 ** int(parts[0])))


def _decode(deltas: Sequence[int], extent: int, x: int, y: int, across: int) -> Points:
    points: Points = np.cumsum(np.array(deltas, dtype=np.float64).reshape(-1, 2), axis=0)
    return (points / extent + (x, y)) / across


def _near(tile: Tile, layer: str, frame: Frame) -> list[Points]:
    """The layer's lines whose bounds meet the frame, in its pixels."""
    if layer not in tile.layers:
        return []
    left, top = frame.corner
    edge = (left - _EDGE_PX, top - _EDGE_PX, left + frame.width + _EDGE_PX, top + frame.height + _EDGE_PX)
    west, north, east, south = (part / frame.world_px for part in edge)
    box, lines = tile.corners[layer], tile.layers[layer]
    meets = (box[:, 2] >= west) & (box[:, 3] >= north) & (box[:, 0] <= east) & (box[:, 1] <= south)
    return [lines[i] * frame.world_px - (left, top) for i in np.flatnonzero(meets) if len(lines[i]) > 1]


def _clip(shapes: list[Any], tile: Tile, frame: Frame) -> list[Any]:
    """The parts of shapes that lie in the frame and in the tile's own square: neighbours overlap beyond theirs."""
    if not shapes:
        return []
    (x, y, across), (left, top) = tile.place, frame.corner
    unit = frame.world_px / across
    west, north = max(-_EDGE_PX, x * unit - left), max(-_EDGE_PX, y * unit - top)
    east = min(frame.width + _EDGE_PX, (x + 1) * unit - left)
    south = min(frame.height + _EDGE_PX, (y + 1) * unit - top)
    if west >= east or north >= south:
        return []
    clipped = shapely.clip_by_rect(np.array(shapes), west, north, east, south)
    parts = shapely.get_parts(shapely.simplify(clipped, _SIMPLER_PX, preserve_topology=False))
    return [part for part in parts if not part.is_empty]


def _lines(tiles: Sequence[Tile], layer: str, frame: Frame) -> str:
    parts = [
        part
        for tile in tiles
        for part in _clip([shapely.linestrings(points) for points in _near(tile, layer, frame)], tile, frame)
    ]
    return "".join(line_path(part.coords) for part in parts if part.geom_type == "LineString")


def _areas(tiles: Sequence[Tile], layer: str, frame: Frame) -> str:
    """Rings one by one: which are holes follows from the even-odd rule, as on the live map."""
    rings = [
        (tile, [shapely.polygons(points) for points in _near(tile, layer, frame) if len(points) > 3]) for tile in tiles
    ]
    return "".join(
        line_path(ring.coords, closed=True)
        for tile, shapes in rings
        for part in _clip(shapes, tile, frame)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    )


def draw_inset(frame: Frame, width: float, height: float) -> Drawing:
    """A small map of the wider region with the frame marked in it."""
    inset = Drawing(width, height)
    far = replace(frame, zoom=max(-1.2, min(frame.zoom - 3.4, 3.4)), width=width, height=height)
    tile = [_tile("world")]
    inset.path(line_path(_corners(far), closed=True), BASE.sea)
    inset.path(_areas(tile, "land", far), BASE.land)
    inset.path(_lines(tile, "coast", far), stroke=BASE.coast, width=0.5)
    inset.path(_lines(tile, "border", far), stroke=BASE.border, width=0.45)
    half = [size * 2 ** (far.zoom - frame.zoom) / 2 for size in (frame.width, frame.height)]
    here = rect_path(around(width / 2, height / 2, *half))
    inset.path(here, "#c8283c", opacity=0.14)
    inset.path(here, stroke="#c8283c", width=1.2)
    return inset
