"""Which series are on, as links say it: nothing is all of them, `none` is none."""

from __future__ import annotations

from collections.abc import Iterable

PARAM = "overlays"
"""The name of the parameter."""
NONE = "none"
MAX_CHOSEN = 100
"""Series that a link may name."""


def read(text: str | None) -> tuple[str, ...] | None:
    """The series that a parameter switches on; None is all."""
    if text is None:
        return None
    names = dict.fromkeys(part.strip() for part in text.split(",")[:MAX_CHOSEN])
    return tuple(name for name in names if name and name != NONE)


def write(chosen: Iterable[str] | None) -> str | None:
    """The parameter of a choice; None where there is none to write."""
    return None if chosen is None else ",".join(chosen) or NONE
