"""Where an event is drawn in files for maps: a point, the outline of its area, or nowhere. An area is never a dot."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import shapely

from conflictmap.model.event import EventPlace
from geodata import Areas

SIMPLIFIED_DEGREES = 0.02
"""How far an outline may be simplified, some two kilometres: many events share a few areas."""
_DECIMALS = 3


def mark_of(row: dict[str, Any]) -> str:
    """How a flat row's place is drawn: point, ring, area or list."""
    return _mark(row["geo_precision"], row["area_id"], row["lat"] is not None)


@lru_cache(maxsize=10_000)
def _mark(precision: str, area_id: str | None, has_point: bool) -> str:
    point = 1.0 if has_point else None
    return EventPlace(lat=point, lon=point, geo_precision=precision, area_id=area_id).mark


def geojson(row: dict[str, Any]) -> str | None:
    """The geometry of a flat row as GeoJSON; a ring is its centre, with `radius_km` beside it."""
    mark = mark_of(row)
    if mark == "area":
        return outline_geojson(row["area_id"])
    if mark == "list":
        return None
    return json.dumps({"type": "Point", "coordinates": [row["lon"], row["lat"]]})


@lru_cache(maxsize=5_000)
def outline(area_id: str) -> shapely.Geometry | None:
    """The simplified outline of an area, None for one that is not known."""
    areas = Areas.open()
    if areas.get(area_id) is None:
        return None
    simple = areas.geometry(area_id).simplify(SIMPLIFIED_DEGREES)
    return shapely.set_precision(simple, 10**-_DECIMALS) or areas.geometry(area_id)


@lru_cache(maxsize=5_000)
def outline_geojson(area_id: str) -> str | None:
    """The simplified outline of an area as a GeoJSON geometry."""
    found = outline(area_id)
    return None if found is None else json.dumps(_rounded(json.loads(shapely.to_geojson(found))))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return {name: _rounded(each) for name, each in value.items()} if isinstance(value, dict) else value


@lru_cache(maxsize=5_000)
def outline_rings(area_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The polygons of an area as KML coordinates: the outer ring, and the holes."""
    found = outline(area_id)
    parts = [] if found is None else [part for part in shapely.get_parts(found) if part.geom_type == "Polygon"]
    return tuple((_kml(part.exterior), tuple(_kml(hole) for hole in part.interiors)) for part in parts)


def _kml(ring: Any) -> str:
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}" for lon, lat in ring.coords)
