"""Reads `policy.toml`: which country an area belongs to, and the names we add or take away."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def policy() -> dict[str, Any]:
    """The tables of `policy.toml`, read once."""
    return tomllib.loads((Path(__file__).parent / "policy.toml").read_text(encoding="utf-8"))
