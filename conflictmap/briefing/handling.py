"""Handling markings: the labels of the Traffic Light Protocol, or a user's own words."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.briefing.wording import cleaned
from conflictmap.errors import InvalidBrief
from conflictmap.mapview.style import INK, PAPER

MAX_MARKING = 60
"""Characters of a user's own marking."""


class Marking(NamedTuple):
    """What is written on every page, and its colours."""

    text: str
    color: str
    background: str


@lru_cache(maxsize=1)
def _tlp() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads(Path(__file__).with_name("handling.toml").read_text(encoding="utf-8"))
    return content["TLP"]  # type: ignore[no-any-return]  # TOML is untyped


def tlp_names() -> tuple[str, ...]:
    """The names a TLP label is asked by."""
    return tuple(_tlp()["labels"])


def tlp_marking(name: str) -> Marking:
    """A TLP label by its name, in any case, with or without `TLP:`.

    Raises:
        InvalidBrief: there is no such label.
    """
    key = name.strip().lower().removeprefix("tlp:").replace("+", "-")
    row = _tlp()["labels"].get(key)
    if row is None:
        raise InvalidBrief(f"tlp: expected one of {', '.join(tlp_names())}, got {name[:40]!r}")
    return Marking(row["text"], row["color"], _tlp()["background"])


def own_marking(text: str) -> Marking:
    """A marking in a user's own words."""
    return Marking(cleaned(text, MAX_MARKING), PAPER, INK)
