"""Whether a name in a text means the place that the gazetteer gives for it."""

from __future__ import annotations

from conflictmap.coder.lexicon import table
from conflictmap.coder.neighbours import LICENSED, is_area, is_major
from conflictmap.coder.placewords import Toponym
from geodata import Answer, Place, distance_km
from geodata.normalize import is_arabic
from geodata.scoring import is_known_of, is_noted

BESIDE_KM = 40.0  # within which a place lies by another
SURE_MARGIN = 0.5  # by which one place leads the others of its name
FACILITIES = ("airport", "base", "port", "crossing", "power_plant", "dam")

_CITY_PEOPLE = 300_000
_TOWN_PEOPLE = 20_000
_AREA_MARGIN = 0.3
_AT_HOME = 0.95  # of another place's score: what a place of the report's main country needs to be preferred
_SURELY_ABROAD = 0.7  # the same, where the other place is known of in a country at the same war


def is_its_city(toponym: Toponym, alone: Answer, answer: Answer, main: set[str]) -> bool:
    """Whether a name that no noun stands before, read as that of a region, is also a city's of the same country."""
    place, city = answer.place, alone.place
    if place is None or city is None or toponym.how in LICENSED or place.kind not in ("adm1", "region"):
        return False
    return city.kind == "settlement" and is_major(city) and place.country == city.country and city.country in main


def is_surely_a_name(toponym: Toponym, place: Place) -> bool:
    """Whether a name is no ordinary word: by its noun, its capital, or as that of a town; "داره" is "his house"."""
    is_town = (place.population or 0) >= _TOWN_PEOPLE and not toponym.stripped and toponym.how != "bare"
    return toponym.how in LICENSED or not is_arabic(toponym.name) or is_town


def is_at_same_war(place: Place, top: str) -> bool:
    """Whether a place is known of in a country at the war that a report of another one tells of."""
    return place.country in table("places")["same_war"].get(top, ()) and is_known_of(place) and place.kind != "road"


def needed(place: Place, top: str, main: set[str]) -> float:
    """Of a place's score: what one of the report's main country needs to be preferred."""
    if place.country in main:
        return _AT_HOME
    return _SURELY_ABROAD if is_at_same_war(place, top) else 0.0


def is_clear(alone: Answer, main: set[str]) -> bool:
    """Whether a name needs no context: one place leads by far, in a country the report plays in."""
    return alone.place is not None and alone.margin >= SURE_MARGIN and alone.place.country in main


def is_clearly_an_area(alone: Answer, beside: Place | None) -> bool:
    """Whether a name is surely an area's, and no smaller place of that name is said to lie elsewhere."""
    place = alone.place
    if place is None or not is_area(place) or alone.margin <= _AREA_MARGIN:
        return False
    return beside is None or distance_km(place.lat, place.lon, beside.lat, beside.lon) <= max(
        BESIDE_KM, place.radius_km or 0.0
    )


def is_believed(toponym: Toponym, place: Place, main: set[str]) -> bool:
    """Whether a name in a text means this place, by what licenses it."""
    at_home = not main or place.country in main or place.country is None
    if toponym.how in LICENSED:
        is_known = place.kind in FACILITIES and is_noted(place)
        return at_home or is_known or place.kind == "country" or (place.population or 0) >= _CITY_PEOPLE
    if toponym.how == "unknown":
        return at_home
    if toponym.how == "spelt":
        return place.country in main
    if not at_home:
        return place.kind == "country" or (toponym.how == "located" and (place.population or 0) >= _CITY_PEOPLE)
    people = place.population or 0
    if toponym.how == "located":
        return is_major(place) or is_known_of(place) or len(toponym.name) >= 5
    if toponym.how == "listed":
        return is_major(place) or is_known_of(place) or len(toponym.name) >= 4
    if toponym.stripped:
        return is_major(place) and len(toponym.name) > 3
    return is_major(place) or people >= _TOWN_PEOPLE or (is_noted(place) and len(toponym.name) >= 6)
