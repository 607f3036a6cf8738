"""Features that are points with a date, as events; everything else is rejected with the reason.

The properties of a file's points are read as the columns of a table, with the same guess of what they mean; place, date
and texts of a feature are columns of their own beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from conflictmap.formats import features, table
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.daytext import find_day, stamp
from conflictmap.formats.features import Feature, reject
from conflictmap.formats.plaintext import labelled, plain
from conflictmap.formats.tables import columns, dates, types
from conflictmap.formats.tables.places import Placer
from conflictmap.formats.tables.rows import RowReader, fields_by_column
from conflictmap.formats.tables.sheets import Cell, Row
from conflictmap.model.event import Event
from geodata.normalize import fold

RULE = "read from a map file"
NOT_PLACED = "a point; lines and areas are kept as overlays"
NOT_DATED = "a date in a property, a time stamp, the name or the description"
MAX_COLUMNS = 300
"""Properties that are looked at; forms of field workers reach some dozens."""
_OWN = ("lat", "lon", "date", "date_end", "type", "summary", "summary", "source_url")
"""The fields of the columns that a feature itself makes, in this order."""
_TAKEN = ("date", "date_end", "type")
"""Fields of properties that these columns hold already."""
_OF_GEOMETRY = ("lat", "lon", "coordinates")
_SURE_NAME = 0.9  # of a label in a description, to be taken for a property


def read(rows: Iterable[Feature | Rejection], path: Path, title: str, options: Options) -> Iterator[Event | Rejection]:
    """An event or a rejection for each row.

    Args:
        rows: the features of a file.
        path: the file, whose name the dataset has unless the options say another.
        title: what the file is called, the source of events that name none.
        options: see `Options`.
    """
    found = list(rows)
    points = {row.row: _Told(row) for row in found if isinstance(row, Feature) and _is_point(row)}
    head = _head(list(points.values()), options)
    reader = RowReader(
        columns=fields_by_column((*_OWN, *("" if c.field in _TAKEN else c.field for c in head.columns))),
        day_first=head.day_first,
        placer=Placer(options.geocoder(), options.country),
        file=title,
        dataset=options.dataset or table.dataset_of(path),
        licence=options.licence or table.LICENCE,
    )
    for row in found:
        options.at_row(row.row)
        if isinstance(row, Rejection):
            yield row
        elif row.row not in points:
            kinds = ", ".join(dict.fromkeys(part.geom_type for part in features.parts(row.geometry)))
            yield reject(row.row, "geometry", f"{kinds} {row.name}".strip(), NOT_PLACED)
        else:
            yield _event(points[row.row], head, reader, options)


def _is_point(feature: Feature) -> bool:
    return [part.geom_type for part in features.parts(feature.geometry)] == ["Point"]


class _Told:
    """What a feature tells beside its own texts: properties, and labels `name: value` in the description."""

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        stated = {name: _cell(value) for name, value in feature.properties.items() if fold(name) not in _own_texts()}
        known = {fold(name) for name in stated}
        said = {name: value for name, value in labelled(feature.text).items() if fold(name) not in known}
        self.cells = stated | {name: value for name, value in said.items() if _is_named(name)}


@cache
def _is_named(label: str) -> bool:
    return max(columns.by_name(label).values(), default=0.0) >= _SURE_NAME


@cache
def _own_texts() -> frozenset[str]:
    """Properties that a feature's name and description are taken from already."""
    return frozenset(fold(name) for name in (*features.NAMES, *features.TEXTS))


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return plain(value)[0]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


class _Head(NamedTuple):
    """The properties of a file's points with what they are taken for, and whether days come first in its dates."""

    columns: tuple[columns.Column, ...]
    day_first: bool

    def first(self, told: _Told, *fields: str) -> Cell:
        """The first property of some fields that holds something."""
        cells = (told.cells.get(column.name) for field in fields for column in self.columns if column.field == field)
        return next((cell for cell in cells if cell not in (None, "")), None)


def _head(points: list[_Told], options: Options) -> _Head:
    names = list(dict.fromkeys(name for told in points for name in told.cells))[:MAX_COLUMNS]
    samples = [[told.cells.get(name) for told in points[: table.SAMPLED_ROWS]] for name in names]
    if options.columns:
        found = columns.given(names, dict(options.columns))
    else:
        geocoder = options.geocoder()
        dated = [[stamp(c) if _is_number(c) else c for c in cells] for cells in samples]
        found = columns.guess(names, [""] * len(names), dated, geocoder)
    kept = tuple(each._replace(field="") if each.field in _OF_GEOMETRY else each for each in found)
    head = _Head(kept, True)
    votes, sequence = dates.Votes(), []
    for told in points:
        cells = [head.first(told, "date"), head.first(told, "date_end"), told.feature.begin]
        votes.add(cells)
        sequence.append(cells[0])
    return head._replace(day_first=dates.decide(votes, options.day_first, " ".join(names), sequence).day_first)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _event(told: _Told, head: _Head, reader: RowReader, options: Options) -> Event | Rejection:
    feature = told.feature
    first, last = _days(told, head)
    if not first and head.first(told, "type", "subtype", "year") is None:
        return reject(feature.row, "date", feature.name, NOT_DATED)
    (point,) = features.parts(feature.geometry)
    own: list[Cell] = [round(point.y, 6), round(point.x, 6), first, last, _type(told, head), feature.name]
    own += [feature.text, " ".join(feature.links)]
    found = reader.read(Row(feature.row, [*own, *(told.cells.get(column.name) for column in head.columns)]))
    if isinstance(found, Rejection):
        return found
    return replace(found, rule=RULE, retrieved=options.retrieved)


def _days(told: _Told, head: _Head) -> tuple[str, str]:
    """The cells of the first and the last day: of properties, else of the time stamp, else of name, folders or text."""
    feature = told.feature
    first, last = head.first(told, "date"), head.first(told, "date_end")
    begin, end = stamp(first or feature.begin or ""), stamp(last or feature.end or "")
    if begin or end or head.first(told, "year") is not None:
        return begin or end, end
    texts = (feature.name, *reversed(feature.folders), feature.text)
    found = next((day for text in texts if text and (day := find_day(text, head.day_first))), None)
    if found is None:
        return "", ""
    if found.precision == "month":
        return found.start.strftime("%Y-%m"), ""
    return found.start.isoformat(), found.end.isoformat() if found.end > found.start else ""


def _type(told: _Told, head: _Head) -> Cell:
    """The stated kind of event, else the nearest folder that names one."""
    named = (name for name in reversed(told.feature.folders) if types.by_words(name))
    return head.first(told, "type") or next(named, None)
