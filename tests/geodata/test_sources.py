"""`data/SOURCES.md` names every built file and hand-kept folder, and the checksum it gives is the file's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from geodata.areas import DATA
from geodata.build.renew_sources import checksum, renew

ROW = re.compile(r"^\| `([\w.]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_checksums() -> None:
    stated = dict(ROW.findall((DATA / "SOURCES.md").read_text(encoding="utf-8")))
    built = {p.name for p in DATA.iterdir() if p.suffix in (".parquet", ".marisa")}
    assert set(stated) == built | {"places"}
    for name, digest in stated.items():
        assert checksum(DATA / name) == digest, name


def test_renewing(tmp_path: Path) -> None:
    shutil.copy(DATA / "SOURCES.md", tmp_path)
    for name, _ in ROW.findall((DATA / "SOURCES.md").read_text(encoding="utf-8")):
        (tmp_path / name).write_text("changed")
    renew(tmp_path / "SOURCES.md")
    stated = dict(ROW.findall((tmp_path / "SOURCES.md").read_text(encoding="utf-8")))
    assert set(stated.values()) == {checksum(tmp_path / "places.parquet")}
