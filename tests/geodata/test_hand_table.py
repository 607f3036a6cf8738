"""The hand-kept table `data/places.csv`: every row has a source and lies where it says."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import Point

from geodata import Areas, Gazetteer, distance_km
from geodata.build.places import read_hand_tables
from geodata.build.run import HAND_TABLES
from geodata.normalize import fold

TOLERANCE_DEGREES = 0.05
TABLE = read_hand_tables(HAND_TABLES)
KINDS = {
    *("settlement", "neighbourhood", "refugee_camp", "military_base", "airport", "border_crossing", "port", "dam"),
    *("oil_field", "region", "area"),
}


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in TABLE]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(("gn:", "cm:")) for i in ids)


@pytest.mark.parametrize("row", TABLE, ids=[row["id"] for row in TABLE])
def test_row(row: dict[str, Any]) -> None:
    area = Areas.open().get(row["admin1"])
    assert row["source"].strip()
    assert row["kind"] in KINDS
    assert row["name_ar"] == row["name_ar"].strip()
    assert (row["precision"] == "near") == bool(row["radius_km"])
    assert area is not None
    assert area.country == row["country"]
    # a few kilometres of tolerance: outlines are simplified to about one, and crossings lie on the line
    point = Point(float(row["lon"]), float(row["lat"]))
    assert Areas.open().geometry(area.id).distance(point) < TOLERANCE_DEGREES


@pytest.mark.parametrize("row", TABLE, ids=[row["id"] for row in TABLE])
def test_row_is_built_and_found_by_every_name(row: dict[str, Any]) -> None:
    gazetteer = Gazetteer.open()
    place = gazetteer.by_id(row["id"])
    assert place is not None
    assert (place.name, place.kind, place.admin1_id) == (row["name"], row["kind"], row["admin1"])
    assert distance_km(place.lat, place.lon, float(row["lat"]), float(row["lon"])) < 0.001
    for name in (row["name"], row["name_ar"], *filter(None, row["aliases"].split("|"))):
        assert row["id"] in {m.place.id for m in gazetteer.search(fold(name))}, name
