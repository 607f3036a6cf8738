"""Projects, simplifies, clips and encodes the lines and areas of the base map.

Everything is snapped to one grid: web mercator (EPSG:3857) with the world as `GRID` units a side, x to the
east, y to the south. A detail tile is `EXTENT` units wide, so one unit is 38 m at the equator.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build.basemap_sources import Box, Coords
from geodata.build.basemap_topology import KINDS, Ints, Lines

DETAIL_ZOOM = 4
EXTENT = 1 << 16
GRID = EXTENT << DETAIL_ZOOM
BUFFER = EXTENT // 32  # drawn beyond the tile edge, so that no clip edge comes into view
MAX_LATITUDE = 85.0511287798066

DETAIL_TOLERANCE = 5.0  # grid units: 190 m at the equator
WORLD_TOLERANCE = 120.0  # about half a pixel at zoom 4
WORLD_STEP = 32  # the world tile is coded in steps of this many units
WORLD_MIN_AREA = (GRID / (256 << DETAIL_ZOOM)) ** 2 * 0.8  # islands under 0.8 pixels at zoom 4 are left out
DETAIL_MIN_AREA = 60.0


def project(coords: Coords) -> Coords:
    """(lon, lat) in degrees to grid units; latitudes beyond the square world are cut."""
    lat = np.radians(np.clip(coords[:, 1], -MAX_LATITUDE, MAX_LATITUDE))
    x = (coords[:, 0] + 180.0) / 360.0
    y = 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)
    return np.stack([x, y], axis=1) * GRID


def unproject(x: float, y: float) -> tuple[float, float]:
    """Grid units to (lon, lat) in degrees."""
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / GRID))))
    return float(x / GRID * 360.0 - 180.0), float(lat)


def project_lines(lines: Lines) -> Lines:
    """Lines in degrees to lines in grid units."""
    projected: Lines = shapely.transform(lines, project)
    return projected


def generalise(lines: Lines, tolerance: float, step: int = 1) -> Lines:
    """Simplify lines between their end points (which stay), then snap them to every `step`-th unit."""
    closed = shapely.is_closed(lines)
    simple = lines.copy()
    simple[~closed] = shapely.simplify(lines[~closed], tolerance, preserve_topology=False)
    simple[closed] = shapely.simplify(lines[closed], tolerance, preserve_topology=True)
    snapped: Lines = shapely.transform(simple, lambda coords: np.rint(coords / step) * step)
    return snapped


def smooth(lines: Lines) -> Lines:
    """Cut the corners once (Chaikin), for sources that are quantised coarsely."""
    cut = [shapely.linestrings(_chaikin(shapely.get_coordinates(line))) for line in lines]
    return np.array(cut, dtype=object)


def _chaikin(points: Coords) -> Coords:
    if len(points) < 3:
        return points
    cuts = np.stack([points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75], axis=1)
    cuts = cuts.reshape(-1, 2)
    if (points[0] == points[-1]).all():
        return np.concatenate([cuts, cuts[:1]])
    return np.concatenate([points[:1], cuts[1:-1], points[-1:]])


def close_rings(lines: Lines, ends: npt.NDArray[np.float64]) -> list[Coords]:
    """Join lines to closed rings by their exact end points, `ends` (n, 2, 2), from before generalisation.

    Where rings touch, any way through the junction will do: filled even-odd they give the same area.
    """
    at: dict[tuple[float, float], list[tuple[int, int]]] = defaultdict(list)
    for index, pair in enumerate(ends):
        for end in (0, 1):
            at[float(pair[end][0]), float(pair[end][1])].append((index, end))
    used = np.zeros(len(lines), dtype=bool)
    rings = []
    for first in range(len(lines)):
        parts, step = [], (first, 0)
        while not used[step[0]]:
            index, end = step
            used[index] = True
            coords = shapely.get_coordinates(lines[index])
            parts.append(coords if end == 0 else coords[::-1])
            there = ends[index][1 - end]
            onward = [way for way in at[float(there[0]), float(there[1])] if not used[way[0]]]
            if not onward:
                break
            step = onward[0]
        if parts:
            rings.append(np.concatenate([*parts, parts[0][:1]]))
    return [ring for ring in rings if len(ring) >= 4]


def land_polygons(rings: Iterable[Coords], min_area: float) -> Lines:
    """Land areas from the rings of all coasts (grid units), those under `min_area` square units left out."""
    areas = shapely.make_valid(shapely.polygons([shapely.linearrings(ring) for ring in rings]))
    areas = areas[shapely.area(areas) >= min_area]
    inner = shapely.point_on_surface(areas)
    pairs = shapely.STRtree(inner).query(areas, predicate="contains")
    depth = np.bincount(pairs[1], minlength=len(areas))
    lakes = np.flatnonzero(depth % 2 == 0)  # rings in a land area: an inland sea
    for lake in lakes:
        around = [i for i in pairs[0][pairs[1] == lake] if depth[i] == depth[lake] - 1]
        areas[around] = shapely.difference(areas[around], areas[lake])
    parts = shapely.get_parts(shapely.get_parts(areas[depth % 2 == 1]))
    kept: Lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return kept


def visible(lines: Lines, min_area: float) -> npt.NDArray[np.bool_]:
    """False for closed lines around less than `min_area` and for lines that collapsed to a point."""
    keep: npt.NDArray[np.bool_] = shapely.length(lines) > 0
    closed = np.flatnonzero(shapely.is_closed(lines) & (shapely.get_num_points(lines) >= 4))
    coords, where = shapely.get_coordinates(lines[closed], return_index=True)
    rings = shapely.polygons(shapely.linearrings(coords, indices=where))
    keep[closed] &= shapely.area(rings) >= min_area
    return keep


def tile_box(x: int, y: int, buffer: int = BUFFER) -> Box:
    """The grid box of detail tile (x, y) with its buffer: west, north, east, south."""
    return (x * EXTENT - buffer, y * EXTENT - buffer, (x + 1) * EXTENT + buffer, (y + 1) * EXTENT + buffer)


class Layer:
    """Geometries of one kind in grid units, ready to be cut by tiles."""

    def __init__(self, geometries: Iterable[BaseGeometry]) -> None:
        self._geometries = np.array(list(geometries), dtype=object)
        self._tree = shapely.STRtree(self._geometries)

    def cut(self, box: Box) -> list[BaseGeometry]:
        """The parts inside the box, in the order the layer was given; polygons stay polygons."""
        found = np.sort(self._tree.query(shapely.box(*box)))
        if not len(found):
            return []
        parts = shapely.get_parts(shapely.clip_by_rect(self._geometries[found], *box))
        return [part for part in parts if not part.is_empty and part.geom_type in ("Polygon", "LineString")]


def encode_lines(parts: Sequence[BaseGeometry], origin: tuple[int, int], step: int = 1) -> list[list[int]]:
    """Delta-coded integers, [x0, y0, dx, dy, ...] relative to `origin`, one list a line or ring."""
    rows = []
    for part in parts:
        for curve in [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]:
            row = _deltas(shapely.get_coordinates(curve), origin, step)
            if len(row) >= (8 if part.geom_type == "Polygon" else 4):
                rows.append(row)
    return rows


def _deltas(coords: Coords, origin: tuple[int, int], step: int) -> list[int]:
    cells: Ints = np.rint((coords - np.asarray(origin)) / step).astype(np.int64)
    moved = np.append(True, (np.diff(cells, axis=0) != 0).any(axis=1))
    cells = cells[moved]
    deltas = np.concatenate([cells[:1], np.diff(cells, axis=0)])
    return [int(value) for value in deltas.reshape(-1)]


def lines_of_kind(lines: Lines, kinds: Ints, kind: str) -> Lines:
    """The lines of one kind."""
    chosen: Lines = lines[kinds == KINDS.index(kind)]
    return chosen


def pack(content: dict[str, Any]) -> bytes:
    """Compact JSON in gzip; the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
