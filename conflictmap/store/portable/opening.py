"""The store that the setting `store` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

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
    further: Mapping[str, Callable[..., Any]] = {}
    if address.startswith(("postgresql://", "postgres://")):
        engine, further = module("postgres").Postgres(address), module("imports").ANSWERS
    elif address.startswith(("spark://", "spark-local", "local[", "local-cluster[", "parquet:")):
        where = module("archive").Address.read(address)
        is_local = where.master == "parquet:"
        engine = module("archive").Parquet(where.path) if is_local else module("spark").Spark(where)
    else:
        raise InvalidSetting(f"{settings.variable('store')}: expected {EXPECTED}, got {address.split('?')[0][:40]!r}")
    store: Store = module("store").PortableStore(engine, folder, further)
    return store


def module(name: str) -> Any:
    """A module of this package, imported when it is needed: the engines' packages are large, and may be missing.

    Raises:
        InvalidSetting: one is missing.
    """
    try:
        return import_module(f"conflictmap.store.portable.{name}")
    except ModuleNotFoundError as error:
        raise InvalidSetting(
            f"{settings.variable('store')}: expected the packages of requirements-engines.txt, got none named "
            f"{error.name!r}; pip install -r requirements-engines.txt"
        ) from error
