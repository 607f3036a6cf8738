"""The embedded store's events on their way to other engines."""

from __future__ import annotations

import re
from pathlib import Path

from conflictmap.errors import InvalidSetting, StoreError
from conflictmap.filters import EventFilter
from conflictmap.store.interface import Store
from conflictmap.store.portable import opening
from conflictmap.store.store import EventStore

_EVERYTHING = EventFilter(claim=(), review=())


def count(store: Store) -> int:
    """How many events a store has."""
    return store.count(_EVERYTHING)


def without_password(address: str) -> str:
    """An address that may be shown."""
    return re.sub(r"(://[^:/@?]*):[^@/]*@", r"\1:…@", address)


def export_parquet(store: EventStore, folder: Path) -> int:
    """Writes an archive (see `portable/archive.py`); returns its number of events."""
    return int(opening.module("archive").export(store, folder))


def copy(store: EventStore, address: str) -> int:
    """Copies all events, and the log of imports, into a PostgreSQL database without any; returns how many.

    Raises:
        StoreError: the database has events, or cannot be reached.
        InvalidSetting: the address is none of a database, or packages are missing.
    """
    if not address.startswith(("postgresql://", "postgres://")):
        raise InvalidSetting(f"store copy: expected an address postgresql://…, got {without_password(address)!r}")
    if not store.is_current():
        raise StoreError("event store: expected today's vocabularies; start the app or add events once to renew it")
    opening.module("postgres").Postgres(address).fill(store)
    return count(store)
