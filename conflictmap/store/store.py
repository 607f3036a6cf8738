"""EventStore: the events on disk.

Every write makes a new DuckDB file, `events-<version>.duckdb`, and then points `CURRENT` at it. So a write is there
as a whole or not at all, readers in any number of processes are never locked out, and the version number names the
data exactly: it is in links, cache keys and pictures. Rows are written in Morton order, which keeps a map view's
rows together.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from conflictmap import settings
from conflictmap.errors import StoreError, UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.store import rows, terms, watch
from conflictmap.store.where import where

KEPT_VERSIONS = 2
"""Files kept: the current one and the one a reader may be about to open."""
WRITE_WAIT_S = 60
"""Seconds a writer waits for another one."""

ORDER = "ORDER BY end_day DESC NULLS LAST, start_day DESC, id"


class EventStore:
    """The events under a folder. Thread-safe; one writer at a time over all processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._open_version = 0
        self._connection: duckdb.DuckDBPyConnection | None = None

    # Reading

    @property
    def version(self) -> int:
        """The number of the current data version; 0 for a store that was never written."""
        try:
            text = (self.folder / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return 0
        if not text.isdecimal():
            raise StoreError("event store, file CURRENT: expected a version number")
        return int(text)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on the current version, for one thread."""
        with self._lock:
            version = self.version
            if self._connection is None or version != self._open_version:
                try:
                    self._connection = self._connect(version)
                except StoreError:
                    version = self.version  # its file may have made way for a newer one just now
                    self._connection = self._connect(version)
                self._open_version = version
            return watch.join(self._connection.cursor())

    def _connect(self, version: int) -> duckdb.DuckDBPyConnection:
        if version == 0:
            connection = duckdb.connect()
            connection.execute(terms.SCHEMA_SQL)
            return connection
        try:
            return duckdb.connect(str(self._path(version)), read_only=True)
        except duckdb.Error as error:
            raise StoreError(f"{self._path(version).name}: expected a readable event store") from error

    def _path(self, version: int) -> Path:
        return self.folder / f"events-{version:06d}.duckdb"

    def get(self, event_id: str) -> Event:
        """The event with this id.

        Raises:
            UnknownEvent: there is none.
        """
        found = list(fetch(self.cursor(), "SELECT * FROM event WHERE id = ?", [event_id]))
        if not found:
            raise UnknownEvent(f"expected the id of an event, got {event_id!r}")
        return rows.to_event(found[0])

    def query(self, filter: EventFilter) -> Iterator[Event]:
        """The events that pass, newest first, undated ones last."""
        clause = where(filter)
        sql = f"SELECT * FROM event WHERE {clause.sql} {ORDER}"
        for row in fetch(self.cursor(), sql, clause.values):
            yield rows.to_event(row)

    def count(self, filter: EventFilter) -> int:
        """How many events pass."""
        clause = where(filter)
        row = self.cursor().execute(f"SELECT count(*) FROM event WHERE {clause.sql}", clause.values).fetchone()
        return int(row[0]) if row else 0

    def is_current(self) -> bool:
        """Whether the file has today's tables, and codes of today's vocabularies."""
        return self.version == 0 or terms.read(self.cursor()) == terms.current()

    # Writing

    def add(self, events: Iterable[Event]) -> int:
        """Adds events, replacing those with the same id, as one new version; returns that version.

        Raises:
            StoreError: another process kept writing for too long.
        """
        batch = {event.id: event for event in events}
        try:
            with FileLock(self.folder / "write.lock", timeout=WRITE_WAIT_S):
                return self._write(list(batch.values()))
        except Timeout as error:
            raise StoreError(f"{self.folder}: expected no other writer for {WRITE_WAIT_S} s, one is at work") from error

    def _write(self, events: list[Event]) -> int:
        version = self.version + 1
        path = self._path(version)
        path.unlink(missing_ok=True)  # left by a write that was cut off
        connection = duckdb.connect(str(path))
        try:
            connection.execute(terms.SCHEMA_SQL)
            self._fill(connection, version - 1, events)
        except BaseException:
            connection.close()
            path.unlink(missing_ok=True)
            raise
        connection.close()
        self._publish(version)
        return version

    def _fill(self, connection: duckdb.DuckDBPyConnection, old_version: int, events: list[Event]) -> None:
        """Old rows that are not replaced, and the new ones, in Morton order."""
        terms.write(connection)
        if old_version:
            old_path = str(self._path(old_version)).replace("'", "''")
            connection.execute(f"ATTACH '{old_path}' AS old (READ_ONLY)")
            connection.execute("INSERT INTO actor SELECT * FROM old.actor")
            replaced = terms.translation(terms.read(connection, "old.term"))
        codes = _add_actors(connection, events)
        incoming = pa.Table.from_pylist([rows.to_row(event, codes) for event in events], schema=rows.SCHEMA)
        connection.register("incoming", incoming)
        both = "SELECT * FROM incoming"
        if old_version:
            both += f" UNION ALL BY NAME SELECT *{replaced} FROM old.event WHERE id NOT IN (SELECT id FROM incoming)"
        connection.execute(f"INSERT INTO event BY NAME {both} ORDER BY morton, id")
        connection.execute("INSERT INTO event_actor SELECT unnest(actor_codes) AS code, rowid FROM event ORDER BY ALL")
        connection.unregister("incoming")
        if old_version:
            connection.execute("DETACH old")

    def _publish(self, version: int) -> None:
        pointer = self.folder / "CURRENT.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(str(version))
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / "CURRENT")
        for old in sorted(self.folder.glob("events-*.duckdb"))[:-KEPT_VERSIONS]:
            with contextlib.suppress(
                OSError
            ):  # some systems keep a file that a reader has open; the next write retries
                old.unlink()


@lru_cache(maxsize=1)
def shared_store() -> EventStore:
    """The event store of this process, under the folder that the setting `home` names."""
    return EventStore(settings.home() / "store")


def fetch(cursor: duckdb.DuckDBPyConnection, sql: str, values: Iterable[object]) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries, read in batches."""
    for batch in cursor.sql(sql, params=list(values)).to_arrow_reader(10_000):
        yield from batch.to_pylist()


def _add_actors(connection: duckdb.DuckDBPyConnection, events: list[Event]) -> dict[str, int]:
    """Rows for actors that the table lacks; returns all codes by key."""
    codes: dict[str, int] = dict(connection.execute("SELECT key, code FROM actor").fetchall())
    book = vocabulary.actor_book()
    new: list[tuple[int, str, str, str | None]] = []
    for actor in (actor for event in events for actor in event.actors):
        if actor.key not in codes:
            codes[actor.key] = len(codes)
            row = book.actors.get(actor.key) if actor.key in book.actors else None
            new.append((codes[actor.key], actor.key, row.en if row else actor.name, row.ar if row else actor.name_ar))
    if new:
        connection.executemany("INSERT INTO actor VALUES (?, ?, ?, ?)", new)
    return codes
