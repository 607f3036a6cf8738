"""A report's sentences put together: drafts with what other sentences say of their place, day and toll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from conflictmap.coder.background import first_of_events, is_of_archive, why_background
from conflictmap.coder.counting import toll, tolls_of
from conflictmap.coder.details import amend, as_quoted, happening, tells_when
from conflictmap.coder.doubts import Doubts
from conflictmap.coder.drafts import Draft, Group, Skipped, groups_of
from conflictmap.coder.hits import Hit
from conflictmap.coder.kinds import sub_type
from conflictmap.coder.lexicon import table
from conflictmap.coder.meant import meant
from conflictmap.coder.placewords import roads
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.reportdates import Dated, is_of_all, is_of_days
from conflictmap.coder.resolving import Mention
from conflictmap.coder.shares import Share, elided, shares_of, with_rest
from conflictmap.coder.sums import tells_of_many
from conflictmap.coder.tolls import Count
from conflictmap.coder.tollwords import says_raised
from conflictmap.coder.unplaced import names_place, names_unknown
from conflictmap.coder.ways import method_of_all
from conflictmap.coder.whereabouts import is_dominant, only_place, places_of
from geodata.normalize import is_arabic

_CLAIMED = ("territory", "movement", "handover")
_SAME_PLACE = 3  # events back to one at the same place
_LEAD_SENTENCES = 4  # that say where and when the report as a whole plays
_VERB_WORDS = 16  # words from "the clashes" to "broke out"
_DETAIL_REACH = 2  # sentences back to the event that "it took place in" is said of
_REACH = 3  # sentences a "the shelling" reaches back to the shelling it means
_ON_IT = ("عليها", "عليه", "عليهما")  # "stormed it and took it"
_OBJECT_WORDS, _SUBJECT_WORDS = 9, 5
_CARRIES_NO_PLACE = ("withdrawal", "takeover", "advance", "enter", "convoy", "deployment", "raid", "delegation", "base")
_SHARED_DAYS = 14
_LATEST_DAYS = 4  # from the day a report begins with to its publication
_UPON = ("movement", "arrest", "raid", "closure")  # what forces do upon violence
_CROWDS, _CROWD_WORDS = ("dozens", "scores", "hundreds", "thousands", "crowds", "crowd"), 8
_NEAR_ROAD = 6  # words between a road and the word that closes it


@dataclass(slots=True)
class Assembly:
    """One report on its way to events."""

    report: Report
    drafts: list[Draft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    section: Mention | None = None
    lead_place: Mention | None = None
    lead_date: Dated | None = None
    paragraph_date: Dated | None = None
    dominant: bool = False
    doubts: Doubts = field(init=False)
    headed: frozenset[int] = frozenset()
    elsewhere: int = -1  # the sentence told last of a place that no gazetteer knows

    def run(self) -> Assembly:
        """Reads all sentences."""
        report = self.report
        self.doubts = Doubts(report)
        if topic := self.doubts.topic():
            self._skip_all(f"topic:{topic}")
            return self
        self.headed = frozenset(id(s.block) for s in report.sentences if any(m.toponym.is_label for m in s.places))
        lead = [s for s in report.sentences if s.block.kind in ("heading", "paragraph")][:_LEAD_SENTENCES]
        self.lead_place = next((m for s in lead for m in s.places if not m.is_whole and not m.toponym.stationed), None)
        self.lead_date = first_of_events(report, [(s, d) for s in lead for d in s.dates if is_of_all(d)])
        self.dominant = is_dominant(report, self.lead_place)
        block = None
        for number, sentence in enumerate(report.sentences):
            if sentence.block is not block:
                block, self.paragraph_date = sentence.block, None
            self._read(number, sentence)
        return self

    def _skip_all(self, reason: str) -> None:
        for sentence in self.report.sentences:
            for hit in sentence.hits[:1]:
                self._skip(sentence, hit, reason)

    def _skip(self, sentence: Sentence, hit: Hit, reason: str) -> None:
        word = " ".join(w.text for w in self.report.words[hit.start : hit.end])
        self.skipped.append(Skipped(sentence.span, word, reason))

    def _read(self, number: int, sentence: Sentence) -> None:
        if sentence.block.kind == "heading" and not sentence.hits and number:
            is_dateline = any(d.found.end == self.report.published for d in sentence.dates)
            places = [m for m in sentence.places if not (m.is_whole or is_dateline)]
            self.section = places[0] if len(places) == 1 else None
        if sentence.block.kind == "teaser" or is_of_archive(self.report, sentence):
            return
        groups, void = groups_of(sentence)
        for hit in void:
            self._skip(sentence, hit, hit.status or "no place")
        counts = tolls_of(self.report, sentence)
        is_detail = tells_when(self.report, sentence) and self._amends(number, sentence)
        for group in groups:
            if is_detail and all(hit.is_definite for hit in group.acts):
                self._adds_to_known(number, sentence, group, *self._tolls(sentence, group, counts))
            else:
                self._read_group(number, sentence, group, counts)
        dated = next((d for d in sentence.dates if is_of_all(d)), None)
        self.paragraph_date = dated or self.paragraph_date

    def _read_group(self, number: int, sentence: Sentence, group: Group, counts: dict[int, Count]) -> None:
        killed, hurt = self._tolls(sentence, group, counts)
        dated = self._date(sentence, group)
        if why_background(self.report, sentence, group, dated[0]):
            return self._skip(sentence, group.main, "background")
        places = list(places_of(group, self.report.country))
        places = self._taken_places(group, places)
        is_vague = all(m.toponym.stationed for m in places)
        if is_vague and tells_of_many(self.report, number, group):
            return self._skip(sentence, group.main, "background")
        if is_vague and self._adds_to_known(number, sentence, group, killed, hurt):
            return None
        if is_vague and self._is_detail(sentence, group):
            return self._skip(sentence, group.main, "reference")
        reason = self.doubts.why_not(sentence, group)
        if group.acts and all(hit.is_definite for hit in group.acts) and not self._is_told(sentence, group, places):
            reason = reason or "reference"
        if reason:
            return self._skip(sentence, group.main, reason)
        carried = []
        if not places:
            only = None if group.trigger.id == "takeover" else only_place(sentence)
            place = only or (None if _is_short(sentence) else self._carried_place(number, group))
            if place is None:
                self.elsewhere = number if names_place(self.report, sentence) else self.elsewhere
                return self._skip(sentence, group.main, "no place")
            carried = [
                "report's place" if self.dominant else "place meant" if place is meant(self.report, number) else "place"
            ]
            places = [place]
        if dated[1] and (known := self._day_of(group, places[0])):
            dated = known, True
        if dated[1]:
            carried.append("date")
        is_plan = group.main.status == "planned" or (dated[0] is not None and dated[0].found.kind == "plan")
        if is_plan and group.trigger.family not in ("movement", "handover", "closure", "agreement"):
            return self._skip(sentence, group.main, "planned")
        sub = (
            self._known_sub(group, places[0])
            or self._of_protest(group)
            or method_of_all(self.report, sentence, group)
            or sub_type(sentence, group)
        )
        shares = shares_of(self.report, sentence, group)
        places += [s.place for s in shares if s.place not in places]
        shares = with_rest(shares, places, killed)
        for n, place in enumerate(places):
            draft = Draft(sentence, group, place, dated[0], sub, "planned" if is_plan else "asserted")
            if shares:
                draft.fatalities, draft.injured = (_share(shares, place, kind) for kind in ("fatalities", "injured"))
            elif n == 0:  # what is counted for all places of a list is told once
                draft.fatalities, draft.injured, draft.is_of_all = killed, hurt, len(places) > 1
            draft.others, draft.carried = len(places) - 1, list(carried)
            self.drafts.append(draft)
        return None

    def _tolls(self, sentence: Sentence, group: Group, counts: dict[int, Count]) -> tuple[Count | None, Count | None]:
        """The dead and hurt of a group."""
        if told := elided(self.report, sentence, group):
            return told
        dead, hurt = (toll(self.report, sentence, group, counts, kind) for kind in ("fatalities", "injured"))
        return dead, hurt

    def _is_told(self, sentence: Sentence, group: Group, places: list[Mention]) -> bool:
        """Whether "the clashes" are news: with their dead, day or place, or where they are said to have broken out."""
        reach = [self.report.words[hit.end : hit.end + _VERB_WORDS] for hit in group.acts]
        if all(sentence.clause(hit.start) in sentence.relatives for hit in group.acts) and not group.harms:
            return False  # "the people, who suffer the siege of"
        broke_out = any(word.text in happening() for words in reach for word in words)
        own = [d for d in group.dates if d.found.kind == "happened" and d.found.precision in ("day", "days")]
        return _is_told(group, places) or bool(broke_out and places and own)

    def _day_of(self, group: Group, place: Mention) -> Dated | None:
        """The day of what was told shortly before of the same place: a claim of it says no other."""
        if group.trigger.family not in _CLAIMED:
            return None
        near = (d for d in reversed(self.drafts[-_SAME_PLACE:]) if d.place and d.place.place.id == place.place.id)
        near = (d for d in near if d.group.trigger.family in _CLAIMED)
        return next((d.dated for d in near if d.dated and "date" not in d.carried), None)

    def _amends(self, number: int, sentence: Sentence) -> bool:
        """Whether a sentence says when or where the last event told was, which then is taken from it."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.others or number - self.report.sentences.index(last.sentence) > _DETAIL_REACH:
            return False
        return last.sentence is not sentence and amend(last, sentence)

    def _is_detail(self, sentence: Sentence, group: Group) -> bool:
        """Whether a group without a place of its own only says what had come before: "the man had hurled a bomb"."""
        first = group.hits[0].start
        start = max((n for n in sentence.starts if n <= first), default=sentence.first)
        words = [word.text for word in self.report.words[start:first]]
        if "had" not in words:
            return False
        is_said = any(word.text in _speaking() for word in self.report.words[sentence.first : first])
        has_day = any(d.found.kind == "happened" for d in sentence.dates)
        return not (is_said and (has_day or only_place(sentence)))  # "said that it had fired on Monday"

    def _taken_places(self, group: Group, places: list[Mention]) -> list[Mention]:
        """For the taking of a place, only what is named as taken: right behind the word, or right before a passive."""
        if group.trigger.id != "takeover":
            return places
        hits = [hit for hit in group.acts if hit.sense.trigger.id == "takeover"]
        taken = any(self._is_taken(hit, m) for m in places[:1] for hit in hits)
        more = [m for m in places if taken and (m.toponym.how == "listed" or m.toponym.joined)]
        return [m for m in places if m in more or any(self._is_taken(hit, m) for hit in hits)]

    def _is_taken(self, hit: Hit, place: Mention) -> bool:
        if self.report.words[hit.end - 1].text in _ON_IT and place.end <= hit.start:
            return True
        return 0 <= place.toponym.name_start - hit.end <= _OBJECT_WORDS or 0 <= hit.start - place.end <= _SUBJECT_WORDS

    def _of_protest(self, group: Group) -> str | None:
        """Roads that nobody in uniform closed, in a report of protests: protesters did."""
        if group.trigger.family != "closure" or any(a.is_force or a.agent == "state" for a in group.actors):
            return None
        people = [a for a in group.actors if a.is_civilian or a.kind in ("protesters", "rioters")]
        is_before = any(a.end <= group.main.start or a.kind != "civilians" for a in people)
        if people and not is_before and not is_arabic(self.report.words[group.main.start].text):
            return group.trigger.sub  # "the crossing reopened for people"
        protests = any(h.sense.trigger.family == "protest" for s in self.report.sentences for h in s.hits)
        words = self.report.words[max(0, group.main.start - _NEAR_ROAD) : group.main.end + _NEAR_ROAD]
        is_road = any(reading.bare in roads() for word in words for reading in word.readings)
        before = self.report.words[max(0, group.main.start - _CROWD_WORDS) : group.main.start]
        if any(word.text in _CROWDS for word in before) and group.main.sense.tense in ("past", "present"):
            return "Peaceful protest"  # "dozens of graduates blocked the entrance"
        return "Peaceful protest" if protests and is_road and group.trigger.id != "curfew" else None

    def _known_sub(self, group: Group, place: Mention) -> str | None:
        """What "the attack" was, where the report has told it more exactly before."""
        if not group.acts or not all(hit.is_definite for hit in group.acts) or group.trigger.kind != "attack":
            return None
        same = (d for d in reversed(self.drafts) if d.group.trigger.family == group.trigger.family)
        return next((d.sub for d in same if d.place and d.place.place.id == place.place.id), None)

    def _date(self, sentence: Sentence, group: Group) -> tuple[Dated | None, bool]:
        """When it happened, and whether another sentence says so."""
        own = [d for d in group.dates if d.found.kind != "background"] or group.dates
        if own:
            happened = [d for d in own if d.found.kind == "happened"] if group.main.status != "planned" else own
            told = [d for d in happened if not d.is_of_saying]
            is_vaguer = all(d.found.precision != "day" for d in told) and any(d.is_of_saying for d in happened)
            happened = happened if not told or is_vaguer else told
            exact = [d for d in happened if d.found.precision == "day" or is_of_days(d)]
            able = exact or happened or own
            if group.main.status == "after":  # "calm on Wednesday after clashes that broke out on Monday"
                able = [d for d in able if d.start >= group.main.start or d.found.rule == "offset"] or able
            nearest = min(able, key=lambda d: abs(d.start - group.main.start))
            nearest = as_quoted(self.report, sentence, nearest, self.lead_date)
            return _with_the_next_day(sentence, group, nearest, self.report.published), False
        if self.paragraph_date and self._is_recent(self.paragraph_date):
            return self.paragraph_date, True
        lead = self.lead_date if self.lead_date and self._is_recent(self.lead_date) else None
        return (_until(lead, self.report.published) if lead else None), True

    def _is_recent(self, dated: Dated) -> bool:
        """Whether a date is so near the report's own day that sentences without one may share it."""
        published = self.report.published
        return published is None or abs((published - dated.found.end).days) <= _SHARED_DAYS

    def _adds_to_known(
        self, number: int, sentence: Sentence, group: Group, killed: Count | None, hurt: Count | None
    ) -> bool:
        """Whether this only says more of an event already told: "the shelling killed three"."""
        is_hit = any(hit.sense.trigger.id == "struck" for hit in group.acts)
        is_known = is_hit and self.report.words[sentence.first].text == "the"  # "the terminal, on the coast, was hit"
        if not is_known and not all(hit.is_definite or hit.sense.trigger.id == "destroyed" for hit in group.acts):
            return False
        near = [d for d in reversed(self.drafts) if number - self.report.sentences.index(d.sentence) <= _REACH]
        near = [d for d in near if not self._is_apart(number, d.sentence)]
        if self.elsewhere < number:  # what follows an event of a place unknown is said of that
            near = [d for d in near if self.report.sentences.index(d.sentence) > self.elsewhere]
        near.sort(key=lambda draft: group.trigger.says_how and draft.sub != group.trigger.sub)
        for draft in near:
            if draft.group.trigger.family == group.trigger.family:
                words = self.report.words[sentence.first : sentence.last]
                killed, hurt = (_as_of(draft.sentence, sentence, count) for count in (killed, hurt))
                if draft.fatalities is None or says_raised(words):
                    draft.fatalities = _larger(draft.fatalities, killed)
                draft.injured = draft.injured or hurt
                draft.group.actors += [
                    a for a in group.actors if a.is_named and a.id not in {b.id for b in draft.group.actors}
                ]
                return True
        return False

    def _is_apart(self, number: int, before: Sentence) -> bool:
        """Whether a sentence stands in another line than an earlier one, and lines are headed by where they play."""
        block = self.report.sentences[number].block
        return before.block is not block and id(block) in self.headed

    def _finer(self, mention: Mention) -> Mention:
        """The place told last in an area, where an area is all that is named."""
        return next((d.place for d in reversed(self.drafts) if d.place and mention.holds(d.place)), mention)

    def _carried_place(self, number: int, group: Group) -> Mention | None:
        """The place of a group that names none: its section's, the last event's, or the report's."""
        named = meant(self.report, number)
        if group.trigger.id in _CARRIES_NO_PLACE and self.section is None:
            own_day = any(d.found.kind == "happened" and d.found.precision == "day" for d in group.dates)
            return named if group.trigger.id == "enter" and own_day else None  # "entered the city on Sunday"
        if self.section is not None and group.trigger.id != "takeover":
            return self.section
        if names_unknown(self.report, self.report.sentences[number]):
            return None  # it happened there, wherever that is
        if named is not None:
            return named
        for before in reversed(self.report.sentences[max(0, number - 2) : number]):
            if self._is_apart(number, before):
                break
            placed = [m for m in before.places if not m.is_whole and not m.toponym.stationed]
            last = next((d.place for d in self.drafts if d.sentence is before), None)
            if before.hits and not last and names_unknown(self.report, before):
                return None  # "in Boulikessi, near the border. Thirty soldiers were killed"
            if last or placed:
                return last or self._finer(placed[0])
        return self.lead_place if number < _LEAD_SENTENCES else None


def _share(shares: Sequence[Share], place: Mention, kind: str) -> Count | None:
    """The figure of one kind told of a place."""
    return next((s.count for s in shares if s.place.place.id == place.place.id and s.kind == kind), None)


def _with_the_next_day(sentence: Sentence, group: Group, dated: Dated, published: date | None) -> Dated:
    """The day of another clause, with the day behind it for what forces did upon it: "fought on Sunday, and the army
    deployed and arrested nine"."""
    found = dated.found
    clauses = {sentence.clause(hit.start) for hit in group.hits}
    is_upon = group.trigger.family in _UPON and dated.end <= group.main.start
    if not is_upon or sentence.clause(dated.start) in clauses or found.precision != "day":
        return dated
    if published is None or found.end >= published or dated.is_of_saying:
        return dated
    return replace(dated, found=replace(found, end=found.end + timedelta(days=1), precision="days"))


def _until(lead: Dated, published: date | None) -> Dated:
    """The day that a report begins with, as far as it may be that of another paragraph: until its publication."""
    found = lead.found
    if published is None or not 0 < (published - found.end).days <= _LATEST_DAYS:
        return lead
    return replace(lead, found=replace(found, end=published, precision="days"))


@cache
def _speaking() -> frozenset[str]:
    return frozenset(table("clauses")["saying"]["en"])


def _is_short(sentence: Sentence) -> bool:
    """Whether a sentence is a heading, which tells of all that a report does."""
    return sentence.block.kind == "heading"


def _is_told(group: Group, places: list[Mention]) -> bool:
    """Whether "the withdrawal", "the shelling" is news: planned, with its dead, or with its place behind it."""
    if group.main.status == "planned" or group.harms:
        return bool(places)
    if any(
        d.found.kind == "happened" and 0 <= d.start - hit.end <= _OBJECT_WORDS
        for d in group.dates
        for hit in group.acts
    ):
        return True
    return any(0 <= m.start - hit.end <= _OBJECT_WORDS for m in places for hit in group.acts)


def _as_of(one: Sentence, other: Sentence, count: Count | None) -> Count | None:
    """A count of another sentence, its words told from the start of one."""
    words = other.first - one.first
    return replace(count, start=count.start + words, end=count.end + words) if count else None


def _larger(one: Count | None, other: Count | None) -> Count | None:
    known = [count for count in (one, other) if count is not None]
    return max(known, key=lambda c: c.best or c.low or 0) if known else None
