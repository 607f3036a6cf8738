"""The places: GeoNames settlements, our hand-kept rows, admin-1 areas and countries, each with its names."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely

from geodata.areas import Area, Areas
from geodata.build.areas import Shape
from geodata.build.names import arabic_name, bare_english, in_zone, kept_names, meant_names, plain_name, says_camp
from geodata.build.policy import policy
from geodata.classes import bare_name, short_name
from geodata.normalize import fold, is_arabic, loose
from geodata.place import Named, Place
from geodata.point import distance_km

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")  # "Rafat (Jerusalem)" is written Rafat


_LONGISH = 1.7  # times its mean radius a unit may reach from its middle


class AreaFinder:
    """Gives a place its admin-1 area: the one it lies in, or the nearest one of its own country."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._ids = [a.id for a in areas.all("adm1")]
        self._tree = shapely.STRtree([areas.geometry(i) for i in self._ids])
        self._disputed = {tuple(pair) for pair in policy()["disputed"]["pairs"]}
        self._by_country: dict[str, list[Area]] = defaultdict(list)
        for area in areas.all("adm1"):
            self._by_country[area.country].append(area)

    def assign(self, rows: list[tuple[float, float, str]]) -> list[tuple[str, Area | None]]:
        """Country and admin-1 area for rows of (lat, lon, country in the source)."""
        points = shapely.points([(lon, lat) for lat, lon, _ in rows])
        inside: dict[int, list[Area]] = defaultdict(list)
        for point, index in self._tree.query(points, predicate="intersects").T:
            area = self._areas.get(self._ids[index])
            inside[int(point)] += [area] if area else []
        return [self._choice(rows[i], points[i], inside[i]) for i in range(len(rows))]

    def _choice(
        self, row: tuple[float, float, str], point: shapely.Point, inside: list[Area]
    ) -> tuple[str, Area | None]:
        country = row[2]
        own = [a for a in inside if a.country == country]
        if own:
            return country, own[0]
        moved = [a for a in inside if (country, a.country) in self._disputed]
        if moved:
            return moved[0].country, moved[0]
        return country, self._nearest(country, point)

    def _nearest(self, country: str, point: shapely.Point) -> Area | None:
        near = [(self._areas.geometry(a.id).distance(point), a) for a in self._by_country[country]]
        return min(near, key=lambda pair: (pair[0], pair[1].id))[1] if near else None


def settlements(cities: list[dict[str, Any]], finder: AreaFinder, admin2: dict[int, str]) -> list[Named]:
    """GeoNames cities500 rows as places."""
    found = finder.assign([(c["latitude"], c["longitude"], c["countrycode"]) for c in cities])
    return [_settlement(c, *where, admin2) for c, where in zip(cities, found, strict=True)]


def _settlement(row: dict[str, Any], country: str, area: Area | None, admin2: dict[int, str]) -> Named:
    names = meant_names(kept_names(row["alternatenames"], country), f"gn:{row['geonameid']}")
    arabic = arabic_name(row["name"], [n for n in names if is_arabic(n)], in_zone(country))
    name = plain_name(row["name"], country)
    if arabic and area and fold(arabic) == bare_name(fold(area.name_ar)):
        name = bare_english(area.name)
    camp = says_camp([row["name"], arabic or ""], country)
    place = Place(
        id=f"gn:{row['geonameid']}",
        name=name,
        name_ar=arabic,
        kind="refugee_camp" if camp else "settlement",
        country=country,
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=admin2.get(int(row["geonameid"])),
        lat=row["latitude"],
        lon=row["longitude"],
        geo_precision="town",
        radius_km=None,
        area_id=None,
        population=row["population"] or None,
        source="",  # the gazetteer fills it in from the id
    )
    return Named(place, [row["name"], *([arabic] if arabic else [])], names)


def read_hand_tables(folder: Path) -> list[dict[str, str]]:
    """The rows of the hand-kept tables, one file a country, as they stand."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    return rows


def with_hand_table(places: list[Named], rows: list[dict[str, str]], areas: Areas) -> list[Named]:
    """Adds the hand-kept rows; one whose id is already there replaces that place and keeps its names."""
    by_id = {p.place.id: p for p in places}
    for row in rows:
        place = _hand_place(row, areas)
        known = by_id.get(place.id)
        if known:
            place = replace(place, population=known.place.population, admin2=known.place.admin2)
        names = [n for n in (place.name, place.name_ar, *row["aliases"].split("|")) if n]
        bare = [short_name(fold(n)) for name in names for n in (name, _IN_BRACKETS.sub("", name))]
        others = meant_names(bare, place.id) + (known.first + known.others if known else [])
        by_id[place.id] = Named(place, names, others)
    return list(by_id.values())


def with_seats(places: list[Named]) -> list[Named]:
    """Settlements that bear the name of the district around them are its seat, and meant before their namesakes."""
    towns: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number, named in enumerate(places):
        if named.place.kind == "settlement":
            for key in {loose(fold(n)) for n in named.first}:
                towns[named.place.country, key].append(number)
    found = list(places)
    for unit in (n for n in places if n.place.kind == "adm2" and n.place.radius_km):
        keys = {loose(bare_name(fold(n))) for n in unit.first}
        namesakes = {n for key in keys for n in towns[unit.place.country, key]}
        inside = [n for n in namesakes if _reaches(unit.place, places[n].place)]
        if len(inside) == 1 and not places[inside[0]].place.seat_of:
            found[inside[0]] = replace(places[inside[0]], place=replace(places[inside[0]].place, seat_of="adm2"))
    return found


def with_capitals(places: list[Named], capitals: dict[str, str]) -> list[Named]:
    """The towns that bear the name of their country's capital, by ISO code, are its seat; the largest where many do."""
    largest: dict[str, int] = {}
    for number, named in enumerate(places):
        place = named.place
        wanted = fold(capitals.get(place.country or "", ""))
        if place.kind == "settlement" and wanted and wanted in {fold(n) for n in (place.name, *named.first)}:
            known = largest.get(place.country or "")
            if known is None or (places[known].place.population or 0) < (place.population or 0):
                largest[place.country or ""] = number
    found = list(places)
    for number in largest.values():
        found[number] = replace(places[number], place=replace(places[number].place, seat_of="country"))
    return found


def _reaches(unit: Place, town: Place) -> bool:
    """Whether a town can lie in a unit of which only a middle and a mean radius are known."""
    return distance_km(unit.lat, unit.lon, town.lat, town.lon) <= _LONGISH * (unit.radius_km or 0.0)


def _hand_place(row: dict[str, str], areas: Areas) -> Place:
    area = areas.get(row["admin1"]) if row["admin1"] else None
    return Place(
        id=row["id"],
        name=row["name"],
        name_ar=row["name_ar"] or None,
        kind=row["kind"],
        country=row["country"] or None,
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=None,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        geo_precision=row["precision"],
        radius_km=float(row["radius_km"]) if row["radius_km"] else None,
        area_id=None,
        population=None,
        source=f"{row['source']} (hand-kept)" if row["source"] == f"GeoNames {row['id'][3:]}" else row["source"],
        seat_of=row["seat_of"] or None,
    )


def area_places(shapes: list[Shape], areas: Areas, aliases: dict[str, list[str]]) -> list[Named]:
    """Admin-1 areas as places; `aliases` are the GeoNames names by GeoNames code."""
    found = []
    for shape in shapes:
        area = areas.get(shape.id)
        if area is None:
            continue
        extra = policy()["area"].get(area.id, {})
        unwanted = {fold(n) for n in extra.get("not_named", ())}
        names = [*shape.names, *aliases.get(shape.geonames or "", [])]
        first = [area.name, area.name_ar, *extra.get("aliases", ())]
        found.append(
            Named(
                _area_place(area, extra.get("kind", "adm1")),
                [n for n in _with_bare(first) if fold(n) not in unwanted],
                [n for n in _with_bare(names) if fold(n) not in unwanted],
            )
        )
    return found


def _with_bare(names: Iterable[str]) -> list[str]:
    """Each name, and the name without its class noun."""
    return list(dict.fromkeys(n for name in names for n in (name, bare_name(fold(name)))))


def country_places(areas: Areas, extra_names: dict[str, list[str]], population: dict[str, int]) -> list[Named]:
    """Countries as places, under all names given."""
    return [
        Named(
            replace(_area_place(a, "country"), population=population.get(a.id)),
            [a.name, a.name_ar, *extra_names.get(a.id, ())],
        )
        for a in areas.all("country")
    ]


def _area_place(area: Area, kind: str) -> Place:
    country = kind == "country"
    return Place(
        id=area.id,
        name=area.name,
        name_ar=area.name_ar,
        kind=kind,
        country=area.country,
        admin1=None if country else area.name,
        admin1_ar=None if country else area.name_ar,
        admin1_id=None if country else area.id,
        admin2=None,
        lat=area.lat,
        lon=area.lon,
        geo_precision="country" if country else "adm1",
        radius_km=None,
        area_id=area.id,
        population=None,
        source="Natural Earth 1:10m",
    )


def in_order(places: Iterable[Named]) -> list[Named]:
    """By id, which is how the table is stored; an id that comes twice is an error of the build."""
    ordered = sorted(places, key=lambda p: p.place.id)
    for one, other in pairwise(ordered):
        if one.place.id == other.place.id:
            raise ValueError(f"places: expected unique ids, got {one.place.id} twice")
    return ordered
