"""The hand-kept tables `data/places/*.csv`: every row has a source, lies where it says, is found by its names."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from shapely import Point

from geodata import Areas, Gazetteer, distance_km
from geodata.build.places import read_hand_tables
from geodata.build.run import HAND_TABLES
from geodata.normalize import fold, is_arabic
from geodata.place import KINDS

FILES = sorted(HAND_TABLES.glob("*.csv"))
TABLE = read_hand_tables(HAND_TABLES)
TOLERANCE_DEGREES = 0.06  # outlines are simplified to about a kilometre, and crossings lie on the line
OFF_COAST = 0.04  # a port's roads lie before the coast
RINGS = {"near", "adm2", "feature", "sea"}
POINTS = {"exact", "town"}
WIDE_KINDS = {"region", "road", "river", "front_line", "sea_area", "lake", "mountain", "island"}


def problems(row: dict[str, str]) -> list[str]:
    """What is wrong with a row by itself."""
    found = []
    if not row["source"].strip() or re.search(r"not looked up|from memory|\bweak\b", row["source"], re.I):
        found.append("no source")
    if row["seat_of"] not in ("", "country", "adm1", "adm2", "adm3") or (
        row["seat_of"] and row["kind"] != "settlement"
    ):
        found.append(f"seat of {row['seat_of']}")
    if row["kind"] not in KINDS:
        found.append(f"kind {row['kind']}")
    if row["precision"] not in RINGS | POINTS or (row["precision"] in RINGS) != bool(row["radius_km"]):
        found.append(f"precision {row['precision']} with radius {row['radius_km']!r}")
    if not row["name"] or is_arabic(row["name"]) or (row["name_ar"] and not is_arabic(row["name_ar"])):
        found.append("names in the wrong script")
    if any(row[column] != row[column].strip() for column in row):
        found.append("space around a value")
    return found + _misplaced(row)


def _misplaced(row: dict[str, str]) -> list[str]:
    """Whether a row lies outside the area, or the country, that it names."""
    point = Point(float(row["lon"]), float(row["lat"]))
    if row["precision"] == "sea":
        return []  # fields and waters off a coast
    if row["admin1"]:
        area = Areas.open().get(row["admin1"])
        if area is None or area.country != row["country"]:
            return [f"admin1 {row['admin1']}"]
        away = Areas.open().geometry(area.id).distance(point) - (OFF_COAST if row["kind"] == "port" else 0.0)
        return (
            [f"{away:.2f} degrees outside {area.id}"]
            if away > TOLERANCE_DEGREES and row["kind"] not in WIDE_KINDS
            else []
        )
    return [] if row["kind"] in WIDE_KINDS else ["no admin1"]


def test_there_are_enough() -> None:
    assert len(TABLE) >= 1200
    counts = Counter(row["country"] for row in TABLE)
    for country in ("SY", "PS", "LB", "IQ", "IL", "YE", "SD", "LY", "UA"):
        assert counts[country] >= 200, country
    for country in ("ML", "BF", "SO"):
        assert counts[country] >= 40, country
    assert {row["kind"] for row in TABLE} >= KINDS - {"country", "adm3"}


def test_ids_are_unique() -> None:
    ids = Counter(row["id"] for row in TABLE)
    assert [i for i, n in ids.items() if n > 1] == []
    assert all(i.startswith(("gn:", "cm:")) for i in ids)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_rows(path: Path) -> None:
    rows = [row for row in TABLE if (row["country"] or "seas") == path.stem]
    assert rows
    assert {row["id"]: found for row in rows if (found := problems(row))} == {}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_rows_are_built_and_found_by_every_name(path: Path) -> None:
    gazetteer, lost = Gazetteer.open(), []
    for row in TABLE:
        if (row["country"] or "seas") != path.stem:
            continue
        place = gazetteer.by_id(row["id"])
        assert place is not None, row["id"]
        assert (place.name, place.kind) == (row["name"], row["kind"])
        assert distance_km(place.lat, place.lon, float(row["lat"]), float(row["lon"])) < 0.001
        names = (row["name"], row["name_ar"], *row["aliases"].split("|"))
        lost += [(row["id"], n) for n in names if len(fold(n)) > 1 and place not in gazetteer.exact(n)]
    assert lost == []


def test_what_is_wrong_is_seen() -> None:
    good = next(row for row in TABLE if row["precision"] == "town" and row["admin1"])
    assert problems(good) == []
    for change in ({"lat": "0.5"}, {"source": " "}, {"kind": "shop"}, {"radius_km": "3"}, {"name_ar": "Halab"}):
        assert problems({**good, **change}), change
