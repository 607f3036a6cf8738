"""The changes that are measured: countries that leave the filter one after the other, so that most events stay."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.madeup import file_of
from benchmarks.maps.contenders import CENTRE, COUNTRY_NAMES, ZOOM, Task
from benchmarks.maps.rival import SQL

REACH = (3.6, 6.8)
"""How far from the middle a looked-at place may be, in degrees: it must be on every contender's screen."""
APART = 0.4
"""Degrees between a place whose events all leave and the nearest that stay: 18 pixels at zoom 6."""
Box = tuple[float, float, float, float]
OUR_SQL = SQL + " AND x IS NOT NULL"


def points_of(home: Path) -> pd.DataFrame:
    """All points of a store: lat, lon, country."""
    return duckdb.connect(str(file_of(home)), read_only=True).execute(OUR_SQL).df()


def tasks_of(points: pd.DataFrame, order: list[str], box: Box | None) -> list[Task]:
    """One task for each country of an order whose leaving can be seen.

    Args:
        box: south, west, north, east that a contender counts points within; None for all.
    """
    tasks, left = [], points
    for country in order:
        leaving, staying = left[left["country"] == country], left[left["country"] != country]
        gone, kept = _lonely(leaving, staying), _busiest(staying)
        if gone and kept:
            tasks.append(Task(country, _count(staying, box), gone, kept))
            left = staying
    return tasks


def _count(points: pd.DataFrame, box: Box | None) -> int:
    if box is None:
        return len(points)
    south, west, north, east = box
    return int((points["lat"].between(south, north) & points["lon"].between(west, east)).sum())


def _inside(points: pd.DataFrame) -> pd.DataFrame:
    near = (points["lat"] - CENTRE[0]).abs().lt(REACH[0]) & (points["lon"] - CENTRE[1]).abs().lt(REACH[1])
    return points[near]


def _places(points: pd.DataFrame) -> pd.DataFrame:
    """Squares of a tenth of a degree with their middle point and number of events, fullest first."""
    inside = _inside(points)
    keys = [(inside["lat"] * 10).round().rename("a"), (inside["lon"] * 10).round().rename("b")]
    found = inside.groupby(keys).agg(lat=("lat", "mean"), lon=("lon", "mean"), n=("lat", "size"))
    return found.sort_values("n", ascending=False)


def _busiest(points: pd.DataFrame) -> tuple[float, float] | None:
    for _, place in _places(points).head(1).iterrows():
        return (float(place["lat"]), float(place["lon"]))
    return None


def _lonely(leaving: pd.DataFrame, staying: pd.DataFrame) -> tuple[float, float] | None:
    lat, lon = staying["lat"].to_numpy(), staying["lon"].to_numpy()
    for _, place in _places(leaving).head(40).iterrows():
        if np.maximum(np.abs(lat - place["lat"]), np.abs(lon - place["lon"])).min() > APART:
            return (float(place["lat"]), float(place["lon"]))
    return None


def orders(points: pd.DataFrame) -> list[list[str]]:
    """Three orders in which countries that have a lonely place leave, those with fewest events first in the first."""
    sizes, fit = points["country"].value_counts(ascending=True), []
    for country in sizes.index:
        stays = points["country"] != country
        if country in COUNTRY_NAMES and _lonely(points[~stays], points[stays]):
            fit.append(str(country))
    few = fit[:5]
    return [few, few[::-1], few[2:] + few[:2]]


__all__ = ["CENTRE", "ZOOM", "orders", "points_of", "tasks_of"]
