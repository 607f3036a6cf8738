"""The user's own table: corrections take precedence, are never lost, and can be withdrawn."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from geodata import Areas, GazetteerGeocoder
from geodata.added import corrections, home
from geodata.added.corrections import Correction, correct, own_id
from geodata.errors import BadQuery, UnreadableSource

MOVED = Correction(
    "gn:172837",
    "Shaddadi",
    "الشدادي",
    "settlement",
    "SY",
    36.06,
    40.74,
    "town",
    None,
    ("Shaddadeh Town",),
    "Rana",
    "GPS",
)


def geocoder(folder: Path) -> GazetteerGeocoder:
    return GazetteerGeocoder(home.open_gazetteer(folder))


def test_a_correction_moves_a_known_place_under_all_its_names(tmp_path: Path) -> None:
    written = correct(tmp_path, MOVED, Areas.open())
    assert written.when.startswith("20")
    for name in ("الشدادي", "Shaddadeh Town", "Ash Shaddadah"):
        found = {c.place.id: c.place for c in geocoder(tmp_path).candidates(name, country="SY")}
        assert (found["gn:172837"].lat, found["gn:172837"].lon) == (36.06, 40.74), name
    assert found["gn:172837"].source.startswith("Rana, 20")


def test_a_place_of_ones_own(tmp_path: Path) -> None:
    mine = replace(
        MOVED, id=own_id("Tell Nowhere", 36.0, 40.0), name="Tell Nowhere", name_ar="تل لا مكان", lat=36.0, lon=40.0
    )
    correct(tmp_path, mine, Areas.open())
    place = geocoder(tmp_path).resolve("تل لا مكان").place
    assert place is not None
    assert (place.id, place.admin1_id, place.country) == ("own:tell-nowhere:36.000:40.000", "SY-DY", "SY")


def test_the_last_row_counts_and_the_first_stays(tmp_path: Path) -> None:
    correct(tmp_path, MOVED, Areas.open())
    correct(tmp_path, replace(MOVED, lat=36.07, why="better GPS"), Areas.open())
    assert [row.lat for row in corrections.read(tmp_path)] == [36.06, 36.07]
    assert [row.lat for row in corrections.in_force(tmp_path)] == [36.07]
    correct(tmp_path, replace(MOVED, withdrawn=True, why="wrong after all"), Areas.open())
    assert corrections.in_force(tmp_path) == []
    assert len(corrections.read(tmp_path)) == 3
    place = geocoder(tmp_path).resolve("الشدادي", country="SY").place
    assert place is not None
    assert place.lat == pytest.approx(36.0576, abs=0.001)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lat": 95.0}, "lat in -90..90"),
        ({"why": " "}, "expected why"),
        ({"name": "two\nlines"}, "one line"),
        ({"geo_precision": "near"}, "radius_km"),
        ({"aliases": ("a|b",)}, "without"),
        ({"aliases": ("a\x85b",)}, "expected aliases as one line"),
        ({"kind": "shop"}, "expected kind as one of"),
        ({"country": "Syria"}, "alpha-2"),
        ({"country": "sy"}, "alpha-2"),
        ({"geo_precision": "good"}, "expected precision as one of"),
        ({"geo_precision": "near", "radius_km": float("nan")}, "radius_km from 0 to 500, got nan"),
        ({"radius_km": -3.0}, "radius_km from 0 to 500, got -3"),
        ({"radius_km": 9000.0}, "radius_km from 0 to 500, got 9000"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match=message):
        correct(tmp_path, replace(MOVED, **change), Areas.open())  # type: ignore[arg-type]  # changes of many types
    assert corrections.read(tmp_path) == []


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    correct(tmp_path, MOVED, Areas.open())
    path = tmp_path / home.CORRECTIONS / corrections.JOURNAL
    path.write_text(path.read_text(encoding="utf-8").replace("36.06", "north"), encoding="utf-8")
    with pytest.raises(UnreadableSource, match="row 2"):
        corrections.read(tmp_path)


@pytest.mark.parametrize("change", [("SY", "Syria"), ("settlement", "shop"), ("town", "near"), (",,", ",,,,")])
def test_a_row_broken_by_hand_is_named(change: tuple[str, str], tmp_path: Path) -> None:
    correct(tmp_path, MOVED, Areas.open())
    path = tmp_path / home.CORRECTIONS / corrections.JOURNAL
    header, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{header}\n{row.replace(*change)}\n", encoding="utf-8")
    with pytest.raises(UnreadableSource, match="row 2"):
        corrections.read(tmp_path)
    before = path.read_bytes()
    with pytest.raises(UnreadableSource):
        correct(tmp_path, MOVED, Areas.open())
    assert path.read_bytes() == before, "a journal that cannot be read is not written on"


def test_a_journal_that_another_program_saved_is_read_and_written_on(tmp_path: Path) -> None:
    correct(tmp_path, MOVED, Areas.open())
    path = tmp_path / home.CORRECTIONS / corrections.JOURNAL
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    correct(tmp_path, replace(MOVED, lat=36.07), Areas.open())
    assert [row.lat for row in corrections.read(tmp_path)] == [36.06, 36.07]
    path.write_bytes(b"\xff\xfe" + path.read_bytes())
    with pytest.raises(UnreadableSource, match="UTF-8"):
        corrections.read(tmp_path)


def test_two_who_correct_at_once_lose_nothing(tmp_path: Path) -> None:
    rows = [replace(MOVED, id=own_id("Tell", 36.0, 40 + n / 10), lat=36.0, lon=40 + n / 10) for n in range(8)]
    writers = [threading.Thread(target=correct, args=(tmp_path, row, Areas.open())) for row in rows]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {row.id for row in corrections.read(tmp_path)} == {row.id for row in rows}
    gazetteer = home.open_gazetteer(tmp_path)
    assert [row.id for row in rows if gazetteer.by_id(row.id) is None] == []


def test_a_reader_of_the_old_layer_is_not_disturbed(tmp_path: Path) -> None:
    correct(tmp_path, MOVED, Areas.open())
    reader, names = geocoder(tmp_path), tmp_path / home.CORRECTIONS / "names.marisa"
    before = names.stat().st_ino
    correct(tmp_path, replace(MOVED, withdrawn=True, why="wrong after all"), Areas.open())
    assert names.stat().st_ino != before, "a mapped file is replaced, not written over"
    assert reader.resolve("الشدادي", country="SY").place is not None
    assert [p.name for p in (tmp_path / home.CORRECTIONS).glob(".new-*")] == []


def test_what_a_correction_does_not_say_stays(tmp_path: Path) -> None:
    before = GazetteerGeocoder().resolve("رفح").place
    assert before is not None
    moved = replace(MOVED, id=before.id, name="Rafah", name_ar="رفح", country="PS", lat=31.29, lon=34.25, aliases=())
    correct(tmp_path, moved, Areas.open())
    after = geocoder(tmp_path).resolve("رفح").place
    assert after is not None
    assert (after.id, after.population, after.lat) == (before.id, before.population, 31.29)
