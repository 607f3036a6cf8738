"""The names of weekdays and months, for all who read dates: the coder in sentences, the formats in cells."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("vocab") / "calendar.toml"


@cache
def names() -> dict[str, dict[str, list[str]]]:
    """Names by number (as text), in tables weekday (Monday is 0), weekday_short, month and hijri (January is 1)."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
