"""Which overlay holds on which day, and shapes that are simplified and stay true."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.filters import EventFilter
from conflictmap.overlays import layers
from conflictmap.overlays.kept import Details, Overlay
from tests.overlays.made import EAST, added, area, control


def in_force(tmp_path: Path, to: date | None, chosen: list[str] | None = None) -> list[str]:
    return [each.overlay.id for each in layers.in_force(EventFilter(to=to), chosen)]


def test_the_version_of_the_day(tmp_path: Path) -> None:
    path = control(tmp_path)
    first = added(path, series="s", from_=date(2026, 1, 1)).id
    second = added(path, series="s", from_=date(2026, 2, 1), to=date(2026, 2, 10)).id
    undated = added(path, series="z").id
    assert in_force(tmp_path, date(2025, 12, 31)) == [undated]
    assert in_force(tmp_path, date(2026, 1, 31)) == [first, undated]
    assert in_force(tmp_path, date(2026, 2, 1)) == [second, undated]
    assert in_force(tmp_path, date(2026, 2, 11)) == [first, undated], "what has ended makes way for what has not"
    assert in_force(tmp_path, None) == [second, undated]
    assert in_force(tmp_path, None, ["z"]) == [undated] and in_force(tmp_path, None, []) == []
    standing = layers.standing(EventFilter(to=date(2025, 12, 31)))
    assert [(each.series, each.overlay is None) for each in standing] == [("s", True), ("z", False)]


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 20))


@given(DAYS, DAYS, DAYS)
def test_an_overlay_never_holds_outside_its_days(first: date | None, last: date | None, day: date | None) -> None:
    overlay = Overlay("x", "x", Details("x", "x", from_=first, to=last), "x", 1, 0, (), "x", "x")
    inside = day is None or ((first or date.min) <= day <= (last or date.max))
    assert layers.holds(overlay, day) == inside


def wavy(x: float) -> list[list[float]]:
    """An area whose right edge is the left edge of the next one."""
    edge = [(math.sin(n / 7) / 50, 36 + n / 2000) for n in range(1000)]
    left, right = [[x + dx, y] for dx, y in edge], [[x + 0.5 + dx, y] for dx, y in edge]
    return [*left, *reversed(right), left[0]]


def test_simplified_neighbours_still_touch(tmp_path: Path) -> None:
    overlay = added(control(tmp_path, area(wavy(37), side="SDF"), area(wavy(37.5), side="Syrian government")))
    fine, coarse = layers.layer(overlay), layers.layer(overlay, 0.01)
    points = [sum(map(shapely.get_num_coordinates, (s.geometry for s in made.shapes))) for made in (fine, coarse)]
    assert points[1] < points[0] / 3
    first, second = (each.geometry for each in coarse.shapes)
    assert first.intersection(second).area == 0 and first.intersection(second).length > 0.4


def test_the_answer_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    specks = [
        area([[37 + n / 100, 36], [37.005 + n / 100, 36], [37 + n / 100, 36.005], [37 + n / 100, 36]])
        for n in range(300)
    ]
    overlay = added(control(tmp_path, area(wavy(37)), *specks))
    monkeypatch.setenv("CONFLICTMAP_OVERLAY_POINT_LIMIT", "500")
    made = layers.layer(overlay)
    assert 0 < sum(shapely.get_num_coordinates(each.geometry) for each in made.shapes) <= 500


def test_large_areas_lie_below_and_lines_on_top(tmp_path: Path) -> None:
    made = layers.layer(added(control(tmp_path)))
    sizes = [each.geometry.area for each in made.shapes if not each.line]
    assert sizes == sorted(sizes, reverse=True) and made.shapes[-1].line
    assert [group.text for group in made.groups if group.text] == [
        "Syrian government",
        "SDF",
        "Turkish-backed opposition",
    ]


def test_what_is_said_of_an_overlay(tmp_path: Path) -> None:
    overlay = added(control(tmp_path, area(EAST)), from_=date(2026, 2, 1), licence="CC BY 4.0", title_ar="السيطرة")
    assert layers.credit(overlay, "en") == "by The Desk · as of 1 February 2026 · CC BY 4.0"
    assert layers.credit(overlay, "ar").startswith("إعداد: The Desk · وفق 1 شباط/فبراير 2026")
    assert layers.title_of(overlay, "ar") == "السيطرة"
