"""Many events at once: a dot for each cell of the map, sized by how many events lie in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from conflictmap.briefing.drawing import Drawing, circle_path
from conflictmap.briefing.geometry import Frame, Taken
from conflictmap.mapview.style import MarkStyle
from conflictmap.store.grid import MAX_LAT

OPACITY = 0.85

Column = np.ndarray[Any, np.dtype[np.float64]]


class Cells(NamedTuple):
    """The cells within a frame: centre and radius in pixels, their types, and how many events they hold in all."""

    x: Column
    y: Column
    radius: Column
    types: frozenset[int]
    events: int

    def taken(self) -> Taken:
        """The space they take."""
        corners = (self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)
        return Taken(np.column_stack(corners))


def draw_cells(
    drawing: Drawing, frame: Frame, cells: Mapping[str, Sequence[Any]], styles: Sequence[MarkStyle]
) -> Cells:
    """Draws the cells that lie within a frame, each type as one shape, the commonest type at the bottom."""
    x, y = project_all(frame, np.array(cells["lat"], dtype=float), np.array(cells["lon"], dtype=float))
    inside = (x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height)
    count, kind = np.array(cells["n"], dtype=float)[inside], np.array(cells["type"], dtype=int)[inside]
    x, y = x[inside], y[inside]
    radius = np.minimum(7.0, 2.2 + 0.9 * np.log2(np.maximum(count, 1)))
    kinds, sums = np.unique(kind, return_counts=True)
    for code in kinds[np.argsort(-sums, kind="stable")]:
        rows = np.flatnonzero(kind == code)
        dots = "".join(circle_path(x[i], y[i], radius[i]) for i in rows)
        drawing.path(dots, styles[code].color, opacity=OPACITY, rule="nonzero")
    return Cells(x, y, radius, frozenset(int(code) for code in kinds), int(count.sum()))


def project_all(frame: Frame, lat: Column, lon: Column) -> tuple[Column, Column]:
    """The pixels of many points in degrees."""
    lat = np.clip(lat, -MAX_LAT, MAX_LAT)
    left, top = frame.corner
    x = (lon + 180) / 360 * frame.world_px - left
    y = (0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)) * frame.world_px - top
    return x, y
