"""Playback: how many events lie in which cell, or area, in which step of time. The numbers of an animated map.

A step is a day, a week from Monday, or a month. An event belongs to every step that its days overlap. One that is
known so vaguely that it overlaps more than MAX_STEPS steps would be on the map all the time and say nothing: such
events, and those without a date, are left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from conflictmap.filters import EventFilter
from conflictmap.model.dates import days_after
from conflictmap.store.aggregate import AREA_MARK, ON_MAP, View, cell_shift
from conflictmap.store.grid import Column
from conflictmap.store.interface import question
from conflictmap.store.store import EventStore
from conflictmap.store.where import Clause, day_number, where

UNITS = ("day", "week", "month")
MAX_STEPS = 3
"""Steps that one event may overlap and be shown."""
MAX_COUNT = 4_000
"""Steps of one playback; a longer period wants a longer unit."""


@dataclass(frozen=True)
class Steps:
    """The steps of a period: `count` days, weeks or months, the first one with `first` as its first day."""

    unit: str
    first: date
    count: int

    @classmethod
    def over(cls, first: date, last: date, unit: str) -> Steps:
        """The steps of a unit, or of the next longer one where these would be too many, that cover two days."""
        start = first if unit == "day" else first - timedelta(days=first.weekday() if unit == "week" else first.day - 1)
        if unit == "month":
            count = (last.year - start.year) * 12 + last.month - start.month + 1
        else:
            count = (last - start).days // (7 if unit == "week" else 1) + 1
        if count > MAX_COUNT and unit != "month":
            return cls.over(first, last, UNITS[UNITS.index(unit) + 1])
        return cls(unit, start, min(count, MAX_COUNT))

    def period(self, step: int) -> tuple[date, date]:
        """First and last day of a step."""
        if self.unit != "month":
            days = 7 if self.unit == "week" else 1
            return days_after(self.first, step * days), days_after(self.first, step * days + days - 1)
        return _month(self.first, step), days_after(_month(self.first, step + 1), -1)

    def sql(self, column: str) -> str:
        """The step that a day number lies in; negative or beyond the count outside the period."""
        if self.unit == "month":
            day = f"(DATE '1970-01-01' + {column})"
            return f"(year({day}) * 12 + month({day}) - {self.first.year * 12 + self.first.month})::INTEGER"
        days = 7 if self.unit == "week" else 1
        return f"floor(({column} - {day_number(self.first)}) / {days})::INTEGER"


def _month(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(min(number // 12, date.max.year), number % 12 + 1, 1)


class Outline(NamedTuple):
    """What a playback has: events by step, and how many have no date or too vague a one to be in any."""

    events: list[int]
    undated: int
    vague: int


@question
def outline(store: EventStore, filter: EventFilter, view: View, areas: Sequence[str], steps: Steps) -> Outline:
    """The steps of a view and what they leave out; `areas` are the hatched ones that the view shows."""
    inner, values = _spans(filter, view, areas, steps)
    sql = f"WITH span AS ({inner}) SELECT s0, s1, is_vague, count(*) FROM span GROUP BY ALL"
    events, undated, vague = [0] * steps.count, 0, 0
    for start, end, is_vague, n in store.cursor().execute(sql, values).fetchall():
        if start is None:
            undated += n
        elif is_vague:
            vague += n
        else:
            for step in range(start, end + 1):
                events[step] += n
    return Outline(events, undated, vague)


class Marks(NamedTuple):
    """Cells or areas by step: columns of the same length, in the order of the steps."""

    step: Column
    place: Column
    events: Column
    type_code: Column


class CellGrid(NamedTuple):
    """How a view's cells are counted: column and row of the first, and cells a row."""

    x0: int
    y0: int
    width: int


def cell_grid(view: View) -> CellGrid:
    """The grid of a view."""
    shift = cell_shift(view)
    x0, y0 = view.x0 >> shift, view.y0 >> shift
    return CellGrid(x0, y0, (view.x1 >> shift) - x0 + 1)


@question
def cells(store: EventStore, filter: EventFilter, view: View, steps: Steps, first: int, last: int) -> Marks:
    """The cells of a view in some steps; a cell's `place` counts them row by row from the view's corner."""
    shift, (x0, y0, width) = cell_shift(view), cell_grid(view)
    place = f"(((y >> {shift}) - {y0}) * {width} + (x >> {shift}) - {x0})"
    return _marks(store, filter, view, (), steps, (first, last), place)


@question
def areas(store: EventStore, filter: EventFilter, areas: Sequence[str], steps: Steps, first: int, last: int) -> Marks:
    """Hatched areas in some steps; an area's `place` is its id."""
    return _marks(store, filter, None, areas, steps, (first, last), "area_id")


@question
def spans(store: EventStore, filter: EventFilter, view: View, steps: Steps, limit: int) -> list[tuple[str, int, int]]:
    """Points and rings of a view singly: id, first and last step."""
    inner, values = _spans(filter, view, (), steps, "id")
    sql = f"WITH span AS ({inner}) SELECT id, s0, s1 FROM span WHERE s0 IS NOT NULL AND NOT is_vague LIMIT ?"
    return store.cursor().execute(sql, [*values, limit]).fetchall()


def _marks(
    store: EventStore,
    filter: EventFilter,
    view: View | None,
    areas: Sequence[str],
    steps: Steps,
    part: tuple[int, int],
    place: str,
) -> Marks:
    inner, values = _spans(filter, view, areas, steps, f"{place} AS place, type_code", part)
    sql = (
        f"WITH span AS ({inner}), one AS (SELECT unnest(range(s0, s1 + 1)) AS step, place, type_code FROM span "
        "WHERE s0 IS NOT NULL AND NOT is_vague), "
        "typed AS (SELECT step, place, type_code, count(*) AS n FROM one WHERE step BETWEEN ? AND ? GROUP BY ALL) "
        "SELECT step, place, sum(n)::BIGINT AS events, arg_max(type_code, n) AS type_code FROM typed "
        "GROUP BY ALL ORDER BY step, place"
    )
    found = store.cursor().execute(sql, [*values, *part]).fetchnumpy()
    return Marks(*found.values())


def _spans(
    filter: EventFilter,
    view: View | None,
    areas: Sequence[str],
    steps: Steps,
    columns: str = "",
    part: tuple[int, int] | None = None,
) -> tuple[str, list[object]]:
    """SQL of the drawn events with their first and last step within the period, null where undated."""
    clause, where_sql = where(filter), []
    values: list[object] = []
    if view is not None:
        where_sql.append(f"({ON_MAP} AND {view.clause.sql})")
        values += view.clause.values
    if areas:
        where_sql.append(f"(mark = {AREA_MARK} AND list_contains(?::VARCHAR[], area_id))")
        values.append(list(areas))
    days, start, end = _days_of(steps, part), steps.sql("start_day"), steps.sql("end_day")
    sql = (
        f"SELECT {columns + ', ' if columns else ''}"
        f"CASE WHEN start_day IS NOT NULL THEN greatest({start}, 0) END AS s0, "
        f"CASE WHEN start_day IS NOT NULL THEN least({end}, {steps.count - 1}) END AS s1, "
        f"{end} - {start} >= {MAX_STEPS} AS is_vague FROM event "
        f"WHERE ({' OR '.join(where_sql) or 'false'}) AND ({days.sql}) AND {clause.sql}"
    )
    return sql, [*values, *days.values, *clause.values]


def _days_of(steps: Steps, part: tuple[int, int] | None) -> Clause:
    """The condition that an event overlaps some steps; without these, all of them, and undated events are in."""
    first, last = part or (0, steps.count - 1)
    days = (day_number(steps.period(first)[0]), day_number(steps.period(last)[1]))
    overlaps = "end_day >= ? AND start_day <= ?"
    return Clause(overlaps if part else f"start_day IS NULL OR ({overlaps})", days)
