"""Dropped files: on disk under a harmless name, and gone when they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictmap import settings
from conflictmap.ui import uploads


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("حوادث.xlsx", "حوادث.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\reports\\a.csv", "a.csv"),
        ("..", "upload"),
        (".hidden.csv", "hidden.csv"),
        ("a\nb.csv", "a_b.csv"),
    ],
)
def test_names(name: str, plain: str) -> None:
    assert uploads.plain_name(name) == plain


def test_a_file_lies_in_the_home_until_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path))
    path = uploads.kept("ح" * 300 + ".csv", b"a,b")
    assert path.read_bytes() == b"a,b" and path.suffix == ".csv" and tmp_path in path.parents
    uploads.forget(path)
    assert not list((tmp_path / "uploads").iterdir())
