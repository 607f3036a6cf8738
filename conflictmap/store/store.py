"""EventStore: the events on disk.

Every write makes a new DuckDB file, `events-<version>.duckdb`, and then points `CURRENT` at it. So a write is there
as a whole or not at all, readers in any number of processes are never locked out, and the version number names the
data exactly: it is in links, cache keys and pictures. Rows are written in Morton order, which keeps a map view's
rows together; those without a point of their own, areas and listed events, come last.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from filelock import FileLock, Timeout

from conflictmap import settings
from conflictmap.errors import StoreError, UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model.event import Event
from conflictmap.store import rows, terms, watch, writing
from conflictmap.store.interface import Question, Store
from conflictmap.store.where import where
from conflictmap.store.writing import NewVersion

KEPT_VERSIONS = 2
"""Files kept: the current one and the one a reader may be about to open."""
WRITE_WAIT_S = 60
"""Seconds a writer waits for another one."""

Result = TypeVar("Result")

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

    def ask(self, question: Question, *arguments: Any, **named: Any) -> Any:
        """The answer to a question, as its own SQL gives it."""
        return question.of_file(self, *arguments, **named)

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

        def fill(version: NewVersion) -> int:
            writing.replace(version, batch.values())
            return version.number

        return self.write(fill)

    def write(self, fill: Callable[[NewVersion], Result]) -> Result:
        """Writes one new version, which is there as a whole once `fill` is done with it, or not at all.

        Raises:
            StoreError: another process kept writing for too long.
        """
        try:
            with FileLock(self.folder / "write.lock", timeout=WRITE_WAIT_S):
                return self._write(fill)
        except Timeout as error:
            raise StoreError(f"{self.folder}: expected no other writer for {WRITE_WAIT_S} s, one is at work") from error

    def _write(self, fill: Callable[[NewVersion], Result]) -> Result:
        number = self.version + 1
        path = self._path(number)
        path.unlink(missing_ok=True)  # left by a write that was cut off
        try:
            with NewVersion(path, number, self._path(number - 1) if number > 1 else None) as version:
                result = fill(version)
        except BaseException:  # whatever it is goes on; half a version must not stay
            path.unlink(missing_ok=True)
            raise
        self._publish(number)
        return result

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
def shared_store() -> Store:
    """The event store of this process: the one the setting `store` names, or the file under the folder `home`."""
    if not settings.text("store"):
        return EventStore(settings.home() / "store")
    from conflictmap.store.portable import opening  # engines are heavy, and need packages that others can do without

    return opening.open_store(settings.text("store"), settings.home() / "shared")


def fetch(cursor: duckdb.DuckDBPyConnection, sql: str, values: Iterable[object]) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries, read in batches."""
    for batch in cursor.sql(sql, params=list(values)).to_arrow_reader(10_000):
        yield from batch.to_pylist()
