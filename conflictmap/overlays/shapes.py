"""A file of areas and lines as shapes: valid, in two dimensions, with the texts that say what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.errors import UnreadableFile
from conflictmap.formats import features, geojson, kml
from conflictmap.formats.base import Rejection
from conflictmap.formats.features import Feature, reject
from conflictmap.formats.plaintext import labelled
from conflictmap.overlays import sides
from geodata.normalize import fold

MAX_SHAPES = 50_000
"""Features of one overlay; maps of control have hundreds."""
MAX_TEXT = 200
"""Characters of a text that are kept."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area or line: its geometry (polygons or lines, lon and lat in degrees) and what the file says of it.

    side: whose it is; stroke, fill: colours as #rrggbb; dashed: whether the file has its line dashed.
    """

    geometry: BaseGeometry
    name: str = ""
    folder: str = ""
    side: str = ""
    stroke: str = ""
    fill: str = ""
    dashed: bool = False


class ReadShapes(NamedTuple):
    """What a file gave: its shapes, what was left out and why, and what it calls itself."""

    shapes: tuple[Shape, ...]
    rejected: tuple[Rejection, ...]
    title: str


class _Reader(NamedTuple):
    features: Callable[[Path, str], Iterator[Feature | Rejection]]
    title: Callable[[Path], str]


_READERS = {
    geojson.FORMAT.name: _Reader(geojson.read_features, geojson.title),
    kml.FORMAT.name: _Reader(kml.read_features, kml.title),
}


def read_shapes(path: Path, crs: str = "") -> ReadShapes:
    """The areas and lines of a GeoJSON, KML or KMZ file.

    Args:
        path: the file.
        crs: the coordinate system it is in, where it does not say so itself, e.g. EPSG:3857.

    Raises:
        UnreadableFile: it is neither, has no area and no line, or any of its coordinates cannot be where they say: then
            the others are not to be trusted either.
    """
    reader = _reader(path)
    shapes: list[Shape] = []
    rejected: list[Rejection] = []
    for row in reader.features(path, crs):
        if isinstance(row, Rejection) and row.field == features.COORDINATES:
            raise UnreadableFile(f"{path.name}, feature {row.row}: expected {row.reason}")
        for found in [row] if isinstance(row, Rejection) else _shapes(row):
            if isinstance(found, Rejection):
                rejected.append(found)
            else:
                shapes.append(found)
        if len(shapes) > MAX_SHAPES:
            raise UnreadableFile(f"{path.name}: expected at most {MAX_SHAPES:,} areas and lines, there are more")
    if not shapes:
        why = f"; feature {rejected[0].row}: expected {rejected[0].reason}" if rejected else ""
        raise UnreadableFile(f"{path.name}: expected areas or lines, found none{why}")
    return ReadShapes(tuple(shapes), tuple(rejected), reader.title(path)[:MAX_TEXT])


def _reader(path: Path) -> _Reader:
    scores = {each.name: each.recognises(path) for each in (geojson.FORMAT, kml.FORMAT)}
    surest = max(scores, key=lambda name: scores[name])
    if scores[surest] == 0:
        features.read_bytes(path, 10_000)  # says so where it is missing or empty
        raise UnreadableFile(f"{path.name}: expected GeoJSON, KML or KMZ, got something else")
    return _READERS[surest]


def _shapes(feature: Feature) -> Iterator[Shape | Rejection]:
    """The polygons and the lines of a feature as one shape each; points are events or labels and are left out."""
    parts = list(features.parts(feature.geometry))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
    if len(areas) + len(lines) < len(parts):
        yield reject(feature.row, "geometry", feature.name, "areas or lines; points are imported as events")
    valid = _valid_areas(areas)
    for geometry in (valid, _valid_lines(lines)):
        if geometry is not None:
            yield _shape(feature, geometry)
    if areas and valid is None:
        yield reject(feature.row, "geometry", feature.name, "an area, its outline encloses none")


def _valid_areas(areas: list[BaseGeometry]) -> BaseGeometry | None:
    """Polygons without crossings; a figure of eight becomes two areas."""
    valid = [each for area in areas for each in features.parts(shapely.make_valid(area))]
    polygons = [each for each in valid if each.geom_type == "Polygon" and each.area > 0]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _valid_lines(lines: list[BaseGeometry]) -> BaseGeometry | None:
    drawn = [shapely.LineString(line.coords) for line in lines if line.length > 0]
    if not drawn:
        return None
    return drawn[0] if len(drawn) == 1 else shapely.MultiLineString(drawn)


def _shape(feature: Feature, geometry: BaseGeometry) -> Shape:
    return Shape(
        geometry=geometry,
        name=feature.name[:MAX_TEXT],
        folder=feature.folders[-1][:MAX_TEXT] if feature.folders else "",
        side=_side(feature)[:MAX_TEXT],
        stroke=feature.look.stroke,
        fill=feature.look.fill,
        dashed=feature.look.dashed,
    )


def _side(feature: Feature) -> str:
    """The property that says whose an area is; numbers are codes that say nothing to a reader."""
    told: dict[str, Any] = {**labelled(feature.text), **feature.properties}
    by_name = {fold(name): value for name, value in told.items()}
    values = (by_name.get(name) for name in sides.property_names())
    return next(
        (" ".join(v.split()) for v in values if isinstance(v, str) and v.strip() and not v.strip().isdecimal()), ""
    )
