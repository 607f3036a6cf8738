"""The routes of the overlays: what holds for a date, shapes line by line, bounded, inert."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from conflictmap import settings
from conflictmap.mapview.routes import ROUTES
from conflictmap.overlays import kept, styles
from tests.made import PAYLOADS
from tests.overlays.made import EAST, added, area, control


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path / "home"))


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES))


def answer(client: TestClient, **query: str) -> list[dict[str, Any]]:
    response = client.get("/map-data/overlays", params=query)
    assert response.status_code == 200, response.text
    return list(response.json()["overlays"])


def shapes(client: TestClient, overlay: dict[str, Any], zoom: int = 9) -> list[dict[str, Any]]:
    response = client.get(f"/map-data/overlays/{overlay['id']}", params={"z": str(zoom), "v": overlay["key"]})
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "private, max-age=86400"
    return [json.loads(line) for line in response.text.splitlines()]


def test_none_is_an_empty_list(client: TestClient) -> None:
    assert answer(client) == []


def test_the_version_of_the_filters_end(client: TestClient, tmp_path: Path) -> None:
    path = control(tmp_path)
    first, second = (added(path, series="s", from_=day).id for day in (date(2026, 1, 1), date(2026, 2, 1)))
    assert [each["id"] for each in answer(client)] == [second]
    assert [each["id"] for each in answer(client, f="from=2025-12-01&to=2026-01-31")] == [first]
    (before,) = answer(client, f="to=2025-06-01")
    assert before["id"] is None and before["note"] == "no version for this date" and before["groups"] == []
    assert answer(client, on="none") == [] and answer(client, on="other") == []
    assert [each["id"] for each in answer(client, on="other,s")] == [second]


def test_a_legend_in_both_languages(client: TestClient, tmp_path: Path) -> None:
    added(control(tmp_path), title_ar="السيطرة", from_=date(2026, 2, 1), licence="CC0", url="https://example.org/")
    (english,), (arabic,) = answer(client, lang="en"), answer(client, lang="ar")
    assert english["title"] == "Control near Manbij" and arabic["title"] == "السيطرة"
    assert english["note"] == "by The Desk · as of 1 February 2026 · CC0" and english["url"] == "https://example.org/"
    labels = ["Syrian government", "SDF", "Turkish-backed opposition", "Front line"]
    assert [group["label"] for group in english["groups"]] == labels
    assert arabic["groups"][1]["label"] == "قوات سوريا الديمقراطية"
    assert [group["front"] for group in english["groups"]] == [False, False, False, True]
    assert len({group["fill"] for group in english["groups"]}) == 4


def test_shapes_come_line_by_line_where_they_lie(client: TestClient, tmp_path: Path) -> None:
    added(control(tmp_path))
    (overlay,) = answer(client)
    found = shapes(client, overlay)
    assert [each["geometry"]["type"] for each in found] == ["Polygon"] * 3 + ["LineString"]
    east = next(each for each in found if overlay["groups"][each["properties"]["group"]]["label"] == "SDF")
    drawn = shapely.geometry.shape(east["geometry"])
    assert drawn.symmetric_difference(shapely.Polygon(EAST)).area < 1e-3
    assert shapely.get_coordinates(drawn)[:, 0].min() == pytest.approx(37.9, abs=0.01), "longitude comes first"


def test_far_away_there_is_less_to_draw(client: TestClient, tmp_path: Path) -> None:
    circle = [[list(p) for p in shapely.Point(38, 36).buffer(0.5, quad_segs=500).exterior.coords]]
    added(control(tmp_path, area(circle[0])))
    (overlay,) = answer(client)
    points = [sum(map(len, shapes(client, overlay, zoom)[0]["geometry"]["coordinates"])) for zoom in (4, 9, 18)]
    assert points[0] < points[1] < points[2]


def test_what_is_not_there_is_not_served(client: TestClient, tmp_path: Path) -> None:
    overlay = added(control(tmp_path))
    kept.remove(overlay.id, "tester")
    for overlay_id in (overlay.id, "nothing", "..%2Fjournal"):
        assert client.get(f"/map-data/overlays/{overlay_id}?z=5").status_code == 404
    assert client.get(f"/map-data/overlays/{overlay.id}?z=x").status_code == 400
    assert client.get("/map-data/overlays?f=nonsense%3D1").status_code == 400


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_stay_text(client: TestClient, tmp_path: Path, payload: str) -> None:
    added(control(tmp_path, area(EAST, side=payload)), title=payload, author=payload)
    response = client.get(f"/map-data/overlays?{urlencode({'lang': 'ar'})}")
    assert response.headers["content-type"] == "application/json"
    assert response.json()["overlays"][0]["groups"][0]["label"].split() == payload.split()


def test_styles_are_quieter_than_events() -> None:
    assert styles.FILL_OPACITY < 0.5 and styles.LINE_WIDTH_PX < 2
