"""The names of a gazetteer as a reader of running text asks for them, word by word: remembered, as words recur."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from conflictmap.coder import around
from conflictmap.coder import placewords as near
from conflictmap.coder.words import Remembered, readings_of
from geodata import Gazetteer
from geodata.normalize import is_arabic

LATIN_ARTICLES = (
    "al",
    "el",
    "ar",
    "as",
    "ash",
    "at",
    "az",
    "ed",
    "et",
    "es",
    "ez",
    "the",
    "umm",
    "deir",
    "tal",
    "tell",
)
CAPITAL = "capital"
NEVER, IN_CAPITALS, ALWAYS = range(3)  # whether a word may begin a name

_KEPT_KEYS = 200_000
_KEPT_WORDS = 60_000


@lru_cache(maxsize=_KEPT_WORDS)
def variants(text: str) -> tuple[tuple[str, str], ...]:
    """A word with and without its clitics, article kept: (text, clitics)."""
    found = {(near.as_subject(around.with_article(r.bare, r.has_article)), r.clitics) for r in readings_of(text)}
    return tuple(sorted(found, key=lambda pair: len(pair[1])))


class KnownNames:
    """What a gazetteer knows of keys and words. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.state: Callable[[str], tuple[bool, bool]] = lru_cache(maxsize=_KEPT_KEYS)(self._state)
        self.begins = Remembered(self._begins)

    def _state(self, key: str) -> tuple[bool, bool]:
        """Whether a key is a name, and whether longer names begin with it."""
        return bool(self._gazetteer.known((key,))), self._gazetteer.begins(key + " ")

    def _begins(self, text: str) -> int:
        """Whether a word may begin a name, or lead to one; most words do neither.

        What is an ordinary word is no name by itself, so that it must begin a longer one.
        """
        if text == CAPITAL or text in LATIN_ARTICLES or near.leads().begins_with(text):
            return ALWAYS
        states = [(reading, *self.state(reading)) for reading, _ in variants(text)]
        name = next((reading for reading, is_name, _ in states if is_name and len(reading) > 1), None)
        if not any(goes_on for *_, goes_on in states) and (name is None or around.is_a_word(name)):
            return NEVER
        return ALWAYS if is_arabic(text) else IN_CAPITALS
