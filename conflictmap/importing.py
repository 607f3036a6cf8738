"""Files → events in the store: what a file is, its rows read, put in as a whole, and a report that counts every row.

An import is there as a whole or not at all, and can be taken back as a whole. Reading a file again changes only what
it tells otherwise; what a person has decided about or corrected stays, and so does what the store has newer.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from conflictmap import settings
from conflictmap.csvtext import inert_cell
from conflictmap.errors import UnreadableFile
from conflictmap.formats import registry, sheets
from conflictmap.formats.base import Format, Options, Read, Rejection, in_batches
from conflictmap.model.event import Event
from conflictmap.store import imports
from conflictmap.store.imports import Import, Repeated, Undone
from conflictmap.store.interface import Store

AUTO = "auto"
SHOWN_REJECTIONS = 100
"""Rejections that a report holds; all are in its file."""
PROGRESS_ROWS = 2_000
_MEGABYTE = 1_000_000
REJECTION_COLUMNS = ("row", "field", "value", "reason")
Progress = Callable[[int, int | None], None]
"""Told the rows read so far, and about how many there are, where that can be told."""


@dataclass(frozen=True)
class Report:
    """What an import did: its line in the log, the first rejections, and the file with all of them, if any."""

    line: Import
    rejections: tuple[Rejection, ...]
    rejected_file: Path | None


def no_progress(_rows: int, _total: int | None) -> None:
    """For those who wait without being told."""


def import_file(
    store: Store,
    path: Path,
    *,
    who: str,
    format: str = AUTO,
    options: Options | None = None,
    shown_name: str = "",
    progress: Progress = no_progress,
) -> Report:
    """Imports one file.

    1. It is no larger than the setting allows. 2. The surest format, or the one given, reads it. 3. Its events are
    staged and its rejections written beside the log. 4. All of it becomes one new version of the store.

    Raises:
        UnreadableFile: no format reads the file, or it is too large; the store is as it was.
    """
    name = shown_name or path.name
    _check_size(path, name)
    reader = registry.detect(path) if format == AUTO else registry.by_name(format)
    folder = rejections_folder(store)
    with imports.stage(store) as staged, _Ledger(folder / f"reading-{uuid.uuid4().hex}.csv") as ledger:
        for read in _reads(reader, path, options or Options(), _Count(path, name, progress)):
            ledger.take(read)
            staged.add(read.events)
        entry = _entry(path, name, who, reader, ledger)

        def finish(line: Import, repeated: list[Repeated]) -> None:
            ledger.repeat(repeated)
            ledger.keep(rejections_path(store, line.id))

        line = imports.load(store, staged, entry, finish)
    return Report(line, tuple(ledger.first), rejections_path(store, line.id) if line.rejected else None)


def undo(store: Store, import_id: int, who: str) -> Undone:
    """Takes an import back as a whole (see `store/imports.undo`)."""
    return imports.undo(store, import_id, who, now())


def now() -> str:
    """This moment as the log writes it: ISO time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _check_size(path: Path, name: str) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFile(f"{name}: expected a file, got: {error.strerror or error}") from error
    most = settings.number("import_mb_limit")
    if size > most * _MEGABYTE:
        limit = settings.variable("import_mb_limit")
        raise UnreadableFile(f"{name}: expected at most {most} MB ({limit}), got {size / _MEGABYTE:.0f}")


def _entry(path: Path, name: str, who: str, reader: Format, ledger: _Ledger) -> Import:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Import(
        id=0, imported_at=now(), who=who, file=name, sha256=digest, format=reader.name,
        dataset=", ".join(sorted(ledger.datasets)), licence=", ".join(sorted(ledger.licences)) or reader.licence,
        note=reader.note, read=ledger.read, rejected=ledger.rejected,
    )  # fmt: skip


def _reads(reader: Format, path: Path, options: Options, count: _Count) -> Iterator[Read]:
    """The rows of a file in batches, counted as they come."""
    if reader.read_batches is None:
        rows = reader.read(path, replace(options, at_row=count.at_row))
        yield from in_batches(count.each(rows), lambda: count.row)
    else:
        yield from count.batches(reader.read_batches(path, options))
    count.end()


class _Count:
    """Says how many rows there were so far, and that there are too many."""

    def __init__(self, path: Path, name: str, progress: Progress) -> None:
        self._name, self._progress, self._total = name, progress, _about_rows(path)
        self._most, self._rows, self._said = settings.number("import_row_limit"), 0, 0
        self.row = 0

    def at_row(self, row: int) -> None:
        """Told by the reader which row of the file it gives next."""
        self.row = row

    def each(self, rows: Iterable[Event | Rejection]) -> Iterator[Event | Rejection]:
        """The rows."""
        for row in rows:
            self._add(1)
            yield row

    def batches(self, reads: Iterable[Read]) -> Iterator[Read]:
        """The batches of rows."""
        for read in reads:
            self._add(len(read.events) + len(read.rejected))
            yield read

    def end(self) -> None:
        """Says how many rows there were in all."""
        self._progress(self._rows, self._rows)

    def _add(self, rows: int) -> None:
        self._rows += rows
        if self._rows > self._most:
            limit = settings.variable("import_row_limit")
            raise UnreadableFile(f"{self._name}: expected at most {self._most:,} rows ({limit}), got more")
        if self._rows - self._said >= PROGRESS_ROWS:
            self._said = self._rows
            self._progress(self._rows, max(self._total, self._rows) if self._total else None)


def _about_rows(path: Path) -> int | None:
    """About how many rows a file has: the lines of a text, None for what is packed."""
    with path.open("rb") as file:
        head = file.read(200_000)
        if b"\0" in head or not head:
            return None
        return head.count(b"\n") * os.fstat(file.fileno()).st_size // len(head)


@dataclass
class _Ledger:
    """The rows of an import as they are read: all are counted, rejections go to a file."""

    path: Path
    read: int = 0
    rejected: int = 0
    first: list[Rejection] = field(default_factory=list)
    datasets: set[str] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)
    _file: IO[str] | None = None

    def __enter__(self) -> _Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        self.path.unlink(missing_ok=True)

    def take(self, read: Read) -> None:
        """Counts rows and writes down those that were rejected."""
        self.read += len(read.events) + len(read.rejected)
        for row in read.rejected:
            self.reject(row)
        if len(read.events):
            self.datasets.update(read.events.shared["dataset"].values)
            self.licences.update(read.events.shared["licence"].values)

    def reject(self, row: Rejection) -> None:
        """Writes a rejection down."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
            csv.writer(self._file).writerow(REJECTION_COLUMNS)
        csv.writer(self._file).writerow([inert_cell(cell) for cell in row])
        self.rejected += 1
        if len(self.first) < SHOWN_REJECTIONS:
            self.first.append(row)

    def repeat(self, rows: Iterable[Repeated]) -> None:
        """Writes down the rows whose event the file tells again."""
        for row in rows:
            reason = f"an event that the file has once; row {row.standing} has it too, and newer or later"
            self.reject(Rejection(row.row, "id", row.id, reason))

    def keep(self, path: Path) -> None:
        """Gives the file of rejections its name for good."""
        path.unlink(missing_ok=True)  # left by an import that was cut off
        if self._file is not None:
            self._file.close()
            self._file = None
            self.path.replace(path)


def rejections_folder(store: Store) -> Path:
    """Where the files of rejections are."""
    return store.folder / "imports"


def rejections_path(store: Store, import_id: int) -> Path:
    """The file of an import's rejections; it exists where there are any."""
    return rejections_folder(store) / f"import-{import_id:06d}-rejected.csv"


# Several files


@contextmanager
def found_files(paths: Iterable[Path]) -> Iterator[list[tuple[Path, str]]]:
    """The files to import and their names: those of a folder, and the tables of a zip that has several.

    Raises:
        UnreadableFile: a path is nothing that can be read, or a folder has no file of a known kind.
    """
    with ExitStack() as stack:
        found: list[tuple[Path, str]] = []
        for path in paths:
            found += [part for each in _files_of(path) for part in _unpacked(stack, each)]
        yield found


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    known = tuple(suffix for each in registry.formats().values() for suffix in each.suffixes)
    files = [each for each in sorted(path.rglob("*")) if each.is_file() and each.name.lower().endswith(known)]
    files = [each for each in files if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    if not files:
        raise UnreadableFile(f"{path}: expected a folder with files to import ({', '.join(sorted(set(known)))})")
    return files


def _unpacked(stack: ExitStack, path: Path) -> list[tuple[Path, str]]:
    if path.suffix.lower() != ".zip":
        return [(path, path.name)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = sheets.data_members(archive)
            if len(members) < 2:
                return [(path, path.name)]
            sheets.check_archive(archive, path)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            return [
                (_extracted(archive, each, folder / str(n)), f"{path.name}/{each}") for n, each in enumerate(members)
            ]
    except (OSError, zipfile.BadZipFile, UnreadableFile):
        return [(path, path.name)]  # whoever reads it says what is wrong


def _extracted(archive: zipfile.ZipFile, member: str, folder: Path) -> Path:
    """One member in a folder of its own, under the last part of its name only."""
    folder.mkdir()
    path = folder / Path(member).name
    with archive.open(member) as source, path.open("wb") as target:
        while part := source.read(1 << 20):
            target.write(part)
    return path
