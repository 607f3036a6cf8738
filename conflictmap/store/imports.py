"""Imports in the store: events of a file put in as a whole, the log of what was imported, and taking one back.

An import and its line in the log are one new version of the store. The events it changed are kept as they were in a
file of their own, in the form of a store version, so that a later program with other vocabularies can put them back.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from conflictmap.errors import StoreError
from conflictmap.model import vocabulary
from conflictmap.store import rows
from conflictmap.store.interface import question
from conflictmap.store.staging import Staged
from conflictmap.store.store import EventStore
from conflictmap.store.writing import NewVersion

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
    codes = dict(store.cursor().execute("SELECT key, code FROM actor").fetchall())
    return Staged(store.folder / f"staged-{uuid.uuid4().hex}.parquet", codes)


@question
def log(store: EventStore) -> list[Import]:
    """What was imported, newest first."""
    names = ", ".join(field.name for field in fields(Import))
    return [
        Import(*row) for row in store.cursor().execute(f"SELECT {names} FROM import_log ORDER BY id DESC").fetchall()
    ]


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
        _clear_stale(store.folder)
        staged.show(version.connection)
        _decide(version)
        repeated = [Repeated(*row) for row in version.connection.execute(_REPEATED).fetchall()]
        line = _counted(version, entry, len(repeated))
        _keep_before(version, _before_path(store, line.id))
        recoded = _recoded(version, staged)
        chosen = f"SELECT * EXCLUDE (row){recoded}, {line.id} AS import_id FROM staged SEMI JOIN taken USING (row)"
        version.put(chosen, "SELECT id FROM taken")
        _write_log(version, line)
        finish(line, repeated)
        return line

    return store.write(fill)


_REPEATED = "SELECT row, id, standing FROM decided WHERE outcome = 'repeated' ORDER BY row"
_OWN = ("x", "y", "morton", "mark", "actor_codes", "search_text", "retrieved", "review", "review_code", "first_reading")
_TOLD = ", ".join(name for name in rows.SCHEMA.names if name not in _OWN)
"""Columns that say what a file tells of an event: those that differ make an update."""


def _decide(version: NewVersion) -> None:
    """What becomes of each staged row: the table `decided`, and `taken` of those that are written."""
    candidate = vocabulary.reviews().code("candidate")
    newest = "(PARTITION BY id ORDER BY updated DESC NULLS LAST, row DESC)"
    told = (
        f"SELECT row, id, updated, hash({_TOLD}) AS telling, row_number() OVER {newest} AS nth, "
        f"first_value(row) OVER {newest} AS standing FROM staged"
    )
    has = (
        f"SELECT id, updated, hash({_TOLD}) AS telling, "
        f"review_code <> {candidate} OR import_id IS NULL AS decided FROM ({version.old_events()})"
    )
    version.connection.execute(
        f"CREATE TEMP TABLE decided AS SELECT s.row, s.id, s.standing, CASE WHEN nth > 1 THEN 'repeated' "
        "WHEN o.id IS NULL THEN 'new' WHEN s.telling = o.telling THEN 'unchanged' WHEN o.decided THEN 'kept' "
        "WHEN s.updated < o.updated THEN 'older' ELSE 'updated' END AS outcome "
        f"FROM ({told}) s LEFT JOIN ({has}) o ON s.id = o.id"
    )
    version.connection.execute(
        "CREATE TEMP TABLE taken AS SELECT row, id, outcome FROM decided WHERE outcome IN ('new', 'updated')"
    )


def _counted(version: NewVersion, entry: Import, repeated: int) -> Import:
    found = version.connection.execute("SELECT outcome, count(*) FROM decided GROUP BY 1").fetchall()
    counts: dict[str, int] = dict(found)
    new, updated, kept, older = (counts.get(name, 0) for name in ("new", "updated", "kept", "older"))
    last = version.connection.execute("SELECT coalesce(max(id), 0) FROM import_log").fetchone()
    return replace(
        entry, id=(last[0] if last else 0) + 1, new=new, updated=updated, kept=kept, older=older,
        unchanged=counts.get("unchanged", 0) + kept + older, rejected=entry.rejected + repeated,
    )  # fmt: skip


def _write_log(version: NewVersion, line: Import) -> None:
    marks = ", ".join("?" for _ in fields(Import))
    version.connection.execute(f"INSERT INTO import_log VALUES ({marks})", astuple(line))


def _recoded(version: NewVersion, staged: Staged) -> str:
    """Adds the actors of staged rows; the REPLACE list that turns their codes into this version's, mostly empty."""
    codes = version.codes()
    if codes == staged.actors.before:  # nobody has written since the rows were staged
        version.know(staged.actors.new)
        return ""
    final, new = dict(codes), []
    for _, key, name, name_ar in staged.actors.new:
        if key not in final:
            final[key] = len(final)
            new.append((final[key], key, name, name_ar))
    version.know(new)
    translation = [final[key] for key in staged.actors.codes]
    return f" REPLACE (list_transform(actor_codes, lambda c: {translation}[c // 8 + 1] * 8 + c % 8) AS actor_codes)"


# Taking back


@question
def undo(store: EventStore, import_id: int, who: str, when: str) -> Undone:
    """Takes an import back as a whole: its new events are gone, those it changed are as they were before.

    Events that a person has decided about or changed since stay as they are.

    Raises:
        StoreError: there is no such import, it is undone already, or a later one has built on it.
    """

    def fill(version: NewVersion) -> Undone:
        _check_undoable(store, import_id)
        before = _before_path(store, import_id)
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
        line = next(each for each in log(store) if each.id == import_id)
        return Undone(owned - back, back, line.new + line.updated - owned)

    done = store.write(fill)
    _before_path(store, import_id).unlink(missing_ok=True)
    return done


def _check_undoable(store: EventStore, import_id: int) -> None:
    lines = {line.id: line for line in log(store)}
    if import_id not in lines:
        raise StoreError(f"import: expected the number of an import, got {import_id}")
    if lines[import_id].undone:
        raise StoreError(f"import {import_id}: expected one that stands, it was undone {lines[import_id].undone}")
    for later in sorted(lines):
        if later > import_id and not lines[later].undone and _built_on(_before_path(store, later), import_id):
            raise StoreError(f"import {import_id}: import {later} has changed events of it since; undo that one first")


def _built_on(before: Path, import_id: int) -> bool:
    """Whether an import changed events that another had written."""
    if not before.exists():
        return False
    with duckdb.connect(str(before), read_only=True) as kept:
        return kept.execute("SELECT 1 FROM event WHERE import_id = ? LIMIT 1", [import_id]).fetchone() is not None


def _before_path(store: EventStore, import_id: int) -> Path:
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


def _clear_stale(folder: Path) -> None:
    for path in folder.glob("staged-*.parquet"):
        if time.time() - path.stat().st_mtime > _STALE_S:
            path.unlink(missing_ok=True)
