"""Class nouns: "governorate", "مطار", "camp". They say which kind of place a query asks for.

The nouns are data: `data/classes.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.normalize import fold

_FILE = Path(__file__).parent / "data" / "classes.toml"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: the folded name, and the kinds of place asked for (empty: any)."""

    name: str
    kinds: tuple[str, ...] = ()


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    """Kinds by folded class noun."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))["class"]
    return {fold(noun): tuple(row["kinds"]) for row in table.values() for noun in row["ar"] + row["en"]}


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(fold(q) for q in tomllib.loads(_FILE.read_text(encoding="utf-8"))["qualifiers"])


def readings(folded: str) -> list[Reading]:
    """The ways to read a folded query: as it stands, and as class noun and name.

    "معبر رفح الحدودي" gives itself and ("رفح", border_crossing). A noun found steers the first reading too.
    A class noun alone ("city", "معبر") names no place and gives no reading.
    """
    words = folded.split()
    if all(word in _nouns() or word in _qualifiers() for word in words):
        return []
    kinds = _kinds_asked(words)
    rest = " ".join(_without_nouns(words)) if kinds else ""
    whole = [Reading(folded, kinds)] if folded else []
    return [*whole, Reading(rest, kinds)] if rest and rest != folded else whole


def _kinds_asked(words: list[str]) -> tuple[str, ...]:
    """The kinds of the noun at the head ("مطار القامشلي") or at the tail ("Qamishli airport")."""
    ends = _trimmed(words)
    for word in (ends[:1] + ends[-1:]) if len(ends) > 1 else []:
        if word in _nouns():
            return _nouns()[word]
    return ()


def _trimmed(words: list[str]) -> list[str]:
    """The words without qualifiers at either end."""
    while words and words[-1] in _qualifiers():
        words = words[:-1]
    while words and words[0] in _qualifiers():
        words = words[1:]
    return words


def _without_nouns(words: list[str]) -> list[str]:
    words = _trimmed(words)
    if words and words[0] in _nouns():
        return _trimmed(words[1:])
    if words and words[-1] in _nouns():
        return _trimmed(words[:-1])
    return words


def bare_name(folded: str) -> str:
    """A folded area name without its class noun: "محافظه حلب" gives "حلب". Itself when it has none."""
    return " ".join(_without_nouns(folded.split())) or folded
