"""Folded text that knows where it came from: rules read the folded letters, spans point into the original.

Letters and digits fold as in `geodata.normalize`; punctuation and line ends stay, because dates and clauses need them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

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


class _Folds(dict[int, str]):
    """What a character becomes (a table for `str.translate`), worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


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
    return _FOLDS[ord(character)] == "" and unicodedata.category(character) not in ("Cf", "Cs")


@lru_cache(maxsize=8)
def fold_text(text: str) -> FoldedText:
    """A text folded character by character, with the offset of each one; its words and its dates ask for the same."""
    return FoldedText(text, text.translate(_FOLDS), _offsets(text))


def _offsets(text: str) -> array[int]:
    """Where each folded character stands: nearly all fold to one, so only the others are looked at one by one."""
    others = [character for character in set(text) if len(_FOLDS[ord(character)]) != 1]
    if not others:
        return array("I", range(len(text)))
    offsets, at = array("I"), 0
    for match in re.finditer(f"[{re.escape(''.join(others))}]", text):
        offset = match.start()
        offsets.extend(range(at, offset))
        offsets.extend(repeat(offset, len(_FOLDS[ord(match.group())])))
        at = offset + 1
    offsets.extend(range(at, len(text)))
    return offsets
