"""Class nouns: "governorate", "مطار", "camp". They say which kind of place a query asks for.

The nouns are data: `data/classes.toml`; so are the words that name no place: `data/common_words.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geodata.normalize import fold

_DATA = Path(__file__).parent / "data"

ALLOWED, BESIDE, SEAT, NONE = "allowed", "beside", "seat", "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: the folded name, the kinds of place asked for (empty: any), and whether a noun
    was taken off the name.

    `mismatch` says what a place of another kind is worth where a noun was taken off: `allowed` (it may be meant),
    `beside` (the thing asked for lies at it), `seat` (only the town a unit may be called after), `none` (nothing).
    """

    name: str
    kinds: tuple[str, ...] = ()
    bare: bool = False
    mismatch: str = ALLOWED


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((_DATA / "classes.toml").read_text(encoding="utf-8"))


@cache
def _nouns() -> dict[str, tuple[tuple[str, ...], str]]:
    """Kinds and mismatch by folded class noun."""
    rows = _table()["class"].values()
    return {
        fold(noun): (tuple(row["kinds"]), row.get("mismatch", ALLOWED))
        for row in rows
        for noun in row["ar"] + row["en"]
    }


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(fold(q) for q in _table()["qualifiers"])


@cache
def _common_words() -> frozenset[str]:
    words = tomllib.loads((_DATA / "common_words.toml").read_text(encoding="utf-8"))
    both = [form for word in words["ar_both"] for form in (word, f"ال{word.removeprefix('ال')}")]
    return frozenset(fold(word) for word in words["ar"] + both + words["en"])


def is_common_word(folded: str) -> bool:
    """Whether a folded name is an ordinary word of every text, which alone names no place."""
    return folded in _common_words()


def readings(folded: str) -> list[Reading]:
    """The ways to read a folded query: as it stands, and as class noun and name.

    "معبر رفح الحدودي" gives itself and ("رفح", border_crossing). A noun found steers the first reading too.
    A class noun alone ("city", "معبر") names no place and gives no reading.
    """
    words = folded.split()
    if all(word in _nouns() or word in _qualifiers() for word in words):
        return []
    noun = _noun(words)
    if noun is None:
        return [Reading(folded)]
    kinds, mismatch = _nouns()[noun]
    rest = " ".join(_without_nouns(words))
    whole = [Reading(folded, kinds)]
    return [*whole, Reading(rest, kinds, True, mismatch)] if rest and rest != folded else whole


def _noun(words: list[str]) -> str | None:
    """The class noun at the head ("مطار القامشلي") or at the tail ("Qamishli airport")."""
    ends = _trimmed(words)
    return next((word for word in (ends[:1] + ends[-1:]) if word in _nouns()), None) if len(ends) > 1 else None


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
    """A folded name without its class noun: "محافظه حلب" gives "حلب". Itself when it has none."""
    return " ".join(_without_nouns(folded.split())) or folded


def short_name(folded: str) -> str:
    """A folded name without its class noun where that is still a name of the thing: "مطار حلب", but no mountain's."""
    noun = _noun(folded.split())
    return bare_name(folded) if noun and _nouns()[noun][1] != NONE else folded
