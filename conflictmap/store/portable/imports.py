"""Imports into PostgreSQL: decided as for the embedded file (`store/imports.py`), with all they keep in the database.

So that every server of a team sees the log and can take any import back, the events that an import changed are kept in
the table `event_before`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import duckdb
import pyarrow as pa
from psycopg import sql

from conflictmap.model.batch import BATCH
from conflictmap.store import imports, terms
from conflictmap.store.imports import LOG_COLUMNS, Import, Repeated, Undone
from conflictmap.store.portable import copying
from conflictmap.store.portable.copying import Connection
from conflictmap.store.portable.extract import SCHEMA
from conflictmap.store.portable.layout import COLUMNS, held_sql, nested_sql, workbench
from conflictmap.store.portable.store import PortableStore
from conflictmap.store.staging import Staged
from conflictmap.store.store import EventStore
from conflictmap.store.writing import MEMORY_MB

if TYPE_CHECKING:
    from conflictmap.store.portable.postgres import Postgres

_WHOLE = sql.SQL(", ").join(map(sql.Identifier, (*COLUMNS, "body")))
_EVENT = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
_LOG = sql.SQL(", ").join(map(sql.Identifier, LOG_COLUMNS))
_ASKED = [name for name in COLUMNS if name in (*imports.TOLD, "review_code", "import_id")]
"""The columns that tell what becomes of a row; the others need not leave the database."""


def stage(store: PortableStore) -> Staged:
    """An empty place for the events of an import, in the folder of this server."""
    return imports.staged_in(store.folder, {key: code for code, (key, *_) in store.actors().items()})


def log(store: PortableStore) -> list[Import]:
    """What was imported, newest first."""
    with _database(store).reading() as connection:
        return _log(connection)


def load(
    store: PortableStore, staged: Staged, entry: Import, finish: Callable[[Import, list[Repeated]], None]
) -> Import:
    """Puts staged events into the store as one new version, with a line in the log."""
    imports.clear_stale(store.folder)
    with _database(store).writing() as (connection, _), _bench(store.folder) as bench:
        staged.show(bench, "told")
        bench.execute(f"CREATE TEMP VIEW staged AS {held_sql('told')}")
        _bring_stored(connection, bench)
        last = max((line.id for line in _log(connection)), default=0)
        line, repeated = imports.decide(bench, "SELECT * FROM stored", replace(entry, id=last + 1))
        _set_aside(connection, bench, line)
        codes = dict(connection.execute("SELECT key, code FROM actor").fetchall())
        actors, chosen = imports.taken(staged, codes, line)
        copying.know(connection, actors)
        copying.pour(connection, bench, f"({chosen})")
        _write_log(connection, line)
        finish(line, repeated)
        return line


def undo(store: PortableStore, import_id: int, who: str, when: str) -> Undone:
    """Takes an import back as a whole."""
    with _database(store).writing() as (connection, _):
        line = imports.undoable(_log(connection), import_id, lambda later: _built_on(connection, later, import_id))
        own = "CREATE TEMP TABLE own ON COMMIT DROP AS SELECT id FROM event WHERE import_id = %s"
        owned = connection.execute(own, [import_id]).rowcount
        connection.execute("DELETE FROM event USING own WHERE event.id = own.id")
        kept = sql.SQL("FROM event_before JOIN own USING (id) WHERE changed_by = %s")
        put_back = sql.SQL("INSERT INTO event ({0}) SELECT {0} {1}").format(_EVENT, kept)
        restored = connection.execute(put_back, [import_id]).rowcount
        connection.execute(sql.SQL("INSERT INTO event_body SELECT id, body {}").format(kept), [import_id])
        connection.execute("DELETE FROM event_before WHERE changed_by = %s", [import_id])
        undone = copying.held(f"{when} {who}".strip())
        connection.execute("UPDATE import_log SET undone = %s WHERE id = %s", [undone, import_id])
        return imports.undone(line, owned, restored)


ANSWERS: dict[str, Callable[..., Any]] = {
    "imports.stage": stage,
    "imports.log": log,
    "imports.load": load,
    "imports.undo": undo,
}
"""The questions that only this engine answers."""


def take_over(connection: Connection, embedded: EventStore) -> None:
    """Writes the log of an embedded store, and the events as they were before its imports."""
    for line in imports.log(embedded):
        _write_log(connection, line)
        path = imports.before_path(embedded, line.id)
        if path.exists():
            with _bench(embedded.folder) as bench:
                _open_before(bench, path)
                for batch in copying.flat(bench, "event"):
                    changed_by = pa.array([line.id] * batch.num_rows, pa.int32())
                    copying.copy(connection, "event_before", batch.append_column("changed_by", changed_by))


def _open_before(bench: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fills a workbench with the events of a file, which an earlier program may have written, in today's form."""
    quoted = str(path).replace("'", "''")
    bench.execute(f"ATTACH '{quoted}' AS before (READ_ONLY)")
    today = terms.translation(terms.read(bench, "before.term"))
    bench.execute(f"INSERT INTO event BY NAME SELECT *{today} FROM before.event")


def _database(store: PortableStore) -> Postgres:
    return cast("Postgres", store.engine)


@contextmanager
def _bench(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A workbench that goes to disk beyond its memory."""
    with TemporaryDirectory(prefix=imports.STAGED, dir=folder) as spill, workbench() as bench:
        bench.execute("SET memory_limit = ?", [f"{MEMORY_MB}MB"])
        bench.execute("SET temp_directory = ?", [spill])
        yield bench


def _bring_stored(connection: Connection, bench: duckdb.DuckDBPyConnection) -> None:
    """Makes the table `stored` of the workbench: what `decide` needs of the events that staged rows may replace."""
    bench.execute(f"CREATE TABLE stored AS {imports.stored('SELECT * FROM event')}")
    _name(connection, "staged_id", bench, "SELECT DISTINCT id FROM staged")
    names = [*_ASKED, "body"]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    asked = sql.SQL("SELECT {} FROM event_whole JOIN staged_id USING (id)").format(columns)
    for table in copying.read(connection, asked, pa.schema([SCHEMA.field(name) for name in names])):
        bench.register("chunk", table)
        bench.execute(f"INSERT INTO stored {imports.stored(nested_sql('chunk', _ASKED))}")
        bench.unregister("chunk")


def _set_aside(connection: Connection, bench: duckdb.DuckDBPyConnection, line: Import) -> None:
    """Moves the events that an import changes to where they are kept as they are."""
    _name(connection, "updated_id", bench, "SELECT id FROM taken WHERE outcome = 'updated'")
    move = sql.SQL(
        "INSERT INTO event_before (changed_by, {0}) SELECT %s, {0} FROM event_whole JOIN updated_id USING (id)"
    )
    connection.execute(move.format(_WHOLE), [line.id])
    connection.execute("DELETE FROM event USING updated_id WHERE event.id = updated_id.id")


def _name(connection: Connection, table: str, bench: duckdb.DuckDBPyConnection, ids: str) -> None:
    """Tells the database the ids of a query of the workbench, as a table of the transaction."""
    made = sql.SQL('CREATE TEMP TABLE {} (id text COLLATE "C") ON COMMIT DROP').format(sql.Identifier(table))
    connection.execute(made)
    for batch in bench.sql(ids).to_arrow_reader(BATCH):
        copying.copy(connection, table, pa.Table.from_batches([batch]))
    connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))  # it may have any number of rows


def _log(connection: Connection) -> list[Import]:
    found = connection.execute(sql.SQL("SELECT {} FROM import_log ORDER BY id DESC").format(_LOG)).fetchall()
    return [Import(*row) for row in found]


def _write_log(connection: Connection, line: Import) -> None:
    values = [copying.held(value) for value in astuple(line)]
    written = sql.SQL("INSERT INTO import_log ({}) VALUES ({})")
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(values))
    connection.execute(written.format(_LOG, marks), values)


def _built_on(connection: Connection, later: int, import_id: int) -> bool:
    """Whether an import changed events that another had written."""
    asked = "SELECT 1 FROM event_before WHERE changed_by = %s AND import_id = %s LIMIT 1"
    return connection.execute(asked, [later, import_id]).fetchone() is not None
