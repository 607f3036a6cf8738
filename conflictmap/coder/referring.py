"""Whom nouns mean: "fighters of Hamas" are Hamas, "the army" is the one named before, "our forces" the publisher's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conflictmap.coder.acting import ActorMention, noun_of
from conflictmap.coder.lexicon import table
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_OF_A_GROUP = ("forces", "police", "armed", "guards")  # classes of nouns that belong to a party
_OF_A_STATE = ("state_forces", "external_forces")
_OWN = "own_forces"
_REFERS = ("forces", "weapon")
_ISSUED = 3  # words between "a statement by" and who made it
_NEAR = 60  # words back to a party named once
_UNBOUND = ("ن", "ا")  # endings of a noun that no other follows as its owner: "مسلحون", "جنديا"


def referred(words: Sequence[Word], actors: Sequence[ActorMention]) -> list[ActorMention]:
    """The actors of a report, with nouns that mean a party named elsewhere in it as that party."""
    parties = _Parties()
    own = _publisher(words, actors)
    found = []
    for actor in _joined(words, actors):
        first = words[actor.start].bare
        if noun_of(words, actor) == _OWN:
            actor = _as(actor, own) if own else actor
        elif actor.agent in _REFERS and actor.id is None and _is_definite(words, actor):
            party = parties.meant_by(first, actor)
            actor = _as(actor, party) if party else actor
        elif actor.is_force and actor.id and actor.agent != "weapon":
            parties.add(first, actor)
        found.append(actor)
    return found


@dataclass(slots=True)
class _Parties:
    """The forces that a report has named: by the word that calls them, how often each, and the last."""

    called: dict[str, ActorMention] = field(default_factory=dict)
    times: Counter[str | None] = field(default_factory=Counter)
    last: ActorMention | None = None

    def add(self, first: str, actor: ActorMention) -> None:
        """Notes a force."""
        self.called[first] = self.last = actor
        self.times[actor.id] += 1

    def meant_by(self, first: str, noun: ActorMention) -> ActorMention | None:
        """The party that a noun with its article means: the last one so called, or the only one there is."""
        if first in self.called:
            return self.called[first]
        if self.last is None or len(self.times) > 1 or self.last.kind not in _OF_A_STATE:
            return None
        return self.last if self.times[self.last.id] > 1 or noun.start - self.last.end <= _NEAR else None


def _as(actor: ActorMention, party: ActorMention) -> ActorMention:
    return replace(party, start=actor.start, end=actor.end, how="agent", agent=actor.agent)


def _is_definite(words: Sequence[Word], actor: ActorMention) -> bool:
    if is_arabic(words[actor.start].text):
        return any(reading.has_article for reading in words[actor.start].readings)
    return actor.start > 0 and words[actor.start - 1].text == "the"


def _joined(words: Sequence[Word], actors: Sequence[ActorMention]) -> list[ActorMention]:
    """The actors with a noun and the party it belongs to as one: "مقاتلو حماس", "soldiers of the Syrian army"."""
    found: list[ActorMention] = []
    for actor in actors:
        last = found[-1] if found else None
        if last and _belongs(words, last, actor):
            found[-1] = replace(actor, start=last.start)
        elif last and _is_party(last) and _is_noun(actor) and actor.start == last.end and _is_latin(words, actor):
            found[-1] = replace(last, end=actor.end)
        else:
            found.append(actor)
    return found


def _belongs(words: Sequence[Word], noun: ActorMention, party: ActorMention) -> bool:
    """Whether a noun's owner follows it."""
    if not (_is_noun(noun) and _is_party(party)):
        return False
    between = [word.text for word in words[noun.end : party.start] if word.text != "the"]
    if between:
        return len(between) == 1 and between[0] in table("agents")["belongs"]
    first = words[noun.start].text
    return not _is_latin(words, noun) and not first.endswith(_UNBOUND) and not first.startswith("ال")


def _is_noun(actor: ActorMention) -> bool:
    return actor.how == "agent" and actor.agent in _OF_A_GROUP


def _is_party(actor: ActorMention) -> bool:
    return actor.is_force and actor.how != "adjective" and actor.id is not None and actor.agent != "weapon"


def _is_latin(words: Sequence[Word], actor: ActorMention) -> bool:
    return not is_arabic(words[actor.start].text)


def _publisher(words: Sequence[Word], actors: Sequence[ActorMention]) -> ActorMention | None:
    """The force whose statement a report is: the one said to have issued it, or the only one it names."""
    named = [actor for actor in actors if actor.is_force and actor.how in ("name", "local")]
    issuing = {fold(word) for word in table("agents")["issued"]}
    for actor in named:
        before = " ".join(word.text for word in words[max(0, actor.start - _ISSUED) : actor.start])
        if any(phrase in before for phrase in issuing):
            return actor
    return named[0] if len({actor.id for actor in named}) == 1 else None
