"""Days as files write them: read where there is one reading, refused where there are two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.errors import InvalidEvent
from conflictmap.formats.daytext import find_day, read_day
from conflictmap.model.dates import describe_day

READ = [
    ("2024-01-05", "2024-01-05", "2024-01-05", "day"),
    ("2024-01-05T23:30:00Z", "2024-01-05", "2024-01-05", "day"),
    ("2024-01-05T23:30:00.000+03:00", "2024-01-05", "2024-01-05", "day"),
    ("2024/1/5", "2024-01-05", "2024-01-05", "day"),
    ("20240105", "2024-01-05", "2024-01-05", "day"),
    ("5 January 2024", "2024-01-05", "2024-01-05", "day"),
    ("January 5th, 2024", "2024-01-05", "2024-01-05", "day"),
    ("5 Jan 2024", "2024-01-05", "2024-01-05", "day"),
    ("05-Jan-2024", "2024-01-05", "2024-01-05", "day"),
    ("Jan. 5, 2024", "2024-01-05", "2024-01-05", "day"),
    ("5 كانون الثاني 2024", "2024-01-05", "2024-01-05", "day"),
    ("٥ كانون الثاني/يناير ٢٠٢٤", "2024-01-05", "2024-01-05", "day"),
    ("5 يناير 2024", "2024-01-05", "2024-01-05", "day"),
    ("٠٥/٠٥/٢٠٢٤", "2024-05-05", "2024-05-05", "day"),
    ("13/05/2024", "2024-05-13", "2024-05-13", "day"),
    ("05/13/2024", "2024-05-13", "2024-05-13", "day"),
    ("3.4.2024", "2024-04-03", "2024-04-03", "day"),
    ("1704412800000", "2024-01-05", "2024-01-05", "day"),
    ("1704412800", "2024-01-05", "2024-01-05", "day"),
    ("2024", "2024-01-01", "2024-12-31", "year"),
    ("2024-02", "2024-02-01", "2024-02-29", "month"),
    ("February 2024", "2024-02-01", "2024-02-29", "month"),
    ("2024-01-05/2024-01-08", "2024-01-05", "2024-01-08", "days"),
    ("2024-01-05T00:00:00Z/2024-01-08T00:00:00Z", "2024-01-05", "2024-01-08", "days"),
    ("5 January 2024 – 8 January 2024", "2024-01-05", "2024-01-08", "days"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), READ)
def test_a_day_is_read(text: str, start: str, end: str, precision: str) -> None:
    found = read_day(text)
    assert (found.start.isoformat(), found.end.isoformat(), found.precision) == (start, end, precision)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-40", "31.2.2024", "3/4/2024", "0000-00-00", "99999999", "1066"])
def test_what_is_no_day_or_may_be_two_is_refused(text: str) -> None:
    with pytest.raises(InvalidEvent):
        read_day(text)


def test_the_order_can_be_told() -> None:
    assert read_day("3/4/2024", day_first=True).start == date(2024, 4, 3)
    assert read_day("3/4/2024", day_first=False).start == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("[2022-03-12] Strike on a bridge, 2022-03-15 video", "2022-03-12"),
        ("Checkpoint hit on 12 March 2022.", "2022-03-12"),
        ("قصف على المدينة بتاريخ 12 آذار 2022", "2022-03-12"),
        ("Height 1950.5 m, sheet 12-34-5678", None),
        ("2011-2013: the first years", None),
        ("Battalion 2024", None),
        ("", None),
    ],
)
def test_the_first_day_of_a_text(text: str, start: str | None) -> None:
    found = find_day(text)
    assert (found.start.isoformat() if found else None) == start


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["en", "ar"]))
def test_what_the_product_writes_it_reads(day: date, lang: str) -> None:
    assert read_day(describe_day(day, lang)).start == day  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_text_is_a_date_none_or_refused(text: str) -> None:
    try:
        found = find_day(text)
    except InvalidEvent:
        return
    assert found is None or found.start <= found.end
