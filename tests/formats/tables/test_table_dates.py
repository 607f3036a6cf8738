"""Dates of cells in any common form, and the order of days and months decided for the column."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.formats.tables import dates
from conflictmap.formats.tables.sheets import Cell

FOURTH = ("2024-03-04", "2024-03-04", "day")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *[
            (text, FOURTH)
            for text in (
                "2024-03-04", "4/3/2024", "04.03.2024", "4-3-24", "4-Mar-24", "March 4, 2024", "4 آذار 2024",
                "٤ آذار/مارس ٢٠٢٤", "٤/٣/٢٠٢٤", "2024/3/4 14:30", "20240304", "45355", "2024-03-04T10:00:00Z",
                "2024-03-04 00:00:00.000", "04/03/2024 3:15 PM", "الإثنين 4 آذار 2024", "Monday, 4 March 2024",
                "4th of March 2024", "يوم الإثنين 4/3/2024 م", "\u200f4/3/2024", "2024-03-04T10:00:00+03:00",
            )
        ],
        (45355, FOURTH),
        (45355.6, FOURTH),
        (date(2024, 3, 4), FOURTH),
        (datetime(2024, 3, 4, 12, 30), FOURTH),
        ("3/31/2024", ("2024-03-31", "2024-03-31", "day")),
        ("March 2024", ("2024-03-01", "2024-03-31", "month")),
        ("شباط 2024", ("2024-02-01", "2024-02-29", "month")),
        ("03/2024", ("2024-03-01", "2024-03-31", "month")),
        ("2024", ("2024-01-01", "2024-12-31", "year")),
        ("4-6 March 2024", ("2024-03-04", "2024-03-06", "days")),
        ("28 February – 3 March 2024", ("2024-02-28", "2024-03-03", "days")),
        ("3/4/2024 إلى 6/4/2024", ("2024-04-03", "2024-04-06", "days")),
        ("15 رمضان 1445", ("2024-03-25", "2024-03-25", "day")),
        ("1445/09/15", ("2024-03-25", "2024-03-25", "day")),
        ("15 تشرين الثاني 2023", ("2023-11-15", "2023-11-15", "day")),
    ],
)  # fmt: skip
def test_dates_in_any_form(cell: Cell, expected: tuple[str, str, str]) -> None:
    found = dates.read_date(cell, day_first=True)
    assert found and (found.start.isoformat(), found.end.isoformat(), found.precision) == expected


@pytest.mark.parametrize("cell", ["", None, "-", "غير معروف", "unknown", "N/A"])
def test_nothing_said_is_no_date(cell: Cell) -> None:
    assert dates.read_date(cell, day_first=True) is None


@pytest.mark.parametrize("cell", ["2024-13-45", "40/2/2024", "soon", "0204-03-04", 12, "30 February 2024", "6-4 March"])
def test_what_is_no_date_is_said(cell: Cell) -> None:
    with pytest.raises(dates.NoDate):
        dates.read_date(cell, day_first=True)


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)), st.booleans(), st.sampled_from("/-."))
def test_both_orders_read_back(day: date, day_first: bool, sign: str) -> None:
    parts = (day.day, day.month) if day_first else (day.month, day.day)
    found = dates.read_date(f"{parts[0]}{sign}{parts[1]:02d}{sign}{day.year}", day_first)
    assert found and found.start == found.end == day


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)))
def test_days_of_a_spreadsheet_read_back(day: date) -> None:
    found = dates.read_date((day - date(1899, 12, 30)).days, day_first=True)
    assert found and found.start == day


def _order(cells: list[Cell], given: bool | None = None, header: str = "date") -> dates.Order:
    votes = dates.Votes()
    votes.add(cells)
    return dates.decide(votes, given, header, cells)


def test_one_clear_date_decides_for_the_column() -> None:
    assert _order(["3/4/2024", "13/4/2024"])[:2] == (True, "cells")
    assert _order(["3/4/2024", "4/13/2024"])[:2] == (False, "cells")


def test_most_clear_dates_decide_and_the_others_are_counted() -> None:
    order = _order(["1/2/2024", "13/4/2024", "14/4/2024", "4/15/2024"])
    assert order == (True, "mixed", 1, 1)


def test_a_header_or_a_person_decides() -> None:
    assert _order(["3/4/2024"], header="Date (mm/dd/yyyy)")[:2] == (False, "header")
    assert _order(["3/4/2024"], given=False)[:2] == (False, "given")


def test_a_list_in_order_of_time_decides() -> None:
    listed: list[Cell] = [f"{month}/{day}/2024" for month in range(1, 5) for day in (2, 5, 8, 11)]
    assert _order(listed)[:2] == (False, "sequence")


def test_where_nothing_decides_that_is_said() -> None:
    order = _order(["3/4/2024", "5/4/2024"])
    assert order.day_first and order.is_open
    assert not _order(["2024-04-03"]).is_open
