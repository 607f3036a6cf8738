"""What the other names of a report say of one: the area behind it, the city before it, the line it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from conflictmap.coder.placewords import Toponym, quarters
from geodata import Answer, Place
from geodata.scoring import is_known_of, is_noted

LICENSED = ("class", "relation")
AREAS = ("country", "adm1", "region", "adm2", "adm3")

_BESIDE = 3  # words between a place and what it is said to lie by
_BEHIND = 4  # words between a village and the town it belongs to
_CITIES, _QUARTER_WORDS = 3, 40  # names and words back from a quarter to its city
_AREA_WORDS = 30  # words from a governorate to a village told of in it
_LINE_NAMES = 40  # names of a line behind the one that heads it
_LIST_NAMES = 5  # names of a list before the area they lie in
_CITY_PEOPLE = 300_000
_DISTRICT = "district"
_MOST_ANCHORS = 6
_WORTH = {"class": 2.0, "relation": 2.0, "located": 1.0, "listed": 0.5, "bare": 0.5}

Votes = dict[str, float]
"""How much speaks for each country (ISO 3166-1 alpha-2) as the one a report plays in."""


def is_area(place: Place) -> bool:
    """Whether a place is an administrative area or region."""
    return place.kind in AREAS


def is_major(place: Place) -> bool:
    """Whether a report may name a place without saying more: a country, governorate, region or large city."""
    return place.kind in ("country", "adm1", "region") or (place.population or 0) >= _CITY_PEOPLE


def next_to(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The place named right behind, which this one belongs to or lies by: "قرية القاية التابعة لخانقين"."""
    for other, answer in everyone[at + 1 : at + 2]:
        place = answer.place
        if (
            place is None
            or other.start - toponym.end > _BEHIND
            or (other.how == "listed" and not other.dashed)
            or other.joined
        ):
            return None
        return place if place.kind not in ("country", "adm1", "region", "sea_area") else None
    return None


def named_before(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The village named shortly before, by which an unknown quarter or hamlet lies: "crossed near X, entered Y"."""
    for other, answer in everyone[max(0, at - 1) : at]:
        is_near = other.line == toponym.line and toponym.start - other.end <= _QUARTER_WORDS and other.how != "bare"
        if is_near and answer.place and answer.place.kind in ("settlement", "surroundings"):
            return answer.place
    return None


def own_city(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The city that a quarter is said to be of: "the Dniprovskyi district of Kherson", "In Sabha ... the X quarter"."""
    first, noun = toponym.query.partition(" ")[0], toponym.query.rpartition(" ")[2]
    if first not in quarters() and noun not in quarters() and noun != _DISTRICT:
        return None
    for other, answer in everyone[at + 1 : at + 2]:
        place = answer.place
        is_next = other.start - toponym.end <= 2 and other.preposition == "at" and not other.joined
        if is_next and place is not None and place.kind == "settlement" and is_known_of(place):
            return place
    if first in quarters():
        return None  # Arabic names the city right behind
    for other, answer in everyone[max(0, at - 1) : at]:  # "Kherson's Dniprovskyi district"
        if toponym.start - other.end == 2 and answer.place and answer.place.kind == "settlement":
            return answer.place
    return city_of(toponym, everyone, at)


def city_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The city named shortly before a quarter: "وفي أم درمان ... حي الثورة"."""
    words = toponym.query.split()
    if words[0] not in quarters() and words[-1] not in quarters():
        return None
    for other, answer in reversed(everyone[max(0, at - _CITIES) : at]):
        place = answer.place
        is_near = toponym.start - other.end <= _QUARTER_WORDS and other.how != "bare"
        if place and place.kind == "settlement" and is_known_of(place) and is_near:
            return place
    return None


def label_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> tuple[str, Place] | None:
    """The governorate, country or town that heads the line a name stands in."""
    for other, answer in reversed(everyone[max(0, at - _LINE_NAMES) : at]):
        if other.line != toponym.line:
            return None
        if other.is_label:
            return (other.query, answer.place) if answer.place else None
    return None


def area_before(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> tuple[str, Place] | None:
    """The governorate named shortly before in the same line: "in Kharkiv Oblast, the army took the villages of"."""
    for other, answer in reversed(everyone[max(0, at - _LINE_NAMES) : at]):
        if other.line != toponym.line or toponym.start - other.end > _AREA_WORDS:
            return None
        if answer.place and answer.place.kind == "adm1" and other.preposition == "at":
            return other.query, answer.place
    return None


def is_elsewhere(place: Place | None, area: Place) -> bool:
    """Whether a village or town lies outside a governorate; of a city nobody need say where it is."""
    if place is None or place.kind != "settlement" or (place.population or 0) >= _CITY_PEOPLE:
        return False
    return place.country != area.country or place.admin1_id not in (None, area.area_id)


def is_outside(place: Place | None, area: Place) -> bool:
    """Whether a settlement lies in another governorate of the same country."""
    if place is None or place.kind != "settlement" or place.country != area.country:
        return False
    return place.admin1_id not in (None, area.area_id)


def holder_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> str | None:
    """The area named right behind a place: "بلدة X بريف Y", "X in Y governorate"."""
    found = _holder(toponym, everyone, at)
    return found[0].query if found else None


def area_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The governorate, district or region that a place is said to lie in."""
    found = _holder(toponym, everyone, at)
    return found[1] if found and is_area(found[1]) else None


def _holder(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> tuple[Toponym, Place] | None:
    """The area or city named right behind a place, and its name."""
    end = toponym.end
    for other, answer in everyone[at + 1 : at + 1 + _LIST_NAMES]:
        is_next = other.start - end <= 2
        if is_next and other.how == "listed" and not other.dashed and not (answer.place and is_area(answer.place)):
            end = other.end  # "the villages of A and B in the Donetsk region"
            continue
        is_inside = other.preposition in ("at", "") and (other.how in (*LICENSED, "located") or other.dashed)
        if is_next and is_inside and answer.place and (is_area(answer.place) or is_major(answer.place)):
            return (other, answer.place) if answer.place.kind != "country" else None
    return None


def beside_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The place that the next words say this one lies by: "Burqa, east of Ramallah"."""
    for other, answer in everyone[at + 1 : at + 2]:
        is_beside = (other.how == "relation" or other.aside) and other.start - toponym.end <= _BESIDE
        if is_beside and answer.place and not answer.place.area_id:
            return answer.place
    return None


def votes_of(first: Sequence[tuple[Toponym, Answer]]) -> Votes:
    """How often each country is named, by its own name or by a place that is surely in it."""
    votes: Votes = {}
    for toponym, answer in first:
        place = answer.place
        if place is None or place.country is None:
            continue
        sure = answer.margin >= 0.15 and (toponym.how in LICENSED or is_major(place))
        if sure and (toponym.how in LICENSED or is_major(place) or is_noted(place)):
            worth = _WORTH.get(toponym.how, 0.5) * (0.5 if place.kind == "country" else 1.0)
            votes[place.country] = votes.get(place.country, 0.0) + worth
    return votes


def votes_by_query(first: Sequence[tuple[Toponym, Answer]]) -> dict[str, Votes]:
    """What each name says by itself of where a report plays: it does not vouch for its own country."""
    by_query: dict[str, list[tuple[Toponym, Answer]]] = {}
    for each in first:
        by_query.setdefault(each[0].query, []).append(each)
    return {query: votes_of(named) for query, named in by_query.items()}


def anchors_of(first: Sequence[tuple[Toponym, Answer]], main: set[str]) -> list[str]:
    """The names that say best where a report plays: areas and cities first."""
    sure = [
        (t.query, a.place)
        for t, a in first
        if a.place and a.margin >= 0.3 and a.place.kind != "country" and (not main or a.place.country in main)
        and (t.how in LICENSED or is_major(a.place))
    ]  # fmt: skip
    counted = Counter(query for query, _ in sure)
    areas = {query for query, place in sure if is_major(place)}
    ranked = sorted(counted, key=lambda query: (query not in areas, -counted[query]))
    return ranked[:_MOST_ANCHORS]
