"""Files that viewers drop, on disk under their own name until they are read."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path, PurePath

from conflictmap import settings

_KEPT_S = 24 * 3600  # that a file which nobody reads is kept
_NAME_LETTERS = 100


def plain_name(name: str) -> str:
    """The last part of a file's name in letters that can be shown, without dots before it."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(letter if letter.isprintable() else "_" for letter in last)[-_NAME_LETTERS:]
    while len(shown.encode("utf-8", "replace")) > 2 * _NAME_LETTERS:  # file systems count bytes
        shown = shown[1:]
    return shown.lstrip(".") or "upload"


def kept(name: str, content: bytes) -> Path:
    """A dropped file on disk, for a day at most; the same content under the same name is the same file."""
    folder = settings.home() / "uploads"
    path = folder / hashlib.sha256(content).hexdigest()[:24] / plain_name(name)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if time.time() - old.stat().st_mtime > _KEPT_S:
                shutil.rmtree(old, ignore_errors=True)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return path


def forget(path: Path) -> None:
    """Removes a file that has been read."""
    path.unlink(missing_ok=True)
    if path.parent.parent == settings.home() / "uploads" and not any(path.parent.iterdir()):
        path.parent.rmdir()
