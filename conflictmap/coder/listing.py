"""Lists of villages kept together: a name among neighbours is not its namesake in another part of the country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conflictmap.coder.resolving import Mention, unplaced
from geodata import Place, distance_km
from geodata.normalize import is_arabic

_APART_KM = 100.0  # villages of one list lie nearer to each other
_TOWN_PEOPLE = 20_000
_SURE_MARGIN = 0.5
_NEXT = 12  # names of a list to each side that a name is compared with
_TOGETHER_KM = 60.0  # how near a namesake must lie to be the one meant


def kept_together(mentions: list[Mention]) -> list[Mention]:
    """The mentions of a report, with those far from the others of their list at a nearer namesake or nowhere."""
    kept: list[Mention] = []
    mentions = _same_name(mentions)
    for each in _lists(mentions):
        beside = (each[max(0, n - _NEXT) : n + _NEXT + 1] for n in range(len(each)))
        kept += [_near_others(mention, near) for mention, near in zip(each, beside, strict=True)]
    return kept


def _same_name(mentions: list[Mention]) -> list[Mention]:
    """The mentions with a quarter or village named again where the report has said it is: "حي الكمب بمدينة تعز"."""
    told: dict[str, Mention] = {}
    kept = []
    for mention in mentions:
        first = told.setdefault(mention.toponym.query, mention)
        if mention.place.geo_precision == "none" and first.place.geo_precision != "none":
            kept.append(replace(mention, place=first.place, score=first.score, margin=first.margin))
            continue
        is_apart = _is_spot(first.place) and _is_spot(mention.place) and _km(first.place, mention.place) > _APART_KM
        kept.append(replace(mention, place=first.place) if is_apart and first.place.id.startswith("text:") else mention)
    return kept


def _lists(mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Mentions that follow each other with but "and" or a comma between, list by list."""
    run: list[Mention] = []
    for mention in mentions:
        if run and mention.toponym.how != "listed":
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _near_others(mention: Mention, others: list[Mention]) -> Mention:
    known = [m.place for m in others if m is not mention and _is_spot(m.place)]
    if not _is_spot(mention.place) or mention.toponym.on_road or not known:
        return mention
    if (mention.place.population or 0) >= _TOWN_PEOPLE or mention.place.seat_of:
        return mention
    if mention.margin >= _SURE_MARGIN and not is_arabic(mention.toponym.name):
        return mention  # English lists what lies far apart too
    if any(_km(mention.place, place) <= _APART_KM for place in known):
        return mention
    able = [c.place for c in mention.answer.candidates if _is_spot(c.place)]
    near = [place for place in able if any(_km(place, other) <= _TOGETHER_KM for other in known)]
    if near:
        return replace(mention, place=near[0])
    # of two that lie apart, the one less surely read is the stranger
    surest = max((m for m in others if m is not mention), key=lambda m: m.score)
    return mention if mention.score > surest.score else unplaced(mention.toponym, mention.place.country, mention.answer)


def _is_spot(place: Place) -> bool:
    return not place.area_id and place.geo_precision != "none" and place.kind not in ("country", "region", "sea_area")


def _km(one: Place, other: Place) -> float:
    return distance_km(one.lat, one.lon, other.lat, other.lon)
