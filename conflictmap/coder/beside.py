"""Verbs that tell of an event only beside a place or a force: "took Saraqib", "RSF fighters gathered near the town"."""

from __future__ import annotations

from collections.abc import Sequence

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.lexicon import Sense
from conflictmap.coder.phrases import Found
from conflictmap.coder.resolving import Mention
from conflictmap.coder.words import Word

_HELPERS = ("has", "have", "had", "was", "were", "been", "be", "also", "then", "now", "not")
_BEING = ("is", "are", "was", "were", "been", "be")
_NO_TROOPS = ("weapon", "settlers", "police")
_DOER_WORDS = 8  # from a force to what it does: "troops in a hundred vehicles have arrived"


class Beside:
    """Where the places and the forces of a report stand."""

    def __init__(self, words: Sequence[Word], actors: Sequence[ActorMention], mentions: Sequence[Mention]) -> None:
        self.words = words
        self.first, self.last = {m.start for m in mentions}, {m.end for m in mentions}
        self.forces = {a.end for a in actors if a.is_force and a.agent not in _NO_TROOPS}

    def allows(self, hit: Found[Sense]) -> bool:
        """Whether a word of events stands where it tells of one."""
        if hit.value.only == "of_place":
            return self._has_place(hit)
        return hit.value.only != "by_force" or self._has_force(hit)

    def _has_place(self, hit: Found[Sense]) -> bool:
        behind = hit.end + (hit.end < len(self.words) and self.words[hit.end].text == "the")
        if behind in self.first:
            return True
        before = hit.start
        while before and self.words[before - 1].text in _HELPERS:
            before -= 1
        return before < hit.start and before in self.last

    def _has_force(self, hit: Found[Sense]) -> bool:
        is_going_on = self.words[hit.start - 1].text in _BEING if hit.start else False
        if hit.value.tense == "base" or (hit.value.tense == "ing" and not is_going_on):
            return False  # "ordered the troops to gather", "troops dispersed activists gathering"
        for at in range(hit.start, max(-1, hit.start - _DOER_WORDS), -1):
            if at in self.forces:
                return True
            if at and self.words[at - 1].is_sign and self.words[at - 1].text not in "-'’,":
                return False
        return False
