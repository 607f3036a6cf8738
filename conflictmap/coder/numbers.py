"""Numbers in words and digits, as counts of people are written in Arabic and English."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_LONGEST_NUMBER = 5  # words


@cache
def _numbers() -> dict[str, int]:
    rows = table("tolls")["number"]
    return {fold(word): value for lang in ("ar", "en") for word, value in rows[lang].items()}


@cache
def _hundreds() -> frozenset[str]:
    return frozenset(fold(word) for word in table("tolls")["number"]["hundreds"])


@cache
def _teens() -> frozenset[str]:
    return frozenset(fold(word) for word in table("tolls")["number"]["ten_of_teens"])


def text_of(words: Sequence[Word], at: int) -> str:
    """The folded text of a word, empty beyond the end."""
    return words[at].text if 0 <= at < len(words) else ""


def read_number(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A number at a word and where it ends: digits, one word, or several ("خمسة وعشرون", "twenty-five")."""
    text = text_of(words, at)
    bare = _bare_number(text)
    if bare.isdecimal():
        return _digits(words, at, bare)
    if bare not in _numbers():
        return None
    total, end = _numbers()[bare], at + 1
    while end < len(words) and end - at < _LONGEST_NUMBER:
        nxt = text_of(words, end)
        if nxt == "-" and text_of(words, end + 1) in _numbers() and not is_arabic(text_of(words, end + 1)):
            end += 1
            continue
        value = _numbers().get(nxt) if not nxt.startswith("و") or nxt in _numbers() else _numbers().get(nxt[1:])
        if nxt in _hundreds() and 0 < total < 10:
            total *= 100
        elif nxt in _teens() and total < 10 and is_arabic(nxt) and total:
            total += 10
        elif (value and nxt.startswith("و") and value % 10 == 0 and total < 1000 and total != value) or (
            value and not is_arabic(nxt) and value < 10 <= total < 100 and total % 10 == 0 and nxt not in ("a", "an")
        ):
            total += value
        else:
            break
        end += 1
    return total, end


def _bare_number(text: str) -> str:
    """A number word without what is written onto it: "و5", "ب3"."""
    if text[:1] in "وبلف" and (text[1:].isdecimal() or text[1:] in _numbers()) and text not in _numbers():
        return text[1:]
    return text


def _digits(words: Sequence[Word], at: int, text: str) -> tuple[int, int] | None:
    if len(text) > 6:
        return None
    value, end = int(text), at + 1
    if (
        text_of(words, end) in (",", "،", ".")
        and len(text_of(words, end + 1)) == 3
        and text_of(words, end + 1).isdecimal()
    ):
        joined = words[end].start == words[end - 1].end and words[end + 1].start == words[end].end
        return (value * 1000 + int(text_of(words, end + 1)), end + 2) if joined else (value, end)
    return value, end
