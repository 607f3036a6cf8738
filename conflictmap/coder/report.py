"""One report as the rules see it: its words with everything found among them, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate

from conflictmap.coder.acting import ActorFinder, ActorMention, people_of
from conflictmap.coder.bystanders import is_counted, take_no_part
from conflictmap.coder.cues import (
    CUE_WORDS,
    Cue,
    TopicWord,
    clause_starts,
    counted,
    find_cues,
    masked,
    status,
    topic_words,
)
from conflictmap.coder.lexicon import Sense, Weapon, senses, weapons
from conflictmap.coder.ordered import Ordered
from conflictmap.coder.phrases import Found
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.referring import referred
from conflictmap.coder.reportdates import Dated, dateline_words, read_dates
from conflictmap.coder.resolving import Mention, Resolver, Votes
from conflictmap.coder.segments import Block, Segment, sentences
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import Word, WordList
from geodata.normalize import is_arabic

_NAMED = ("name", "local")
_NAMED_COUNTRY = 0.4  # a vote of a country's name, where a place in it has one
_COUNTRY_OF_ACTOR = 0.3  # a vote of an actor's nationality for where the report plays
_AND_THEN = (["and", "later"], ["and", "then"], ["and", "also"])
_RELATIVE = ("الذي", "التي", "الذين", "which", "that", "who")  # right behind a noun they say more of it
_STATES = ("movement", "territory")  # what leaves a place as it now is
_PEOPLE_ENDINGS = ("يان", "يين", "يون")  # "فلسطينيان" are people
_GAP, _GAP_EN = 14, 6  # words between a verb and its object
_HOLDS = ("تسيطر", "يسيطر", "تحتل", "يحتل")  # who holds a place has not just taken it
_HAD = ("كان", "كانت", "كانوا", "كانا")  # "had done": told as background, unless with its day
_NEAR, _TO_BE = 5, ("سيكون", "ستكون", "سيتم", "will", "would")  # a noun of what is to come
_THAT = ("ان", "بان", "لان", "كي", "لكي")
_BEGAN = ("managed", "began", "started", "forced", "continued", "proceeded", "went", "used", "advanced")
_NOUN_BEHIND = ("اثر", "جراء", "نتيجه", "بسبب", "بفعل", "خلال", "وسط", "رغم")
_FAR = 16  # words from "لقي" to "مصرعهم"
_NO_SENTENCES = ("junk", "byline")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of events at words `start` to `end`: its sense and what the cues around it say of it.

    `is_definite`: it speaks of what is known ("the attack"). `is_joined`: a comma and "and" begin a new clause with it.
    """

    sense: Sense
    start: int
    end: int
    status: str = ""
    is_definite: bool = False
    is_joined: bool = False

    @property
    def kind(self) -> str:
        """act, attack or harm."""
        return self.sense.trigger.kind


@dataclass(slots=True)
class Sentence:
    """A sentence: its words (first and last-plus-one position in the report) and what was found in them."""

    block: Block
    first: int
    last: int
    span: tuple[int, int]
    hits: list[Hit]
    places: list[Mention]
    actors: list[ActorMention]
    dates: list[Dated]
    weapons: list[tuple[Weapon, int]]
    starts: list[int]
    cues: list[Cue]

    def clause(self, position: int) -> int:
        """The number of the clause a word is in."""
        return bisect_left(self.starts, position + 1)


@dataclass(slots=True)
class Report:
    """A report: `published` is its day, `country` where most of it plays, `topics` words that are no conflict."""

    words: list[Word]
    span: tuple[int, int]
    title: tuple[int, int] | None
    sentences: list[Sentence]
    published: date | None
    country: str | None
    mentions: list[Mention]
    actors: list[ActorMention]
    topic_words: list[TopicWord]
    wordlist: WordList
    text: str
    topics: Counter[str] = field(init=False)
    _ordinals: list[int] = field(init=False, repr=False)
    _topics: Ordered[TopicWord] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.topics, self._topics = counted(self.topic_words), Ordered(self.topic_words)
        self._ordinals = list(accumulate((not word.is_sign for word in self.words), initial=0))

    def ordinal(self, position: int) -> int:
        """How many words stand before a position, signs and line ends not counted."""
        return self._ordinals[position]

    def topics_between(self, first: int, last: int) -> Counter[str]:
        """How many different words of each topic that is no conflict stand from `first` to before `last`."""
        return counted(self._topics.between(first, last))

    def is_upper(self, word: Word) -> bool:
        """Whether a word begins with a capital."""
        return self.text[self.wordlist.folded.offsets[word.start]].isupper()

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Where words stand in the text, as characters."""
        return self.wordlist.span(self.words[start:end])


class ReportReader:
    """Reads the segments of documents."""

    def __init__(self, toponyms: ToponymFinder, resolver: Resolver) -> None:
        self._toponyms, self._resolver = toponyms, resolver

    def read(self, text: str, wordlist: WordList, segment: Segment, published: date | None) -> Report:
        """What the rules find in one report of a document."""
        words = wordlist.between(*segment.span)
        offsets = wordlist.folded.offsets

        def is_upper(word: Word) -> bool:
            return text[offsets[word.start]].isupper()

        actors = ActorFinder(None, published, is_upper).find(words)
        votes: Votes = {}
        for actor in actors:
            if actor.country:
                votes[actor.country] = votes.get(actor.country, 0.0) + _COUNTRY_OF_ACTOR
        taken, written = _positions(actors), dateline_words(text, wordlist, words, segment)
        toponyms = self._toponyms.find(words, taken | written, is_upper)
        dates = read_dates(text, segment, published, words, wordlist)
        clauses, no_events = clause_starts(words), masked(words)
        cues = find_cues(words, clauses)
        told = {found.end for found in senses().find(words)}
        for toponym in toponyms:
            if toponym.how == "bare" and toponym.start in told:
                toponym.how = "located"  # "قصفت سراقب", "shelled Kherson"
        mentions = self._resolver.resolve(toponyms, votes)
        country = _main_country(mentions, votes)
        actors = referred(words, ActorFinder(country, published, is_upper).find(words))
        mentions = _without_actors(words, mentions, actors)
        for mention in mentions:
            mention.span = wordlist.span(words[mention.start : mention.end])
            if mention.place.name == mention.toponym.name:  # no gazetteer's name: as the report writes it
                written_name = text[slice(*wordlist.span(words[mention.toponym.name_start : mention.end]))]
                mention.place = replace(mention.place, name=written_name)
        hits = _hits(words, actors, mentions, dates, cues, no_events)
        actors = _acting(words, actors, hits, mentions, written)
        found = _Found(words, actors, mentions, dates, hits, cues, clauses)
        return Report(
            words, segment.span, segment.title, _sentences(text, segment, wordlist, found),
            published, country, mentions, actors, topic_words(words), wordlist, text,
        )  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Everything found among the words of a report."""

    words: list[Word]
    actors: list[ActorMention]
    mentions: list[Mention]
    dates: list[Dated]
    hits: list[Hit]
    cues: list[Cue]
    clauses: list[int]


def _positions(actors: list[ActorMention]) -> frozenset[int]:
    """Words that belong to actors' names and cannot be places."""
    return frozenset(n for a in actors if a.how not in ("country", "capital", "agent") for n in range(a.start, a.end))


def _acting(
    words: list[Word], actors: list[ActorMention], hits: list[Hit], mentions: list[Mention], datelines: frozenset[int]
) -> list[ActorMention]:
    """The actors without adjectives that say whose something else is, and countries that are places here."""
    nouns = [hit for hit in hits if hit.sense.tense in ("noun", "fixed") or hit.end > hit.start + 1]
    beside = {n for hit in nouns for n in (*range(hit.start - 2, hit.start), *range(hit.end, hit.end + 3))}
    hurt = {n for hit in hits if hit.kind == "harm" for n in (hit.start - 1, *range(hit.end, hit.end + 2))}
    starts = {hit.start for hit in hits if hit.kind != "harm"}
    located = {n for m in mentions if m.toponym.how != "bare" for n in range(m.start, m.end)}
    names = {n for m in mentions for n in range(m.toponym.name_start, m.end)}
    apart = take_no_part(words, actors)
    kept = []
    for actor in actors:
        if actor.start in datelines or actor.start in apart:
            continue
        if actor.how in ("agent", "adjective") and actor.start in names:
            continue  # "ود مدني" is a city
        if actor.how == "adjective":
            if actor.end in starts:
                kept.append(actor)  # "a Russian attack"
                continue
            if (
                actor.start in hurt
                or words[actor.start].text.endswith(_PEOPLE_ENDINGS)
                or is_counted(words, actor.start)
            ):
                kept.append(people_of(actor))  # "مقتل 21 فلسطينيا", "a Palestinian was killed"
                continue
            if actor.start not in beside:
                continue
        before = words[actor.start - 1].text if actor.start else ""
        if actor.how in ("country", "capital") and actor.start in located:
            continue
        if actor.how in ("country", "capital") and (is_preposition(before) or _has_preposition(words[actor.start])):
            continue
        kept.append(actor)
    return kept


def _has_preposition(word: Word) -> bool:
    return word.readings[0].bare == word.text and any(r.clitics and r.clitics[-1] in "بل" for r in word.readings)


def _main_country(mentions: list[Mention], votes: Votes) -> str | None:
    counted = dict(votes)
    for mention in mentions:
        if mention.place.country:
            worth = _NAMED_COUNTRY if mention.place.kind == "country" else 1.0
            counted[mention.place.country] = counted.get(mention.place.country, 0.0) + worth
    return max(counted, key=lambda code: counted[code]) if counted else None


def _owns(words: list[Word], mention: Mention) -> bool:
    """Whether something is said to be of a capital: "Kyiv's shelling" happens elsewhere."""
    after = [word.text for word in words[mention.end : mention.end + 2]]
    return len(after) == 2 and after[0] in "'’" and after[1] == "s" and mention.place.seat_of == "country"


def _without_actors(words: list[Word], mentions: list[Mention], actors: list[ActorMention]) -> list[Mention]:
    """Places that are not part of an actor's name, nor a capital that speaks for its government."""
    named = {n for a in actors if a.how in _NAMED for n in range(a.start, a.end)}
    speaking = {n for a in actors if a.how in ("capital", "country") for n in range(a.start, a.end)}
    return [
        m for m in mentions
        if m.start not in named and not _owns(words, m)
        and not (m.start in speaking and m.toponym.how in ("bare", "listed"))
    ]  # fmt: skip


def _hits(
    words: list[Word],
    actors: list[ActorMention],
    mentions: list[Mention],
    dates: list[Dated],
    cues: list[Cue],
    no_events: frozenset[int],
) -> list[Hit]:
    """The words of events, without those inside phrases, actors' names and places' names."""
    taken = set(no_events)
    named = {n for a in actors if a.how in _NAMED for n in range(a.start, a.end)}
    taken.update(n for m in mentions for n in range(m.toponym.name_start, m.end))
    taken.update(n for d in dates for n in range(d.start, d.end))  # "فجر الأربعاء" is dawn, not "blew up"
    adjectives = {a.start for a in actors if a.how == "adjective"}
    governing = Ordered(cues)
    found: list[Hit] = []
    position = 0
    book = senses()
    while position < len(words):
        if position in named:
            position += 1
            continue
        hit = None if position in taken or words[position].is_sign else book.at(words, position)
        if position not in taken and is_arabic(words[position].text) and (hit is None or hit.end == position + 1):
            hit = _gapped(words, position, hit, _GAP)
        elif position not in taken and hit is None and not words[position].is_sign:
            hit = _gapped(words, position, hit, _GAP_EN)
        if hit is None or any(n in taken for n in range(hit.start, hit.end)):
            position += 1
            continue
        if hit.value.trigger.not_with and _means_else(words, hit):
            position = hit.end
            continue
        definite = hit.reading.has_article or (
            hit.start > 0 and words[hit.start - 1].text in ("the", "this", "that", "هذا", "هذه")
        )
        is_noun = hit.value.tense == "noun" or definite or bool(set(hit.reading.clitics) & {"ب", "ل"})
        is_noun = is_noun or _is_verbal_noun(words, hit, adjectives)
        sense = replace(hit.value, tense="noun") if is_noun and hit.value.tense in ("past", "present") else hit.value
        state = status(hit.start, governing.between(hit.start - CUE_WORDS, hit.start)) or _mood(words, hit.start, sense)
        is_reference = definite and sense.tense == "noun" and words[hit.end - 1].text != "of"
        before = [w.text for w in words[max(0, hit.start - 2) : hit.start]]
        joined = hit.reading.clitics[:1] == "و" and before[-1:] in (["،"], [","])
        joined = joined or (sense.tense in ("past", "present") and (before[-1:] == ["and"] or before in _AND_THEN))
        found.append(Hit(sense, hit.start, hit.end, state, is_reference, joined))
        position = hit.end
    told = Ordered(found)
    return [hit for hit in found if hit.sense.trigger.id != "met_end" or _meets_end(told, hit)]


def _is_verbal_noun(words: list[Word], hit: Found[Sense], adjectives: set[int]) -> bool:
    """Whether an Arabic word written as a verb is a noun here: "في قصف", "إثر قصف", "قصف إسرائيلي"."""
    if hit.value.tense != "past" or not is_arabic(words[hit.start].text):
        return False
    if hit.end in adjectives and hit.value.trigger.family == "violence" and hit.value.trigger.kind != "harm":
        return not words[hit.end - 1].text.endswith("ت")
    before = words[hit.start - 1].text if hit.start else ""
    return is_preposition(before) or before.removeprefix("و") in _NOUN_BEHIND


def _means_else(words: list[Word], hit: Found[Sense]) -> bool:
    """Whether a word close by tells that no event is meant: "انفجار أحد الإطارات"."""
    around = (*words[max(0, hit.start - _NEAR) : hit.start], *words[hit.end : hit.end + _NEAR])
    return any(reading.bare in hit.value.trigger.not_with for word in around for reading in word.readings)


def _gapped(words: list[Word], position: int, known: Found[Sense] | None, gap: int) -> Found[Sense] | None:
    """A phrase that other words part: "أضرم محتجون النار"; a word that says as much alone stays as it is."""
    found = senses().gapped_at(words, position, gap)
    if (
        found is None
        or found.value.tense not in ("past", "present", "fixed")
        or (known and known.value.trigger.rank > found.value.trigger.rank)
    ):
        return known
    return found._replace(end=position + 1)


def _mood(words: list[Word], position: int, sense: Sense) -> str:
    """What a verb's form says: the future is planned; "أن يقصف", "to shell" are wished, but not "began to shell"."""
    if sense.tense == "future":
        return "planned"
    before = words[position - 1].text if position else ""
    if before in _RELATIVE and sense.trigger.family in _STATES:
        return "past"  # "the town, which the army entered last month"
    if sense.trigger.id == "takeover" and words[position].text.removeprefix("و").startswith(_HOLDS):
        return "past"
    if before == "قد" and any(
        word.text.removeprefix("و") in _HAD for word in words[max(0, position - _FAR) : position]
    ):
        return "habitual"
    if sense.tense == "noun" and any(word.text in _TO_BE for word in words[position : position + _NEAR]):
        return "planned"
    if sense.tense == "present" and before in _THAT:
        return "wished"
    if sense.tense == "base" and before == "to":
        return "" if position > 1 and words[position - 2].text in _BEGAN else "wished"
    return ""


def _meets_end(hits: Ordered[Hit], verb: Hit) -> bool:
    """Whether "لقي" goes on to say "مصرعه": it meets many things else."""
    after = hits.between(verb.start + 1, verb.start + _FAR + 1)
    return any(hit.sense.tense == "fixed" and hit.kind == "harm" for hit in after)


def _sentences(text: str, segment: Segment, wordlist: WordList, found: _Found) -> list[Sentence]:
    """The sentences of a report, with what was found in each."""
    starts = [wordlist.folded.offsets[word.start] for word in found.words]
    ends, joined = {h.end for h in found.hits}, {h.start for h in found.hits if h.is_joined}
    starts_here = sorted({s for s in found.clauses if not (s in ends and found.words[s].text in _RELATIVE)} | joined)
    hits, mentions, actors = Ordered(found.hits), Ordered(found.mentions), Ordered(found.actors)
    dates, weapon_words, cues = (
        Ordered(found.dates),
        Ordered(weapons().find(found.words)),
        Ordered(found.cues),
    )
    made = []
    for block in segment.blocks:
        if block.kind in _NO_SENTENCES or block.repeated:
            continue
        for span in sentences(text, block):
            first, last = bisect_left(starts, span[0]), bisect_left(starts, span[1])
            if first == last:
                continue

            made.append(
                Sentence(
                    block,
                    first,
                    last,
                    span,
                    hits.between(first, last),
                    mentions.between(first, last),
                    actors.between(first, last),
                    dates.between(first, last),
                    [(w.value, w.start) for w in weapon_words.between(first, last)],
                    [first, *starts_here[bisect_right(starts_here, first) : bisect_left(starts_here, last)]],
                    cues.between(first, last),
                )
            )
    return made
