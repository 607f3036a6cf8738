"""`python -m conflictmap export`: what a filter shows, as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from conflictmap import exporting
from conflictmap.errors import UnreadableFile
from conflictmap.filterflags import add_filter_flags, filter_of
from conflictmap.seeds import ensure_seeded
from conflictmap.store.store import shared_store
from conflictmap.words import LANGS, number


def add(commands: Any) -> None:
    """Adds the command; the filter flags are those of `query`."""
    endings = "|".join(dict.fromkeys(writer.suffix[1:] for writer in exporting.WRITERS.values()))
    parser: argparse.ArgumentParser = commands.add_parser(
        "export", allow_abbrev=False, help="write the events that pass filters"
    )
    parser.add_argument("out", metavar=f"OUT.({endings})")
    parser.add_argument("--shape", metavar="acled", default="", help="columns of an ACLED export, as csv")
    parser.add_argument("--lang", choices=LANGS, default="en", help="language of the statement in the file")
    add_filter_flags(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the file; says on standard error how many events it holds."""
    path = Path(arguments.out)
    if not path.parent.is_dir():
        raise UnreadableFile(f"export: expected a file in a folder that exists, got {arguments.out!r}")
    writer, store = exporting.writer_of(path, arguments.shape), shared_store()
    ensure_seeded(store)
    said = exporting.export(store, filter_of(arguments), writer, path, arguments.lang)
    print(
        f"{path}: {number(said.events)} events ({number(said.unplaced)} without a place that can be drawn), "
        f"{number(said.filtered_out)} filtered out, data version {said.version}",
        file=sys.stderr,
    )
    return 0
