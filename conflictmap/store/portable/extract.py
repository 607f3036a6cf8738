"""An extract: events of another engine in DuckDB's memory, in the form of the embedded file, to be asked in its SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from conflictmap.store import watch
from conflictmap.store.portable.layout import COLUMNS, nested_sql, workbench
from conflictmap.store.store import EventStore

_CHUNK = 20_000
_ARROW = {
    "string": pa.string(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "array<int32>": pa.list_(pa.int32()),
}
SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in {**COLUMNS, "body": "string"}.items()])
"""The Arrow form of a row of `event_whole`."""


class Extract(EventStore):
    """An embedded store in memory, of a data version of another one. It is only read."""

    def __init__(
        self, version: int, folder: Path, found: Iterator[tuple[Any, ...]], actors: Sequence[tuple[Any, ...]]
    ) -> None:
        """Takes rows of `event_whole` and of `actor`."""
        super().__init__(folder)
        self._number = version
        self._memory = workbench()
        if actors:
            self._memory.executemany("INSERT INTO actor VALUES (?, ?, ?, ?)", actors)
        while chunk := list(islice(found, _CHUNK)):
            columns = zip(zip(*chunk, strict=True), SCHEMA.types, strict=True)
            table = pa.table([pa.array(column, kind) for column, kind in columns], schema=SCHEMA)
            self._memory.register("chunk", table)
            self._memory.execute(f"INSERT INTO event BY NAME {nested_sql('chunk')}")
            self._memory.unregister("chunk")
        self._memory.execute(
            "INSERT INTO event_actor SELECT unnest(actor_codes) AS code, rowid FROM event ORDER BY ALL"
        )

    @property
    def version(self) -> int:
        """The number of the data version it was taken from."""
        return self._number

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own, for one thread."""
        return watch.join(self._memory.cursor())
