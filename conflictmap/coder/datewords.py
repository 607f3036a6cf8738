"""The words of dates: a folded text as tokens, each with its class and value from `data/dates.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.coder.text import FoldedText, fold_text
from conflictmap.model import calendar

_FILE = Path(__file__).parent / "data" / "dates.toml"
_PIECE = re.compile(r"[0-9]+|[^\W\d_]+|[^\w ]|_")
_LONGEST_NUMBER = 4  # digits; what is longer is no part of a date
_LARGEST_DAY = 31
_KEPT = 60_000  # words whose clitics are remembered

# What stands behind the first of two names of one month
_SECOND_NAMES = (("open", "month", "close"), ("slash", "month"), ("dash", "month"), ("month",))

OTHER = "other"
SKIPPED = "skipped"


class Token(NamedTuple):
    """A word, number or sign: its class, its value, and where it stands in the folded text."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    kind: str
    value: str
    written: str | None  # its first letter must be this one in the original: آب is a month, أب is a father


@cache
def table() -> dict[str, Any]:
    """The words, rules and limits of `data/dates.toml`, as they stand, and the names of the calendar."""
    own: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {**own, "words": {**calendar.names(), **own["words"]}}


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(fold_text(text).text))


@cache
def phrases() -> dict[str, list[_Phrase]]:
    """All phrases by their first word, the longest first."""
    written = {_pieces(word): word for word in table()["as_written"]}
    found: dict[str, list[_Phrase]] = {}
    for kind, values in table()["words"].items():
        for value, words in values.items():
            for pieces in dict.fromkeys(_pieces(word) for word in words):
                letter = written[pieces][0] if pieces in written else None
                found.setdefault(pieces[0], []).append(_Phrase(pieces, kind, value, letter))
    for same_start in found.values():
        same_start.sort(key=lambda phrase: -len(phrase.words))
    return found


@cache
def _clitics() -> dict[str, str]:
    return {letter: kind for kind, letters in table()["clitics"].items() for letter in letters}


def tokens(folded: FoldedText) -> list[Token]:
    """The text as tokens; what no rule can use is `other`, what rules read over is left out."""
    pieces = [(match.group(), match.start()) for match in _PIECE.finditer(folded.text)]
    words = [word for word, _ in pieces]
    known = phrases()
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        word, start = pieces[at]
        count = 1
        if not _may_mean(word):
            found.append(Token(OTHER, "", start, start + len(word)))
        elif word in known and (phrase := _longest(words, at, word, folded, start)):
            count = len(phrase.words)
            last, last_start = pieces[at + count - 1]
            found.append(Token(phrase.kind, phrase.value, start, last_start + len(last)))
        elif word[0].isdecimal():
            found.append(_number(word, start, glued=start > 0 and folded.text[start - 1].isalpha(), before=found))
        elif split := _split(words, at, folded, start):
            clitic, phrase = split
            count = len(phrase.words)
            last, last_start = pieces[at + count - 1]
            found.append(Token(clitic, "", start, start + 1))
            found.append(Token(phrase.kind, phrase.value, start + 1, last_start + len(last)))
        else:
            found.append(Token(OTHER, "", start, start + len(word)))
        at += count
    return _paired([token for token in found if token.kind != SKIPPED])


def _longest(words: list[str], at: int, first: str, folded: FoldedText, start: int) -> _Phrase | None:
    """The longest phrase that begins with `first` in the place of the word at a position."""
    for phrase in phrases().get(first, ()):
        count = len(phrase.words)
        if count > 1 and tuple(words[at + 1 : at + count]) != phrase.words[1:]:
            continue
        if phrase.written is None or folded.original[folded.offsets[start]] == phrase.written:
            return phrase
    return None


def _split(words: list[str], at: int, folded: FoldedText, start: int) -> tuple[str, _Phrase] | None:
    """A conjunction or preposition written onto a known word: "والأسبوع", "للأحد"."""
    for rest in _behind_clitic(words[at]):
        phrase = _longest(words, at, rest, folded, start + 1)
        if phrase and phrase.kind not in table()["without_clitics"]:
            return _clitics()[words[at][0]], phrase
    return None


@lru_cache(maxsize=_KEPT)
def _may_mean(word: str) -> bool:
    """Whether a word can be part of a date; most cannot."""
    return word in phrases() or word[0].isdecimal() or bool(_behind_clitic(word))


def _behind_clitic(word: str) -> tuple[str, ...]:
    """What a word is without the clitic it begins with, where a phrase begins so."""
    if word[0] not in _clitics() or len(word) < 3:
        return ()
    bare = word[1:]
    rests = (bare, table()["article"] + word[2:] if word.startswith(table()["to_article"]) else bare)
    return tuple(rest for rest in rests if rest in phrases())


def _number(digits: str, start: int, *, glued: bool, before: list[Token]) -> Token:
    """A number as day, year, Hijri year or other number; glued to letters ("F16") it is none of them."""
    end = start + len(digits)
    stands_free = not glued or (bool(before) and before[-1].kind in (SKIPPED, "and", "in"))
    if len(digits) > _LONGEST_NUMBER or not stands_free:
        return Token(OTHER, "", start, end)
    value = int(digits)
    for kind, (first, last) in table()["years"].items():
        if len(digits) == _LONGEST_NUMBER and first <= value <= last:
            return Token(kind, str(value), start, end)
    kind = "day" if 1 <= value <= _LARGEST_DAY and len(digits) < 3 else "number"
    return Token(kind, str(value), start, end)


def _paired(found: list[Token]) -> list[Token]:
    """Two names of one month made one: "يناير (كانون الثاني)", "كانون الثاني/يناير", "يناير كانون الثاني"."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        count = _pair_length(found, at) if token.kind == "month" else 1
        kept.append(token if count == 1 else token._replace(end=found[at + count - 1].end))
        at += count
    return kept


def _pair_length(found: list[Token], at: int) -> int:
    """How many tokens two names of one month take, or 1 where there is one name."""
    for kinds in _SECOND_NAMES:
        following = found[at + 1 : at + 1 + len(kinds)]
        if tuple(token.kind for token in following) == kinds:
            return 1 + len(kinds) if following[kinds.index("month")].value == found[at].value else 1
    return 1
