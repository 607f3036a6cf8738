"""Names to places, with a score: a geopy geocoder that asks the packaged gazetteer and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from math import exp, log10
from typing import Any

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from rapidfuzz import fuzz

from geodata.areas import Areas
from geodata.classes import Reading, readings
from geodata.errors import BadQuery
from geodata.gazetteer import Gazetteer
from geodata.normalize import arabic_script_countries, fold, is_arabic, joined, loose, skeleton, spelling
from geodata.place import Candidate, Place
from geodata.point import checked, distance_km

LONGEST_QUERY = 120  # characters; no place name is longer

# Share of the score that a name keeps, by how it was found (the row's quality, then the query's own key)
_QUALITY = {0: 1.0, 1: 0.95, 2: 0.9, 3: 0.85}
_SECOND_CHANCE = 0.55
_NAME_ONLY = 0.94  # the name without the class noun: "ريف دمشق" is first of all the governorate called so
# What a kind keeps when the query asks for no kind, and when it asks for another
_PRIOR = {"settlement": 1.0, "country": 1.0, "region": 0.95, "adm1": 0.9, "neighbourhood": 0.9}
_PRIOR_OTHER = 0.85
_OTHER_KIND_ASKED = 0.55
# Prominence on 0..1 of places that have no population
_PROMINENCE = {"country": 0.95, "region": 0.6, "adm1": 0.55, "settlement": 0.12}
_PROMINENCE_OTHER = 0.3
_PROMINENCE_NOTED = 0.5
_TOWN_PEOPLE = 1000  # below it a namesake village does not outrank the area
_NEAR_KM = 300.0  # distance at which nearness to the hint falls to 1/e
_UNLICENSED_CONSONANTS = 4
_ALIKE = 88.0  # rapidfuzz ratio two Latin spellings must reach to count as one name
_COMMA = re.compile(r"\s*[,،]\s*")


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no type information
    """A `geopy` geocoder over the packaged gazetteer. Offline; order is (lat, lon)."""

    def __init__(self, gazetteer: Gazetteer | None = None, areas: Areas | None = None) -> None:
        super().__init__()
        self._given = gazetteer, areas

    @property
    def _gazetteer(self) -> Gazetteer:
        return self._given[0] or Gazetteer.open()

    @property
    def _areas(self) -> Areas:
        return self._given[1] or Areas.open()

    def candidates(
        self,
        query: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        limit: int = 5,
    ) -> list[Candidate]:
        """The places a name may mean, best first; an empty list when none is known by it.

        A class noun steers ("مطار القامشلي", "Hasakah governorate"); "name, country" narrows. `country`
        (alpha-2) is a strict filter, `near` (lat, lon) prefers places around it. Raises `BadQuery`.
        """
        strict = _country_code(country)
        hint = checked(near, "candidates: near") if near is not None else None
        if not _is_name(query) or limit < 1:
            return []
        head, *context = _COMMA.split(query.strip())
        found = self._found(fold(head), strict)
        for part in context:
            found = self._narrowed(found, part)
        if not any(way.kinds for way in readings(fold(head))):
            found = _city_before_its_area(found)
        scored = [Candidate(p, _rounded(s * _nearness(p, hint))) for p, s in found.items()]
        return sorted(scored, key=_best_first)[:limit]

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        limit: int = 5,
        timeout: Any = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """The best place for a name as a geopy `Location` (a list unless `exactly_one`), or `None`.

        `raw` is the place as a dict with its `score`. `timeout` is geopy's and has no effect. Raises `BadQuery`.
        """
        found = self.candidates(query, country=country, near=near, limit=1 if exactly_one else limit)
        return _answer([_location(c.place, c.score) for c in found], exactly_one)

    def reverse(
        self, query: tuple[float, float], *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The places nearest to a (lat, lon) in degrees, within 400 km, or `None`. Raises `BadQuery`."""
        lat, lon = checked(query, "reverse")
        found = self._gazetteer.nearest(lat, lon, limit=1 if exactly_one else 5)
        return _answer([_location(p, 1.0) for p in found], exactly_one)

    def _found(self, folded: str, country: str | None) -> dict[Place, float]:
        """Places and scores for a folded name; the second chance only when there is no other."""
        ways = readings(folded)
        found: dict[Place, float] = {}
        for number, way in enumerate(ways):
            for place, quality in self._named(way.name).items():
                share = quality * _kind_share(place, way.kinds) * (_NAME_ONLY if number else 1.0)
                _keep(found, place, share, country)
        if not found and ways:
            self._second_chance(ways[-1], country, found)
        return found

    def _second_chance(self, way: Reading, country: str | None, found: dict[Place, float]) -> None:
        """Adds the places that sound alike; a short name needs a class noun or a country as a licence."""
        consonants = skeleton(way.name)
        if len(consonants) >= _UNLICENSED_CONSONANTS or (consonants and (way.kinds or country)):
            for place in self._sounding(way.name):
                _keep(found, place, _SECOND_CHANCE * _kind_share(place, way.kinds), country)

    def _named(self, name: str) -> dict[Place, float]:
        """Places known under a folded name, with the share of the score the name keeps."""
        own = {loose(name): 3, joined(name): 2, name: 0}
        best: dict[Place, float] = {}
        for match in self._gazetteer.search(*(key for key in own if len(key) > 1)):
            rank = max(match.quality, own[match.key])
            if rank < 2 or match.place.country in arabic_script_countries():
                best[match.place] = max(best.get(match.place, 0.0), _QUALITY[rank])
        return best

    def _sounding(self, name: str) -> list[Place]:
        """Places whose name in the other script, or in another spelling, can be this one."""
        own = spelling(name)
        near_enough = [p for p, other in self._gazetteer.sounding(skeleton(name)) if _same_sound(name, own, other)]
        return list(dict.fromkeys(near_enough))

    def _narrowed(self, found: dict[Place, float], context: str) -> dict[Place, float]:
        """Only the places inside an area named after a comma: "Rafah, Egypt"."""
        areas = {p.area_id for p in self._found(fold(context), None) if p.area_id}
        return {p: s for p, s in found.items() if p.country in areas or p.admin1_id in areas}


def _is_name(query: object) -> bool:
    if not isinstance(query, str):
        raise BadQuery(f"candidates: expected a name as text, got {type(query).__name__}")
    if not query.strip() or len(query) > LONGEST_QUERY:
        return False
    return not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in query)


def _country_code(country: str | None) -> str | None:
    if country is None or country == "":
        return None
    if not (isinstance(country, str) and len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadQuery(f"candidates: expected a country as ISO 3166-1 alpha-2, got {country!r}")
    return country.upper()


def _keep(found: dict[Place, float], place: Place, share: float, country: str | None) -> None:
    if country is None or place.country == country:
        found[place] = max(found.get(place, 0.0), share * (0.6 + 0.4 * _prominence(place)))


def _kind_share(place: Place, asked: tuple[str, ...]) -> float:
    if not asked:
        return _PRIOR.get(place.kind, _PRIOR_OTHER)
    if place.kind not in asked:
        return _OTHER_KIND_ASKED
    return 1.0 - 0.05 * asked.index(place.kind)


def _prominence(place: Place) -> float:
    """How likely a place is meant, 0..1: by population on a logarithmic scale, ten million being 0.9."""
    known = _PROMINENCE.get(place.kind, _PROMINENCE_OTHER)
    if place.kind == "settlement" and place.population:
        known = min(1.0, log10(place.population + 10) / 7.8)
    return max(known, _PROMINENCE_NOTED) if _is_noted(place) else known


def _is_noted(place: Place) -> bool:
    """Whether someone put the place into the hand-kept table, because reports name it."""
    return not place.area_id and place.source != f"GeoNames {place.id.removeprefix('gn:')}"


def _city_before_its_area(found: dict[Place, float]) -> dict[Place, float]:
    """A bare name that is both a town and the area around it means the town ("الحسكة", "Idlib")."""
    towns = {p.admin1_id: s for p, s in sorted(found.items(), key=lambda i: i[1]) if _is_town(p)}
    return {p: min(s, towns[p.area_id] * 0.95) if p.area_id in towns else s for p, s in found.items()}


def _is_town(place: Place) -> bool:
    return place.kind == "settlement" and (place.population or 0) >= _TOWN_PEOPLE


def _nearness(place: Place, hint: tuple[float, float] | None) -> float:
    if hint is None:
        return 1.0
    return 0.75 + 0.25 * exp(-distance_km(place.lat, place.lon, *hint) / _NEAR_KM)


def _same_sound(name: str, own: str, other: str) -> bool:
    """Whether two spellings can be one name: Latin ones nearly alike, or the Arabic letters in order in the Latin."""
    if own == other:
        return True
    if own[:1] != other[:1] or own[-1:] != other[-1:]:
        return False
    if not is_arabic(name):
        return fuzz.ratio(own, other) >= _ALIKE
    return _in_order(own, other)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def _rounded(score: float) -> float:
    return round(min(1.0, score), 3)


def _best_first(candidate: Candidate) -> tuple[float, int, str]:
    return -candidate.score, -(candidate.place.population or 0), candidate.place.id


def _location(place: Place, score: float) -> Location:
    address = ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))
    return Location(address, (place.lat, place.lon), {**place.as_dict(), "score": score})


def _answer(found: Iterable[Location], exactly_one: bool) -> Location | list[Location] | None:
    locations = list(found)
    if not locations:
        return None
    return locations[0] if exactly_one else locations
