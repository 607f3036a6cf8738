"""Areas: names without outlines, points in areas, the border policy, coasts."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata import Areas, GeodataError
from geodata.errors import BadQuery, GazetteerMissing

LOCATED = [
    ("Aleppo", 36.20, 37.16, "SY", "SY-HL"),
    ("Qamishli", 37.05, 41.23, "SY", "SY-HA"),
    ("Gaza City", 31.50, 34.467, "PS", "PS-GZZ"),
    ("Ramallah", 31.90, 35.20, "PS", "PS-WBK"),
    ("Simferopol, Crimea", 44.95, 34.10, "UA", "UA-43"),
    ("Sevastopol", 44.60, 33.53, "UA", "UA-40"),
    ("Donetsk", 48.00, 37.80, "UA", "UA-14"),
    ("Katzrin, occupied Golan", 32.992, 35.691, "SY", "SY-QU"),
    ("Majdal Shams, occupied Golan", 33.269, 35.770, "SY", "SY-QU"),
    ("Kfar Szold", 33.195, 35.655, "IL", "IL-Z"),
    ("Tel Katzir", 32.706, 35.616, "IL", "IL-Z"),
    ("Laayoune", 27.15, -13.20, "EH", "SAH+00?"),
    ("Dakhla", 23.70, -15.93, "EH", "SAH+00?"),
    ("Tarfaya", 27.94, -12.92, "MA", None),
    ("Kyrenia", 35.32, 33.32, "CY", "CYN+00?"),
    ("Hargeisa", 9.56, 44.06, "SO", "SOL+00?"),
    ("Pristina", 42.66, 21.16, "XK", None),
    ("the naval base of Tartus, on the mole", 34.915, 35.874, "SY", "SY-TA"),
    ("Moscow", 55.75, 37.62, "RU", "RU-MOW"),
    ("the Pacific", 0.0, -150.0, None, None),
]


@pytest.fixture(scope="module")
def areas() -> Areas:
    return Areas.open()


@pytest.mark.parametrize(("where", "lat", "lon", "country", "area"), LOCATED, ids=[row[0] for row in LOCATED])
def test_locate(areas: Areas, where: str, lat: float, lon: float, country: str | None, area: str | None) -> None:
    found_country, found_area = areas.locate(lat, lon)
    assert (found_country.id if found_country else None) == country, where
    if area or country is None:
        assert (found_area.id if found_area else None) == area, where


def test_names_come_without_outlines() -> None:
    fresh = Areas(Path(__file__).parents[2] / "geodata" / "data" / "areas.parquet")
    area = fresh.get("SY-HA")
    assert area is not None
    assert (area.name_ar, area.country, area.level) == ("محافظة الحسكة", "SY", "adm1")
    assert "_outlines" not in vars(fresh)


def test_all_of_a_country(areas: Areas) -> None:
    syria = areas.all("adm1", country="sy")
    assert len(syria) == 14
    assert [a.id for a in syria] == sorted(a.id for a in syria)
    assert len(areas.all("country")) > 200


def test_every_area_contains_its_own_point(areas: Areas) -> None:
    for area in areas.all("adm1", "SY") + areas.all("country"):
        country, _ = areas.locate(area.lat, area.lon)
        assert country is not None, area
        assert country.id == area.country, area


def test_country_is_the_union_of_its_areas(areas: Areas) -> None:
    whole = areas.geometry("SY").area
    assert sum(areas.geometry(a.id).area for a in areas.all("adm1", "SY")) == pytest.approx(whole, rel=1e-3)


def test_geojson_is_lon_lat(areas: Areas) -> None:
    feature = areas.geojson("PS-GZZ")
    west, south, east, north = areas.geometry("PS-GZZ").bounds
    assert (34.1 < west < east < 34.6) and (31.1 < south < north < 31.7)
    assert feature["type"] == "Feature"
    assert feature["properties"]["name_ar"] == "قطاع غزة"


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_bad_points(areas: Areas, lat: float, lon: float) -> None:
    with pytest.raises(BadQuery, match="expected lat"):
        areas.locate(lat, lon)


def test_unknown_area(areas: Areas) -> None:
    assert areas.get("SY-XX") is None
    with pytest.raises(BadQuery, match="SY-XX"):
        areas.geometry("SY-XX")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="areas"):
        Areas.open(tmp_path / "areas.parquet")
    assert issubclass(GazetteerMissing, GeodataError)
    assert issubclass(GazetteerMissing, FileNotFoundError)
