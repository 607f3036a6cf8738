"""JSON lines out: the statement as the first object, then one event a line, actors and sources as lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import pyarrow as pa

from conflictmap.formats.exports.about import KEY, About

_LISTS = ("actors", "sources")
_LEFT_OUT = ("actors", "source", "source_url", "source_date", "actors_json", "sources_json")


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes an object a line."""
    file.write(_line({KEY: about.to_json()}))
    for batch in batches:
        file.writelines(_line(record(row)) for row in batch.to_pylist())


def record(row: dict[str, Any]) -> dict[str, Any]:
    """A flat row with its lists as lists."""
    plain = {name: _plain(value) for name, value in row.items() if name not in _LEFT_OUT}
    return plain | {name: json.loads(row[f"{name}_json"]) for name in _LISTS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _line(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    for character in "\x85\u2028\u2029":  # some readers take these for the end of a line
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"{text}\n".encode("utf-8", "replace")
