"""PostgreSQL: one store that a team's servers share. Read through Ibis' SQL, written in transactions.

A write begins with raising the number in the one row of `data_version`, which locks it: one writer at a time, and other
readers see all of it or nothing.
"""

from __future__ import annotations

import contextlib
import queue
import re
import selectors
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import psycopg
from psycopg import sql

from conflictmap.errors import StoreError
from conflictmap.model.batch import batches
from conflictmap.model.event import Event
from conflictmap.store import rows, terms, watch
from conflictmap.store.portable import copying, imports
from conflictmap.store.portable.layout import workbench
from conflictmap.store.staging import Actors
from conflictmap.store.store import WRITE_WAIT_S, EventStore
from conflictmap.store.terms import Terms

_FOLDER = Path(__file__).parent
_SCHEMA = (_FOLDER / "schema_postgres.sql").read_text(encoding="utf-8")
_TABLES = re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", _SCHEMA)
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
        """Connects, and makes the tables that are missing: all, or those that are newer than the database."""
        self._address = address
        self._idle: queue.LifoQueue[psycopg.Connection[Any]] = queue.LifoQueue(_KEPT_CONNECTIONS)
        weakref.finalize(self, _close_all, self._idle)
        with self.reading() as connection:
            missing = "SELECT t FROM unnest(%s::text[]) AS t WHERE to_regclass(t) IS NULL"
            if connection.execute(missing, [_TABLES]).fetchone():
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
                    connection.execute(_SCHEMA)

    @contextlib.contextmanager
    def reading(self) -> Iterator[psycopg.Connection[Any]]:
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
        except psycopg.errors.LockNotAvailable as error:
            raise StoreError(f"{self.name}: expected no other writer for {WRITE_WAIT_S} s, one is at work") from error
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
        with self.reading() as connection:
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
        with self.writing() as (connection, version):
            known = Actors(dict(connection.execute("SELECT key, code FROM actor").fetchall()))
            for chunk in batches(enumerate(batch)):
                known.know(chunk.shared["actors"].values)
                with workbench() as bench:
                    bench.register("staged", rows.to_table(chunk, known.codes))
                    bench.execute("INSERT INTO event BY NAME SELECT * FROM staged")
                    ids = [each.replace("\0", "") for each in chunk.own["id"]]  # as `flat_sql` writes them
                    connection.execute("DELETE FROM event WHERE id = ANY(%s)", [ids])
                    copying.pour(connection, bench)
            copying.know(connection, known.new)
            return version

    def fill(self, embedded: EventStore) -> int:
        """Takes over all events of an embedded store whose codes are today's, and its log, into tables without any.

        Raises:
            StoreError: there are events already.
        """
        cursor = embedded.cursor()
        with self.writing() as (connection, version):
            if connection.execute("SELECT 1 FROM event LIMIT 1").fetchone():
                raise StoreError(f"{self.name}: expected no events to take others over, it has some")
            connection.execute("TRUNCATE actor, import_log, event_before")
            copying.know(connection, cursor.execute("SELECT code, key, name, name_ar FROM actor").fetchall())
            connection.execute(_WITHOUT_KEYS)  # made after the rows, they take a fraction of the time
            copying.pour(connection, cursor)
            connection.execute(_KEYS)
            imports.take_over(connection, embedded)
            return version

    @contextlib.contextmanager
    def writing(self) -> Iterator[tuple[psycopg.Connection[Any], int]]:
        """A transaction of the only writer, on tables whose codes are today's, and the number of its data version."""
        with self.reading() as connection:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{WRITE_WAIT_S}s'")
                raised = connection.execute("UPDATE data_version SET number = number + 1 RETURNING number").fetchone()
                connection.execute("SET LOCAL lock_timeout = 0")  # only for the other writer
                assert raised is not None, "the table has one row"
                old = self.terms()
                if old != terms.current():
                    _renew(connection, old)
                yield connection, int(raised[0])
            connection.execute(_INDEXES)


def _is_alive(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server keeps a connection nobody uses: it says nothing on it then, but for goodbye."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return not selector.select(timeout=0)


def _close_all(idle: queue.LifoQueue[psycopg.Connection[Any]]) -> None:
    while not idle.empty():
        idle.get_nowait().close()


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
        for table in ("event", "event_before"):
            connection.execute(sql.SQL("UPDATE {} {}").format(sql.Identifier(table), new))
    connection.execute("DELETE FROM term")
    with connection.cursor().copy("COPY term (vocabulary, code, id) FROM STDIN") as copy:
        for column, ids in terms.current().items():
            for code, term in enumerate(ids):
                copy.write_row((column, code, term))
