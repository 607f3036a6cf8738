"""The command `store`: where the events are kept, and moving them to other engines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from conflictmap import settings
from conflictmap.store import moving
from conflictmap.store.store import EventStore, shared_store


def add(commands: Any) -> None:
    """Adds the command to a parser."""
    store = commands.add_parser("store", allow_abbrev=False, help="where events are kept; moving them")
    actions = store.add_subparsers(required=True, metavar="ACTION", parser_class=type(store))
    status = actions.add_parser("status", allow_abbrev=False, help="which store is in use, and what it holds")
    status.set_defaults(run=_status)
    exporting = actions.add_parser(
        "export-parquet", allow_abbrev=False, help="write the embedded store as an archive of partitioned Parquet"
    )
    exporting.add_argument("folder", metavar="FOLDER")
    exporting.set_defaults(run=_export)
    copying = actions.add_parser("copy", allow_abbrev=False, help="copy the embedded store into an empty database")
    copying.add_argument("address", metavar="postgresql://…")
    copying.set_defaults(run=_copy)


def _status(arguments: argparse.Namespace) -> int:
    store, kept = shared_store(), settings.text("store") or "a file under home"
    print(f"{moving.without_password(kept)}: version {store.version}, {moving.count(store):,} events")
    return 0


def _embedded() -> EventStore:
    return EventStore(settings.home() / "store")


def _export(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder).expanduser().resolve()
    print(f"{moving.export_parquet(_embedded(), folder):,} events in {folder}")
    return 0


def _copy(arguments: argparse.Namespace) -> int:
    print(f"{moving.copy(_embedded(), arguments.address):,} events copied")
    return 0
