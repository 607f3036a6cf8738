"""Dates in report text: what the words say, as intervals of days with a precision, each with its place in the text.

`find_dates` folds the text, reads its words (`datewords`), matches the rules of `data/dates.toml` and lets the reader
of each rule (`datereading`) say which days are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from conflictmap.coder.datereading import READERS
from conflictmap.coder.datewords import OTHER, Token, table, tokens
from conflictmap.coder.intervals import Around, Interval, Words
from conflictmap.coder.text import FoldedText, fold_text
from conflictmap.model.dates import EventDate
from geodata.normalize import is_arabic

_Matches = tuple[tuple[int, str], ...]  # rules with the number of tokens each takes
Kind = Literal["happened", "background", "plan"]
KINDS: tuple[Kind, ...] = ("happened", "background", "plan")

_LONGEST_RUN = 40  # tokens that a date may take; a longer list of days is read in parts
_KEPT_RUNS = 8_192
_KIND = attrgetter("kind")
_FIRST_CODE = 0xE000  # classes are matched as letters of the private use area
_NEARBY = 40  # characters that tell the language of digits
_LEADING = ("in", "by", "and", "of")  # before a date, no part of it
_AT_ITS_HEAD = (*_LEADING, "since")
_NOT_ON_IT = ("before", "every")  # "قبل الأربعاء", "every Friday": no day of an event
_NAMING = ("day", "weekday", "month")  # behind "شارع" they are part of a name
_ENDS_CLAUSE = ("break", "comma", "dot", "clause", "open", "close")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read in a text.

    `start`, `end`, `precision` as in `EventDate`. `span`: first and last-plus-one character in the text. `kind`:
    `happened`; `background` (long ago, or as wide as a year); `plan` (ahead, or said to be planned). `doubtful`: the
    words contradict the calendar or each other ("أمس الخميس" on a Wednesday), or can be read two ways. `rule`: the
    rule of `data/dates.toml` that read it.
    """

    start: date
    end: date
    precision: str
    span: tuple[int, int]
    kind: Kind
    doubtful: bool = False
    rule: str = ""

    @property
    def when(self) -> EventDate:
        """The interval as the model has it."""
        return EventDate(self.start, self.end, self.precision)


def find_dates(text: str, published: date | None) -> list[FoundDate]:
    """The dates of a text, in its order, without overlaps.

    Dates that lean on the day of publication ("أمس", "on Tuesday", "26 January") are left out where it is not known,
    and "the same day" where no date stands before it.
    """
    return list(_Finder(_tokenised(text), published).find())


class _Matching(dict[int, _Matches]):
    """The rules that match at each place of a text, worked out where it is asked for.

    `codes` are the classes of the text's tokens as letters, one for each.
    """

    def __init__(self, codes: str) -> None:
        super().__init__()
        self.codes = codes

    def __missing__(self, at: int) -> _Matches:
        near = self.codes[at : at + _LONGEST_RUN].partition(_codes()[OTHER])[0]
        self[at] = found = _matches(near)
        return found


class _Tokenised(NamedTuple):
    """A text as tokens, the places of those that a date may begin with, and the rules that match there."""

    folded: FoldedText
    tokens: list[Token]
    of_use: list[int]
    matching: _Matching


@lru_cache(maxsize=8)
def _tokenised(text: str) -> _Tokenised:
    """A text's words; a report is asked for its dates more than once while its day of publication is looked for."""
    folded = fold_text(text)
    found = tokens(folded)
    codes = "".join(map(_codes().__getitem__, map(_KIND, found)))
    of_use = [match.start() for match in _no_other().finditer(codes)]
    return _Tokenised(folded, found, of_use, _Matching(codes))


@cache
def _codes() -> dict[str, str]:
    kinds = sorted({OTHER, "other", "day", "number", *table()["years"], *table()["words"]})
    return {kind: chr(_FIRST_CODE + n) for n, kind in enumerate(kinds)}


def _pattern(rule: str) -> str:
    """A rule as a regular expression over class letters."""

    def expanded(match: re.Match[str]) -> str:
        name = match.group()
        named = table()["names"].get(name)
        return f"(?:{_pattern(named)})" if named else _codes()[name]

    return re.sub(r"\s+", "", re.sub(r"\((?!\?)", "(?:", re.sub(r"[a-z_]+", expanded, rule)))


@cache
def _no_other() -> re.Pattern[str]:
    """A word that is of any use; most are not, and no rule reads over them."""
    return re.compile(f"[^{_codes()[OTHER]}]")


@lru_cache(maxsize=_KEPT_RUNS)
def _matches(run: str) -> _Matches:
    """The rules that match at the first of some tokens, each with the number of tokens it takes.

    Few different runs stand between words of no use to dates, so they are worth remembering.
    """
    found = ((rule, pattern.match(run)) for rule, pattern in _rules())
    return tuple((match.end(), rule) for rule, match in found if match)


@cache
def _rules() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(_pattern(rule))) for name, rules in table()["rules"].items() for rule in rules]


class _Finder:
    """One text on its way to dates."""

    def __init__(self, text: _Tokenised, published: date | None) -> None:
        self.folded, self.tokens, self.of_use, self.matching = text
        self.published = published
        self.before: Interval | None = None

    def find(self) -> Iterator[FoundDate]:
        """The dates from left to right."""
        end = 0
        for at in self.of_use:
            read = self._read(at) if at >= end and self.matching[at] else None
            if read is None:
                continue
            rule, interval, start, end = read
            found = self._found(rule, interval, start, end)
            if found:
                yield found

    def _read(self, at: int) -> tuple[str, Interval, int, int] | None:
        """The longest match that names days, at a token or behind a preposition: rule, days, first and next token."""
        starts = (at, at + 1) if self.tokens[at].kind in _AT_ITS_HEAD else (at,)
        matches = [(start + count, start, rule) for start in starts for count, rule in self.matching[start]]
        for end, start, rule in sorted(matches, key=lambda found: -found[0]):
            try:
                interval = READERS[rule](Words(tuple(self.tokens[start:end])), self._around(start, end))
            except (ValueError, OverflowError):
                continue
            if interval:
                return rule, interval, start, end
        return None

    def _around(self, at: int, end: int) -> Around:
        return Around(self.published, self.before, self._cue(at, end) == "future", self._is_arabic(at, end))

    def _is_arabic(self, at: int, end: int) -> bool:
        """Whether the words are Arabic; where they are digits alone, whether the text around them is."""
        start, last = self.tokens[at].start, self.tokens[end - 1].end
        words = self.folded.text[start:last]
        if any(character.isalpha() for character in words):
            return is_arabic(words)
        return is_arabic(self.folded.text[max(0, start - _NEARBY) : last + _NEARBY])

    def _cue(self, at: int, end: int) -> str | None:
        """The planning word of the date's clause: before it, or after it where the date opens the sentence."""
        reach = table()["limits"]["clause_words"]
        before = self.tokens[max(0, at - reach) : at][::-1]
        if "by" in (self.tokens[at].kind, before[0].kind if before else OTHER):
            return "future"
        after = self.tokens[end : end + reach]
        if not before or before[0].kind in ("break", "dot"):
            after = after[1:] if after and after[0].kind == "comma" else after
            return _first_cue(after)
        return _first_cue(before)

    def _found(self, rule: str, interval: Interval, at: int, end: int) -> FoundDate | None:
        """The date with its span and kind; `None` for a day that the text says it was not on."""
        previous = self.tokens[at - 1].kind if at else OTHER
        if previous in _NOT_ON_IT and rule != "ago":
            return None
        if previous == "named" and self.tokens[at].kind in _NAMING:
            return None
        is_since = "since" in (previous, self.tokens[at].kind)
        start = at - 1 if previous == "since" else at
        while self.tokens[start].kind in _LEADING:
            start += 1
        kind: Kind
        kind, interval = self._kind(interval, self._cue(at, end), is_since)
        if kind != "background":
            self.before = interval
        span = self.folded.span(self.tokens[start].start, self.tokens[end - 1].end)
        return FoundDate(interval.start, interval.end, interval.precision, span, kind, interval.doubtful, rule)

    def _kind(self, interval: Interval, cue: str | None, is_since: bool) -> tuple[Kind, Interval]:
        """Whether the days are background, happened or plan; what happened ends on the day of publication."""
        limits, today = table()["limits"], self.published
        if cue == "background":
            return "background", interval
        if cue == "past" or interval.ahead:
            return "plan", interval
        length = (interval.end - interval.start).days
        is_wide = interval.precision == "year" or length > limits["longest_days"]
        if today is None:
            return ("plan" if cue else "background" if is_wide or is_since else "happened"), interval
        if interval.start > today or (cue == "future" and interval.end >= today):
            return "plan", interval
        if is_since:
            if is_wide or (today - interval.start).days > limits["recent_days"]:
                return "background", interval
            precision = "day" if interval.start == today else "days"
            return "happened", replace(interval, end=today, precision=precision)
        if is_wide or (today - interval.end).days > limits["background_days"]:
            return "background", interval
        return "happened", replace(interval, end=min(interval.end, today))


def _first_cue(near: list[Token]) -> str | None:
    """The value of the first planning word before the clause ends."""
    for token in near:
        if token.kind == "cue":
            return token.value
        if token.kind in _ENDS_CLAUSE:
            return None
    return None
