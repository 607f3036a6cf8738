"""GeoJSON out: a feature an event with all its columns; the statement is a member of the collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import pyarrow as pa

from conflictmap.formats.exports import geometry
from conflictmap.formats.exports.about import KEY, About


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes a FeatureCollection (RFC 7946), a feature a line."""
    statement = json.dumps(about.to_json(), ensure_ascii=False)
    file.write(f'{{"type": "FeatureCollection", "{KEY}": {statement}, "features": ['.encode())
    before = "\n"
    for batch in batches:
        for row in batch.to_pylist():
            file.write(f"{before}{_feature(row)}".encode("utf-8", "replace"))
            before = ",\n"
    file.write(b"\n]}\n")


def _feature(row: dict[str, Any]) -> str:
    """A feature; columns that say nothing are left out."""
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    properties = json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)
    where = geometry.geojson(row) or "null"
    return f'{{"type": "Feature", "id": {json.dumps(row["id"])}, "geometry": {where}, "properties": {properties}}}'
