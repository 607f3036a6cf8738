"""Figures of several events: "12 were killed in two attacks", and what is told of the attacks since a year began."""

from __future__ import annotations

from functools import cache

from conflictmap.coder.counting import is_long_since
from conflictmap.coder.drafts import Draft, Group
from conflictmap.coder.lexicon import table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.report import Report
from geodata.normalize import fold, is_arabic

_BEFORE = 4  # words from "two" to "separate attacks"
_PLURALS = ("s", "ات")


def counts_several(draft: Draft, report: Report) -> bool:
    """Whether a draft's toll is that of several events: of a list of places, or of "two attacks", "هجومين"."""
    if draft.fatalities is None:
        return False
    return draft.is_of_all or any(_is_several(report, hit.start, hit.end) for hit in draft.group.acts)


def is_another(draft: Draft, report: Report) -> bool:
    """Whether the words before a draft's noun say that it is a further one: "another airstrike", "a second bomb"."""
    hits = [hit for hit in draft.group.acts if hit.sense.tense == "noun"]
    near = (report.words[max(0, hit.start - _BEFORE) : hit.start] for hit in hits)
    return any(word.text in _words("another") for words in near for word in words)


def _is_several(report: Report, start: int, end: int) -> bool:
    text = report.words[end - 1].text
    if is_arabic(text):
        return report.words[start].text.endswith(tuple(_words("dual"))) or _number(report, start - 1) > 1
    return text.endswith("s") and any(_number(report, n) > 1 for n in range(start - _BEFORE, start))


def _number(report: Report, at: int) -> int:
    number = read_number(report.words, at) if at >= 0 else None
    return number[0] if number else 0


def tells_of_many(report: Report, number: int, group: Group) -> bool:
    """Whether a group tells more of what the sentence before sums up: "150 attacks since May. The attacks killed"."""
    before = report.sentences[number - 1] if number else None
    if before is None or not any(is_long_since(report, before, dated) for dated in before.dates):
        return False
    acts = [report.words[hit.end - 1].text for hit in group.acts]
    return all(hit.is_definite for hit in group.acts) and all(text.endswith(_PLURALS) for text in acts)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("tolls")["sums"][name])
