"""`data/SOURCES.md` names every built file, and the checksum it gives is the file's."""

from __future__ import annotations

import hashlib
import re

from geodata.areas import DATA

ROW = re.compile(r"^\| `([\w.]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_checksums() -> None:
    stated = dict(ROW.findall((DATA / "SOURCES.md").read_text(encoding="utf-8")))
    files = [p for p in DATA.iterdir() if p.suffix in (".parquet", ".csv")]
    assert set(stated) == {p.name for p in files}
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == stated[path.name], path.name
