"""The commands that read reports: what they print is a contract."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conflictmap.cli import main

ARABIC = "قصفت الطائرات الروسية بلدة سراقب بريف إدلب أمس الثلاثاء، ما أدى إلى مقتل ثلاثة مدنيين وإصابة خمسة آخرين."
ENGLISH = "Russian warplanes bombed the town of Saraqib in Idlib province on Tuesday, killing three civilians."
KEYS = {
    "date_start", "date_end", "date_precision", "event_type", "sub_event_type", "place", "place_ar", "lat", "lon",
    "geo_precision", "radius_km", "admin1", "country", "actors", "fatalities_low", "fatalities_best",
    "fatalities_high", "sentence", "span", "confidence", "rule",
}  # fmt: skip


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(ARABIC, encoding="utf-8")
    return path


def code(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(("code", *arguments, "--json")) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_event_is_one_json_line_with_the_contract_s_keys(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    (event,) = code(capsys, str(report), "--published", "2026-02-04")
    assert set(event) >= KEYS
    assert (event["date_start"], event["date_end"], event["date_precision"]) == ("2026-02-03", "2026-02-03", "day")
    assert event["event_type"] == "Explosions/Remote violence" and event["place"] == "Saraqib"
    assert (event["fatalities_low"], event["fatalities_best"], event["fatalities_high"]) == (3, 3, 3)
    assert [set(actor) >= {"name", "name_ar", "role", "kind"} for actor in event["actors"]] == [True] * 2
    assert ARABIC[slice(*event["span"])] == event["sentence"]


def test_keys_come_in_one_order(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    both = f"{ARABIC}\n\nواندلعت اشتباكات بين قوات سوريا الديمقراطية والجيش السوري في مدينة منبج يوم الاثنين."
    report.write_text(both, encoding="utf-8")
    first, second = code(capsys, str(report), "--published", "2026-02-04")
    assert list(first) == list(second)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARABIC.encode()), encoding="utf-8"))
    (event,) = code(capsys, *arguments, "--published", "2026-02-04")
    assert event["place"] == "Saraqib"


def test_a_folder_is_read_file_by_file_and_the_same_event_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(ARABIC, encoding="utf-8")
    (tmp_path / "b.html").write_text(
        f"<html><body><article><h1>Raid on Saraqib</h1><p>{ENGLISH}</p></article></body></html>", encoding="utf-8"
    )
    (event,) = code(capsys, str(tmp_path), "--published", "2026-02-04")
    assert len(event["sources"]) == 2


def test_without_a_day_nothing_is_invented(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    for event in code(capsys, str(report)):
        assert event["date_start"] is None and event["date_end"] is None


def test_an_encoding_can_be_given(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    report.write_bytes(ARABIC.encode("cp1256"))
    (event,) = code(capsys, str(report), "--published", "2026-02-04", "--encoding", "cp1256")
    assert event["place"] == "Saraqib"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing.txt",), "nothing.txt"),
        (("--published", "yesterday", "-"), "YYYY-MM-DD"),
        (("binary.bin",), "binary.bin"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)) * 40)
    assert main(("code", *arguments, "--json")) == 2
    output = capsys.readouterr()
    assert output.out == "" and message in output.err and len(output.err.splitlines()) == 1


def test_what_was_read_before_a_bad_file_stays(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    missing = report.with_name("missing.txt")
    assert main(("code", str(report), str(missing), "--published", "2026-02-04", "--json")) == 2
    output = capsys.readouterr()
    assert json.loads(output.out)["place"] == "Saraqib" and "missing.txt" in output.err


def test_words_for_people(capsys: pytest.CaptureFixture[str], report: Path) -> None:
    assert main(("code", str(report), "--published", "2026-02-04")) == 0
    line, total = capsys.readouterr().out.splitlines()
    assert line.startswith("3 February 2026\tAir/drone strike\tSaraqib\tkilled 3")
    assert total.startswith("1 reports, 1 events")


def test_evaluate_prints_a_row_a_stage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        f"text = '{ARABIC}'\npublished = 2026-02-04\n[[event]]\ncore = true\n"
        "date = ['2026-02-03', '2026-02-03']\ntypes = ['remote']\nlat = 35.86\nlon = 36.80\ntol_km = 10\n"
        "fatalities = 3\nwhat = 'air strike'\n",
        encoding="utf-8",
    )
    assert main(("evaluate", str(tmp_path), "--misses")) == 0
    rows = capsys.readouterr().out
    assert "events found" in rows and "1 of     1   100.0%" in rows
    assert main(("evaluate", str(tmp_path), "--json")) == 0
    assert json.loads(capsys.readouterr().out)["tolls right"] == {"part": 1, "of": 1}


def test_evaluate_names_a_folder_without_gold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(("evaluate", str(tmp_path))) == 2
    assert "expected gold reports" in capsys.readouterr().err
