"""GeoJSON (RFC 7946, and the older kind with a `crs`): points with dates as events, and any shape as a feature.

A file may be a FeatureCollection, a Feature, a bare geometry, or one of these on each line (GeoJSONL, RFC 8142).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap import settings
from conflictmap.errors import UnreadableFile
from conflictmap.formats import features, pointevents
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.features import Feature, Look, Misplaced, reject
from conflictmap.formats.plaintext import plain
from conflictmap.model.event import Event

_GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_TYPES = (*_GEOMETRIES, "GeometryCollection", "Feature", "FeatureCollection")
_MAX_DEPTH = 20
"""Collections within collections that are followed."""


class _Malformed(ValueError):
    """A geometry that is none; the text says what was expected."""


def read_features(path: Path, crs: str = "") -> Iterator[Feature | Rejection]:
    """The features of a file in order, each as it is or as a rejection.

    Args:
        path: the file.
        crs: the coordinate system that the coordinates are in, where the file is known not to say it or to be wrong.

    Raises:
        UnreadableFile: it is no GeoJSON, or in a coordinate system that is not known.
    """
    data = features.read_bytes(path, settings.number("geo_mb_limit"))
    told = features.system(crs) if crs else None
    row = 0
    for document in _documents(path.name, _text(path.name, data)):
        if isinstance(document, UnreadableFile):
            row += 1
            yield reject(row, "", *str(document).split(": expected ", 1))
            continue
        stated = told if crs else _crs_of(path.name, document)
        for item in document["features"] if document["type"] == "FeatureCollection" else [document]:
            row += 1
            yield _feature(row, item, stated, path.name if not crs else "")


def title(path: Path) -> str:
    """What a file calls itself: the `name` of its collection, empty where it has none."""
    data = features.read_bytes(path, settings.number("geo_mb_limit"))
    first = next(iter(_documents(path.name, _text(path.name, data))), None)
    name = first.get("name") if isinstance(first, dict) and first["type"] == "FeatureCollection" else ""
    return " ".join(name.split()) if isinstance(name, str) else ""


def _text(name: str, data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name}: expected GeoJSON in UTF-8, got: {error}") from error


def _documents(name: str, text: str) -> Iterator[dict[str, Any] | UnreadableFile]:
    """The one document of a file, or those of its lines; a line that is none is given as its error, but for the first.

    Raises:
        UnreadableFile: the file, or its first line, is no GeoJSON.
    """
    whole = _json(name, text.strip("\x1e \t\r\n"), None)
    if whole is not None:
        yield _document(name, whole, "")
        return
    begun = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip("\x1e \t\r")
        if line:
            try:
                yield _document(name, _json(name, line, number), f", line {number}")
            except UnreadableFile as error:
                if not begun:
                    raise
                yield error
            begun = True


def _json(name: str, text: str, line: int | None) -> Any:
    """The value of a JSON text; None where a whole file is not one value but may be several lines of them."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        first = text.partition("\n")[0].strip("\x1e \t\r")
        if line is None and "\n" in text and first.startswith("{") and first.endswith("}"):
            return None
        where = f", line {line}" if line else ""
        raise UnreadableFile(f"{name}{where}: expected GeoJSON, got: {error or 'too deep a nesting'}") from error


def _document(name: str, value: Any, where: str) -> dict[str, Any]:
    value = _unwrapped(value)
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Topology":
        raise UnreadableFile(f"{name}{where}: expected GeoJSON, got TopoJSON; convert it first")
    if kind not in _TYPES:
        got = f"type {kind!r}" if kind else "no type"
        raise UnreadableFile(
            f"{name}{where}: expected GeoJSON (type FeatureCollection, Feature or a geometry), got {got}"
        )
    if kind == "FeatureCollection" and not isinstance(value.get("features"), list):
        raise UnreadableFile(f"{name}{where}: expected a list of features, got none")
    return dict(value)


def _unwrapped(value: Any) -> Any:
    """The collection that an answer of a map's interface holds beside its number and day; else the value as it is."""
    if not isinstance(value, dict) or "type" in value:
        return value
    held = [each for each in value.values() if isinstance(each, dict) and each.get("type") == "FeatureCollection"]
    return held[0] if len(held) == 1 else value


# Coordinate systems


def _crs_of(name: str, item: Mapping[str, Any]) -> pyproj.CRS | None:
    """The system that an object's `crs` names, None for the usual one.

    Raises:
        UnreadableFile: it names none that is known; drawing its coordinates would be a guess.
    """
    stated = item.get("crs")
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    kind = str(stated.get("type", "")).lower() if isinstance(stated, dict) else ""
    if kind == "name" and isinstance(properties.get("name"), str):
        code = properties["name"]
    elif kind == "epsg" and "code" in properties:
        code = f"EPSG:{properties['code']}"
    elif isinstance(stated, str):
        code = stated
    else:
        raise UnreadableFile(f"{name}: expected a crs with a name such as EPSG:3857, got {json.dumps(stated)[:80]}")
    try:
        return features.system(code)
    except UnreadableFile as error:
        raise UnreadableFile(f"{name}: {error}") from error


# Features


def _feature(row: int, item: Any, crs: pyproj.CRS | None, file: str) -> Feature | Rejection:
    if not isinstance(item, dict) or item.get("type") not in _TYPES:
        return reject(row, "type", item, "a Feature")
    if item["type"] == "Feature":
        shape, properties = item.get("geometry"), item.get("properties")
    else:
        shape, properties = item, None
    properties = properties if isinstance(properties, dict) else {}
    if shape is None:
        return reject(row, "geometry", _name(properties), "a geometry, got none")
    try:
        own = _crs_of(file, item) if file and item.get("crs") is not None else crs
        geometry = features.on_earth(_geometry(shape), own)
    except (_Malformed, Misplaced) as error:
        return reject(row, getattr(error, "field", "geometry"), _name(properties) or json.dumps(shape)[:80], str(error))
    except UnreadableFile as error:
        return reject(row, "crs", item.get("crs"), str(error).partition("expected ")[2])
    text, links = plain(_first(properties, features.TEXTS))
    return Feature(
        row=row,
        geometry=geometry,
        name=_name(properties),
        text=text,
        links=links,
        properties=_with_id(properties, item),
        look=_look(properties),
    )


def _with_id(properties: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {"id": item["id"], **properties} if isinstance(item.get("id"), str | int) else properties


def _name(properties: Mapping[str, Any]) -> str:
    return " ".join(plain(_first(properties, features.NAMES))[0].split())


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of some properties that holds a text, as a text; My Maps wraps descriptions in an object."""
    for name in names:
        value = properties.get(name)
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value)
    return ""


def _look(properties: Mapping[str, Any]) -> Look:
    """The simplestyle properties, and what Leaflet and others call them."""
    stroke = _first(properties, ("stroke", "color", "colour", "line-color", "lineColor", "strokeColor", "_colour"))
    fill = _first(properties, ("fill", "fillColor", "fill-color", "marker-color"))
    dash = _first(properties, ("stroke-dasharray", "dashArray", "dash-array"))
    dashed = dash.lower() not in ("", "0", "none", "solid")
    return Look(features.named_colour(stroke), features.named_colour(fill), dashed)


# Geometries: checked first, as shapely's own errors say little


def _geometry(value: Any, depth: int = 0) -> BaseGeometry:
    if not isinstance(value, dict) or depth > _MAX_DEPTH:
        raise _Malformed("a geometry object")
    if value.get("type") == "GeometryCollection":
        if not isinstance(value.get("geometries"), list):
            raise _Malformed("geometries in a GeometryCollection")
        return shapely.GeometryCollection([_geometry(each, depth + 1) for each in value["geometries"]])
    build = _BUILDERS.get(str(value.get("type")))
    if build is None:
        raise _Malformed(f"a geometry type, got {str(value.get('type'))[:40]!r}")
    try:
        return build(_list(value.get("coordinates")))
    except (TypeError, shapely.errors.ShapelyError) as error:
        raise _Malformed(f"the coordinates of a {value['type']}") from error
    except (ValueError, OverflowError) as error:
        raise _Malformed(f"the coordinates of a {value['type']}: {error}") from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed("a list of coordinates")
    return value


def _position(value: Any) -> tuple[float, float]:
    numbers = _list(value)[:2]  # heights and measures are not drawn
    if len(numbers) < 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        raise _Malformed(f"[longitude, latitude] as numbers, got {json.dumps(value)[:40]}")
    return float(numbers[0]), float(numbers[1])


def _line(value: Any) -> list[tuple[float, float]]:
    return [_position(each) for each in _list(value)]


def _polygon(value: Any) -> shapely.Polygon:
    rings = [_line(ring) for ring in _list(value)]
    for ring in rings:
        if len(set(ring)) < 3:
            raise _Malformed("rings of at least three corners")
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


_BUILDERS: dict[str, Any] = {
    "Point": lambda c: shapely.Point(_position(c)) if c else shapely.Point(),
    "MultiPoint": lambda c: shapely.MultiPoint(_line(c)),
    "LineString": lambda c: shapely.LineString(_line(c)),
    "MultiLineString": lambda c: shapely.MultiLineString([_line(each) for each in c]),
    "Polygon": _polygon,
    "MultiPolygon": lambda c: shapely.MultiPolygon([_polygon(each) for each in c]),
}


# The format


def recognises(path: Path) -> float:
    """How sure it is that a file is GeoJSON, 0 to 1."""
    try:
        with path.open("rb") as file:
            head = file.read(4096).lstrip(b"\xef\xbb\xbf\x1e \t\r\n")
    except OSError:
        return 0.0
    if not head.startswith(b"{"):
        return 0.0
    if any(f'"{kind}"'.encode() in head for kind in _TYPES) and b'"type"' in head:
        return 0.95
    return 0.6 if path.suffix.lower() in FORMAT.suffixes[:3] else 0.05


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The points of a file as events; every feature gives one or a rejection.

    Raises:
        UnreadableFile: see `read_features`.
    """
    return pointevents.read(read_features(path, options.crs), path, title(path) or path.name, options)


FORMAT = Format(
    name="geojson",
    suffixes=(".geojson", ".geojsonl", ".geojsons", ".json", ".jsonl", ".ndjson"),
    recognises=recognises,
    read=read,
)
"""Lines and areas are no events: they are kept as overlays."""
