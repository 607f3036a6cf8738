"""Words of events that mean something else where they stand: a tyre that explodes, a patrol that is intercepted, a town
"surrounded by" somebody, an agreement that was not reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conflictmap.coder.lexicon import Sense, Trigger, table
from conflictmap.coder.phrases import Found
from conflictmap.coder.words import Word
from geodata.normalize import fold

_NEAR = 5  # words around
_OBJECT, _BEING = 4, 3  # words from a verb to its object; to "was"


def means_else(words: Sequence[Word], hit: Found[Sense]) -> bool:
    """Whether the words around one of events tell that no such event is meant."""
    trigger = hit.value.trigger
    if trigger.not_with and _has_near(words, hit, trigger):
        return True
    if trigger.not_object and _is_done_to(words, hit, trigger):
        return True
    return trigger.id == "closure" and _is_state(words, hit)


def is_undone(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether what parts a verb from its object says that it was not done: "ended without reaching an agreement"."""
    return any(word.text in _grammar("none") for word in words[first:last])


def _has_near(words: Sequence[Word], hit: Found[Sense], trigger: Trigger) -> bool:
    """Whether a word close by tells that no event is meant: "انفجار أحد الإطارات"."""
    around = (*words[max(0, hit.start - _NEAR) : hit.start], *words[hit.end : hit.end + _NEAR])
    return any(reading.bare in trigger.not_with for word in around for reading in word.readings)


def _is_done_to(words: Sequence[Word], hit: Found[Sense], trigger: Trigger) -> bool:
    """Whether it is done to what no such event is done to: "intercepted a patrol", "the boat was intercepted"."""
    behind = words[hit.end : hit.end + _OBJECT]
    stop = next((n for n, word in enumerate(behind) if word.is_sign), len(behind))
    if any(word.text in trigger.not_object for word in behind[:stop]):
        return True
    is_passive = words[hit.start].text in _grammar("being") or (
        hit.start > 0 and words[hit.start - 1].text in _grammar("being")
    )
    before = words[max(0, hit.start - _OBJECT) : hit.start]
    return is_passive and any(word.text in trigger.not_object for word in before)


def _is_state(words: Sequence[Word], hit: Found[Sense]) -> bool:
    """Whether a participle only says how a place lies: "a town surrounded by rebels", not "was surrounded by"."""
    if (
        hit.start > 1
        and words[hit.start - 1].text in _grammar("to_come")
        and words[hit.start - 2].text in ("its", "their")
    ):
        return True  # "a day before its planned reopening"
    if hit.value.tense != "past" or hit.end >= len(words) or words[hit.end].text != "by":
        return False
    before = words[max(0, hit.start - _BEING) : hit.start]
    return hit.end == hit.start + 1 and not any(word.text in _grammar("being") for word in before)


@cache
def _grammar(name: str) -> frozenset[str]:
    """Folded words of a list of the grammar: see `data/clauses.toml`."""
    return frozenset(fold(word) for word in table("clauses")["grammar"][name])
