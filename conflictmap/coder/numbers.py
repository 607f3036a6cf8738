"""Numbers in words and digits, as counts of people are written in Arabic and English."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_LONGEST_NUMBER = 7  # words
_CLITICS = "وبلف"  # "و5", "ب3"
_THOUSAND = 1000
_KEPT = 60_000  # words of which it is remembered whether they are numbers


@cache
def _numbers() -> dict[str, int]:
    rows = table("tolls")["number"]
    return {fold(word): value for lang in ("ar", "en") for word, value in rows[lang].items()}


@cache
def _times() -> dict[str, int]:
    """Folded words that multiply the number before them, and mean themselves where there is none."""
    return {fold(word): value for word, value in table("tolls")["number"]["times"].items()}


@cache
def _phrases() -> PhraseBook[int]:
    return PhraseBook(table("tolls")["number"]["phrases"].items())


@cache
def _rows(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("tolls")["number"][name])


def text_of(words: Sequence[Word], at: int) -> str:
    """The folded text of a word, empty beyond the end."""
    return words[at].text if 0 <= at < len(words) else ""


def read_number(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A number at a word and where it ends: digits, one word, or several ("خمسة وعشرون", "twenty-five", "3 آلاف")."""
    if at >= len(words) or not _begins_number(words[at].text):
        return None
    phrase = _phrases().at(words, at)
    if phrase:
        return phrase.value, phrase.end
    text = _bare_number(text_of(words, at))
    if text.isdecimal():
        value, end = _digits(words, at, text)
        factor = _times().get(text_of(words, end), 0)
        return (value * factor, end + 1) if factor >= _THOUSAND else (value, end)
    first = _value(text)
    if first is None:
        return None
    parts, end = [first], at + 1
    while end < len(words) and end - at < _LONGEST_NUMBER:
        read = _further(words, end, parts)
        if read is None:
            break
        end = read
    is_alone = end == at + 1
    return None if is_alone and text in _rows("never_alone") else (sum(parts), end)


@lru_cache(maxsize=_KEPT)
def _begins_number(text: str) -> bool:
    """Whether a word is a number or begins one; most do not."""
    bare = _bare_number(text)
    return bare.isdecimal() or _value(bare) is not None or _phrases().begins_with(text)


def _value(text: str) -> int | None:
    return _numbers().get(text, _times().get(text))


def _further(words: Sequence[Word], at: int, parts: list[int]) -> int | None:
    """Takes one more word into a number, and says where it ends; `None` where the number is over."""
    text = text_of(words, at)
    if text in ("-", "and") and _adds(text_of(words, at + 1), parts):
        at, text = at + 1, text_of(words, at + 1)
    total, factor = sum(parts), _times().get(text)
    if factor and total < factor:
        parts[:] = [total * factor] if factor >= _THOUSAND else [*parts[:-1], parts[-1] * factor]
    elif text in _rows("ten_of_teens") and 0 < parts[-1] < 10 and is_arabic(text):
        parts[-1] += 10
    elif _adds(text, parts):
        parts.append(_value(text if _value(text) is not None else text[1:]) or 0)
    else:
        return None
    return at + 1


def _adds(text: str, parts: list[int]) -> bool:
    """Whether a word goes on with a number: a smaller one behind its hundreds, Arabic tens behind the ones."""
    value = _value(text) if not is_arabic(text) else _value(text[1:]) if text.startswith("و") else None
    total = sum(parts)
    if not value or text in ("a", "an"):
        return False
    if total >= _THOUSAND and total % _THOUSAND == 0 and value < _THOUSAND:
        return True
    if total >= 100 and total % 100 == 0 and value < 100:
        return True
    if is_arabic(text):
        return 0 < parts[-1] < 10 and 20 <= value < 100 and value % 10 == 0
    return value < 10 and total % 10 == 0 and total % 100 >= 20


def _bare_number(text: str) -> str:
    """A number word without what is written onto it: "و5", "ب3"."""
    if text[:1] in _CLITICS and _value(text) is None and (text[1:].isdecimal() or _value(text[1:]) is not None):
        return text[1:]
    return text


def _digits(words: Sequence[Word], at: int, text: str) -> tuple[int, int]:
    """A number in digits with its groups of thousands: "1,200"."""
    digits, end = text, at + 1
    while text_of(words, end) in (",", "،", ".", "٬") and _is_group(words, end + 1):
        digits, end = digits + words[end + 1].text, end + 2
    return int(digits[:20]), end


def _is_group(words: Sequence[Word], at: int) -> bool:
    text = text_of(words, at)
    is_joined = at < len(words) and words[at - 2].end == words[at - 1].start and words[at - 1].end == words[at].start
    return len(text) == 3 and text.isdecimal() and is_joined
