"""Briefings kept by name under CONFLICTMAP_HOME/briefings, each with its data as they were.

The event store keeps two versions only, so a briefing holds all that its pictures say; one file tells about it (name,
who, when, data version, event ids), another holds the content.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conflictmap import settings
from conflictmap.briefing import keeping
from conflictmap.briefing.comparison import Comparison
from conflictmap.briefing.content import BriefContent
from conflictmap.briefing.wording import cleaned
from conflictmap.errors import StoreError, UnreadableFile

MAX_NAME = 120
"""Characters of a briefing's name."""
MAX_KEPT = 500
"""Briefings that are listed, the newest."""
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SavedBriefing:
    """What is known of a briefing without opening it. when: ISO time, UTC."""

    key: str
    name: str
    title: str
    lang: str
    who: str
    when: str
    data_version: int
    events: tuple[str, ...]


def save(name: str, content: BriefContent | Comparison, who: str) -> SavedBriefing:
    """Keeps a briefing; one of the same name takes the older one's place.

    Raises:
        StoreError: it cannot be written.
    """
    name = cleaned(name, MAX_NAME)
    if not name:
        raise UnreadableFile("saved briefing: expected a name, got none")
    cover = content.first if isinstance(content, Comparison) else content
    kept = SavedBriefing(
        key=hashlib.sha256(name.encode()).hexdigest()[:16],
        name=name,
        title=cleaned(cover.title, MAX_NAME),
        lang=cover.lang,
        who=cleaned(who, MAX_NAME),
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        data_version=int(cover.record["data_version"]),
        events=tuple(keeping.event_ids(content)),
    )
    body = json.dumps(keeping.to_json(content), ensure_ascii=False, allow_nan=False).encode()
    _write(_content_path(kept.key), gzip.compress(body, mtime=0))
    _write(_about_path(kept.key), json.dumps(asdict(kept), ensure_ascii=False).encode())
    return kept


def saved() -> list[SavedBriefing]:
    """All kept briefings, the newest first; files that cannot be read are left out."""
    found = []
    for path in _folder().glob("*.json"):
        try:
            found.append(_about(json.loads(path.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda each: (each.when, each.key), reverse=True)[:MAX_KEPT]


def open_content(key: str) -> BriefContent | Comparison:
    """A kept briefing with its data as they were.

    Raises:
        UnreadableFile: there is none of this key, or it is damaged.
    """
    if not _KEY.fullmatch(key):
        raise UnreadableFile(f"saved briefing: expected its key, got {key[:40]!r}")
    try:
        return keeping.from_json(json.loads(gzip.decompress(_content_path(key).read_bytes())))
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableFile(f"saved briefing {key}: expected a readable file") from error


def remove(key: str) -> None:
    """Deletes a kept briefing, if there is one."""
    if _KEY.fullmatch(key):
        for path in (_about_path(key), _content_path(key)):
            path.unlink(missing_ok=True)


def _about(values: dict[str, Any]) -> SavedBriefing:
    return SavedBriefing(**{**values, "events": tuple(values["events"])})


def _folder() -> Path:
    return settings.home() / "briefings"


def _about_path(key: str) -> Path:
    return _folder() / f"{key}.json"


def _content_path(key: str) -> Path:
    return _folder() / f"{key}.content.gz"


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StoreError(f"saved briefing: expected a folder that can be written, got: {error.strerror}") from error
