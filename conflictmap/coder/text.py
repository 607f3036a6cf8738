"""Folded text that knows where it came from: rules read the folded letters, spans point into the original.

Letters and digits fold as in `geodata.normalize`; punctuation and line ends stay, because dates and clauses need them.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass

from geodata.normalize import fold

_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text; `offsets[i]` is where character i of `text` stands in `original`."""

    original: str
    text: str
    offsets: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First and last-plus-one character in the original of a stretch (not empty) of the folded text.

        Diacritics and other letters that folding drops belong to the letter they follow.
        """
        last = self.offsets[end - 1] + 1
        while last < len(self.original) and _belongs_to_the_letter_before(self.original[last]):
            last += 1
        return self.offsets[start], last


class _Folds(dict[str, str]):
    """What a character becomes, worked out the first time it is met."""

    def __missing__(self, character: str) -> str:
        self[character] = _fold(character)
        return self[character]


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if character in _LINE_ENDS:
        return "\n"
    if category[0] in "LN":
        return fold(character)
    if category[0] == "M" or category in ("Cf", "Cs"):
        return ""
    if category == "Pd" or character == _MINUS:
        return "-"
    if category[0] in "ZC":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character


_FOLDS = _Folds()


def _belongs_to_the_letter_before(character: str) -> bool:
    return _FOLDS[character] == "" and unicodedata.category(character) not in ("Cf", "Cs")


def fold_text(text: str) -> FoldedText:
    """A text folded character by character, with the offset of each one."""
    folded: list[str] = []
    offsets = array("I")
    for offset, character in enumerate(text):
        for piece in _FOLDS[character]:
            folded.append(piece)
            offsets.append(offset)
    return FoldedText(text, "".join(folded), offsets)
