"""What GeoJSON and KML have in common: features with a shape, texts and a look, always in degrees of WGS 84."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.errors import UnreadableFile
from conflictmap.formats.base import Rejection
from geodata.normalize import fold

WGS84 = "EPSG:4326"
_DEGREES_SLACK = 1e-6  # what rounding may leave beyond the poles and the date line
_SHOWN = 60  # characters of a value that a rejection shows
_DEGREES = ("wgs84", "wgs 84", "gcs wgs 1984")
_MERCATORS = ("EPSG:900913", "EPSG:3785", "EPSG:102100", "EPSG:102113", "ESRI:102100", "ESRI:102113")
"""Names that Web Mercator had before it was EPSG:3857, and has with one vendor."""
_CRS = re.compile(
    r"(?:urn:(?:ogc|x-ogc):def:crs:|https?://www\.opengis\.net/def/crs/)?(EPSG|OGC|ESRI)[:/](?:[\w.]*[:/])?(\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a file wants a feature drawn: colours as #rrggbb, empty where it does not say; whether its line is dashed."""

    stroke: str = ""
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file.

    row: its number in the file, from 1. geometry: shapely, two-dimensional, lon and lat in degrees (WGS 84).
    text: the description without markup. folders: what contains it, outermost first. begin, end: its time as written.
    """

    row: int
    geometry: BaseGeometry
    name: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    begin: str = ""
    end: str = ""
    look: Look = Look()


def reject(row: int, name: str, value: object, reason: str) -> Rejection:
    """A rejection with its value cut short."""
    text = " ".join(str(value).split())
    return Rejection(row, name, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…", reason)


NAMES = ("name", "Name", "NAME", "title", "Title", "label", "Label", "الاسم", "اسم", "العنوان")
"""Properties that name a feature."""
TEXTS = ("description", "Description", "desc", "popup", "PopupInfo", "الوصف", "وصف")
"""Properties that describe a feature."""


# Places on the earth


COORDINATES = "coordinates"
"""The field of a rejection that casts doubt on the coordinates of the whole file: swapped, or projected."""


class Misplaced(ValueError):
    """Coordinates that cannot be drawn where they say; the text is what was expected, `field` what it is about."""

    field = "geometry"


class OffEarth(Misplaced):
    """Coordinates that are no degrees."""

    field = COORDINATES


def system(name: str) -> pyproj.CRS | None:
    """A coordinate system by its code: EPSG:3857, urn:ogc:def:crs:OGC:1.3:CRS84; None for degrees of WGS 84.

    Raises:
        UnreadableFile: there is no such system, or it is no way to give places on the earth's surface.
    """
    if fold(name) in _DEGREES:
        return None
    code = _CRS.fullmatch(name.strip())
    if code is None:
        raise UnreadableFile(f"coordinate system: expected a code such as EPSG:3857, got {name[:_SHOWN]!r}")
    return _system(code[1].upper(), code[2].upper())


@lru_cache(maxsize=32)
def _system(authority: str, code: str) -> pyproj.CRS | None:
    if f"{authority}:{code}" in ("OGC:CRS84", "OGC:84", "OGC:CRS84H", "EPSG:4326", "EPSG:4979"):
        return None
    if f"{authority}:{code}" in _MERCATORS:
        authority, code = "EPSG", "3857"
    try:
        found = pyproj.CRS.from_authority(authority, code)
    except pyproj.exceptions.CRSError as error:
        raise UnreadableFile(f"coordinate system: expected a known one, got {authority}:{code}") from error
    if not (found.is_geographic or found.is_projected or found.is_compound):
        raise UnreadableFile(f"coordinate system: expected one of the earth's surface, got {authority}:{code}")
    return found


@lru_cache(maxsize=32)
def _transformer(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)


def on_earth(geometry: BaseGeometry, crs: pyproj.CRS | None) -> BaseGeometry:
    """The geometry in two dimensions and in degrees.

    Raises:
        Misplaced: it is empty, or its coordinates are no degrees.
    """
    flat = shapely.force_2d(geometry)
    if flat.is_empty:
        raise Misplaced("coordinates, found none")
    if crs is not None:
        flat = shapely.transform(flat, _transformer(crs).transform, interleaved=False)
    points = shapely.get_coordinates(flat)
    if not np.isfinite(points).all():
        if crs is not None:
            raise OffEarth("places within the area of the coordinate system")
        raise Misplaced("numbers as coordinates")
    x, y = np.abs(points[:, 0]), np.abs(points[:, 1])
    if x.max() > 180 + _DEGREES_SLACK or y.max() > 90 + _DEGREES_SLACK:
        raise OffEarth(_why_out_of_range(float(x.max()), float(y.max())))
    if (points == 0).all(axis=1).any():
        raise Misplaced("a real place: (0, 0) stands for a missing one")
    return flat


def _why_out_of_range(x: float, y: float) -> str:
    if x <= 90 and y <= 180:
        return "longitude before latitude, in degrees; they look swapped"
    if max(x, y) > 540:
        return "degrees; these look like metres of a projected coordinate system that the file does not name"
    return "longitude from -180 to 180 and latitude from -90 to 90 degrees"


def parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """The points, lines and polygons a geometry is made of, however deep collections are nested."""
    open_parts = [geometry]
    while open_parts:
        part = open_parts.pop(0)
        if isinstance(
            part, shapely.GeometryCollection | shapely.MultiPoint | shapely.MultiLineString | shapely.MultiPolygon
        ):
            open_parts[:0] = part.geoms
        elif not part.is_empty:
            yield part


# Files


def read_bytes(path: Path, mb_limit: int) -> bytes:
    """A file's bytes.

    Raises:
        UnreadableFile: it cannot be read, is empty, or is larger than the limit in megabytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(mb_limit * 1_000_000 + 1)
    except OSError as error:
        raise UnreadableFile(f"{path}: expected a file, got: {error.strerror or error}") from error
    if len(data) > mb_limit * 1_000_000:
        raise UnreadableFile(f"{path.name}: expected at most {mb_limit} MB, the file is larger")
    if not data.strip():
        raise UnreadableFile(f"{path.name}: expected features, the file is empty")
    return data


def named_colour(text: object) -> str:
    """A CSS colour of six or three hexadecimal digits as #rrggbb, in lower case; empty for anything else."""
    found = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2})?", str(text).strip().lower())
    if found is None:
        return ""
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits}"
