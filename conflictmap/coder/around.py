"""The words around a name in a text: what they say of it, and whether they make it a place at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from conflictmap.coder import placewords as near
from conflictmap.coder.words import Word, readings_of
from geodata.classes import is_common_word
from geodata.normalize import is_arabic

SIDES = ("northern", "southern", "eastern", "western", "northeastern", "northwestern", "southeastern", "southwestern")

_BESIDE = ("قرب", "محيط", "داخل", "وسط")
_WITH_A_CLITIC = 4  # letters of a name; a longer one may be a word with "in" written onto it
_KEPT = 60_000  # words of which it is remembered what they are
_HOSPITAL_WORDS = 6  # from the noun to the town behind the hospital's name


def with_article(bare: str, has_article: bool) -> str:
    """A bare word as written, with its Arabic article where it has one."""
    return "ال" + bare if has_article else bare


def is_label(words: Sequence[Word], position: int, end: int) -> bool:
    """Whether a name heads its line: "درعا: انفجار", "- Saida: gunmen"."""
    at = position
    while at and words[at - 1].is_sign and words[at - 1].text != "\n":
        at -= 1
    starts_line = at == 0 or words[at - 1].text == "\n"
    return starts_line and end + 1 < len(words) and words[end].text == ":"


def names_a_settlement(words: Sequence[Word], position: int, name_at: int) -> bool:
    """Whether the words before a name have a noun for a village, town or quarter, whatever its name."""
    if name_at >= len(words):
        return False
    return any(_is_settlement(word.text) for word in words[position:name_at])


def clitics_of_lead(words: Sequence[Word], position: int) -> str:
    """The letters written onto the noun or relation that leads a name."""
    found = near.leads().at(words, position)
    return found.reading.clitics if found else ""


def preposition(words: Sequence[Word], position: int, clitics: str) -> str:
    """What stands before the name: written onto it, or the word before."""
    if _is_side_of(words, position, clitics):
        return "at"
    for letter in clitics[::-1]:
        if letter in ("ب", "ل"):
            return near.prepositions()[letter]
    before = words[position - 1] if position else None
    if before is None:
        return ""
    kind = near.prepositions().get(before.text) or near.prepositions().get(before.text.removeprefix("و"))
    return kind or ""


def _is_side_of(words: Sequence[Word], position: int, clitics: str) -> bool:
    """Whether what stands before a name is a side of it: "المناطق الشمالية من مدينة كذا", "الأطراف الغربية لمدينة"."""
    at = position - 1 if "ل" in clitics else position - 2
    if at < 1 or not (at == position - 1 or words[position - 1].text == "من"):
        return False
    return words[at].text in near.adjectives_of_sides()


def is_guarded(
    words: Sequence[Word], position: int, end: int, how: str, is_upper: Callable[[Word], bool] = lambda word: True
) -> bool:
    """Whether the words around make it a person, a paper or a team: "Russia Today", but not "in Kherson today"."""
    after = words[end] if end < len(words) else None
    if after is not None and after.text in near.guards_after():
        return after.text not in near.plain_after() or is_upper(after)
    if how in ("class", "relation"):
        return False
    before = near.guard_book()
    return any(
        (hit := before.at(words, start)) is not None and hit.end == position
        for start in range(max(0, position - 2), position)
    )


@lru_cache(maxsize=_KEPT)
def is_a_word(name: str) -> bool:
    """Whether a name is an ordinary word, which only a class noun makes a place."""
    forms = (name, name[1:]) if name[0] in "وفبل" and is_arabic(name) and len(name) > _WITH_A_CLITIC else (name,)
    if any(is_common_word(form) or form in near.needs_a_noun() for form in forms):
        return True
    return len(name) < 3


def is_class_noun(words: Sequence[Word], name_at: int, end: int) -> bool:
    """Whether the name is but a class noun: "أحياء المدينة" are quarters of a town named before."""
    return end == name_at + 1 and any(r.bare in near.class_nouns() for r in words[name_at].readings)


def tail(words: Sequence[Word], end: int, taken: frozenset[int]) -> int:
    """Where the words end that belong to the name behind it."""
    while end < len(words) and end not in taken and words[end].text in near.tails():
        end += 1
    return end


def is_stationed(words: Sequence[Word], position: int) -> bool:
    """Whether the words before say that somebody is posted or comes from there."""
    book = near.stationed()
    if words[position].bare in _BESIDE:
        return False  # "a group of residents near the camp"
    return _is_of_hospital(words, position) or any(
        (hit := book.at(words, start)) is not None and position - 1 <= hit.end <= position + 2
        for start in range(max(0, position - 3), position + 1)
    )


def _is_of_hospital(words: Sequence[Word], position: int) -> bool:
    """Whether a name only says where a hospital lies: "نقلوا إلى مستشفى شهداء الأقصى في دير البلح"."""
    for at in range(max(1, position - _HOSPITAL_WORDS), position):
        if _is_hospital(words[at].text) and not any(word.is_sign for word in words[at:position]):
            clitics = {letter for reading in words[at].readings for letter in reading.clitics}
            return words[at - 1].text in near.prepositions() or bool(clitics & {"ب", "ل"})
    return False


@lru_cache(maxsize=_KEPT)
def _is_hospital(text: str) -> bool:
    return any(reading.bare in near.hospitals() for reading in readings_of(text))


@lru_cache(maxsize=_KEPT)
def _is_settlement(text: str) -> bool:
    return any(reading.bare in near.settlement_nouns() for reading in readings_of(text))


def is_besides(words: Sequence[Word], position: int) -> bool:
    """Whether words right before a name say that it is one more of those named: "إلى جانب حقل كونيكو"."""
    book = near.besides()
    starts = range(max(0, position - 2), position)
    return any((hit := book.at(words, start)) is not None and hit.end == position for start in starts)


def is_tight(words: Sequence[Word], at: int) -> bool:
    """Whether a sign stands between two words without a space."""
    if at + 1 >= len(words):
        return False
    return words[at].start == words[at - 1].end and words[at + 1].start == words[at].end


def lead_words(words: Sequence[Word], position: int, name_at: int) -> list[str]:
    """The words before the name without clitics and without those that say nothing."""
    if position == name_at:
        return []
    found = near.leads().at(words, position)
    first = [with_article(found.reading.bare, found.reading.has_article)] if found else []
    rest = [w.text for w in words[position + 1 : name_at] if not w.is_sign]
    general = found.value == "general" if found else False
    texts = rest if general else first + rest
    if any(text in SIDES for text in texts) and any(text in near.class_nouns() for text in texts):
        texts = [text for text in texts if text not in SIDES]  # "southern city of Kherson" is Kherson
    if len(texts) > 1 and texts[0].removeprefix("ال") in near.capital_nouns():
        return []  # "العاصمة المؤقتة عدن" is Aden
    if len(texts) > 1 and texts[0] in near.broad_nouns() and texts[1] in near.class_nouns():
        texts = texts[1:]  # "بمنطقة مطار غاو" is its airport
    kept = [text for text in texts if text not in near.plurals() and text != "capital"]
    return kept[1:] if kept[:1] == ["of"] else kept  # "the villages of Uspenivka and" leave no noun
