"""Overlays as kept: added, listed, removed, with a journal that loses nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from conflictmap.cli import main
from conflictmap.errors import StoreError, UnreadableFile
from conflictmap.overlays import kept
from conflictmap.overlays.kept import Details
from tests.overlays.made import EAST, SOUTH, added, area, control


def test_added_listed_removed(tmp_path: Path) -> None:
    overlay = added(control(tmp_path), from_=date(2026, 2, 1), licence="CC BY 4.0", title_ar="السيطرة قرب منبج")
    assert overlay.id.startswith("control-near-manbij-2026-02-01-") and overlay.shapes == 4
    assert kept.kept() == [overlay]
    assert len(kept.shapes_of(overlay.id)) == 4
    kept.remove(overlay.id, "tester", "wrong week")
    assert kept.kept() == []
    rows = [json.loads(line) for line in (kept.folder() / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["action"] for row in rows] == ["add", "remove"] and rows[1]["why"] == "wrong week"
    added(control(tmp_path), from_=date(2026, 2, 1))
    assert [each.id for each in kept.kept()] == [overlay.id], "what was removed can be added again"


def test_the_same_file_for_the_same_days_is_one(tmp_path: Path) -> None:
    added(control(tmp_path), author="One")
    added(control(tmp_path), author="Two")
    assert [each.details.author for each in kept.kept()] == ["Two"]


def test_the_kept_file_is_geojson_for_anyone(tmp_path: Path) -> None:
    overlay = added(control(tmp_path))
    again = added(kept.folder() / f"{overlay.id}.geojson", series="again")
    assert [shape.side for shape in kept.shapes_of(again.id)] == [shape.side for shape in kept.shapes_of(overlay.id)]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"author": " "}, "author"),
        ({"author": "a" * 301}, "at most 300"),
        ({"from_": date(2026, 2, 2), "to": date(2026, 2, 1)}, "not before"),
        ({"url": "javascript:alert(1)"}, "http"),
    ],
)
def test_details_are_checked(tmp_path: Path, details: dict[str, object], expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        added(control(tmp_path), **details)
    assert kept.kept() == []


def test_points_are_left_out_and_said(tmp_path: Path) -> None:
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [38, 36]}, "properties": {"name": "Unit"}}
    overlay = added(control(tmp_path, area(EAST), point))
    assert (overlay.shapes, overlay.left_out) == (1, 1) and "Unit" in overlay.reasons[0]
    with pytest.raises(UnreadableFile, match="areas or lines"):
        added(control(tmp_path, point))


def test_one_doubtful_coordinate_refuses_the_file(tmp_path: Path) -> None:
    far = [[3_000_000, 4_000_000], [3_100_000, 4_000_000], [3_100_000, 4_100_000], [3_000_000, 4_000_000]]
    with pytest.raises(UnreadableFile, match=r"feature 2.*projected"):
        added(control(tmp_path, area(EAST), area(far)))


def test_a_figure_of_eight_becomes_two_areas(tmp_path: Path) -> None:
    eight = [[37, 36], [38, 37], [38, 36], [37, 37], [37, 36]]
    (shape,) = kept.shapes_of(added(control(tmp_path, area(eight))).id)
    assert shape.geometry.is_valid and shape.geometry.area == pytest.approx(0.5)
    with pytest.raises(UnreadableFile, match="encloses none"):
        added(control(tmp_path, area([[37, 36], [38, 37], [37.5, 36.5], [37, 36]])))


def test_a_damaged_journal_says_where(tmp_path: Path) -> None:
    added(control(tmp_path))
    with (kept.folder() / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write("nonsense\n")
    with pytest.raises(StoreError, match="row 2"):
        kept.kept()


@pytest.mark.parametrize("overlay_id", ["../../etc/passwd", "none", "a/b", ""])
def test_an_id_is_no_path(overlay_id: str) -> None:
    with pytest.raises(UnreadableFile):
        kept.shapes_of(overlay_id)
    with pytest.raises(UnreadableFile):
        kept.remove(overlay_id, "tester")


def test_any_series_has_a_name_in_links() -> None:
    assert kept.slug("ISW: Control, week 5") == "isw-control-week-5"
    assert kept.slug("خريطة السيطرة") and "/" not in kept.slug("a/b")
    assert kept.slug("!!!") != kept.slug("???")


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(control(tmp_path, area(EAST, side="SDF"), area(SOUTH, side="Syrian government")))
    assert main(["overlay", "add", path, "--title", "Control", "--author", "The Desk", "--from", "2026-02-01"]) == 0
    said = capsys.readouterr().out
    assert "lies in: Syria" in said
    overlay_id = said.split("\t")[0]
    assert main(["overlay", "list", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["id"], row["author"], row["from"], row["to"]) == (overlay_id, "The Desk", "2026-02-01", None)
    assert main(["overlay", "remove", overlay_id]) == 0 and main(["overlay", "list"]) == 0
    assert capsys.readouterr().out == f"removed {overlay_id}\n"
    assert main(["overlay", "remove", overlay_id]) == 2
    assert main(["overlay", "add", str(tmp_path / "none.kml"), "--author", "x"]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_a_title_may_come_from_the_file(tmp_path: Path) -> None:
    overlay = kept.add(control(tmp_path, name="x.geojson"), Details(title="", author="The Desk"), "tester")
    assert overlay.details.title == "x"
