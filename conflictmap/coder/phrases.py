"""Phrases found among words: a book of phrases by their first word, the longest first, whatever the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from conflictmap.coder.words import Reading, Word, readings_of
from geodata.normalize import fold

Value = TypeVar("Value")


class Found(NamedTuple, Generic[Value]):
    """A phrase among words: what it means, the words it takes (first and last-plus-one), how its first is read."""

    value: Value
    start: int
    end: int
    reading: Reading


class PhraseBook(Generic[Value]):
    """Phrases with what they mean. Arabic words are compared without their article."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in phrases:
            words = tuple(readings_of(word)[0].bare for word in fold(phrase).split())
            if words:
                self._by_first.setdefault(words[0], []).append((words[1:], value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: Sequence[Word], position: int) -> Found[Value] | None:
        """The longest phrase that begins at a word; of equally long ones that with fewest clitics taken off."""
        best: Found[Value] | None = None
        for reading in words[position].readings:
            for rest, value in self._by_first.get(reading.bare, ()):
                end = position + 1 + len(rest)
                if best is not None and end <= best.end:
                    break
                if not rest or _follow(words, position + 1, rest):
                    best = Found(value, position, end, reading)
                    break
        return best

    def all_at(self, words: Sequence[Word], position: int) -> list[Found[Value]]:
        """Every meaning of the longest phrase that begins at a word."""
        longest = self.at(words, position)
        if longest is None:
            return []
        count = longest.end - position - 1
        entries = self._by_first[longest.reading.bare]
        return [
            Found(value, position, longest.end, longest.reading)
            for rest, value in entries
            if len(rest) == count and _follow(words, position + 1, rest)
        ]

    def find(self, words: Sequence[Word]) -> list[Found[Value]]:
        """The phrases among words from left to right, longest first, none within another."""
        found: list[Found[Value]] = []
        position = 0
        while position < len(words):
            hit = self.at(words, position)
            if hit:
                found.append(hit)
            position = hit.end if hit else position + 1
        return found


def _follow(words: Sequence[Word], position: int, rest: tuple[str, ...]) -> bool:
    if position + len(rest) > len(words):
        return False
    return all(words[position + n].bare == word for n, word in enumerate(rest))
