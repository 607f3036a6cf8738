"""Days in names and descriptions, and time stamps as numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.formats.daytext import find_day, stamp
from conflictmap.model.dates import describe_day

FOUND = [
    ("[2022-03-12] Strike on a bridge, 2022-03-15 video", "2022-03-12", "2022-03-12"),
    ("Checkpoint hit on 12 March 2022.", "2022-03-12", "2022-03-12"),
    ("Jan. 5, 2024: clash", "2024-01-05", "2024-01-05"),
    ("January 5th, 2024", "2024-01-05", "2024-01-05"),
    ("05-Jan-2024", "2024-01-05", "2024-01-05"),
    ("قصف على المدينة بتاريخ 12 آذار 2022", "2022-03-12", "2022-03-12"),
    ("٥ كانون الثاني/يناير ٢٠٢٤", "2024-01-05", "2024-01-05"),
    ("clashes (13/05/2024)", "2024-05-13", "2024-05-13"),
    ("05/13/2024 clash", "2024-05-13", "2024-05-13"),
    ("Front in February 2024", "2024-02-01", "2024-02-29"),
    ("Week of 2024-02", "2024-02-01", "2024-02-29"),
    ("2024-13-45, then 2024-01-05", "2024-01-05", "2024-01-05"),
]


@pytest.mark.parametrize(("text", "start", "end"), FOUND)
def test_the_first_day_of_a_text(text: str, start: str, end: str) -> None:
    found = find_day(text, day_first=True)
    assert found and (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "Height 1950.5 m, sheet 12-34-5678", "2011-2013: the first years", "Battalion 2024", "1.2.3", "km 12/13"],
)
def test_no_day_is_made_up(text: str) -> None:
    assert find_day(text, day_first=True) is None


def test_the_order_of_the_file_counts() -> None:
    for day_first, month in ((True, 4), (False, 3)):
        found = find_day("3/4/2024", day_first)
        assert found and found.start.month == month


@pytest.mark.parametrize(
    ("value", "day"),
    [("1704412800000", "2024-01-05"), (1704412800000, "2024-01-05"), ("1704412800", "2024-01-05"),
     (-86400000000, "1967-04-07"), ("2024-01-05", "2024-01-05"), ("20240105", "20240105"), ("", "")],
)  # fmt: skip
def test_numbers_since_1970(value: object, day: str) -> None:
    assert stamp(value) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["en", "ar"]))
def test_what_the_product_writes_it_reads(day: date, lang: str) -> None:
    found = find_day(describe_day(day, lang), day_first=True)  # type: ignore[arg-type]  # both languages in turn
    assert found and found.start == found.end == day


@given(st.text(max_size=60), st.booleans())
def test_any_text_has_a_day_or_none(text: str, day_first: bool) -> None:
    found = find_day(text, day_first)
    assert found is None or found.start <= found.end


def test_a_number_within_a_name_is_no_day() -> None:
    assert find_day("УСК2000-4", True) is None and find_day("CK2000-04-05", True) is None
    assert find_day("[2024-04-05] strike", True) is not None
