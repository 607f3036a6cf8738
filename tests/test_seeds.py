"""The seed events: all there, all placed by the geocoder, all sourced, and as the manifest says."""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from conflictmap import seeds
from conflictmap.errors import UnreadableFile
from conflictmap.model.event import Event
from conflictmap.store.store import EventStore
from geodata import GazetteerGeocoder, distance_km

MANIFEST = tomllib.loads((seeds.FOLDER / "MANIFEST.toml").read_text(encoding="utf-8"))


def by_id(events: list[Event]) -> dict[str, Event]:
    return {event.id.removeprefix("seeds:"): event for event in events}


@pytest.mark.parametrize("entry", MANIFEST["file"], ids=lambda entry: entry["file"])
def test_manifest_is_true(entry: dict[str, object]) -> None:
    path = seeds.FOLDER / str(entry["file"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["event"]) == entry["rows"]
    assert entry["synthetic"] is False
    assert entry["licence"] and entry["source"]


def test_every_seed_file_is_in_the_manifest() -> None:
    files = {path.name for path in seeds.FOLDER.iterdir()} - {"MANIFEST.toml"}
    assert files == {entry["file"] for entry in MANIFEST["file"]}


def test_all_events_load(seed_events: list[Event]) -> None:
    assert len(seed_events) == sum(entry["rows"] for entry in MANIFEST["file"]) >= 23
    for event in seed_events:
        assert event.when is not None
        assert event.summary_en and event.summary_ar
        assert event.sources[0].publisher and event.sources[0].date and event.sources[0].lang == "ar"
        assert event.sources[0].quote is None, "no sentence of the reports is in the repository"
        assert event.place.geo_precision != "none"
        assert re.search("[\u0600-\u06ff]", event.summary_ar)


PLACES = [  # event, lat, lon, kilometres, mark: reference positions of well-known places
    ("B1", 33.513, 36.292, 15, "point"),
    ("B2", 37.021, 41.192, 6, "point"),
    ("B3", 55.752, 37.616, 40, "point"),
    ("C1", 31.42, 34.37, 30, "area"),
    ("C2", 31.248, 34.258, 8, "point"),
    ("D1", 36.058, 40.735, 12, "point"),
    ("D2", 36.811, 42.062, 10, "point"),
    ("D3", 36.93, 42.07, 20, "ring"),
    ("D4", 37.052, 41.231, 10, "point"),
    ("D5", 36.502, 40.748, 15, "point"),
    ("D6", 36.891, 38.354, 15, "ring"),
    ("A1", 36.15, 37.0, 80, "area"),
    ("A3", 36.223, 36.945, 8, "point"),
    ("X6", 54.69, 25.28, 25, "point"),
]


@pytest.mark.parametrize(("event_id", "lat", "lon", "tolerance_km", "mark"), PLACES)
def test_places(
    seed_events: list[Event], event_id: str, lat: float, lon: float, tolerance_km: float, mark: str
) -> None:
    place = by_id(seed_events)[event_id].place
    assert place.lat is not None and place.lon is not None
    assert distance_km(place.lat, place.lon, lat, lon) <= tolerance_km
    assert place.mark == mark


def test_facts(seed_events: list[Event]) -> None:
    events = by_id(seed_events)
    strikes = events["C1"]
    assert strikes.fatalities.best == 21
    assert strikes.when is not None and strikes.when.start == date(2026, 2, 4)
    assert events["B4"].claim == "planned"
    assert events["X2"].claim == "unconfirmed"
    assert events["D9"].when is not None and events["D9"].when.precision == "month"
    assert events["X4"].place.mark == "list" and events["X4"].place.lat is None


def test_seeding_happens_once(store: EventStore) -> None:
    seeds.ensure_seeded(store)
    first = store.version
    seeds.ensure_seeded(store)
    assert store.version == first == 1


def test_changed_file_and_bad_rows_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(seeds.FOLDER, folder)
    file = folder / MANIFEST["file"][0]["file"]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('place = "Anjara"', 'place = "Nowhere at All"'), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="sha256"):
        list(seeds.read_all(GazetteerGeocoder(), folder))
    with pytest.raises(UnreadableFile, match=r"event A\d: place: .*Nowhere at All"):
        list(seeds.read_file(file, GazetteerGeocoder()))
