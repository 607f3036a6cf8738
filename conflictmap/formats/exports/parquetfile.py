"""Parquet out: typed columns, the statement in the file's metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from conflictmap.formats.exports.about import KEY, About


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes the rows, a row group for each batch."""
    statement = {KEY: json.dumps(about.to_json(), ensure_ascii=False)}
    writer = None
    for batch in batches:
        if writer is None:
            writer = pq.ParquetWriter(file, batch.schema.with_metadata(statement), compression="zstd")
        writer.write_batch(batch.replace_schema_metadata(statement))
    if writer is not None:
        writer.close()
