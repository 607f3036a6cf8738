"""CSV out: UTF-8 with a byte order mark, the statement in lines that begin with #, no cell that a spreadsheet runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from conflictmap.csvtext import FORMULA
from conflictmap.formats.exports.about import About

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OPTIONS = csv.WriteOptions(include_header=False, quoting_style="needed")


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes the statement, the names of the columns and the rows."""
    file.write(BYTE_ORDER_MARK)
    for line in about.lines():
        file.write(f"# {line}\r\n".encode())
    write_rows(file, batches)


def write_rows(file: BinaryIO, batches: Iterator[pa.RecordBatch]) -> None:
    """Writes the names of the columns and the rows; nothing where there is no batch at all."""
    writer = None
    for batch in batches:
        if writer is None:
            file.write((",".join(batch.schema.names) + "\r\n").encode())
            writer = csv.CSVWriter(file, batch.schema, write_options=_OPTIONS)
        writer.write_batch(inert(batch))
    if writer is not None:
        writer.close()


def inert(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch whose texts no spreadsheet takes for formulas; see `csvtext.inert_cell`."""
    return pa.RecordBatch.from_arrays([_inert(column) for column in batch.columns], schema=batch.schema)


def _inert(column: pa.Array) -> pa.Array:
    if not pa.types.is_string(column.type):
        return column
    runs = pc.match_substring_regex(column, FORMULA)
    if not pc.any(runs).as_py():
        return column
    return pc.if_else(runs, pc.binary_join_element_wise(pa.scalar("'"), column, ""), column)
