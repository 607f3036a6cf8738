"""Events as interfaces answer with them: JSON lists of objects, wrapped, a line each, or the properties of GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats import jsontable, registry
from conflictmap.formats.base import Options, Rejection
from conflictmap.model.event import Event
from tests.formats import gedfiles

EVENTS: list[dict[str, Any]] = [
    {
        "event_id_cnty": "SYR1", "event_date": "2026-01-05", "time_precision": "1", "event_type": "Battles",
        "sub_event_type": "Armed clash", "actor1": "Military Forces of Syria (2024-)", "inter1": "State forces",
        "actor2": "QSD: Syrian Democratic Forces", "inter2": "Rebel group", "iso": 760, "country": "Syria",
        "admin1": "Aleppo", "location": "Manbij", "latitude": "36.5281", "longitude": 37.9549, "geo_precision": 1,
        "source": "Outlet A; Outlet B", "notes": "Made up.", "fatalities": 4, "timestamp": 1767700000,
    },
    {
        "event_id_cnty": "SYR2", "event_date": "2026-01-06", "event_type": "Protests", "sub_event_type": None,
        "sub_event_type_note": ["x"], "actor1": "Protesters (Syria)", "country": "Syria", "fatalities": None,
    },
]  # fmt: skip


def _feature(event: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in event.items() if name not in ("latitude", "longitude")}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [37.9549, 36.5281]},
    }


SHAPES = {
    "answer.json": json.dumps({"status": 200, "success": True, "count": 2, "messages": [], "data": EVENTS}),
    "list.json": json.dumps(EVENTS, indent=1),
    "lines.jsonl": "\n".join(map(json.dumps, EVENTS)),
    "marked.json": "\ufeff" + json.dumps(EVENTS),
    "map.geojson": json.dumps({"type": "FeatureCollection", "features": list(map(_feature, EVENTS))}),
}


def _read(path: Path) -> list[Event | Rejection]:
    return list(registry.detect(path).read(path, Options()))


@pytest.mark.parametrize("name", SHAPES)
def test_acled_in_every_shape_of_json(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(SHAPES[name], encoding="utf-8")
    assert registry.detect(path).name == "acled"
    first, second = _read(path)
    assert isinstance(first, Event) and isinstance(second, Event)
    assert (first.id, first.fatalities.best, first.place.lat) == ("acled:SYR1", 4, 36.5281)
    assert [source.publisher for source in first.sources] == ["Outlet A", "Outlet B"]
    assert second.fatalities.best is None and "acleddata.com" in second.licence


def test_a_rejected_object_is_told_by_its_place_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"success": True, "data": [EVENTS[0], {**EVENTS[1], "event_date": "soon"}]}))
    rejected = _read(path)[1]
    assert isinstance(rejected, Rejection) and (rejected.row, rejected.field) == (2, "event_date")


def test_ucdp_as_its_interface_answers(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(
        json.dumps({"TotalCount": 1, "TotalPages": 1, "Result": [{**gedfiles.PLAIN, "id": 500001, "best": 9}]})
    )
    assert registry.detect(path).name == "ucdp-ged"
    (found,) = _read(path)
    assert isinstance(found, Event) and (found.id, found.fatalities.best) == ("ucdp:500001", 9)


def test_any_list_of_objects_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "incidents.json"
    rows = [{"date": "2026-02-03", "town": "Manbij", "country": "Syria", "killed": 2}, {"date": "2026-02-04"}]
    path.write_text(json.dumps(rows))
    first, second = _read(path)
    assert isinstance(first, Event) and first.fatalities.best == 2 and first.place.country == "SY"
    assert isinstance(second, Event) and second.when is not None


@pytest.mark.parametrize("text", ['{"a": {"b": 1}}', '{"20260101": [[1, 2], [3, 4]]}', '{"data": []}', "[1, 2]", "[{"])
def test_json_that_is_no_list_of_objects_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(UnreadableFile):
        _read(path)


def test_json_larger_than_the_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFLICTMAP_JSON_MB_LIMIT", "1")
    path = tmp_path / "large.json"
    path.write_text(json.dumps([{**EVENTS[0], "notes": "x" * 1_100_000}, EVENTS[1]]))
    with pytest.raises(UnreadableFile):
        list(registry.by_name("acled").read(path, Options()))


def test_values_as_cells() -> None:
    assert [jsontable.text_of(value) for value in (None, 2.0, ["a", "b"], {"c": 1}, True, "é")] == [
        "", "2", "a; b", '{"c": 1}', "true", "é",
    ]  # fmt: skip
