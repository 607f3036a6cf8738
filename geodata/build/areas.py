"""Admin-1 areas and countries: `areas.parquet` from Natural Earth, with our policy on borders applied.

Countries are the union of their admin-1 areas, so the two levels agree; a country Natural Earth gives no
admin-1 area for comes from world-atlas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build.policy import policy

# Coordinates are rounded to 1/1024 degree (about 110 m): such numbers are short in binary and compress well.
GRID_PER_DEGREE = 1024
# coverage_simplify drops a corner whose triangle is smaller than this squared, in square degrees.
TOLERANCE_DEGREES = 0.01


@dataclass(frozen=True)
class Shape:
    """One admin-1 area on its way into the table; `names` are all it is known by, best first."""

    code: str
    id: str
    country: str
    name: str | None
    name_ar: str | None
    names: tuple[str, ...]
    geonames: str | None
    geometry: BaseGeometry


def read_shapes(features: list[dict[str, Any]]) -> list[Shape]:
    """Natural Earth admin-1 features as shapes, in a fixed order, with country and id by our policy."""
    times = Counter(f["properties"].get("iso_3166_2") for f in features)
    shapes = [_shape(f, times) for f in features if f.get("geometry")]
    return sorted(_merged(shapes), key=lambda s: (s.country, s.id))


def _shape(feature: dict[str, Any], times: Counter[str]) -> Shape:
    properties = feature["properties"]
    code = properties["adm1_code"]
    iso = properties.get("iso_3166_2") or ""
    usable = times[iso] == 1 and "~" not in iso and not iso.startswith("-")
    area_id = policy()["id_of"].get(code) or (iso if usable else code)
    country = policy()["country_of"].get(code) or properties["iso_a2"]
    extra = policy()["area"].get(area_id, {})
    name = extra.get("name") or properties.get("name_en") or properties.get("name")
    name_ar = extra.get("name_ar") or _arabic(properties.get("name_ar"))
    return Shape(
        code=code,
        id=area_id,
        country=country,
        name=name,
        name_ar=name_ar,
        names=_names(properties, extra),
        geonames=properties.get("gn_a1_code"),
        geometry=shapely.make_valid(shapely.geometry.shape(feature["geometry"])),
    )


def _arabic(name: str | None) -> str | None:
    """Natural Earth writes some Arabic names with the class noun last, against Arabic word order."""
    if name and name.endswith(" أوبلاست"):
        return "أوبلاست " + name.removesuffix(" أوبلاست")
    return name or None


def _names(properties: dict[str, Any], extra: dict[str, Any]) -> tuple[str, ...]:
    fields = ("name_en", "name", "gn_name", "woe_name", "name_ar")
    found = [properties.get(field) for field in fields] + (properties.get("name_alt") or "").split("|")
    cleaned = [extra.get("name"), extra.get("name_ar"), *extra.get("aliases", []), *map(_tidy, found)]
    unwanted = set(extra.get("not_named", ()))
    return tuple(dict.fromkeys(n for n in cleaned if n and n not in unwanted))


def _tidy(name: str | None) -> str | None:
    """The name without a bracketed variant; nothing if letters were lost in Natural Earth ("Ba?r")."""
    if not name or any(mark in name for mark in "?¡\xa0"):
        return None
    return _arabic(name.split("(")[0].strip())


def _merged(shapes: list[Shape]) -> list[Shape]:
    by_code = {s.code: s for s in shapes}
    for rule in policy()["merge"]:
        source, target = by_code.get(rule["from"]), by_code.get(rule["into"])
        if source is None or target is None:
            continue
        part = source.geometry if "inside" not in rule else source.geometry.intersection(_polygon(rule["inside"]))
        left = source.geometry.difference(part)
        by_code[target.code] = replace(target, geometry=target.geometry.union(part))
        by_code[source.code] = replace(source, geometry=left)
    return [s for s in by_code.values() if not s.geometry.is_empty]


def _polygon(corners: list[list[float]]) -> BaseGeometry:
    return shapely.Polygon([(lon, lat) for lat, lon in corners])


def simplified(geometries: list[BaseGeometry]) -> list[BaseGeometry]:
    """The areas with fewer corners; neighbours keep one common border (shapely.coverage_simplify)."""
    coarse = shapely.coverage_simplify([_surface(g) for g in geometries], TOLERANCE_DEGREES)
    return [_rounded(g) for g in coarse]


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    grid = shapely.transform(geometry, lambda xy: np.round(xy * GRID_PER_DEGREE) / GRID_PER_DEGREE)
    rounded = _surface(shapely.make_valid(grid))
    return geometry if rounded.is_empty else shapely.normalize(rounded)


def _surface(geometry: BaseGeometry) -> BaseGeometry:
    """Only the polygons of a geometry: repairs can leave lines and points behind."""
    parts = [p for p in shapely.get_parts(geometry, return_index=False) for p in _polygons(p)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _polygons(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    if geometry.geom_type == "Polygon":
        return [geometry]
    return [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]


def area_table(
    shapes: list[Shape], country_names: dict[str, tuple[str, str]], atlas: dict[str, BaseGeometry]
) -> pa.Table:
    """The rows of `areas.parquet`: id, level, name, name_ar, country, lat, lon, and the outline as WKB.

    `country_names` gives (English, Arabic) by ISO code; `atlas` outlines for countries without areas.
    """
    outlines = simplified([s.geometry for s in shapes])
    rows = [
        _row(s.id, "adm1", s.name, s.name_ar or s.name, s.country, g)
        for s, g in zip(shapes, outlines, strict=True)
        if s.name
    ]
    for code, (name, name_ar) in sorted(country_names.items()):
        parts = [g for s, g in zip(shapes, outlines, strict=True) if s.country == code]
        outline = _country_outline(parts) if parts else atlas.get(code)
        if outline is not None and not outline.is_empty:
            rows.append(_row(code, "country", name, name_ar, code, outline))
    rows.sort(key=lambda row: (row["level"], row["id"]))
    return pa.Table.from_pylist(rows, schema=AREA_SCHEMA)


AREA_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("level", pa.string()),
        ("name", pa.string()),
        ("name_ar", pa.string()),
        ("country", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("outline", pa.binary()),
    ]
)


def _country_outline(parts: list[BaseGeometry]) -> BaseGeometry:
    return shapely.normalize(_surface(shapely.make_valid(shapely.union_all(parts))))


def _row(
    area_id: str, level: str, name: str | None, name_ar: str | None, country: str, outline: BaseGeometry
) -> dict[str, Any]:
    inside = _label_point(outline)
    return {
        "id": area_id,
        "level": level,
        "name": name,
        "name_ar": name_ar,
        "country": country,
        "lat": round(inside.y, 4),
        "lon": round(inside.x, 4),
        "outline": shapely.to_wkb(outline, byte_order=1),
    }


def _label_point(outline: BaseGeometry) -> shapely.Point:
    """A point well inside the largest part: the centroid when it lies inside, else a point on the surface."""
    largest = max(_polygons(outline), key=lambda p: p.area)
    return largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
