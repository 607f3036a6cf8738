"""The gazetteer: places by id, by search key and by nearness. Read-only and lazy.

The tables are Parquet files sorted by what is looked up, so DuckDB reads a few row groups a question and
no index is ever built. Sources: GeoNames (CC BY 4.0) and a hand-kept table; see `data/SOURCES.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any

import duckdb

from geodata.errors import BadQuery, GazetteerMissing
from geodata.place import Place
from geodata.point import checked, distance_km

DATA = Path(__file__).parent / "data"
TABLES = ("places", "names", "skeletons")

# How far `nearest` looks, step by step, in kilometres
_RINGS_KM = (25.0, 100.0, 400.0)
_KM_PER_DEGREE = 111.2  # of latitude, on a sphere of the mean radius

# GeoNames rows store no source: it is their id again
_SOURCE = "CASE source WHEN '' THEN 'GeoNames ' || substr(id, 4) ELSE source END AS source"
_PLACE_COLUMNS = ", ".join(_SOURCE if f.name == "source" else f.name for f in fields(Place))


@dataclass(frozen=True, slots=True)
class Match:
    """A place found under a key. `quality`: 0 preferred name, 1 other name, 2 written together, 3 loose."""

    place: Place
    key: str
    quality: int


class Gazetteer:
    """The places of one data folder. Safe to share between threads: each question has its own cursor."""

    def __init__(self, folder: Path) -> None:
        missing = [t for t in TABLES if not (folder / f"{t}.parquet").exists()]
        if missing:
            raise GazetteerMissing(
                f"gazetteer: expected {missing[0]}.parquet in the data folder; build it with python -m geodata.build"
            )
        self._database = duckdb.connect()
        for table in TABLES:
            file = str(folder / f"{table}.parquet").replace("'", "''")
            self._database.execute(f"CREATE VIEW {table} AS FROM read_parquet('{file}')")
        self._by_number = lru_cache(maxsize=50_000)(self._place)
        self._rows_of = lru_cache(maxsize=20_000)(self._name_rows)

    @classmethod
    def open(cls, folder: Path | None = None) -> Gazetteer:
        """The packaged gazetteer (cached), or the one in a folder. Raises `GazetteerMissing`."""
        return _opened(folder or DATA)

    def by_id(self, place_id: str) -> Place | None:
        """The place with this id, or `None`."""
        rows = self._ask(f"SELECT {_PLACE_COLUMNS} FROM places WHERE id = ?", [place_id])
        return Place(*rows[0]) if rows else None

    def search(self, *keys: str) -> list[Match]:
        """The places known under any of the search keys (see `normalize.keys`), best quality first."""
        rows = self._rows_of(tuple(sorted(set(keys))))
        places = self._places({number for _, number, _ in rows})
        found = [Match(places[number], key, quality) for key, number, quality in rows]
        return sorted(found, key=lambda m: (m.quality, m.place.id, m.key))

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that some place is known under: one question for a whole text."""
        rows = self._ask("SELECT DISTINCT key FROM names WHERE key IN (SELECT unnest(?))", [sorted(set(keys))])
        return {key for (key,) in rows}

    def sounding(self, skeleton: str) -> list[tuple[Place, str]]:
        """Places whose name has this consonant skeleton, each with that name's spelling."""
        rows = self._ask("SELECT num, spelling FROM skeletons WHERE key = ?", [skeleton]) if skeleton else []
        places = self._places({number for number, _ in rows})
        return [(places[number], spelling) for number, spelling in sorted(rows)]

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
        sql = f"""SELECT {_PLACE_COLUMNS} FROM places WHERE lat BETWEEN ? AND ? AND area_id IS NULL
            AND (lon BETWEEN ? AND ? OR lon + 360 BETWEEN ? AND ? OR lon - 360 BETWEEN ? AND ?)"""
        box = [lat - north, lat + north, *([lon - east, lon + east] * 3)]
        measured = [(distance_km(lat, lon, p.lat, p.lon), p) for p in (Place(*r) for r in self._ask(sql, box))]
        return [p for km, p in sorted(measured, key=lambda pair: (pair[0], pair[1].id)) if km <= ring_km]

    def _name_rows(self, keys: tuple[str, ...]) -> list[tuple[str, int, int]]:
        if not keys:
            return []
        marks = ", ".join("?" * len(keys))
        return self._ask(f"SELECT key, num, quality FROM names WHERE key IN ({marks})", list(keys))

    def _places(self, numbers: set[int]) -> dict[int, Place]:
        if len(numbers) <= 3:
            return {number: self._by_number(number) for number in numbers}
        marks = ", ".join("?" * len(numbers))
        rows = self._ask(f"SELECT num, {_PLACE_COLUMNS} FROM places WHERE num IN ({marks})", sorted(numbers))
        return {row[0]: Place(*row[1:]) for row in rows}

    def _place(self, number: int) -> Place:
        return Place(*self._ask(f"SELECT {_PLACE_COLUMNS} FROM places WHERE num = ?", [number])[0])

    def _ask(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        return self._database.cursor().execute(sql, values).fetchall()


@cache
def _opened(folder: Path) -> Gazetteer:
    return Gazetteer(folder)
