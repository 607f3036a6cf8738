"""Phrases found among words: a book of phrases by their first word, the longest first, whatever the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from conflictmap.coder.words import Reading, Word, readings_of
from geodata.normalize import fold, is_arabic

Value = TypeVar("Value")
_PASSED = '()"«»“”،,'  # signs that may stand between a verb and its object
_INSIDE = "-'’ʼ`."  # signs inside Latin names
_KEPT = 60_000  # words whose readings a book remembers


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
        self._readings: dict[str, tuple[Reading, ...]] = {}  # of each word met, those a phrase begins with
        for phrase, value in phrases:
            words = tuple(readings_of(word)[0].bare for word in fold(phrase).split())
            if words:
                self._by_first.setdefault(words[0], []).append((words[1:], value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: Sequence[Word], position: int) -> Found[Value] | None:
        """The longest phrase that begins at a word; of equally long ones that with fewest clitics taken off."""
        readings = self._starting(words[position].text)
        if not readings:
            return None
        best: Found[Value] | None = None
        for reading in readings:
            for rest, value in self._by_first[reading.bare]:
                if best is not None and position + 1 + len(rest) <= best.end:
                    break
                end = _follow(words, position + 1, rest) if rest else position + 1
                if end:
                    best = Found(value, position, end, reading)
                    break
        return best

    def begins_with(self, text: str) -> bool:
        """Whether some phrase begins with this word, in any of its readings."""
        return bool(self._starting(text))

    def _starting(self, text: str) -> tuple[Reading, ...]:
        """The readings of a word that some phrase begins with; remembered, as texts repeat their words."""
        known = self._readings.get(text)
        if known is None:
            if len(self._readings) > _KEPT:
                self._readings.clear()
            known = tuple(r for r in readings_of(text) if r.bare in self._by_first)
            self._readings[text] = known
        return known

    def gapped_at(self, words: Sequence[Word], position: int, gap: int) -> Found[Value] | None:
        """A phrase of several words whose first stands at a position and whose rest follows within a gap.

        Arabic puts the subject between: "أضرم محتجون النار". The result ends where the rest ends.
        """
        for reading in self._starting(words[position].text):
            for rest, value in self._by_first[reading.bare]:
                for start in range(position + 2, min(position + 2 + gap, len(words))) if rest else ():
                    if words[start - 1].is_sign and words[start - 1].text not in _PASSED:
                        break
                    if not any(r.bare == rest[0] for r in words[start].readings):
                        continue
                    if end := _follow(words, start + 1, rest[1:]):
                        return Found(value, position, end, reading)
        return None

    def all_at(self, words: Sequence[Word], position: int) -> list[Found[Value]]:
        """Every meaning of the longest phrase that begins at a word."""
        longest = self.at(words, position)
        if longest is None:
            return []
        return [
            Found(value, position, longest.end, longest.reading)
            for rest, value in self._by_first[longest.reading.bare]
            if (_follow(words, position + 1, rest) if rest else position + 1) == longest.end
        ]

    def find(self, words: Sequence[Word]) -> list[Found[Value]]:
        """The phrases among words from left to right, longest first, none within another."""
        found: list[Found[Value]] = []
        position, none, known = 0, (), self._readings
        while position < len(words):
            if known.get(words[position].text) == none:  # most words begin no phrase
                position += 1
                continue
            hit = self.at(words, position)
            if hit:
                found.append(hit)
            position = hit.end if hit else position + 1
        return found


def _follow(words: Sequence[Word], position: int, rest: tuple[str, ...]) -> int | None:
    """Where a phrase's further words end, which begin at a position; `None` where others stand there.

    Signs inside Latin names are passed over: "Al-Shabaab", "Asa'ib", "U.S.".
    """
    for word in rest:
        while position < len(words) and words[position].text in _INSIDE and not is_arabic(word):
            position += 1
        if position >= len(words) or words[position].bare != word:
            return None
        position += 1
    return position
