"""Words without the quotation marks that Arabic reports put around names: ثكنة "برانيت"، و"المطلة"."""

from __future__ import annotations

from collections.abc import Sequence

from conflictmap.coder.placewords import Toponym, apart_words
from conflictmap.coder.words import Word
from geodata.normalize import is_arabic

_QUOTES = '"«»“”„'


_TITLE_WORDS = 4  # words in quotation marks that may be the name of a paper or an operation


class Unquoted:
    """The words of a report as its place names are looked for, and where each stands among all of them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.all = words
        sides = {n for at in range(len(words) - 2) if _is_side(words, at) for n in range(at, at + 3)}
        quotes = {n for n, word in enumerate(words) if word.text in _QUOTES and _is_beside_arabic(words, n)}
        self.at = [n for n in range(len(words)) if n not in sides and n not in quotes]
        self.words = [words[n] for n in self.at]

    def taken(self, positions: frozenset[int]) -> frozenset[int]:
        """Positions among all words as those among these."""
        return frozenset(n for n, at in enumerate(self.at) if at in positions)

    def in_title(self, toponym: Toponym) -> bool:
        """Whether a name only begins a longer one in quotation marks: "عدن الغد"."""
        first, last = self.at[toponym.start], self.at[toponym.end - 1] + 1
        if toponym.start != toponym.name_start or not first or self.all[first - 1].text not in _QUOTES:
            return False
        rest = [word.text for word in self.all[last : last + _TITLE_WORDS]]
        return bool(rest) and rest[0] not in _QUOTES and any(text in _QUOTES for text in rest)

    def back(self, toponym: Toponym) -> Toponym:
        """A name found among these words, where it stands among all."""
        toponym.start, toponym.name_start = self.at[toponym.start], self.at[toponym.name_start]
        toponym.end = self.at[toponym.end - 1] + 1
        return toponym


def _is_side(words: Sequence[Word], at: int) -> bool:
    """Whether brackets only say on which side of the country a town lies: "أم درمان (غرب)"."""
    return words[at].text == "(" and words[at + 2].text == ")" and words[at + 1].text in apart_words("sides_ar")


def _is_beside_arabic(words: Sequence[Word], at: int) -> bool:
    return any(0 <= n < len(words) and is_arabic(words[n].text) for n in (at - 1, at + 1))
