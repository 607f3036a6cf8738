"""Sentences that only say when and where a thing told before was: "وأوضحت أن العملية نُفذت أمس في قضاء داقوق"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from conflictmap.coder.drafts import Draft
from conflictmap.coder.holding import is_holder
from conflictmap.coder.lexicon import table
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.reportdates import Dated
from conflictmap.coder.resolving import Mention
from conflictmap.coder.words import Word
from geodata import distance_km
from geodata.normalize import fold

_BESIDE = 2  # words between "the operation" and "was carried out"
_QUOTES = ('"', "“", "«")
_SAME_REGION_KM = 80.0
_FAMILIES = ("violence", "arrest", "raid", "abduction", "interception", "destruction")


def tells_when(report: Report, sentence: Sentence) -> bool:
    """Whether a sentence says of "the attack", "the operation" when or where it was."""
    words = report.words[sentence.first : sentence.last]
    things = [at for at, word in enumerate(words) if word.text.removeprefix("و") in _words("things")]
    verbs = [at for at, word in enumerate(words) if word.text.removeprefix("و") in _words("verbs")]
    return any(0 < abs(thing - verb) <= _BESIDE and _follow(words, thing, verb) for thing in things for verb in verbs)


def amend(draft: Draft, sentence: Sentence) -> bool:
    """Gives a draft the day and the place of such a sentence where it has none as sure; whether anything was taken."""
    if draft.group.trigger.family not in _FAMILIES or any(
        h.kind != "harm" and not h.is_definite for h in sentence.hits
    ):
        return False
    days = [d for d in sentence.dates if d.found.kind == "happened" and not d.is_of_saying]
    places = [m for m in sentence.places if not (m.is_whole or m.toponym.stationed or m.toponym.how == "bare")]
    places = [m for m in places if not any(o is not m and is_holder(m, o) for o in places)]
    is_unsure = draft.dated is None or "date" in draft.carried or draft.dated.is_of_saying
    amended = False
    if days and is_unsure:
        draft.dated, amended = days[0], True
        draft.carried = [part for part in draft.carried if part != "date"]
    if len(places) == 1 and draft.place is not None and _is_better(draft, draft.place, places[0]):
        draft.place, amended = places[0], True
        draft.carried = [part for part in draft.carried if part not in ("place", "report's place")]
    return amended


def as_quoted(report: Report, sentence: Sentence, dated: Dated, lead: Dated | None) -> Dated:
    """The "today" of somebody quoted, which may be the day before, when the report says that it was said."""
    found, published = dated.found, report.published
    is_today = found.rule == "relative" and published is not None and found.start == found.end == published
    if not is_today or lead is None or published is None or published - lead.found.end != timedelta(days=1):
        return dated
    before = report.words[sentence.first : dated.start]
    if not any(word.text in _QUOTES for word in before):
        return dated
    return replace(dated, found=replace(found, start=lead.found.end, precision="days"))


def _is_better(draft: Draft, known: Mention, other: Mention) -> bool:
    """Whether a place is where it was, and the draft's only the area, or a place of another's."""
    one, two = known.place, other.place
    if two.geo_precision == "none" or two.id == one.id:
        return False
    if {"place", "report's place"} & set(draft.carried) or one.area_id or one.geo_precision == "none":
        return True
    is_near = distance_km(one.lat, one.lon, two.lat, two.lon) <= _SAME_REGION_KM
    return is_near and known.toponym.how in ("located", "bare")


def _follow(words: Sequence[Word], thing: int, verb: int) -> bool:
    """Whether no sign parts the thing and its verb."""
    return not any(word.is_sign for word in words[min(thing, verb) : max(thing, verb)])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("clauses")["happened"][name])


def happening() -> frozenset[str]:
    """Folded verbs that say of a noun that it came about."""
    return _words("verbs") | _words("going_on")
