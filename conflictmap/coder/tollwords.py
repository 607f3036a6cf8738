"""Words of tolls that stand alone: "مقتله" is one, "rose to" brings the last figure. The words: `data/tolls.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.words import Word
from geodata.normalize import fold

_QUOTES = '"“”«»'
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
def around(name: str) -> frozenset[str]:
    """Folded words that stand around a count: see `data/tolls.toml`."""
    return frozenset(fold(word) or word for word in table("tolls")["around"][name])


@cache
def alone_words() -> dict[str, frozenset[str]]:
    """Folded words by what they say alone."""
    return {name: frozenset(fold(word) for word in row) for name, row in table("tolls")["alone"].items()}


def arabic_names(words: Sequence[Word], killed: Iterable[int]) -> set[int]:
    """Where Arabic names begin in a list of those killed; `killed` are the positions behind words that say so.

    The first stands behind "was killed", in quotes, or behind "each of", the others behind "and".
    """
    behind = set(killed)
    behind |= {n + 1 for n in behind if n < len(words) and words[n].text in _QUOTES}
    each = {fold(word) for word in table("tolls")["around"]["each_of"]}
    listed = {n + 2 for n in behind if n + 1 < len(words) and words[n].text in each and words[n + 1].text == "من"}
    return {
        n
        for n, word in enumerate(words[:-1])
        if n in listed or word.text.removeprefix("و" if n not in behind else "") in _given()
        if n in listed or n in behind or word.text.startswith("و")
        if not words[n + 1].is_sign
    }


@cache
def _given() -> frozenset[str]:
    return frozenset(fold(name) for name in table("tolls")["given"]["ar"])


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


@cache
def people_as_written(text: str) -> bool:
    """Whether a word is of people as it stands, so that its first letter is no preposition."""
    word = Word(text, 0, len(text))
    found = people_words().at([word], 0)
    return found is not None and not found.reading.clitics


def is_added(words: Sequence[Word], at: int) -> bool:
    """Whether the words before say that what follows is to be added: "as well as", "بالإضافة إلى"."""
    return " ".join(word.text for word in words[max(0, at - 2) : at]) in _added()


@cache
def _added() -> frozenset[str]:
    return frozenset(fold(words) for words in table("tolls")["around"]["added"])
