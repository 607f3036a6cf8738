"""Actors as ACLED names them → actors of the vocabulary where one is meant, the name as it stands otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from conflictmap.formats.acledvalues import table
from conflictmap.formats.countries import countries
from conflictmap.model import vocabulary
from conflictmap.model.event import Actor
from conflictmap.model.vocabulary import Term
from geodata.normalize import fold

_PERIOD = re.compile(r"\s*\((\d{4})?\s*[-–]\s*(\d{4})?\)\s*")
_COUNTRY = re.compile(r"\s*\(([^()]+)\)\s*$")
_ACRONYM = re.compile(r"^[A-Z][\w/-]{1,11}:\s+")
_FORCES = re.compile(r"^(?:Military|Police) Forces of (?:the )?(.+)$", re.IGNORECASE)


class Match(NamedTuple):
    """An actor of the vocabulary; `whole`: it is the one named, not the one that the one named is part of."""

    id: str
    whole: bool


@cache
def find(name: str) -> Match | None:
    """The actor that a name of ACLED means.

    "Military Forces of Syria (2000-2024)" is looked for among those who are so called, and of them the one of that
    period is taken; a unit after the period is looked for first, and is part of the forces otherwise. A country in
    brackets must be the actor's own. Where several could be meant, none is.
    """
    period = _PERIOD.search(name)
    years = (int(period[1] or 0), int(period[2] or 9999)) if period else None
    plain = " ".join((name[: period.start()] if period else name).split())
    unit = name[period.end() :].strip() if period else ""
    if unit and (found := _only(_called(unit), None)):
        return Match(found.id, True)
    found = _only(_called(plain), years) or _without_acronym(plain, years) or _abroad(plain)
    if found:
        return Match(found.id, not unit)
    government = _government(plain)
    return Match(government.id, False) if government else None


def _called(name: str) -> list[Term]:
    """The actors with this name, in any usual spelling."""
    book = vocabulary.actor_book()
    return [book.actors.get(actor_id) for actor_id in _index().get(fold(name), ())]


@cache
def _index() -> dict[str, tuple[str, ...]]:
    book, found = vocabulary.actor_book(), dict[str, dict[str, None]]()
    for actor in book.actors:
        for name in book.names(actor.id):
            for spelling in (name, _PERIOD.sub("", name)):
                found.setdefault(fold(spelling), {})[actor.id] = None
    own: Mapping[str, list[str]] = table()["actors"]
    found.update({fold(name): dict.fromkeys(ids) for name, ids in own.items()})
    return {name: tuple(ids) for name, ids in found.items()}


def _only(actors: list[Term], years: tuple[int, int] | None) -> Term | None:
    """The one actor of some, or the one that was there longest in a period."""
    if len(actors) == 1 and (years is None or _shared_years(actors[0], years) > 0):
        return actors[0]
    if len(actors) < 2 or years is None:
        return None
    best = sorted(actors, key=lambda actor: _shared_years(actor, years), reverse=True)
    first, second = (_shared_years(actor, years) for actor in best[:2])
    return best[0] if first > second else None


def _shared_years(actor: Term, years: tuple[int, int]) -> float:
    """Years in which an actor existed within a period; half a year where it began or ended within the same one."""
    start = int(str(actor.more.get("valid_from", "0000"))[:4])
    end = int(str(actor.more.get("valid_to", "9999"))[:4])
    return max(min(end, years[1]) - max(start, years[0]) + 0.5, 0)


def _without_acronym(plain: str, years: tuple[int, int] | None) -> Term | None:
    short = _ACRONYM.sub("", plain)
    return _only(_called(short), years) if short != plain else None


def _abroad(plain: str) -> Term | None:
    """An actor whose name has a country added, as "Islamic State (Syria)", unless the vocabulary's is of another."""
    match = _COUNTRY.search(plain)
    if not match:
        return None
    bare = plain[: match.start()]
    actor = _only(_called(bare), None) or _without_acronym(bare, None)
    home = actor.more.get("country") if actor else None
    return actor if home is None or home == countries().named(match[1]) else None


def _government(plain: str) -> Term | None:
    """The government whose military or police is named, where the vocabulary has one of that country."""
    match = _FORCES.match(plain)
    code = countries().named(match[1]) if match else None
    actors = vocabulary.actor_book().actors
    gov = f"gov_{code.lower()}" if code else ""
    if gov not in actors or "valid_from" in actors.get(gov).more:
        return None
    return actors.get(gov)


def actor(name: str, role: str, kind: str) -> Actor:
    """An actor in an event; `kind` is what the file says, which the vocabulary's fills in where it says nothing."""
    match = find(name)
    if match is None:
        return Actor(name, role, kind)
    row: Any = vocabulary.actor_book().actors.get(match.id)
    known = row.more["kind"] if kind == "unknown" else kind
    return Actor(name, role, known, match.id, row.ar if match.whole else None)


def forget() -> None:
    """Forgets what was found, for when names have been taught to the vocabulary."""
    find.cache_clear()
    _index.cache_clear()
