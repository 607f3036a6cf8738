"""Files of rows as a spreadsheet shows them, whatever they are kept as: text, a workbook, Parquet, JSON."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from conflictmap import settings
from conflictmap.errors import UnreadableFile
from conflictmap.formats import features, jsontable
from conflictmap.formats.tables import textfiles

Cell = str | int | float | bool | date | datetime | time | None
"""What a cell may hold."""

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET_SUFFIXES = (".parquet", ".pq")
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")

MAX_UNPACKED_MB = 2_000
"""Megabytes a workbook may unpack to."""
MAX_RATIO = 400
"""Times larger than packed a workbook may unpack to; spreadsheets reach some dozens."""
_BATCH_ROWS = 10_000
_FIRST_ROWS = 100  # of a workbook's sheet, in which its head is looked for
_HEAD_BYTES = 200_000  # of JSON, in which its first object ends


class Row(NamedTuple):
    """A row and its number as a spreadsheet counts, 1 first."""

    number: int
    cells: list[Cell]


class Sheet(NamedTuple):
    """A table: its name (empty where the file has one only), and its rows, anew each time they are asked for.

    named: the rows begin with the names of the columns for certain, as in Parquet.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    named: bool = False


def open_sheets(path: Path) -> list[Sheet]:
    """The sheets of a file; of a workbook the visible ones that hold anything.

    Raises:
        UnreadableFile: the file is no table.
    """
    kind = _kind(path)
    if kind == "workbook":
        return _workbook(path)
    if kind == "parquet":
        return [_parquet(path)]
    return [_json(path) if kind == "json" else _text(path)]


def _kind(path: Path) -> str:
    """What the file is by its first bytes, and by its name only where these are text."""
    try:
        with path.open("rb") as file:
            start = file.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableFile(f"{path.name}: expected a file that can be read, got: {error}") from error
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:4] == b"PK\x03\x04" or start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "workbook"
    if path.suffix.lower() in (*WORKBOOK_SUFFIXES, *PARQUET_SUFFIXES):
        raise UnreadableFile(f"{path.name}: expected a file as its name says, its content is something else")
    if not jsontable.looks_like(start):
        return "text"
    if jsontable.first_names(start) and not jsontable.is_map(start):
        return "json"
    if path.suffix.lower() in JSON_SUFFIXES:
        raise UnreadableFile(f"{path.name}: expected a list of JSON objects, got something else")
    return "text"


# Text


def _text(path: Path) -> Sheet:
    layout = textfiles.layout_of(path)

    def rows() -> Iterator[Row]:
        with path.open(encoding=layout.encoding, errors=layout.errors, newline="") as file:
            reader = csv.reader(file, delimiter=layout.delimiter, quoting=layout.quoting)
            try:
                for number, cells in enumerate(reader, 1):
                    yield Row(number, list(cells))
            except csv.Error as error:
                raise UnreadableFile(f"{path.name}, line {reader.line_num}: expected a table, got: {error}") from error

    return Sheet("", rows)


# JSON


def _json(path: Path) -> Sheet:
    @cache
    def table() -> jsontable.Table:
        return jsontable.read(features.read_bytes(path, settings.number("json_mb_limit")), path.name)

    def rows() -> Iterator[Row]:
        yield Row(0, list(table().names))
        for number, values in enumerate(table().rows, 1):
            yield Row(number, [_json_cell(value) for value in values])

    return Sheet("", rows, named=True)


def _json_cell(value: Any) -> Cell:
    return _plain(value) if isinstance(value, int | float) else jsontable.text_of(value) or None


# Workbooks


def _workbook(path: Path) -> list[Sheet]:
    _check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        sheets = [(name, book.get_sheet_by_name(name)) for name in shown]
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(f"{path.name}: expected a workbook without a password, got: {error}") from error
    return [_sheet(name, sheet) for name, sheet in sheets if sheet.height]


def _check_archive(path: Path) -> None:
    """Refuses a workbook that would fill the memory. Old ones (.xls) are no archives."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(each.file_size for each in archive.infolist())
    if unpacked > MAX_UNPACKED_MB * 1_000_000:
        raise UnreadableFile(
            f"{path.name}: expected at most {MAX_UNPACKED_MB} MB when unpacked, got {unpacked // 1_000_000}"
        )
    if unpacked > MAX_RATIO * max(path.stat().st_size, 100_000):
        raise UnreadableFile(f"{path.name}: expected a workbook, got one that unpacks to {unpacked // 1_000_000} MB")


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    def filled(most: int | None) -> list[list[Any]]:
        cells = sheet.to_python(skip_empty_area=False, nrows=most)
        _fill_merged(cells, sheet.merged_cell_ranges or [])
        return cells

    def rows() -> Iterator[Row]:
        cells = filled(_FIRST_ROWS)  # who only wants the head waits for no more
        yield from (Row(number, [_plain(cell) for cell in row]) for number, row in enumerate(cells, 1))
        if len(cells) < _FIRST_ROWS:
            return
        for number, row in enumerate(islice(filled(None), _FIRST_ROWS, None), _FIRST_ROWS + 1):
            yield Row(number, [_plain(cell) for cell in row])

    return Sheet(name, rows)


def _fill_merged(cells: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Writes the value of merged cells into each of them, as it stands beside all their rows.

    A whole number is not repeated: a count that spans rows is the count of all of them. A year is.
    """
    for (top, left), (bottom, right) in ranges:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        if isinstance(value, float) and value.is_integer() and not 1900 <= value <= 2100:
            continue
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])


def _plain(cell: Any) -> Cell:
    """A cell's value; what a workbook keeps as 3.0 is 3."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, Decimal):
        return _plain(float(cell))
    if isinstance(cell, timedelta):
        return str(cell)
    if cell is None or isinstance(cell, str | int | float | bool | date | datetime | time):
        return cell
    return json.dumps(cell, ensure_ascii=False, default=str)


# Parquet


def _parquet(path: Path) -> Sheet:
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"{path.name}: expected a Parquet file, got: {error}") from error

    def rows() -> Iterator[Row]:
        yield Row(1, list(names))
        number = 1
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_BATCH_ROWS):
                    columns = [column.to_pylist() for column in batch.columns]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield Row(number, [_plain(cell) for cell in cells])
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(f"{path.name}, row {number + 1}: expected Parquet, got: {error}") from error

    return Sheet("", rows, named=True)
