"""Workbooks out: a sheet of events as values, a sheet with the statement."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import openpyxl
import pyarrow as pa
from openpyxl.cell import WriteOnlyCell

from conflictmap.errors import UnreadableFile
from conflictmap.formats.exports.about import KEY, About
from conflictmap.words import say

MAX_ROWS = 1_048_575
"""Events a sheet holds below its head."""
MAX_CHARACTERS = 32_767
"""Characters a cell holds."""
_FIRST_DAY = date(1900, 3, 1)
"""The first day spreadsheets count right; earlier ones are written as text."""
_NO_CELL = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile("[\ufffe\uffff]")
_WIDTH = 16


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes the workbook.

    Raises:
        UnreadableFile: more events than a sheet has rows.
    """
    if about.events > MAX_ROWS:
        raise UnreadableFile(
            f"xlsx: expected at most {MAX_ROWS:,} events, {about.events:,} pass the filter; csv and parquet hold more"
        )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.freeze_panes = "B2"
    names: list[str] = []
    for batch in batches:
        if not names:
            names = list(batch.schema.names)
            sheet.append(names)
        for row in batch.to_pylist():
            sheet.append(_cells(sheet, row))
    _write_about(book.create_sheet(say("export.title", "en")), about)
    book.save(file)


def _write_about(sheet: Any, about: About) -> None:
    sheet.sheet_view.rightToLeft = about.lang == "ar"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 2 * _WIDTH, 6 * _WIDTH
    for label, text in about.rows():
        sheet.append([_value(sheet, label), _value(sheet, text)])
    sheet.append([KEY, _value(sheet, json.dumps(about.to_json(), ensure_ascii=False)[:MAX_CHARACTERS])])


def _cells(sheet: Any, row: dict[str, Any]) -> list[Any]:
    """The cells of a row. What a cell cannot hold goes on behind the last column, under its column's name."""
    cells, more = [], []
    for name, value in row.items():
        cells.append(_value(sheet, value[:MAX_CHARACTERS] if isinstance(value, str) else value))
        room = MAX_CHARACTERS - len(name) - 1
        for start in range(MAX_CHARACTERS, len(value) if isinstance(value, str) else 0, room):
            more.append(_value(sheet, f"{name}\n{value[start : start + room]}"))
    return cells + more


def _value(sheet: Any, value: Any) -> Any:
    """A value as a cell: texts as texts, whatever they begin with."""
    if isinstance(value, date) and value < _FIRST_DAY:
        value = value.isoformat()
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        return _cell(sheet, repr(value), "n")  # or openpyxl would cut the last digit
    if not isinstance(value, str):
        return value
    text = _NO_CELL.sub(lambda found: f"_x{ord(found.group()):04X}_", _NO_XML.sub("\ufffd", value))
    if not text.startswith("="):
        return text
    return _cell(sheet, text, "s")  # or openpyxl would make it a formula


def _cell(sheet: Any, text: str, kind: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, kind
    return cell
