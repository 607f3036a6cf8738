"""The user's own table of places: corrections of known places and places nobody else has, with who, when and why.

The table is a journal: a row is never changed or taken out, the last row of an id counts. A rebuild of the packaged
data does not touch it.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from geodata.added.home import CORRECTIONS
from geodata.added.lock import locked
from geodata.areas import Areas
from geodata.build.layer import write_layer
from geodata.build.places import in_order
from geodata.errors import BadQuery, UnreadableSource
from geodata.gazetteer import Gazetteer
from geodata.layer import NAMES, PLACES, SOUNDS, TYPOS
from geodata.normalize import fold, is_printable
from geodata.place import KINDS, PRECISIONS, Named, Place
from geodata.point import checked

JOURNAL = "corrections.csv"
LONGEST_TEXT = 500  # characters of a field
LARGEST_RADIUS_KM = 500.0
_SEPARATOR = "|"


@dataclass(frozen=True)
class Correction:
    """One row of the journal: a place as it should be, and who said so, when and why.

    `id` is the id of a known place, or `own:<name>` for one of the user's. `withdrawn` takes the rows before back.
    """

    id: str
    name: str
    name_ar: str
    kind: str
    country: str
    lat: float
    lon: float
    geo_precision: str
    radius_km: float | None
    aliases: tuple[str, ...]
    who: str
    why: str
    when: str = ""
    withdrawn: bool = False


def own_id(name: str, lat: float, lon: float) -> str:
    """The id of a place that only the user has: readable, and the same for the same name at the same spot."""
    slug = "-".join(fold(name).split())[:60]
    return f"own:{slug}:{lat:.3f}:{lon:.3f}"


def read(home: Path) -> list[Correction]:
    """The whole journal, oldest first. Raises `UnreadableSource`."""
    path = home / CORRECTIONS / JOURNAL
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:  # a spreadsheet writes a mark of order
            return [_from_row(row, path, number) for number, row in enumerate(csv.DictReader(lines), 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableSource(f"{path}: expected the journal of corrections in UTF-8, got: {error}") from error


def in_force(home: Path) -> list[Correction]:
    """The corrections that count: the last row of each id, unless it withdraws."""
    last = {row.id: row for row in read(home)}
    return [row for row in last.values() if not row.withdrawn]


def correct(home: Path, correction: Correction, areas: Areas) -> Correction:
    """Adds a row to the journal and renews the layer; returns the row with its time. Raises `BadQuery`."""
    _check(correction)
    row = Correction(**{**asdict(correction), "when": datetime.now(UTC).isoformat(timespec="seconds")})
    with locked(home / CORRECTIONS):
        read(home)  # a journal that cannot be read is not written on
        _append(home / CORRECTIONS / JOURNAL, row)
        renew(home, areas)
    return row


def renew(home: Path, areas: Areas) -> None:
    """Writes the layer of the corrections in force anew."""
    folder = home / CORRECTIONS
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as fresh:
        write_layer(in_order(_named(row, areas) for row in in_force(home)), Path(fresh), lambda _: None, level=1)
        # A reader has the old files mapped: they are replaced, never written over; the one that is watched comes last
        for name in (NAMES, SOUNDS, TYPOS, PLACES):
            (Path(fresh) / name).replace(folder / name)


def _check(row: Correction) -> None:
    checked((row.lat, row.lon), "correction")
    for name in ("id", "name", "kind", "who", "why"):
        if not str(getattr(row, name)).strip():
            raise BadQuery(f"correction: expected {name}, got nothing")
    texts = [(name, value) for name, value in asdict(row).items() if isinstance(value, str)]
    for name, value in (*texts, *(("aliases", alias) for alias in row.aliases)):
        if len(value) > LONGEST_TEXT or not is_printable(value):
            raise BadQuery(f"correction: expected {name} as one line of at most {LONGEST_TEXT} characters")
    if row.kind not in KINDS:
        raise BadQuery(f"correction: expected kind as one of {', '.join(sorted(KINDS))}, got {row.kind!r}")
    if row.country and not (len(row.country) == 2 and row.country.isascii() and row.country.isupper()):
        raise BadQuery(f"correction: expected country as ISO 3166-1 alpha-2 or nothing, got {row.country!r}")
    if row.geo_precision not in PRECISIONS:
        raise BadQuery(f"correction: expected precision as one of {', '.join(PRECISIONS)}, got {row.geo_precision!r}")
    ring = row.geo_precision == "near" or row.radius_km is not None
    if ring and not (row.radius_km and 0 < row.radius_km <= LARGEST_RADIUS_KM):
        got = "none" if row.radius_km is None else row.radius_km
        raise BadQuery(f"correction: expected radius_km from 0 to {LARGEST_RADIUS_KM:g}, got {got}")
    if any(_SEPARATOR in alias for alias in row.aliases):
        raise BadQuery(f"correction: expected aliases without {_SEPARATOR!r}")


def _append(path: Path, row: Correction) -> None:
    """Writes a row at the end, on a line of its own, in one piece."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    values = {**asdict(row), "aliases": _SEPARATOR.join(row.aliases), "withdrawn": "yes" if row.withdrawn else ""}
    with path.open("a+b") as file:
        if file.tell() == 0:
            writer.writerow([f.name for f in fields(Correction)])
        else:
            file.seek(-1, os.SEEK_END)
            text.write("" if file.read(1) in b"\r\n" else "\n")
        writer.writerow(["" if value is None else value for value in values.values()])
        file.write(text.getvalue().encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _from_row(row: dict[str, str], path: Path, number: int) -> Correction:
    """A row of the journal. Raises `UnreadableSource` for one that a person broke."""
    try:
        numbers = {
            "lat": float(row["lat"]),
            "lon": float(row["lon"]),
            "radius_km": float(row["radius_km"]) if row["radius_km"] else None,
        }
        aliases = tuple(filter(None, row["aliases"].split(_SEPARATOR)))
        # built from the row's columns
        found = Correction(**{**row, **numbers, "aliases": aliases, "withdrawn": row["withdrawn"] == "yes"})  # type: ignore[arg-type]
        _check(found)
        return found
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableSource(f"{path}, row {number}: expected a row of corrections, got: {error}") from error


def _named(row: Correction, areas: Areas) -> Named:
    _, area = areas.locate(row.lat, row.lon)
    place = Place(
        id=row.id,
        name=row.name,
        name_ar=row.name_ar or None,
        kind=row.kind,
        country=row.country or (area.country if area else None),
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=None,
        lat=row.lat,
        lon=row.lon,
        geo_precision=row.geo_precision,
        radius_km=row.radius_km,
        area_id=None,
        population=None,
        source=f"{row.who}, {row.when[:10]}: {row.why}",
    )
    known = Gazetteer.open().by_id(row.id)
    if known:  # what the correction says nothing of stays: it decides between namesakes
        place = replace(place, population=known.population, admin2=known.admin2, seat_of=known.seat_of)
    return Named(place, [n for n in (row.name, row.name_ar, *row.aliases) if n])


def placed_otherwise(rows: Iterable[Correction]) -> set[str]:
    """The ids that corrections in force change: whose events may have to be placed anew."""
    return {row.id for row in rows if not row.id.startswith("own:")}
