"""An OCHA p-code workbook (common operational dataset) as places: administrative units and populated places.

Columns are found by what their names have in common over the years: `admin2Name_en` / `ADM2_EN`, `admin2Name_ar` /
`ADM2_AR`, `admin2Pcode` / `ADM2_PCODE`, and a latitude and longitude under one of their usual names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import openpyxl

from geodata.areas import Areas
from geodata.build.places import AreaFinder
from geodata.errors import UnreadableSource
from geodata.normalize import is_printable
from geodata.place import Named, Place

LICENCE = "OCHA common operational datasets, CC BY-IGO, as the workbook states"

_LARGEST = 1 << 30  # bytes of a workbook when unpacked; the largest has a tenth of it
_LEVEL = r"(?:admin|adm)(?P<level>[0-6])_?"
_NAME = re.compile(_LEVEL + r"(?:name)?_?(?P<language>en|ar|ref(?:name)?|)$")
_CODE = re.compile(_LEVEL + r"pcode$")
_PLACE_NAME = re.compile(r"(?:feature|pplp?|place|location|village|community)?_?(?:ref)?name_?(?P<language>en|ar|)$")
_PLACE_CODE = re.compile(r"(?:pcode|featurepcode|ppl_?pcode|locationpcode|adm4_?pcode)$")
_LAT = ("latitude", "lat", "center_lat", "point_y", "y_coord", "y", "latitude_y", "lat_dd")
_LON = ("longitude", "lon", "long", "center_lon", "point_x", "x_coord", "x", "longitude_x", "lon_dd")
_KIND = {2: ("adm2", "adm2", 20.0), 3: ("adm3", "adm2", 10.0)}


class Columns(NamedTuple):
    """Where a sheet has its code, names by language, and coordinates; `level` is the finest level it names."""

    code: int
    names: dict[str, int]
    lat: int
    lon: int
    level: int
    parent: int | None


def read_workbook(path: Path, country: str, areas: Areas) -> tuple[list[Named], int]:
    """The places of all sheets that have names, codes and coordinates, and how many rows were left out.

    Raises `UnreadableSource` for a file that is no workbook, or has no such sheet.
    """
    rows: dict[str, tuple[Any, ...]] = {}
    left_out, seen = 0, []
    try:
        _check_size(path)
        for title, lines in _sheets(path):
            columns = _columns(next(lines, ()))
            seen.append(title)
            for line in lines if columns else ():
                row = _row(line, columns) if columns else None
                left_out += row is None
                if row:
                    rows.setdefault(row[0], row)
    except UnreadableSource:
        raise
    except Exception as error:  # a damaged workbook makes its reader fail in any way
        message = " ".join(f"{type(error).__name__} {error}".split())
        raise UnreadableSource(f"{path}: expected an XLSX workbook without a password, got: {message}") from error
    if not rows:
        sheets = f"the sheets {', '.join(seen)}" if seen else "no sheets with cells"
        raise UnreadableSource(f"{path}: expected a sheet with p-codes, names, latitude and longitude, got {sheets}")
    return list(_places(list(rows.values()), country, areas, path.name)), left_out


def _check_size(path: Path) -> None:
    """A small file can hold far more than memory does. Raises `UnreadableSource`."""
    with ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _LARGEST:
        raise UnreadableSource(f"{path}: expected at most {_LARGEST >> 20} MB when unpacked, got {size >> 20}")


def _sheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """The sheets with cells: title and lines."""
    with path.open("rb") as file:  # closed by us: openpyxl leaves a workbook open that it cannot read
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some writers state a size that is not the sheet's, and rows would be cut
            yield sheet.title, sheet.iter_rows(values_only=True)


def _columns(header: tuple[Any, ...]) -> Columns | None:
    titles = [re.sub(r"[\s-]+", "_", str(title or "").strip().lower()) for title in header]
    lat = next((titles.index(t) for t in _LAT if t in titles), None)
    lon = next((titles.index(t) for t in _LON if t in titles), None)
    codes = {int(m["level"]): i for i, t in enumerate(titles) if (m := _CODE.match(t))}
    names: dict[int, dict[str, int]] = {}
    for i, title in enumerate(titles):
        if match := _NAME.match(title):
            names.setdefault(int(match["level"]), {})[match["language"]] = i
    own_names = {m["language"]: i for i, t in enumerate(titles) if (m := _PLACE_NAME.match(t))}
    own_code = next((i for i, t in enumerate(titles) if _PLACE_CODE.match(t)), None)
    if lat is None or lon is None:
        return None
    if own_names and own_code is not None:
        return Columns(own_code, own_names, lat, lon, 9, _english(names.get(2)))
    level = max((n for n in codes if n in names), default=None)
    if level is None or level < 2:
        return None
    return Columns(codes[level], names[level], lat, lon, level, _english(names.get(2)) if level > 2 else None)


def _english(names: dict[str, int] | None) -> int | None:
    return next((names[k] for k in ("en", "", "ref", "refname") if k in names), None) if names else None


def _row(line: tuple[Any, ...], columns: Columns) -> tuple[Any, ...] | None:
    """(code, English name, Arabic name, lat, lon, level, admin-2 name), or `None` for what is no such row."""
    try:
        code, lat, lon = _text(line, columns.code), float(line[columns.lat]), float(line[columns.lon])
    except (IndexError, TypeError, ValueError):
        return None
    english = _text(line, _english(columns.names))
    arabic = _text(line, columns.names.get("ar"))
    if not code or not (english or arabic) or not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == lon == 0):
        return None
    return code, english or arabic, arabic, lat, lon, columns.level, _text(line, columns.parent)


def _text(line: tuple[Any, ...], column: int | None) -> str | None:
    value = line[column] if column is not None and column < len(line) else None
    text = str(value).strip() if value is not None else ""
    return text if text and is_printable(text) else None


def _places(rows: list[tuple[Any, ...]], country: str, areas: Areas, file: str) -> Iterator[Named]:
    where = AreaFinder(areas).assign([(lat, lon, country) for _, _, _, lat, lon, _, _ in rows])
    for (code, name, name_ar, lat, lon, level, admin2), (owner, area) in zip(rows, where, strict=True):
        kind, precision, radius_km = _KIND.get(level, ("settlement", "town", None))
        place = Place(
            id=f"ocha:{code}",
            name=name,
            name_ar=name_ar,
            kind=kind,
            country=owner,
            admin1=area.name if area else None,
            admin1_ar=area.name_ar if area else None,
            admin1_id=area.id if area else None,
            admin2=admin2,
            lat=lat,
            lon=lon,
            geo_precision=precision,
            radius_km=radius_km,
            area_id=None,
            population=None,
            source=f"OCHA {code} ({file})",
        )
        yield Named(place, [n for n in (name, name_ar) if n])
