"""The marks of a picture: shapes, rings, bubbles, hatching, as events.js draws them, in the same pixels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.briefing.cells import project_all
from conflictmap.briefing.drawing import Drawing, Text, circle_path, line_path, rect_path
from conflictmap.briefing.geometry import Frame, Rect, around
from conflictmap.briefing.typesetting import width
from conflictmap.mapview.style import CLUSTER_PX, HATCH_PX, INK, PAPER, MarkStyle
from conflictmap.words import number

KM_PER_DEGREE = 111.2
COUNT_PX = 12
"""Size of the numbers in bubbles and pills."""


@dataclass
class Mark:
    """Something drawn for one or more events, centred at x, y; half its width and height in pixels."""

    kind: str  # point, ring, cluster, area
    x: float
    y: float
    half_width: float
    half_height: float
    events: int
    types: tuple[int, ...]
    ids: tuple[str, ...] = ()
    name: str | None = None
    dead: int = 0
    doubt: bool = False
    rings: bool = False
    area_id: str | None = None
    numbers: list[int] = field(default_factory=list)

    @property
    def rect(self) -> Rect:
        """The space it takes."""
        return around(self.x, self.y, self.half_width, self.half_height)


def _polygon(x: float, y: float, corners: int, radius: float, turn: float) -> str:
    angles = [-math.pi / 2 + turn + 2 * math.pi * i / corners for i in range(corners)]
    return _closed([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles])


def _star(x: float, y: float, points: int, outer: float, inner: float) -> str:
    angles = [-math.pi / 2 + math.pi * i / points for i in range(points * 2)]
    radii = [inner if i % 2 else outer for i in range(points * 2)]
    return _closed([(x + r * math.cos(a), y + r * math.sin(a)) for a, r in zip(angles, radii, strict=True)])


def _closed(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def shape_path(shape: str, x: float, y: float, r: float) -> str:
    """SVG path data of a type's shape around x, y with about radius r."""
    if shape == "circle":
        return circle_path(x, y, r)
    if shape == "square":
        return rect_path(around(x, y, r * 0.86, r * 0.86))
    if shape == "diamond":
        return _polygon(x, y, 4, r * 1.2, 0)
    if shape == "triangle":
        return _polygon(x, y, 3, r * 1.2, 0)
    if shape == "hexagon":
        return _polygon(x, y, 6, r * 1.08, math.pi / 6)
    return _star(x, y, 8, r * 1.25, r * 0.72)


def mark_radius(dead: int | None) -> float:
    """Radius of a single mark: area grows with the dead."""
    return 6 + min(12.0, 1.6 * math.sqrt(dead or 0))


def cluster_radius(events: int) -> float:
    """Radius of a bubble of several events."""
    return min(24.0, 11 + 2.2 * math.log2(events))


def draw_glyph(
    drawing: Drawing, style: MarkStyle, x: float, y: float, r: float, hollow: bool = False, doubt: bool = False
) -> None:
    """A type's glyph: full for a known point, hollow for a place that is only near, broken where it is no fact."""
    drawing.path(shape_path(style.shape, x, y, r + (0 if hollow else 1.5)), PAPER)
    path = shape_path(style.shape, x, y, r)
    if hollow or doubt:
        drawing.path(path, stroke=style.color, width=2, dash=(2.5, 2) if doubt else ())
    else:
        drawing.path(path, style.color)


def draw_ring(drawing: Drawing, frame: Frame, lat: float, lon: float, radius_km: float, color: str) -> None:
    """The ring that a place may lie in."""
    x, y = frame.project(lat, lon)
    _, edge = frame.project(min(85.0, lat + radius_km / KM_PER_DEGREE), lon)
    path = circle_path(x, y, max(10.0, abs(y - edge)))
    drawing.path(path, color, opacity=0.08)
    drawing.path(path, stroke=color, width=1.6, dash=(7, 4), opacity=0.95)


@dataclass
class Group:
    """Events that would cover each other, by their positions in the columns."""

    x: float
    y: float
    members: list[int]


def gather(points: Sequence[tuple[float, float]]) -> list[Group]:
    """Groups of points: each joins the nearest group within `CLUSTER_PX`, or starts one."""
    groups: list[Group] = []
    grid: dict[tuple[int, int], list[Group]] = {}
    for i, (x, y) in enumerate(points):
        column, row = int(x // CLUSTER_PX), int(y // CLUSTER_PX)
        around_it = [group for dx in (-1, 0, 1) for dy in (-1, 0, 1) for group in grid.get((column + dx, row + dy), ())]
        near = min(around_it, key=lambda group: math.hypot(group.x - x, group.y - y), default=None)
        if near and math.hypot(near.x - x, near.y - y) < CLUSTER_PX:
            near.members.append(i)
        else:
            groups.append(Group(x, y, [i]))
            grid.setdefault((column, row), []).append(groups[-1])
    return groups


def draw_bubble(drawing: Drawing, x: float, y: float, kinds: Sequence[tuple[MarkStyle, int]]) -> float:
    """A bubble for several events, its rim divided by type; returns its radius."""
    total = sum(count for _, count in kinds)
    r = cluster_radius(total)
    drawing.path(circle_path(x, y, r + 1.5), PAPER)
    angle = -math.pi / 2
    for style, count in kinds:
        end = angle + 2 * math.pi * count / total
        path = circle_path(x, y, r - 1.5) if count == total else _arc(x, y, r - 1.5, angle, end)
        drawing.path(path, stroke=style.color, width=4)
        angle = end
    drawing.text(centred(number(total), x, y))
    return r


def _arc(x: float, y: float, r: float, start: float, end: float) -> str:
    large = int(end - start > math.pi)
    (x0, y0), (x1, y1) = ((x + r * math.cos(a), y + r * math.sin(a)) for a in (start, end))
    return f"M{x0:.2f} {y0:.2f}A{r:.2f} {r:.2f} 0 {large} 1 {x1:.2f} {y1:.2f}"


def centred(text: str, x: float, y: float, size: float = COUNT_PX, color: str = INK, weight: int = 600) -> Text:
    """Digits centred on a point."""
    return Text(text, x - width(text, size, weight) / 2, y + size * 0.36, size, color, weight)


def group_name(places: Sequence[str]) -> str | None:
    """The place that most of some events share, with how many others there are; None where none leads."""
    counts = Counter(places)
    top, n = min(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    if n * 2 < len(places) or not top:
        return None
    return top + (f" \u2066+{len(counts) - 1}\u2069" if len(counts) > 1 else "")


def to_pixels(geometry: BaseGeometry, frame: Frame) -> BaseGeometry:
    """A geometry in degrees (lon, lat) in the frame's pixels, cut a little beyond its edge."""

    def project(points: Any) -> Any:
        return np.column_stack(project_all(frame, points[:, 1], points[:, 0]))

    moved = shapely.simplify(shapely.transform(geometry, project), 0.3)
    return shapely.make_valid(moved).intersection(shapely.box(-9, -9, frame.width + 9, frame.height + 9))


def rings_path(geometry: BaseGeometry) -> str:
    """SVG path data of a geometry's polygons."""
    return "".join(
        line_path(ring.coords, closed=True)
        for part in shapely.get_parts(geometry)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    )


def hatch_path(geometry: BaseGeometry, step: float = HATCH_PX) -> str:
    """SVG path data of diagonal lines within a geometry in pixels; lines of all areas fall on one raster."""
    if geometry.is_empty:
        return ""
    left, top, right, bottom = geometry.bounds
    first, last = math.floor((left + top) / step), math.ceil((right + bottom) / step)
    lines = [[(left, k * step - left), (right, k * step - right)] for k in range(first, last + 1)]
    cut = shapely.intersection(shapely.linestrings(np.array(lines)), geometry)
    return "".join(line_path(p.coords) for p in shapely.get_parts(cut) if p.geom_type == "LineString")


def draw_area(drawing: Drawing, shape: BaseGeometry, color: str) -> None:
    """A hatched area with a broken outline."""
    drawing.path(hatch_path(shape), stroke=color, width=1, opacity=0.55)
    drawing.path(rings_path(shape), stroke=color, width=1, dash=(5, 4), opacity=0.9)
