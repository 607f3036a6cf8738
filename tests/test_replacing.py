"""Events that an old answer placed are found and placed anew; the first reading is never lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conflictmap import places, replacing, settings
from conflictmap.model.event import Event
from conflictmap.model.placing import event_place
from conflictmap.store.store import EventStore
from geodata import Areas, Place
from geodata.added import corrections
from geodata.added.corrections import Correction
from tests.made import event

SHADDADI = "gn:172837"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path))


@pytest.fixture
def packaged() -> Place:
    found = places.uncorrected().by_id(SHADDADI)
    assert found
    return found


def correction(lat: float, lon: float, **changes: object) -> Correction:
    row = Correction(
        SHADDADI, "Shaddadi", "الشدادي", "settlement", "SY", lat, lon, "town", None, (), "Rana", "GPS of a visit"
    )
    # changes of many types
    return corrections.correct(places.folder(), replace(row, **changes), Areas.open())  # type: ignore[arg-type]


def placed(place: Place, number: int, stated: str | None = None, radius_km: float | None = None) -> Event:
    return event(id=f"test:{number}", place=event_place(place, stated, radius_km))


def moves() -> list[replacing.Move]:
    return replacing.moves()


def test_nothing_is_corrected_at_first() -> None:
    assert moves() == []


def test_events_of_the_old_name_at_the_old_point_are_found(store: EventStore, packaged: Place) -> None:
    store.add(
        [
            placed(packaged, 1),
            placed(replace(packaged, name="Elsewhere", name_ar=None), 2),
            placed(replace(packaged, lat=packaged.lat + 0.002), 3),
            placed(replace(packaged, lat=packaged.lat + 0.0005), 4),
            replace(placed(packaged, 5), claim="denied"),
        ]
    )
    correction(36.2, 40.9)
    (move,) = moves()
    assert {each.id for each in replacing.events_placed_before(store, move)} == {"test:1", "test:4", "test:5"}


def test_they_are_placed_anew_and_the_first_reading_is_kept(store: EventStore, packaged: Place) -> None:
    store.add([placed(packaged, 1), event(id="test:9")])
    correction(36.2, 40.9)
    (move,) = moves()
    found = replacing.events_placed_before(store, move)
    assert replacing.place_anew(store, move, found, "Omar", "moved with the place") == 1
    moved = store.get("test:1")
    assert (moved.place.lat, moved.place.lon, moved.place.name) == (36.2, 40.9, "Shaddadi")
    assert (moved.review.status, moved.review.who, moved.review.why) == ("corrected", "Omar", "moved with the place")
    assert moved.review.when and moved.review.when.startswith("20")
    assert moved.first_read()["place"]["lat"] == packaged.lat
    assert replacing.events_placed_before(store, move) == []
    assert store.get("test:9") == event(id="test:9")


def test_a_second_correction_and_a_withdrawal_find_them_again(store: EventStore, packaged: Place) -> None:
    store.add([placed(packaged, 1)])
    for lat, withdrawn in ((36.2, False), (36.3, False), (36.3, True)):
        row = correction(lat, 40.9, withdrawn=withdrawn)
        (move,) = moves()
        assert move.correction == row
        found = replacing.events_placed_before(store, move)
        assert [each.id for each in found] == ["test:1"]
        replacing.place_anew(store, move, found, "Omar", "follows")
    moved = store.get("test:1")
    assert moved.place == event_place(packaged), "back where it was"
    assert moved.first_read()["place"]["lat"] == packaged.lat, "the very first reading, not the one before"


def test_what_the_report_said_stays_as_coarse(store: EventStore, packaged: Place) -> None:
    store.add([placed(packaged, 1, "near", 7.0)])
    correction(36.2, 40.9, geo_precision="exact")
    (move,) = moves()
    replacing.place_anew(store, move, replacing.events_placed_before(store, move), "Omar", "follows")
    place = store.get("test:1").place
    assert (place.geo_precision, place.radius_km, place.lat) == ("near", 7.0, 36.2)


def test_an_own_place_that_is_withdrawn_moves_nothing(store: EventStore) -> None:
    correction(36.2, 40.9, id="own:x:36:40")
    correction(36.2, 40.9, id="own:x:36:40", withdrawn=True)
    assert moves() == []
