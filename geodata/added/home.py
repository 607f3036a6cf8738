"""The user's own part of the gazetteer: a folder with one layer for each source, and the corrections.

A layer is written beside its place and moved there whole, so a reader never sees half of one. What begins with a dot
is no layer: one being written, or one being taken out.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from geodata.added.lock import locked
from geodata.build.layer import write_layer
from geodata.build.places import in_order
from geodata.errors import DamagedLayer, GazetteerMissing, UnreadableSource
from geodata.gazetteer import DATA, Gazetteer
from geodata.layer import PLACES, Layer
from geodata.place import Named

LAYERS, CORRECTIONS, NOTE = "layers", "corrections", "source.json"
log = logging.getLogger(__name__)
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
    return sorted(p.parent for p in (home / LAYERS).glob(f"*/{NOTE}") if not p.parent.name.startswith("."))


def add_layer(home: Path, source: Source, places: Sequence[Named], log: Callable[[str], None]) -> None:
    """Writes a source's places as a layer, in the place of an earlier one of the same name."""
    (home / LAYERS).mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=home / LAYERS))
    try:
        write_layer(in_order(places), fresh, log, level=_COMPRESSION)
        (fresh / NOTE).write_text(json.dumps(asdict(source), ensure_ascii=False, indent=1), encoding="utf-8")
        with locked(home / LAYERS):
            _replace(home / LAYERS / source.name, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _replace(target: Path, fresh: Path | None) -> None:
    """Puts a folder in the place of another one, or nothing; the old one stays where that fails."""
    if not target.exists():
        if fresh:
            fresh.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=".old-", dir=target.parent))
    try:
        target.rename(aside / target.name)
        try:
            if fresh:
                fresh.rename(target)
        except OSError:
            (aside / target.name).rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def remove_layer(home: Path, name: str) -> None:
    """Takes a source out again. Raises `UnreadableSource` where there is none of this name."""
    with locked(home / LAYERS):
        folders = {folder.name: folder for folder in _layer_folders(home)}
        if name not in folders:
            known = ", ".join(folders) or "none"
            raise UnreadableSource(f"remove: expected the name of an added source ({known}), got {name!r}")
        _replace(folders[name], None)


def state(home: Path) -> tuple[str, ...]:
    """A value that changes when the user's part of the gazetteer does, so that what is opened can be kept till then."""
    files = [f / PLACES for f in _layer_folders(home)] + [home / CORRECTIONS / PLACES]
    return tuple(f"{path.parent.name}:{path.stat().st_mtime_ns}" for path in files if path.exists())


def open_gazetteer(home: Path, packaged: Path = DATA) -> Gazetteer:
    """The user's corrections, the packaged places and what the user added, in this order of precedence.

    A layer of the user's that cannot be read is left out, and said. Raises `GazetteerMissing` and `DamagedLayer` for
    the packaged one.
    """
    corrections = [home / CORRECTIONS] if (home / CORRECTIONS / PLACES).exists() else []
    return Gazetteer([*readable(corrections), Layer(packaged), *readable(_layer_folders(home))])


def readable(folders: Iterable[Path]) -> list[Layer]:
    """The layers in some folders, without those that cannot be read, which are said."""
    layers = []
    for folder in folders:
        try:
            layers.append(Layer(folder))
        except (DamagedLayer, GazetteerMissing) as error:
            log.warning("geodata: %s; its places are left out until it is added again", error)
    return layers
