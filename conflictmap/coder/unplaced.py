"""Sentences that name where something happened, and whose name no gazetteer knows."""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.placewords import settlement_nouns
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.seats import words_of
from geodata.normalize import is_arabic

_SHORT_NAME = 2  # letters
_NAME_WORDS = 3


@cache
def _several() -> PhraseBook[str]:
    return PhraseBook((phrase, "several") for phrase in table("places")["apart"]["many"])


def names_unknown(report: Report, sentence: Sentence) -> bool:
    """Whether a sentence says that something was near or in a place whose name no gazetteer knows, or in several."""
    return bool(_several().find(report.words[sentence.first : sentence.last])) or names_place(report, sentence)


def names_place(report: Report, sentence: Sentence) -> bool:
    """Whether a sentence says that something was near or in a place whose name no gazetteer knows."""
    words = report.words
    known = {n for m in report.mentions for n in range(m.start, m.end)}
    known |= {n for a in report.actors for n in range(a.start, a.end)}
    known |= {n for d in sentence.dates for n in range(d.start, d.end)}
    for at in range(sentence.first, sentence.last - 1):
        name = words[at + 1]
        if words[at].text not in words_of("locative") or name.is_sign or is_arabic(name.text) or at + 1 in known:
            continue
        if name.text == "the" and _is_settlement(report, at + 2, known):
            return True
        if report.is_upper(name) and name.text not in words_of("no_name") and len(name.text) > _SHORT_NAME:
            return True
    return False


def _is_settlement(report: Report, at: int, known: set[int]) -> bool:
    """Whether a name that no gazetteer knows and what it is called stand there: "near the Kerending camps"."""
    names = list(
        takewhile(lambda n: report.is_upper(report.words[n]), range(at, min(at + _NAME_WORDS, len(report.words))))
    )
    if not names or known & {*names} or names[-1] + 1 >= len(report.words):
        return False
    return report.words[names[-1] + 1].text in settlement_nouns()
