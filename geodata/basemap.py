"""The offline base map: tiles of land, borders and labels, as built by `geodata.build.basemap`.

Names of tiles: `world` (for zooms 0 to 4), `z/x/y` on the web-mercator grid of one detail zoom, and the label
lists `labels-world` and `labels-z/x/y`. A detail tile without land does not exist.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "basemap"


@cache
def _index() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / "index.json").read_text(encoding="utf-8"))
    return content


@cache
def _names() -> frozenset[str]:
    return frozenset(_index()["tiles"])


def index() -> dict[str, Any]:
    """What there is: `version` (hash of all tiles), `detail_zoom`, `attribution`, `tiles` (names)."""
    return _index() | {"tiles": list(_index()["tiles"])}


def read_tile(name: str) -> bytes:
    """The tile of this name as gzipped JSON (UTF-8).

    Only names that the index lists are read, so no name can lead out of the data directory.

    Raises:
        KeyError: there is no tile of this name.
    """
    if name not in _names():
        raise KeyError(name)
    return (DATA / f"{name}.json.gz").read_bytes()
