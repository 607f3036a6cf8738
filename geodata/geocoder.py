"""Names to places, with a score and a reason: a geopy geocoder that asks the gazetteer and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from rapidfuzz import fuzz

from geodata import scoring
from geodata.areas import Areas
from geodata.classes import BESIDE, NONE, SEAT, Reading, bare_name, is_common_word, readings
from geodata.gazetteer import Gazetteer
from geodata.normalize import arabic_script_countries, fold, is_arabic, joined, loose, skeleton, spelling
from geodata.place import Answer, Candidate, Place
from geodata.point import checked, distance_km
from geodata.question import country_code, is_name, other_names
from geodata.related import KIND, related
from geodata.relations import Relation, is_adjective_of_a_name, located, parse, twins
from geodata.scoring import Scored
from geodata.variants import uncensored, without_clitics
from geodata.whereabouts import holders_of, holds, in_country, is_of_first_rank, lies_by

_KEPT = 20_000  # names whose places are remembered, in each of the ways they are asked for
_UNLICENSED_CONSONANTS = 4
_UNLICENSED_LETTERS = 8  # a shorter name with a wrong letter is any word
_SHORT = 4  # letters; a shorter spelling must be the same
_ALIKE = 92.0  # rapidfuzz ratio two Latin spellings must reach to count as one name
_CITY_PEOPLE = 50_000  # what has sides worth naming: "eastern Aleppo"
_ACROSS = 0.93  # the share of a place that belongs to another country than the one asked for, and passes all the same
_BASES = 4  # namesakes of the place a relation leans on that are tried
_SEPARATOR = re.compile(r"\s*(?:[;؛]|[,،](?!(?<=\d.)\d))\s*")  # not inside a number
_ENDS_IN_AYN = re.compile(r"[^\Ws]['’‘ʿʾʻʼ`]\s*$")  # "Mare'": no common word is written so
_ARROW = re.compile(r"[<>›»→]")
_PARTS_OF_A_TOWN = ("neighbourhood", "refugee_camp", "hospital")
_STEP = re.compile(r"\s*[<>›»→]\s*|\s+[-–—]\s+")  # "Syria > Aleppo > Manbij"
_ARABIC_STEP = re.compile(r"\s*[<>›»→–—-]\s*")  # inside Arabic names stands no hyphen
_IN_BRACKETS = re.compile(r"\s*[(\[（]([^)\]）]*)[)\]）]\s*")
_ALTERNATIVES = re.compile(r"\s*/\s*")

Names = tuple[str, ...]


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy ships no type information
    """A `geopy` geocoder over a gazetteer, the packaged one by default. Offline; order is (lat, lon)."""

    def __init__(self, gazetteer: Gazetteer | None = None, areas: Areas | None = None) -> None:
        super().__init__()
        self._given = gazetteer, areas
        self._read_cached = lru_cache(maxsize=_KEPT)(self._read)
        self._read_whole = lru_cache(maxsize=_KEPT)(self._read_parts)
        self._anchor = lru_cache(maxsize=_KEPT)(self._anchored)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places this geocoder knows."""
        return self._given[0] or Gazetteer.open()

    @property
    def _areas(self) -> Areas:
        return self._given[1] or Areas.open()

    def resolve(
        self,
        query: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Sequence[str] = (),
        context: Sequence[str] = (),
        limit: int = 5,
    ) -> Answer:
        """What a name is taken to mean: one place, the area around namesakes, or nothing with the reason.

        Arguments as for `candidates`. Raises `BadQuery`.
        """
        found = self.candidates(query, country=country, near=near, kinds=kinds, context=context, limit=max(limit, 10))
        # A reader of a text wants its event at least in the right area
        in_text = near is not None or bool(context)
        answer = scoring.decide(found, self.gazetteer.by_id if in_text else _no_area)
        return Answer(answer.place, answer.score, answer.margin, answer.reason, answer.candidates[:limit])

    def candidates(
        self,
        query: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Sequence[str] = (),
        context: Iterable[str] = (),
        limit: int = 5,
    ) -> list[Candidate]:
        """The places a name may mean, best first; an empty list when none is known by it.

        A class noun steers ("مطار القامشلي", "Hasakah governorate"), a relation moves ("5 km east of Manbij"),
        "name, country" narrows. `country` (alpha-2) is a strict filter; `near` (lat, lon) and `context` (other
        names of the text) prefer places around; `kinds` are the kinds looked for, in order. Raises `BadQuery`.
        """
        strict = country_code(country)
        hint = checked(near, "candidates: near") if near is not None else None
        if not is_name(query) or limit < 1:
            return []
        found = self._read_whole(query, strict, tuple(kinds))
        anchors = [a for name in other_names(context, query) if (a := self._anchor(name, strict))]
        if strict is None and not hint and not anchors:
            found = {p: (*s, ("country", scoring.country_share(p))) for p, s in found.items()}
        if strict:
            found = _own_first(found, strict)
        if hint:
            found = {p: (*s, ("near", scoring.near_share(p, hint))) for p, s in found.items()}
        if anchors:
            found = {p: (*s, ("context", scoring.context_share(p, anchors))) for p, s in found.items()}
        return scoring.ranked(found, limit)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Sequence[str] = (),
        context: Iterable[str] = (),
        limit: int = 5,
        timeout: Any = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """The place a name is taken to mean as a geopy `Location`, or `None`; if not `exactly_one`, the candidates.

        `raw` is the place as a dict with its `score`. `timeout` is geopy's and has no effect. Raises `BadQuery`.
        """
        asked: dict[str, Any] = {"country": country, "near": near, "kinds": kinds, "context": context}
        if exactly_one:
            answer = self.resolve(query, **asked)
            return _location(answer.place, answer.score) if answer.place else None
        return [_location(c.place, c.score) for c in self.candidates(query, **asked, limit=limit)] or None

    def reverse(
        self, query: tuple[float, float], *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The places nearest to a (lat, lon) in degrees, within 400 km, or `None`. Raises `BadQuery`."""
        lat, lon = checked(query, "reverse")
        found = [_location(p, 1.0) for p in self.gazetteer.nearest(lat, lon, limit=1 if exactly_one else 5)]
        return (found[0] if exactly_one else found) if found else None

    def alike(self, name: str) -> list[Place]:
        """Places whose name sounds like this one, or is one letter away: what is left when no name is known."""
        return list(dict.fromkeys([*self._sounding(name), *self.gazetteer.mistyped(loose(fold(name)))]))

    def _anchored(self, name: str, country: str | None) -> scoring.Anchor:
        """What another name of the text may mean, best first."""
        return scoring.weighed(scoring.ranked(self._read_whole(name, country, ()), 3))

    def _read_parts(self, query: str, country: str | None, kinds: Names) -> Scored:
        """A query with its commas, brackets and slashes: "Rafah, Egypt", "رفح (مصر)", "Kobani / Ayn al-Arab"."""
        inside = [part for part in _IN_BRACKETS.findall(query) if part.strip()]
        head, *containers = _SEPARATOR.split(_IN_BRACKETS.sub(" ", query).strip())
        found: Scored = {}
        for name in [part for part in _ALTERNATIVES.split(head) if part.strip()]:
            for place, shares in self._read_cached(name, country, kinds).items():
                _keep(found, place, shares)
        found = found or self._located(head, country, kinds) or self._stepped(head, country, kinds)
        for part in containers:
            found = self._within(found, part)
        for part in inside:  # in brackets may stand anything, so it only ever chooses
            found = self._within(found, part) or found
        return found

    def _located(self, text: str, country: str | None, kinds: Names) -> Scored:
        """A name with where it lies: "قرية كرينكي في خيرسون", "المغير شرق رام الله", "silos east of Palmyra".

        The name where it is known near there; else only what is said of where.
        """
        for head, where in located(text):
            places = self._read_cached(where, country, ())
            if not places:
                continue
            near = max(places, key=lambda p: scoring.score(places[p]))
            found = self._known(fold(head), country, kinds) or self._second_chance(fold(head), country, kinds)
            found = {p: s for p, s in found.items() if lies_by(p, near)}
            if found or near.kind == KIND:
                return found or {p: s for p, s in places.items() if p.kind == KIND}
        return {}

    def _stepped(self, text: str, country: str | None, kinds: Names) -> Scored:
        """A place after or before the areas it lies in: "Syria > Aleppo > Manbij", "حلب - منبج"."""
        parts = [part for part in (_ARABIC_STEP if is_arabic(text) else _STEP).split(text) if part]
        for head, *names in (parts[::-1], parts) if len(parts) > 1 else ():
            found = self._known(fold(head), country, kinds)
            meant = max(found, key=lambda p: scoring.score(found[p]), default=None)
            if meant is None or is_of_first_rank(meant):
                continue  # two cities, or two governorates, are the ends of a road or a list
            holders = [[place for _, place in self._anchor(name, None)] for name in names]
            wide = [holders_of(each) for each in holders]
            if not (_ARROW.search(text) or any(wide) or meant.kind in _PARTS_OF_A_TOWN):
                continue  # and so are two villages
            for areas, each in zip(wide, holders, strict=True):
                found = {p: s for p, s in found.items() if any(lies_by(p, holder) for holder in areas or each[:1])}
            if found:
                return found
        return {}

    def _read(self, text: str, country: str | None, kinds: Names) -> Scored:
        """The places a name or phrase may mean: by name, by relation, without clitics, uncensored, by sound."""
        folded = fold(text)
        if not folded or (is_common_word(folded) and not kinds and not _ENDS_IN_AYN.search(text)):
            return {}
        found = self._known(folded, country, kinds) or self._twins(folded, country, kinds)
        found = found or self._placed(text, country, kinds)
        for written, share in (
            (uncensored(text), scoring.UNCENSORED),
            (without_clitics(folded), scoring.WITHOUT_CLITIC),
        ):
            for variant in () if found else written:
                if found or is_common_word(variant):
                    continue
                found = self._known(variant, country, kinds) or self._placed(variant, country, kinds)
                found = {p: (*s, ("variant", share)) for p, s in found.items()}
        return found or self._second_chance(folded, country, kinds)

    def _known(self, folded: str, country: str | None, kinds: Names) -> Scored:
        """Places known under a folded name, with and without its class noun."""
        ways = readings(folded)
        found: Scored = {}
        for way in ways:
            for place, share in self._named(way.name).items():
                if in_country(place, country):
                    _keep(found, *_read_as(place, way, share, kinds))
        return found if kinds or any(way.kinds for way in ways) else scoring.city_before_its_area(found)

    def _twins(self, folded: str, country: str | None, kinds: Names) -> Scored:
        """Places called in Arabic what English says with an adjective: "Western Ghariyah"."""
        found: Scored = {}
        for name in twins(bare_name(folded)):
            for place, shares in self._known(name, country, kinds).items():
                _keep(found, place, (*shares, ("variant", scoring.TRANSLATED)))
        return found

    def _named(self, name: str) -> dict[Place, float]:
        """Places known under a folded name, with the share of the score the name keeps."""
        own = {loose(name): 3, joined(name): 2, name: 0}
        best: dict[Place, float] = {}
        for match in self.gazetteer.search(*(key for key in own if len(key) > 1)):
            rank = max(match.quality, own[match.key])
            if rank < 2 or match.place.country in arabic_script_countries():
                best[match.place] = max(best.get(match.place, 0.0), scoring.NAME[rank])
        return best

    def _placed(self, text: str, country: str | None, kinds: Names) -> Scored:
        """Places computed from a relation to a known one; the first reading that has a known base."""
        for relation in parse(text):
            found: Scored = {}
            for base, other, shares in self._bases(relation, country):
                if is_adjective_of_a_name(text) and not base.area_id and (base.population or 0) < _CITY_PEOPLE:
                    continue  # "Eastern Ghariyah" is a village of that name, not the land east of another
                place = related(relation, base, other, self._areas)
                kind = scoring.kind_share(place, kinds) if place.kind != KIND else 1.0
                _keep(found, place, (*shares, ("relation", scoring.COMPUTED), *((("kind", kind),) if kinds else ())))
            if found:
                return found
        return {}

    def _bases(
        self, relation: Relation, country: str | None
    ) -> Iterable[tuple[Place, Place | None, tuple[tuple[str, float], ...]]]:
        """The places a relation may lean on, each with the second one it needs."""
        asked = ("adm1", "region") if relation.kind == "countryside" else ()
        first = self._bases_named(relation.bases[0], country, asked)
        if relation.kind == "between":
            for one, other, shares in _pairs(first, self._bases_named(relation.bases[1], country, ())):
                yield one, other, shares
            return
        towns = [p for p in self._bases_named(relation.bases[0], country, ()) if p.kind == "settlement"]
        for place, shares in first.items():
            town = next((t for t in towns if place.area_id and t.admin1_id == place.area_id), None)
            yield place, town, shares

    def _bases_named(self, name: str, country: str | None, kinds: Names) -> Scored:
        found = {} if is_common_word(name) else self._known(name, country, kinds)
        if not found and not is_common_word(name):
            found = self._second_chance(name, country, kinds)
        best = [candidate.place for candidate in scoring.ranked(found)]
        if kinds and any(p.kind in kinds for p in best):
            best = [p for p in best if p.kind in kinds]
        return {p: found[p] for p in best[:_BASES]}

    def _second_chance(self, folded: str, country: str | None, kinds: Names) -> Scored:
        """Places that sound alike; a short name needs a class noun or a country as a licence."""
        ways = readings(folded)
        if not ways or is_common_word(ways[-1].name):
            return {}
        way, found = ways[-1], Scored()
        consonants = skeleton(way.name)
        if len(consonants) >= _UNLICENSED_CONSONANTS or (consonants and (way.kinds or kinds or country)):
            for place in self._sounding(way.name):
                if in_country(place, country):
                    _keep(found, *_read_as(place, way, scoring.BY_SOUND, kinds))
        licensed = bool(way.kinds or kinds or country) or len(way.name) >= _UNLICENSED_LETTERS
        for place in self.gazetteer.mistyped(loose(way.name)) if licensed and not found else ():
            # A wrong letter makes some village of any name, so only places that reports name are believed
            if scoring.is_known_of(place) and in_country(place, country):
                _keep(found, *_read_as(place, way, scoring.BY_TYPO, kinds))
        return found

    def _sounding(self, name: str) -> list[Place]:
        """Places whose name in the other script, or in another spelling, can be this one."""
        own = spelling(name)
        near_enough = [p for p, other in self.gazetteer.sounding(skeleton(name)) if _same_sound(name, own, other)]
        return list(dict.fromkeys(near_enough))

    def _within(self, found: Scored, context: str) -> Scored:
        """Only the places inside an area, or near a place, named after a comma: "Rafah, Egypt", "Anadan, Aleppo"."""
        holders = [place for _, place in self._anchor(context, None)]
        areas = {p.area_id for p in holders if p.area_id} | {p.admin1_id for p in holders if p.kind == "settlement"}
        wide = [p for p in holders if not areas or p.kind in ("region", KIND)]
        inside = {p: s for p, s in found.items() if p.country in areas or p.admin1_id in areas}
        return inside | {p: s for p, s in found.items() if any(lies_by(p, holder) for holder in wide)}


def _read_as(
    place: Place, way: Reading, name_share: float, kinds: Names
) -> tuple[Place | None, tuple[tuple[str, float], ...]]:
    """A place found by a reading of the query, with its shares; none where the reading rules it out."""
    asked = kinds or way.kinds
    kind = scoring.kind_share(place, asked)
    meant = not asked or place.kind in asked
    if not meant and way.bare and (way.mismatch == NONE or (way.mismatch == SEAT and not scoring.may_be_seat(place))):
        return None, ()
    if not meant and not way.bare and not kinds:
        kind = 0.9  # its name has the noun in it, whatever it is: "جسر الشغور" is a town
    name = name_share * (scoring.NAME_ONLY if way.bare else 1.0)
    shares = (("name", name), ("kind", kind), ("prominence", scoring.prominence_share(place)))
    if not meant and way.bare and way.mismatch == BESIDE and not place.area_id:
        return related(Relation("around", (place.name,)), place, None, Areas.open()), shares
    return place, shares


def _no_area(area_id: str) -> Place | None:
    """Who asks for a bare name can choose himself: no area is answered in the place of namesakes."""
    return None


def _own_first(found: Scored, country: str) -> Scored:
    """Places of another country that pass all the same, only where no place of the country itself is better."""
    own = {p: s for p, s in found.items() if p.country in (country, None)}
    best = max((scoring.score(s) for s in own.values()), default=0.0)
    others = {p: (*s, ("country", _ACROSS)) for p, s in found.items() if p not in own}
    return own | {p: s for p, s in others.items() if scoring.score(s) > best}


def _keep(found: Scored, place: Place | None, shares: tuple[tuple[str, float], ...]) -> None:
    """Adds a place, or a better way to have found it."""
    if place is not None and (place not in found or scoring.score(shares) > scoring.score(found[place])):
        found[place] = shares


def _pairs(ones: Scored, others: Scored) -> list[tuple[Place, Place, tuple[tuple[str, float], ...]]]:
    """The pair of two names' places that lie nearest to each other, for their scores."""
    pairs = [
        (scoring.score(s) * scoring.score(t) * scoring.near_share(a, (b.lat, b.lon)), a, b, s)
        for a, s in ones.items()
        for b, t in others.items()
        if distance_km(a.lat, a.lon, b.lat, b.lon) < 300 and a.id != b.id and not (holds(a, b) or holds(b, a))
    ]
    if not pairs:
        return []
    _, one, other, shares = max(pairs, key=lambda pair: (pair[0], pair[1].id, pair[2].id))
    return [(one, other, shares)]


def _same_sound(name: str, own: str, other: str) -> bool:
    """Whether two spellings can be one name: Latin ones nearly alike, or the Arabic letters in order in the Latin."""
    if own == other:
        return True
    if own[:1] != other[:1] or own[-1:] != other[-1:]:
        return False
    if not is_arabic(name):
        return fuzz.ratio(own, other) >= _ALIKE
    return len(own) > _SHORT and _in_order(own, other)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def _location(place: Place, score: float) -> Location:
    address = ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))
    return Location(address, (place.lat, place.lon), {**place.as_dict(), "score": score})
