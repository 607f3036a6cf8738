"""From a relation and the place it leans on to a place of its own, never finer than the words allow.

Every computed place is a ring (`near`, with its radius) or stays the whole area, and its id tells how it came
about: "gn:168101@direction:0". Radii are rules of thumb, stated once here.
"""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, radians, sqrt

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.areas import Areas
from geodata.normalize import fold
from geodata.place import Place
from geodata.point import distance_km, moved
from geodata.relations import Relation, table

KIND = "surroundings"

# How far the built-up land of a settlement reaches from its point, by inhabitants; unknown counts as a village
_REACH_KM = ((1_000_000, 10.0), (200_000, 6.0), (20_000, 3.0), (0, 1.5))
_COUNTRYSIDE_KM = 15.0  # around a town that gives its name to no area
_WIDEST_RING_KM = 25.0  # beyond it a ring says less than the area does
_WEDGE_DEGREES = 45.0  # to each side of a direction
_KM_PER_DEGREE = 111.2


def reach_km(place: Place) -> float:
    """How far a place itself reaches from its point, in kilometres."""
    if place.radius_km:
        return place.radius_km
    return next(km for people, km in _REACH_KM if (place.population or 0) >= people)


def related(relation: Relation, base: Place, other: Place | None, areas: Areas) -> Place:
    """The place a relation describes. `other`: the second base of `between`; the town of a countryside's area."""
    if relation.kind == "between" and other is not None:
        return _between(base, other)
    if relation.kind == "offset" and relation.distance_km is not None:
        return _offset(relation, base)
    if base.area_id and relation.bearing is not None:
        return _side_of_area(relation, base, other, areas)
    if relation.kind == "countryside":
        return base if base.area_id else _ring(relation, base, _COUNTRYSIDE_KM, _COUNTRYSIDE_KM)
    if relation.kind == "inside" or base.area_id or reach_km(base) > _WIDEST_RING_KM:
        return base  # beside a river, a road or a sea is anywhere along it
    if relation.kind == "around":
        return _ring(relation, base, 2 * reach_km(base) + 2, 0.0)
    beside_km = reach_km(base) + 1
    return _ring(relation, base, beside_km, beside_km)


def _offset(relation: Relation, base: Place) -> Place:
    assert relation.distance_km is not None
    if relation.bearing is None:
        return _ring(relation, base, relation.distance_km + reach_km(base), 0.0)
    return _ring(relation, base, max(1.0, relation.distance_km / 4) + reach_km(base), relation.distance_km)


def _ring(relation: Relation, base: Place, radius_km: float, away_km: float) -> Place:
    """A ring whose middle is `away_km` from the base, where the relation has a direction."""
    lat, lon = base.lat, base.lon
    if relation.bearing is not None:
        lat, lon = moved(lat, lon, relation.bearing, away_km)
    return _computed(relation, base, lat, lon, radius_km)


def _computed(relation: Relation, base: Place, lat: float, lon: float, radius_km: float) -> Place:
    name, name_ar = _labels(relation, base, None)
    parts = [relation.kind, *(f"{n:g}" for n in (relation.distance_km, relation.bearing) if n is not None)]
    return replace(
        base,
        id=f"{base.id}@{':'.join(parts)}",
        name=name,
        name_ar=name_ar,
        kind=KIND,
        lat=round(lat, 5),
        lon=round(lon, 5),
        geo_precision="near",
        radius_km=round(radius_km, 1),
        area_id=None,
        population=None,
        source=f"computed from {base.name} ({base.source})",
    )


def ring_around(base: Place, lat: float, lon: float, radius_km: float) -> Place:
    """A place known only to lie within a ring: one of some namesakes near one another."""
    return replace(
        base,
        id=f"{base.id}@within",
        lat=round(lat, 5),
        lon=round(lon, 5),
        geo_precision="near",
        radius_km=round(radius_km + reach_km(base), 1),
        area_id=None,
        source=f"ring around places called {base.name}",
    )


def _between(one: Place, two: Place) -> Place:
    """The middle of two places; halfway round the earth has no middle, but nobody writes that."""
    lon_gap = (two.lon - one.lon + 180.0) % 360.0 - 180.0
    lat, lon = (one.lat + two.lat) / 2, one.lon + lon_gap / 2
    radius_km = max(2.0, distance_km(one.lat, one.lon, two.lat, two.lon) / 2)
    relation = Relation("between", (one.name, two.name))
    place = _computed(relation, one, lat, lon, radius_km)
    name, name_ar = _labels(relation, one, two)
    same = one.admin1_id == two.admin1_id
    return replace(
        place,
        id=f"{one.id}@between:{two.id}",
        name=name,
        name_ar=name_ar,
        country=one.country if one.country == two.country else None,
        admin1=one.admin1 if same else None,
        admin1_ar=one.admin1_ar if same else None,
        admin1_id=one.admin1_id if same else None,
        admin2=None,
    )


def _side_of_area(relation: Relation, base: Place, town: Place | None, areas: Areas) -> Place:
    """The part of an area on one side of its town or middle: a ring if it is small, else the area with that point."""
    assert base.area_id and relation.bearing is not None
    outline = areas.geometry(base.area_id)
    origin = (town.lat, town.lon) if town else (base.lat, base.lon)
    part = outline.intersection(_wedge(origin, relation.bearing))
    if part.is_empty:
        return base
    middle = _inner_point(part)
    radius_km = sqrt(_area_km2(part) / pi)
    if radius_km <= _WIDEST_RING_KM:
        return _computed(relation, base, middle.y, middle.x, radius_km)
    name, name_ar = _labels(relation, base, None)
    place = _computed(relation, base, middle.y, middle.x, radius_km)
    return replace(place, name=name, name_ar=name_ar, geo_precision=base.geo_precision, area_id=base.area_id)


def _wedge(origin: tuple[float, float], bearing: float) -> BaseGeometry:
    """Everything within 15 degrees of latitude of a point that lies towards a bearing."""
    lat, lon = origin
    reach, squeeze = 15.0, cos(radians(lat))
    arc = [bearing - _WEDGE_DEGREES + step * _WEDGE_DEGREES / 6 for step in range(13)]
    edge = [moved(0.0, 0.0, angle, reach * _KM_PER_DEGREE) for angle in arc]
    return shapely.Polygon([(lon, lat), *((lon + x / squeeze, lat + y) for y, x in edge)])


def _inner_point(part: BaseGeometry) -> shapely.Point:
    middle = part.centroid
    return middle if part.contains(middle) else part.representative_point()


def _area_km2(part: BaseGeometry) -> float:
    """Area in square kilometres, on a plane that fits the part's middle latitude."""
    return float(part.area) * _KM_PER_DEGREE**2 * cos(radians(part.centroid.y))


def _labels(relation: Relation, base: Place, other: Place | None) -> tuple[str, str]:
    """The name of the computed place in English and Arabic."""
    name, name_ar = base.name, base.name_ar or base.name
    side, side_ar, behind, behind_ar = _direction(relation.bearing)
    if relation.kind == "between" and other is not None:
        return f"between {name} and {other.name}", f"بين {name_ar} و{other.name_ar or other.name}"
    if relation.kind == "countryside":
        land = name if "countryside" in name.lower() else f"{name} countryside"
        land_ar = name_ar.removeprefix("محافظة ")
        land_ar = land_ar if fold(land_ar).startswith(fold("ريف")) else f"ريف {land_ar}"
        return f"{behind} {land}".strip(), f"{land_ar} {behind_ar}".strip()
    if relation.kind == "offset":
        km = f"{relation.distance_km:g}"
        return (
            f"{km} km {side} of {name}" if side else f"{km} km from {name}",
            f"{km} كم {side_ar} {name_ar}" if side else f"{km} كم من {name_ar}",
        )
    if relation.kind == "direction" and base.area_id:
        return f"{behind} {name}", f"{side_ar} {name_ar}"
    if relation.kind == "direction":
        return f"{side} of {name}", f"{side_ar} {name_ar}"
    label, label_ar = table()["around"]["label"]
    return f"{label} {name}", f"{label_ar} {name_ar}"


def _direction(bearing: float | None) -> tuple[str, str, str, str]:
    """A bearing in words: "north-west", "شمال غرب", "north-western", "الشمالي الغربي"."""
    if bearing is None:
        return "", "", "", ""
    rows = table()["direction"].values()
    row = next(r for r in rows if r["bearing"] == bearing)
    simple = [row] if row["after"] else [r for r in rows if r["after"] and abs(_gap(r["bearing"], bearing)) == 45]
    simple = sorted(simple, key=lambda r: r["bearing"] % 180)  # north or south first
    return row["label"][0], row["label"][1], f"{row['label'][0]}ern", " ".join(r["after"][0] for r in simple)


def _gap(one: float, other: float) -> float:
    return (one - other + 180.0) % 360.0 - 180.0
