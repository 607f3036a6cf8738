"""Phrases found among words: a book of phrases by their first two words, the longest first, whatever the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from conflictmap.coder.words import Reading, Remembered, Word, bare_of, readings_of
from geodata.normalize import fold, is_arabic

Value = TypeVar("Value")
_PASSED = '()"«»“”،,-'  # signs that may stand between a verb and its object
_INSIDE = "-'’ʼ`."  # signs inside Latin names
_PREPOSITIONS = ("at", "on", "in", "to", "for", "from", "by", "into", "over", "against", "near", "as")
_IN = ("في", "علي", "عن", "مع", "خلال", "لدي", "عند", "تحت", "حول", "قرب", "داخل", "ضد", "بعد", "قبل", "الي", "امام")
_JOINERS = ("and", "or", "that", "which", "who", "when", "after", "before", "while", "but")
_NO_OBJECT = frozenset((*_PREPOSITIONS, *_JOINERS))  # no English verb passes these on its way to its object
_AUXILIARIES = _NO_OBJECT | {"was", "were", "has", "have", "had"}  # "an agreement between the two was reached"


class Found(NamedTuple, Generic[Value]):
    """A phrase among words: what it means, the words it takes (first and last-plus-one), how its first is read."""

    value: Value
    start: int
    end: int
    reading: Reading


Entries = Sequence[tuple[tuple[str, ...], Value]]  # phrases by what follows their second word, the longest first
Begun = tuple[Reading, Mapping[str, Entries[Value]], Sequence[Value]]
"""A reading of a word, the phrases of several words that begin with it by their second, and what it means alone."""


class PhraseBook(Generic[Value]):
    """Phrases with what they mean. Arabic words are compared without their article."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        alone: dict[str, list[Value]] = {}  # phrases of one word
        longer: dict[str, dict[str, list[tuple[tuple[str, ...], Value]]]] = {}  # by first and second word
        bare: dict[str, str] = {}  # of each word of the phrases, which repeat them
        for phrase, value in phrases:
            parts = fold(phrase).split()
            bare.update((part, bare_of(part)) for part in parts if part not in bare)
            words = tuple(bare[part] for part in parts)
            if len(words) == 1:
                alone.setdefault(words[0], []).append(value)
            elif words:
                longer.setdefault(words[0], {}).setdefault(words[1], []).append((words[2:], value))
        for seconds in longer.values():
            for entries in seconds.values():
                entries.sort(key=lambda entry: -len(entry[0]))
        self._longer, self._alone = longer, alone
        self._starting = Remembered(self._begun)

    def at(self, words: Sequence[Word], position: int) -> Found[Value] | None:
        """The longest phrase that begins at a word; of equally long ones that with fewest clitics taken off."""
        best: Found[Value] | None = None
        for reading, seconds, alone in self._starting[words[position].text]:  # of most words none
            longer = _longer(words, position, seconds) if seconds else None
            if not (longer or alone):
                continue
            end, value = longer[0] if longer else (position + 1, alone[0])
            if best is None or end > best.end:
                best = Found(value, position, end, reading)
        return best

    def all_at(self, words: Sequence[Word], position: int) -> list[Found[Value]]:
        """Every meaning of the longest phrase that begins at a word."""
        best: list[Found[Value]] = []
        for reading, seconds, alone in self._starting[words[position].text]:
            matches = _longer(words, position, seconds) if seconds else []
            matches = matches or [(position + 1, value) for value in alone]
            if matches and (not best or matches[0][0] > best[0].end):
                end = matches[0][0]
                best = [Found(value, position, end, reading) for last, value in matches if last == end]
        return best

    def gapped_at(self, words: Sequence[Word], position: int, gap: int) -> Found[Value] | None:
        """A phrase of several words whose first stands at a position and whose rest follows within a gap.

        Arabic puts the subject between: "أضرم محتجون النار". The result ends where the rest ends.
        """
        for reading, seconds, _ in self._starting[words[position].text]:
            is_past = False
            for start in range(position + 2, min(position + 2 + gap, len(words))) if seconds else ():
                if words[start - 1].is_sign and words[start - 1].text not in _PASSED:
                    break
                is_past = is_past or (start - 1 > position and words[start - 1].text in _NO_OBJECT)
                if is_past and words[start].text not in _AUXILIARIES:
                    continue  # "aimed at a site with missiles": a preposition's noun is no object
                if words[start - 1].text in _IN and start - 1 > position:
                    continue  # "أصابت العشرات في المسيرة": a preposition's noun is no object
                for second in words[start].readings:
                    for rest, value in seconds.get(second.bare, ()):
                        if end := _follow(words, start + 1, rest):
                            return Found(value, position, end, reading)
        return None

    def find(self, words: Sequence[Word]) -> list[Found[Value]]:
        """The phrases among words from left to right, longest first, none within another."""
        found: list[Found[Value]] = []
        end = 0
        for position in self.begins(words):
            if position >= end and (hit := self.at(words, position)):
                found.append(hit)
                end = hit.end
        return found

    def begins(self, words: Sequence[Word]) -> Iterator[int]:
        """The positions of the words that some phrase begins with; most words begin none."""
        return self._starting.picks(words)

    def begins_with(self, text: str) -> bool:
        """Whether some phrase begins with this word, in any of its readings."""
        return bool(self._starting[text])

    def _begun(self, text: str) -> tuple[Begun[Value], ...]:
        """The readings of a word that some phrase begins with."""
        begun = ((r, self._longer.get(r.bare, {}), self._alone.get(r.bare, ())) for r in readings_of(text))
        return tuple(each for each in begun if each[1] or each[2])


def _longer(words: Sequence[Word], position: int, seconds: Mapping[str, Entries[Value]]) -> list[tuple[int, Value]]:
    """Where the phrases of several words end that begin at a position, and what they mean; the longest first."""
    at = _past_signs(words, position + 1)
    entries = seconds.get(words[at].bare) if at < len(words) else None
    if not entries or (at > position + 1 and is_arabic(words[at].text)):
        return []
    return [(end, value) for rest, value in entries if (end := _follow(words, at + 1, rest))]


def _past_signs(words: Sequence[Word], position: int) -> int:
    """The next word behind signs as stand inside Latin names: "Al-Shabaab", "Asa'ib", "U.S."."""
    while position < len(words) and words[position].text in _INSIDE:
        position += 1
    return position


def _follow(words: Sequence[Word], position: int, rest: tuple[str, ...]) -> int | None:
    """Where a phrase's further words end, which begin at a position; `None` where others stand there."""
    for word in rest:
        if position < len(words) and words[position].text in _INSIDE and not is_arabic(word):
            position = _past_signs(words, position)
        if position >= len(words) or words[position].bare != word:
            return None
        position += 1
    return position
