"""Counts of people and degrees as tables write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.errors import InvalidEvent
from conflictmap.formats.tables import cells
from conflictmap.formats.tables.sheets import Cell
from conflictmap.model.event import Toll


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3, Toll(best=3)),
        ("3.0", Toll(best=3)),
        ("1,200", Toll(best=1200)),
        ("٣ قتلى", Toll(best=3)),
        ("قتيلان", Toll(best=2)),
        ("لا يوجد", Toll(best=0)),
        ("no one", Toll(best=0)),
        ("3-5", Toll(low=3, high=5)),
        ("3 إلى 5", Toll(low=3, high=5)),
        ("5+", Toll(low=5, best=5)),
        ("at least 4", Toll(low=4, best=4)),
        ("ما لا يقل عن 5", Toll(low=5, best=5)),
        ("up to 7", Toll(high=7)),
        ("~10", Toll(best=10)),
        ("10 (3 أطفال)", Toll(best=10)),
        ("unknown", Toll()),
        ("", Toll()),
        (None, Toll()),
    ],
)
def test_counts(cell: Cell, expected: Toll) -> None:
    assert cells.toll(cell, "killed") == expected


@pytest.mark.parametrize("cell", [-3, "-3", 2.5, "2.5", True])
def test_what_counts_no_people_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidEvent):
        cells.toll(cell, "killed")


@pytest.mark.parametrize("cell", ["several", "عدد من القتلى", "2 men and 3 women"])
def test_words_without_one_number_are_not_guessed(cell: str) -> None:
    with pytest.raises(cells.UnreadableCount):
        cells.toll(cell, "killed")


@pytest.mark.parametrize(
    "text",
    ["36.5", "36,5", "٣٦٫٥", "36°30'N", "36°30'00\"N", "N 36 30", "36:30:00", "36º30’00”N", "36.5°", "36 30 0 N"],
)
def test_degrees(text: str) -> None:
    assert cells.degrees(text, "lat") == pytest.approx(36.5)


@pytest.mark.parametrize("text", ["south 36.5", "36°30'S", "-36.5", "36.5 جنوبا"])
def test_degrees_south(text: str) -> None:
    assert cells.degrees(text, "lat") == pytest.approx(-36.5)


@pytest.mark.parametrize("text", ["abc", "36°70'N", "", "36.5.2"])
def test_no_degrees(text: str) -> None:
    with pytest.raises(InvalidEvent):
        cells.degrees(text, "lat")


@pytest.mark.parametrize(
    "text",
    [
        "36.25, 37.5", "36.25 37.5", "36.25,37.5", "(36.25, 37.5)", "36,25; 37,5", "36,25 37,5", "POINT(37.5 36.25)",
        "SRID=4326;POINT (37.5 36.25)", "https://maps.example.org/?q=36.25,37.5", "36°15'N 37°30'E", "37.5E 36.25N",
        "٣٦٫٢٥، ٣٧٫٥",
    ],
)  # fmt: skip
def test_pairs(text: str) -> None:
    assert cells.pair(text) == pytest.approx((36.25, 37.5))


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_pairs_read_back(lat: float, lon: float) -> None:
    assert cells.pair(f"{lat:.6f}, {lon:.6f}") == (float(f"{lat:.6f}"), float(f"{lon:.6f}"))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    cells.pair(text)
    with contextlib.suppress(InvalidEvent, cells.UnreadableCount):
        cells.toll(text, "killed")
