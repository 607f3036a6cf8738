"""The lexicon of events: which written words speak of what. Language knowledge is in `data/triggers*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conflictmap.coder.inflection import Form, noun_forms, told_of, verb_forms
from conflictmap.coder.phrases import PhraseBook
from geodata.normalize import fold

DATA = Path(__file__).parent / "data"
_LANGUAGES = ("ar", "en")
_NOT = ("not_with", "not_object")
_ONLY = ("of_place", "by_force")  # verbs that are words of events beside a place or a force only


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a word of events means; see `data/triggers.toml`."""

    id: str
    kind: str
    sub: str
    family: str
    rank: int
    roles: str
    needs: tuple[str, ...] = ()
    toll: str = ""
    says_how: bool = False
    not_with: frozenset[str] = frozenset()
    not_object: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sense:
    """A trigger as one written form means it, with the form's tense and voice.

    `only`: "of_place" right before a place, or behind it in the passive ("took Saraqib", "Saraqib was taken");
    "by_force" behind a force that does it ("RSF fighters gathered near"); empty anywhere.
    """

    trigger: Trigger
    tense: str
    voice: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Weapon:
    """What an attack is done with, and the sub-type that makes of it (empty: the attack's own)."""

    id: str
    sub: str
    rank: int


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of the coder."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def triggers() -> dict[str, Trigger]:
    """All triggers by id."""
    rows = table("triggers")["trigger"]
    return {
        name: Trigger(
            name, **{**row, "needs": tuple(row.get("needs", ()))} | {key: _folded(row.get(key, ())) for key in _NOT}
        )
        for name, row in rows.items()
    }


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


@cache
def senses() -> PhraseBook[Sense]:
    """The written forms of both languages. Where one form is of two triggers, the more particular one has it."""
    best: dict[str, Sense] = {}
    for trigger, form, only in _forms():
        sense = Sense(trigger, form.tense, form.voice, only)
        known = best.get(form.text)
        is_noun = form.tense == "noun" and form.text.endswith("ه")  # "استعادة" rather than "he retook it"
        if known is None or known.trigger.rank < trigger.rank or (known.trigger is trigger and is_noun):
            best[form.text] = sense
        elif known.trigger is trigger and known.tense == "base" and form.tense == "past":
            best[form.text] = sense  # "set", "hit": most often told as past
        elif known.trigger is trigger and known.voice != form.voice:
            best[form.text] = Sense(trigger, known.tense, "both")
    return PhraseBook(best.items())


@cache
def verbs_like_nouns() -> frozenset[str]:
    """Written forms of Arabic verbs that begin with the letters of the article: "ألقت", "التحموا"."""
    heads = {verb.split()[0] for row in table("triggers_ar")["trigger"].values() for verb in row.get("verbs", ())}
    return frozenset(form.text for head in heads for form in verb_forms(head) if form.text.startswith("ال"))


def _forms() -> Iterator[tuple[Trigger, Form, str]]:
    for lang in _LANGUAGES:
        for name, row in table(f"triggers_{lang}")["trigger"].items():
            trigger = triggers()[name]
            pairs = (f"{verb} {noun}" for heads, nouns in row.get("pairs", ()) for verb in heads for noun in nouns)
            for verb in (*row.get("verbs", ()), *pairs):
                yield from ((trigger, form, "") for form in verb_forms(verb))
            for only in _ONLY:
                yield from ((trigger, form, only) for verb in row.get(only, ()) for form in verb_forms(verb))
            subjects = (form for heads, verbs in row.get("subjects", ()) for form in told_of(heads, verbs))
            yield from ((trigger, form, "") for form in subjects)
            nouns = [f"{noun} {of}" for heads, of_all in row.get("noun_pairs", ()) for noun in heads for of in of_all]
            for noun in (*row.get("nouns", ()), *nouns):
                yield from ((trigger, form, "") for form in noun_forms(noun))
            for phrase in row.get("fixed", ()):
                yield trigger, Form(" ".join(phrase.split()), "fixed"), ""


@cache
def weapons() -> PhraseBook[Weapon]:
    """The words of weapons."""
    rows = table("triggers")["weapon"]
    return PhraseBook(
        (form, Weapon(name, row["sub"], row["rank"]))
        for lang in _LANGUAGES
        for name, row in rows.items()
        for word in table(f"triggers_{lang}")["weapon"][name]["words"]
        for form in dict.fromkeys(form.text for form in noun_forms(word))
    )


@cache
def saying() -> dict[str, frozenset[str]]:
    """Folded verbs of saying, and words that begin what is said."""
    rows = table("clauses")["saying"]
    return {
        "verbs": frozenset(fold(w) for lang in _LANGUAGES for w in rows[lang]),
        "that": frozenset(rows["that"]),
        "mourning": frozenset(fold(w) for w in rows["mourning"]),
    }


@cache
def backed() -> PhraseBook[str]:
    """What stands before weapons that only support those who attack: "مدعوما ب", "backed by"."""
    return PhraseBook((phrase, "backed") for phrase in table("clauses")["saying"]["backed"])


@cache
def marches() -> frozenset[str]:
    """Folded words that mean marches and drones: "مسيرة"."""
    return frozenset(fold(word) for word in table("cues")["marches"]["words"])


@cache
def sources() -> PhraseBook[str]:
    """What stands before one who only tells of something: "بحسب", "according to"."""
    return PhraseBook((phrase, "source") for phrase in table("clauses")["saying"]["source"])
