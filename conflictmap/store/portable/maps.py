"""Counts, cells, single marks, areas and rectangles, on any engine. What each means is said in `store/aggregate.py`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from conflictmap.filters import EventFilter
from conflictmap.store import rows
from conflictmap.store.aggregate import AREA_MARK, Box, Cells, Counts, Extent, Hatched, View, cell_shift
from conflictmap.store.portable.conditions import on_map
from conflictmap.store.portable.layout import EVENT
from conflictmap.store.portable.store import PortableStore
from conflictmap.store.where import EPOCH

_LIST_MARK = rows.MARKS.index("list")
_TYPES = 64
"""More than there are types: among types of as many events, the first is the main one."""
_BIN_DEGREES = 0.01
"""How exactly the rectangle of the events in the middle is found."""


def counts(store: PortableStore, filter: EventFilter) -> Counts:
    """What became of all events."""
    t, hit = EVENT, store.condition(EVENT, filter)
    asked = t.aggregate(
        total=t.count(),
        shown=t.count(where=hit & (t.mark != _LIST_MARK)),
        unplaced=t.count(where=hit & (t.mark == _LIST_MARK)),
        undated=t.count(where=hit & t.start_day.isnull()),
    )
    total, shown, unplaced, undated = (int(value) for value in store.all(asked)[0])
    return Counts(total, shown, unplaced, total - shown - unplaced, undated)


def extent(store: PortableStore) -> Extent:
    """The days the data spans."""
    t = EVENT.filter(EVENT.start_day.notnull())
    found = store.all(t.aggregate(first=t.start_day.min(), last=t.end_day.max()))[0]
    return Extent(*(EPOCH + timedelta(days=day) if day is not None else None for day in found))


def _in_view(store: PortableStore, filter: EventFilter, view: View) -> ir.Table:
    return EVENT.filter(on_map(EVENT), store.further(EVENT, view.clause), store.condition(EVENT, filter))


def _main_type(typed: ir.Table) -> ir.Scalar:
    return typed.type_code.argmax(typed.n * _TYPES - typed.type_code)


def _dead(t: ir.Table) -> ir.Scalar:
    return t.deaths.sum().fill_null(0)


def cells(store: PortableStore, filter: EventFilter, view: View) -> Cells:
    """Points and rings of a view, gathered in cells."""
    shift, t = cell_shift(view), _in_view(store, filter, view)
    typed = t.group_by(cx=t.x >> shift, cy=t.y >> shift, type_code=t.type_code).aggregate(
        n=t.count(), sx=t.x.cast("int64").sum(), sy=t.y.cast("int64").sum(), dead=_dead(t)
    )
    n = typed.n.sum()
    found = typed.group_by("cx", "cy").aggregate(
        x=typed.sx.sum() / n, y=typed.sy.sum() / n, events=n, deaths=typed.dead.sum(), type_code=_main_type(typed)
    )
    kinds = (np.int32, np.int32, np.float64, np.float64, np.int64, np.int64, np.uint8)
    columns = list(zip(*store.all(found), strict=True)) or [()] * len(kinds)
    return Cells(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


def events_in(store: PortableStore, filter: EventFilter, view: View) -> list[tuple[Any, ...]]:
    """Points and rings of a view singly, oldest first: rows of aggregate.EVENT_COLUMNS."""
    t = _in_view(store, filter, view).order_by(ibis.asc("start_day", nulls_first=True), "id")
    names = ("id", "x", "y", "type_code", "deaths", "mark", "radius_km", "claim_code", "place_name", "place_name_ar")
    return store.all(t.select(*names))


def area_ids(store: PortableStore) -> list[str]:
    """The areas that any event is drawn as."""
    t = EVENT.filter(EVENT.mark == AREA_MARK, EVENT.area_id.notnull())
    return sorted(row[0] for row in store.all(t.select("area_id").distinct()))


def areas(store: PortableStore, filter: EventFilter, ids: Sequence[str], limit: int) -> list[Hatched]:
    """Those of some areas that have events that pass, most events first."""
    t = EVENT.filter(EVENT.mark == AREA_MARK, EVENT.area_id.isin(list(ids)), store.condition(EVENT, filter))
    typed = t.group_by("area_id", "type_code").aggregate(n=t.count(), dead=_dead(t))
    found = typed.group_by("area_id").aggregate(
        events=typed.n.sum(), deaths=typed.dead.sum(), type_code=_main_type(typed)
    )
    chosen = found.order_by(ibis.desc("events"), "area_id").limit(limit)
    return [Hatched(area_id, int(n), int(dead), int(code)) for area_id, n, dead, code in store.all(chosen)]


def bounds(store: PortableStore, filter: EventFilter, share: float = 1.0) -> Box | None:
    """The rectangle of the drawn events that pass, or of a share of them in the middle to a hundredth of a degree."""
    t = EVENT.filter(EVENT.mark != _LIST_MARK, EVENT.lat.notnull(), store.condition(EVENT, filter))
    whole = t.aggregate(south=t.lat.min(), west=t.lon.min(), north=t.lat.max(), east=t.lon.max())
    south, west, north, east = store.all(whole)[0]
    if south is None:
        return None
    if share >= 1:
        return Box(south, west, north, east)
    low_lat, high_lat = _middle(store, t, "lat", share)
    low_lon, high_lon = _middle(store, t, "lon", share)
    return Box(max(low_lat, south), max(low_lon, west), min(high_lat, north), min(high_lon, east))


def _middle(store: PortableStore, t: ir.Table, axis: str, share: float) -> tuple[float, float]:
    """The degrees on an axis between which the middle events lie; engines' own quantiles differ, or sort all."""
    binned = t.select(bin=(t[axis] / _BIN_DEGREES).floor().cast("int32"))
    found = sorted(store.all(binned.group_by("bin").aggregate(n=binned.count())))
    bins, reached = np.array([bin for bin, _ in found]), np.cumsum([int(n) for _, n in found])
    edge = (1 - share) / 2
    low, high = (
        bins[int(np.searchsorted(reached, max(math.ceil(part * reached[-1]), 1)))] for part in (edge, 1 - edge)
    )
    return float(low * _BIN_DEGREES), float((high + 1) * _BIN_DEGREES)
