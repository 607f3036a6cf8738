"""Dates are intervals that know their precision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.errors import InvalidEvent
from conflictmap.model.dates import EventDate, describe_period, parse_day

DAY = date(2026, 2, 4)


def test_a_day_is_one_day() -> None:
    assert EventDate(DAY, DAY).precision == "day"
    with pytest.raises(InvalidEvent, match="precision is day"):
        EventDate(DAY, DAY + timedelta(days=1))


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InvalidEvent, match="date_end"):
        EventDate(DAY, DAY - timedelta(days=1), "days")
    with pytest.raises(InvalidEvent, match="date_precision"):
        EventDate(DAY, DAY, "century")


@given(
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.integers(0, 60),
    st.none() | st.integers(-90, 90),
    st.none() | st.integers(-90, 90),
)
def test_overlap_is_sharing_a_day(start: date, days: int, first: int | None, last: int | None) -> None:
    when = EventDate(start, start + timedelta(days=days), "days" if days else "day")
    shared = [n for n in range(days + 1) if (first is None or first <= n) and (last is None or n <= last)]
    period = [None if n is None else start + timedelta(days=n) for n in (first, last)]
    if first is None or last is None or first <= last:
        assert when.overlaps(*period) == bool(shared)


@pytest.mark.parametrize(
    ("first", "last", "en", "ar"),
    [
        (DAY, DAY, "4 February 2026", "4 شباط/فبراير 2026"),
        (date(2026, 2, 2), DAY, "2–4 February 2026", "من 2 إلى 4 شباط/فبراير 2026"),
        (date(2020, 3, 1), date(2020, 3, 31), "March 2020", "آذار/مارس 2020"),
        (date(2016, 1, 1), date(2016, 12, 31), "2016", "2016"),
        (date(2016, 1, 1), date(2016, 2, 29), "1 January 2016 – 29 February 2016", None),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 – 2 January 2026", None),
    ],
)
def test_words(first: date, last: date, en: str, ar: str | None) -> None:
    assert describe_period(first, last, "en") == en
    assert ar is None or describe_period(first, last, "ar") == ar


def test_parse_day() -> None:
    assert parse_day("2026-02-04") == parse_day(DAY) == DAY
    with pytest.raises(InvalidEvent, match="YYYY-MM-DD"):
        parse_day("4/2/26")
