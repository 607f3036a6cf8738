"""Groups of words of events, and what is left of them where one only tells how another began or ended."""

from __future__ import annotations

from dataclasses import dataclass, field

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.hits import Hit
from conflictmap.coder.lexicon import Trigger
from conflictmap.coder.report import Sentence
from conflictmap.coder.reportdates import Dated
from conflictmap.coder.resolving import Mention

_BY_FORCE, _TARGETED_FAR = ("raid", "arrest"), 16  # words from "a raid" to whom it "targeted"
_OF_OFFSET = 3  # words from "a day after" to what was a day before
_FEW_DAYS, _FOR_WORDS = 3, 5  # days that follow each other; words from an attack to what it is for
_FIGHTS = ("clash", "fighting", "assault", "attack")


@dataclass(slots=True)
class Group:
    """Words of events in one sentence that tell of one thing: `acts` in order, `harms` with what they count."""

    acts: list[Hit]
    harms: list[Hit] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)

    @property
    def main(self) -> Hit:
        """The word that says most exactly what happened."""
        hits = self.acts or self.harms
        return hits[0] if len(hits) == 1 else max(hits, key=lambda hit: hit.sense.trigger.rank)

    @property
    def trigger(self) -> Trigger:
        """What happened."""
        return self.main.sense.trigger

    @property
    def hits(self) -> list[Hit]:
        """All words of events, in the order of the text."""
        return sorted([*self.acts, *self.harms], key=lambda hit: hit.start)


def says_whom(sentence: Sentence, hit: Hit, acts: list[Hit]) -> bool:
    """Whether "targeted" only says whom a raid was on: "مداهمة استهدفت منازل", "العملية الأمنية التي استهدفت وكرا"."""
    if hit.sense.trigger.id != "targeting" or hit.sense.tense not in ("past", "present"):
        return False
    raids = [o for o in acts if o.sense.trigger.family in _BY_FORCE and o.sense.tense == "noun"]
    if not any(0 <= hit.start - o.end <= _TARGETED_FAR for o in raids):
        return False
    clause = sentence.clause(hit.start)
    if any(w.sub and sentence.clause(at) == clause for w, at in sentence.weapons):
        return False
    return not any(a.is_force and 0 <= a.start - hit.end <= 1 for a in sentence.actors) or clause in sentence.relatives


def without_aftermath(groups: list[Group]) -> list[Group]:
    """Groups without the fighters captured in a fight, and without the fight behind which a place was taken."""
    return _without_fights(_without_captures(groups))


def _without_captures(groups: list[Group]) -> list[Group]:
    """Groups without the fighters captured in a fight of the same sentence: "repelled an attack and captured some"."""
    kept: list[Group] = []
    for group in groups:
        places = {m.place.id for m in group.places if not m.is_whole}
        fights = [g for g in groups if g.acts and g.trigger.id in _FIGHTS and not g.main.is_definite]
        fights = [g for g in fights if g.hits[0].start < group.hits[0].start]
        told = any(places <= {m.place.id for m in g.places} for g in fights)
        if group.trigger.id != "arrest" or not told or any(a.is_civilian for a in group.actors):
            kept.append(group)
    return kept


def _without_fights(groups: list[Group]) -> list[Group]:
    """Groups without "after battles" that led to the taking told in the same sentence: the sides are of both."""
    taking = [g for g in groups if g.acts and g.trigger.family == "territory" and not g.main.status]
    kept: list[Group] = []
    for group in groups:
        places = {m.place.id for m in group.places if not m.is_whole}
        same = next((g for g in taking if g.places and places <= {m.place.id for m in g.places}), None)
        is_after = bool(group.acts) and all(hit.status == "after" for hit in group.acts) and not group.harms
        if same is None or same is group or not is_after or group.trigger.id not in _FIGHTS:
            kept.append(group)
        else:
            same.actors += [a for a in group.actors if a not in same.actors]
    return kept


def is_purpose(sentence: Sentence, hit: Hit, groups: list[Group]) -> bool:
    """Whether a taking is what an attack right before it is for, which is on that place: "هجوم لاستعادة البلدة"."""
    if hit.status != "wished" or hit.sense.trigger.family != "territory":
        return False
    acts = [act for group in groups for act in group.acts if act.sense.trigger.id in ("attack", "assault", "clash")]
    return any(
        0 <= hit.start - act.end <= _FOR_WORDS and sentence.clause(act.start) == sentence.clause(hit.start)
        for act in acts
    )


def is_news(sentence: Sentence, dated: Dated) -> bool:
    """Whether a date may be that of what a sentence tells, though it stands with none of it."""
    return dated.found.kind != "background" and not _of_what(sentence, dated)


def _of_what(sentence: Sentence, dated: Dated) -> bool:
    """Whether a date says how long what a relative clause tells has gone on: "Idlib, which for weeks has seen"."""
    is_long = (dated.found.end - dated.found.start).days > _FEW_DAYS
    return is_long and sentence.clause(dated.start) in sentence.relatives


def is_own(dated: Dated, group: Group, groups: list[Group]) -> bool:
    """Whether a date is told of a group: years gone by belong to the word before them ("زرعه قبل انسحابه عام 2018")."""
    if dated.found.rule == "offset":  # "the attack came a day after the storming of"
        behind = [g for g in groups if any(0 <= hit.start - dated.end <= _OF_OFFSET for hit in g.hits)]
        return not behind or any(group is each for each in behind)
    if dated.found.kind != "background":
        return True
    before = [(hit.start, g) for g in groups for hit in g.hits if hit.end <= dated.start]
    return not before or max(before, key=lambda one: one[0])[1] is group
