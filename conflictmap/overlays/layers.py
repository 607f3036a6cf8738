"""Which overlays hold for a filter's days, and their shapes with styles: what the map and pictures draw.

No shape here is a surprise: simplified shapes stay valid, areas that share an edge still share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap import settings
from conflictmap.filters import EventFilter
from conflictmap.model.dates import describe_day, describe_period
from conflictmap.model.naming import area_label
from conflictmap.overlays import kept
from conflictmap.overlays.groups import Group, groups, is_line
from conflictmap.overlays.kept import Overlay
from conflictmap.words import Lang, either, say
from geodata import Areas

_LOOKED_UP = 50  # shapes whose country is looked up
FINEST_DEGREES = 1e-5
"""Degrees that a map never needs to tell apart: about a metre."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A series on a day: the version that holds, None where none does; and its newest, which names it."""

    series: str
    overlay: Overlay | None
    newest: Overlay

    def title(self, lang: Lang) -> str:
        """What the series is called."""
        return title_of(self.overlay or self.newest, lang)


class Drawn(NamedTuple):
    """A shape ready to draw: geometry (lon, lat in degrees), the index of its group, and whether it is a line."""

    geometry: BaseGeometry
    group: int
    line: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """An overlay with its sides, and its shapes in the order in which they are drawn: large areas first, lines last."""

    overlay: Overlay
    groups: tuple[Group, ...]
    shapes: tuple[Drawn, ...]


def standing(filter: EventFilter) -> list[Standing]:
    """Every series, with the version that holds at the end of the filter's period; the latest where it has none."""
    found = []
    for series, versions in groupby(kept.kept(), key=lambda each: each.series):
        dated = list(versions)
        holding = [each for each in dated if holds(each, filter.to)]
        found.append(Standing(series, holding[-1] if holding else None, dated[-1]))
    return found


def holds(overlay: Overlay, day: date | None) -> bool:
    """Whether an overlay may speak for a day; None is the latest there is."""
    first, last = overlay.details.from_, overlay.details.to
    return day is None or ((first is None or first <= day) and (last is None or last >= day))


def in_force(filter: EventFilter, chosen: Sequence[str] | None = None, tolerance_degrees: float = 0) -> list[Layer]:
    """The overlays to draw for a filter, the lowest first.

    Args:
        filter: its period decides which version of a series holds.
        chosen: the series that are on; None is all.
        tolerance_degrees: how far a line may move so that there is less to draw.
    """
    return [
        layer(each.overlay, tolerance_degrees)
        for each in standing(filter)
        if each.overlay and (chosen is None or each.series in chosen)
    ]


def layer(overlay: Overlay, tolerance_degrees: float = 0) -> Layer:
    """An overlay's shapes, simplified, with at most as many points as the setting overlay_point_limit says."""
    return _layer(overlay, max(tolerance_degrees, FINEST_DEGREES), settings.number("overlay_point_limit"))


@lru_cache(maxsize=32)
def _layer(overlay: Overlay, tolerance_degrees: float, point_limit: int) -> Layer:
    if tolerance_degrees > FINEST_DEGREES:  # from what the finest level left, as that is never much
        finest = _layer(overlay, FINEST_DEGREES, point_limit)
        return replace(finest, shapes=tuple(_within(list(finest.shapes), tolerance_degrees, point_limit)))
    shapes = kept.shapes_of(overlay.id)
    made = groups(shapes)
    of_shape = {index: number for number, group in enumerate(made) for index in group.indexes}
    drawn = [Drawn(shape.geometry, of_shape[i], is_line(shape)) for i, shape in enumerate(shapes)]
    drawn.sort(key=lambda each: (each.line, -each.geometry.area))
    return Layer(overlay, tuple(made), tuple(_within(drawn, FINEST_DEGREES, point_limit)))


def _within(drawn: list[Drawn], tolerance: float, point_limit: int) -> list[Drawn]:
    """The shapes simplified by a tolerance in degrees, or by as many times two more as the limit of points wants."""
    share_edges = bool(shapely.coverage_is_valid([each.geometry for each in drawn if not each.line]))
    while True:
        areas = _simplified_areas([each.geometry for each in drawn if not each.line], tolerance, share_edges)
        lines = [each.geometry.simplify(tolerance) for each in drawn if each.line]
        pairs = zip(drawn, [*areas, *lines], strict=True)
        drawn = [each._replace(geometry=geometry) for each, geometry in pairs if not geometry.is_empty]
        if sum(shapely.get_num_coordinates(each.geometry) for each in drawn) <= point_limit or tolerance > 90:
            return drawn
        tolerance *= 2


def _simplified_areas(areas: list[BaseGeometry], tolerance: float, share_edges: bool) -> list[BaseGeometry]:
    """Areas with fewer points: neighbours keep the edge they share, and what is smaller than the tolerance goes."""
    if not areas:
        return []
    if share_edges:
        simplified = list(shapely.coverage_simplify(areas, tolerance))
    else:
        simplified = [area.simplify(tolerance) for area in areas]
    return [_without_specks(area, tolerance) for area in simplified]


def _without_specks(area: BaseGeometry, tolerance: float) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(area) if _extent(part) >= tolerance]
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts) if len(parts) < len(shapely.get_parts(area)) else area


def _extent(part: BaseGeometry) -> float:
    west, south, east, north = part.bounds
    return float(max(east - west, north - south))


# Words


def title_of(overlay: Overlay, lang: Lang) -> str:
    """An overlay's title in a language."""
    return either(lang, overlay.details.title, overlay.details.title_ar) or overlay.id


def credit(overlay: Overlay, lang: Lang) -> str:
    """Who drew an overlay, for which days, under which licence: what stands beside it on the map and in pictures."""
    details = overlay.details
    parts = [say("overlay.by", lang, author=details.author), days_of(overlay, lang), details.licence]
    return " · ".join(part for part in parts if part)


def countries_of(overlay: Overlay, lang: Lang) -> list[str]:
    """The countries that an overlay's largest shapes lie in: shows whoever adds it that coordinates are as meant."""
    largest = layer(overlay).shapes[:_LOOKED_UP]
    points = (shape.geometry.representative_point() for shape in largest)
    found = (Areas.open().locate(point.y, point.x)[0] for point in points)
    return list(dict.fromkeys(area_label(country.id, lang) for country in found if country))


def days_of(overlay: Overlay, lang: Lang) -> str:
    """The days an overlay holds for, in words; empty where it says none."""
    first, last = overlay.details.from_, overlay.details.to
    if first and last:
        return describe_period(first, last, lang)
    if first:
        return say("overlay.as_of", lang, day=describe_day(first, lang))
    return say("overlay.until", lang, day=describe_day(last, lang)) if last else ""
