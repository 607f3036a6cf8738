"""A new version of the store while it is written: rows of the version before, and new ones, in their order."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from conflictmap.model.batch import batches
from conflictmap.model.event import Event
from conflictmap.store import rows, terms
from conflictmap.store.staging import NewActor, Staged

MEMORY_MB = 900
"""Memory DuckDB may take for a write, in megabytes; beyond it sorts go to disk."""


class NewVersion:
    """The file of a new version, and `old` beside it, the one before (None for a first one).

    It starts with today's tables, terms, and the old one's actors and log of imports; events are for the writer to put.
    """

    def __init__(self, path: Path, number: int, old: Path | None) -> None:
        self.path, self.number, self.old = path, number, old
        self._spill = path.with_suffix(".tmp")
        self._translated = ""

    def __enter__(self) -> NewVersion:
        shutil.rmtree(self._spill, ignore_errors=True)  # left by a write that was cut off
        self.connection = duckdb.connect(str(self.path))
        try:
            self._begin()
        except BaseException:  # whatever it is goes on; the file is let go first
            self.connection.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def _begin(self) -> None:
        self.connection.execute("SET memory_limit = ?", [f"{MEMORY_MB}MB"])
        self.connection.execute("SET temp_directory = ?", [str(self._spill)])
        self.connection.execute(terms.SCHEMA_SQL)
        terms.write(self.connection)
        if self.old:
            self._translated = self.attach(self.old, "old")
            self.connection.execute("INSERT INTO actor SELECT * FROM old.actor")
            if "import_log" in self._tables("old"):
                self.connection.execute("INSERT INTO import_log BY NAME SELECT * FROM old.import_log")

    def _tables(self, name: str) -> set[str]:
        sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = ?"
        return {row[0] for row in self.connection.execute(sql, [name]).fetchall()}

    def attach(self, path: Path, name: str) -> str:
        """Opens another store file under a name; returns what turns its codes into today's (`SELECT * ...`)."""
        quoted = str(path).replace("'", "''")
        self.connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
        return terms.translation(terms.read(self.connection, f"{name}.term"))

    @contextmanager
    def beside(self, path: Path, name: str) -> Iterator[None]:
        """A further new store file, open under a name."""
        own = self.connection.execute("SELECT current_database()").fetchone() or ("",)
        quoted = str(path).replace("'", "''")
        self.connection.execute(f"ATTACH '{quoted}' AS {name}")
        self.connection.execute(f"USE {name}")
        self.connection.execute(terms.SCHEMA_SQL)
        terms.write(self.connection)
        self.connection.execute(f'USE "{own[0]}"')
        yield
        self.connection.execute(f"DETACH {name}")

    def old_events(self) -> str:
        """The query for all events of the version before, in today's codes."""
        return f"SELECT *{self._translated} FROM old.event" if self.old else "SELECT * FROM event WHERE false"

    def codes(self) -> dict[str, int]:
        """The codes of the actors so far, by key."""
        return dict(self.connection.execute("SELECT key, code FROM actor").fetchall())

    def know(self, actors: Sequence[NewActor]) -> None:
        """Adds actors to the table of them."""
        columns = zip(("code", "key", "name", "name_ar"), zip(*actors, strict=True), strict=False)
        new_actors = pa.table({name: pa.array(values) for name, values in columns})
        if new_actors.num_rows:
            self.connection.register("new_actors", new_actors)
            self.connection.execute("INSERT INTO actor BY NAME SELECT * FROM new_actors")
            self.connection.unregister("new_actors")

    def put(self, new: str, replaced: str) -> None:
        """Writes the events: rows of the query `new`, and old ones but those with an id of the query `replaced`."""
        order = f"mark >= {rows.MARKS.index('area')}, morton, id"  # what has no point of its own is read by itself
        self._spill.mkdir(exist_ok=True)
        # Gathered first: DuckDB 2.0 sorts one table on disk, but a union of several sources only within its memory.
        with self.beside(self._spill / "gathered.duckdb", "gathered"):
            if self.old:
                kept = f"SELECT * FROM ({self.old_events()}) ANTI JOIN ({replaced}) AS replaced USING (id)"
                self.connection.execute(f"INSERT INTO gathered.event BY NAME {kept}")
            self.connection.execute(f"INSERT INTO gathered.event BY NAME {new}")
            self.connection.execute(f"INSERT INTO event BY NAME SELECT * FROM gathered.event ORDER BY {order}")
        self.connection.execute(
            "INSERT INTO event_actor SELECT unnest(actor_codes) AS code, rowid FROM event ORDER BY ALL"
        )


def replace(version: NewVersion, events: Iterable[Event]) -> None:
    """Fills a version with events and the old ones that have other ids."""
    with Staged(version.path.with_suffix(".parquet"), version.codes()) as staged:
        for batch in batches(enumerate(events)):
            staged.add(batch)
        version.know(staged.actors.new)
        staged.show(version.connection)
        version.put("SELECT * EXCLUDE (row) FROM staged", "SELECT id FROM staged")
