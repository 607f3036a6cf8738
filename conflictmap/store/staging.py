"""Events on their way into the store: turned into rows as they come, on disk where they are many."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from conflictmap.model import vocabulary
from conflictmap.model.batch import Batch, Shared
from conflictmap.model.event import Actor
from conflictmap.store import rows

SCHEMA = rows.SCHEMA.append(pa.field("row", pa.int32()))
NewActor = tuple[int, str, str, str | None]


class Actors:
    """The codes of actors by key: those a store has, and further ones as events name them."""

    def __init__(self, codes: Mapping[str, int]) -> None:
        self.before = dict(codes)
        self.codes = dict(codes)
        self.new: list[NewActor] = []

    def know(self, groups: Iterable[tuple[Actor, ...]]) -> None:
        """Gives the actors of groups codes."""
        book = vocabulary.actor_book()
        for actor in Shared.of([actor for actors in groups for actor in actors]).values:
            if (key := actor.key) not in self.codes:
                self.codes[key] = len(self.codes)
                row = book.actors.get(key) if key in book.actors else None
                names = (row.en, row.ar) if row else (actor.name, actor.name_ar)
                self.new.append((self.codes[key], key, *names))


class Staged:
    """Rows of events, a view of a connection: columns as in the event table, and the `row` of the file.

    A context manager: what it keeps on disk is gone at its end.
    """

    def __init__(self, path: Path, codes: Mapping[str, int]) -> None:
        self.actors = Actors(codes)
        self.count = 0
        self._path = path
        self._chunk: pa.Table = SCHEMA.empty_table()
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._close()
            self._path.unlink(missing_ok=True)

    def add(self, batch: Batch) -> None:
        """Takes a batch of events; batches come in the order of their rows."""
        if not len(batch):
            return
        self._spill()
        self.actors.know(batch.shared["actors"].values)
        table = rows.to_table(batch, self.actors.codes)
        self._chunk = table.append_column(SCHEMA.field("row"), pa.array(batch.rows, pa.int32()))
        self.count += len(batch)

    def _spill(self) -> None:
        if self._chunk.num_rows:
            self._writer = self._writer or pq.ParquetWriter(self._path, SCHEMA, compression="zstd")
            self._writer.write_table(self._chunk)

    def show(self, connection: duckdb.DuckDBPyConnection, name: str = "staged") -> None:
        """Makes the rows a connection's view of this name."""
        if self._writer is None:
            connection.register(name, self._chunk)
            return
        self._spill()
        self._close()
        quoted = str(self._path).replace("'", "''")
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")

    def _close(self) -> None:
        self._chunk = SCHEMA.empty_table()
        if self._writer is not None:
            self._writer.close()
            pa.default_memory_pool().release_unused()  # before DuckDB takes its share
