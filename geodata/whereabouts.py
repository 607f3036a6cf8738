"""Where a place lies: in which country as reports have it, and whether in an area or by another place."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.areas import Areas
from geodata.normalize import held_by
from geodata.place import Place
from geodata.point import distance_km
from geodata.related import KIND

_BY_KM = 60.0  # a name said to lie by another place lies within so far
_UNITS, _LONGISH = ("adm2", "adm3"), 2.0  # times its mean radius a unit may reach from its middle
_CROSSING_DEGREES = 0.1  # from a border: outlines are true to a kilometre, and crossings have a no man's land


def in_country(place: Place, country: str | None) -> bool:
    """Whether a place passes the country asked for; seas belong to none and pass, crossings to both sides."""
    if country is None or place.country in (country, None) or held_by(place.admin1_id) == country:
        return True
    areas = Areas.open()
    if place.kind != "border_crossing" or areas.get(country) is None:
        return False
    return areas.away(country, place.lat, place.lon) <= _CROSSING_DEGREES


def holds(area: Place, place: Place) -> bool:
    """Whether a place is an area around another one."""
    return area.area_id is not None and area.area_id in (place.admin1_id, place.country)


def holders_of(places: Sequence[Place]) -> list[Place]:
    """What another place may lie in, of the places a name may mean, best first: the best one, or the area around it."""
    best = places[:1]
    return [p for p in places if p.area_id and (p in best or holds(p, best[0]))] or [
        p for p in best if p.kind in ("region", KIND)
    ]


def lies_by(place: Place, near: Place) -> bool:
    """Whether a place lies in an area, or around another place."""
    if near.area_id:
        return holds(near, place)
    if near.kind in _UNITS:
        return distance_km(place.lat, place.lon, near.lat, near.lon) <= _LONGISH * (near.radius_km or 0.0)
    return distance_km(place.lat, place.lon, near.lat, near.lon) <= _BY_KM + (near.radius_km or 0.0)


def is_of_first_rank(place: Place) -> bool:
    """Whether a place is an area, or the seat of a country or of a first-level area."""
    return place.area_id is not None or place.seat_of in ("country", "adm1")
