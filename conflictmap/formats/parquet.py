"""Parquet files of any columns, read as tables are."""

from __future__ import annotations

from pathlib import Path

from conflictmap.errors import UnreadableFile
from conflictmap.formats import table
from conflictmap.formats.base import Format
from conflictmap.formats.tables import columns
from conflictmap.formats.tables.heads import head_of
from conflictmap.formats.tables.sheets import PARQUET_SUFFIXES, open_sheets


def recognises(path: Path) -> float:
    """How sure a file is a Parquet table of events."""
    if path.suffix.lower() not in PARQUET_SUFFIXES:
        return 0.0
    try:
        names = head_of(open_sheets(path)[0]).names
    except UnreadableFile:
        return 0.0
    return 0.4 if any(columns.is_known(name) for name in names) else 0.1


FORMAT = Format(
    name="parquet", suffixes=PARQUET_SUFFIXES, recognises=recognises, read=table.read, note=table.FORMAT.note
)
