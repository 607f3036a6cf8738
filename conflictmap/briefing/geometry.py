"""Where degrees lie in a picture: a web-mercator frame, as Leaflet's, and rectangles that must not overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from conflictmap.store.aggregate import Box
from conflictmap.store.grid import MAX_LAT, SIZE, to_lat_lon

TILE_PX = 256
"""Pixels the world is wide at Leaflet zoom 0."""
NOMINAL_PX = (900.0, 600.0)
"""The screen map that a view's zoom speaks of: a picture shows at least what such a map would."""
MAX_FIT_ZOOM = 9.0
"""Closest zoom that a picture chooses by itself, as the live map does."""
MIN_ZOOM, MAX_ZOOM = 2.0, 18.0
_FIT_MARGIN_PX = 40.0


class Rect(NamedTuple):
    """A rectangle in pixels of a drawing: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Rect) -> bool:
        """Whether two rectangles share more than an edge."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def padded(self, dx: float, dy: float) -> Rect:
        """The rectangle, larger on all sides."""
        return Rect(self.x - dx, self.y - dy, self.width + 2 * dx, self.height + 2 * dy)

    def within(self, other: Rect) -> bool:
        """Whether it lies wholly inside another."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


class Taken:
    """Rectangles that must stay free: few that come one by one, and many that are there from the start."""

    def __init__(self, many: np.ndarray[Any, np.dtype[np.float64]] | None = None) -> None:
        self._many = np.empty((0, 4)) if many is None else many  # left, top, right, bottom
        self.rects: list[Rect] = []

    def add(self, *rects: Rect) -> None:
        """Takes more space."""
        self.rects += rects

    def meets(self, rect: Rect) -> bool:
        """Whether a rectangle would cover any."""
        if any(rect.overlaps(other) for other in self.rects):
            return True
        many, right, bottom = self._many, rect.x + rect.width, rect.y + rect.height
        hit = (many[:, 0] < right) & (many[:, 2] > rect.x) & (many[:, 1] < bottom) & (many[:, 3] > rect.y)
        return bool(hit.any())


def around(x: float, y: float, half_width: float, half_height: float) -> Rect:
    """The rectangle around a point."""
    return Rect(x - half_width, y - half_height, 2 * half_width, 2 * half_height)


class MapView(NamedTuple):
    """Centre of a map in degrees and its Leaflet zoom on a screen of `NOMINAL_PX`."""

    lat: float
    lon: float
    zoom: float


def world(lat: float, lon: float) -> tuple[float, float]:
    """The point of the square world, 0 to 1 from its north-west corner."""
    lat = min(max(lat, -MAX_LAT), MAX_LAT)
    return (lon + 180) / 360, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


@dataclass(frozen=True)
class Frame:
    """A map of `width` × `height` pixels around a point, at a zoom that need not be whole."""

    lat: float
    lon: float
    zoom: float
    width: float
    height: float

    @classmethod
    def of_view(cls, view: MapView, width: float, height: float) -> Frame:
        """The frame of this size that holds what a screen shows at the view."""
        larger = math.log2(min(width / NOMINAL_PX[0], height / NOMINAL_PX[1]))
        return cls(view.lat, view.lon, view.zoom + larger, width, height)

    @property
    def world_px(self) -> float:
        """Pixels the world is wide."""
        return float(TILE_PX * 2.0**self.zoom)

    @property
    def corner(self) -> tuple[float, float]:
        """The frame's north-west corner in pixels of the world."""
        x, y = world(self.lat, self.lon)
        return x * self.world_px - self.width / 2, y * self.world_px - self.height / 2

    @property
    def rect(self) -> Rect:
        """The frame in its own pixels."""
        return Rect(0, 0, self.width, self.height)

    def project(self, lat: float, lon: float) -> tuple[float, float]:
        """The pixel of a point in degrees."""
        x, y = world(lat, lon)
        left, top = self.corner
        return x * self.world_px - left, y * self.world_px - top

    def box(self) -> Box:
        """The rectangle in degrees."""
        left, top = self.corner
        parts = [min(max(part / self.world_px, 0.0), 1.0) * SIZE for part in (left, left + self.width)]
        rows = [min(max(part / self.world_px, 0.0), 1.0) * SIZE for part in (top, top + self.height)]
        north, west = to_lat_lon(parts[0], rows[0])
        south, east = to_lat_lon(parts[1], rows[1])
        return Box(south, west, north, east)

    def wider(self, across: float, down: float) -> Frame:
        """A frame that is so many times as wide and as high at the same zoom."""
        return replace(self, width=self.width * across, height=self.height * down)

    def metres_per_px(self) -> float:
        """Ground metres of a pixel at the frame's centre."""
        return 40_075_016.686 * math.cos(math.radians(self.lat)) / self.world_px


def fit(box: Box) -> MapView:
    """The view in which a rectangle is seen whole with a margin, not closer than `MAX_FIT_ZOOM`."""
    x0, y0 = world(box.north, box.west)
    x1, y1 = world(box.south, box.east)
    room = [(size - 2 * _FIT_MARGIN_PX) / TILE_PX for size in NOMINAL_PX]
    spans = (max(x1 - x0, 1e-9), max(y1 - y0, 1e-9))
    zoom = min(math.log2(space / span) for space, span in zip(room, spans, strict=True))
    lat, lon = to_lat_lon((x0 + x1) / 2 * SIZE, (y0 + y1) / 2 * SIZE)
    return MapView(round(lat, 4), round(lon, 4), round(min(max(zoom, MIN_ZOOM), MAX_FIT_ZOOM) - 0.05, 1))


def scale_bar(frame: Frame, longest_px: float) -> tuple[float, float]:
    """A round distance in kilometres that is no longer than so many pixels, and its length in pixels."""
    km_per_px = frame.metres_per_px() / 1000
    longest = longest_px * km_per_px
    power = 10.0 ** math.floor(math.log10(longest))
    km = next(step * power for step in (5, 3, 2, 1) if step * power <= longest)
    return km, km / km_per_px
