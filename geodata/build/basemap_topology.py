"""Boundary lines from admin-1 areas.

Natural Earth's areas share their vertices exactly, so a segment that two units have is a boundary
between them, and one that a single unit has is a coast. Every line is made once and used for both sides:
that is why nothing can gape or overlap after simplification.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geodata.build.basemap_sources import Coords, Rule, Unit

Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]

DEGREE = 100_000  # coordinates are compared as whole 1e-5 degrees, the precision of the source
SHIFT = 1 << 26
EDGE_LON = 179.9999  # the antimeridian cuts land; the cut is not a coast
EDGE_LAT = -85.0
KINDS = ("coast", "border", "disputed", "adm1", "none", "edge")


def boundary_segments(units: Sequence[Unit]) -> tuple[Coords, Ints]:
    """Unique segments (n, 2, 2) in degrees and the units on their sides (n, 2), -1 for none."""
    starts, ends, owners = [], [], []
    for index, unit in enumerate(units):
        for ring in (ring for rings in unit.polygons for ring in rings):
            keys = _pack(ring)
            starts.append(np.minimum(keys[:-1], keys[1:]))
            ends.append(np.maximum(keys[:-1], keys[1:]))
            owners.append(np.full(len(keys) - 1, index, dtype=np.int64))
    start, end, owner = np.concatenate(starts), np.concatenate(ends), np.concatenate(owners)
    keep = start != end
    start, end, owner = start[keep], end[keep], owner[keep]
    order = np.lexsort((owner, end, start))
    start, end, owner = start[order], end[order], owner[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    begin = np.flatnonzero(first)
    last = np.append(begin[1:], len(start)) - 1
    sides = np.stack([owner[begin], np.where(last > begin, owner[last], -1)], axis=1)
    segments = np.stack([_unpack(start[begin]), _unpack(end[begin])], axis=1)
    inside = sides[:, 0] == sides[:, 1]  # two parts of one unit that touch
    return segments[~inside], sides[~inside]


def _pack(ring: Coords) -> Ints:
    cells = np.rint(ring * DEGREE).astype(np.int64)
    packed: Ints = (cells[:, 0] + 180 * DEGREE) * SHIFT + cells[:, 1] + 90 * DEGREE
    return packed


def _unpack(keys: Ints) -> Coords:
    lon, lat = keys // SHIFT - 180 * DEGREE, keys % SHIFT - 90 * DEGREE
    return np.stack([lon, lat], axis=1) / DEGREE


def segment_kinds(segments: Coords, sides: Ints, units: Sequence[Unit], rules: Sequence[Rule]) -> Ints:
    """The kind of every segment as an index into `KINDS`."""
    kinds = np.full(len(sides), KINDS.index("coast"), dtype=np.int64)
    at_edge = (np.abs(segments[:, :, 0]) > EDGE_LON).all(axis=1) | (segments[:, :, 1] < EDGE_LAT).all(axis=1)
    kinds[(sides[:, 1] < 0) & at_edge] = KINDS.index("edge")
    country = np.array([unit.country for unit in units] + [""])
    shared = sides[:, 1] >= 0
    same = country[sides[:, 0]] == country[sides[:, 1]]
    kinds[shared & same] = KINDS.index("adm1")
    kinds[shared & ~same] = KINDS.index("border")
    middle = segments.mean(axis=1)
    for rule in rules:
        kinds[_rule_mask(rule, middle, sides, units)] = KINDS.index(rule.kind)
    return kinds


def _rule_mask(rule: Rule, middle: Coords, sides: Ints, units: Sequence[Unit]) -> npt.NDArray[np.bool_]:
    pairs, where = np.unique(sides, axis=0, return_inverse=True)
    hit = np.array([b >= 0 and rule.applies(units[a], units[b]) for a, b in pairs], dtype=bool)
    mask: npt.NDArray[np.bool_] = hit[where.reshape(-1)]
    if rule.box is not None:
        west, south, east, north = rule.box
        lon, lat = middle[:, 0], middle[:, 1]
        mask = mask & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return mask


def merge_lines(segments: Coords, sides: Ints, kinds: Ints) -> tuple[Lines, Ints, Ints]:
    """Join segments of the same two sides and kind into lines: (lines, sides, kinds), in a fixed order."""
    order = np.lexsort((kinds, sides[:, 1], sides[:, 0]))
    segments, sides, kinds = segments[order], sides[order], kinds[order]
    key = np.column_stack([sides, kinds])
    begin = np.flatnonzero(np.append(True, (key[1:] != key[:-1]).any(axis=1)))
    group = np.repeat(np.arange(len(begin)), np.diff(np.append(begin, len(key))))
    multi = shapely.multilinestrings(shapely.linestrings(segments), indices=group)
    lines, where = shapely.get_parts(shapely.line_merge(multi), return_index=True)
    return lines, sides[begin][where], kinds[begin][where]


def line_ends(lines: Lines) -> Coords:
    """First and last point of every line, (n, 2, 2)."""
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    ends: Coords = np.stack([shapely.get_coordinates(first), shapely.get_coordinates(last)], axis=1)
    return ends
