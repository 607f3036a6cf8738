"""Words of tolls that stand alone: "مقتله" is one, "rose to" brings the last figure. The words: `data/tolls.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.words import Word
from geodata.normalize import fold

_SHORTEST_DECLINED = 3  # letters: أبين is a governorate


def alone(words: Sequence[Word], start: int, end: int, *, is_find: bool) -> int | None:
    """How many people a word means by itself: "مقتله" one, "قتلا" two; of a find, "جثة" one."""
    texts = {word.text.removeprefix("و") for word in words[start:end]} | {
        " ".join(w.text for w in words[start : end + 1])
    }
    row = alone_words()
    if texts & row["one"] or (is_find and texts & row["found_one"]):
        return 1
    return 2 if texts & row["two"] or (is_find and texts & row["found_two"]) else None


def says_raised(words: Sequence[Word]) -> bool:
    """Whether words say that a toll has risen, so that a later figure stands for an earlier one."""
    return any(word.text in alone_words()["raised"] or word.bare in alone_words()["raised"] for word in words)


@cache
def alone_words() -> dict[str, frozenset[str]]:
    """Folded words by what they say alone."""
    return {name: frozenset(fold(word) for word in row) for name, row in table("tolls")["alone"].items()}


@cache
def one_words(name: str) -> frozenset[str]:
    """English words that tell of one killed: `before` the noun, and nouns that are `not` one person."""
    return frozenset(table("tolls")["victim"][name])


@cache
def people_words() -> PhraseBook[str]:
    """Those who are counted, by how many one word means: many, one, two."""
    rows = table("tolls")["people"]
    kinds = ("many", "one", "two", "beside")
    named = [(word, kind) for kind in kinds for lang in ("ar", "en") for word in rows[kind].get(lang, ())]
    return PhraseBook(dict.fromkeys([*named, *_numbers_of(rows["one"]["ar"], rows["many"]["ar"])]))


def _numbers_of(singulars: Iterable[str], plurals: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Arabic singulars as objects and as two: "راكبا", "راكبان", "راكبين" where that is not many."""
    many = {fold(word) for word in plurals}
    for word in (fold(word) for word in singulars if len(word) >= _SHORTEST_DECLINED):
        stem = word[:-1] + "ت" if word.endswith("ه") else word
        if stem == word and not word.endswith("ا"):
            yield f"{word}ا", "one"
        if not word.endswith("ا"):
            yield from ((stem + ending, "two") for ending in ("ان", "ين") if stem + ending not in many)


@cache
def kin() -> dict[str, str]:
    """Folded Arabic words for somebody's people, "زوجته", by how many they are."""
    rows = table("tolls")["people"]
    return {
        fold(word.removesuffix("ة") + "ت" * word.endswith("ة") + pronoun): kind
        for kind, words in rows["kin"].items()
        for word in words
        for pronoun in rows["pronouns"]
    }
