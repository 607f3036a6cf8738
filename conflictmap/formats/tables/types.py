"""Kinds of events as tables name them: our names, ACLED's, or words in English and Arabic."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from conflictmap.formats.tables.cells import table
from conflictmap.model import vocabulary
from geodata.normalize import fold

DEFAULT = "Other"
"""The sub-type of events whose kind is not known: a development that is none of the other kinds."""
OF_TYPE = {
    "Battles": "Armed clash",
    "Explosions/Remote violence": "Shelling/artillery/missile attack",
    "Violence against civilians": "Attack",
    "Protests": "Peaceful protest",
    "Riots": "Violent demonstration",
    "Strategic developments": "Other",
}
"""The sub-type that is taken where only the type is named: its commonest."""
SURE, BY_TYPE, BY_WORDS, BY_SUMMARY, UNKNOWN = 1.0, 0.8, 0.9, 0.6, 0.3
"""How sure an event is by the way its kind was found."""


class Kind(NamedTuple):
    """A sub-type, and how sure it is."""

    sub_event_type: str
    sure: float

    @property
    def event_type(self) -> str:
        """The type of the sub-type."""
        return str(vocabulary.sub_event_types().get(self.sub_event_type).more["event_type"])


_ARTICLE = re.compile(r"(?<!\w)(?:و|ف)?(?:ب|ك)?ال(?=\w{3})|(?<!\w)(?:و?لل)(?=\w{3})")


def _bare(text: str) -> str:
    """A text for comparison, without the Arabic article and what is written onto it."""
    return _ARTICLE.sub("", fold(text))


@cache
def _named() -> dict[str, Kind]:
    """Our own and ACLED's names by their folded form: ids, slugs and labels of sub-types, then of types."""
    found: dict[str, Kind] = {}
    for term in vocabulary.sub_event_types():
        for name in (term.id, term.slug, term.en, term.ar):
            found.setdefault(fold(name), Kind(term.id, SURE))
    for term in vocabulary.event_types():
        for name in (term.id, term.slug, term.en, term.ar):
            found.setdefault(fold(name), Kind(OF_TYPE[term.id], BY_TYPE))
    return found


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    """A pattern of the phrases, what each means, and what words mean that count only alone."""
    phrases = {_bare(word): kind for kind, row in table("types").items() for word in row["words"]}
    alone = {_bare(word): kind for kind, row in table("types").items() for word in row.get("alone", ())}
    longest_first = sorted(phrases, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)")
    return pattern, phrases, alone


@lru_cache(maxsize=10_000)
def by_words(text: str) -> Kind | None:
    """The kind that a short text names, None where it names none."""
    if named := _named().get(fold(text)):
        return named
    plain = _bare(text)
    pattern, phrases, alone = _words()
    if plain in alone:
        return Kind(alone[plain], BY_WORDS)
    found = [match.group(1) for match in pattern.finditer(plain)]
    if not found:
        return None
    return Kind(phrases[max(found, key=lambda phrase: (len(phrase.split()), len(phrase)))], BY_WORDS)


@lru_cache(maxsize=10_000)
def kind_of(main: str | None, sub: str | None) -> Kind | None:
    """The kind of an event by its columns of type and sub-type, the finer first; None where neither says one."""
    finer = by_words(sub) if sub else None
    coarser = by_words(main) if main else None
    if finer and coarser and finer.sub_event_type == DEFAULT:
        return coarser
    return finer or coarser


def of_summary(text: str) -> Kind | None:
    """The kind that a sentence speaks of first, less sure."""
    match = _words()[0].search(_bare(text))
    return Kind(_words()[1][match.group(1)], BY_SUMMARY) if match else None
