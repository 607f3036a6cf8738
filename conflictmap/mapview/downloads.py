"""Downloads: an export made when it is asked for, sent from a file that is gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from conflictmap import exporting, settings
from conflictmap.errors import InvalidFilter, NotServed, StoreError
from conflictmap.filters import EventFilter
from conflictmap.store.interface import Store
from conflictmap.words import Lang

AT_ONCE = 2
"""Exports that are made at the same time; making one takes a processor for a while."""
WAIT_S = 60
"""Seconds a download waits for its turn."""
_turns = threading.BoundedSemaphore(AT_ONCE)


def download(store: Store, filter: EventFilter, kind: str, lang: Lang) -> Response:
    """The export of what a filter shows.

    Raises:
        NotServed: there is no such export.
        InvalidFilter: more events pass than one download may hold.
        StoreError: others are being made, or the data changed meanwhile.
    """
    writer = exporting.WRITERS.get(kind)
    if writer is None:
        raise NotServed(f"export: expected one of {', '.join(exporting.WRITERS)}, got {kind[:40]!r}")
    most, events = settings.number("download_event_limit"), store.count(filter)
    if events > most:
        raise InvalidFilter("export", f"{events:,} events", f"at most {most:,} events; filter further")
    if not _turns.acquire(timeout=WAIT_S):
        raise StoreError("export: expected a turn, others are being made")
    folder = Path(tempfile.mkdtemp(prefix="conflictmap-"))
    try:
        path = folder / file_name(writer, store.version)
        exporting.export(store, filter, writer, path, lang)
    except BaseException:  # whatever it is goes on; nobody else removes the folder
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _turns.release()
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type=writer.media_type, filename=path.name, headers=headers, background=gone)


def file_name(writer: exporting.Writer, version: int) -> str:
    """The name of a downloaded file; it names the data version."""
    shape = "-acled" if writer.name == "acled" else ""
    return f"conflict-map-v{version}{shape}{writer.suffix}"
