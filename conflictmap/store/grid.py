"""Web-mercator integers: 30-bit x and y, and the Morton code that keeps neighbours together. Pure functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
BITS = 30
SIZE = 1 << BITS
MAX_LAT = 85.0511287798066
"""Latitude where the square web-mercator world ends, degrees."""


def to_xy(lat: float, lon: float) -> tuple[int, int]:
    """The integer position of a point given in degrees; latitudes beyond the square world move to its edge."""
    lat = min(max(lat, -MAX_LAT), MAX_LAT)
    x = (lon + 180) / 360
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return _clamp(x), _clamp(y)


def _clamp(part: float) -> int:
    return min(max(int(part * SIZE), 0), SIZE - 1)


def to_lat_lon(x: float, y: float) -> tuple[float, float]:
    """The point in degrees of an integer position."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / SIZE)))), x / SIZE * 360 - 180


def to_lats_lons(x: Column, y: Column) -> tuple[Column, Column]:
    """The points in degrees of many integer positions."""
    return np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / SIZE)))), x / SIZE * 360 - 180


def morton(x: int, y: int) -> int:
    """x and y interleaved bit by bit, x in the even places."""
    return _spread(x) | (_spread(y) << 1)


def _spread(value: int) -> int:
    for shift, mask in _SPREAD_STEPS:
        value = (value | (value << shift)) & mask
    return value


_SPREAD_STEPS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def cell_shift(zoom: int, cell_px: int) -> int:
    """How many low bits of x and y to drop for cells of a power of two of screen pixels at a Leaflet zoom."""
    return max(0, BITS - 8 - zoom + int(math.log2(cell_px)))
