"""From names in a report to places: every name resolved with the whole report as its context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.placewords import Toponym, capital_of, class_nouns, instead_of, quarters
from geodata import Answer, GazetteerGeocoder, Place, distance_km
from geodata.normalize import fold, is_arabic
from geodata.scoring import is_known_of, is_noted

_KEPT_ANSWERS = 10_000
_MOST_ANCHORS = 6
_CITY_PEOPLE = 300_000
_TOWN_PEOPLE = 20_000
_MAIN_SHARE = 0.15  # of a report's mentions: a country with so many is one it plays in
_BEHIND, _VILLAGE_KM = 4, 15.0  # words between a village and the town it belongs to; how far around that it may lie
_BESIDE_KM, _SAME_REGION_KM, _SURE_MARGIN = 40.0, 150.0, 0.5
_NAMESAKE_MARGIN = 0.1
_AT_HOME = 0.95  # of another place's score: what a place of the report's main country needs to be preferred
_BY_NAME = 0.6  # a score that no place has that only sounds alike
_SURELY_ABROAD = 0.7  # the same, where the other place is known of in a country at the same war
_CITIES, _QUARTER_WORDS = 3, 25  # names and words back from a quarter to its city
_THINGS_IN = ("base in ", "base of ", "port of ", "port city of ", "border town of ", "port town of ")
_CAPITAL = "capital"  # the name of a toponym that is but "the capital"
_LIST_NAMES = 5  # names of a list before the area they lie in
_DISTRICT, _OF_A_TOWN = "district", (" subdistrict", " neighbourhood", " neighborhood", " quarter", " suburb", " area")
_LONG_AREA = 2.0  # its ends lie further from its middle than a circle of its size reaches
Votes = dict[str, float]
"""How much speaks for each country (ISO 3166-1 alpha-2) as the one a report plays in."""

_AREAS = ("country", "adm1", "region", "adm2", "adm3")
_LICENSED = ("class", "relation")
_FACILITIES = ("airport", "base", "port", "crossing", "power_plant", "dam")
_WORTH = {"class": 2.0, "relation": 2.0, "located": 1.0, "listed": 0.5, "bare": 0.5}


@dataclass(slots=True)
class Mention:
    """A place a report names: `toponym` is where, `place` what it was taken to mean.

    `score` and `margin` as in `geodata.Answer`; `answer` holds the other candidates. `is_whole` is true of a country
    or of a name for an area so wide that it places nothing.
    """

    toponym: Toponym
    place: Place
    score: float
    margin: float
    answer: Answer
    span: tuple[int, int] = (0, 0)

    @property
    def start(self) -> int:
        """The first word."""
        return self.toponym.start

    @property
    def end(self) -> int:
        """The last-plus-one word."""
        return self.toponym.end

    @property
    def is_whole(self) -> bool:
        """Whether this is a whole country or sea."""
        return self.place.geo_precision == "country"

    def holds(self, other: Mention) -> bool:
        """Whether the other place lies in this area."""
        return bool(self.place.area_id) and self.place.area_id in (other.place.admin1_id, other.place.country)

    def surrounds(self, other: Mention) -> bool:
        """Whether the other place, named behind this district or region, lies in it as far as its radius tells."""
        return self.end <= other.start and _is_around(self.place, other.place)


class Resolver:
    """Resolves the names of one report after another."""

    def __init__(self, geocoder: GazetteerGeocoder) -> None:
        self._geocoder = geocoder
        self._resolved = lru_cache(maxsize=_KEPT_ANSWERS)(self._look_up)

    def resolve(self, toponyms: Sequence[Toponym], countries: Votes) -> list[Mention]:
        """The names that are places, in order. `countries` are votes from elsewhere (actors, other reports)."""
        first = [(t, self._ask(t, None, ())) for t in toponyms]
        vouching = [pair for pair in first if not self._is_of_two_countries(*pair)]
        votes = _votes(vouching)
        for code, worth in countries.items():
            votes[code] = votes.get(code, 0.0) + worth
        ranked = sorted(votes, key=lambda code: -votes[code])
        total = sum(votes.values())
        main = {code for code in ranked[:4] if total and votes[code] / total >= _MAIN_SHARE}
        top = ranked[0] if ranked else None
        anchors = _anchors(first, main)
        own_votes = _votes_by_query(vouching)
        mentions = []
        for n, (toponym, answer) in enumerate(first):
            own = own_votes.get(toponym.query, {})
            others = {code for code in main if code == top or (votes[code] - own.get(code, 0.0)) / total >= _MAIN_SHARE}
            mention = self._settle(toponym, answer, first, n, anchors, others, top)
            if mention:
                mentions.append(mention)
        return mentions

    def _is_of_two_countries(self, toponym: Toponym, answer: Answer) -> bool:
        """Whether a thing is called after a name that is another country's first: "the port of Tripoli"."""
        place = answer.place
        if place is None or place.kind not in (*_FACILITIES, "surroundings"):
            return False
        noun, _, rest = toponym.name.partition(" ")
        alone = self._resolved(rest if noun in class_nouns() and rest else toponym.name, None, ()).place
        return alone is not None and alone.country != place.country

    def _ask(self, toponym: Toponym, country: str | None, context: Sequence[str]) -> Answer:
        for query in (
            *toponym.names,
            *instead_of(toponym.query),
            toponym.query,
            *([toponym.name] if toponym.on_road or _is_of_town(toponym.query) or _is_thing_in(toponym) else []),
        ):
            answer = self._resolved(query, country, tuple(context))
            if answer.place:
                return answer
        return answer

    def _look_up(self, query: str, country: str | None, context: tuple[str, ...]) -> Answer:
        """What a name means; remembered, as a report repeats its names, and reports of one war each other's."""
        return self._geocoder.resolve(query, country=country, context=context, limit=5)

    def _near(self, toponym: Toponym, beside: Place, alone: Answer) -> Answer:
        """The place of a name that lies by another; the land there where none of the name is near enough."""
        query = next(iter(instead_of(toponym.query)), toponym.query)
        answer = self._geocoder.resolve(query, near=(beside.lat, beside.lon))
        if answer.place and answer.reason == "area":  # of namesakes, the one that lies there
            at_hand = [c.place for c in answer.candidates if _km(c.place, beside) <= _BESIDE_KM]
            nearest = min(at_hand, key=lambda place: _km(place, beside), default=None)
            answer = replace(answer, place=nearest or answer.place)
        if answer.place and distance_km(answer.place.lat, answer.place.lon, beside.lat, beside.lon) <= _BESIDE_KM:
            return answer
        at_home = self._resolved(toponym.query, beside.country, ()) if beside.country else alone
        if (
            at_home.place
            and distance_km(at_home.place.lat, at_home.place.lon, beside.lat, beside.lon) <= _SAME_REGION_KM
        ):
            return at_home
        if alone.place and alone.place.country == beside.country and alone.margin >= _SURE_MARGIN:
            return alone  # "north of Hasakah" may be said of the whole governorate
        name = toponym.name
        same_land = replace(beside, name=name, name_ar=name if is_arabic(name) else None)
        return Answer(same_land, answer.score, 0.3, "area", answer.candidates)

    def _settle(
        self,
        toponym: Toponym,
        alone: Answer,
        everyone: Sequence[tuple[Toponym, Answer]],
        at: int,
        anchors: list[str],
        main: set[str],
        top: str | None,
    ) -> Mention | None:
        """What a name means in its report, or `None` where it is no place."""
        if toponym.query == _CAPITAL:
            city = capital_of(top) if top else None
            alone = self._resolved(city, top, ()) if city else alone
            return Mention(toponym, alone.place, alone.score, alone.margin, alone) if city and alone.place else None
        answer = alone
        label = _label(toponym, everyone, at)
        if label and label[1].country not in (None, top):  # a line of another country's news
            top, main = label[1].country, {label[1].country or ""}
        if label and label[1].kind != "adm1":
            label = None
        labelled = self._resolved(f"{toponym.query}, {label[0]}", None, ()) if label else None
        if labelled and labelled.place:
            answer = labelled
        elif label and _is_outside(alone.place, label[1]):
            return None  # a namesake of what the line tells of
        elif not (_is_clear(alone, main) or (alone.place and _is_area(alone.place) and alone.margin > 0.3)):
            holder = _holder(toponym, everyone, at)
            inside = self._resolved(f"{toponym.query}, {holder}", None, ()) if holder else None
            beside = _beside(toponym, everyone, at)
            if inside and inside.place:
                answer = inside
            elif beside is not None:
                answer = self._near(toponym, beside, alone)
            else:
                context = [holder, *anchors] if holder else anchors
                answer = self._ask(toponym, None, [name for name in context if name != toponym.query])
        if answer.reason == "area" and toponym.how in (*_LICENSED, "located"):
            answer = _nearest_namesake(answer, [a.place for n, (_, a) in enumerate(everyone) if n != at and a.place])
        place = answer.place
        if place is not None and place.kind == "adm2" and (renamed := _renamed(toponym.query, place.country)):
            again = self._resolved(renamed, place.country, ())
            answer, place = (again, again.place) if again.place else (answer, place)
        if top and (place is None or (place.country != top and place.kind != "country")):
            at_home = self._ask(toponym, top, [name for name in anchors if name != toponym.query])
            if at_home.place and (place is None or at_home.score >= _needed(place, top, main) * answer.score):
                answer = at_home
            elif place is None and alone.place is not None and alone.place.country == top:
                answer = alone  # what the rest of the report leaves open
            place = answer.place
            if place is not None and _is_at_same_war(place, top):
                main = main | {place.country or ""}
        if top and toponym.how in (*_LICENSED, "located") and (place is None or not _is_believed(toponym, place, main)):
            asked = (self._ask(toponym, code, ()) for code in table("places")["theatre"].get(top, ()))
            abroad = next((found for found in asked if found.place and found.score >= _BY_NAME), None)
            if abroad is not None and abroad.place is not None:
                answer, place, main = abroad, abroad.place, main | {abroad.place.country or ""}
        city = _own_city(toponym, everyone, at)
        if place is not None and city is not None and _km(place, city) > _BESIDE_KM:
            return unplaced(toponym, city.country, answer, city)  # a namesake of the quarter meant
        if place is None or not _is_believed(toponym, place, main):
            near = _next_to(toponym, everyone, at) or _city_of(toponym, everyone, at) or _before(toponym, everyone, at)
            country = near.country if near is not None and near.country in main else top
            return unplaced(toponym, country, answer, near) if toponym.is_settlement else None
        city = None if _next_to(toponym, everyone, at) else _city_of(toponym, everyone, at)
        if city is not None and city.country == top and _km(place, city) > max(_BESIDE_KM, city.radius_km or 0.0):
            answer = self._near(toponym, city, alone)  # not another city's quarter of that name
            place = answer.place or place
        return Mention(toponym, place, answer.score, answer.margin, answer)


def _is_at_same_war(place: Place, top: str) -> bool:
    """Whether a place is known of in a country at the war that a report of another one tells of."""
    return place.country in table("places")["same_war"].get(top, ()) and is_known_of(place) and place.kind != "road"


def _needed(place: Place, top: str, main: set[str]) -> float:
    """Of a place's score: what one of the report's main country needs to be preferred."""
    if place.country in main:
        return _AT_HOME
    return _SURELY_ABROAD if _is_at_same_war(place, top) else 0.0


def _is_thing_in(toponym: Toponym) -> bool:
    """Whether a name is of a thing in a town, by which it is known: "a base in Safed"."""
    return toponym.query.startswith(_THINGS_IN)


def _is_of_town(query: str) -> bool:
    """Whether a name is of a part of a town, which may be known by the town alone."""
    return query.endswith(_OF_A_TOWN) or any(
        noun + end in f" {query}" for noun in _OF_A_TOWN[1:4] for end in (" of ", "s of ")
    )


def _nearest_namesake(answer: Answer, others: Sequence[Place]) -> Answer:
    """Of several namesakes the one nearest to what else the report names; as it was where nothing tells them apart."""
    named = [place for place in others if not place.area_id and place.lat and place.kind not in ("country", "region")]
    able = [c.place for c in answer.candidates if c.place.lat and not c.place.area_id]
    if not named or not able:
        return answer
    nearest = min(able, key=lambda place: min(_km(place, other) for other in named))
    return replace(answer, place=nearest, margin=min(answer.margin, _NAMESAKE_MARGIN))


def _is_clear(alone: Answer, main: set[str]) -> bool:
    """Whether a name needs no context: one place leads by far, in a country the report plays in."""
    return alone.place is not None and alone.margin >= _SURE_MARGIN and alone.place.country in main


def _next_to(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
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


def _before(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The village named shortly before, by which an unknown quarter or hamlet lies: "crossed near X, entered Y"."""
    for other, answer in everyone[max(0, at - 1) : at]:
        is_near = other.line == toponym.line and toponym.start - other.end <= _QUARTER_WORDS and other.how != "bare"
        if is_near and answer.place and answer.place.kind in ("settlement", "surroundings"):
            return answer.place
    return None


def _own_city(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
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
    return _city_of(toponym, everyone, at)


def _city_of(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
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


def unplaced(toponym: Toponym, country: str | None, answer: Answer, near: Place | None = None) -> Mention:
    """A village or town that a report names and no gazetteer knows: it keeps its name, and nothing is guessed.

    Where the report says what it is `near`, it lies in a ring around that.
    """
    if near is not None and near.country == country:
        ring_km = max(_VILLAGE_KM, near.radius_km or 0.0)
        there = replace(near, id=f"text:{toponym.name}", name=toponym.name, kind="settlement", geo_precision="near")
        name_ar = toponym.name if is_arabic(toponym.name) else None
        return Mention(toponym, replace(there, radius_km=ring_km, name_ar=name_ar, area_id=None), 0.3, 0.3, answer)
    place = Place(
        f"text:{toponym.name}", toponym.name, toponym.name if is_arabic(toponym.name) else None, "settlement", country,
        None, None, None, None, 0.0, 0.0, "none", None, None, None, "",
    )  # fmt: skip
    return Mention(toponym, place, 0.0, 0.0, answer)


def _km(one: Place, other: Place) -> float:
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _is_around(area: Place, other: Place) -> bool:
    """Whether a district or region lies around a place that is finer: "وفي وسط القطاع ... قرب مخيم النصيرات"."""
    if area.kind not in ("adm2", "region") or _is_area(other) or area.country != other.country:
        return False
    reach_km = area.radius_km or 0.0
    apart_km = distance_km(area.lat, area.lon, other.lat, other.lon)
    return (other.radius_km or 0.0) < reach_km and apart_km <= _LONG_AREA * reach_km


def _is_area(place: Place) -> bool:
    return place.kind in _AREAS


def _is_major(place: Place) -> bool:
    return place.kind in ("country", "adm1", "region") or (place.population or 0) >= _CITY_PEOPLE


def _is_believed(toponym: Toponym, place: Place, main: set[str]) -> bool:
    """Whether a name in a text means this place, by what licenses it."""
    at_home = not main or place.country in main or place.country is None
    if toponym.how in _LICENSED:
        is_known = place.kind in _FACILITIES and is_noted(place)
        return at_home or is_known or place.kind == "country" or (place.population or 0) >= _CITY_PEOPLE
    if toponym.how == "unknown":
        return at_home
    if toponym.how == "spelt":
        return place.country in main
    if not at_home:
        return place.kind == "country" or (toponym.how == "located" and (place.population or 0) >= _CITY_PEOPLE)
    people = place.population or 0
    if toponym.how == "located":
        return _is_major(place) or is_known_of(place) or len(toponym.name) >= 5
    if toponym.how == "listed":
        return _is_major(place) or is_known_of(place) or len(toponym.name) >= 4
    if toponym.stripped:
        return _is_major(place) and len(toponym.name) > 3
    return _is_major(place) or people >= _TOWN_PEOPLE or (is_noted(place) and len(toponym.name) >= 6)


def _votes(first: Sequence[tuple[Toponym, Answer]]) -> Votes:
    """How often each country is named, by its own name or by a place that is surely in it."""
    votes: Votes = {}
    for toponym, answer in first:
        place = answer.place
        if place is None or place.country is None:
            continue
        sure = answer.margin >= 0.15 and (toponym.how in _LICENSED or _is_major(place))
        if sure and (toponym.how in _LICENSED or _is_major(place) or is_noted(place)):
            worth = _WORTH.get(toponym.how, 0.5) * (0.5 if place.kind == "country" else 1.0)
            votes[place.country] = votes.get(place.country, 0.0) + worth
    return votes


def _votes_by_query(first: Sequence[tuple[Toponym, Answer]]) -> dict[str, Votes]:
    """What each name says by itself of where a report plays: it does not vouch for its own country."""
    by_query: dict[str, list[tuple[Toponym, Answer]]] = {}
    for each in first:
        by_query.setdefault(each[0].query, []).append(each)
    return {query: _votes(named) for query, named in by_query.items()}


def _anchors(first: Sequence[tuple[Toponym, Answer]], main: set[str]) -> list[str]:
    """The names that say best where a report plays: areas and cities first."""
    sure = [
        (t.query, a.place)
        for t, a in first
        if a.place and a.margin >= 0.3 and a.place.kind != "country" and (not main or a.place.country in main)
        and (t.how in _LICENSED or _is_major(a.place))
    ]  # fmt: skip
    counted = Counter(query for query, _ in sure)
    areas = {query for query, place in sure if _is_major(place)}
    ranked = sorted(counted, key=lambda query: (query not in areas, -counted[query]))
    return ranked[:_MOST_ANCHORS]


def _renamed(query: str, country: str | None) -> str | None:
    """A name with the noun that its country uses for an area of that kind."""
    row = table("places")["renamed"]
    noun = fold(row["noun"]) + " "
    return (
        f"{row['means']} {query.removeprefix(noun)}" if country in row["countries"] and query.startswith(noun) else None
    )


def _beside(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> Place | None:
    """The place that the next words say this one lies by: "Burqa, east of Ramallah"."""
    for other, answer in everyone[at + 1 : at + 2]:
        if other.how == "relation" and other.start - toponym.end <= 3 and answer.place and not answer.place.area_id:
            return answer.place
    return None


def _label(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> tuple[str, Place] | None:
    """The governorate, country or town that heads the line a name stands in."""
    for other, answer in reversed(everyone[:at]):
        if other.line != toponym.line:
            return None
        if other.is_label:
            return (other.query, answer.place) if answer.place else None
    return None


def _is_outside(place: Place | None, area: Place) -> bool:
    """Whether a settlement lies in another governorate of the same country."""
    if place is None or place.kind != "settlement" or place.country != area.country:
        return False
    return place.admin1_id not in (None, area.area_id)


def _holder(toponym: Toponym, everyone: Sequence[tuple[Toponym, Answer]], at: int) -> str | None:
    """The area named right behind a place: "بلدة X بريف Y", "X in Y governorate"."""
    end = toponym.end
    for other, answer in everyone[at + 1 : at + 1 + _LIST_NAMES]:
        is_next = other.start - end <= 2
        if is_next and other.how == "listed" and not other.dashed and not (answer.place and _is_area(answer.place)):
            end = other.end  # "the villages of A and B in the Donetsk region"
            continue
        is_inside = other.preposition in ("at", "") and (other.how in (*_LICENSED, "located") or other.dashed)
        if is_next and is_inside and answer.place and (_is_area(answer.place) or _is_major(answer.place)):
            return other.query if answer.place.kind != "country" else None
    return None
