"""Archives: events as partitioned Parquet, written here from the embedded store, only read by engines.

A folder has `archive.json` (data version, terms, number of events), `actor.parquet`, and `events/year=…/*.parquet`, a
part for each year that events begin in. Within a part they lie by day, so that engines skip what has other days.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import parse_qsl

import duckdb
import ibis
import ibis.expr.types as ir

from conflictmap import settings
from conflictmap.errors import InvalidSetting, StoreError
from conflictmap.model.event import Event
from conflictmap.store import terms, watch
from conflictmap.store.portable.layout import COLUMNS, flat_sql
from conflictmap.store.store import EventStore
from conflictmap.store.terms import Terms

_ROWS = 122_880
"""Rows of a row group: some days of a busy year."""
_YEAR = "coalesce(year(DATE '1970-01-01' + start_day), 0)::INTEGER"
"""The year an event begins in, 0 where that is not known."""


class Address(NamedTuple):
    """What computes over an archive, where it lies, and further settings of the engine."""

    master: str
    path: Path
    options: dict[str, str]

    @classmethod
    def read(cls, text: str) -> Address:
        """The address `MASTER?path=FOLDER&spark.…=…`.

        Raises:
            InvalidSetting: it has no path, or an option of no engine.
        """
        master, _, query = text.partition("?")
        options = dict(parse_qsl(query))
        path = options.pop("path", "")
        odd = [name for name in options if not name.startswith("spark.")]
        if not path or odd:
            expected = f"{settings.variable('store')}: expected {master}?path=FOLDER and further spark.* options"
            raise InvalidSetting(f"{expected}, got {', '.join(odd) or 'no path'}")
        return cls("local[*]" if master == "spark-local" else master, Path(path).expanduser().resolve(), options)


class Archive:
    """The folder of an archive."""

    def __init__(self, path: Path) -> None:
        """Opens it.

        Raises:
            StoreError: there is none, or it was written with other vocabularies.
        """
        self.path = path
        if self.terms() != terms.current():
            raise StoreError(f"{path}: expected an archive with today's vocabularies; export it again")

    @property
    def events(self) -> Path:
        """The partitioned events."""
        return self.path / "events"

    @property
    def version(self) -> int:
        """The number of the data version it was written from."""
        return int(self._about()["version"])

    def terms(self) -> Terms:
        """The terms that its codes stand for."""
        found: Terms = self._about()["terms"]
        return found

    def _about(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.path / "archive.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.path}: expected an archive (store export-parquet writes one), got none") from error
        return found

    def refuse_to_write(self) -> NoReturn:
        """Says that an archive is only read."""
        raise StoreError(f"{self.path}: expected a store that can be written, an archive can only be read")


def export(store: EventStore, folder: Path) -> int:
    """Writes an archive of a store; returns how many events it has. What stood there before is replaced at the end.

    Raises:
        StoreError: the folder holds something else, or the store has no events or was written with other vocabularies.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "archive.json").exists():
        raise StoreError(f"{folder}: expected an empty folder or an archive, it holds something else")
    if not store.is_current():
        raise StoreError("event store: expected today's vocabularies; start the app or add events once to renew it")
    cursor, version = store.cursor(), store.version
    count = int((cursor.execute("SELECT count(*) FROM event").fetchone() or (0,))[0])
    if count == 0:
        raise StoreError("archive: expected a store with events, got one with no events")
    part, old = (folder.with_name(f"{folder.name}.{word}") for word in ("part", "old"))
    for leftover in (part, old):
        shutil.rmtree(leftover, ignore_errors=True)
    part.mkdir(parents=True)
    for (year,) in cursor.execute(f"SELECT DISTINCT {_YEAR} FROM event ORDER BY 1").fetchall():
        # A year at a time: whole rows of ten million events are more than memory sorts.
        flat = f"{flat_sql('event')} WHERE {_YEAR} = {year} ORDER BY start_day, morton, id"
        (part / "events" / f"year={year}").mkdir(parents=True)
        _copy(cursor, flat, part / "events" / f"year={year}" / "data_0.parquet")
    _copy(cursor, "SELECT code, key, name, name_ar FROM actor", part / "actor.parquet")
    about = {"version": version, "events": count, "terms": terms.current()}
    (part / "archive.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return count


def _copy(cursor: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS}"
    cursor.execute(f"COPY ({sql}) TO '{_quoted(path)}' ({options})")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@ibis.udf.scalar.builtin(signature=(("array<int32>", "array<int32>"), "boolean"))
def list_has_any(one: Any, other: Any) -> Any:
    """Whether two arrays have a common element."""


class Parquet:
    """An archive read by DuckDB: for one machine, without a cluster."""

    name, dialect = "Parquet archive", "duckdb"

    def __init__(self, path: Path) -> None:
        """Opens an archive."""
        self._archive = Archive(path)
        self._connection = duckdb.connect()
        files = f"read_parquet('{_quoted(self._archive.events)}/*/*.parquet', hive_partitioning = true)"
        columns = ", ".join(COLUMNS)
        self._connection.execute(f"CREATE VIEW event AS SELECT {columns} FROM {files}")
        self._connection.execute(f"CREATE VIEW event_whole AS SELECT {columns}, body FROM {files}")
        actors = f"read_parquet('{_quoted(path / 'actor.parquet')}')"
        self._connection.execute(f"CREATE VIEW actor AS SELECT code, key, name, name_ar FROM {actors}")

    @property
    def version(self) -> int:
        """The number of the data version."""
        return self._archive.version

    def rows(self, asked: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they come."""
        cursor = watch.join(self._connection.cursor())
        with watch.stoppable():
            cursor.execute(asked)
            while batch := cursor.fetchmany(10_000):
                yield from batch

    def overlaps(self, column: ir.ArrayValue, values: ir.ArrayValue) -> ir.BooleanValue:
        """Whether two arrays have a common element."""
        found: ir.BooleanValue = list_has_any(column, values)
        return found

    def terms(self) -> Terms:
        """The terms that codes stand for."""
        return self._archive.terms()

    def add(self, events: Iterable[Event]) -> int:
        """Says that an archive is only read."""
        self._archive.refuse_to_write()
