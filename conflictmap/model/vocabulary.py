"""The vocabularies: controlled terms with English and Arabic labels, read from the data files in vocab/.

The data files hold the knowledge; this module only reads and checks them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from conflictmap.errors import UnknownTerm
from conflictmap.words import Lang
from geodata.normalize import fold

_FOLDER = Path(__file__).with_name("vocab")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its id, labels, and whatever else its row says (`more`)."""

    id: str
    en: str
    ar: str
    more: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    def label(self, lang: Lang) -> str:
        """The label in a language."""
        return self.ar if lang == "ar" else self.en

    def text(self, name: str, lang: Lang) -> str:
        """A further text of the row in a language, e.g. definition_en; empty where it has none."""
        return str(self.more.get(f"{name}_{lang}", ""))

    @property
    def slug(self) -> str:
        """The term's name in links and command-line flags."""
        return str(self.more.get("slug", self.id))


class Vocabulary:
    """Terms by id, in the order of their file; the position of a term is its code in the store."""

    def __init__(self, name: str, terms: list[Term]) -> None:
        self.name = name
        self._by_id = {term.id: term for term in terms}
        self._codes = {term.id: code for code, term in enumerate(terms)}
        self._by_slug = {term.slug: term.id for term in terms}

    def __iter__(self) -> Iterator[Term]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, term_id: object) -> bool:
        return term_id in self._by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids in order."""
        return tuple(self._by_id)

    def get(self, term_id: str) -> Term:
        """The term with this id.

        Raises:
            UnknownTerm: there is none.
        """
        try:
            return self._by_id[term_id]
        except KeyError as error:
            known = ", ".join(list(self._by_id)[:12])
            raise UnknownTerm(f"{self.name}: expected one of {known} ..., got {term_id!r}") from error

    def code(self, term_id: str) -> int:
        """The term's position, 0 first."""
        return self._codes[self.get(term_id).id]

    def by_slug(self, slug: str) -> str | None:
        """The id of a slug or of an id itself, None where there is neither."""
        return slug if slug in self._by_id else self._by_slug.get(slug)


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))


def _terms(file: str, table: str) -> Vocabulary:
    own = ("id", "en", "ar")
    rows = _read(file)[table]
    terms = [Term(r["id"], r["en"], r["ar"], {k: v for k, v in r.items() if k not in own}) for r in rows]
    return Vocabulary(table, terms)


@cache
def event_types() -> Vocabulary:
    """ACLED's six event types; ids are ACLED's own terms."""
    return _terms("event_types.toml", "event_type")


@cache
def sub_event_types() -> Vocabulary:
    """ACLED's twenty-five sub-event types and our own; each names its event_type."""
    return _terms("event_types.toml", "sub_event_type")


@cache
def actor_kinds() -> Vocabulary:
    """What an actor is, after ACLED's inter codes."""
    return _terms("actor_kinds.toml", "actor_kind")


@cache
def geo_precisions() -> Vocabulary:
    """How well a place is known, finest first; each names its mark: point, ring, area or list."""
    return _terms("precisions.toml", "geo_precision")


@cache
def date_precisions() -> Vocabulary:
    """How well a date is known, finest first."""
    return _terms("precisions.toml", "date_precision")


@cache
def roles() -> Vocabulary:
    """The part an actor has in an event."""
    return _terms("small.toml", "role")


@cache
def claims() -> Vocabulary:
    """How the source speaks of the event: asserted, denied, planned, threatened."""
    return _terms("small.toml", "claim")


@cache
def reviews() -> Vocabulary:
    """What a person has decided about the event."""
    return _terms("small.toml", "review")


@cache
def place_kinds() -> Vocabulary:
    """What a place is: town, camp, crossing; `own` are those a person may give to a place."""
    return _terms("place_kinds.toml", "place_kind")


class ActorBook:
    """The known actors as a forest, with their aliases.

    An actor's key is its id here, or `name:` and its folded name where no row describes it.
    """

    def __init__(self, actors: Vocabulary) -> None:
        self.actors = actors
        self._children: dict[str, list[str]] = {}
        self._by_alias: dict[str, str] = {}
        self._folded: dict[str, tuple[str, ...]] = {}
        for actor in actors:
            parent = actor.more.get("parent")
            if parent is not None:
                self._children.setdefault(actors.get(parent).id, []).append(actor.id)
            for name in self.names(actor.id):
                self._by_alias.setdefault(fold(name), actor.id)

    def names(self, actor_id: str) -> list[str]:
        """Every name of an actor: labels, aliases, and aliases of a time."""
        actor = self.actors.get(actor_id)
        dated = [alias["name"] for alias in actor.more.get("dated_aliases", [])]
        return [actor.en, actor.ar, *actor.more.get("aliases", []), *dated]

    def folded_names(self, actor_id: str) -> tuple[str, ...]:
        """Every name of an actor, folded; worked out once."""
        if actor_id not in self._folded:
            self._folded[actor_id] = tuple(dict.fromkeys(fold(name) for name in self.names(actor_id)))
        return self._folded[actor_id]

    def find(self, name: str) -> str | None:
        """The id of an actor by id or by any of its names in any usual spelling; None where there is none."""
        return name if name in self.actors else self._by_alias.get(fold(name))

    def key(self, actor_id: str | None, name: str) -> str:
        """The key an actor of an event is filtered by."""
        return actor_id or self.find(name) or f"name:{fold(name)}"

    def resolve(self, text: str) -> str:
        """What a filter keeps of an id, a key, or any name: the id, or `name:` and the name as it was written."""
        name = text.removeprefix("name:").strip()
        return self.find(name) or f"name:{name}"

    def family(self, key: str) -> frozenset[str]:
        """The keys of an actor and of all its parts, at any depth; of a name as a filter keeps it, its folded form."""
        if key.startswith("name:"):
            return frozenset((f"name:{fold(key.removeprefix('name:'))}",))
        found, open_keys = set(), [key]
        while open_keys:
            current = open_keys.pop()
            found.add(current)
            open_keys.extend(self._children.get(current, []))
        return frozenset(found)

    def ancestors(self, key: str) -> list[str]:
        """The actors a key is part of, nearest first."""
        chain: list[str] = []
        while key in self.actors and (parent := self.actors.get(key).more.get("parent")):
            chain.append(parent)
            key = parent
        return chain

    def label(self, key: str, lang: Lang) -> str:
        """An actor's label; for a key without a row, the name within the key."""
        return self.actors.get(key).label(lang) if key in self.actors else key.removeprefix("name:")


_taught: dict[str, tuple[str, ...]] = {}


@cache
def actor_book() -> ActorBook:
    """The known actors, with the names that were taught to them."""
    actors = [_with_names(actor, _taught.get(actor.id, ())) for actor in _terms("actors.toml", "actor")]
    return ActorBook(Vocabulary("actor", actors))


def _with_names(actor: Term, names: tuple[str, ...]) -> Term:
    return replace(actor, more={**actor.more, "aliases": [*actor.more.get("aliases", []), *names]}) if names else actor


def teach(names: Mapping[str, Iterable[str]]) -> None:
    """Gives actors further names, by actor id, instead of those taught before."""
    _taught.clear()
    _taught.update({actor: tuple(more) for actor, more in names.items()})
    actor_book.cache_clear()
