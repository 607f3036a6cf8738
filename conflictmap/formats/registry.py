"""The formats there are: every module of this folder that has a `FORMAT`, and which of them can read a file."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from conflictmap.errors import UnreadableFile
from conflictmap.formats.base import Format

_FOLDER = Path(__file__).parent


@cache
def formats() -> dict[str, Format]:
    """All formats by name, in the order of their names."""
    modules = [import_module(f"conflictmap.formats.{module.name}") for module in pkgutil.iter_modules([str(_FOLDER)])]
    found: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def detect(path: Path) -> Format:
    """The format that recognises a file most surely.

    Raises:
        UnreadableFile: none of them does.
    """
    sure = [(each.recognises(path), each) for each in formats().values()]
    surest = max((score for score, _ in sure), default=0.0)
    if surest <= 0:
        raise UnreadableFile(f"{path.name}: expected a file of {', '.join(formats())}, got none of these")
    return next(each for score, each in sure if score == surest)


def by_name(name: str) -> Format:
    """The format of a name.

    Raises:
        UnreadableFile: there is none.
    """
    if name not in formats():
        raise UnreadableFile(f"format: expected one of {', '.join(formats())}, got {name!r}")
    return formats()[name]
