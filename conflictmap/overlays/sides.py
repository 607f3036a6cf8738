"""What the texts of overlays stand for: a name in both languages where it is certain, a hue where words give one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conflictmap.model import vocabulary
from conflictmap.words import Lang
from geodata.normalize import fold, is_arabic

_PARTS = re.compile(r"\s*///\s*|\s+[|/]\s+|\s*\n\s*")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Side:
    """A row of sides.toml: who or what an area stands for."""

    id: str
    hue: str
    en: str
    ar: str
    hatched: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    sides: tuple[Side, ...]
    by_name: dict[str, Side]
    by_actor: dict[str, Side]
    marks: dict[str, frozenset[str]]
    properties: tuple[str, ...]


@cache
def _book() -> _Book:
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("sides.toml").read_text(encoding="utf-8"))
    sides: list[Side] = []
    by_name: dict[str, Side] = {}
    by_actor: dict[str, Side] = {}
    for row in data["side"]:
        words = tuple(fold(word) for word in row["words"])
        side = Side(row["id"], row["hue"], row["en"], row["ar"], row.get("hatched", False), words)
        sides.append(side)
        by_name |= {fold(name): side for name in (row["en"], row["ar"], *row["names"])}
        by_actor |= dict.fromkeys(row.get("actors", ()), side)
    marks = {name: frozenset(fold(word) for word in words) for name, words in data["marks"].items()}
    return _Book(tuple(sides), by_name, by_actor, marks, tuple(fold(name) for name in data["properties"]["side"]))


def property_names() -> tuple[str, ...]:
    """What files call the property that says whose an area is, folded, the surest first."""
    return _book().properties


def meant(text: str) -> Side | None:
    """The row that a text means as a whole, or one of its translations does; None where that is not certain."""
    for part in _parts(text):
        side = _book().by_name.get(fold(part)) or _book().by_name.get(fold(_last(part)))
        if side:
            return side
        actor = vocabulary.actor_book().find(part)
        for key in (actor, *vocabulary.actor_book().ancestors(actor)) if actor else ():
            if key in _book().by_actor:
                return _book().by_actor[key]
    return None


def hinted(text: str) -> Side | None:
    """The row that the first telling word of a text belongs to: good for a hue, not for a name."""
    for word in fold(text).split():
        for side in _book().sides:
            if word in side.words:
                return side
    return None


def is_marked(mark: str, texts: Iterable[str]) -> bool:
    """Whether texts say of an area that it is `claimed` or `uncertain`."""
    words = _book().marks[mark]
    folded = [f" {fold(text)} " for text in texts if text]
    return any(f" {word} " in text for text in folded for word in words)


def label(text: str, lang: Lang) -> str:
    """A text of a file in a language: its own words, or the vocabulary's where they stand in the other script."""
    parts = list(_parts(text)) or [text]
    own = next((part for part in parts if _is_of(part, lang)), None)
    if own:
        return own
    side, actor = _named(text), next(filter(None, map(vocabulary.actor_book().find, parts)), None)
    if side:
        return side.ar if lang == "ar" else side.en
    if actor:
        return vocabulary.actor_book().label(actor, lang)
    return next((part for part in parts if _LATIN.search(part)), parts[0])


def _named(text: str) -> Side | None:
    """The row whose own name a text is: not that of an actor's part, which has a name of its own."""
    names = (fold(name) for part in _parts(text) for name in (part, _last(part)))
    return next((side for name in names if (side := _book().by_name.get(name))), None)


def _is_of(part: str, lang: Lang) -> bool:
    return (
        is_arabic(part) if lang == "ar" else bool(_LATIN.search(part)) and not is_arabic(part) and part == _last(part)
    )


def _parts(text: str) -> Iterator[str]:
    """The translations that a text may hold side by side, as in `Окуповано /// Occupied`."""
    return (part for each in _PARTS.split(text) if (part := each.strip()))


def _last(part: str) -> str:
    """The last word of a key such as geoJSON.status.occupied; other texts as they are."""
    return part.rpartition(".")[2].replace("_", " ") if re.fullmatch(r"[\w-]+(\.[\w-]+)+", part) else part
