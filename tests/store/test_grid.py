"""Web-mercator integers and Morton codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.store import grid

XY = st.integers(0, grid.SIZE - 1)


@given(st.floats(-85, 85), st.floats(-180, 180))
def test_points_come_back(lat: float, lon: float) -> None:
    back = grid.to_lat_lon(*grid.to_xy(lat, lon))
    assert back == pytest.approx((lat, lon), abs=1e-5)


def test_edges_stay_in_the_square() -> None:
    assert grid.to_xy(90, -180) == (0, 0)
    assert grid.to_xy(-90, 180) == (grid.SIZE - 1, grid.SIZE - 1)
    assert grid.to_xy(0, 0) == (grid.SIZE // 2, grid.SIZE // 2)


@given(XY, XY)
def test_morton_interleaves(x: int, y: int) -> None:
    code = grid.morton(x, y)
    assert sum(((code >> (2 * i)) & 1) << i for i in range(grid.BITS)) == x
    assert sum(((code >> (2 * i + 1)) & 1) << i for i in range(grid.BITS)) == y


def test_cells_are_the_pixels_asked_for() -> None:
    assert grid.SIZE >> grid.cell_shift(0, 8) == 256 // 8
    assert grid.SIZE >> grid.cell_shift(6, 8) == 256 * 2**6 // 8
    assert grid.cell_shift(30, 8) == 0
