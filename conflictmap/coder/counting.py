"""The tolls of a sentence's events: which numbers count its dead and hurt, and which sum up a war."""

from __future__ import annotations

from conflictmap.coder.drafts import Group
from conflictmap.coder.report import Hit, Report, Sentence
from conflictmap.coder.tolls import Count, Harm, alone, find_tolls

_LONGEST_EVENT_DAYS = 10


def tolls_of(report: Report, sentence: Sentence) -> dict[int, Count]:
    """The numbers of people of a sentence by the position of the word that says what became of them."""
    hits = [hit for hit in sentence.hits if hit.kind == "harm"]
    if not hits:
        return {}
    sums = _clauses_of_sums(report, sentence)
    first = sentence.first
    harms = [Harm(h.sense.trigger.toll, h.start - first, h.end - first, h.sense.tense == "noun") for h in hits]
    skipped = {n - first for d in sentence.dates for n in range(d.start, d.end)}
    found = find_tolls(report.words[first : sentence.last], harms, skipped)
    for at, hit in enumerate(hits):
        number = alone(report.words, hit.start, hit.end, is_find=False) if at not in found else None
        if number is None and at not in found and _is_a_name(report, hit):
            number = 1
        if number:
            found[at] = Count(number, number, number, hit.start - first, hit.end - first)
    return {hits[at].start: count for at, count in found.items() if sentence.clause(hits[at].start) not in sums}


def _is_a_name(report: Report, hit: Hit) -> bool:
    """Whether a person's name follows a word of harm: "the death of Qusai Maatan", "killed Mohammed al-Rifai"."""
    start = hit.end + (hit.end < len(report.words) and report.words[hit.end].text == "of")
    words = report.words[start : start + 2]
    known = {n for a in report.actors for n in range(a.start, a.end)} | {
        n for m in report.mentions for n in range(m.start, m.end)
    }
    return len(words) == 2 and all(report.is_upper(w) for w in words) and not known & {start, start + 1}


def _clauses_of_sums(report: Report, sentence: Sentence) -> set[int]:
    """Clauses that count the dead of a war, not of an event: "since October", "منذ بداية الحرب"."""
    sums: set[int] = set()
    for dated in sentence.dates:
        before = [w.text for w in report.words[max(sentence.first, dated.start - 2) : dated.start + 1]]
        length = (dated.found.end - dated.found.start).days
        if any(text in ("since", "منذ") for text in before) and (
            dated.found.kind == "background" or length > _LONGEST_EVENT_DAYS
        ):
            clause = sentence.clause(dated.start)
            own = {sentence.clause(d.start) for d in sentence.dates if d.found.kind == "happened" and d is not dated}
            sums.update(c for c in range(len(sentence.starts) + 1) if c <= clause and c not in own)
    return sums


def toll(report: Report, sentence: Sentence, group: Group, counts: dict[int, Count], kind: str) -> Count | None:
    """The number of people that a group's harms of one kind give: the largest, as sentences repeat themselves."""
    own = [counts[h.start] for h in group.harms if h.sense.trigger.toll == kind and h.start in counts]
    if not own and kind == "fatalities" and group.acts and group.trigger.id in ("assassination", "body_found"):
        hit = group.main
        number = alone(report.words, hit.start, hit.end, is_find=group.trigger.id == "body_found")
        number = number or (1 if group.trigger.id == "assassination" and not _is_attempt(report, hit) else None)
        return Count(number, number, number, hit.start - sentence.first, hit.end - sentence.first) if number else None
    return max(own, key=lambda c: c.best or c.low or 0) if own else None


def _is_attempt(report: Report, hit: Hit) -> bool:
    """Whether an assassination failed, or several are spoken of."""
    words = " ".join(w.text for w in report.words[max(0, hit.start - 4) : hit.end + 1])
    return any(word in words for word in ("محاول", "نجا", "attempt", "surviv", "اغتيالات", "assassinations", "عمليات"))
