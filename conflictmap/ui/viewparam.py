"""The address parameter `view`: where the map looks, and whether the page is to be clean, for a screenshot.

`view=36.4,39.5,7` is a centre in degrees and a zoom; `view=clean` hides every control and shows title, counts, map,
legend and credits; `view=clean,36.4,39.5,7` does both.
"""

from __future__ import annotations

import math
from typing import NamedTuple

CLEAN = "clean"
LIMITS = ((-85.0, 85.0), (-180.0, 180.0), (2.0, 18.0))
"""Lowest and highest latitude, longitude and zoom."""


class ViewParam(NamedTuple):
    """What the parameter says; `clamped` where part of it could not be had."""

    clean: bool
    place: tuple[float, ...] | None
    clamped: bool


def read(text: str | None) -> ViewParam:
    """Reads the parameter; what it cannot say is left out."""
    head, _, rest = (text or "").partition(",")
    clean = head.strip() == CLEAN
    numbers = rest if clean else text
    if not numbers:
        return ViewParam(clean, None, False)
    try:
        given = tuple(float(part) for part in numbers.split(","))
    except ValueError:
        return ViewParam(clean, None, True)
    if len(given) != len(LIMITS) or not all(map(math.isfinite, given)):
        return ViewParam(clean, None, True)
    place = tuple(min(max(value, low), high) for value, (low, high) in zip(given, LIMITS, strict=True))
    return ViewParam(clean, place, place != given)
