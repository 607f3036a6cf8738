"""How violence was done where a sentence does not say, and the rest of its report tells of one way only."""

from __future__ import annotations

from conflictmap.coder.groups import Group
from conflictmap.coder.kinds import is_generic
from conflictmap.coder.report import Report, Sentence

_METHODS = ("strike", "air_strike", "drone_attack", "shelling", "bombardment", "interception")
_FROM_AFAR = ("Air/drone strike", "Shelling/artillery/missile attack")
_OTHER_WAYS = (
    "clash",
    "fighting",
    "shooting",
    "assault",
    "takeover",
    "killing",
    "assassination",
    "explosive",
)


def method_of_all(report: Report, sentence: Sentence, group: Group) -> str | None:
    """How a report's violence is done, where a group does not say and the report tells of one way only."""
    if by_gunmen := _of_gunmen(report, group):
        return by_gunmen
    if not is_generic(sentence, group):
        return None
    here = {m.place.id for m in group.places}
    home = report.country
    is_far = group.harms and any(a.country not in (None, home) and a.is_force for a in group.actors)
    is_of_nobody = not any(a.is_force for a in group.actors)
    told = [
        s
        for s in report.sentences
        if is_far or is_of_nobody or not here or here & {m.place.id for m in s.places} or s.block.kind == "heading"
    ]
    found = {h.sense.trigger.sub for s in told for h in s.hits if h.sense.trigger.id in _METHODS}
    if is_far and not found:
        found = {w.sub for s in told for w, _ in s.weapons if w.sub in _FROM_AFAR and s.hits}
    hits = [h for s in report.sentences for h in s.hits if not (h.status or h.is_definite)]
    others = any(h.sense.trigger.id in _OTHER_WAYS for h in hits)
    if not found or others:
        return None
    return next(iter(sorted(found)))


def _of_gunmen(report: Report, group: Group) -> str | None:
    """What "their car was targeted" means in a report of gunmen, where no weapon from afar is told of."""
    main, before = group.main, [hit for hit in group.harms if hit.start < group.main.start]
    if main.sense.trigger.id not in ("targeting", "struck") or main.status != "after" or not before:
        return None
    victims = [a for a in group.actors if a.end <= before[0].start]
    if len(victims) != len(group.actors) or any(a.agent == "armed" for a in victims):
        return None
    by_far = any(w.sub in _FROM_AFAR for s in report.sentences for w, _ in s.weapons)
    by_far |= any(h.sense.trigger.id in _METHODS for s in report.sentences for h in s.hits)
    gunmen = any(a.agent == "armed" for a in report.actors)
    if by_far or not gunmen:
        return None
    return "Armed clash" if any(a.is_force for a in victims) else "Attack"
