"""`python -m geodata.build.renew_sources`: the checksums in `data/SOURCES.md`, after a build."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from geodata.areas import DATA

ROW = re.compile(r"^(\| `(?P<file>[\w./]+)` \|.*\| )`[0-9a-f]{64}` \|$", re.MULTILINE)


def checksum(path: Path) -> str:
    """SHA-256 of a file; of a folder, over its files' names and contents in order."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for each in sorted(path.iterdir()):
        digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()


def renew(listing: Path) -> None:
    """Writes the checksum of every file the listing names."""
    text = listing.read_text(encoding="utf-8")
    fresh = ROW.sub(lambda m: f"{m[1]}`{checksum(listing.parent / m['file'])}` |", text)
    listing.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    renew(DATA / "SOURCES.md")
