"""The gazetteer: places by id, by search key, by sound and by nearness. Read-only.

It has layers, the first having precedence: the user's own corrections, the packaged places, and what the user
added (`geodata.added`). A place that two layers know under one id is one place: the first layer says where it
is, all layers' names find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
from rapidfuzz.distance import OSA

from geodata.errors import BadQuery
from geodata.layer import Layer
from geodata.normalize import fold, shortened
from geodata.place import Place
from geodata.point import checked, distance_km

DATA = Path(__file__).parent / "data"

# How far `nearest` looks, step by step, in kilometres
_RINGS_KM = (25.0, 100.0, 400.0)
_KM_PER_DEGREE = 111.2  # of latitude, on a sphere of the mean radius


class Match(NamedTuple):
    """A place found under a key. `quality`: 0 preferred name, 1 other name, 2 written together, 3 loose."""

    place: Place
    key: str
    quality: int


@dataclass(frozen=True)
class _Ranked:
    """A layer, and for each of its places the (layer, number) that has precedence, where one has.

    `added` are what later layers know of a place of this one: only what it does not know itself is taken from there.
    """

    layer: Layer
    instead: dict[int, tuple[_Ranked, int]]
    added: dict[int, tuple[Layer, int]]

    def place(self, number: int) -> Place:
        if number in self.instead:
            ranked, at = self.instead[number]
            return ranked.place(at)
        place = self.layer.place(number)
        return _filled(place, *self.added[number]) if number in self.added else place


def _filled(place: Place, layer: Layer, number: int) -> Place:
    """A place with the people and the rank that another layer knows of it."""
    if place.population and place.seat_of:
        return place
    other = layer.place(number)
    return replace(place, population=place.population or other.population, seat_of=place.seat_of or other.seat_of)


class Gazetteer:
    """The places of some layers. Safe to share between threads."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers: list[_Ranked] = []
        for layer in layers:
            self._layers.append(_Ranked(layer, _preceded(layer, self._layers), {}))

    @classmethod
    def open(cls, folder: Path | None = None) -> Gazetteer:
        """The packaged gazetteer (cached), or the single layer in a folder. Raises `GazetteerMissing`."""
        return _opened(folder or DATA)

    def __len__(self) -> int:
        return sum(len(ranked.layer) - len(ranked.instead) for ranked in self._layers)

    def by_id(self, place_id: str) -> Place | None:
        """The place with this id, or `None`."""
        for ranked in self._layers:
            number = ranked.layer.number(place_id)
            if number is not None:
                return ranked.place(number)
        return None

    def exact(self, name: str) -> list[Place]:
        """The places that have this name as it is written, but for hamza, accents and case; preferred names first."""
        key = fold(name)
        found = [(q, r.place(n)) for r in self._layers for n, q in r.layer.named(key) if q < 2]
        if len(found) > 1:
            found.sort(key=lambda pair: (pair[0], pair[1].id))
            return list({place.id: place for _, place in found}.values())
        return [place for _, place in found]

    def search(self, *keys: str) -> list[Match]:
        """The places known under any of the search keys (see `normalize.keys`), best quality first."""
        best: dict[tuple[str, str], Match] = {}
        for key in keys:
            for ranked in self._layers:
                for number, quality in ranked.layer.named(key):
                    place = ranked.place(number)
                    known = best.get((place.id, key))
                    if known is None or quality < known.quality:
                        best[place.id, key] = Match(place, key, quality)
        found = list(best.values())
        return sorted(found, key=lambda m: (m.quality, m.place.id, m.key)) if len(found) > 1 else found

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that some place is known under."""
        return {key for key in keys if any(ranked.layer.has(key) for ranked in self._layers)}

    def begins(self, prefix: str) -> bool:
        """Whether some search key begins with this text: what a reader of whole texts asks word by word."""
        return any(ranked.layer.begins(prefix) for ranked in self._layers)

    def completed(self, prefix: str, limit: int = 200) -> list[Place]:
        """Places with a name that begins so (as folded), at most `limit` of each layer, in no useful order."""
        found = [r.place(number) for r in self._layers for number, _ in r.layer.completed(prefix, limit)]
        return list({place.id: place for place in found}.values())

    def sounding(self, skeleton: str) -> list[tuple[Place, str]]:
        """Places whose name has this consonant skeleton, each with that name's spelling."""
        if not skeleton:
            return []
        return [(r.place(number), spelling) for r in self._layers for number, spelling in r.layer.sounding(skeleton)]

    def mistyped(self, loose_name: str) -> list[Place]:
        """Places with a name one letter away: one more, one less, another one, or two in the wrong order."""
        best: dict[str, Place] = {}
        for short in shortened(loose_name):
            for ranked in self._layers:
                for number, name in ranked.layer.mistyped(short):
                    if name[0] == loose_name[0] and OSA.distance(loose_name, name, score_cutoff=1) <= 1:
                        place = ranked.place(number)
                        best[place.id] = place
        return list(best.values())

    def nearest(self, lat: float, lon: float, limit: int = 5) -> list[Place]:
        """Places with a point of their own (no areas) around a point in degrees, nearest first.

        Looks up to 400 km; an empty list beyond. Raises `BadQuery`.
        """
        checked((lat, lon), "gazetteer.nearest")
        if limit < 1:
            raise BadQuery(f"gazetteer.nearest: expected a limit of at least 1, got {limit}")
        found: list[Place] = []
        for ring_km in _RINGS_KM:
            found = self._within(lat, lon, ring_km)
            if len(found) >= limit:
                break
        return found[:limit]

    def _within(self, lat: float, lon: float, ring_km: float) -> list[Place]:
        north = ring_km / _KM_PER_DEGREE
        east = min(180.0, north / max(cos(radians(lat)), 0.01))
        places = {}
        for ranked in self._layers:
            numbers, lats, lons = ranked.layer.points
            first, last = np.searchsorted(lats, [lat - north, lat + north])
            around = np.abs((lons[first:last] - lon + 180.0) % 360.0 - 180.0) <= east
            places.update({p.id: p for p in (ranked.place(int(n)) for n in numbers[first:last][around])})
        measured = [(distance_km(lat, lon, p.lat, p.lon), p) for p in places.values()]
        return [p for km, p in sorted(measured, key=lambda pair: (pair[0], pair[1].id)) if km <= ring_km]


def _preceded(layer: Layer, before: Sequence[_Ranked]) -> dict[int, tuple[_Ranked, int]]:
    """The places of a layer that a layer before it has too: their numbers there, the first layer first."""
    found: dict[int, tuple[_Ranked, int]] = {}
    for ranked in before:
        there = pc.index_in(layer.ids, value_set=ranked.layer.ids).to_numpy(zero_copy_only=False)
        for number in np.nonzero(~np.isnan(there))[0]:
            at = int(there[number])
            found.setdefault(int(number), (ranked, at))
            ranked.added.setdefault(at, (layer, int(number)))
    return found


@cache
def _opened(folder: Path) -> Gazetteer:
    return Gazetteer([Layer(folder)])
