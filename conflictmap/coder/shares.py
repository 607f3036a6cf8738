"""Tolls told place by place with one verb: "قُتل ثمانون في السودانية، وتسعة في رفح", "وثلاثة في غارة على المخيم"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conflictmap.coder.drafts import Group
from conflictmap.coder.elision import past_people, share_words
from conflictmap.coder.numbers import read_number
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.resolving import Mention
from conflictmap.coder.tolls import Count
from conflictmap.coder.words import Word
from geodata.normalize import is_arabic

_TO_PLACE = 7  # words from a number to where those were killed


@dataclass(frozen=True, slots=True)
class Share:
    """Some of those killed or hurt (`kind` as in `Harm`), and the place they were at; `is_part`: of a total told."""

    count: Count
    kind: str
    place: Mention
    is_part: bool


def shares_of(report: Report, sentence: Sentence, group: Group) -> list[Share]:
    """The shares of a sentence that stand behind a group's word of harm; none where the sentence has but one figure."""
    harms = [hit for hit in group.harms if hit.sense.trigger.toll]
    if not harms or not is_arabic(report.words[harms[0].start].text):
        return []
    dated = {n for d in sentence.dates for n in range(d.start, d.end)}
    found: list[Share] = []
    for at in range(harms[0].start + 1, sentence.last):
        number = None if at in dated or (found and at < found[-1].count.end + sentence.first) else _number(report, at)
        if number is None:
            continue
        value, end = number
        place = _place_behind(report.words, sentence, end)
        if place is not None:
            kind = max((h for h in harms if h.start < at), key=lambda h: h.start).sense.trigger.toll
            part = any(word.text in share_words("of_them") for word in report.words[at:end])
            count = Count(value, value, value, at - sentence.first, end - sentence.first)
            found.append(Share(count, kind, place, part))
    return found if len(found) > 1 or any(share.is_part for share in found) else []


def elided(report: Report, sentence: Sentence, group: Group) -> tuple[Count | None, Count | None] | None:
    """The dead and hurt of a group whose clause begins with a figure, of what an earlier clause says befell them."""
    first = max((n for n in sentence.starts if n <= group.hits[0].start), default=sentence.first)
    number = read_number(report.words, first) if report.words[first].text.startswith("و") else None
    harms = [hit for hit in sentence.hits if hit.start < first and hit.sense.trigger.toll]
    if number is None or not harms or any(hit.start < first for hit in group.hits):
        return None
    figure = number[0]
    count = Count(figure, figure, figure, first - sentence.first, number[1] - sentence.first)
    return (count, None) if harms[-1].sense.trigger.toll == "fatalities" else (None, count)


def with_rest(shares: Sequence[Share], places: Sequence[Mention], total: Count | None) -> list[Share]:
    """The shares, with what a total leaves for the only place that has none of its own."""
    told = {share.place.place.id for share in shares}
    rest = [place for place in places if place.place.id not in told]
    known = sum(share.count.best or 0 for share in shares)
    if not shares or len(rest) != 1 or total is None or total.best is None or not all(s.is_part for s in shares):
        return list(shares)
    left = total.best - known
    return [*shares, replace(shares[0], count=Count(left, left, left, total.start, total.end), place=rest[0])]


def _number(report: Report, at: int) -> tuple[int, int] | None:
    """A figure and where the people behind it end; `None` where it counts something else."""
    words = report.words
    number = read_number(words, at)
    if words[at].text in share_words("one_more"):
        return 1, at + 1  # "وثلاثة في سراقب، وآخر في الخوين"
    return (number[0], past_people(words, number[1])) if number else None


def _place_behind(words: Sequence[Word], sentence: Sentence, at: int) -> Mention | None:
    """The place that a preposition right behind a figure leads to, with no event or sign between."""
    places = {m.start: m for m in sentence.places if not m.is_whole}
    hits = {hit.start for hit in sentence.hits}
    harm = next((hit for hit in sentence.hits if hit.start == at and hit.kind == "harm"), None)
    at = harm.end if harm else at  # "five of them were killed in the shelling of"
    leads = at in places or (at < sentence.last and is_preposition(words[at].text))
    if not leads:
        return None
    for n in range(at, min(at + _TO_PLACE, sentence.last)):
        if n in places:
            return places[n]
        if (n in hits and harm is None) or words[n].is_sign:
            return None
    return None
