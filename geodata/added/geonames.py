"""GeoNames country dumps as places: `SY.txt` with 19 columns, and the alternate names of the country.

Formats: https://download.geonames.org/export/dump/readme.txt. Licence of the data: CC BY 4.0.
"""

from __future__ import annotations

import csv
import io
import lzma
import tomllib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from geodata.areas import Areas
from geodata.build.names import arabic_name, in_zone, kept_names, meant_names, plain_name
from geodata.build.places import AreaFinder
from geodata.classes import short_name
from geodata.errors import BadQuery, UnreadableSource
from geodata.normalize import fold, is_arabic, is_printable
from geodata.place import Named, Place
from geodata.point import checked

LICENCE = "GeoNames, Creative Commons Attribution 4.0, https://www.geonames.org"
ADDRESS = "https://download.geonames.org/export/dump/"

_KINDS_FILE = Path(__file__).parent.parent / "data" / "geonames_kinds.toml"
_SEATS = {"PPLC": "country", "PPLA": "adm1", "PPLA2": "adm2", "PPLA3": "adm3"}
_LARGEST_TEXT = 1 << 30  # bytes of a dump when unpacked; the largest country has a third of it
_MOST_PEOPLE = 10**10  # more than there are
_LONGEST_ID = 12  # digits
_BROKEN = (  # what a damaged, encrypted or unusual archive raises (RuntimeError: a password, or a compression unknown)
    *(OSError, EOFError, KeyError, RuntimeError, UnicodeDecodeError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
_COLUMNS = 19
_NAME_COLUMNS = 4
# Languages of alternate names that reports in Arabic or English use; "" is a name without a language
_LANGUAGES = frozenset(["", "ar", "en", "fr", "ku", "ckb", "kmr", "he", "tr", "ru", "uk", "fa", "ur", "arz", "apc"])


class Feature(NamedTuple):
    """How a feature code is taken: as which kind, how precise, and with what radius."""

    kind: str
    precision: str
    radius_km: float | None


@cache
def features() -> dict[str, Feature]:
    """The feature codes taken, of `data/geonames_kinds.toml`."""
    table = tomllib.loads(_KINDS_FILE.read_text(encoding="utf-8"))
    return {
        code: Feature(kind, row["precision"], row.get("radius_km"))
        for kind, row in table.items()
        for code in row["codes"]
    }


def dump_names(country: str) -> tuple[str, str]:
    """The two archives of a country, relative to `ADDRESS`: the features and their alternate names."""
    return f"{country}.zip", f"alternatenames/{country}.zip"


def open_text(path: Path, country: str) -> Iterator[str]:
    """The lines of a dump, from `SY.txt` or the `SY.zip` that holds it. Raises `UnreadableSource`."""
    try:
        if path.suffix.lower() != ".zip":
            with path.open(encoding="utf-8-sig", newline="") as lines:
                yield from lines
            return
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(f"{country}.txt").file_size > _LARGEST_TEXT:
                raise UnreadableSource(f"{path}: expected at most {_LARGEST_TEXT >> 20} MB when unpacked, got more")
            with archive.open(f"{country}.txt") as member:
                yield from io.TextIOWrapper(member, encoding="utf-8-sig", newline="")
    except _BROKEN as error:
        raise UnreadableSource(f"{path}: expected {country}.txt of a GeoNames dump, got: {error}") from error


def read_names(lines: Iterable[str], path: Path) -> dict[int, list[tuple[str, str, bool]]]:
    """(language, name, preferred) by GeoNames id. Raises `UnreadableSource`."""
    found: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    for number, row in enumerate(_rows(lines, path), 1):
        if len(row) < _NAME_COLUMNS or not _is_id(row[1]):
            raise UnreadableSource(
                f"{path}, row {number}: expected an alternate name (id, GeoNames id, language, name), got {row[:5]}"
            )
        if row[2] in _LANGUAGES and is_printable(row[3]):
            found[int(row[1])].append((row[2], row[3], "1" in row[4:5]))
    return found


def read_places(
    lines: Iterable[str], names: dict[int, list[tuple[str, str, bool]]], areas: Areas, path: Path
) -> tuple[list[Named], int]:
    """The places of a dump, and how many features were left out by kind. Raises `UnreadableSource`."""
    rows: dict[str, list[str]] = {}
    left_out = 0
    for number, row in enumerate(_rows(lines, path), 1):
        if len(row) != _COLUMNS or not _is_id(row[0]):
            raise UnreadableSource(
                f"{path}, row {number}: expected {_COLUMNS} columns of a GeoNames dump, got {len(row)}"
            )
        _check_numbers(row, path, number)
        if row[7] in features() and row[0] not in rows and _is_usable(row):
            rows[row[0]] = row
        else:
            left_out += 1
    if not rows:
        raise UnreadableSource(f"{path}: expected features of a GeoNames dump, got none that is a place")
    taken = list(rows.values())
    units = {(row[8], row[10], row[11]): row[1] for row in taken if row[7] == "ADM2"}
    where = AreaFinder(areas).assign([(float(row[4]), float(row[5]), row[8]) for row in taken])
    return [_named(row, *w, names.get(int(row[0]), []), units) for row, w in zip(taken, where, strict=True)], left_out


def _check_numbers(row: list[str], path: Path, number: int) -> None:
    try:
        checked((row[4], row[5]), f"{path}, row {number}")  # type: ignore[arg-type]  # it makes them numbers
    except BadQuery as error:
        raise UnreadableSource(str(error)) from error
    if row[14] and not (_is_id(row[14]) and int(row[14]) <= _MOST_PEOPLE):
        raise UnreadableSource(f"{path}, row {number}: expected the population as a whole number, got {row[14]!r}")


def _is_id(text: str) -> bool:
    """Whether a text is a whole number of a length that ids, and numbers of people, have."""
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID


def _is_usable(row: list[str]) -> bool:
    """Whether a row has a name and a country."""
    return bool(row[1].strip()) and is_printable(row[1]) and len(row[8]) == 2 and row[8].isascii() and row[8].isupper()


def _rows(lines: Iterable[str], path: Path) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        yield from (row for row in reader if row)
    except csv.Error as error:
        raise UnreadableSource(
            f"{path}, row {reader.line_num}: expected a row of a GeoNames dump, got: {error}"
        ) from error


def _named(
    row: list[str],
    country: str,
    area: Any,
    alternates: list[tuple[str, str, bool]],
    units: dict[tuple[str, str, str], str],
) -> Named:
    feature = features()[row[7]]
    listed = [name.strip() for name in row[3].split(",") if name.strip() and is_printable(name)]
    names = meant_names(kept_names([*listed, *(name for _, name, _ in alternates)], country), f"gn:{row[0]}")
    preferred = [name for language, name, best in alternates if language == "ar" and best]
    arabic = next(iter(preferred), arabic_name(row[1], [n for n in names if is_arabic(n)], in_zone(country)))
    place = Place(
        id=f"gn:{row[0]}",
        name=plain_name(row[1], country),
        name_ar=arabic,
        kind=feature.kind,
        country=country,
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=units.get((row[8], row[10], row[11])),
        lat=float(row[4]),
        lon=float(row[5]),
        geo_precision=feature.precision,
        radius_km=feature.radius_km,
        area_id=None,
        population=int(row[14] or 0) or None,
        source="",  # the layer fills it in from the id
        seat_of=_SEATS.get(row[7]),
    )
    first = [row[1], *([arabic] if arabic else [])]
    short = [short_name(fold(name)) for name in (*first, *names)]
    return Named(place, first, list(dict.fromkeys([*names, *short])))
