"""From a place the gazetteer found to the place of an event, never finer than the report states."""

from __future__ import annotations

from dataclasses import replace

from conflictmap.model import vocabulary
from conflictmap.model.event import EventPlace
from geodata import Areas, Place

DEFAULT_RADIUS_KM = 25.0
"""Radius of "near" where the report gives none: UCDP GED's reading of where_prec 2, kilometres."""


def event_place(found: Place, stated: str | None = None, radius_km: float | None = None) -> EventPlace:
    """The place of an event.

    Args:
        found: what the gazetteer answered.
        stated: the geo_precision the report gives; it only ever makes the place coarser.
        radius_km: with `near`, how far around the point.
    """
    precisions = vocabulary.geo_precisions()
    precision = max((found.geo_precision, stated or found.geo_precision), key=precisions.code)
    place = EventPlace(
        name=found.name,
        name_ar=found.name_ar,
        kind=found.kind,
        admin1=found.admin1,
        admin1_ar=found.admin1_ar,
        admin1_id=found.admin1_id,
        admin2=found.admin2,
        country=found.country,
        lat=found.lat,
        lon=found.lon,
        geo_precision=precision,
        radius_km=radius_km or found.radius_km,
        area_id=found.area_id or (found.admin1_id if precision == "adm1" else None),
    )
    if place.mark == "list":
        return replace(place, lat=None, lon=None, radius_km=None, area_id=None)
    if place.mark == "ring":
        return replace(place, radius_km=place.radius_km or DEFAULT_RADIUS_KM)
    return _at_area(place) if place.mark == "area" else place


def _at_area(place: EventPlace) -> EventPlace:
    """A place known to an area only, at the area's own point rather than at a town's."""
    area = Areas.open().get(place.area_id or "")
    return replace(place, lat=area.lat, lon=area.lon, radius_km=None) if area else place
