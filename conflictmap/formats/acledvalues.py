"""What the cells of ACLED say: nothing, a number, a term; and the crosswalk of its columns and values, acled.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from conflictmap.model.event import MAX_TEXT


@cache
def table() -> dict[str, Any]:
    """The crosswalk, acled.toml."""
    return tomllib.loads(Path(__file__).with_name("acled.toml").read_text(encoding="utf-8"))


class Wrong(Exception):
    """A value that stands in the way of an event."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.field, self.value, self.reason = field, value, reason
        super().__init__(f"{field}: expected {reason}, got {value!r}")


def letters(text: str) -> str:
    """The letters and digits of a text in lower case: what names of columns and terms are compared by."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@cache
def _missing() -> frozenset[str]:
    return frozenset(table()["missing"])


def is_missing(text: str) -> bool:
    """Whether a cell says nothing."""
    return text.strip().lower() in _missing()


def plain_number(text: str) -> str:
    """A whole number as its digits, where it is written 2.0 or with blanks; any other text as it stands."""
    text = text.strip()
    if is_missing(text):
        return ""
    return re.sub(r"^(\d+)[.,]0*$", r"\1", text)


def cut(text: str) -> str:
    """A text no longer than an event takes."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
