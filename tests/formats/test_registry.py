"""Every format is found by itself, says what it is, and the surest one reads a file."""

from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats import registry
from conflictmap.formats.base import Format


def test_formats_have_names_of_their_own_and_say_what_they_read() -> None:
    for name, each in registry.formats().items():
        assert name == each.name
        assert each.suffixes and all(suffix.startswith(".") for suffix in each.suffixes)


def test_the_surest_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    low, high = (
        Format(name, (".x",), lambda _, s=sure: s, lambda *_: iter(())) for name, sure in (("a", 0.5), ("b", 0.9))
    )
    monkeypatch.setattr(registry, "formats", lambda: {"a": low, "b": high})
    assert registry.detect(tmp_path / "some.x") is high


def test_no_format_for_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "some.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(UnreadableFile, match=r"some\.png"):
        registry.detect(picture)


def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFile, match="expected one of"):
        registry.by_name("docx")
