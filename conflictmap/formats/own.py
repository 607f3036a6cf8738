"""Our own exports, read back: CSV, workbooks, Parquet, JSON lines, GeoJSON and KML with every column of an event."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse

from conflictmap.csvtext import plain_cell
from conflictmap.errors import InvalidEvent, UnreadableFile
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.exports.about import KEY
from conflictmap.formats.tables.cells import text_of
from conflictmap.formats.tables.heads import is_blank
from conflictmap.formats.tables.sheets import (
    PARQUET_SUFFIXES,
    TEXT_SUFFIXES,
    WORKBOOK_SUFFIXES,
    Cell,
    Row,
    Sheet,
    open_sheets,
)
from conflictmap.model.event import Event
from conflictmap.model.flat import SIGNATURE, from_flat

_START_BYTES = 4_000
_HEAD_ROWS = 60
_SHOWN = 80
_JSON_LINES, _GEOJSON, _KML = (".jsonl", ".ndjson"), (".geojson", ".json"), (".kml",)
_TABLES = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, *PARQUET_SUFFIXES)

FlatRow = tuple[int, Mapping[str, Any]]
"""The number of a row in its file, and its columns."""


def recognises(path: Path) -> float:
    """Whether a file is one of our exports: by its statement, or by the columns only they have."""
    suffix = path.suffix.lower()
    try:
        if suffix in _TABLES:
            return 1.0 if _own_sheet(path) else 0.0
        if suffix in (*_JSON_LINES, *_GEOJSON, *_KML):
            with path.open("rb") as file:
                return 1.0 if KEY.encode() in file.read(_START_BYTES) else 0.0
    except (UnreadableFile, OSError):
        pass
    return 0.0


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The events of an export, as they were; a dataset of the options takes the place of theirs."""
    for number, row in _reader(path)(path):
        options.at_row(number)
        yield _event(number, row, options)


def _reader(path: Path) -> Callable[[Path], Iterator[FlatRow]]:
    suffix = path.suffix.lower()
    readers = ((_JSON_LINES, _json_lines), (_GEOJSON, _geojson), (_KML, _kml))
    return next((reader for suffixes, reader in readers if suffix in suffixes), _table)


def _event(number: int, row: Mapping[str, Any], options: Options) -> Event | Rejection:
    try:
        event = from_flat(row)
    except InvalidEvent as error:
        return Rejection(number, error.field, str(error.value)[:_SHOWN], error.expected)
    return replace(event, dataset=options.dataset) if options.dataset else event


# Tables


def _own_sheet(path: Path) -> tuple[Sheet, int, list[str]] | None:
    """The sheet that has our columns, the number of the row that names them, and the names."""
    for sheet in open_sheets(path):
        for row in islice(sheet.rows(), _HEAD_ROWS):
            names = [text_of(cell) for cell in row.cells]
            if set(names) >= SIGNATURE:
                while not names[-1]:  # the width of a sheet is that of its longest row
                    names.pop()
                return sheet, row.number, names
    return None


def _table(path: Path) -> Iterator[FlatRow]:
    found = _own_sheet(path)
    if found is None:
        raise UnreadableFile(f"{path.name}: expected an export with the columns {', '.join(sorted(SIGNATURE))}")
    sheet, head, names = found
    is_text = path.suffix.lower() in TEXT_SUFFIXES
    return (
        (row.number, _columns(names, row, is_text)) for row in sheet.rows() if row.number > head and not is_blank(row)
    )


def _columns(names: list[str], row: Row, is_text: bool) -> dict[str, Any]:
    """The cells of a row by column; those behind the last column go on with the one they name."""
    found: dict[str, Any] = dict(zip(names, row.cells, strict=False))
    for piece in row.cells[len(names) :]:
        name, _, rest = str(piece or "").partition("\n")
        if name in found:
            found[name] = f"{found[name]}{rest}"
    return {name: _plain(value) for name, value in found.items()} if is_text else found


def _plain(value: Cell) -> Cell:
    return plain_cell(value) if isinstance(value, str) else value


# JSON


def _json_lines(path: Path) -> Iterator[FlatRow]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            row = _object(path, number, line)
            if KEY not in row:
                yield number, row


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{path.name}, line {number}: expected a JSON object, got: {error}") from error
    if not isinstance(row, dict):
        raise UnreadableFile(f"{path.name}, line {number}: expected a JSON object, got {str(row)[:_SHOWN]!r}")
    return row


def _geojson(path: Path) -> Iterator[FlatRow]:
    """The properties of features. Our files have a feature a line, so that none is read as a whole; others may."""
    with path.open(encoding="utf-8-sig") as file:
        first = file.readline()
        if not first.rstrip().endswith('"features": ['):
            yield from _features(path, first + file.read())
            return
        for number, line in enumerate(file, 1):
            text = line.strip().rstrip(",")
            if text.startswith("{"):
                yield number, _properties(_object(path, number + 1, text))


def _features(path: Path, text: str) -> Iterator[FlatRow]:
    collection = _object(path, 1, text)
    for number, feature in enumerate(collection.get("features") or (), 1):
        yield number, _properties(feature if isinstance(feature, dict) else {})


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


# KML

_NAMESPACE = "{http://www.opengis.net/kml/2.2}"


def _kml(path: Path) -> Iterator[FlatRow]:
    number = 0
    try:
        for _, element in iterparse(str(path), events=("end",)):
            if element.tag == f"{_NAMESPACE}Placemark":
                number += 1
                values = element.iter(f"{_NAMESPACE}Data")
                yield number, {each.get("name"): each.findtext(f"{_NAMESPACE}value") for each in values}
                element.clear()
    except ValueError as error:  # what defusedxml refuses, too
        raise UnreadableFile(f"{path.name}, placemark {number + 1}: expected KML, got: {error}") from error
    except SyntaxError as error:
        raise UnreadableFile(f"{path.name}, placemark {number + 1}: expected KML, got: {error}") from error


FORMAT = Format(
    name="conflictmap",
    suffixes=(*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, *PARQUET_SUFFIXES, *_JSON_LINES, *_GEOJSON, *_KML),
    recognises=recognises,
    read=read,
    note="An export of Conflict Map: every event comes back as it was.",
)
