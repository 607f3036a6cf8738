"""Who did it and to whom: the side of each actor of an event, from the words before it and the verbs around it.

An Arabic verb stands before its doer, an English one behind it; unwritten vowels hide whether "قتل" is killed or was
killed, so the words behind its subject decide. The words are data: `[role]` and `[grammar]` of
`data/clauses.toml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from conflictmap.coder.acting import ActorMention, are_people
from conflictmap.coder.drafts import Draft
from conflictmap.coder.hits import Hit
from conflictmap.coder.lexicon import table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.report import Report
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

DOER, TARGET = "doer", "target"
_LONGEST = 4  # words of a marker with what may stand between it and the actor
_NEAR, _FAR = 4, 12  # words from a verb to its subject, and to its object
_BESIDE = 2  # words between a noun and whose act it is
_SIDES = ("sides", "attack_sides")
_SIDED_SUBS = ("Armed clash", "Government regains territory")
_FROM_AFAR = ("Air/drone strike", "Shelling/artillery/missile attack")
_STATES = ("state_forces", "external_forces")  # who has what strikes from afar day by day
_FINITE = ("past", "present", "future", "base", "ing")


def roles_of(draft: Draft, report: Report, named: Sequence[ActorMention]) -> dict[int, str]:
    """The role of each actor, by its `id()`."""
    kind = draft.group.trigger.roles
    sided = kind in (*_SIDES, "one") or draft.sub in _SIDED_SUBS
    sides = _sides(draft, report, sorted(named, key=lambda mention: mention.start))
    names = {DOER: "side_a", TARGET: "side_b"} if sided else {DOER: "perpetrator", TARGET: "target"}
    return {key: names.get(side, "unclear") for key, side in sides.items()}


def name_the_only_doer(drafts: Sequence[Draft], report: Report) -> None:
    """Gives attacks from afar that name nobody the one force that does all the others of their report."""
    remote = [draft for draft in drafts if draft.sub in _FROM_AFAR]
    doers: dict[str, ActorMention] = {}
    subs: set[str] = set()
    for draft in remote:
        named = [actor for actor in draft.group.actors if actor.is_force and actor.id]
        roles = roles_of(draft, report, named)
        found = {actor.id or "": actor for actor in named if roles[id(actor)] == "perpetrator"}
        doers.update(found)
        subs.update({draft.sub} if found else ())
    if len(doers) != 1 or next(iter(doers.values())).kind not in _STATES:
        return
    for draft in remote:
        if draft.sub in subs and not any(actor.is_armed and actor.id for actor in draft.group.actors):
            draft.group.actors.extend(doers.values())
            draft.carried.append("actor")


def _sides(draft: Draft, report: Report, named: list[ActorMention]) -> dict[int, str]:
    reader = _Reader(draft, report)
    sides: dict[int, str] = {}
    before: ActorMention | None = None
    for mention in named:
        side = reader.side(mention)
        if not side and before is not None and reader.are_joined(before, mention):
            side = sides[id(before)]
        sides[id(mention)] = side
        before = mention
    return _filled(draft, named, sides)


def _filled(draft: Draft, named: list[ActorMention], sides: dict[int, str]) -> dict[int, str]:
    """The sides with those that no word gives: who is left over does what nobody else did, nearest the verb first.

    Where both the doer and the target are known, the part of a third is unclear.
    """
    main, kind = draft.group.main, draft.group.trigger.roles
    open_ones = [mention for mention in named if not sides[id(mention)]]
    for mention in sorted(open_ones, key=lambda m: (m.start > main.start, abs(m.start - main.start))):
        known = set(sides.values())
        if kind == "victim" and TARGET not in known:
            sides[id(mention)] = TARGET
        elif DOER not in known:
            sides[id(mention)] = DOER
        elif TARGET not in known or kind in (*_SIDES, "one"):
            sides[id(mention)] = TARGET
    return sides


class _Reader:
    """Reads the sides of the actors of one draft."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.words, self.sentence = draft, report.words, draft.sentence
        self.hits = self.sentence.hits
        self.hit_starts = [hit.start for hit in self.hits]
        self.starts = [mention.start for mention in self.sentence.actors]
        nouns = {hit.end for hit in self.hits if not _is_verb(self.words, hit)}
        self.subject_ends = {mention.end for mention in self.sentence.actors} | nouns
        self.kind = draft.group.trigger.roles

    def side(self, mention: ActorMention) -> str:
        """What the words say of an actor: doer, target, or nothing."""
        if mention.is_civilian:
            return TARGET
        if not self.sentence.first <= mention.start < self.sentence.last:
            return ""  # another sentence says that it took part
        return self._marked(mention) or self._argued(mention)

    def are_joined(self, one: ActorMention, other: ActorMention) -> bool:
        """Whether "and" joins two actors to one side; "between A and B" names two sides."""
        if self.kind == "sides" or other.start - one.end > 1:
            return False
        if other.start > one.end:
            return self.words[one.end].text == "and"
        return self.words[other.start].text.startswith("و")

    # By a marker: "من قبل", "against"

    def _marked(self, mention: ActorMention) -> str:
        """The side that the words right before an actor give it; the nearest, of these the longest, counts."""
        found = []
        for start in range(max(self.sentence.first, mention.start - _LONGEST), mention.start):
            for hit in _markers().all_at(self.words, start):
                if mention.start - 1 <= hit.end <= mention.start and self._counts(hit.value, start):
                    found.append((hit.end, hit.end - start, hit.value))
        return _SIDE_OF[max(found)[2]] if found else ""

    def _counts(self, marker: str, start: int) -> bool:
        """Whether a marker says a side where it stands: "on" only behind an attack, "positions" only where attacked."""
        if marker in ("behind_act", "doer_behind_act"):
            hit = self._before(start)
            return hit is not None and start - hit.end <= _BESIDE and not _is_verb(self.words, hit)
        if marker == "belongings":
            return self.draft.group.trigger.family == "violence"
        if marker == "taken_from":
            return self.kind == "attack_sides" and self.draft.group.main.end <= start
        return True

    def _before(self, position: int) -> Hit | None:
        """The last word of events that ends before a position."""
        at = bisect_left(self.hit_starts, position) - 1
        return self.hits[at] if at >= 0 and self.hits[at].end <= position else None

    def _after(self, position: int) -> Hit | None:
        """The first word of events at a position or behind it."""
        at = bisect_left(self.hit_starts, position)
        return self.hits[at] if at < len(self.hits) else None

    # By the verbs and nouns of events

    def _argued(self, mention: ActorMention) -> str:
        """The side that the nearest words of events give an actor."""
        clause = self.sentence.clause
        before, after = self._before(mention.start), self._after(mention.end)
        before = before if before and clause(before.start) == clause(mention.start) else None
        after = after if after and clause(after.start) == clause(mention.start) else None
        if is_arabic(self.words[mention.start].text):
            return (self._behind(before, mention) if before else "") or (self._ahead(after, mention) if after else "")
        return (self._english_ahead(after, mention) if after else "") or (
            self._english_behind(before, mention) if before else ""
        )

    def _behind(self, hit: Hit, mention: ActorMention) -> str:
        """The side of an actor behind an Arabic verb or noun."""
        between = self.words[hit.end : mention.start]
        if any(word.text in _list("breaks") for word in between):
            return ""
        if not _is_verb(self.words, hit):
            return self._behind_noun(hit, mention, between)
        if self._has_subject(hit):
            return TARGET if len(between) <= _FAR else ""
        first, last = bisect_left(self.starts, hit.end), bisect_left(self.starts, mention.start)
        args = self.sentence.actors[first:last]
        if not args and len(between) <= _NEAR and not any(is_preposition(word.text) for word in between):
            return self._of_subject(hit, mention)
        if args and not is_preposition(self.words[mention.start - 1].text) and len(between) <= _FAR:
            return TARGET if self._of_subject(hit, args[0]) == DOER else ""
        return ""

    def _has_subject(self, verb: Hit) -> bool:
        """Whether the subject stands before an Arabic verb: "ضربات أوكرانية استهدفت", "مسلحون هاجموا"."""
        return verb.start in self.subject_ends

    def _of_subject(self, hit: Hit, mention: ActorMention) -> str:
        """The side of the first actor behind an Arabic verb, which the passive makes a target."""
        verb = self.words[hit.start].text.removeprefix("و").removeprefix("ف")
        if verb in _list("defended"):
            return TARGET
        if hit.sense.voice == "passive" or (hit.kind == "harm" and verb not in _list("either")):
            return TARGET
        if verb not in _list("either") or self._has_object(mention):
            return DOER
        return TARGET if self._is_counted(mention) or are_people(self.words, mention) else DOER

    def _has_object(self, mention: ActorMention) -> bool:
        """Whether whom it was done to stands right behind a subject: a number, or another actor."""
        at = mention.end
        if at >= self.sentence.last or is_preposition(self.words[at].text):
            return False
        follows = bisect_left(self.starts, at)
        return self.starts[follows : follows + 1] == [at] or read_number(self.words, at) is not None

    def _is_counted(self, mention: ActorMention) -> bool:
        return mention.start > 0 and read_number(self.words, mention.start - 1) is not None

    def _behind_noun(self, hit: Hit, mention: ActorMention, between: Sequence[Word]) -> str:
        """The side of an actor behind an Arabic noun: whose act it was ("قصف الجيش"), or who suffered ("مقتل جندي")."""
        if len(between) > _BESIDE or any(is_preposition(word.text) for word in between):
            return ""
        is_suffered = hit.kind == "harm" or self.words[hit.start].bare.removeprefix("و") in _list("suffered")
        if is_suffered and mention.how != "adjective":
            return DOER if self._has_object(mention) and hit.kind != "harm" else TARGET
        return "" if self.kind in _SIDES and hit.sense.trigger.roles == "sides" else DOER

    def _ahead(self, hit: Hit, mention: ActorMention) -> str:
        """The side of an actor before an Arabic verb: "قوات الدعم تهاجم قرية"."""
        if not _is_verb(self.words, hit) or hit.start - mention.end > _BESIDE:
            return ""
        verb = self.words[hit.start].text
        if hit.sense.voice == "passive" or (hit.kind == "harm" and verb not in _list("either")):
            return TARGET
        return TARGET if verb in _list("defended") else ("" if hit.kind == "harm" else DOER)

    def _english_ahead(self, hit: Hit, mention: ActorMention) -> str:
        """The side of an actor before an English verb or noun."""
        words = self.words[mention.end : hit.start]
        if not _is_verb(self.words, hit):
            close = len(words) <= _BESIDE and not any(w.is_sign and w.text not in "'’" for w in words)
            if not close or any(is_preposition(w.text) for w in words):
                return ""
            return TARGET if hit.kind == "harm" else ("" if hit.sense.trigger.roles == "sides" else DOER)
        if len(words) > _FAR or self.words[mention.start - 1].text in _list("breaks"):
            return ""
        if self.words[hit.start].text in _list("defended"):
            return TARGET if not self._is_passive(hit) else DOER
        return TARGET if self._is_passive(hit) else DOER

    def _english_behind(self, hit: Hit, mention: ActorMention) -> str:
        """The side of an actor behind an English verb: its object, where the verb is active."""
        words = self.words[hit.end : mention.start]
        if len(words) > _FAR or any(word.text in _list("breaks") for word in words):
            return ""
        if not _is_verb(self.words, hit) or self._is_passive(hit) or hit.sense.trigger.roles == "one":
            return ""
        return DOER if self.words[hit.start].text in _list("defended") else TARGET

    def _is_passive(self, hit: Hit) -> bool:
        """Whether an English verb tells what was suffered: "was killed", "killed in", "died"."""
        if hit.sense.voice == "passive" or self.words[hit.start].text in _list("intransitive"):
            return True
        if hit.sense.tense == "fixed":
            return True  # "came under fire": as a verb it only tells what was suffered
        if hit.sense.tense != "past":
            return False
        if any(word.text in _list("being") for word in self.words[max(0, hit.start - _BESIDE) : hit.start]):
            return True
        after = self.words[hit.end].text if hit.end < len(self.words) else "."
        return after == "by" or (hit.kind == "harm" and (is_preposition(after) or after in _list("no_object")))


def _is_verb(words: Sequence[Word], hit: Hit) -> bool:
    """Whether a word of events is a verb here; English writes "the attack on" and "they attack" alike."""
    after = words[hit.end].text if hit.end < len(words) else ""
    if hit.sense.tense in ("base", "present") and after in _list("behind_noun"):
        return False
    if hit.sense.tense != "fixed":
        return hit.sense.tense in _FINITE
    first = words[hit.start].text
    return first.endswith("ت") if is_arabic(first) else first in _list("undergoing")


_SIDE_OF = {
    "doer": DOER,
    "doer_behind_act": DOER,
    "target": TARGET,
    "behind_act": TARGET,
    "belongings": TARGET,
    "taken_from": TARGET,
}


@cache
def _markers() -> PhraseBook[str]:
    rows = table("clauses")["role"]
    return PhraseBook((word, name) for name in _SIDE_OF for lang in ("ar", "en") for word in rows[name][lang])


@cache
def _list(name: str) -> frozenset[str]:
    """Folded words of a list of the grammar."""
    return frozenset(fold(word) for word in table("clauses")["grammar"][name])
