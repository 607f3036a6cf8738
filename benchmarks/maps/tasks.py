"""The changes that are measured: countries that leave the filter one after the other, so that most events stay."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.madeup import file_of
from benchmarks.maps.contenders import COUNTRY_NAMES, ZOOM, Task
from benchmarks.maps.rival import SQL

CENTRE = (33.5, 40.0)
"""Middle of the map: lat, lon."""
REACH = (3.6, 6.8)
"""How far from the middle a looked-at place may be, in degrees: it must be on every contender's screen."""
APART = 0.4
"""Degrees between a place whose events all leave and the nearest that stay: 18 pixels at zoom 6."""
Box = tuple[float, float, float, float]
OUR_SQL = SQL + " AND x IS NOT NULL"


def points_of(home: Path) -> pd.DataFrame:
    """All points of a store: lat, lon, country."""
    return duckdb.connect(str(file_of(home)), read_only=True).execute(OUR_SQL).df()


def tasks_of(points: pd.DataFrame, order: list[str], box: Box | None, is_centred: bool = True) -> list[Task]:
    """One task for each country of an order.

    Args:
        box: south, west, north, east that a contender counts points within; None for all.
        is_centred: whether its map stays at CENTRE; else it goes to the middle of the points' own rectangle.
    """
    tasks, left = [], points
    for country in order:
        before, left = left, left[left["country"] != country]
        centre = CENTRE if is_centred else _middle(left)
        gone = _lonely(before[before["country"] == country], left, centre)
        if gone is not None:
            tasks.append(Task(country, _count(left, box), gone, _busiest(left, centre), centre))
    return tasks


def _middle(points: pd.DataFrame) -> tuple[float, float]:
    """Where st.map goes."""
    return tuple((points[axis].min() + points[axis].max()) / 2 for axis in ("lat", "lon"))  # type: ignore[return-value]


def _count(points: pd.DataFrame, box: Box | None) -> int:
    if box is None:
        return len(points)
    south, west, north, east = box
    return int((points["lat"].between(south, north) & points["lon"].between(west, east)).sum())


def _inside(points: pd.DataFrame, centre: tuple[float, float]) -> pd.DataFrame:
    near = (points["lat"] - centre[0]).abs().lt(REACH[0]) & (points["lon"] - centre[1]).abs().lt(REACH[1])
    return points[near]


def _places(points: pd.DataFrame, centre: tuple[float, float]) -> pd.DataFrame:
    """Squares of a tenth of a degree with their middle point and number of events, fullest first."""
    inside = _inside(points, centre)
    keys = [(inside["lat"] * 10).round().rename("a"), (inside["lon"] * 10).round().rename("b")]
    found = inside.groupby(keys).agg(lat=("lat", "mean"), lon=("lon", "mean"), n=("lat", "size"))
    return found.sort_values("n", ascending=False)


def _busiest(points: pd.DataFrame, centre: tuple[float, float]) -> tuple[float, float]:
    first = _places(points, centre).iloc[0]
    return (float(first["lat"]), float(first["lon"]))


def _lonely(leaving: pd.DataFrame, staying: pd.DataFrame, centre: tuple[float, float]) -> tuple[float, float] | None:
    lat, lon = staying["lat"].to_numpy(), staying["lon"].to_numpy()
    for _, place in _places(leaving, centre).head(40).iterrows():
        if np.maximum(np.abs(lat - place["lat"]), np.abs(lon - place["lon"])).min() > APART:
            return (float(place["lat"]), float(place["lon"]))
    return None


def orders(points: pd.DataFrame, is_centred: bool = True) -> list[list[str]]:
    """Three orders in which countries that have a lonely place leave, those with fewest events first in the first."""
    sizes, fit = points["country"].value_counts(ascending=True), []
    for country in sizes.index:
        stays = points["country"] != country
        centre = CENTRE if is_centred else _middle(points[stays])
        if country in COUNTRY_NAMES and _lonely(points[~stays], points[stays], centre):
            fit.append(str(country))
    few = fit[:5]
    return [few, few[::-1], few[2:] + few[:2]]


__all__ = ["CENTRE", "ZOOM", "orders", "points_of", "tasks_of"]
