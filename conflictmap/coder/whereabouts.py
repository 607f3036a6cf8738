"""Where a group's event happened: of the places a sentence names, those that say where, not from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conflictmap.coder.drafts import Group
from conflictmap.coder.hits import Hit
from conflictmap.coder.holding import is_holder
from conflictmap.coder.placewords import units
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.resolving import Mention
from geodata import Place, distance_km
from geodata.scoring import is_known_of

_NOT_FROM = ("deployment", "enter", "convoy", "protest")  # where they came from is not where it happened
_LONGEST_ROAD_KM = 250.0
_DOMINANT_SHARE, _DOMINANT_KM = 0.75, 15.0
_ITS_OBJECT = 5  # words from "closed the road" to where it leads
_NO_SPOTS = ("river", "lake")  # too long to say where


def places_of(group: Group, country: str | None) -> Iterator[Mention]:
    """Where a group's event happened: one place, or each of a list; places that hold others are left out."""
    able = [m for m in group.places if not (m.is_whole or _is_elsewhere(m, country) or m.place.kind in _NO_SPOTS)]
    if all(m.toponym.on_road or _is_wide(m) for m in able) and (road := _road([m for m in able if m.toponym.on_road])):
        yield road
        return
    if all(m.toponym.on_road or _is_wide(m) for m in able):
        able = [m for m in able if m.toponym.on_road] or able  # the end of the road that is known, not its district
    for wanted in (
        [m for m in able if not m.toponym.stationed],
        [m for m in able if m.place.kind != "road" or not any(_says_where_on(m, o) for o in able)],
        [m for m in able if not m.toponym.on_road],
        [m for m in able if m.toponym.how != "bare" or any(o is not m and is_holder(o, m) for o in able)],
        [
            m
            for m in able
            if m.toponym.preposition != "from" or group.trigger.id == "withdrawal" or group.trigger.family == "handover"
        ],
        [m for m in able if m.toponym.preposition != "to" or group.trigger.id != "withdrawal"],
    ):
        able = [m for m in able if m in wanted] or able
    if group.trigger.id == "withdrawal":
        able = [m for m in able if m.toponym.preposition != "to"]
    if group.trigger.id in _NOT_FROM:
        able = [m for m in able if m.toponym.preposition != "from"]
    if group.trigger.id == "closure":
        able = [m for m in able if m.toponym.preposition != "to" or m.start - group.main.end <= _ITS_OBJECT]
    able = [m for m in able if not any(o is not m and (is_holder(m, o) or _is_district_of(m, o)) for o in able)]
    if not able:
        return
    anchor = group.main
    first = min(able, key=lambda m: _distance(m, anchor))
    start = able.index(first)
    while first.end <= anchor.start and start and _coordinated(able[start - 1], able[start]):
        start -= 1  # "Mogran, Halfaya and Kadaro witnessed shelling"
    yield from able[start : able.index(first) + 1]
    at = able.index(first)
    previous = first
    for other in able[at + 1 :]:
        if _coordinated(previous, other) and not any(previous.end <= hit.start < other.start for hit in group.hits):
            yield other
            previous = other


def _road(able: list[Mention]) -> Mention | None:
    """Somewhere on the road between two towns, where a sentence names but that road."""
    ends = [m for m in able if m.toponym.on_road and not m.place.area_id and m.place.geo_precision != "none"]
    if len(able) != 2 or len(ends) != 2:
        return None
    one, other = ends[0].place, ends[1].place
    length_km = distance_km(one.lat, one.lon, other.lat, other.lon)
    if not 0 < length_km <= _LONGEST_ROAD_KM:
        return None
    names_ar = [place.name_ar for place in (one, other) if place.name_ar]
    place = replace(
        one, id=f"road:{one.id}:{other.id}", name=f"{one.name} – {other.name}", kind="road",
        name_ar=" – ".join(names_ar) if len(names_ar) == 2 else None, geo_precision="near",
        lat=(one.lat + other.lat) / 2, lon=(one.lon + other.lon) / 2, radius_km=length_km / 2,
        admin1=one.admin1 if one.admin1 == other.admin1 else None,
    )  # fmt: skip
    return replace(ends[0], place=place, span=(ends[0].span[0], ends[1].span[1]))


def _says_where_on(road: Mention, other: Mention) -> bool:
    """Whether a place right behind a road says where on it: "on the highway near Khirbet Ghazaleh"."""
    is_around = other.toponym.how == "relation" or other.place.kind == "surroundings"
    return 0 <= other.start - road.end <= 1 and is_around


def _is_wide(mention: Mention) -> bool:
    """Whether a place is an area that a road runs through."""
    unit = mention.toponym.query.partition(" ")[0]
    return bool(mention.place.area_id) or mention.place.kind in ("region", "adm2", "adm3") or unit in units()


def _is_district_of(area: Mention, other: Mention) -> bool:
    """Whether a district is named beside its town, which says better where: "in Omdurman ... in Karari district"."""
    is_list = area.toponym.joined or other.toponym.joined or "listed" in (area.toponym.how, other.toponym.how)
    is_area = area.place.kind in ("adm2", "adm3") and other.place.kind == "settlement"
    return is_area and not is_list and is_known_of(other.place) and area.place.admin1_id == other.place.admin1_id


def _is_elsewhere(mention: Mention, country: str | None) -> bool:
    """Whether this is a capital of another country than the report's: who is there talks of it."""
    return mention.place.seat_of == "country" and mention.place.country != country and mention.toponym.how != "class"


def _distance(mention: Mention, anchor: Hit) -> tuple[int, int]:
    """How far a place stands from the main word; a place behind it is nearer."""
    if mention.start >= anchor.start:
        return 0, mention.start - anchor.start
    return 1, anchor.start - mention.end


def _coordinated(one: Mention, other: Mention) -> bool:
    gap = other.start - one.end
    same = other.toponym.preposition == one.toponym.preposition
    return other.toponym.how == "listed" or (other.toponym.joined and (same or gap <= 2)) or (gap <= 1 and same)


def only_place(sentence: Sentence) -> Mention | None:
    """The place of a sentence that names but one, for what it tells in another clause."""
    able = [m for m in sentence.places if not (m.is_whole or m.toponym.stationed) and m.toponym.how != "bare"]
    able = [m for m in able if m.toponym.preposition not in ("from", "to")]
    able = [m for m in able if not any(o is not m and is_holder(m, o) for o in able)]
    return able[0] if len(able) == 1 else None


def is_dominant(report: Report, lead: Mention | None) -> bool:
    """Whether nearly all a report names lies in or around its first place, so that what names none is there too."""
    placed = [m.place for m in report.mentions if not m.is_whole and m.place.geo_precision != "none"]
    if lead is None or lead.place.area_id or not placed:
        return False
    near = [p for p in placed if p.area_id == lead.place.admin1_id or _is_near(p, lead.place)]
    return len(near) / len(placed) >= _DOMINANT_SHARE


def _is_near(one: Place, other: Place) -> bool:
    return not one.area_id and distance_km(one.lat, one.lon, other.lat, other.lon) <= _DOMINANT_KM
