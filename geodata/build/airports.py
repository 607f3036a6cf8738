"""Airports and airfields of the package airportsdata as places, named after their town in Arabic where it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from geodata.build.names import has_second_chance
from geodata.build.places import AreaFinder
from geodata.normalize import fold, loose
from geodata.place import Named, Place
from geodata.point import distance_km

_SAME_KM = 5.0  # from an airport or base of the hand-kept tables: the same one
_TOWN_KM = 60.0  # an airport serves a town at most so far away
_AIR_KINDS = ("airport", "military_base")


def airports(rows: Iterable[dict[str, Any]], known: list[Named], finder: AreaFinder) -> list[Named]:
    """Airports with an IATA code, and every airfield where reports are read closely, but for those already known."""
    kept = [r for r in rows if (r["iata"] or has_second_chance(r["country"])) and not (r["lat"] == r["lon"] == 0)]
    there = defaultdict(list)
    towns: dict[tuple[str | None, str], list[Place]] = defaultdict(list)
    for named in known:
        if named.place.kind in _AIR_KINDS:
            there[named.place.country].append(named.place)
        elif named.place.kind == "settlement":
            for name in named.first + named.others:
                towns[named.place.country, loose(fold(name))].append(named.place)
    where = finder.assign([(r["lat"], r["lon"], r["country"]) for r in kept])
    found = []
    for row, (country, area) in zip(kept, where, strict=True):
        if any(distance_km(row["lat"], row["lon"], p.lat, p.lon) < _SAME_KM for p in there[country]):
            continue
        found.append(_named(row, country, area, _town(row, towns[country, loose(fold(row["city"]))])))
    return found


def _town(row: dict[str, Any], namesakes: list[Place]) -> Place | None:
    """The town an airport says it serves, if there is one of this name around it."""
    around = [(distance_km(row["lat"], row["lon"], p.lat, p.lon), p.id, p) for p in namesakes]
    return min(around)[2] if around and min(around)[0] <= _TOWN_KM else None


def _named(row: dict[str, Any], country: str, area: Any, town: Place | None) -> Named:
    name_ar = f"مطار {town.name_ar}" if town and town.name_ar else None
    place = Place(
        id=f"icao:{row['icao']}",
        name=row["name"],
        name_ar=name_ar,
        kind="airport",
        country=country,
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=None,
        lat=row["lat"],
        lon=row["lon"],
        geo_precision="exact",
        radius_km=None,
        area_id=None,
        population=None,
        source=f"airportsdata: {row['icao']}",
    )
    served = [f"{row['city']} Airport"] if row["city"] else []
    return Named(place, [row["name"], *([name_ar] if name_ar else [])], [row["icao"], *served])
