"""Places that a report names and where nothing happened: parts of a body's name, where who speaks sits, where somebody
is from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from conflictmap.coder.lexicon import saying, table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.placewords import is_preposition, settlement_nouns
from conflictmap.coder.resolving import Mention
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_BODY_WORDS = 4  # words between a place and the body it names: "Kharkiv Regional Military Administration"
_SPEAKER_WORDS = 24  # words from the place to the verb of saying
_SPEAKER_NEAR = 8  # the same, of a ministry's
_STRUCK_WORDS = 8  # from the word of a strike to the place of what it struck
_TELLER_WORDS = 10  # from an Arabic verb of saying to where it was said
_OPENING = 3  # words of a sentence in which "In Tripoli," stands
_BEFORE_NAMES = ("the", "nearby", "neighbouring", "neighboring")
_INSERTED_WORDS = 18  # words from the comma that opens an insertion to the place in it
_HEAD_WORDS = 10  # words from "commander of" to where
_OF_NAMES = ("al", "el", "ad", "as", "an")
_SIGNS = "'’-"
_OWNED_WORDS = 5  # from "Gaza" to "Rafah": "Gaza's southernmost city of Rafah"


def apart(words: Sequence[Word], mentions: Sequence[Mention], is_upper: Callable[[Word], bool]) -> frozenset[int]:
    """Where the places begin that are no event's: of units, of speakers, of people's origin. Arabic: of speakers."""
    found, verbs = set(), saying()["verbs"]
    for at, mention in enumerate(mentions):
        if is_arabic(words[mention.toponym.name_start].text):
            if _is_where_told(words, mention, mentions[at + 1 : at + 2]) or _is_government(words, mention):
                found.add(mention.start)
            continue
        body = _body(words, mention.end, is_upper)
        about = (_is_of_people, _is_of_head, _is_inserted)
        mention.toponym.stationed |= body == "local" or any(test(words, mention) for test in about)
        owns = _owns(words, mention, mentions[at + 1 : at + 2])
        speaks = mention.place.kind == "hospital" and mention.end < len(words) and words[mention.end].text in verbs
        speaks |= [word.text for word in words[max(0, mention.start - 2) : mention.start]] == ["according", "to"]
        speaks |= _is_of_teller(words, mention, mentions)
        if (
            speaks
            or body == "unit"
            or owns
            or _is_of_body(words, mention)
            or _is_of_name(words, mention, is_upper)
            or _is_described(words, mention)
            or _is_first_name(words, mention, is_upper)
            or _is_last_name(words, mention, is_upper)
            or _is_river(words, mention)
            or _is_origin(words, mention)
            or _is_seat(words, mention, mentions[at + 1 : at + 6])
        ):
            found.add(mention.start)
    return frozenset(found)


def _is_where_told(words: Sequence[Word], mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether an Arabic sentence only says that it was told there: "أعلنت الوزارة في موسكو أنها ... في زاغورني"."""
    between = [word.text for other in others for word in words[mention.end : other.start]]
    if not between or "." in between:
        return False  # nothing but this is named: who tells is there, and so is what is told
    if (
        mention.toponym.preposition != "at"
        or mention.end >= len(words)
        or words[mention.end].text not in saying()["that"]
    ):
        return False
    before = words[max(0, mention.start - _TELLER_WORDS) : mention.start]
    return any(word.text.removeprefix("و") in saying()["verbs"] for word in before)


def _is_government(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a capital is its government, which speaks: "قالت تل أبيب إن"."""
    if mention.place.seat_of != "country" or mention.toponym.preposition or not mention.start:
        return False
    return words[mention.start - 1].text.removeprefix("و") in words_of("speaking_ar")


def _body(words: Sequence[Word], end: int, is_upper: Callable[[Word], bool]) -> str:
    """What a place's name goes on to name: a unit ("the Ephraim Brigade"), or a local body ("Kharkiv police")."""
    at, passed, body = end, 0, ""
    while at < len(words) and passed < _BODY_WORDS:
        word = words[at]
        if word.is_sign and word.text not in _SIGNS:
            break
        if not word.is_sign and word.text != "s":
            kind = next((kind for kind in ("unit", "local") if word.text in words_of(kind)), "")
            if not (kind or is_upper(word) or word.text in words_of("inside")):
                break
            if body and not is_upper(word):
                break  # "the Kharkiv governor said": what follows is no part of the name
            body, passed = kind or body, passed + 1
        at += 1
    return body


def _owns(words: Sequence[Word], mention: Mention, following: Sequence[Mention]) -> bool:
    """Whether a place only says whose the next one is: "Sulaimani's Penjwen district"."""
    between = [word.text for other in following for word in words[mention.end : other.start]]
    if between[:2] not in (["'", "s"], ["’", "s"]):
        return False
    is_name = not any(word.is_sign for word in words[mention.end + 2 : mention.end + len(between)])
    return len(between) <= _OWNED_WORDS and is_name


def _is_origin(words: Sequence[Word], mention: Mention) -> bool:
    """Whether somebody is from there: "the assailant, from the town of Beit Fajjar,", "a man from Nablus"."""
    near = max(0, mention.start - 4)
    texts = [word.text for word in words[near : mention.start]]
    if "from" in texts and (at := near + texts.index("from")) and words[at - 1].text == ",":
        return True
    if _stands_behind(words, mention, _origins()):
        return True
    before = words[max(0, mention.start - _STRUCK_WORDS) : mention.start]
    is_struck = any(word.text in words_of("struck") for word in before)  # "a drone attack on a funeral in"
    return not is_struck and _stands_behind(words, mention, _gatherings())


def _is_of_body(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a body is called after a place: "the Asayish of Sulaymaniyah", "the directorate of the region"."""
    before = [word.text for word in words[max(0, mention.start - 3) : mention.start] if word.text != "the"]
    return before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in words_of("body")


def _is_of_name(words: Sequence[Word], mention: Mention, is_upper: Callable[[Word], bool]) -> bool:
    """Whether a place ends a body's name: "the UN Interim Security Force for Abyei (UNISFA)"."""
    if mention.start < 2 or mention.toponym.how not in ("bare", "located"):
        return False
    before, name = words[mention.start - 1], words[mention.start - 2]
    return before.text == "for" and is_upper(name) and not name.is_sign


def _is_of_head(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a place says what somebody is head of: "commander of the Security Belt forces in Abyan"."""
    if words[mention.start - 1].text != "in":
        return False
    near = [word for word in words[max(0, mention.start - _HEAD_WORDS) : mention.start - 1]]
    at = next((n for n in range(len(near) - 1, 0, -1) if near[n].text == "of"), 0)
    return bool(at) and near[at - 1].text in words_of("head") and not any(word.is_sign for word in near[at:])


def _is_inserted(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a place stands in commas between who and what befell them: "Ali, who had come to Sinjil, was beaten"."""
    after = [word.text for word in words[mention.end : mention.end + 2]]
    if len(after) < 2 or after[0] != "," or after[1] not in words_of("finite"):
        return False
    near = words[max(0, mention.start - _INSERTED_WORDS) : mention.start]
    at = next((n for n in range(len(near) - 1, -1, -1) if near[n].is_sign and near[n].text not in _SIGNS), -1)
    return at >= 0 and near[at].text == ","


def _is_described(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a place is but what a known one lies by: "in the city west of Tripoli", named before."""
    start = mention.start - (mention.start > 1 and words[mention.start - 1].text in settlement_nouns())
    lead = [word.text for word in words[start : mention.toponym.name_start]]
    noun = lead[1:2] if lead[:1] == ["the"] else lead[:1]
    has_article = lead[:1] == ["the"] or words[start - 1].text == "the"
    lies = lead[-1:] in (["near"], ["outside"]) or (lead[-1:] == ["of"] and lead[-2] in words_of("sides"))
    return has_article and noun != [] and noun[0] in settlement_nouns() and lies


def _is_first_name(words: Sequence[Word], mention: Mention, is_upper: Callable[[Word], bool]) -> bool:
    """Whether a place's name is a person's: "Khalil al-Hayya"."""
    behind = words[mention.end : mention.end + 3]
    if mention.toponym.how in ("class", "relation") or len(behind) < 3:
        return False
    return behind[0].text in _OF_NAMES and behind[1].text == "-" and is_upper(behind[2])


def _is_last_name(words: Sequence[Word], mention: Mention, is_upper: Callable[[Word], bool]) -> bool:
    """Whether a place's name is a person's behind his first: "the militant Mahmoud Khalil"."""
    is_word = mention.end - mention.start == 1 or words[mention.toponym.name_start].text in _OF_NAMES
    if mention.toponym.how != "bare" or mention.start < 2 or not is_word:
        return False
    first, before = words[mention.start - 1], words[mention.start - 2]
    is_name = is_upper(first) and not first.is_sign and first.text not in _nations()
    return is_name and not before.is_sign


def _is_river(words: Sequence[Word], mention: Mention) -> bool:
    """Whether an article makes a town's name that of a river: "from the Dnipro to the sea"."""
    if mention.toponym.how in ("class", "relation") or mention.place.kind != "settlement" or not mention.start:
        return False
    lead = words[mention.start : mention.toponym.name_start]
    has_article = words[mention.start - 1].text == "the" or (len(lead) == 1 and lead[0].text == "the")
    after = words[mention.end] if mention.end < len(words) else None
    return has_article and (after is None or (after.is_sign and after.text not in _SIGNS) or is_preposition(after.text))


def _is_of_people(words: Sequence[Word], mention: Mention) -> bool:
    """Whether people are said to be from there, who may have been met there: "two men from Jamla"."""
    return _stands_behind(words, mention, _people())


def _stands_behind(words: Sequence[Word], mention: Mention, book: PhraseBook[str]) -> bool:
    """Whether a place stands right behind a phrase of a book."""
    return any(
        (hit := book.at(words, start)) is not None and mention.start - 3 <= hit.end <= mention.start
        and all(word.text in _BEFORE_NAMES for word in words[hit.end : mention.start])
        for start in range(max(0, mention.start - 6), mention.start)
    )  # fmt: skip


def _is_of_teller(words: Sequence[Word], mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether who tells of it sits there, behind what is told: "drones hit the dam, a board in Kobani said"."""
    if mention.toponym.preposition != "at" or mention.end >= len(words):
        return False
    if words[mention.end].text not in saying()["verbs"] or not words[mention.end + 1 : mention.end + 2]:
        return False
    reach = range(mention.start - 1, max(-1, mention.start - _TELLER_WORDS), -1)
    comma = next((n for n in reach if words[n].is_sign and words[n].text not in _SIGNS), -1)
    if comma < 0 or words[comma].text != "," or words[mention.end + 1].text not in ".,":
        return False
    first = next((n for n in range(comma, -1, -1) if words[n].text in ".\n"), 0)
    return any(first <= other.start < comma and not other.is_whole for other in mentions)


def _is_seat(words: Sequence[Word], mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether who speaks is there, and tells of elsewhere: "In Tripoli, the brigade said it seized drugs in Zawiya"."""
    verbs = saying()["verbs"]
    reach = range(mention.end, min(len(words), mention.end + _SPEAKER_WORDS))
    stop = next((n for n in reach if ends_clause(words, n)), reach.stop)
    said = next((n for n in range(mention.end, stop) if words[n].text in verbs), None)
    if said is None or mention.place.area_id:
        return False
    if words[mention.start - 1].text in ("in", "from", "at") and said == mention.end and mention.place.seat_of:
        before = [word.text for word in words[max(0, mention.start - 4) : mention.start - 1]]
        if any(text in words_of("speaker") for text in before):
            return True
    opens = words[mention.start - 1].text in ("in", "from") and words[mention.end].text == ","
    if opens and mention.place.seat_of == "country" and said - mention.end <= _SPEAKER_NEAR:
        return True  # "in Moscow, the Defence Ministry said it intercepted 16 drones", wherever that was
    end = next((n for n in range(said, len(words)) if ends_clause(words, n)), len(words))
    told = [other for other in others if said < other.start < end and not other.is_whole]
    return bool(told) and _opens(words, mention) and not told[0].toponym.joined


def _opens(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a place stands where its sentence begins."""
    first = max(0, mention.start - _OPENING)
    return mention.start == 0 or any(ends_clause(words, n) for n in range(first, mention.start))


@cache
def words_of(name: str) -> frozenset[str]:
    """Folded words of a list of `[apart]` in `data/places.toml`."""
    return frozenset(fold(word) for word in table("places")["apart"][name])


@cache
def _nations() -> frozenset[str]:
    """Folded adjectives of nations: "Ukrainian Kharkiv"."""
    return frozenset(fold(word) for row in table("agents")["nationality"] for word in row["adjectives"])


@cache
def _people() -> PhraseBook[str]:
    return PhraseBook((phrase, "people") for phrase in table("places")["apart"]["people"])


@cache
def _gatherings() -> PhraseBook[str]:
    return PhraseBook((phrase, "gathered") for phrase in table("places")["apart"]["gathered"])


@cache
def _origins() -> PhraseBook[str]:
    return PhraseBook((phrase, "origin") for phrase in table("places")["apart"]["origin"])
