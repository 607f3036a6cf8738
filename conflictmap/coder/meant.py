"""What "the city" or "the village" of a sentence means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from conflictmap.coder.lexicon import table
from conflictmap.coder.report import Report
from conflictmap.coder.resolving import Mention
from conflictmap.coder.words import Word
from geodata.normalize import fold

_REACH = 5  # sentences back to the settlement meant
_LIES_WORDS = 4  # words from "Tafas" to "in the western countryside"
_SETTLEMENTS = ("settlement", "camp", "quarter", "neighbourhood", "surroundings")


def meant(report: Report, number: int) -> Mention | None:
    """The settlement that "the city" or "the village" of a sentence means: the last one named before, if only in
    somebody's office: "the mayor of Sloviansk said that bombs fell on the city". `number`: of the sentence."""
    sentence = report.sentences[number]
    if (arabic := _meant_in_arabic(report, number)) is not None:
        return arabic
    words = report.words[sentence.first : sentence.last]
    if not any(
        one.text == "the" and two.text in table("places")["meant_by_en"]["nouns"] for one, two in pairwise(words)
    ):
        return None
    first = report.sentences[max(0, number - _REACH)].first
    last = max((hit.start for hit in sentence.hits), default=sentence.last)
    named = [m for m in report.mentions if first <= m.start < last and _is_named(m)]
    lying = {id(other) for one, other in pairwise(named) if _says_where(one, other)}
    return next((m for m in reversed(named) if id(m) not in lying), None)


def _meant_in_arabic(report: Report, number: int) -> Mention | None:
    """What "المدينة", "المطار" of a sentence means: the last such place named before it."""
    sentence = report.sentences[number]
    inside = {n for m in sentence.places for n in range(m.start, m.end)}
    first = report.sentences[max(0, number - _REACH)].first
    act = min((hit.start for hit in sentence.hits), default=sentence.first)
    for at in (*range(act, sentence.last), *range(sentence.first, act)):  # who tells of it is named before
        kinds = _kinds(report.words[at]) if at not in inside else ()
        named = [m for m in report.mentions if first <= m.start < at and m.place.kind in kinds]
        named = [m for m in named if report.country in (None, m.place.country)]
        if named:
            return named[-1]
    return None


def _kinds(word: Word) -> Sequence[str]:
    """The kinds of places that an Arabic noun with its article may mean."""
    return next((_nouns()[r.bare] for r in word.readings if r.has_article and r.bare in _nouns()), ())


@cache
def _nouns() -> dict[str, list[str]]:
    """Folded nouns that mean the place of a kind named last."""
    return {fold(noun): kinds for noun, kinds in table("places")["meant_by"].items()}


def _is_named(mention: Mention) -> bool:
    """Whether a mention is of a town, village or quarter by name."""
    return not mention.is_whole and mention.place.kind in _SETTLEMENTS


def _says_where(one: Mention, other: Mention) -> bool:
    """Whether a place right behind another only says where that lies: "Zeita, north of Tulkarm"."""
    return other.toponym.how == "relation" and other.start - one.end <= _LIES_WORDS
