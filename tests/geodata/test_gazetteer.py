"""The gazetteer: by id, by key, by nearness; and the packaged tables as a whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from geodata import Areas, Gazetteer, distance_km
from geodata.errors import BadQuery, GazetteerMissing
from geodata.gazetteer import DATA

PRECISIONS = {"exact", "town", "near", "adm2", "adm1", "feature", "country", "sea", "none"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def test_by_id(gazetteer: Gazetteer) -> None:
    aleppo = gazetteer.by_id("gn:170063")
    assert aleppo is not None
    assert (aleppo.name, aleppo.name_ar, aleppo.kind, aleppo.country) == ("Aleppo", "حلب", "settlement", "SY")
    assert (aleppo.admin1, aleppo.admin1_ar, aleppo.admin1_id) == ("Aleppo", "محافظة حلب", "SY-HL")
    assert aleppo.geo_precision == "town"
    assert aleppo.source.startswith("GeoNames 170063")
    osaka = gazetteer.by_id("gn:1853909")
    assert osaka is not None
    assert osaka.source == "GeoNames 1853909", "a row that nobody edited"
    assert gazetteer.by_id("gn:0") is None
    assert gazetteer.by_id("'; drop table places") is None


def test_an_area_is_a_place(gazetteer: Gazetteer) -> None:
    place = gazetteer.by_id("SY-HA")
    assert place is not None
    assert (place.kind, place.geo_precision, place.area_id) == ("adm1", "adm1", "SY-HA")
    strip = gazetteer.by_id("PS-GZZ")
    assert strip is not None
    assert (strip.name, strip.kind, strip.geo_precision) == ("Gaza Strip", "region", "adm1")


def test_search_tells_key_and_quality(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("حلب", "halab")
    assert ("gn:170063", "حلب", 0) in [(m.place.id, m.key, m.quality) for m in found]
    assert [m.quality for m in found] == sorted(m.quality for m in found)
    assert gazetteer.search() == gazetteer.search("") == []


def test_known_keys(gazetteer: Gazetteer) -> None:
    assert gazetteer.known(["حلب", "لا مكان", "aleppo"]) == {"حلب", "aleppo"}
    assert gazetteer.known([]) == set()


def test_nearest(gazetteer: Gazetteer) -> None:
    found = gazetteer.nearest(36.2021, 37.1343, limit=3)
    assert found[0].admin1 == "Aleppo"
    distances = [distance_km(36.2021, 37.1343, p.lat, p.lon) for p in found]
    assert len(found) == 3
    assert distances == sorted(distances)
    assert all(p.area_id is None for p in found)


def test_nearest_over_the_date_line_and_at_sea(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest(-16.8, 179.99, limit=1)[0].country == "FJ"
    assert gazetteer.nearest(-48.9, -123.4) == []


@pytest.mark.parametrize(("lat", "lon", "limit"), [(100.0, 0.0, 1), (0.0, 0.0, 0)])
def test_bad_questions(gazetteer: Gazetteer, lat: float, lon: float, limit: int) -> None:
    with pytest.raises(BadQuery, match="expected"):
        gazetteer.nearest(lat, lon, limit)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="places"):
        Gazetteer.open(tmp_path)


def test_threads_share_it(gazetteer: Gazetteer) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda i: gazetteer.search("دمشق")[0].place.id, range(64)))
    assert len(set(names)) == 1


def test_packaged_rows_are_sound() -> None:
    sql = f"FROM read_parquet('{DATA / 'places.parquet'}')"
    ask = duckdb.connect()
    kinds = {row[0] for row in ask.execute(f"SELECT DISTINCT geo_precision {sql}").fetchall()}
    assert kinds <= PRECISIONS
    bad = f"SELECT count(*) {sql} WHERE abs(lat) > 90 OR abs(lon) > 180 OR (lat = 0 AND lon = 0) OR name = ''"
    assert ask.execute(bad).fetchall() == [(0,)]
    rings = "geo_precision IN ('near', 'adm2', 'feature', 'sea')"
    ring = f"SELECT count(*) {sql} WHERE ({rings}) <> (radius_km IS NOT NULL)"
    assert ask.execute(ring).fetchall() == [(0,)]
    ids = {row[0] for row in ask.execute(f"SELECT DISTINCT admin1_id {sql} WHERE admin1_id IS NOT NULL").fetchall()}
    assert all(Areas.open().get(i) for i in ids)


def test_files_are_small_enough() -> None:
    sizes = {p.name: p.stat().st_size for p in DATA.rglob("*") if p.is_file()}
    assert all(size < 12e6 for size in sizes.values()), sizes
    assert sum(sizes.values()) < 40e6
