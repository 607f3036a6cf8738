"""PostgreSQL: one store that a team's servers share. Read through Ibis' SQL, written in transactions.

A write locks the one row of `data_version` and raises its number at the end: one writer at a time, and other readers
see all of it or nothing.
"""

from __future__ import annotations

import contextlib
import queue
import selectors
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow.csv import WriteOptions, write_csv

from conflictmap.errors import StoreError
from conflictmap.model.batch import BATCH, batches
from conflictmap.model.event import Event
from conflictmap.store import rows, terms, watch
from conflictmap.store.portable.layout import COLUMNS, flat_sql, workbench
from conflictmap.store.staging import Actors
from conflictmap.store.terms import Terms

_FOLDER = Path(__file__).parent
_SCHEMA = (_FOLDER / "schema_postgres.sql").read_text(encoding="utf-8")
_INDEXES = (_FOLDER / "indexes_postgres.sql").read_text(encoding="utf-8")
_WITHOUT_KEYS = """
    DROP INDEX IF EXISTS event_days, event_points, event_actors;
    ALTER TABLE event_body DROP CONSTRAINT event_body_id_fkey, DROP CONSTRAINT event_body_pkey;
    ALTER TABLE event DROP CONSTRAINT event_pkey;
"""
_KEYS = """
    ALTER TABLE event ADD PRIMARY KEY (id);
    ALTER TABLE event_body ADD PRIMARY KEY (id), ADD FOREIGN KEY (id) REFERENCES event ON DELETE CASCADE;
"""
_KEPT_CONNECTIONS = 8
_SETUP_LOCK = 0x0C0F11C7
"""Two servers that start at once make the tables one after the other."""


@ibis.udf.scalar.builtin(signature=(("array<int32>", "array<int32>"), "boolean"))
def have_common(one: Any, other: Any) -> Any:
    """Whether two arrays have a common element."""


class _Interrupted:
    """A connection as a watch sees it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def interrupt(self) -> None:
        with contextlib.suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=5)


class Postgres:
    """A database. Thread-safe: each query has a connection for itself."""

    name, dialect = "PostgreSQL store", "postgres"

    def __init__(self, address: str) -> None:
        """Connects, and makes the tables where there are none."""
        self._address = address
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue(_KEPT_CONNECTIONS)
        weakref.finalize(self, _close_all, self._idle)
        with self._connection() as connection:
            found = connection.execute("SELECT to_regclass('data_version')").fetchone()
            if found == (None,):
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
                    connection.execute(_SCHEMA)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection for one query or transaction. Errors are ours; a connection that had one is not used again."""
        try:
            connection = self._taken()
            try:
                yield connection
            except BaseException:  # whatever it is goes on; the connection is in no known state
                connection.close()
                raise
            self._give_back(connection)
        except psycopg.errors.QueryCanceled:
            watch.refuse()
        except psycopg.Error as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise StoreError(f"{self.name}: expected a database that answers, got: {said}") from error

    def _taken(self) -> psycopg.Connection[Any]:
        with contextlib.suppress(queue.Empty):
            while True:
                connection = self._idle.get_nowait()
                if _is_alive(connection):
                    return connection
                connection.close()
        return psycopg.connect(self._address, autocommit=True, connect_timeout=10, application_name="conflictmap")

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()

    # Reading

    @property
    def version(self) -> int:
        """The number of the data version."""
        ((number,),) = self.rows("SELECT number FROM data_version")
        return int(number)

    def rows(self, asked: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they come."""
        with self._connection() as connection:
            watch.join(_Interrupted(connection))
            with connection.cursor() as cursor:
                yield from cursor.stream(asked)

    def overlaps(self, column: ir.ArrayValue, values: ir.ArrayValue) -> ir.BooleanValue:
        """Whether two arrays have a common element."""
        found: ir.BooleanValue = have_common(column, values)
        return found

    def terms(self) -> Terms:
        """The terms that codes stand for."""
        found: Terms = {}
        for column, term in self.rows("SELECT vocabulary, id FROM term ORDER BY vocabulary, code"):
            found.setdefault(column, []).append(term)
        return found

    # Writing

    def add(self, events: Iterable[Event]) -> int:
        """Adds events, replacing those with the same id, as one new version; returns that version."""
        batch = list({event.id: event for event in events}.values())
        with self._writing() as connection:
            known = Actors(dict(connection.execute("SELECT key, code FROM actor").fetchall()))
            for chunk in batches(enumerate(batch)):
                known.know(chunk.shared["actors"].values)
                with workbench() as bench:
                    bench.register("staged", rows.to_table(chunk, known.codes))
                    bench.execute("INSERT INTO event BY NAME SELECT * FROM staged ORDER BY morton, id")
                    _pour(connection, bench)
            _know(connection, known.new)
            return _next_version(connection)

    def fill(self, embedded: duckdb.DuckDBPyConnection) -> int:
        """Takes over all events of an embedded store whose codes are today's, into tables without any.

        Raises:
            StoreError: there are events already.
        """
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM event LIMIT 1").fetchone():
                raise StoreError(f"{self.name}: expected no events to take others over, it has some")
            connection.execute("DELETE FROM actor")
            _know(connection, embedded.execute("SELECT code, key, name, name_ar FROM actor").fetchall())
            connection.execute(_WITHOUT_KEYS)  # made after the rows, they take a fraction of the time
            _pour(connection, embedded)
            connection.execute(_KEYS)
            return _next_version(connection)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction of the only writer, on tables whose codes are today's."""
        with self._connection() as connection:
            with connection.transaction():
                connection.execute("SELECT number FROM data_version FOR UPDATE")
                old = self.terms()
                if old != terms.current():
                    _renew(connection, old)
                yield connection
            connection.execute(_INDEXES)


def _is_alive(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server keeps a connection nobody uses: it says nothing on it then, but for goodbye."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return not selector.select(timeout=0)


def _close_all(idle: queue.LifoQueue[psycopg.Connection[Any]]) -> None:
    while not idle.empty():
        idle.get_nowait().close()


def _pour(connection: psycopg.Connection[Any], embedded: duckdb.DuckDBPyConnection) -> None:
    """Writes the events of an embedded store, replacing those with the same id."""
    has_some = connection.execute("SELECT 1 FROM event LIMIT 1").fetchone() is not None
    arrays = "'{' || array_to_string(actor_codes, ',') || '}' AS actor_codes"
    for batch in embedded.sql(f"SELECT * REPLACE ({arrays}) FROM ({flat_sql('event')})").to_arrow_reader(BATCH):
        if has_some:
            connection.execute("DELETE FROM event WHERE id = ANY(%s)", [batch.column("id").to_pylist()])
        _copy(connection, "event", batch.select(list(COLUMNS)))
        _copy(connection, "event_body", batch.select(["id", "body"]))


def _copy(connection: psycopg.Connection[Any], table: str, batch: pa.RecordBatch) -> None:
    """Adds rows to a table: as CSV, which Arrow writes many times as fast as Python; what is missing has no quotes."""
    text = pa.BufferOutputStream()
    write_csv(batch, text, WriteOptions(include_header=False))
    columns = sql.SQL(", ").join(map(sql.Identifier, batch.schema.names))
    asked = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), columns)
    with connection.cursor().copy(asked) as copy:
        copy.write(memoryview(text.getvalue()))


def _know(connection: psycopg.Connection[Any], actors: Sequence[tuple[Any, ...]]) -> None:
    """Adds actors to the table of them; NUL, which PostgreSQL cannot hold, becomes its symbol."""
    with connection.cursor().copy("COPY actor (code, key, name, name_ar) FROM STDIN") as copy:
        for code, key, name, name_ar in actors:
            copy.write_row((code, *(text and text.replace("\0", "\u2400") for text in (key, name, name_ar))))


def _next_version(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("UPDATE data_version SET number = number + 1 RETURNING number").fetchone()
    assert found is not None, "the table has one row"
    return int(found[0])


def _renew(connection: psycopg.Connection[Any], old: Terms) -> None:
    """Turns codes into those of today's vocabularies, and notes these.

    Raises:
        StoreError: a term of the store no longer exists.
    """
    for column, codes in terms.changed(old).items():
        if column == "role":
            new = sql.SQL(
                "SET actor_codes = (SELECT array_agg((c >> 3) * 8 + ({})[(c & 7) + 1] ORDER BY n) "
                "FROM unnest(actor_codes) WITH ORDINALITY AS u (c, n)) WHERE actor_codes <> '{{}}'"
            ).format(sql.Literal(codes))
        else:
            new = sql.SQL("SET {0} = ({1})[{0} + 1]").format(sql.Identifier(column), sql.Literal(codes))
        connection.execute(sql.SQL("UPDATE event {}").format(new))
    connection.execute("DELETE FROM term")
    with connection.cursor().copy("COPY term (vocabulary, code, id) FROM STDIN") as copy:
        for column, ids in terms.current().items():
            for code, term in enumerate(ids):
                copy.write_row((column, code, term))
