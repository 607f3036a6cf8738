"""The store that the setting `store` names."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from conflictmap import settings
from conflictmap.errors import InvalidSetting
from conflictmap.store.interface import Store

EXPECTED = (
    "nothing, a file under home; postgresql://…; spark://HOST:PORT?path=FOLDER; local[N]?path=FOLDER; "
    "or parquet:?path=FOLDER"
)


def open_store(address: str, folder: Path) -> Store:
    """The store of an address; `folder` is where the files beside it lie.

    Raises:
        InvalidSetting: the address names no engine, or packages for it are missing.
        StoreError: the engine cannot be reached, or has no store.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if address.startswith(("postgresql://", "postgres://")):
            from conflictmap.store.portable.postgres import Postgres
            from conflictmap.store.portable.store import PortableStore

            return PortableStore(Postgres(address), folder)
        if address.startswith(("spark://", "spark-local", "local[", "local-cluster[", "parquet:")):
            return _archive(address, folder)
    except ModuleNotFoundError as error:
        _missing(address, error)
    raise InvalidSetting(f"{settings.variable('store')}: expected {EXPECTED}, got {address.split('?')[0][:40]!r}")


def _archive(address: str, folder: Path) -> Store:
    from conflictmap.store.portable.archive import Address, Parquet
    from conflictmap.store.portable.store import PortableStore

    where = Address.read(address)
    if where.master == "parquet:":
        return PortableStore(Parquet(where.path), folder)
    from conflictmap.store.portable.spark import Spark

    return PortableStore(Spark(where), folder)


def _missing(address: str, error: ModuleNotFoundError) -> NoReturn:
    raise InvalidSetting(
        f"{settings.variable('store')}: expected the packages of requirements-engines.txt for "
        f"{address.split(':')[0]!r}, got none named {error.name!r}; pip install -r requirements-engines.txt"
    ) from error
