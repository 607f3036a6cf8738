"""Fetches a file the user asked for: its size first, then with progress, whole or not at all, with its checksum."""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from geodata.errors import Unreachable

USER_AGENT = "conflict-map-gazetteer"
_TIMEOUT_S = 60.0
_BLOCK = 1 << 16
_LARGEST = 2 << 30  # bytes; the largest country dump is a hundredth of it

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes expected (0 if the server does not say)."""


def size_of(address: str) -> int:
    """The size in bytes that a server states for an address, 0 if it states none. Raises `Unreachable`."""
    request = urllib.request.Request(_checked(address), method="HEAD", headers={"User-Agent": USER_AGENT})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            return int(answer.headers.get("Content-Length") or 0)
    except (OSError, ValueError) as error:
        raise Unreachable(f"{address}: expected a file, got: {error}") from error


def download(address: str, target: Path, progress: Progress) -> None:
    """Fetches an address into a file; what broke off leaves no file. Raises `Unreachable`."""
    request = urllib.request.Request(_checked(address), headers={"User-Agent": USER_AGENT})
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)  # a name of its own, so that two who fetch the same do not write into one another's
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            expected, arrived = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(_BLOCK):
                file.write(block)
                arrived += len(block)
                if arrived > _LARGEST:
                    raise Unreachable(f"{address}: expected a file of at most {_LARGEST} bytes, got more")
                progress(arrived, expected)
        if expected and arrived != expected:
            raise Unreachable(f"{address}: expected {expected} bytes, got {arrived}")
        part.replace(target)
    except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError) as error:
        raise Unreachable(f"{address}: expected a file, got: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def checksum(paths: list[Path]) -> str:
    """SHA-256 over the content of files in turn."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def _checked(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise Unreachable(f"download: expected an http or https address, got {address!r}")
    return address
