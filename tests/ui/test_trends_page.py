"""The trends page's own reckoning: which period is compared, what the address holds, where the map is cut."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.filters import EventFilter
from conflictmap.store.aggregate import Extent
from conflictmap.store.trends import OTHER, Bar, Group, Period
from conflictmap.ui import charts, trendcharts, trendmap, trends
from conflictmap.ui.state import Trends

DATA = Extent(date(2025, 1, 1), date(2026, 2, 5))


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (EventFilter(), Period(date(2026, 1, 7), date(2026, 2, 5))),
        (EventFilter(from_=date(2026, 1, 1), to=date(2026, 1, 7)), Period(date(2026, 1, 1), date(2026, 1, 7))),
        (EventFilter(from_=date(2026, 2, 1)), Period(date(2026, 2, 1), date(2026, 2, 5))),
        (EventFilter(to=date(2025, 6, 30)), Period(date(2025, 6, 1), date(2025, 6, 30))),
        (EventFilter(from_=date(2027, 1, 1)), Period(date(2027, 1, 1), date(2027, 1, 1))),
    ],
)
def test_the_compared_period(filter: EventFilter, expected: Period) -> None:
    assert trends.period(filter, DATA) == expected
    assert trends.period(filter, Extent(None, None)) is None


@given(
    st.builds(
        Trends,
        *(st.sampled_from(options) for options in Trends.CHOICES.values()),
        since=st.none() | st.dates(),
    )
)
def test_the_choices_round_trip_through_the_address(chosen: Trends) -> None:
    assert Trends.from_param(chosen.to_param() or Trends.to_param(Trends(unit="day")).replace("day", "auto")) == chosen


@pytest.mark.parametrize(
    "text", ["week", "week.type", "decade.type.events", "week.type.events.soon", "a.b.c.d.e", "...."]
)
def test_choices_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Trends.from_param(text)


def test_bars_stand_on_each_other_and_lines_do_not() -> None:
    bars = [Bar(date(2026, 1, 5), "Battles", 2, 9), Bar(date(2026, 1, 5), OTHER, 3, 0)]
    labels = {"Battles": "Battles", OTHER: "All others"}
    stacked = trendcharts.over_time(bars, "week", "type", labels, "events", charts.period_end).to_dict()
    (rows,) = stacked["datasets"].values()
    assert [(row["below"], row["above"]) for row in rows] == [(0, 2), (2, 5)]
    lines = trendcharts.over_time(bars, "week", "actor", labels, "deaths", charts.period_end).to_dict()
    (rows,) = lines["datasets"].values()
    assert [row["above"] for row in rows] == [9, 0]


def test_the_map_is_cut_to_the_events_and_says_what_lies_outside() -> None:
    placed = [Group("SY-HL", 5, 1, 1), Group("RU-MOW", 1, 0, 0)]
    land, tinted, outside = trendmap._drawn(placed, shapely.box(35, 34, 40, 38), "en")
    assert [group.key for group in outside] == ["RU-MOW"]
    counted = {feature["id"]: feature["properties"]["events"] for feature in tinted}
    assert counted["SY-HL"] == 5 and counted["SY-LA"] == 0
    assert {"SY", "TR"} <= {feature["id"] for feature in land} and "RU" not in {feature["id"] for feature in land}
    for feature in tinted:
        west, south, east, north = shapely.geometry.shape(feature["geometry"]).bounds
        assert west >= 35 and east <= 40 and south >= 34 and north <= 38
