"""The words of events in a report: where they stand, and what the words around them say of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.beside import Beside
from conflictmap.coder.cues import CUE_WORDS, Cue, status
from conflictmap.coder.lexicon import Sense, senses, table, triggers, verbs_like_nouns
from conflictmap.coder.numbers import read_number
from conflictmap.coder.ordered import Ordered
from conflictmap.coder.othermeanings import is_undone, means_else
from conflictmap.coder.phrases import Found
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.reportdates import Dated
from conflictmap.coder.resolving import Mention
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_NAMED = ("name", "local")
_AND_THEN = (["and", "later"], ["and", "then"], ["and", "also"])
RELATIVE = ("الذي", "التي", "الذين", "which", "that", "who")  # right behind a noun they say more of it
_STATES = ("movement", "territory")  # what leaves a place as it now is
_SHORT = 3  # letters: "was", "has" are no plurals
_GAP, _GAP_EN = 14, 6  # words between a verb and its object
_HOLDS = ("تسيطر", "يسيطر", "تحتل", "يحتل")  # who holds a place has not just taken it
_HAD = ("كان", "كانت", "كانوا", "كانا")  # "had done": told as background, unless with its day
_NEAR, _TO_BE = 5, ("سيكون", "ستكون", "سيتم", "will", "would")  # a noun of what is to come
_PEOPLE = ("شهدا",)  # martyrs, and "they two witnessed"
_WAYS = ("السبيل", "الخيار")  # "retaking the town is the only way"
_ANY = ("اي", "لاي", "باي", "ضد اي")  # "should there be any attack"
_HAVE = ("has", "have")
_QUOTES = ('"', "“", "”", "«", "»", "‘", "’", "'")
_OF = ("in", "on", "of", "for", "by", "at", "to", "from", "with", "after", "before", "during", "since", "until", "over")
_THAT = ("ان", "بان", "لان", "كي", "لكي")
_BEGAN = (
    "tried",
    "trying",
    "attempted",
    "attempting",
    "attempt",
    "managed",
    "began",
    "started",
    "forced",
    "continued",
    "proceeded",
    "went",
    "used",
    "advanced",
    "begun",
    "begin",
    "begins",
    "starts",
    "resumed",
    "rushed",
    "moved",
)
_TRIED = ("tried", "trying", "attempted", "attempting", "attempt", "attempts")
_ON_SUCCESS = ("abduction", "arrest", "territory", "movement", "release", "destruction")
_DONE_OR_NOT = ("abduction", "arrest", "territory", "release", "destruction")  # "حاولوا أسر جندي"
_FROM_AFAR = ("air_strike", "drone_attack", "shelling", "explosive", "suicide_bomb")  # done or not done
_BEFORE_NOUN = ("a", "an", "another", "in", "by", "during")  # a word that is a verb too: "in a raid"
_BEGINNING = ("began", "begun", "begin", "begins", "started", "resumed", "continued", "managed")
_NOUN_BEHIND = ("اثر", "جراء", "نتيجه", "بسبب", "بفعل", "خلال", "وسط", "رغم")
_CALLED_OFF = 9  # words from a noun to what became of it
_MEANWHILE, _AS_WORDS = frozenset(("as", "while", "amid")), 4
_CONTINUE = ("continue", "continues", "rage", "rages", "persist", "escalate", "escalates", "intensify", "intensifies")
_HEAD_WORDS, _HEADLINE_WORDS = 6, 24  # words before the verb of a headline, and in all of it
_ABOUT = frozenset(("against", "over", "denouncing", "condemning", "support", "solidarity", "demanding", "demand"))
_ARMS, _FIND_WORDS = ("grenade", "explosive", "shelling"), 40  # words back from arms to what found them
_FAR = 16  # words from "لقي" to "مصرعهم"


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of events at words `start` to `end`: its sense and what the cues around it say of it.

    `is_definite`: it speaks of what is known ("the attack"). `is_joined`: a comma and "and" begin a new clause with it.
    `by`: who did it stands behind ("killed by gunmen").
    """

    sense: Sense
    start: int
    end: int
    status: str = ""
    is_definite: bool = False
    is_joined: bool = False
    by: bool = False

    @property
    def kind(self) -> str:
        """act, attack or harm."""
        return self.sense.trigger.kind


def find_hits(
    words: list[Word],
    actors: list[ActorMention],
    mentions: list[Mention],
    dates: list[Dated],
    cues: list[Cue],
    no_events: frozenset[int],
    capitals: frozenset[int] = frozenset(),
) -> list[Hit]:
    """The words of events, without those inside phrases, actors' names and places' names.

    `capitals`: words with a capital that no sentence begins with, which belong to names: "the 3rd Storm Brigade".
    """
    named = {n for a in actors if a.how in _NAMED for n in range(a.start, a.end)}
    taken = {n for m in mentions for n in range(m.toponym.name_start, m.end)}
    taken.update(n for d in dates for n in range(d.start, d.end))  # "فجر الأربعاء" is dawn, not "blew up"
    adjectives = {a.start for a in actors if a.how == "adjective"}
    beside = Beside(words, actors, mentions)
    governing = Ordered(cues)
    found: list[Hit] = []
    position = 0
    begins = frozenset(senses().begins(words)) - named
    while position < len(words):
        if position not in begins:
            position += 1
            continue
        hit = None if position in no_events or words[position].is_sign else _sense_at(words, position, beside)
        hit = (
            None if hit and {hit.end - 1, hit.end} <= no_events else hit
        )  # a phrase without an event goes on behind it
        if hit is None or any(n in taken for n in range(hit.start, hit.end)):
            position += 1
            continue
        is_name = capitals.issuperset(range(hit.start, hit.end))
        if is_name or means_else(words, hit) or _is_halted(words, hit):
            position = hit.end
            continue
        found.append(_hit(words, hit, governing, adjectives))
        position = hit.end
    found = _without_causes(words, found)
    found = [_found_arms(words, hit) for hit in found]
    told = Ordered(found)
    return [hit for hit in found if hit.sense.trigger.id != "met_end" or _meets_end(told, hit)]


def _sense_at(words: list[Word], position: int, beside: Beside) -> Found[Sense] | None:
    """The longest word or phrase of events at a position; parted ones where one word alone says nothing or else."""
    hit = senses().at(words, position)
    hit = hit if hit is None or beside.allows(hit) else None
    if is_arabic(words[position].text):
        return _gapped(words, position, hit, _GAP) if hit is None or hit.end == position + 1 else hit
    if hit is None or means_else(words, hit):
        return _gapped(words, position, None, _GAP_EN) or hit
    return hit


def _found_arms(words: list[Word], hit: Hit) -> Hit:
    """A noun of arms as what was found or seized: "عثرت على قذائف وقنابل يدوية"."""
    if hit.sense.trigger.id not in _ARMS or hit.sense.tense not in ("noun", "fixed"):
        return hit
    for at in range(hit.start - 1, max(-1, hit.start - _FIND_WORDS), -1):
        if ends_clause(words, at):
            return hit
        if words[at].text.removeprefix("و") in _finds():
            return replace(hit, sense=replace(hit.sense, trigger=triggers()["weapons_seized"], tense="noun"))
    return hit


@cache
def _finds() -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["finds"]["words"])


def _hit(words: list[Word], hit: Found[Sense], governing: Ordered[Cue], adjectives: set[int]) -> Hit:
    """A word of events with what the words around it say of it."""
    has_article = hit.reading.has_article and words[hit.start].text.removeprefix("و") not in verbs_like_nouns()
    has_article = has_article and not _is_of_what_follows(words, hit)
    definite = (
        has_article
        or (hit.start > 1 and words[hit.start - 2].text == "the" and _is_before_noun(words, hit.start - 1, adjectives))
        or (hit.start > 0 and words[hit.start - 1].text in ("the", "this", "هذا", "هذه"))
        or _is_that(words, hit.start)
    )
    is_noun = hit.value.tense == "noun" or definite or bool(set(hit.reading.clitics) & {"ب", "ل"})
    is_noun = is_noun or _is_verbal_noun(words, hit, adjectives)
    is_noun = is_noun or (hit.value.tense == "base" and hit.start > 0 and words[hit.start - 1].text in _BEFORE_NOUN)
    sense = (
        replace(hit.value, tense="noun")
        if is_noun and hit.value.tense in ("past", "present", "base", "ing")
        else hit.value
    )
    state = (
        status(hit.start, governing.between(hit.start - CUE_WORDS, hit.start))
        or _stale(words, hit, sense)
        or _mood(words, hit.start, sense)
    )
    if state == "tried":
        state = "wished" if sense.trigger.family in _DONE_OR_NOT else ""
    if state == "after" and hit.start > 0 and words[hit.start - 1].text in ("a", "an"):
        # "a fire broke out after a drone attack" tells of it anew, "reopened after a closure of two years" does not
        state = "past" if sense.trigger.family == "closure" else ""
    ends = [word.text for word in words[hit.end - 1 : hit.end + 1]]
    is_reference = definite and sense.tense == "noun" and "of" not in ends  # "the arrest of four men"
    before = [w.text for w in words[max(0, hit.start - 2) : hit.start]]
    joined = hit.reading.clitics[:1] == "و" and before[-1:] in (["،"], [","])
    joined = joined or (sense.tense in ("past", "present") and (before[-1:] == ["and"] or before in _AND_THEN))
    return Hit(sense, hit.start, hit.end, state, is_reference, joined, ends[1:] == ["by"])


def _is_before_noun(words: list[Word], position: int, adjectives: set[int]) -> bool:
    """Whether a word may stand between "the" and a noun: "the Israeli raids", "the two blasts"."""
    return position in adjectives or read_number(words, position) is not None


def _is_that(words: list[Word], position: int) -> bool:
    """Whether "that" right before a noun points to it ("for that attack"), and does not begin what is said."""
    return position > 1 and words[position - 1].text == "that" and words[position - 2].text in _OF


def _stale(words: list[Word], hit: Found[Sense], sense: Sense) -> str:
    """Whether an adjective says that a noun of events tells of none anew: "repeated incursions"."""
    if sense.tense != "noun" or sense.trigger.kind == "harm":
        return ""
    if is_arabic(words[hit.start].text):
        after = words[hit.end].text if hit.end < len(words) else ""
        return "past" if after in _adjectives("ar") else ""
    before = words[hit.start - 1].text if hit.start else ""
    after = " ".join(word.text for word in words[hit.end : hit.end + _CALLED_OFF])
    if any(phrase in after for phrase in table("cues")["before_noun"]["called_off"]):
        return "negated"
    return "past" if before in _adjectives("en") else ""


@cache
def _purposes() -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["purpose"]["ar"])


@cache
def _adjectives(lang: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["before_noun"][lang])


def _is_verbal_noun(words: list[Word], hit: Found[Sense], adjectives: set[int]) -> bool:
    """Whether an Arabic word written as a verb is a noun here: "في قصف", "إثر قصف", "قصف إسرائيلي"."""
    if hit.value.tense != "past" or not is_arabic(words[hit.start].text):
        return False
    if hit.end in adjectives and hit.value.trigger.family == "violence" and hit.value.trigger.kind != "harm":
        return not words[hit.end - 1].text.endswith("ت")
    before = words[hit.start - 1].text if hit.start else ""
    return is_preposition(before) or before.removeprefix("و") in _NOUN_BEHIND


def _is_of_what_follows(words: list[Word], hit: Found[Sense]) -> bool:
    """Whether an Arabic phrase has its article but for grammar: "التوصل إلى اتفاق", "الإفراج عن عشرين أسيرا"."""
    if hit.end == hit.start + 1 or words[hit.end - 1].text.startswith("ال"):
        return False
    if hit.value.trigger.family == "agreement" or read_number(words, hit.end) is not None:
        return True
    behind = words[hit.end].text if hit.end < len(words) else ""
    is_noun = is_arabic(behind) and not behind.startswith("ال") and behind not in _all()
    return is_preposition(words[hit.end - 1].text) and is_noun


@cache
def _all() -> frozenset[str]:
    """Folded words for all of those who are known: "الإفراج عن جميع المحتجزين"."""
    return frozenset(fold(word) for word in table("cues")["all"]["ar"])


def _is_halted(words: list[Word], hit: Found[Sense]) -> bool:
    """Whether fire is but what is stopped: "وقف فوري وشامل لإطلاق النار"."""
    before = words[max(0, hit.start - _NEAR) : hit.start]
    return hit.reading.clitics.endswith("ل") and any(r.bare in _halts() for word in before for r in word.readings)


@cache
def _halts() -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["halt"]["ar"])


def _gapped(words: list[Word], position: int, known: Found[Sense] | None, gap: int) -> Found[Sense] | None:
    """A phrase that other words part: "أضرم محتجون النار"; a word that says as much alone stays as it is."""
    if words[position].text in _PEOPLE:
        return known
    found = senses().gapped_at(words, position, gap)
    if (
        found is None
        or not (found.value.tense in ("past", "present", "fixed") or _is_of_many(words, position, found.value))
        or (known and known.value.trigger.rank > found.value.trigger.rank)
    ):
        return known
    if found.value.tense == "fixed" and words[found.end - 1].text.startswith("و"):
        return known  # begins anew: "خرجت مسيرة وأصابت"
    if gap == _GAP_EN and is_undone(words, found.start, found.end):
        return known
    return found._replace(end=position + 1)


def _is_of_many(words: list[Word], position: int, sense: Sense) -> bool:
    """Whether an English base form is the present of several: "rebels capture the ... town", not "to capture"."""
    before = words[position - 1].text if position else ""
    return sense.tense == "base" and (before in table("clauses")["grammar"]["many"] or _is_plural(before))


def _is_plural(text: str) -> bool:
    return len(text) > _SHORT and text.endswith("s") and not text.endswith("ss")


def _mood(words: list[Word], position: int, sense: Sense) -> str:
    """What a verb's form says: the future is planned; "أن يقصف", "to shell" are wished, but not "began to shell"."""
    if sense.tense == "future":
        return "planned"
    at = next((n for n in range(position, 0, -1) if words[n - 1].text not in _QUOTES), 0)  # "to “send bombs”"
    before, second = (words[at - n].text if at >= n else "" for n in (1, 2))
    if before in _HAVE and second in RELATIVE and sense.trigger.kind != "harm":
        return "past"  # "the coalition, which has carried out strikes"
    if before in RELATIVE and sense.trigger.family in _STATES:
        return "past"  # "the town, which the army entered last month"
    if sense.trigger.id == "takeover" and words[position].text.removeprefix("و").startswith(_HOLDS):
        return "" if _in_headline(words, position) else "past"
    if before == "قد" and any(
        word.text.removeprefix("و") in _HAD for word in words[max(0, position - _FAR) : position]
    ):
        return "habitual"
    if words[position].text in _purposes():
        return "wished"
    if sense.tense == "noun" and before in _ANY:
        return "conditional"
    if sense.tense == "noun" and any(word.text in _WAYS for word in words[position : position + _NEAR]):
        return "wished"
    if sense.tense != "past" and _goes_on_meanwhile(words, position):
        return "meanwhile"
    if sense.tense == "noun" and any(word.text in _TO_BE for word in words[position : position + _NEAR]):
        return "planned"
    if sense.tense == "ing" and before == "been":
        return "habitual"  # "have been shelling"
    if sense.tense == "present" and before in _THAT:
        return "wished"
    is_of_success = sense.trigger.family in _ON_SUCCESS or sense.trigger.id in _FROM_AFAR
    if before == "to" and second in _TRIED and is_of_success:
        return "wished"  # "tried to abduct him"
    if sense.tense == "base" and before in ("and", "or") and words[position].text not in _nouns_too():
        return "" if _in_headline(words, position) else "wished"  # "ordered them to seize cars and abduct a judge"
    if sense.tense in ("base", "past") and before == "to":
        return "" if second in _BEGAN or _is_begun(words, at) else "wished"
    return ""


@cache
def _nouns_too() -> frozenset[str]:
    return frozenset(table("cues")["verb"]["nouns_too"])


def _goes_on_meanwhile(words: list[Word], position: int) -> bool:
    """Whether a clause only says what goes on while something else happens: "As clashes continue between"."""
    before = {word.text for word in words[max(0, position - _AS_WORDS) : position] if not word.is_sign}
    return bool(before & _MEANWHILE) and any(w.text in _CONTINUE for w in words[position + 1 : position + _AS_WORDS])


def _in_headline(words: list[Word], position: int) -> bool:
    """Whether a word stands near the beginning of a short line without a full stop, which tells in the present."""
    first = next((n + 1 for n in range(position - 1, -1, -1) if words[n].text == "\n"), 0)
    last = next((n for n in range(position, len(words)) if words[n].text == "\n"), len(words))
    is_short = position - first <= _HEAD_WORDS and last - first <= _HEADLINE_WORDS
    return is_short and not any(word.text in (".", *RELATIVE) for word in words[first:last])


def _is_begun(words: list[Word], position: int) -> bool:
    """Whether a word of beginning stands shortly before "to", with its day between: "had begun on Monday to clear"."""
    before = words[max(0, position - _NEAR - 1) : position - 1]
    return any(word.text in _BEGINNING for word in before) and not any(word.is_sign for word in before)


def _without_causes(words: list[Word], hits: list[Hit]) -> list[Hit]:
    """The hits, with what a protest is about as what it reacts to: "rallied in support of Gaza and against strikes"."""
    kept: list[Hit] = []
    protest: Hit | None = None
    for hit in hits:
        is_near = protest is not None and hit.start - protest.end <= _FAR
        between = [word.text for word in words[protest.end : hit.start]] if protest and is_near else []
        is_about = "." not in between and bool(set(between) & _ABOUT)
        if protest and is_about and hit.sense.trigger.family == "violence" and hit.sense.tense == "noun":
            hit = replace(hit, status="wished")
        elif hit.sense.trigger.id == "protest":
            protest = hit
        kept.append(hit)
    return kept


def _meets_end(hits: Ordered[Hit], verb: Hit) -> bool:
    """Whether "لقي" goes on to say "مصرعه": it meets many things else."""
    after = hits.between(verb.start + 1, verb.start + _FAR + 1)
    return any(hit.sense.tense == "fixed" and hit.kind == "harm" for hit in after)
