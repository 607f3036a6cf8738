"""The command line: its names and output are a contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conflictmap.cli import main
from conflictmap.store.store import EventStore
from geodata import distance_km

GEOCODE_KEYS = [
    "query",
    "name",
    "name_ar",
    "kind",
    "country",
    "admin1",
    "lat",
    "lon",
    "radius_km",
    "geo_precision",
    "score",
    "candidates",
]
PLACES = [  # Arabic, English, kinds, lat, lon, kilometres: positions of the reference list of the seed reports
    ("حلب", "Aleppo", ("settlement",), 36.202, 37.155, 15),
    ("عنجارة", "Anjara", ("settlement",), 36.223, 36.945, 8),
    ("القامشلي", "Qamishli", ("settlement",), 37.052, 41.231, 10),
    ("مطار القامشلي", "Qamishli airport", ("airport",), 37.021, 41.192, 6),
    ("مدينة الحسكة", "Hasakah", ("settlement",), 36.502, 40.748, 15),
    ("محافظة الحسكة", "Hasakah governorate", ("adm1",), 36.502, 40.748, 60),
    ("الشدادي", "Shaddadi", ("settlement",), 36.058, 40.735, 12),
    ("قاعدة الشدادي", "Shaddadi base", ("military_base",), 36.058, 40.735, 12),
    ("معبر اليعربية", "Yaarubiyah crossing", ("border_crossing",), 36.811, 42.062, 10),
    ("قاعدة خراب الجير", "Kharab al-Jir base", ("military_base",), 36.93, 42.07, 20),
    ("رميلان", "Rmeilan", ("settlement",), 36.996, 41.944, 15),
    ("عين العرب", "Kobani", ("settlement",), 36.891, 38.354, 15),
    ("طرطوس", "Tartus", ("settlement",), 34.889, 35.887, 12),
    ("حميميم", "Hmeimim", ("settlement", "military_base"), 35.401, 35.949, 10),
    ("دمشق", "Damascus", ("settlement",), 33.513, 36.292, 15),
    ("رفح", "Rafah", ("settlement",), 31.29, 34.25, 8),
    ("معبر رفح", "Rafah crossing", ("border_crossing",), 31.248, 34.258, 8),
    ("مدينة غزة", "Gaza City", ("settlement",), 31.51, 34.45, 8),
    ("قطاع غزة", "Gaza Strip", ("region", "adm1", "area"), 31.45, 34.40, 25),
    ("الشيخ رضوان", "Sheikh Radwan", ("neighbourhood",), 31.533, 34.466, 6),
    ("موسكو", "Moscow", ("settlement",), 55.752, 37.616, 40),
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(arguments) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("arabic", "english", "kinds", "lat", "lon", "tolerance_km"), PLACES, ids=lambda value: str(value)[:20]
)
def test_geocode(
    capsys: pytest.CaptureFixture[str],
    arabic: str,
    english: str,
    kinds: tuple[str, ...],
    lat: float,
    lon: float,
    tolerance_km: float,
) -> None:
    for record in run(capsys, "geocode", "--json", arabic, english):
        assert list(record) == GEOCODE_KEYS
        assert record["kind"] in kinds
        assert distance_km(record["lat"], record["lon"], lat, lon) <= tolerance_km
        assert record["name"] and record["name_ar"]


def test_rafah_has_its_other_side(capsys: pytest.CaptureFixture[str]) -> None:
    for record in run(capsys, "geocode", "--json", "رفح", "Rafah"):
        assert record["country"] == "PS"
        assert "EG" in {each["country"] for each in record["candidates"]}
    (egypt,) = run(capsys, "geocode", "--json", "--country", "EG", "رفح")
    assert egypt["country"] == "EG"


def test_nothing_found_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    (record,) = run(capsys, "geocode", "--json", "Qwxzv Blorp")
    assert list(record) == GEOCODE_KEYS
    assert record["lat"] is None and record["lon"] is None and record["candidates"] == []


def test_geocode_from_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "names.tsv"
    file.write_text("name\tcountry\nحلب\tSY\nRafah\tEG\n\nدمشق\t\n", encoding="utf-8-sig")
    records = run(capsys, "geocode", "--from", str(file), "--json")
    assert [(record["query"], record["country"]) for record in records] == [
        ("حلب", "SY"),
        ("Rafah", "EG"),
        ("دمشق", "SY"),
    ]


def test_near_decides(capsys: pytest.CaptureFixture[str]) -> None:
    (far,) = run(capsys, "geocode", "--json", "--near", "Beirut", "Tripoli")
    assert far["country"] == "LB"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "--from", "soon"], ["from", "YYYY-MM-DD", "soon"]),
        (["query", "--type", "parade"], ["type", "battles", "parade"]),
        (["query", "--deaths", "many"], ["deaths", "many"]),
        (["geocode", "--from", "no-such-file.tsv"], ["no-such-file.tsv"]),
        (["geocode", "--near", "Qwxzv", "Aleppo"], ["--near", "Qwxzv"]),
        (["geocode"], ["names", "--from"]),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert all(word in error for word in words)


def test_bad_row_names_file_row_and_column(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "names.tsv"
    file.write_text("حلب\tSY\nRafah\tEgypt\n", encoding="utf-8")
    assert main(["geocode", "--from", str(file), "--json"]) == 2
    caught = capsys.readouterr()
    assert "row 2" in caught.err and "country" in caught.err
    assert json.loads(caught.out)["query"] == "حلب", "what was read before stays"


def test_a_bad_byte_names_its_row_and_leaves_the_rows_before(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "names.tsv"
    file.write_bytes("\ufeffحلب\tSY\r\nRafah\tEG\n".encode() + b"\xe1\xe2\n" + "دمشق\n".encode())
    assert main(["geocode", "--from", str(file), "--json"]) == 2
    caught = capsys.readouterr()
    assert [json.loads(line)["country"] for line in caught.out.splitlines()] == ["SY", "EG"]
    assert caught.err.count("\n") == 1 and "row 3" in caught.err and "UTF-8" in caught.err


@pytest.mark.parametrize("arguments", [[], ["sing"], ["geocode", "--fast", "Aleppo"], ["query", "--json", "--count"]])
def test_what_the_command_line_does_not_know_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("conflictmap: ") and error.count("\n") == 1


def test_query_json(capsys: pytest.CaptureFixture[str], seeded: EventStore) -> None:
    records = run(capsys, "query", "--json")
    assert {record["claim"] for record in records} == {"asserted"}
    everything = run(capsys, "query", "--json", "--claim", "asserted", "--claim", "planned", "--claim", "unconfirmed")
    assert len(everything) == 41 > len(records)
    (strikes,) = [record for record in records if record["id"] == "seeds:C1"]
    assert strikes["fatalities_best"] == 21 and strikes["place_ar"] == "قطاع غزة"


def test_query_count_and_flags(capsys: pytest.CaptureFixture[str], seeded: EventStore) -> None:
    assert main(["query", "--count", "--actor", "قسد", "--from", "2026-02-01", "--country", "SY"]) == 0
    assert int(capsys.readouterr().out) >= 1
    assert main(["query", "--count", "--actor", "No Such Band"]) == 0
    assert capsys.readouterr().out == "0\n"


def test_query_in_a_fresh_home_loads_the_seeds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conflictmap", "query", "--count"]
    environment = {"CONFLICTMAP_HOME": str(tmp_path / "new"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "38\n"), done.stderr


def test_one_line_is_one_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "names.tsv"
    file.write_text("Alep\u2028po\nحلب\r\n" + "x" * 200_000 + "\n", encoding="utf-8")
    assert len(run(capsys, "geocode", "--from", str(file), "--json")) == 3


def test_arabic_comes_out_of_any_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conflictmap", "geocode", "حلب", "--json"]
    environment = {"CONFLICTMAP_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert json.loads(done.stdout.decode("utf-8"))["name_ar"] == "حلب"
