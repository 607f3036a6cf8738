"""How much speaks for a place: the shares a score is made of, and when the best of several is good enough.

All numbers here are rules of thumb, tuned on the name forms of `tests/geodata/forms` and stated once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp, log10
from operator import itemgetter

from geodata.normalize import focus_countries
from geodata.place import Answer, Candidate, Place
from geodata.point import distance_km
from geodata.related import ring_around

# Share that a name keeps, by how it was found (the worse of the row's quality and the query's own key)
NAME = {0: 1.0, 1: 0.91, 2: 0.91, 3: 0.86}
NAME_ONLY = 0.94  # the name without the class noun: "ريف دمشق" is first of all the governorate called so
WITHOUT_CLITIC = 0.96
UNCENSORED = 0.95
TRANSLATED = 0.95
BY_SOUND = 0.6
BY_TYPO = 0.55
COMPUTED = 0.95  # "north of Manbij" is as sure as Manbij, nearly

# What a kind keeps when the query asks for no kind, and when it asks for another
_KIND = {"settlement": 1.0, "country": 1.0, "region": 0.95, "adm1": 0.9, "neighbourhood": 0.9, "refugee_camp": 0.95}
_KIND_OTHER = 0.85
_OTHER_KIND_ASKED = 0.55
# Prominence on 0..1 of places that have no population
_PROMINENCE = {"country": 0.95, "region": 0.6, "adm1": 0.55, "adm2": 0.35, "settlement": 0.12, "sea_area": 0.6}
_PROMINENCE_OTHER = 0.3
_PROMINENCE_SEAT = {"country": 0.7, "adm1": 0.6, "adm2": 0.5, "adm3": 0.45}
_ELSEWHERE = 0.93
_CITY_PEOPLE = 300_000
_NOTED = 0.43  # of what is left to 1: a noted village stands at 0.5
_NEAR_KM = 100.0  # distance at which nearness falls to 1/e
_TOWN_PEOPLE = 1000  # below it a namesake village does not outrank the area

_TOWN_PEOPLE_KNOWN_OF = 5000

THRESHOLD = 0.3  # a score below it is no answer
_MARGIN = 0.06  # a lead below it over a place elsewhere is no choice
_SAME_SPOT_KM = 10.0  # two gazetteer points this near may be one place
_RING_KM = 6.0  # namesakes within such a ring are answered by the ring
_MANY_TIMES = 5  # a town with so many times the people of its namesake is meant
_TOWN_MEANT_PEOPLE = 20_000

Scored = dict[Place, tuple[tuple[str, float], ...]]
Anchor = tuple[tuple[float, Place], ...]
"""What another name of a text may mean: places with their weights, which make 1 together."""


def kind_share(place: Place, asked: Sequence[str]) -> float:
    """What is left for a place of this kind when the query asks for kinds, in order; none asked is any."""
    if not asked:
        return _KIND.get(place.kind, _KIND_OTHER)
    return 1.0 - 0.1 * asked.index(place.kind) if place.kind in asked else _OTHER_KIND_ASKED


def prominence_share(place: Place) -> float:
    """How likely a place is meant: by population on a logarithmic scale, or because someone noted it."""
    known = _PROMINENCE.get(place.kind, _PROMINENCE_OTHER)
    if place.kind == "settlement" and place.population:
        known = min(1.0, log10(place.population + 10) / 7.8)
    known = max(known, _PROMINENCE_SEAT.get(place.seat_of or "", 0.0))
    noted = is_noted(place) or (place.population or 0) >= _CITY_PEOPLE  # of a city nobody needs a note
    return 0.6 + 0.4 * (known + (1.0 - known) * _NOTED if noted else known)


def is_noted(place: Place) -> bool:
    """Whether someone put the place into a hand-kept table, because reports name it."""
    own = ("", f"GeoNames {place.id.removeprefix('gn:')}")  # what the build and the layers write for GeoNames rows
    return not place.area_id and place.source not in own and not place.id.startswith(("ocha:", "icao:"))


def is_known_of(place: Place) -> bool:
    """Whether a report may name the place without saying more: noted by hand, or a town."""
    return is_noted(place) or (place.population or 0) >= _TOWN_PEOPLE_KNOWN_OF


def may_be_seat(place: Place) -> bool:
    """Whether a district may be called after the place: no village gives its name to one, unless it is a seat."""
    return place.kind != "settlement" or bool(place.seat_of) or (place.population or 0) >= _TOWN_PEOPLE_KNOWN_OF


def country_share(place: Place) -> float:
    """What is left for a place of a country that reports seldom name, where none was asked for."""
    of_the_world = place.area_id is not None or (place.population or 0) >= _CITY_PEOPLE
    return 1.0 if of_the_world or place.country in focus_countries() or place.country is None else _ELSEWHERE


def near_share(place: Place, hint: tuple[float, float]) -> float:
    """What is left for a place this far from where it is expected."""
    return 0.75 + 0.25 * exp(-distance_km(place.lat, place.lon, *hint) / _NEAR_KM)


def context_share(place: Place, anchors: Sequence[Anchor]) -> float:
    """What is left for a place among the other places of a text: each anchor is what one other name may mean."""
    support = [sum(weight * _closeness(place, other) for weight, other in anchor) for anchor in anchors]
    return 0.6 + 0.4 * sum(support) / len(support)


def weighed(candidates: Sequence[Candidate]) -> Anchor:
    """What a name may mean, each place with its share of the scores."""
    total = sum(c.score for c in candidates)
    return tuple((c.score / total, c.place) for c in candidates)


def _closeness(place: Place, other: Place) -> float:
    if other.area_id and other.area_id == place.admin1_id:
        return 1.0
    if other.kind == "country":
        return 0.8 if other.area_id == place.country else 0.0
    return exp(-distance_km(place.lat, place.lon, other.lat, other.lon) / _NEAR_KM)


def score(shares: Iterable[tuple[str, float]]) -> float:
    """The score of a place from its shares."""
    product = 1.0
    for _, share in shares:
        product *= share
    return round(min(1.0, product), 3)


def city_before_its_area(found: Scored) -> Scored:
    """A bare name that is both a town and the area around it means the town ("الحسكة", "Idlib")."""
    towns = [p for p in found if p.kind == "settlement" and (p.population or 0) >= _TOWN_PEOPLE]
    best = {p.admin1_id: max(score(found[t]) for t in towns if t.admin1_id == p.admin1_id) for p in towns}
    return {p: _capped(s, best.get(p.area_id)) if p.area_id else s for p, s in found.items()}


def _capped(shares: tuple[tuple[str, float], ...], top: float | None) -> tuple[tuple[str, float], ...]:
    if top is None or score(shares) <= top * 0.95:
        return shares
    return (*shares, ("town_first", round(top * 0.95 / score(shares), 3)))


def ranked(found: Scored, limit: int | None = None) -> list[Candidate]:
    """Places as candidates, best first: by score, then people, then id, so that the order never depends on chance."""
    rows = [(-score(shares), -(place.population or 0), place.id, place) for place, shares in found.items()]
    rows.sort(key=itemgetter(0, 1, 2))
    return [Candidate(place, -negative, found[place]) for negative, _, _, place in rows[:limit]]


def decide(candidates: Sequence[Candidate], area_of: Callable[[str], Place | None]) -> Answer:
    """The answer that some candidates, best first, allow.

    `area_of` gives the admin-1 area of an id that may be answered in the place of several namesakes inside it.
    """
    if not candidates:
        return Answer(None, 0.0, 0.0, "unknown")
    best, all_of_them = candidates[0], tuple(candidates)
    rivals = [c for c in candidates[1:] if not _one_place(best.place, c.place)]
    margin = round(1.0 - rivals[0].score / best.score, 3) if rivals else 1.0
    if best.score < THRESHOLD:
        return Answer(None, best.score, margin, "weak", all_of_them)
    decided = margin >= _MARGIN and not _only_people_decide(best, rivals)
    if decided or (rivals and _many_more_people(best.place, rivals[0].place)):
        return Answer(best.place, best.score, margin, "found", all_of_them)
    near_best = [c.place for c in rivals if 1.0 - c.score / best.score < _MARGIN or _only_people_decide(best, [c])]
    common = _common_ring(best.place, near_best) or _common_area([best.place, *near_best], area_of)
    return Answer(common, best.score, margin, "area" if common else "ambiguous", all_of_them)


def _one_place(best: Place, other: Place) -> bool:
    """Whether two candidates are no choice: at one spot, or one an area that holds the other."""
    if other.area_id and other.area_id in (best.admin1_id, best.country):
        return True
    if best.area_id and best.area_id in (other.admin1_id, other.country):
        return True
    reach_km = max(_SAME_SPOT_KM, best.radius_km or 0.0, other.radius_km or 0.0)
    return distance_km(best.lat, best.lon, other.lat, other.lon) <= reach_km


def _many_more_people(best: Place, other: Place) -> bool:
    if other.area_id or (is_noted(other) and best.country not in focus_countries()):
        return False  # of an area no number is known; and a town elsewhere does not outvote a place that reports name
    people = best.population or 0
    return people >= _TOWN_MEANT_PEOPLE and people >= _MANY_TIMES * (other.population or 0)


def _only_people_decide(best: Candidate, rivals: Sequence[Candidate]) -> bool:
    """Whether a small town leads a place that reports name too by its people alone: a war is not where most live."""
    if (best.place.population or 0) >= _TOWN_MEANT_PEOPLE or best.place.seat_of or not is_noted(best.place):
        return False
    alike = [c for c in rivals if is_noted(c.place) and c.place.kind == best.place.kind]
    return any(1.0 - _without_people(c) / _without_people(best) < _MARGIN for c in alike)


def _without_people(candidate: Candidate) -> float:
    return score(share for share in candidate.why if share[0] != "prominence")


def _common_ring(best: Place, others: list[Place]) -> Place | None:
    """A ring around namesakes that lie near one another."""
    places = [best, *others]
    lat, lon = (sum(p.lat for p in places) / len(places), sum(p.lon for p in places) / len(places))
    radius_km = max(distance_km(lat, lon, p.lat, p.lon) for p in places)
    return ring_around(best, lat, lon, radius_km) if radius_km <= _RING_KM else None


def _common_area(places: list[Place], area_of: Callable[[str], Place | None]) -> Place | None:
    """The admin-1 area that holds all the namesakes."""
    areas = {p.admin1_id for p in places}
    area = areas.pop() if len(areas) == 1 else None
    return area_of(area) if area else None
