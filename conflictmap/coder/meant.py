"""What "the city" or "the village" of a sentence means."""

from __future__ import annotations

from itertools import pairwise

from conflictmap.coder.report import Report
from conflictmap.coder.resolving import Mention

_THE_PLACE = ("city", "town", "village", "camp", "neighbourhood", "neighborhood")  # behind "the"
_REACH = 5  # sentences back to the settlement meant
_LIES_WORDS = 4  # words from "Tafas" to "in the western countryside"
_SETTLEMENTS = ("settlement", "camp", "quarter", "neighbourhood", "surroundings")


def meant(report: Report, number: int) -> Mention | None:
    """The settlement that "the city" or "the village" of a sentence means: the last one named before, if only in
    somebody's office: "the mayor of Sloviansk said that bombs fell on the city". `number`: of the sentence."""
    sentence = report.sentences[number]
    words = report.words[sentence.first : sentence.last]
    if not any(one.text == "the" and two.text in _THE_PLACE for one, two in pairwise(words)):
        return None
    first = report.sentences[max(0, number - _REACH)].first
    last = max((hit.start for hit in sentence.hits), default=sentence.last)
    named = [m for m in report.mentions if first <= m.start < last and _is_named(m)]
    lying = {id(other) for one, other in pairwise(named) if _says_where(one, other)}
    return next((m for m in reversed(named) if id(m) not in lying), None)


def _is_named(mention: Mention) -> bool:
    """Whether a mention is of a town, village or quarter by name."""
    return not mention.is_whole and mention.place.kind in _SETTLEMENTS


def _says_where(one: Mention, other: Mention) -> bool:
    """Whether a place right behind another only says where that lies: "Zeita, north of Tulkarm"."""
    return other.toponym.how == "relation" and other.start - one.end <= _LIES_WORDS
