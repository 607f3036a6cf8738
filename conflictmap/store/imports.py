"""Imports in the store: events of a file put in as a whole, the log of what was imported, and taking one back.

An import and its line in the log are one new version of the store. The events it changed are kept as they were in a
file of their own, in the form of a store version, so that a later program with other vocabularies can put them back.
What becomes of a row is decided here for every engine (`decide`); where rows and log are kept is the engine's own.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from conflictmap.errors import StoreError
from conflictmap.model import vocabulary
from conflictmap.store import rows
from conflictmap.store.interface import question
from conflictmap.store.staging import NewActor, Staged
from conflictmap.store.store import EventStore
from conflictmap.store.writing import NewVersion

STAGED = "staged-"
"""How names of what an import keeps in the store's folder begin, until it is done."""
_STALE_S = 24 * 3600  # staged rows this old were left by an import that was cut off


@dataclass(frozen=True)
class Import:
    """One line of the log; columns as in schema.sql. `read` is always new + updated + unchanged + rejected."""

    id: int
    imported_at: str
    who: str
    file: str
    sha256: str
    format: str
    dataset: str
    licence: str
    note: str
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    kept: int = 0
    older: int = 0
    undone: str = ""


LOG_COLUMNS = tuple(field.name for field in fields(Import))


class Repeated(NamedTuple):
    """A row of a file whose event another row of it tells newer or later: that one stands."""

    row: int
    id: str
    standing: int


class Undone(NamedTuple):
    """What taking an import back did: events removed, put back as they were, and left because people changed them."""

    removed: int
    restored: int
    left: int


@question
def stage(store: EventStore) -> Staged:
    """An empty place for the events of an import, outside of any version; other writers are not held up."""
    return staged_in(store.folder, dict(store.cursor().execute("SELECT key, code FROM actor").fetchall()))


@question
def log(store: EventStore) -> list[Import]:
    """What was imported, newest first."""
    found = store.cursor().execute(f"SELECT {', '.join(LOG_COLUMNS)} FROM import_log ORDER BY id DESC").fetchall()
    return [Import(*row) for row in found]


@question
def licences(store: EventStore) -> list[tuple[str, str]]:
    """The datasets of the store's events and their licences, by dataset."""
    return store.cursor().execute("SELECT DISTINCT dataset, licence FROM event ORDER BY ALL").fetchall()


@question
def load(store: EventStore, staged: Staged, entry: Import, finish: Callable[[Import, list[Repeated]], None]) -> Import:
    """Puts staged events into the store as one new version, with a line in the log.

    An event the store has is replaced where the file tells it otherwise, but neither by an older telling nor where a
    person has decided about it or changed it.

    Args:
        entry: the line of the log, with the rows read and those rejected while reading; id and counts are filled in.
        finish: called before the new version is published, with the finished line and the rows that others replace.
    """

    def fill(version: NewVersion) -> Import:
        clear_stale(store.folder)
        staged.show(version.connection)
        last = version.connection.execute("SELECT coalesce(max(id), 0) FROM import_log").fetchone() or (0,)
        entered = replace(entry, id=last[0] + 1)
        line, repeated = decide(version.connection, stored(version.old_events()), entered)
        _keep_before(version, before_path(store, line.id))
        actors, chosen = taken(staged, version.codes(), line)
        version.know(actors)
        version.put(chosen, "SELECT id FROM taken")
        _write_log(version, line)
        finish(line, repeated)
        return line

    return store.write(fill)


def _write_log(version: NewVersion, line: Import) -> None:
    marks = ", ".join("?" for _ in LOG_COLUMNS)
    version.connection.execute(f"INSERT INTO import_log VALUES ({marks})", astuple(line))


# What an import does, on any engine: in DuckDB, on a connection that has the view `staged`


_REPEATED = "SELECT row, id, standing FROM decided WHERE outcome = 'repeated' ORDER BY row"
_OWN = ("x", "y", "morton", "mark", "actor_codes", "search_text", "retrieved", "review", "review_code", "first_reading")
TOLD = tuple(name for name in rows.SCHEMA.names if name not in _OWN)
"""Columns that say what a file tells of an event: those that differ make an update."""
_TELLING = f"hash({', '.join(TOLD)}) AS telling"


def staged_in(folder: Path, codes: Mapping[str, int]) -> Staged:
    """An empty place in a folder for the events of an import into a store with these codes of actors."""
    return Staged(folder / f"{STAGED}{uuid.uuid4().hex}.parquet", codes)


def stored(events: str) -> str:
    """What `decide` needs to know of the events of a query, which has TOLD, `review_code` and `import_id`."""
    candidate = vocabulary.reviews().code("candidate")
    decided = f"review_code <> {candidate} OR import_id IS NULL AS decided"
    return f"SELECT id, updated, {_TELLING}, {decided} FROM ({events})"


def decide(connection: duckdb.DuckDBPyConnection, stored: str, entry: Import) -> tuple[Import, list[Repeated]]:
    """What becomes of each staged row: the table `decided`, and `taken` of those that are written.

    Args:
        stored: the query for what the store has, as `stored` gives it.

    Returns:
        The line of the log with its counts, and the rows that others of the file replace.
    """
    newest = "(PARTITION BY id ORDER BY updated DESC NULLS LAST, row DESC)"
    told = (
        f"SELECT row, id, updated, {_TELLING}, row_number() OVER {newest} AS nth, "
        f"first_value(row) OVER {newest} AS standing FROM staged"
    )
    connection.execute(
        f"CREATE TEMP TABLE decided AS SELECT s.row, s.id, s.standing, CASE WHEN nth > 1 THEN 'repeated' "
        "WHEN o.id IS NULL THEN 'new' WHEN s.telling = o.telling THEN 'unchanged' WHEN o.decided THEN 'kept' "
        "WHEN s.updated < o.updated THEN 'older' ELSE 'updated' END AS outcome "
        f"FROM ({told}) s LEFT JOIN ({stored}) o ON s.id = o.id"
    )
    connection.execute(
        "CREATE TEMP TABLE taken AS SELECT row, id, outcome FROM decided WHERE outcome IN ('new', 'updated')"
    )
    repeated = [Repeated(*row) for row in connection.execute(_REPEATED).fetchall()]
    return _counted(connection, entry, len(repeated)), repeated


def _counted(connection: duckdb.DuckDBPyConnection, entry: Import, repeated: int) -> Import:
    found = connection.execute("SELECT outcome, count(*) FROM decided GROUP BY 1").fetchall()
    counts: dict[str, int] = dict(found)
    new, updated, kept, older = (counts.get(name, 0) for name in ("new", "updated", "kept", "older"))
    return replace(
        entry, new=new, updated=updated, kept=kept, older=older,
        unchanged=counts.get("unchanged", 0) + kept + older, rejected=entry.rejected + repeated,
    )  # fmt: skip


def taken(staged: Staged, codes: Mapping[str, int], line: Import) -> tuple[list[NewActor], str]:
    """The actors that staged rows bring into a store with these codes, and the query for the rows that are written."""
    new, recoded = staged.actors.new, ""
    if codes != staged.actors.before:  # somebody has written since the rows were staged
        final, new = dict(codes), []
        for _, key, name, name_ar in staged.actors.new:
            if key not in final:
                final[key] = len(final)
                new.append((final[key], key, name, name_ar))
        translation = [final[key] for key in staged.actors.codes]
        coded = f"list_transform(actor_codes, lambda c: {translation}[c // 8 + 1] * 8 + c % 8) AS actor_codes"
        recoded = f" REPLACE ({coded})"
    chosen = f"SELECT * EXCLUDE (row){recoded}, {line.id} AS import_id FROM staged SEMI JOIN taken USING (row)"
    return new, chosen


def clear_stale(folder: Path) -> None:
    """Removes what imports that were cut off have left in a folder."""
    for path in folder.glob(f"{STAGED}*"):
        if time.time() - path.stat().st_mtime > _STALE_S:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


# Taking back


@question
def undo(store: EventStore, import_id: int, who: str, when: str) -> Undone:
    """Takes an import back as a whole: its new events are gone, those it changed are as they were before.

    Events that a person has decided about or changed since stay as they are.

    Raises:
        StoreError: there is no such import, it is undone already, or a later one has built on it.
    """

    def fill(version: NewVersion) -> Undone:
        line = undoable(log(store), import_id, lambda later: _built_on(before_path(store, later), import_id))
        before = before_path(store, import_id)
        own = f"CREATE TEMP TABLE own AS SELECT id FROM ({version.old_events()}) WHERE import_id = ?"
        version.connection.execute(own, [import_id])
        restored = "SELECT * FROM event WHERE false"
        if before.exists():
            restored = f"SELECT *{version.attach(before, 'before')} FROM before.event SEMI JOIN own USING (id)"
        version.put(restored, "SELECT id FROM own")
        version.connection.execute(
            "UPDATE import_log SET undone = ? WHERE id = ?", [f"{when} {who}".strip(), import_id]
        )
        sql = f"SELECT (SELECT count(*) FROM own), count(*) FROM ({restored})"
        owned, back = version.connection.execute(sql).fetchone() or (0, 0)
        return undone(line, owned, back)

    done = store.write(fill)
    before_path(store, import_id).unlink(missing_ok=True)
    return done


def undone(line: Import, owned: int, restored: int) -> Undone:
    """What taking an import back did, which still owned so many events, of which so many had been there before."""
    return Undone(owned - restored, restored, line.new + line.updated - owned)


def undoable(lines: Iterable[Import], import_id: int, has_built_on: Callable[[int], bool]) -> Import:
    """The line of the log of an import that can be taken back.

    Args:
        has_built_on: whether an import of this number changed events of the one to take back.

    Raises:
        StoreError: there is none, it is undone already, or a later one has built on it.
    """
    by_id = {line.id: line for line in lines}
    if import_id not in by_id:
        raise StoreError(f"import: expected the number of an import, got {import_id}")
    if by_id[import_id].undone:
        raise StoreError(f"import {import_id}: expected one that stands, it was undone {by_id[import_id].undone}")
    for later in sorted(by_id):
        if later > import_id and not by_id[later].undone and has_built_on(later):
            raise StoreError(f"import {import_id}: import {later} has changed events of it since; undo that one first")
    return by_id[import_id]


def _built_on(before: Path, import_id: int) -> bool:
    """Whether an import changed events that another had written."""
    if not before.exists():
        return False
    with duckdb.connect(str(before), read_only=True) as kept:
        return kept.execute("SELECT 1 FROM event WHERE import_id = ? LIMIT 1", [import_id]).fetchone() is not None


def before_path(store: EventStore, import_id: int) -> Path:
    """The file with the events that an import changed, as they were; it exists where there are any."""
    return store.folder / "imports" / f"before-{import_id:06d}.duckdb"


def _keep_before(version: NewVersion, path: Path) -> None:
    """The events that an import changes, as they are, in a file of their own; none where it changes none."""
    path.unlink(missing_ok=True)  # left by an import that was cut off
    changed = version.connection.execute("SELECT 1 FROM taken WHERE outcome = 'updated' LIMIT 1").fetchone()
    if changed is None:
        return
    path.parent.mkdir(exist_ok=True)
    with version.beside(path, "before"):
        version.connection.execute(
            f"INSERT INTO before.event BY NAME SELECT * FROM ({version.old_events()}) "
            "WHERE id IN (SELECT id FROM taken WHERE outcome = 'updated')"
        )
