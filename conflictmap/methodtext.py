"""What the method page says, from method.toml, for the page and for briefings."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.words import Lang


class Section(NamedTuple):
    """A heading, its paragraphs, and the name of a vocabulary whose table follows them, if any."""

    heading: str
    paragraphs: tuple[str, ...]
    table: str | None


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("method.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["section"]
    return rows


def sections(lang: Lang) -> list[Section]:
    """The sections in a language."""
    return [Section(row[f"heading_{lang}"], tuple(row[f"text_{lang}"]), row.get("table")) for row in _rows()]
