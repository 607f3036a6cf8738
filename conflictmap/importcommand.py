"""The command that imports files, lists what was imported, and takes an import back."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conflictmap import importing, places, teaching
from conflictmap.errors import UnreadableFile
from conflictmap.formats import registry
from conflictmap.formats.base import Options
from conflictmap.importing import Report
from conflictmap.model.dates import parse_day
from conflictmap.printing import PROGRESS_AFTER_S, PROGRESS_EVERY_S, print_json
from conflictmap.seeds import ensure_seeded
from conflictmap.store import imports
from conflictmap.store.imports import Import
from conflictmap.store.interface import Store
from conflictmap.store.store import shared_store

_LISTED = 5  # rejections that are printed; all are in their file


def add(commands: Any) -> None:
    """Adds the command to a parser."""
    command = commands.add_parser("import", allow_abbrev=False, help="import datasets, list imports, take one back")
    command.add_argument("files", nargs="*", metavar="FILE", help="files, folders, or zips of files")
    command.add_argument("--format", choices=(importing.AUTO, *registry.formats()), default=importing.AUTO)
    command.add_argument("--dataset", default="", metavar="NAME", help="the dataset the events are of")
    order = command.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_const", const=True, dest="day_first", help="3/4/2024 is in April")
    order.add_argument("--month-first", action="store_const", const=False, dest="day_first", help="it is in March")
    command.add_argument("--country", default="", metavar="ISO2", help="of tables whose rows do not say theirs")
    command.add_argument("--licence", default="", metavar="TEXT", help="of data whose format has none of its own")
    command.add_argument("--sheet", default="", metavar="NAME", help="of a workbook; the likeliest by default")
    command.add_argument("--crs", default="", metavar="EPSG:CODE", help="of map files that do not say theirs")
    command.add_argument("--retrieved", metavar="YYYY-MM-DD", help="the day the files were fetched")
    command.add_argument("--who", default="", metavar="NAME", help="who imports; your login name by default")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="list what was imported")
    instead.add_argument("--undo", type=int, metavar="ID", help="take an import back as a whole")
    command.set_defaults(run=_run, day_first=None)


def _run(arguments: argparse.Namespace) -> int:
    store = shared_store()
    if arguments.list or arguments.undo is not None:
        if arguments.files:
            raise UnreadableFile(
                f"import: expected files, --list or --undo alone, got {arguments.files[0]!r} beside it"
            )
        ensure_seeded(store)
        _list(store, arguments.json) if arguments.list else _undo(store, arguments)
        return 0
    if not arguments.files:
        raise UnreadableFile("import: expected files, --list or --undo ID, got none")
    retrieved = parse_day(arguments.retrieved, "--retrieved") if arguments.retrieved else None
    options = Options(
        arguments.dataset, retrieved, arguments.day_first, sheet=arguments.sheet, country=arguments.country.upper(),
        licence=arguments.licence, crs=arguments.crs, geocoder=places.geocoder,
    )  # fmt: skip
    teaching.apply()
    with importing.found_files(Path(name) for name in arguments.files) as files:
        ensure_seeded(store)
        unread = [name for path, name in files if not _import(store, path, name, arguments, options)]
    return 2 if unread else 0


def _import(store: Store, path: Path, name: str, arguments: argparse.Namespace, options: Options) -> bool:
    """Imports one of the files; one that cannot be read is said, and keeps none of the others from being read."""
    try:
        with _Shown() as shown:
            report = importing.import_file(
                store, path, who=_who(arguments), format=arguments.format, options=options, shown_name=name,
                progress=shown.progress,
            )  # fmt: skip
    except UnreadableFile as error:
        print(error, file=sys.stderr)
        return False
    print_json(_record(report)) if arguments.json else _print(report)
    return True


def _who(arguments: argparse.Namespace) -> str:
    try:
        return arguments.who or getpass.getuser()
    except (OSError, KeyError):  # a machine that does not know who runs this
        return "command line"


class _Shown:
    """Progress on standard error, for work over two seconds."""

    def __init__(self) -> None:
        self._started = self._said = time.monotonic()

    def __enter__(self) -> _Shown:
        return self

    def __exit__(self, *_: object) -> None:
        if self._said > self._started:
            print(file=sys.stderr)

    def progress(self, rows: int, total: int | None) -> None:
        """Says how many rows have been read."""
        now = time.monotonic()
        if now - self._started > PROGRESS_AFTER_S and now - self._said > PROGRESS_EVERY_S:
            self._said = now
            part = f" of about {total:,}" if total and total > rows else ""
            print(f"\r{rows:,}{part} rows", end="", file=sys.stderr, flush=True)


def _record(report: Report) -> dict[str, Any]:
    rejected = str(report.rejected_file) if report.rejected_file else None
    return {**asdict(report.line), "rejected_file": rejected}


def _print(report: Report) -> None:
    line = report.line
    print(f"import {line.id}: {line.file}, format {line.format}, dataset {line.dataset or 'none'}")
    print(_counts(line))
    if line.kept:
        print(f"{line.kept:,} of the unchanged differ in the file and stay as a person decided")
    if line.older:
        print(f"{line.older:,} of the unchanged are older in the file")
    for each in report.rejections[:_LISTED]:
        where = f"row {each.row}" + (f", {each.field}" if each.field else "")
        print(f"  {where}: expected {each.reason}, got {each.value!r}")
    if line.rejected > _LISTED:
        print(f"  and {line.rejected - _LISTED:,} more")
    if report.rejected_file:
        print(f"rejected rows: {report.rejected_file}")
    print(f"licence: {line.licence or 'not given'}")
    if line.note:
        print(f"note: {line.note}")


def _counts(line: Import) -> str:
    parts = (f"{getattr(line, name):,} {name}" for name in ("new", "updated", "unchanged", "rejected"))
    return f"read {line.read:,} rows: {', '.join(parts)}"


def _list(store: Store, as_json: bool) -> None:
    for line in imports.log(store):
        if as_json:
            print_json(asdict(line))
        else:
            undone = f"; undone {line.undone}" if line.undone else ""
            print(f"{line.id}\t{line.imported_at}\t{line.who}\t{line.file}\t{line.format}\t{_counts(line)}{undone}")


def _undo(store: Store, arguments: argparse.Namespace) -> None:
    done = importing.undo(store, arguments.undo, _who(arguments))
    if arguments.json:
        print_json({"id": arguments.undo, **done._asdict()})
        return
    print(f"import {arguments.undo} undone: {done.removed:,} events removed, {done.restored:,} as they were before")
    if done.left:
        print(f"{done.left:,} events stay: people have decided about them or changed them since")
