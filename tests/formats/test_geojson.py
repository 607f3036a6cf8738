"""GeoJSON in: every feature an event or a rejection, nothing drawn where it does not lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.errors import UnreadableFile
from conflictmap.formats import geojson, registry
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.features import Feature
from conflictmap.model.event import Event
from tests.made import PAYLOADS

MANBIJ = [37.95, 36.53]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*position: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(position) or MANBIJ}


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def written(folder: Path, value: Any, name: str = "made.geojson") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


# frozen, so it can be shared
def events(folder: Path, value: Any, options: Options = Options()) -> list[Event | Rejection]:  # noqa: B008
    return list(geojson.read(written(folder, value), options))


def shapes(folder: Path, value: Any, crs: str = "") -> list[Feature | Rejection]:
    return list(geojson.read_features(written(folder, value), crs))


def the_event(found: list[Event | Rejection]) -> Event:
    (event,) = found
    assert isinstance(event, Event), event
    return event


def the_reason(found: list[Any]) -> str:
    (rejection,) = found
    assert isinstance(rejection, Rejection), rejection
    return rejection.reason


def test_a_point_with_a_date_is_an_event(tmp_path: Path) -> None:
    row = feature(
        point(), name="Drone strike on a depot", date="2024-01-05", actor1="SDF", fatalities=3, source="The Desk",
        url="https://example.org/a", description="<b>Two</b> blasts<br>were heard",
    )  # fmt: skip
    event = the_event(events(tmp_path, collection(row)))
    assert (event.place.lat, event.place.lon) == (36.53, 37.95)
    assert (event.place.country, event.place.admin1_id, event.place.mark) == ("SY", "SY-HL", "point")
    assert event.when and event.when.start.isoformat() == "2024-01-05"
    assert (event.sub_event_type, event.rule) == ("Air/drone strike", "read from a map file")
    assert event.fatalities.best == 3 and event.injured.best is None
    assert event.sources[0].publisher == "The Desk" and event.sources[0].url == "https://example.org/a"
    assert event.summary_en == "Drone strike on a depot\nTwo blasts\nwere heard"
    assert [actor.id for actor in event.actors] == ["sdf"]


def test_arabic_properties_are_read(tmp_path: Path) -> None:
    row = feature(
        point(), **{"الاسم": "غارة على مستودع", "التاريخ": "٥ كانون الثاني ٢٠٢٤", "النوع": "غارة جوية", "القتلى": "2"}
    )
    event = the_event(events(tmp_path, row))
    assert event.sub_event_type == "Air/drone strike" and event.summary_ar == "غارة على مستودع"
    assert event.when and event.when.start.isoformat() == "2024-01-05" and event.fatalities.best == 2


def test_a_type_that_is_not_said_is_not_guessed(tmp_path: Path) -> None:
    event = the_event(events(tmp_path, feature(point(), name="Something here", date="2024-01-05")))
    assert event.sub_event_type == "Other" and event.confidence < 0.5


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (feature(point(), name="no day"), "date", "a date in a property"),
        (feature(point(), date="soon"), "date", "a date such as"),
        (feature(point(), date="2024-02-01", end_date="2024-01-01"), "date_end", "not before"),
        (feature(None, date="2024-01-05"), "geometry", "got none"),
        (feature({"type": "LineString", "coordinates": [MANBIJ, [38, 37]]}, date="2024-01-05"), "geometry", "overlays"),
        (feature(point(0, 0), date="2024-01-05"), "geometry", "(0, 0)"),
        (feature(point(36.53, 137.95), date="2024-01-05"), "coordinates", "swapped"),
        (feature(point(4224580.0, 4379800.0), date="2024-01-05"), "coordinates", "projected"),
        (feature(point("37,95", "36,53"), date="2024-01-05"), "geometry", "numbers"),
        (feature({"type": "Circle", "coordinates": MANBIJ}, date="2024-01-05"), "geometry", "geometry type"),
        ("nonsense", "type", "a Feature"),
    ],
)
def test_what_is_no_event_says_why(tmp_path: Path, row: Any, field: str, reason: str) -> None:
    good = feature(point(), name="clash", date="2024-01-05")
    first, second = events(tmp_path, collection(row, good))
    assert isinstance(first, Rejection) and first.row == 1 and first.field == field and reason in first.reason, first
    assert isinstance(second, Event), "one bad row loses no other"


@pytest.mark.parametrize(
    "crs",
    [
        "urn:ogc:def:crs:EPSG::3857",
        "EPSG:3857",
        "http://www.opengis.net/def/crs/EPSG/0/3857",
        "ESRI:102100",
        "EPSG:900913",
    ],
)
def test_projected_coordinates_are_reprojected(tmp_path: Path, crs: str) -> None:
    named = {"type": "name", "properties": {"name": crs}}
    (found,) = shapes(tmp_path, collection(feature(point(4224574.7, 4373795.8)), crs=named))
    assert isinstance(found, Feature)
    assert (round(found.geometry.x, 2), round(found.geometry.y, 2)) == (37.95, 36.53)


def test_utm_is_reprojected(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    (found,) = shapes(tmp_path, collection(feature(point(406000.0, 4043000.0)), crs=named))
    assert isinstance(found, Feature) and shapely.distance(found.geometry, shapely.Point(37.95, 36.53)) < 0.02


@pytest.mark.parametrize(
    "crs",
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:OGC:2:84", "WGS84"],
)
def test_degrees_stay_as_they_are(tmp_path: Path, crs: str) -> None:
    named = {"type": "name", "properties": {"name": crs}}
    (found,) = shapes(tmp_path, collection(feature(point()), crs=named))
    assert isinstance(found, Feature) and [found.geometry.x, found.geometry.y] == MANBIJ


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "EPSG:999999"}},
        {"type": "link", "properties": {"href": "http://example.org/crs"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5773"}},
        {"type": "name", "properties": {}},
        "nonsense",
        7,
    ],
)
def test_an_unknown_system_is_refused(tmp_path: Path, crs: Any) -> None:
    with pytest.raises(UnreadableFile, match=r"made\.geojson"):
        shapes(tmp_path, collection(feature(point()), crs=crs))


def test_a_system_can_be_told(tmp_path: Path) -> None:
    (found,) = shapes(tmp_path, collection(feature(point(4224574.7, 4373795.8))), "EPSG:3857")
    assert isinstance(found, Feature) and round(found.geometry.x, 2) == 37.95


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[37.95,36.53]},"properties":{"date":"2024-01-05"}}\n'
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[37.95,36.53]},"properties":{"date":"2024-01-06"}}\n',
        '\x1e{"type":"Feature","geometry":{"type":"Point","coordinates":[37.95,36.53]},"properties":{"date":"2024-01-05"}}\n'
        '\x1e{"type":"Feature","geometry":{"type":"Point","coordinates":[37.95,36.53]},"properties":{"date":"2024-01-06"}}\n',
    ],
)
def test_one_feature_a_line(tmp_path: Path, text: str) -> None:
    found = events(tmp_path, text)
    assert [e.when.start.day for e in found if isinstance(e, Event) and e.when] == [5, 6]


def test_a_broken_line_loses_no_other(tmp_path: Path) -> None:
    line = json.dumps(feature(point(), date="2024-01-05"))
    first, broken, last = events(tmp_path, f'{line}\n{{"type": "Po\n{line}\n')
    assert isinstance(first, Event) and isinstance(last, Event)
    assert isinstance(broken, Rejection) and "line 2" in broken.value and broken.reason.startswith("GeoJSON")


def test_heights_collections_and_bare_geometries(tmp_path: Path) -> None:
    ring = [[37, 36, 120], [38, 36, 120], [38, 37, 120], [37, 36, 120]]
    inner = {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [ring]}]}
    (found,) = shapes(tmp_path, {"type": "GeometryCollection", "geometries": [inner, point()]})
    assert isinstance(found, Feature) and not found.geometry.has_z
    (single,) = shapes(tmp_path, {"type": "Polygon", "coordinates": [ring]})
    assert isinstance(single, Feature) and single.geometry.geom_type == "Polygon"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("{", "expected GeoJSON"),
        ("[1, 2]", "expected GeoJSON"),
        ('{"type": "Topology"}', "TopoJSON"),
        ('{"rings": [], "spatialReference": {}}', "no type"),
        ('{"type": "FeatureCollection"}', "list of features"),
        ('{"a":' * 100_000, "expected GeoJSON"),
        ('{"type": "Po}\n{"type": "Point", "coordinates": [37, 36]}', "line 1"),
    ],
)
def test_what_is_no_geojson_is_refused_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected) as caught:
        shapes(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFLICTMAP_GEO_MB_LIMIT", "0")
    with pytest.raises(UnreadableFile, match="at most 0 MB"):
        shapes(tmp_path, feature(point()))


def test_the_order_of_days_and_months_is_the_files(tmp_path: Path) -> None:
    rows = [feature(point(), name=str(n), date=day) for n, day in enumerate(("3/4/2024", "3/14/2024", "3/5/2024"))]
    found = events(tmp_path, collection(*rows))
    assert [e.when.start.isoformat() for e in found if isinstance(e, Event) and e.when] == [
        "2024-03-04", "2024-03-14", "2024-03-05",
    ]  # fmt: skip


def test_gis_times_and_nested_values(tmp_path: Path) -> None:
    row = feature(point(), event_date=1704412800000, notes={"a": [1]}, tags=["x"], Type="Shelling", killed="two")
    event = the_event(events(tmp_path, row))
    assert event.when and event.when.start.isoformat() == "2024-01-05"
    assert event.sub_event_type == "Shelling/artillery/missile attack"


def test_coordinates_in_properties_do_not_count(tmp_path: Path) -> None:
    row = feature(point(), date="2024-01-05", lat=1.0, lon=2.0, latitude="1", coordinates="1, 2")
    assert (the_event(events(tmp_path, row)).place.lat, the_event(events(tmp_path, row)).place.lon) == (36.53, 37.95)


def test_the_same_file_gives_the_same_ids(tmp_path: Path) -> None:
    rows = collection(feature(point(), date="2024-01-05", name="a"), feature(point(), date="2024-01-05", name="b"))
    ids = [[event.id for event in events(tmp_path, rows) if isinstance(event, Event)] for _ in range(2)]
    assert ids[0] == ids[1] and len(set(ids[0])) == 2


def test_it_knows_its_own(tmp_path: Path) -> None:
    assert geojson.recognises(written(tmp_path, collection())) > 0.9
    assert geojson.recognises(written(tmp_path, '{"id": 1}', "x.json")) < 0.5
    assert geojson.recognises(written(tmp_path, "a,b", "x.csv")) == 0


MEMBERS = ["type", "coordinates", "geometry", "geometries", "properties", "crs", "name", "date"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.sampled_from(geojson._TYPES),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(MEMBERS), inner),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(JSON, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_json_gives_a_row_each(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    found = events(tmp_path_factory.mktemp("any"), collection(*rows))
    assert len(found) == len(rows) and all(isinstance(each, Event | Rejection) for each in found)


ODD = st.sampled_from(
    ["-1", "1e400", "²", "٣", "NaN", "\x00", "\ud800", ";;;", "\u202e", "x" * 30_000, "9999-12-31", *PAYLOADS]
)
PROPERTIES = [
    "date",
    "date_end",
    "type",
    "sub_type",
    "killed",
    "actor1",
    "country",
    "name",
    "description",
    "url",
    "id",
    "year",
]


@given(st.dictionaries(st.sampled_from(PROPERTIES), ODD | JSON, max_size=6))
@settings(max_examples=150, deadline=None)
def test_odd_properties_lose_no_neighbour(tmp_path_factory: pytest.TempPathFactory, odd: dict[str, Any]) -> None:
    good = feature(point(), name="clash", date="2024-01-05")
    path = tmp_path_factory.mktemp("odd") / "odd.geojson"
    path.write_text(json.dumps(collection(good, feature(point(), **odd), good)), encoding="utf-8")
    first, second, last = geojson.read(path, Options())
    assert isinstance(first, Event) and isinstance(last, Event)
    if isinstance(second, Event):
        json.dumps(second.to_record(), ensure_ascii=False).encode()  # nothing that a store could not hold
    else:
        assert second.row == 2 and second.reason


def test_a_collection_within_an_answer_is_read(tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": [[[36, 35, 0], [37, 35, 0], [37, 36, 0], [36, 35, 0]]]}
    feature = {"type": "Feature", "properties": {"name": "Held /// مسيطر عليها"}, "geometry": area}
    path = tmp_path / "last.json"
    path.write_text(json.dumps({"id": 17, "map": {"type": "FeatureCollection", "features": [feature]}}))
    assert registry.detect(path).name == "geojson"
    (found,) = geojson.read_features(path)
    assert isinstance(found, Feature) and found.name == "Held /// مسيطر عليها" and not found.geometry.has_z
