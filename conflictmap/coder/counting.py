"""The tolls of a sentence's events: which numbers count its dead and hurt, and which sum up a war."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from conflictmap.coder.drafts import Group
from conflictmap.coder.elision import begins_share
from conflictmap.coder.hits import Hit
from conflictmap.coder.lexicon import Sense
from conflictmap.coder.numbers import read_number
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.reportdates import Dated
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.tolls import Count, Harm, read_counts
from conflictmap.coder.tollwords import alone, arabic_names, around, is_added, one_words, people_words
from conflictmap.coder.words import Word
from geodata.normalize import is_arabic

_TRIED_WORDS = 5  # before the word of an assassination
_COUNTING = ("body_found", "killing", "assassination")  # acts that people are counted with
_LONGEST_EVENT_DAYS = 10
_YEAR_DAYS = 300  # what is counted over so many days is of a war
_LARGEST = 3_000  # more people are the toll of a war, not of an event
_NEAR_LEFT, _NEAR_RIGHT, _FAR_RIGHT = 10, 8, 24  # words between a count and the word that says what became of them
_SUMMED = 3  # words from a count to the day since when people were killed
_JOINED = 12  # words between two counts that "and" adds up
_TENSES = ("past", "present")
_TITLE_CASE = 0.6  # share of words with a capital
_OWN, _PASSIVE, _BEHIND, _BEFORE, _FAR, _FARTHEST, _NEVER = range(7)  # how surely a count is of a word of harm


def harm_of(sense: Sense, start: int, end: int) -> Harm | None:
    """A word of events as one that people are counted with: of the dead, the hurt, or bodies found."""
    trigger = sense.trigger
    if trigger.kind != "harm" and trigger.id not in _COUNTING:
        return None
    return Harm(trigger.toll or "fatalities", start, end, sense.tense == "noun")


def find_tolls(
    words: Sequence[Word], harms: Sequence[Harm], skipped: Iterable[int] = (), named: Iterable[int] = ()
) -> dict[int, Count]:
    """The number of people of each harm, by the harm's place in the list; harms without a number are left out.

    `skipped` are positions of words that belong to dates and are no counts, `named` those of persons' names.
    """
    own: dict[int, list[tuple[int, Count]]] = {}
    before: Count | None = None  # the count before, where it is of no harm by itself
    for count in read_counts(words, harms, skipped, named):
        governed = _governor(words, harms, count, own)
        if governed is not None:
            at, rank = governed
            if before and rank == _BEFORE and harms[at].is_noun and _is_joined(words, harms, before.end, count.start):
                own.setdefault(at, []).append((_FARTHEST, before))  # "left 12 fighters and two civilians dead"
            own.setdefault(at, []).append((rank, count))
        before = count if governed is None else None
    found = {at: total for at, ranked in own.items() if (total := _total(words, harms, ranked))}
    found = {at: _with_whom(words, harms[at], count) for at, count in found.items()}
    return {at: found[at] for at in sorted(found) if (found[at].best or found[at].low or 0) <= _LARGEST}


def _with_whom(words: Sequence[Word], harm: Harm, count: Count) -> Count:
    """A count with the one who was killed together with those counted: "[he] was killed with three fighters"."""
    is_with = count.start == harm.end + 1 and words[harm.end].text in around("accompanied")
    return Count(1, 1, 1, harm.start, harm.end) + count if is_with and not harm.is_noun else count


def _total(words: Sequence[Word], harms: Sequence[Harm], ranked: list[tuple[int, Count]]) -> Count | None:
    """What the counts of one harm come to: the surest, with those that "and" adds to it; of a raised toll the last."""
    raised = [count for _, count in ranked if count.is_raised]
    if raised:
        return raised[-1]
    whole = [(rank, count) for rank, count in ranked if not count.is_part] or ranked
    rank, total = min(whole, key=lambda each: each[0])
    if rank == _NEVER:
        return None
    counts, at = [count for _, count in whole], [count for _, count in whole].index(total)
    if total.is_part:
        return total
    for count in counts[at + 1 :]:
        if not _is_joined(words, harms, total.end, count.start):
            break
        total = total + count
    for count in reversed(counts[:at]):
        if not _is_joined(words, harms, count.end, total.start):
            break
        total = count + total
    return total


def _is_joined(words: Sequence[Word], harms: Sequence[Harm], end: int, start: int) -> bool:
    """Whether "and" or "with" adds a count to the one before it."""
    between = words[end:start]
    if len(between) > _JOINED or _is_parted(words, end, start):
        return False
    if any(end <= harm.start < start for harm in harms):
        return False
    first = words[start]
    if is_added(words, start) or (between and "".join(w.text for w in between) == "," and first.text in around("kin")):
        return True  # "as well as three soldiers", "a man, his wife and two children"
    if is_arabic(first.text):
        is_and = first.text.startswith("و") and first.text not in around("not_and")
        return is_and or (bool(between) and between[-1].text in around("together"))
    for word in reversed(between):
        if word.text in ("and", *around("together")):
            return True
        if word.text not in around("joins"):
            return False
    return False


def _governor(
    words: Sequence[Word], harms: Sequence[Harm], count: Count, counted: Iterable[int]
) -> tuple[int, int] | None:
    """Which harm a count belongs to, and how surely: the noun counted, the word before it, or the one behind it.

    `counted` are the harms that have counts already.
    """
    at = bisect_left(harms, count.start, key=lambda harm: harm.start)
    after = bisect_left(harms, count.end, lo=at, key=lambda harm: harm.start)
    if at < after:
        return at, _OWN
    if at and harms[at - 1].end > count.start:
        return at - 1, _OWN  # "found the bodies of"
    left = at - 1 if at else None
    right = after if after < len(harms) else None
    if left is not None and _is_free(words, harms[left].end, count.start, "behind_harm"):
        return None if count.is_within or _is_double(words, harms, left, counted) else (left, _BEHIND)
    arabic = is_arabic(words[count.start].text) or is_arabic(words[count.end - 1].text)
    before = None if right is None else _before(words, harms[right], count, arabic=arabic, is_first=left is None)
    if right is not None and before is not None:
        return right, before if not count.is_known or before < _FAR else _NEVER
    if left is None or count.is_part or _is_parted(words, harms[left].end, count.start):
        return None
    return (left, _NEVER if count.is_known or not _is_object(words, harms[left], count) else _FARTHEST)


def _before(words: Sequence[Word], harm: Harm, count: Count, *, arabic: bool, is_first: bool) -> int | None:
    """How surely a count before a harm is of it: "four were killed", "six members of the SDF were killed"."""
    between = words[count.end : harm.start]
    if _is_parted(words, count.end, harm.start) or len(between) > _FAR_RIGHT:
        return None
    if arabic:
        agrees = words[harm.start].text.endswith(tuple(around("plural_verb"))) and not harm.is_noun
        if not agrees and (harm.is_noun or not is_first or between):
            is_told = count.best == 1 and not harm.is_noun and text_before(words, count.start) in around("that")
            return _BEFORE if is_told else None  # "أن شابا من البلدة قُتل"
        return _BEFORE if is_first or not between else _FAR
    is_passive = text_before(words, harm.start) in around("passive")
    if _is_free(words, count.end, harm.start, "before_harm"):
        return _PASSIVE if is_passive else _BEFORE
    if is_passive:
        return _FAR
    return _FARTHEST if is_first and len(between) <= _NEAR_RIGHT and not harm.is_noun else None


def text_before(words: Sequence[Word], at: int) -> str:
    """The word before a position, empty at the beginning."""
    return words[at - 1].text if at else ""


def _is_object(words: Sequence[Word], harm: Harm, count: Count) -> bool:
    """Whether a count some words behind a harm can be of it: near, and not of those who did it."""
    return count.start - harm.end <= _NEAR_LEFT and text_before(words, count.start) not in around("by")


def _is_parted(words: Sequence[Word], start: int, end: int) -> bool:
    return any(ends_clause(words, at) for at in range(start, end))


def _is_free(words: Sequence[Word], start: int, end: int, allowed: str) -> bool:
    """Whether nothing stands between but words that a count passes over."""
    return all(word.text in around(allowed) for word in words[start:end])


def _is_double(words: Sequence[Word], harms: Sequence[Harm], at: int, counted: Iterable[int]) -> bool:
    """Whether one number is given for dead and hurt together: "مقتل وإصابة 17", "killed and wounded 12"."""
    if at == 0:
        return False
    before, own = harms[at - 1], harms[at]
    if any(harms[n].kind == before.kind for n in counted):
        return False  # it has its own number
    between = words[before.end : own.start]
    joined = not between or all(word.text in ("and", "or", "او") for word in between)
    return before.kind != own.kind and joined and own.start - before.end <= 1


def tolls_of(report: Report, sentence: Sentence) -> dict[int, Count]:
    """The numbers of people of a sentence by the position of the word that says what became of them."""
    first = sentence.first
    harms = [harm for h in sentence.hits if (harm := harm_of(h.sense, h.start - first, h.end - first))]
    if not harms:
        return {}
    sums = _clauses_of_sums(report, sentence)
    skipped = {n - first for d in sentence.dates for n in range(d.start, d.end)}
    skipped |= {n - first for n in begins_share(report.words, sentence.hits, sentence.first, sentence.last)}
    named = _named(report, sentence, harms)
    found = find_tolls(report.words[first : sentence.last], harms, skipped, named)
    summed = _starts_of_sums(report, sentence)
    found = {at: count for at, count in found.items() if not summed & set(range(count.end, count.end + _SUMMED))}
    for at, harm in enumerate(harms):
        number = None if at in found else alone(report.words, harm.start + first, harm.end + first, is_find=False)
        if number:
            found[at] = Count(number, number, number, harm.start, harm.end)
    starts = {at: harm.start + first for at, harm in enumerate(harms)}
    return {starts[at]: count for at, count in found.items() if sentence.clause(starts[at]) not in sums}


def _named(report: Report, sentence: Sentence, harms: Sequence[Harm]) -> set[int]:
    """Words of the sentence, by their place in it, that a person's name is made of: capitals that are nothing else,
    and Arabic given names, with the word behind them, where those killed or hurt are listed."""
    words = report.words[sentence.first : sentence.last]
    spans = [(a.start, a.end) for a in sentence.actors] + [(m.start, m.end) for m in sentence.places]
    spans += [(d.start, d.end) for d in sentence.dates] + [(hit.start, hit.end) for hit in sentence.hits]
    known = {n - sentence.first for start, end in spans for n in range(start, end)}
    given = {n for n in arabic_names(words, {harm.end for harm in harms}) if not known & {n, n + 1}}
    if given:
        return given | {n + 1 for n in given}
    upper = {n for n, word in enumerate(words) if not is_arabic(word.text) and report.is_upper(word)}
    if len(upper) > _TITLE_CASE * sum(not word.is_sign for word in words):
        return set()  # a heading writes every word so
    upper = {n for n in upper if read_number(words, n) is None}  # "Four workers were killed"
    named = {n for n in upper if n not in known and words[n].text not in around("stops")}
    inside = {n for n, word in enumerate(words) if word.text in around("names") and n + 1 < len(words)}
    linked = {n for n in inside if (n - 1 in named or n - 1 in inside) and (n + 1 in named or n + 1 in inside)}
    return named | linked


def _starts_of_sums(report: Report, sentence: Sentence) -> set[int]:
    """Where the days begin a war's dead are counted from or in: "79 killed since October", "120 this year"."""
    return {
        dated.start - sentence.first
        for dated in sentence.dates
        if is_long_since(report, sentence, dated) or (dated.found.end - dated.found.start).days >= _YEAR_DAYS
    }


def _clauses_of_sums(report: Report, sentence: Sentence) -> set[int]:
    """Clauses that count the dead of a war, not of an event: "since October", "منذ بداية الحرب"."""
    sums: set[int] = set()
    for dated in sentence.dates:
        if is_long_since(report, sentence, dated):
            clause = sentence.clause(dated.start)
            own = {sentence.clause(d.start) for d in sentence.dates if d.found.kind == "happened" and d is not dated}
            sums.update(c for c in range(len(sentence.starts) + 1) if c <= clause and c not in own)
    return sums


def is_long_since(report: Report, sentence: Sentence, dated: Dated) -> bool:
    """Whether a date says since when, more days before than an event lasts."""
    before = [w.text for w in report.words[max(sentence.first, dated.start - 2) : dated.start + 1]]
    length = (dated.found.end - dated.found.start).days
    is_long = dated.found.kind == "background" or length > _LONGEST_EVENT_DAYS
    return is_long and any(text in ("since", "منذ") for text in before)


def toll(report: Report, sentence: Sentence, group: Group, counts: dict[int, Count], kind: str) -> Count | None:
    """The number of people that a group's harms of one kind give: the largest, as sentences repeat themselves."""
    hits = [h for h in group.hits if _kind(h) == kind and h.start in counts and not _has_failed(report, h)]
    own = [hit for hit in hits if hit.status != "after"] or hits
    if not own and kind == "fatalities" and group.acts and group.trigger.id in ("assassination", "body_found"):
        hit = group.main
        if _has_failed(report, hit):
            return None
        number = alone(report.words, hit.start, hit.end, is_find=group.trigger.id == "body_found")
        number = number or (1 if group.trigger.id == "assassination" and not _is_attempt(report, hit) else None)
        return Count(number, number, number, hit.start - sentence.first, hit.end - sentence.first) if number else None
    if not own and kind == "fatalities":
        return _single_victim(report, sentence, [h for h in group.harms if _kind(h) == kind])
    totals: list[Count] = []
    for before, hit in zip([None, *own], own, strict=False):
        is_more = before is not None and _is_one_more(report, sentence, before, hit, counts)
        totals.append(totals[-1] + counts[hit.start] if is_more else counts[hit.start])
    return max(totals, key=lambda c: c.best or c.low or 0) if totals else None


def _single_victim(report: Report, sentence: Sentence, harms: Sequence[Hit]) -> Count | None:
    """The one killed whom grammar alone counts: "shot dead a mukhtar", "killing its owner", "Ali was killed"."""
    words = report.words
    for hit in harms:
        if is_arabic(words[hit.start].text):
            continue
        if _is_of_one(report, sentence, hit):
            return Count(1, 1, 1, hit.start - sentence.first, hit.end - sentence.first)
        if hit.sense.tense == "noun" or hit.end + 1 >= len(words):
            continue
        behind, noun = words[hit.end].text, words[hit.end + 1]
        is_object = behind in one_words("before") and not noun.is_sign and noun.text not in one_words("not")
        is_object &= noun.text not in around("things") and not noun.text.endswith("s")
        is_subject = text_before(words, hit.start) == "was" and not _is_many(words, sentence, hit)
        if is_object or is_subject:
            return Count(1, 1, 1, hit.start - sentence.first, hit.end - sentence.first)
    return None


def _is_of_one(report: Report, sentence: Sentence, hit: Hit) -> bool:
    """Whether the one whom a clause begins with was killed: "He later died", "The guard, aged 40, was found dead"."""
    words, at, first = report.words, hit.start - 1, sentence.first
    if hit.sense.tense == "noun" and words[hit.start].text != "dead":
        return False
    while at > first and words[at].text in around("fate"):
        at -= 1
    if at > first and words[at].text == ",":  # past what is inserted
        at = next((n - 1 for n in range(at - 1, first, -1) if words[n].text == ","), first - 1)
    first = max((n for n in sentence.starts if n <= at), default=first)
    subject = words[first : at + 1]
    if not subject:
        return False
    texts = [word.text for word in subject]
    if all(one.end == two.start for one, two in pairwise(subject)):  # "He", "Rifa'i"
        is_known = any(a.start <= first < a.end for a in sentence.actors)
        is_known |= any(m.start <= first < m.end for m in sentence.places)
        is_name = not is_known and report.is_upper(subject[0]) and not texts[0].endswith("s")
        return texts[0] in ("he", "she") or (is_name and texts[0] not in {*around("stops"), *one_words("not")})
    return len(subject) == 2 and texts[0] == "the" and "one" in {f.value for f in people_words().all_at(subject, 1)}


def _is_many(words: Sequence[Word], sentence: Sentence, hit: Hit) -> bool:
    """Whether a singular subject means several: "a family was killed"."""
    first = max((n for n in sentence.starts if n <= hit.start), default=sentence.first)
    return any(word.text in one_words("not") for word in words[first : hit.start])


def _kind(hit: Hit) -> str:
    harm = harm_of(hit.sense, hit.start, hit.end)
    return harm.kind if harm else ""


def _is_one_more(report: Report, sentence: Sentence, before: Hit, hit: Hit, counts: dict[int, Count]) -> bool:
    """Whether "and" adds the dead of another side: "مصرع 23 حوثيا واستشهاد خمسة جنود"."""
    end = max(before.end, counts[before.start].end + sentence.first)
    is_and = report.words[hit.start].text.startswith("و") and not any(h.sense.tense in _TENSES for h in (before, hit))
    return is_and and 0 <= hit.start - end <= _NEAR_RIGHT and not counts[hit.start].is_part


def _has_failed(report: Report, hit: Hit) -> bool:
    """Whether somebody only tried to: "escaped an attempt to assassinate him", "survived an assassination attempt"."""
    if hit.sense.trigger.id != "assassination":
        return False
    words = {w.text for w in report.words[max(0, hit.start - _TRIED_WORDS) : hit.end + 1]}
    return bool(words & around("failed"))


def _is_attempt(report: Report, hit: Hit) -> bool:
    """Whether an assassination failed, or several are spoken of."""
    words = " ".join(w.text for w in report.words[max(0, hit.start - 4) : hit.end + 1])
    return any(word in words for word in ("محاول", "نجا", "attempt", "surviv", "اغتيالات", "assassinations", "عمليات"))
