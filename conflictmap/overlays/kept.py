"""Overlays as they are kept under CONFLICTMAP_HOME/overlays: one GeoJSON file each, and a journal of who did what.

The journal is only ever added to: its last row of an overlay says whether it is in use. A removed overlay keeps its
file, so that adding can be told from removing for ever.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from filelock import FileLock, Timeout

from conflictmap import settings
from conflictmap.errors import StoreError, UnreadableFile
from conflictmap.model.dates import parse_day
from conflictmap.overlays.shapes import ReadShapes, Shape, read_shapes
from geodata.normalize import fold

WRITE_WAIT_S = 20
"""Seconds a writer waits for another one."""
MAX_TEXT = 300
"""Characters of a title, an author, a licence, a link."""
MAX_REASONS = 50
"""Features left out that are named one by one."""
_ID = re.compile(r"[\w-]{1,80}")
_JOURNAL = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of an overlay. from_, to: the days it holds for, both included; None leaves that side open.

    series: the name that versions of one map share, the title by default.
    """

    title: str
    author: str
    title_ar: str = ""
    licence: str = ""
    url: str = ""
    from_: date | None = None
    to: date | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A kept overlay without its shapes. left_out: what of the file is not drawn, and why. added: ISO time."""

    id: str
    series: str
    details: Details
    file: str
    shapes: int
    left_out: int
    reasons: tuple[str, ...]
    who: str
    added: str


def add(path: Path, details: Details, who: str, crs: str = "") -> Overlay:
    """Reads a file of areas or lines and keeps it as an overlay; the same file for the same days takes its own place.

    Raises:
        UnreadableFile: the file cannot be drawn, or a detail is missing or cannot be.
        StoreError: another process kept writing for too long.
    """
    read = read_shapes(path, crs)
    details = _checked(replace(details, title=details.title or read.title or path.stem))
    series = slug(details.series or details.title)
    content = repr((series, details.from_, details.to, [(s, shapely.to_wkb(s.geometry)) for s in read.shapes]))
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:8]
    overlay = Overlay(
        id="-".join(filter(None, (series, details.from_.isoformat() if details.from_ else "", digest))),
        series=series,
        details=details,
        file=path.name[:MAX_TEXT],
        shapes=len(read.shapes),
        left_out=len(read.rejected),
        reasons=tuple(
            f"{row.row}: {row.value} expected {row.reason}".replace(":  ", ": ") for row in read.rejected[:MAX_REASONS]
        ),
        who=who,
        added=_now(),
    )
    with _writing():
        _write_shapes(_path_of(overlay.id), overlay, read)
        _note({"action": "add", "overlay": asdict(overlay)})
    return overlay


def remove(overlay_id: str, who: str, why: str = "") -> Overlay:
    """Takes an overlay out of use; its file and the journal stay.

    Raises:
        UnreadableFile: there is none of this id.
    """
    with _writing():
        found = next((each for each in kept() if each.id == overlay_id), None)
        if found is None:
            raise UnreadableFile(f"overlay: expected the id of one (see overlay list), got {overlay_id[:80]!r}")
        _note({"action": "remove", "id": overlay_id, "who": who, "when": _now(), "why": why})
    return found


def kept() -> list[Overlay]:
    """The overlays in use, by series, the oldest first within one."""
    in_use: dict[str, Overlay] = {}
    for row in _journal(*_state()):
        if row["action"] == "add":
            in_use[row["overlay"].id] = row["overlay"]
        else:
            in_use.pop(row["id"], None)
    return sorted(in_use.values(), key=lambda each: (each.series, each.details.from_ or date.min, each.added))


def shapes_of(overlay_id: str) -> tuple[Shape, ...]:
    """The shapes of a kept overlay.

    Raises:
        UnreadableFile: its file is missing or damaged.
    """
    path = _path_of(overlay_id)
    try:
        return _read_shapes(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise UnreadableFile(f"{path.name}: expected a kept overlay, got: {error}") from error


def version() -> str:
    """Changes whenever an overlay is added or removed; empty while there is none."""
    _, changed = _state()
    return f"{changed:x}" if changed else ""


def slug(text: str) -> str:
    """A series' name in links and files: its folded letters and digits; any text has one."""
    folded = "-".join(re.findall(r"\w+", fold(text)))[:40].strip("-_")
    return folded or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


# Checks


def _checked(details: Details) -> Details:
    cleaned = {}
    for item in fields(Details):
        value = getattr(details, item.name)
        if isinstance(value, str):
            value = " ".join("".join(c if c.isprintable() else " " for c in value).split())
            if len(value) > MAX_TEXT:
                raise UnreadableFile(
                    f"overlay: expected {item.name} of at most {MAX_TEXT} characters, got {len(value)}"
                )
        cleaned[item.name] = value
    made = Details(**cleaned)
    if not made.author:
        raise UnreadableFile("overlay: expected an author (who drew it), got none")
    if made.from_ and made.to and made.to < made.from_:
        raise UnreadableFile(f"overlay: expected a last day not before {made.from_}, got {made.to}")
    if made.url and not made.url.startswith(("http://", "https://")):
        raise UnreadableFile(f"overlay: expected a link that starts with http:// or https://, got {made.url[:60]!r}")
    return made


# Files


def folder() -> Path:
    """Where the overlays are, inside the folder of the setting `home`."""
    return settings.home() / "overlays"


def _path_of(overlay_id: str) -> Path:
    if not _ID.fullmatch(overlay_id):
        raise UnreadableFile(f"overlay: expected the id of one (see overlay list), got {overlay_id[:80]!r}")
    return folder() / f"{overlay_id}.geojson"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _writing() -> Iterator[None]:
    """One writer at a time."""
    folder().mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder() / "write.lock", timeout=WRITE_WAIT_S):
            yield
    except Timeout as error:
        raise StoreError(f"overlays: expected no other writer for {WRITE_WAIT_S} s, one is at work") from error


def _state() -> tuple[Path, int]:
    """The journal and when it last changed, 0 where there is none."""
    path = folder() / _JOURNAL
    try:
        return path, path.stat().st_mtime_ns
    except FileNotFoundError:
        return path, 0


@lru_cache(maxsize=4)
def _journal(path: Path, changed: int) -> tuple[dict[str, Any], ...]:
    """The rows of the journal, overlays as such."""
    if not changed:
        return ()
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            rows.append(
                {**row, "overlay": _overlay(row["overlay"])} if row["action"] == "add" else {**row, "id": row["id"]}
            )
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{path.name}, row {number}: expected a row of the journal of overlays, got: {error}"
            ) from error
    return tuple(rows)


def _overlay(values: dict[str, Any]) -> Overlay:
    told = values["details"]
    days = {name: parse_day(told[name]) if told[name] else None for name in ("from_", "to")}
    return Overlay(**{**values, "details": Details(**{**told, **days}), "reasons": tuple(values["reasons"])})


def _note(row: dict[str, Any]) -> None:
    """Adds a row to the journal, on a line of its own and in one piece."""
    with (folder() / _JOURNAL).open("ab") as file:
        file.write((json.dumps(row, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


_SHAPE_TEXTS = ("name", "folder", "side", "stroke", "fill", "dashed")


def _write_shapes(path: Path, overlay: Overlay, read: ReadShapes) -> None:
    """The shapes as GeoJSON that any other program reads, as a whole or not at all."""
    features = [
        {
            "type": "Feature",
            "properties": {name: getattr(shape, name) for name in _SHAPE_TEXTS},
            "geometry": shapely.geometry.mapping(shape.geometry),
        }
        for shape in read.shapes
    ]
    collection = {"type": "FeatureCollection", "name": overlay.details.title, "features": features}
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@lru_cache(maxsize=16)
def _read_shapes(path: Path, changed: int) -> tuple[Shape, ...]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return tuple(
        Shape(shapely.geometry.shape(each["geometry"]), **{name: each["properties"][name] for name in _SHAPE_TEXTS})
        for each in features
    )
