"""Events out: what a filter shows, as a file in a format, with a statement of what it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlencode

import pyarrow as pa

from conflictmap.errors import StoreError, UnreadableFile
from conflictmap.filters import EventFilter
from conflictmap.formats.exports import acled, csvfile, geojsonfile, jsonlines, kmlfile, parquetfile, workbook
from conflictmap.formats.exports.about import About
from conflictmap.store import aggregate, flat
from conflictmap.store.interface import Store
from conflictmap.words import Lang

Write = Callable[[BinaryIO, Iterator[pa.RecordBatch], About], None]


class Writer(NamedTuple):
    """A kind of export: its name, the ending of its files, their media type, and what writes them."""

    name: str
    suffix: str
    media_type: str
    write: Write


WRITERS = {
    writer.name: writer
    for writer in (
        Writer("csv", ".csv", "text/csv; charset=utf-8", csvfile.write),
        Writer("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.write),
        Writer("geojson", ".geojson", "application/geo+json", geojsonfile.write),
        Writer("kml", ".kml", "application/vnd.google-earth.kml+xml", kmlfile.write),
        Writer("parquet", ".parquet", "application/vnd.apache.parquet", parquetfile.write),
        Writer("jsonl", ".jsonl", "application/x-ndjson", jsonlines.write),
        Writer("acled", ".csv", "text/csv; charset=utf-8", acled.write),
    )
}
"""The kinds of export by name."""
PUBLISHERS = 12
"""Publishers an export names as its sources."""


def writer_of(path: Path, shape: str = "") -> Writer:
    """The writer of a file by its ending, or of a shape.

    Raises:
        UnreadableFile: no export has this ending, or the shape is not written so.
    """
    suffix = path.suffix.lower()
    if shape:
        if shape != "acled" or suffix != ".csv":
            raise UnreadableFile(
                f"export: expected the shape acled with a file ending in .csv, got {shape} and {path.name}"
            )
        return WRITERS["acled"]
    found = next((writer for writer in WRITERS.values() if writer.suffix == suffix), None)
    if found is None:
        endings = ", ".join(dict.fromkeys(writer.suffix for writer in WRITERS.values()))
        raise UnreadableFile(f"export: expected a file ending in one of {endings}, got {path.name!r}")
    return found


def about(store: Store, filter: EventFilter, lang: Lang) -> About:
    """The statement of an export of what a filter shows now."""
    counts = aggregate.counts(store, filter)
    return About(
        lang=lang,
        filter=filter.describe(lang),
        link=urlencode(filter.to_params()),
        shown=counts.shown,
        unplaced=counts.unplaced,
        filtered_out=counts.filtered_out,
        undated=counts.undated,
        as_of=aggregate.extent(store).last,
        version=store.version,
        datasets=tuple(flat.datasets(store, filter)),
        publishers=tuple(flat.publishers(store, filter, PUBLISHERS)),
    )


def export(store: Store, filter: EventFilter, writer: Writer, path: Path, lang: Lang = "en") -> About:
    """Writes a file whole or not at all; returns its statement.

    Raises:
        StoreError: the data changed meanwhile.
        UnreadableFile: the format cannot hold so many events.
    """
    said = about(store, filter, lang)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            writer.write(file, _counted(flat.batches(store, filter), said.events), said)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return said


def _counted(batches: Iterator[pa.RecordBatch], expected: int) -> Iterator[pa.RecordBatch]:
    """The batches, at least an empty one; the statement must speak of just these."""
    found = 0
    for batch in batches:
        found += batch.num_rows
        yield batch
    if found == 0:
        yield pa.RecordBatch.from_pylist([], schema=flat.SCHEMA)
    if found != expected:
        raise StoreError(f"export: expected {expected:,} events as counted, got {found:,}: the data changed; try again")
