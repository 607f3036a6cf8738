"""The app's own routes: what the map asks for, what hostile or clumsy requests get."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from conflictmap import settings
from conflictmap.errors import StoreError
from conflictmap.filters import EventFilter
from conflictmap.mapview import routes
from conflictmap.store import aggregate
from conflictmap.store.store import EventStore
from tests.made import SLOW_SQL

WORLD = "-85,-180,85,180"


@pytest.fixture(scope="module")
def client(seeded: EventStore) -> TestClient:
    return TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=False)


def view(client: TestClient, filter: EventFilter, box: str = WORLD, zoom: int = 4, **more: str) -> dict[str, Any]:
    query = {"f": urlencode(filter.to_params()), "box": box, "z": zoom, **more}
    answer = client.get("/map-data/view", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_few_events_come_singly(client: TestClient) -> None:
    answer = view(client, EventFilter())
    assert answer["mode"] == "events"
    assert len(answer["events"]["id"]) == answer["total"] > 20
    assert {area["id"] for area in answer["areas"]} == {"PS-GZZ", "SY-HL", "SY-ID"}
    assert len({len(column) for column in answer["events"].values()}) == 1


def test_many_events_come_as_cells(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    single = view(client, EventFilter())["total"]
    monkeypatch.setenv(settings.variable("view_event_limit"), "5")
    answer = view(client, EventFilter(), box="-85,-180,85,179")
    assert answer["mode"] == "cells"
    assert sum(answer["cells"]["n"]) == answer["total"] == single


def test_filters_reach_the_map(client: TestClient) -> None:
    answer = view(client, EventFilter(country=("RU",)))
    assert {answer["places"][n] for n in answer["events"]["place"]} == {"Moscow"}
    assert answer["areas"] == []
    assert view(client, EventFilter(country=("RU",)), lang="ar")["places"] == ["موسكو"]


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    query = {"f": "", "box": WORLD, "z": 4}
    first = client.get("/map-data/view", params=query)
    again = client.get("/map-data/view", params=query, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = {**query, "f": "country=RU"}
    assert client.get("/map-data/view", params=other, headers={"If-None-Match": first.headers["etag"]}).content


def test_bounds_hold_all_events_of_a_filter(client: TestClient) -> None:
    box = client.get("/map-data/bounds", params={"f": "country=RU"}).json()["box"]
    assert box[0] < 55.76 < box[2] + 0.1 and box[1] < 37.62 < box[3] + 0.1
    assert client.get("/map-data/bounds", params={"f": "country=NZ"}).json() == {"box": None}


def test_a_query_that_takes_too_long_is_stopped_and_said(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("query_seconds_limit"), "1")
    monkeypatch.setattr(routes.aggregate, "bounds", lambda store, _: store.cursor().execute(SLOW_SQL).fetchall())
    answer = client.get("/map-data/bounds")
    assert answer.status_code == 503
    assert "expected an answer in time" in answer.json()["error"]


def test_the_query_of_a_client_that_has_gone_is_stopped(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = []

    def slow(store: EventStore, _: EventFilter) -> None:
        try:
            store.cursor().execute(SLOW_SQL).fetchall()
        except Exception as error:
            stopped.append(type(error).__name__)
            raise

    monkeypatch.setattr(routes.aggregate, "bounds", slow)
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        pass

    scope = {"type": "http", "method": "GET", "path": "/map-data/bounds", "query_string": b"", "headers": []}
    asyncio.run(Starlette(routes=routes.ROUTES)(scope, receive, send))
    assert stopped in (["InterruptException"], ["QueryStopped"])  # while it ran, or before it began


def post(client: TestClient, body: object) -> Any:
    return client.post("/map-data/list", content=json.dumps(body))


def test_what_is_no_fact_is_marked(client: TestClient) -> None:
    answer = view(client, EventFilter(claim=("asserted", "planned")))
    facts = dict(zip(answer["events"]["id"], answer["events"]["fact"], strict=True))
    assert facts["seeds:B4"] == 0 and facts["seeds:B1"] == 1
    (line,) = post(client, {"f": "claim=planned", "lang": "en", "ids": ["seeds:B4"]}).json()["events"]
    assert line["claim"] == "Planned"


def test_lists_by_id_and_area(client: TestClient) -> None:
    by_id = post(client, {"f": "", "lang": "ar", "ids": ["seeds:C2", "seeds:B1", "nothing"]}).json()
    assert [line["id"] for line in by_id["events"]] == ["seeds:B1", "seeds:C2"]
    assert by_id["events"][0]["place"] == "دمشق"
    by_area = post(client, {"f": "", "lang": "en", "area": "PS-GZZ"}).json()
    assert {line["id"] for line in by_area["events"]} == {"seeds:C1", "seeds:X14"}


@pytest.mark.parametrize(
    "body",
    [
        '{"ids": "abc"}',
        '{"cell": [99, 0, 0]}',
        '{"cell": [3, -1, 0]}',
        '{"ids": [], "offset": 1e400}',
        "[" * 200_000,
        "",
        "[]",
        "{}",
        "7",
        '{"ids": 5}',
        '{"box": "a,b", "z": 3}',
        '{"ids": [], "offset": "x"}',
        '{"f": "colour=red", "ids": []}',
    ],
)
def test_bad_lists_are_refused(client: TestClient, body: str) -> None:
    answer = client.post("/map-data/list", content=body)
    assert answer.status_code == 400
    assert "expected" in answer.json()["error"]


def test_odd_numbers_and_texts_do_no_harm(client: TestClient) -> None:
    assert post(client, {"f": "", "ids": ["seeds:B1"], "offset": 10**23}).json()["events"] == []
    answer = client.post("/map-data/list", content='{"ids": ["\\ud800"]}')
    assert answer.status_code == 200 and answer.json()["total"] == 0


def test_every_cell_lists_its_own_events(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("view_event_limit"), "5")
    answer = view(client, EventFilter(), zoom=3, box="-84,-180,85,180")
    cells = answer["cells"]
    for n, column, row in zip(cells["n"], cells["column"], cells["row"], strict=True):
        assert post(client, {"f": "", "cell": [answer["shift"], column, row]}).json()["total"] == n
    assert max(cells["n"]) > 1


def test_a_view_has_no_more_cells_than_its_bound(seeded: EventStore) -> None:
    world = aggregate.View.of_degrees(-85, -180, 85, 180, 22)
    shift = aggregate.cell_shift(world)
    assert (1 << (30 - shift)) ** 2 <= aggregate.MAX_CELLS
    assert aggregate.cell_shift(aggregate.View.of_degrees(31, 34, 32, 35, 9)) == 30 - 8 - 9 + 3


def test_only_areas_of_the_view_come(client: TestClient) -> None:
    gaza = view(client, EventFilter(), box="31.2,34.2,31.6,34.6", zoom=9)
    assert [area["id"] for area in gaza["areas"]] == ["PS-GZZ"]


def test_clients_without_gzip_are_answered(client: TestClient) -> None:
    answer = client.get("/map-data/words", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers and answer.json()["dir"] == "ltr"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_what_names_its_version_is_kept(client: TestClient) -> None:
    for path in ("/map-assets/own/events.js", "/map-data/areas?ids=SY-HL"):
        join = "&" if "?" in path else "?"
        assert "immutable" in client.get(f"{path}{join}v=1").headers["cache-control"]
        assert "immutable" not in client.get(path).headers.get("cache-control", "")


def test_a_broken_store_is_not_described_to_viewers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise StoreError("secret path")

    monkeypatch.setattr(routes, "shared_store", broken)
    answer = client.get("/map-data/view", params={"f": "", "box": WORLD, "z": 4})
    assert answer.status_code == 503 and "secret" not in answer.text


def test_a_huge_body_is_refused(client: TestClient) -> None:
    assert client.post("/map-data/list", content=b"x" * (routes.MAX_BODY_BYTES + 1)).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"f": "colour=red", "box": WORLD, "z": 4},
        {"f": "", "box": "1,2,3", "z": 4},
        {"f": "", "box": "nan,0,1,1", "z": 4},
        {"f": "", "box": WORLD, "z": "deep"},
        {"f": "from=soon", "box": WORLD, "z": 4},
    ],
)
def test_bad_views_are_refused(client: TestClient, query: dict[str, str]) -> None:
    assert client.get("/map-data/view", params=query).status_code == 400


def test_sql_in_values_is_only_a_value(client: TestClient) -> None:
    hostile = "'; DROP TABLE event; --"
    assert view(client, EventFilter(text=hostile, country=(hostile,), admin1=(hostile,)))["total"] == 0
    assert view(client, EventFilter())["total"] > 20


@pytest.mark.parametrize(
    "path",
    [
        "/map-data/area/SY-HL.json",
        "/map-data/base/9/9/9.json",
        "/map-data/base/..%2F..%2Fplaces.json",
        "/map-assets/fonts/other.ttf",
        "/map-assets/own/..%2Froutes.py",
        "/map-assets/leaflet/..%2F__init__.py",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_areas_base_words_and_files(client: TestClient) -> None:
    outlines = client.get("/map-data/areas", params={"ids": "SY-HL,XX-YY,../etc,PS-GZZ"}).json()
    assert set(outlines) == {"SY-HL", "PS-GZZ"}
    assert outlines["SY-HL"]["type"] in ("Polygon", "MultiPolygon")
    index = client.get("/map-data/base/index.json").json()
    assert client.get(f"/map-data/base/{index['tiles'][0]}.json").status_code == 200
    words = client.get("/map-data/words", params={"lang": "ar"}).json()
    assert words["dir"] == "rtl" and len(words["types"]) == 6
    for path in ("own/events.js", "own/basemap.js", "own/map.css", "leaflet/leaflet.js", "fonts/NotoSansArabic.ttf"):
        assert client.get(f"/map-assets/{path}").status_code == 200


def test_unknown_errors_give_a_reference_and_no_text(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes.answers, "words_answer", lambda *_: 1 / 0)
    answer = client.get("/map-data/words")
    assert answer.status_code == 500
    assert "reference" in answer.text and "division" not in answer.text


def steps(client: TestClient, f: str = "", **more: str) -> Any:
    return client.get("/map-data/steps", params={"f": f, "box": "-85,-180,85,179", "z": 3, **more})


def test_a_playback_says_its_steps_in_words(client: TestClient) -> None:
    english, arabic = (steps(client, unit="month", lang=lang).json() for lang in ("en", "ar"))
    assert english["labels"][0] == "January 2015" and arabic["labels"][0] == "كانون الثاني/يناير 2015"
    assert len(english["starts"]) == len(english["n"]) + 1 == len(english["labels"]) + 1
    assert sum(english["n"]) > 20
    narrow = steps(client, f="from=2026-02-01&to=2026-02-03", unit="day").json()
    assert len(narrow["labels"]) == 3


def test_a_playback_of_single_events_has_their_steps(client: TestClient) -> None:
    answer = steps(client, unit="day", singly="1").json()
    assert {"id", "first", "last"} == set(answer["events"])
    assert set(answer["events"]["id"]) <= set(view(client, EventFilter())["events"]["id"])
    part = steps(client, unit="day", singly="1", first="0", last=str(len(answer["n"]) - 1)).json()
    assert "cells" not in part and set(part["areas"]["ids"]) <= {"PS-GZZ", "SY-HL", "SY-ID"}
    assert sum(part["areas"]["n"]) > 0


def test_a_part_holds_what_its_steps_count(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    has = steps(client, unit="week").json()
    monkeypatch.setattr(routes.playing, "MAX_MARKS", 3)
    first, drawn = 0, []
    while first < len(has["n"]):
        part = steps(client, unit="week", first=str(first), last=str(len(has["n"]) - 1)).json()
        assert part["last"] >= first
        for kind in ("cells", "areas"):
            assert sum(part[kind]["sizes"]) == len(part[kind]["n"]) == len(part[kind]["place"])
        for step in range(first, part["last"] + 1):
            drawn.append(sum(_of_step(part["cells"], step - first)) + sum(_of_step(part["areas"], step - first)))
        first = part["last"] + 1
    assert drawn == has["n"]


def _of_step(columns: dict[str, list[int]], step: int) -> list[int]:
    start = sum(columns["sizes"][:step])
    return columns["n"][start : start + columns["sizes"][step]]


@pytest.mark.parametrize(
    "more",
    [{"first": "x", "last": "1"}, {"first": "3", "last": "1"}, {"first": "0", "last": "999999"}, {"box": "1"}],
)
def test_bad_steps_are_refused(client: TestClient, more: dict[str, str]) -> None:
    assert steps(client, unit="month", **{"lang": "en", **more}).status_code == 400
