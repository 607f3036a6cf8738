"""ACLED's terms of all ages → event types, kinds of actors and their roles; the crosswalk is acled.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from conflictmap.formats.acledvalues import Wrong, is_missing, letters, plain_number, table
from conflictmap.model import vocabulary


class _Words(NamedTuple):
    """Terms by the letters of their names and of variants."""

    event_types: dict[str, str]
    sub_event_types: dict[str, str]
    old: dict[str, str]
    inter: dict[str, str]


def _singular(text: str) -> str:
    return letters(re.sub(r"s\b", "", text.lower()))


@cache
def _words() -> _Words:
    own = {
        "event_types": {term.id: term.id for term in vocabulary.event_types()},
        "sub_event_types": {t.id: t.id for t in vocabulary.sub_event_types()},
        "inter": {term.more["acled"]: term.id for term in vocabulary.actor_kinds() if term.more["acled"]},
        "old_event_types": {},
    }
    read = {name: {_singular(k): v for k, v in {**terms, **table()[name]}.items()} for name, terms in own.items()}
    codes = {str(term.more["acled_code"]): term.id for term in vocabulary.actor_kinds()}
    return _Words(read["event_types"], read["sub_event_types"], read["old_event_types"], read["inter"] | codes)


def names_type(text: str) -> bool:
    """Whether a text is an event type of ACLED's, of today or an old one."""
    return _singular(text) in _words().event_types or _singular(text) in _words().old


def is_cut(columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether columns of a table, cells by name, are a cut of ACLED's: its types under its name, its interactions."""
    named = {letters(name): cells for name, cells in columns.items()}
    said = [text for text in named.get("subeventtype", ()) if not is_missing(text)]
    theirs = [text for text in said if _singular(text) in _words().sub_event_types]
    return bool(theirs) and len(theirs) == len(said) and bool(named.keys() & {"interaction", "inter1"})


@lru_cache(maxsize=20_000)
def types_of(key: tuple[str, str, str, str]) -> tuple[str, str]:
    """The event type and sub-type of a row; the type must be the sub-type's own."""
    type_text, sub_text, inter1, inter2 = key
    words = _words()
    event_type = words.event_types.get(_singular(type_text))
    if is_missing(sub_text):
        return _whole_type(type_text, event_type, inter1, inter2)
    sub = words.sub_event_types.get(_singular(sub_text))
    if sub is None:
        raise Wrong("sub_event_type", sub_text, "one of ACLED's sub-event types")
    parent = vocabulary.sub_event_types().get(sub).more["event_type"]
    if event_type is None and not is_missing(type_text) and _singular(type_text) not in words.old:
        raise Wrong("event_type", type_text, "one of ACLED's event types")
    if event_type not in (None, parent):
        raise Wrong("sub_event_type", sub_text, f"a sub-event type of {event_type}")
    return parent, sub


def _whole_type(type_text: str, event_type: str | None, inter1: str, inter2: str) -> tuple[str, str]:
    """The type of a row that names no sub-event type."""
    sub = _words().old.get(_singular(type_text))
    if letters(type_text) in ("riotsprotests", "protestsriots"):
        event_type = "Riots" if "rioters" in (kind_of(inter1), kind_of(inter2)) else "Protests"
    if sub is None and event_type:
        sub = f"{event_type}, kind not given"
    if sub is None or sub not in vocabulary.sub_event_types():
        raise Wrong("sub_event_type", "", "one of ACLED's sub-event types")
    return vocabulary.sub_event_types().get(sub).more["event_type"], sub


@lru_cache(maxsize=1_000)
def kind_of(inter: str) -> str:
    """The kind of actor of an inter code, as number or text; unknown where it says nothing that is known."""
    return _words().inter.get(_singular(plain_number(inter)), "unknown")


def roles_of(types: tuple[str, str], kinds: tuple[str, str], present: tuple[bool, bool]) -> tuple[str, str]:
    """The parts of actor 1 and actor 2 (see acled.toml, roles)."""
    rules = table()["roles"]
    rule = rules["by_type"].get(types[1]) or rules["by_type"].get(types[0], "unclear")
    unarmed = tuple(kind in rules["unarmed"] for kind in kinds)
    if rule == "unclear" or not all(present):
        return "unclear", "unclear"
    if rule == "victims" and unarmed[0] != unarmed[1]:
        return ("target", "perpetrator") if unarmed[0] else ("perpetrator", "target")
    return ("unclear", "unclear") if all(unarmed) else ("side_a", "side_b")
