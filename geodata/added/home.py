"""The user's own part of the gazetteer: a folder with one layer for each source, and the corrections.

A layer is written beside its place and moved there whole, so a reader never sees half of one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from geodata.build.layer import write_layer
from geodata.build.places import in_order
from geodata.errors import UnreadableSource
from geodata.gazetteer import DATA, Gazetteer
from geodata.layer import PLACES, Layer
from geodata.place import Named

LAYERS, CORRECTIONS, NOTE = "layers", "corrections", "source.json"
_COMPRESSION = 3  # quick: a user waits for it


@dataclass(frozen=True)
class Source:
    """Where a layer comes from: its name ("geonames-SY"), file or address, licence, day, checksum and numbers."""

    name: str
    title: str
    origin: str
    licence: str
    retrieved: str
    sha256: str
    places: int
    left_out: int


def sources(home: Path) -> list[Source]:
    """The sources the user added, by name. Raises `UnreadableSource`."""
    return [_read_note(folder / NOTE) for folder in _layer_folders(home)]


def _read_note(path: Path) -> Source:
    try:
        return Source(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableSource(
            f"{path}: expected the note of an added source, got: {error}; remove it and add again"
        ) from error


def _layer_folders(home: Path) -> list[Path]:
    return sorted(path.parent for path in (home / LAYERS).glob(f"*/{NOTE}"))


def add_layer(home: Path, source: Source, places: Sequence[Named], log: Callable[[str], None]) -> None:
    """Writes a source's places as a layer, in the place of an earlier one of the same name."""
    (home / LAYERS).mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=home / LAYERS))
    try:
        write_layer(in_order(places), fresh, log, level=_COMPRESSION)
        (fresh / NOTE).write_text(json.dumps(asdict(source), ensure_ascii=False, indent=1), encoding="utf-8")
        target = home / LAYERS / source.name
        if target.exists():
            shutil.rmtree(target)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def remove_layer(home: Path, name: str) -> None:
    """Takes a source out again. Raises `UnreadableSource` where there is none of this name."""
    folder = home / LAYERS / name
    if folder not in _layer_folders(home):
        known = ", ".join(s.name for s in sources(home)) or "none"
        raise UnreadableSource(f"remove: expected the name of an added source ({known}), got {name!r}")
    shutil.rmtree(folder)


def state(home: Path) -> tuple[str, ...]:
    """A value that changes when the user's part of the gazetteer does, so that what is opened can be kept till then."""
    files = [f / PLACES for f in _layer_folders(home)] + [home / CORRECTIONS / PLACES]
    return tuple(f"{path.parent.name}:{path.stat().st_mtime_ns}" for path in files if path.exists())


def open_gazetteer(home: Path, packaged: Path = DATA) -> Gazetteer:
    """The user's corrections, the packaged places and what the user added, in this order of precedence."""
    corrections = [home / CORRECTIONS] if (home / CORRECTIONS / PLACES).exists() else []
    return Gazetteer([Layer(folder) for folder in (*corrections, packaged, *_layer_folders(home))])
