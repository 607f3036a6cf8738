"""From names in a report to places: every name resolved with the whole report as its context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from conflictmap.coder.believing import (
    BESIDE_KM,
    FACILITIES,
    SURE_MARGIN,
    is_at_same_war,
    is_believed,
    is_clear,
    is_clearly_an_area,
    is_its_city,
    is_surely_a_name,
    needed,
)
from conflictmap.coder.lexicon import table
from conflictmap.coder.neighbours import (
    LICENSED,
    Votes,
    anchors_of,
    area_before,
    area_of,
    beside_of,
    city_of,
    holder_of,
    is_area,
    is_elsewhere,
    is_major,
    is_outside,
    label_of,
    named_before,
    next_to,
    own_city,
    votes_by_query,
    votes_of,
)
from conflictmap.coder.placewords import Toponym, capital_of, class_nouns, instead_of, off_or_over
from geodata import Answer, GazetteerGeocoder, Place, distance_km
from geodata.normalize import fold, is_arabic
from geodata.scoring import is_known_of

_KEPT_ANSWERS = 10_000
_MAIN_SHARE = 0.15  # of a report's mentions: a country with so many is one it plays in
_VILLAGE_KM = 15.0  # how far around the town it belongs to a village may lie
_SAME_REGION_KM = 150.0
_NAMESAKE_MARGIN = 0.1
_OF_ITS_AREA = 0.3  # how sure a village without coordinates lies where the report says
_BY_NAME = 0.6  # a score that no place has that only sounds alike
_THINGS_IN = ("off ", "base in ", "base of ", "port of ", "port city of ", "border town of ", "port town of ")
_CAPITAL = "capital"  # the name of a toponym that is but "the capital"
_OF_A_TOWN = (" subdistrict", " neighbourhood", " neighborhood", " quarter", " suburb", " area")
_LONG_AREA = 2.0  # its ends lie further from its middle than a circle of its size reaches


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
        if self.place.id == other.place.id:
            return False
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
        votes = votes_of(vouching)
        for code, worth in countries.items():
            votes[code] = votes.get(code, 0.0) + worth
        ranked = sorted(votes, key=lambda code: -votes[code])
        total = sum(votes.values())
        main = {code for code in ranked[:4] if total and votes[code] / total >= _MAIN_SHARE}
        top = ranked[0] if ranked else None
        anchors = anchors_of(first, main)
        own_votes = votes_by_query(vouching)
        mentions = []
        for n, (toponym, answer) in enumerate(first):
            own = own_votes.get(toponym.query, {})
            others = {code for code in main if code == top or (votes[code] - own.get(code, 0.0)) / total >= _MAIN_SHARE}
            mention = self._settle(toponym, answer, first, n, anchors, others, top)
            if mention:
                mention.place = self._in_waters(mention.place, main)
                mentions.append(mention)
        return mentions

    def _in_waters(self, place: Place, main: set[str]) -> Place:
        """A sea, or its waters off the country that a report plays in: the Red Sea of a report on Yemen."""
        off = table("places")["waters"]["off"].get(place.id, {}) if place.geo_precision == "sea" else {}
        ids = [off[code] for code in off if code in main]
        return (self._geocoder.gazetteer.by_id(ids[0]) if ids else None) or place

    def _is_of_two_countries(self, toponym: Toponym, answer: Answer) -> bool:
        """Whether a thing is called after a name that is another country's first: "the port of Tripoli"."""
        place = answer.place
        if place is None or place.kind not in (*FACILITIES, "surroundings"):
            return False
        noun, _, rest = toponym.name.partition(" ")
        alone = self._resolved(rest if noun in class_nouns() and rest else toponym.name, None, ()).place
        return alone is not None and alone.country != place.country

    def _ask(self, toponym: Toponym, country: str | None, context: Sequence[str]) -> Answer:
        for query in (
            *toponym.names,
            *instead_of(toponym.query),
            toponym.query,
            *off_or_over(toponym.query),
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
            at_hand = [c.place for c in answer.candidates if _km(c.place, beside) <= BESIDE_KM]
            nearest = min(at_hand, key=lambda place: _km(place, beside), default=None)
            answer = replace(answer, place=nearest or answer.place)
        if answer.place and distance_km(answer.place.lat, answer.place.lon, beside.lat, beside.lon) <= BESIDE_KM:
            return answer
        at_home = self._resolved(toponym.query, beside.country, ()) if beside.country else alone
        if (
            at_home.place
            and distance_km(at_home.place.lat, at_home.place.lon, beside.lat, beside.lon) <= _SAME_REGION_KM
        ):
            return at_home
        if alone.place and alone.place.country == beside.country and alone.margin >= SURE_MARGIN:
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
        label = label_of(toponym, everyone, at)
        if label and label[1].country not in (None, top):  # a line of another country's news
            top, main = label[1].country, {label[1].country or ""}
        area = label if label and label[1].kind == "adm1" else None
        labelled = self._resolved(f"{toponym.query}, {area[0]}", None, ()) if area else None
        if labelled and labelled.place:
            answer = labelled
        elif area and is_outside(alone.place, area[1]):
            return None  # a namesake of what the line tells of
        else:
            answer = self._in_context(toponym, alone, everyone, at, anchors, main)
        answer, main = self._in_country(toponym, alone, answer, anchors, main, top)
        told_in = area_before(toponym, everyone, at)
        if told_in and is_elsewhere(answer.place, told_in[1]) and beside_of(toponym, everyone, at) is None:
            inside = self._resolved(f"{toponym.query}, {told_in[0]}", None, ())
            if inside.place is None and not (answer.place and is_known_of(answer.place)):
                return Mention(toponym, told_in[1], _OF_ITS_AREA, _OF_ITS_AREA, answer)  # no gazetteer knows it
            answer = inside if inside.place else answer
        return self._mention(toponym, alone, answer, everyone, at, main, top)

    def _in_context(
        self,
        toponym: Toponym,
        alone: Answer,
        everyone: Sequence[tuple[Toponym, Answer]],
        at: int,
        anchors: list[str],
        main: set[str],
    ) -> Answer:
        """What a name means beside the other names of its report, where it does not say enough by itself."""
        if (named := self._of_its_district(toponym, alone, everyone, main)) is not None:
            return named
        answer, beside = alone, beside_of(toponym, everyone, at)
        if not (is_clear(alone, main) or is_clearly_an_area(alone, beside)):
            holder = holder_of(toponym, everyone, at)
            inside = self._resolved(f"{toponym.query}, {holder}", None, ()) if holder else None
            if inside and inside.place:
                answer = inside
            elif beside is not None:
                answer = self._near(toponym, beside, alone)
            else:
                context = [holder, *anchors] if holder else anchors
                answer = self._ask(toponym, None, [name for name in context if name != toponym.query])
        if answer.reason == "area" and toponym.how in (*LICENSED, "located", "listed"):
            answer = _nearest_namesake(answer, [a.place for n, (_, a) in enumerate(everyone) if n != at and a.place])
        if is_its_city(toponym, alone, answer, main):
            answer = alone
        place = answer.place
        if place is not None and place.kind == "adm2" and (renamed := _renamed(toponym.query, place.country)):
            again = self._resolved(renamed, place.country, ())
            answer = again if again.place else answer
        return answer

    def _of_its_district(
        self, toponym: Toponym, alone: Answer, everyone: Sequence[tuple[Toponym, Answer]], main: set[str]
    ) -> Answer | None:
        """A village that the gazetteer keeps with the district or town that its report names: "الطيبة بعلبك"."""
        if toponym.how not in ("class", "listed") or not is_arabic(toponym.name) or _is_known(alone, main):
            return None
        if not self._geocoder.gazetteer.begins(toponym.name + " "):
            return None
        others = (other for other, _ in everyone if other is not toponym)
        areas = dict.fromkeys(name for other in others for name in (other.query, _without_noun(other.name)))
        known = self._geocoder.gazetteer.known
        both = next((f"{toponym.name} {area}" for area in areas if known((f"{toponym.name} {area}",))), None)
        answer = self._resolved(both, None, ()) if both else None
        return answer if answer and answer.place else None

    def _in_country(
        self, toponym: Toponym, alone: Answer, answer: Answer, anchors: list[str], main: set[str], top: str | None
    ) -> tuple[Answer, set[str]]:
        """The answer, or what the name means in the report's main country or one at its war; and those countries."""
        if top is None:
            return answer, main
        place = answer.place
        if place is None or (place.country != top and place.kind != "country"):
            at_home = self._ask(toponym, top, [name for name in anchors if name != toponym.query])
            if at_home.place and (place is None or at_home.score >= needed(place, top, main) * answer.score):
                answer = at_home
            elif place is None and alone.place is not None and alone.place.country == top:
                answer = alone  # what the rest of the report leaves open
            place = answer.place
            if place is not None and is_at_same_war(place, top) and is_surely_a_name(toponym, place):
                main = main | {place.country or ""}
        if toponym.how in (*LICENSED, "located") and (place is None or not is_believed(toponym, place, main)):
            asked = (self._ask(toponym, code, ()) for code in table("places")["theatre"].get(top, ()))
            abroad = next((found for found in asked if found.place and found.score >= _BY_NAME), None)
            if abroad is not None and abroad.place is not None:
                return abroad, main | {abroad.place.country or ""}
        return answer, main

    def _mention(
        self,
        toponym: Toponym,
        alone: Answer,
        answer: Answer,
        everyone: Sequence[tuple[Toponym, Answer]],
        at: int,
        main: set[str],
        top: str | None,
    ) -> Mention | None:
        """The place of an answer where it is believed, or a village or quarter by what lies near it."""
        place, city = answer.place, own_city(toponym, everyone, at)
        if place is not None and city is not None and _km(place, city) > BESIDE_KM:
            return unplaced(toponym, city.country, answer, city)  # a namesake of the quarter meant
        behind, city = next_to(toponym, everyone, at), city_of(toponym, everyone, at)
        if place is None or not is_believed(toponym, place, main):
            area = None if behind or city else area_of(toponym, everyone, at)
            near = behind or city or (None if area else named_before(toponym, everyone, at))
            country = near.country if near is not None and near.country in main else top
            if area is not None and toponym.is_settlement:
                return Mention(toponym, area, _OF_ITS_AREA, _OF_ITS_AREA, answer)
            return unplaced(toponym, country, answer, near) if toponym.is_settlement else None
        is_quarter = city is not None and behind is None and city.country == top
        if city is not None and is_quarter and _km(place, city) > max(BESIDE_KM, city.radius_km or 0.0):
            answer = self._near(toponym, city, alone)  # not another city's quarter of that name
            place = answer.place or place
        return Mention(toponym, place, answer.score, answer.margin, answer)


def _without_noun(name: str) -> str:
    """A name without the class noun it begins with: "قضاء بعلبك" is Baalbek's."""
    noun, _, rest = name.partition(" ")
    return rest if rest and noun in class_nouns() else name


def _is_known(alone: Answer, main: set[str]) -> bool:
    """Whether a name is by itself that of a city of the countries the report plays in."""
    return alone.place is not None and alone.place.country in main and is_major(alone.place)


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
    if area.kind not in ("adm2", "region") or is_area(other) or area.country != other.country:
        return False
    reach_km = area.radius_km or 0.0
    apart_km = distance_km(area.lat, area.lon, other.lat, other.lon)
    return (other.radius_km or 0.0) < reach_km and apart_km <= _LONG_AREA * reach_km


def _renamed(query: str, country: str | None) -> str | None:
    """A name with the noun that its country uses for an area of that kind."""
    row = table("places")["renamed"]
    noun = fold(row["noun"]) + " "
    return (
        f"{row['means']} {query.removeprefix(noun)}" if country in row["countries"] and query.startswith(noun) else None
    )
