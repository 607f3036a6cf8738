"""One report as the rules see it: its words with everything found among them, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate

from conflictmap.coder.acting import ActorFinder, ActorMention, people_of
from conflictmap.coder.bystanders import is_counted, take_no_part
from conflictmap.coder.cues import (
    Cue,
    TopicWord,
    clause_starts,
    counted,
    find_cues,
    masked,
    topic_words,
)
from conflictmap.coder.elision import begins_deed, begins_share
from conflictmap.coder.hits import RELATIVE, Hit, find_hits
from conflictmap.coder.holding import without_glosses
from conflictmap.coder.lexicon import Weapon, backed, marches, senses, weapons
from conflictmap.coder.listing import kept_together
from conflictmap.coder.neighbours import Votes
from conflictmap.coder.numbers import read_number
from conflictmap.coder.ordered import Ordered
from conflictmap.coder.phrases import Found as PhraseFound
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.referring import referred
from conflictmap.coder.reportdates import Dated, dateline_words, read_dates, told_on
from conflictmap.coder.resolving import Mention, Resolver
from conflictmap.coder.seats import apart
from conflictmap.coder.segments import Block, Segment, sentences
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import Word, WordList, inner_capitals

_NAMED = ("name", "local")
_NAMED_COUNTRY = 0.4  # a vote of a country's name, where a place in it has one
_HEADING_COUNTRY = 3.0  # of the country that a title begins with: "ليبيا.. هدوء نسبي"
_COUNTRY_OF_ACTOR = 0.3  # a vote of an actor's nationality for where the report plays
_PEOPLE_ENDINGS = ("يان", "يين", "يون")  # "فلسطينيان" are people
_ANOTHER = ("another", "others", "two", "three", "one")
_WHEN = ("when", "عندما", "حينما")
_NO_SENTENCES = ("junk", "byline")
_BACKING_WORDS = 4  # behind "backed by"


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
    whens: frozenset[int] = frozenset()
    relatives: frozenset[int] = frozenset()
    backing: frozenset[int] = frozenset()

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

        def written_as(word: Word) -> str:
            return text[slice(*wordlist.span([word]))]

        actors = ActorFinder(None, published, is_upper).find(words)
        votes: Votes = {}
        for actor in actors:
            if actor.country:
                heads = actor.how == "country" and actor.start <= 1 and _is_sign(words, actor.end)
                worth = _HEADING_COUNTRY if heads else _COUNTRY_OF_ACTOR
                votes[actor.country] = votes.get(actor.country, 0.0) + worth
        taken, datelines = _positions(actors), dateline_words(text, wordlist, words, segment)
        toponyms = self._toponyms.find(words, taken | datelines, is_upper)
        dates = read_dates(text, segment, published, words, wordlist)
        clauses, no_events = clause_starts(words), masked(words)
        cues = find_cues(words, clauses)
        told = {found.end for found in senses().find(words)}
        for toponym in toponyms:
            if toponym.how == "bare" and toponym.start in told:
                toponym.how = "located"  # "قصفت سراقب", "shelled Kherson"
        mentions = kept_together(self._resolver.resolve(toponyms, votes))
        country = _main_country(mentions, votes)
        actors = referred(words, ActorFinder(country, published, is_upper).find(words))
        mentions = without_glosses(words, _without_actors(words, mentions, actors))
        for mention in mentions:
            mention.span = wordlist.span(words[mention.start : mention.end])
            if mention.place.name == mention.toponym.name:  # no gazetteer's name: as the report writes it
                written_name = text[slice(*wordlist.span(words[mention.toponym.name_start : mention.end]))]
                written_name = written_name[1:] if mention.toponym.stripped else written_name
                mention.place = replace(mention.place, name=written_name)
        nothing = no_events | datelines
        hits = find_hits(words, actors, mentions, dates, cues, nothing, inner_capitals(words, written_as))
        stops = frozenset(n for n, word in enumerate(words) if word.text in ".\n")
        deeds = begins_deed(words, hits, stops, {actor.end: actor.start for actor in actors})
        clauses = sorted({*clauses, *begins_share(words, hits, 0, len(words)), *deeds})
        dates = told_on(words, dates, frozenset(hit.start for hit in hits))
        actors = _acting(words, actors, hits, mentions, datelines)
        no_event = apart(words, mentions, is_upper)
        placed = [mention for mention in mentions if mention.start not in no_event]
        found = _Found(words, actors, placed, dates, hits, cues, clauses)
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
    beside = {n for hit in nouns for n in range(hit.start - 2, hit.end + 3)}  # within it too: "in Russian hands"
    hurt = {n for hit in hits if hit.kind == "harm" for n in (hit.start - 1, *range(hit.end, hit.end + 2))}
    starts = {hit.start for hit in hits if hit.kind != "harm"}
    located = {n for m in mentions if m.toponym.how != "bare" for n in range(m.start, m.end)}
    names = {n for m in mentions if not m.is_whole for n in range(m.toponym.name_start, m.end)}
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


def _is_sign(words: list[Word], at: int) -> bool:
    return at < len(words) and words[at].is_sign


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
        and not (speaking & {m.start, m.toponym.name_start} and m.toponym.how in ("bare", "listed"))
    ]  # fmt: skip


def _weapons(
    words: list[Word], found: list[PhraseFound[Weapon]], made: list[Sentence], block: Block, first: int, hits: list[Hit]
) -> list[tuple[Weapon, int]]:
    """The weapons of a sentence; of "another hit the field" those of the sentence before."""
    if any(hit.sense.trigger.family == "protest" and words[hit.start].bare not in marches() for hit in hits):
        found = [weapon for weapon in found if words[weapon.start].bare not in marches()]  # "المسيرة" that was put down
    here = [(weapon.value, weapon.start) for weapon in found]
    is_more = words[first].text in _ANOTHER or read_number(words, first) is not None
    if here or not made or not is_more or (made[-1].block is not block and words[first].text not in _ANOTHER):
        return here
    return [(weapon, first) for weapon, _ in made[-1].weapons[:1]]


def _begun_by(words: list[Word], starts: list[int], first: Sequence[str]) -> frozenset[int]:
    """The numbers of the clauses that one of these words begins."""
    return frozenset(number for number, at in enumerate(starts, 1) if words[at].text in first)


def _backing(words: list[Word]) -> frozenset[int]:
    """Words behind "backed by", where aircraft and guns only stand by those who attack."""
    return frozenset(n for hit in backed().find(words) for n in range(hit.end, hit.end + _BACKING_WORDS))


def _sentences(text: str, segment: Segment, wordlist: WordList, found: _Found) -> list[Sentence]:
    """The sentences of a report, with what was found in each."""
    starts = [wordlist.folded.offsets[word.start] for word in found.words]
    ends, joined = {h.end for h in found.hits}, {h.start for h in found.hits if h.is_joined}
    starts_here = sorted({s for s in found.clauses if not (s in ends and found.words[s].text in RELATIVE)} | joined)
    hits, mentions, actors = Ordered(found.hits), Ordered(found.mentions), Ordered(found.actors)
    dates, weapon_words, cues = (
        Ordered(found.dates),
        Ordered(weapons().find(found.words)),
        Ordered(found.cues),
    )
    made: list[Sentence] = []
    backing = _backing(found.words)
    for block in segment.blocks:
        if block.kind in _NO_SENTENCES or block.repeated:
            continue
        for span in sentences(text, block):
            first, last = bisect_left(starts, span[0]), bisect_left(starts, span[1])
            if first == last:
                continue

            here = hits.between(first, last)
            inner = [first, *starts_here[bisect_right(starts_here, first) : bisect_left(starts_here, last)]]
            made.append(
                Sentence(
                    block,
                    first,
                    last,
                    span,
                    here,
                    mentions.between(first, last),
                    actors.between(first, last),
                    dates.between(first, last),
                    _weapons(found.words, weapon_words.between(first, last), made, block, first, here),
                    inner,
                    cues.between(first, last),
                    _begun_by(found.words, inner, _WHEN),
                    _begun_by(found.words, inner, (*RELATIVE, *(f"و{word}" for word in RELATIVE[:3]))),
                    backing,
                )
            )
    return made
