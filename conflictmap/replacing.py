"""Events that were placed by an answer of the gazetteer which has been corrected since, and placing them anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import cos, radians

from conflictmap import places
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event, EventPlace
from conflictmap.model.placing import event_place
from conflictmap.store import aggregate
from conflictmap.store.aggregate import Box
from conflictmap.store.interface import Store
from geodata import Place, distance_km
from geodata.added import corrections
from geodata.added.corrections import Correction

SAME_SPOT_KM = 0.1
"""How far an event's point may lie from the old answer's to have been placed by it."""
MOST_EVENTS = 500
"""Events of one place that are listed and placed anew at once."""
_KM_PER_DEGREE = 111.2
_EVERYTHING = EventFilter(claim=(), review=())


@dataclass(frozen=True)
class Move:
    """A place that a correction has moved or changed: as it is now, and as it was before, newest first."""

    correction: Correction
    now: Place
    before: tuple[Place, ...]


def moves() -> list[Move]:
    """The places that the user's corrections in force, or the withdrawal of one, have changed; latest first."""
    latest: dict[str, Correction] = {}
    earlier: dict[str, list[Correction]] = {}
    for row in corrections.read(places.folder()):
        if row.id in latest:
            earlier.setdefault(row.id, []).insert(0, latest[row.id])
        latest[row.id] = row
    found = (_move(row, earlier.get(row.id, [])) for row in latest.values())
    return sorted((move for move in found if move), key=lambda move: move.correction.when, reverse=True)


def _move(row: Correction, earlier: list[Correction]) -> Move | None:
    now, packaged = places.geocoder().gazetteer.by_id(row.id), places.uncorrected().by_id(row.id)
    if now is None:
        return None
    old = [_as_place(each, now) for each in earlier] + ([packaged] if packaged and not row.withdrawn else [])
    return Move(row, now, tuple(place for place in old if _key(place) != _key(now)))


def _key(place: Place) -> tuple[object, ...]:
    return place.name, place.name_ar, place.lat, place.lon, place.geo_precision, place.radius_km


def _as_place(row: Correction, like: Place) -> Place:
    """An earlier row of the journal as a place, for its names and point."""
    values = like.as_dict() | {"name": row.name, "name_ar": row.name_ar or None, "lat": row.lat, "lon": row.lon}
    return Place(**{**values, "geo_precision": row.geo_precision, "radius_km": row.radius_km})


def events_placed_before(store: Store, move: Move) -> list[Event]:
    """The events that a place's old answers placed: of its old name, within 100 m of its old point; newest first."""
    found: dict[str, Event] = {}
    for old in move.before:
        names = [name for name in (old.name, old.name_ar) if name]
        clause = aggregate.named_at(names, _box(old.lat, old.lon))
        for event in aggregate.list_where(store, _EVERYTHING, clause, MOST_EVENTS).events:
            if _stands_at(event.place, old) and event.place != _placed(event.place, old, move.now):
                found.setdefault(event.id, event)
    return list(found.values())


def _box(lat: float, lon: float) -> Box:
    north = SAME_SPOT_KM / _KM_PER_DEGREE
    east = north / max(cos(radians(lat)), 0.01)
    return Box(lat - north, lon - east, lat + north, lon + east)


def _stands_at(place: EventPlace, old: Place) -> bool:
    if place.lat is None or place.lon is None:
        return False
    return distance_km(place.lat, place.lon, old.lat, old.lon) <= SAME_SPOT_KM


def _placed(was: EventPlace, old: Place, now: Place) -> EventPlace:
    """Where an event lies by the present answer, as coarse as its report said beyond what the old answer was."""
    code = vocabulary.geo_precisions().code
    if code(was.geo_precision) <= code(old.geo_precision):
        return event_place(now)
    return event_place(now, was.geo_precision, was.radius_km)


def place_anew(store: Store, move: Move, events: Iterable[Event], who: str, why: str) -> int:
    """Puts the present place on events, reviewed as corrected with what they were first; returns how many."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    moved = []
    for event in events:
        old = next((each for each in move.before if _stands_at(event.place, each)), None)
        if old is not None:
            moved.append(event.corrected(who, when, why, place=_placed(event.place, old, move.now)))
    if moved:
        store.add(moved)
    return len(moved)
