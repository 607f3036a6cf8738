"""Admin-1 areas and countries as polygons: names, outlines, and which area a point lies in.

Source: Natural Earth 1:10m, with the border policy of `build/policy.toml` (see `data/SOURCES.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import BadQuery, GazetteerMissing
from geodata.point import checked

DATA = Path(__file__).parent / "data"
_PACKAGED = DATA / "areas.parquet"

# Outlines are simplified to about a kilometre and coasts are generalised; a harbour mole may lie outside.
COAST_TOLERANCE_DEGREES = 0.06


@dataclass(frozen=True, slots=True)
class Area:
    """An admin-1 area or a country; `lat`, `lon` (degrees) is a point inside its largest part.

    `id` is ISO 3166-2 ("SY-HA") or, where Natural Earth has no usable code, its `adm1_code`; for a country
    ISO 3166-1 alpha-2. `level` is "adm1" or "country"; `country` is alpha-2.
    """

    id: str
    level: str
    name: str
    name_ar: str
    country: str
    lat: float
    lon: float


class Areas:
    """The areas of one `areas.parquet`. Opening reads names only; outlines are read when first needed."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise GazetteerMissing(f"areas: expected {path.name}; build it with python -m geodata.build")
        self._path = path
        rows = duckdb.connect().execute(
            "SELECT id, level, name, name_ar, country, lat, lon FROM read_parquet(?)", [str(path)]
        )
        self._areas = {row[0]: Area(*row) for row in rows.fetchall()}

    @classmethod
    def open(cls, path: Path | None = None) -> Areas:
        """The packaged areas (cached), or those of another file. Raises `GazetteerMissing`."""
        return _opened(path or _PACKAGED)

    def get(self, area_id: str) -> Area | None:
        """The area with this id, or `None`."""
        return self._areas.get(area_id)

    def all(self, level: str, country: str | None = None) -> list[Area]:
        """The areas of a level ("adm1" or "country"), of one country (alpha-2) if given, in id order."""
        chosen = [a for a in self._areas.values() if a.level == level]
        return [a for a in chosen if country is None or a.country == country.upper()]

    def geometry(self, area_id: str) -> BaseGeometry:
        """The outline in degrees, (lon, lat) as GeoJSON has it. Raises `BadQuery` for an unknown id."""
        if area_id not in self._areas:
            raise BadQuery(f"areas: expected the id of an area, got {area_id!r}")
        return self._outlines[area_id]

    def away(self, area_id: str, lat: float, lon: float) -> float:
        """How far a point lies from an area, in degrees; 0 inside. Raises `BadQuery` for an unknown id."""
        return float(self.geometry(area_id).distance(shapely.Point(lon, lat)))

    def geojson(self, area_id: str) -> dict[str, Any]:
        """The outline as a GeoJSON Feature (RFC 7946; coordinates are lon, lat). Raises `BadQuery`."""
        geometry, area = self.geometry(area_id), self._areas[area_id]
        properties = {"level": area.level, "name": area.name, "name_ar": area.name_ar, "country": area.country}
        return {
            "type": "Feature",
            "id": area_id,
            "properties": properties,
            "geometry": shapely.geometry.mapping(geometry),
        }

    def locate(self, lat: float, lon: float) -> tuple[Area | None, Area | None]:
        """The country and the admin-1 area of a point (degrees), each `None` when there is none near.

        A point a few kilometres off a coast belongs to the nearest area. Raises `BadQuery`.
        """
        checked((lat, lon), "areas.locate")
        area = self._nearest("adm1", lat, lon)
        country = self._areas.get(area.country) if area else None
        return country or self._nearest("country", lat, lon), area

    def _nearest(self, level: str, lat: float, lon: float) -> Area | None:
        ids, tree = self._trees[level]
        point = shapely.Point(lon, lat)
        hits = tree.query(point, predicate="dwithin", distance=COAST_TOLERANCE_DEGREES)
        found = [(point.distance(tree.geometries[i]), ids[i]) for i in hits]
        return self._areas[min(found)[1]] if found else None

    @cached_property
    def _outlines(self) -> dict[str, BaseGeometry]:
        rows = duckdb.connect().execute("SELECT id, outline FROM read_parquet(?)", [str(self._path)]).fetchall()
        return dict(zip([r[0] for r in rows], shapely.from_wkb([r[1] for r in rows]), strict=True))

    @cached_property
    def _trees(self) -> dict[str, tuple[list[str], shapely.STRtree]]:
        trees = {}
        for level in ("adm1", "country"):
            ids = [a.id for a in self._areas.values() if a.level == level]
            trees[level] = ids, shapely.STRtree([self._outlines[i] for i in ids])
        return trees


@cache
def _opened(path: Path) -> Areas:
    return Areas(path)
