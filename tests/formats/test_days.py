"""Days in the ways that datasets write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.formats import countries, days

WRITTEN = {
    "2023-01-31": date(2023, 1, 31),
    "2023-01-31 00:00:00.000": date(2023, 1, 31),
    "2023-01-31T10:20:30Z": date(2023, 1, 31),
    "20230131": date(2023, 1, 31),
    "9-May-20": date(2020, 5, 9),
    "31 January 2023": date(2023, 1, 31),
    "01-January-2015": date(2015, 1, 1),
    "January 3, 2023": date(2023, 1, 3),
    "1-Jan-97": date(1997, 1, 1),
    "31/01/2023": date(2023, 1, 31),
    "01/31/2023": date(2023, 1, 31),
    "5/5/2023": date(2023, 5, 5),
    "44957": date(2023, 1, 31),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_days(text: str) -> None:
    assert days.read_day(text) == WRITTEN[text]


@pytest.mark.parametrize("text", ["", "31 Foo 2023", "2023-02-30", "30/02/2023", "soon", "2023", "99999999", "1/2/3/4"])
def test_no_days(text: str) -> None:
    with pytest.raises(days.UnreadableDay):
        days.read_day(text)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_way_of_writing_a_day(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%B %d, %Y"):
        assert days.read_day(day.strftime(form)) == day
    assert days.read_day(day.strftime("%d/%m/%Y"), day_first=True) == day
    assert days.read_day(day.strftime("%m/%d/%y"), day_first=False) == day


def test_the_order_of_a_column() -> None:
    assert days.common_order(["1/2/2023", "25/2/2023"]) is True
    assert days.common_order(["1/2/2023", "2/25/2023"]) is False
    assert days.common_order(["1/2/2023"]) is None
    assert days.common_order(["25/2/2023", "2/25/2023"]) is None
    with pytest.raises(days.UnreadableDay, match="--day-first"):
        days.read_day("1/2/2023")


@pytest.mark.parametrize(
    "given", [("760", "", ""), ("", "SYR", ""), ("", "", "Syria"), ("0", "", "The Syrian Arab Republic")]
)
def test_countries(given: tuple[str, str, str]) -> None:
    assert countries.countries().given(*given) == "SY"


def test_unknown_countries() -> None:
    assert countries.countries().given("", "", "Atlantis") is None
    assert countries.countries().given("0", "", "Kosovo") == "XK"
    assert countries.countries().given("0", "", "Democratic Republic of Congo") == "CD"
