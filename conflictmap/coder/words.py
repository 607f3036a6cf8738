"""The words of a folded text, each with the other ways to read it: Arabic writes "and", "in", "the" onto words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from operator import attrgetter
from typing import TypeVar

from conflictmap.coder.text import FoldedText
from geodata.normalize import is_arabic

_PIECE = re.compile(r"\w+|[^\w\s]|\n")
_ARTICLE = "ال"
_CONJUNCTIONS = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك")
_SHORTEST = 3  # letters of what is left of a word without its clitics
_BEGINS_SENTENCE = frozenset('.!?:;\n"“”‘()•–—')
_TITLE_CASE = 0.6  # share of words with a capital
_KEPT = 60_000  # words that are remembered
_TEXT = attrgetter("text")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Reading:
    """A word without what is written onto it: `bare` has no article; `clitics` are the letters taken off."""

    bare: str
    clitics: str = ""
    has_article: bool = False


class Word:
    """A word or sign of the folded text; `start` and `end` are characters of the folded text.

    `readings`: the ways to read it, as it stands first; `bare`: that without the article; `is_sign`: whether it is
    punctuation or a line end.
    """

    __slots__ = ("bare", "end", "is_sign", "readings", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.readings, self.bare, self.is_sign = _FORMS[text]

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.start}, {self.end})"


class Remembered(dict[str, Value]):
    """What a function says of words, worked out the first time each is met: texts repeat their words."""

    def __init__(self, work_out: Callable[[str], Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, text: str) -> Value:
        if len(self) >= _KEPT:
            self.clear()
        self[text] = value = self._work_out(text)
        return value

    def picks(self, words: Iterable[Word]) -> Iterator[int]:
        """The positions of the words of which it says anything but nothing."""
        return compress(count(), map(self.__getitem__, map(_TEXT, words)))


def bare_of(text: str) -> str:
    """A folded word without its article, as it stands: the first of its readings."""
    return _without_article(text, "").bare if is_arabic(text) else text


@lru_cache(maxsize=_KEPT)
def readings_of(text: str) -> tuple[Reading, ...]:
    """The readings of a folded word: as it stands, without conjunction, without preposition, without both."""
    if not is_arabic(text):
        return (Reading(text),)
    found = [_without_article(text, "")]
    for conjunction in ("", *_CONJUNCTIONS):
        if conjunction and not _can_lose(text, conjunction):
            continue
        rest = text[len(conjunction) :]
        if conjunction:
            found.append(_without_article(rest, conjunction))
        for preposition in _PREPOSITIONS:
            if not _can_lose(rest, preposition):
                continue
            clitics = conjunction + preposition
            if rest.startswith("لل"):
                found.append(Reading(rest[2:], clitics, True))
            found.append(_without_article(rest[1:], clitics))
    return tuple(dict.fromkeys(found))


def _looked_at(text: str) -> tuple[tuple[Reading, ...], str, bool]:
    """What the rules ask of every word: its readings, the first one's letters, and whether it is a sign."""
    readings = readings_of(text)
    return readings, readings[0].bare, not (text[0].isalnum() or text[0] == "_")


_FORMS = Remembered(_looked_at)


def _can_lose(text: str, clitic: str) -> bool:
    return text.startswith(clitic) and len(text) - 1 >= _SHORTEST - 1


def _without_article(text: str, clitics: str) -> Reading:
    if text.startswith(_ARTICLE) and len(text) >= _SHORTEST + 1:
        return Reading(text[2:], clitics, True)
    return Reading(text, clitics)


def inner_capitals(words: Sequence[Word], written: Callable[[Word], str]) -> frozenset[int]:
    """Positions of Latin words with a capital that no sentence begins with; none of a line that writes most words so,
    nor of words all in capitals. `written`: a word as it stands in the text."""
    found: set[int] = set()
    line: list[int] = []  # words of a sentence, behind its first
    is_first = True
    for at, word in enumerate((*words, Word("\n", 0, 0))):
        if word.text not in _BEGINS_SENTENCE:
            if not word.is_sign and not is_first:
                line.append(at)
            is_first = is_first and word.is_sign
            continue
        upper = [n for n in line if words[n].text.isascii() and written(words[n])[0].isupper()]
        if len(upper) <= _TITLE_CASE * len(line):
            found.update(n for n in upper if not written(words[n]).isupper())
        line, is_first = [], True
    return frozenset(found)


class WordList:
    """The words of a text in order, found by place."""

    def __init__(self, folded: FoldedText) -> None:
        self.folded = folded
        text = folded.text
        self.words = [Word(m.group(), m.start(), m.end()) for m in _PIECE.finditer(text)]
        self._starts = [word.start for word in self.words]

    def between(self, start: int, end: int) -> list[Word]:
        """The words of a stretch of the original text (characters of the original)."""
        offsets = self.folded.offsets
        first, last = bisect_left(offsets, start), bisect_left(offsets, end)
        return self.words[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def span(self, words: list[Word]) -> tuple[int, int]:
        """Where words (not none) stand in the original text."""
        return self.folded.span(words[0].start, words[-1].end)
