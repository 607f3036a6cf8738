"""Every written form of a verb or verbal noun, from its dictionary forms. Arabic is folded and without vowels.

Arabic verbs are given as "past/present", with the passive where its letters differ: "past/present/passive past/
passive present" (all third person masculine singular). English verbs as "base/s-form/past/participle/ing" or the base
alone where it is regular.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from geodata.normalize import fold, is_arabic

_PERSONS = ("ت", "ي", "ن")
_PRONOUNS = ("ه", "ها", "هم", "هما")
_FUTURE = "س"
_PREPOSITIONS = ("الي", "علي", "من", "في", "عن", "مع", "تحت")
_VOWELS = "aeiou"
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")  # "stab", "swap": the last letter is doubled


class Form(NamedTuple):
    """A written form. `tense`: past, present, future, noun, participle; `voice`: active, passive, or both."""

    text: str
    tense: str
    voice: str = "both"


def verb_forms(entry: str) -> Iterator[Form]:
    """The forms of a verb: `entry` may have further words behind the verb ("شن/يشن غارة": "شنت غارة")."""
    head, _, tail = entry.partition(" ")
    parts = [fold(part) for part in head.split("/")]
    behind = fold(tail)
    takes_pronoun = not behind or behind.split()[0] in _PREPOSITIONS or behind[0] in "بل"
    forms: Iterable[Form] = _arabic_verb(tuple(parts), takes_pronoun) if is_arabic(parts[0]) else _english_verb(parts)
    seen = set()
    for form in forms:
        text = f"{form.text} {behind}".strip()
        if (text, form.tense) not in seen:
            seen.add((text, form.tense))
            yield form._replace(text=text)


def told_of(nouns: Iterable[str], verbs: Iterable[str]) -> Iterator[Form]:
    """English subjects with their verbs in the present, as headlines have them: "drone hits", "drones hit"."""
    for verb in verbs:
        forms = {form.tense: form.text for form in verb_forms(verb)}
        for noun in nouns:
            *_, plural = (form.text for form in noun_forms(noun))
            yield Form(f"{fold(noun)} {forms['present']}", "present", "active")
            yield Form(f"{plural} {forms['base']}", "present", "active")


def noun_forms(entry: str) -> Iterator[Form]:
    """The forms of a noun or noun phrase: dual, regular plural, with pronouns; only the first word is changed."""
    head, _, tail = fold(entry).partition(" ")
    words = _arabic_noun(head) if is_arabic(head) else _english_noun(head, bool(tail))
    for word in dict.fromkeys(words):
        yield Form(f"{word} {tail}".strip(), "noun")
    if tail.endswith("ي") and " " not in tail and is_arabic(head) and not head.endswith("ه"):
        yield Form(f"{head}ا {tail}ا", "noun")  # as objects: "عدوانا جويا"
    if tail and not is_arabic(head):
        yield from (Form(f"{head} {last}", "noun") for last in _english_noun(tail, False))


@lru_cache(maxsize=1_000)
def _arabic_verb(parts: tuple[str, ...], takes_pronoun: bool) -> list[Form]:
    """The forms of a verb alone; many entries are of one verb with other words behind it.

    `takes_pronoun`: also those that end in a pronoun; a verb whose object stands behind it takes none.
    """
    return list(_conjugated(parts, _PRONOUNS if takes_pronoun else ()))


def _conjugated(parts: tuple[str, ...], pronouns: tuple[str, ...]) -> Iterator[Form]:
    past, present = parts[0], parts[1]
    passive_past, passive_present = (*parts[2:], "", "")[:2]
    voice = "active" if passive_past else "both"
    yield from (Form(text, "past", voice) for text in _past(past, pronouns))
    if passive_past:
        yield from (Form(text, "past", "passive") for text in _past(passive_past, pronouns))
    for stem, kind in ((present, "active" if passive_present else "both"), (passive_present, "passive")):
        for text in _present(stem, pronouns) if stem else ():
            yield Form(text, "present", kind)
            yield Form(_FUTURE + text, "future", kind)


def _past(stem: str, pronouns: tuple[str, ...]) -> Iterator[str]:
    if stem[-1] in "يا" and len(stem) > 2:  # weak last letter: "اجري", "دعا"; of a passive it stays
        bare, weak = stem[:-1], "و" if stem[-1] == "ا" else "ي"
        endings = ["ت", "تا", "وا", weak + "ا"]
        yield stem
        yield from (bare + ending for ending in endings)
        yield stem + "ت"  # passive: "رميت"
        yield from (bare + "ا" + pronoun for pronoun in pronouns)
        yield from (bare + "ت" + pronoun for pronoun in pronouns)
        return
    yield from (stem + ending for ending in ("", "ت", "وا", "ا", "تا", "ن", "نا"))
    for pronoun in pronouns:
        yield from (stem + ending + pronoun for ending in ("", "ت", "و"))


def _present(stem: str, pronouns: tuple[str, ...]) -> Iterator[str]:
    root = stem[1:]
    bare = root[:-1] if root[-1] in "يا" and len(root) > 2 else root
    for person in _PERSONS:
        yield person + root
        yield from (person + bare + ending for ending in ("ون", "وا", "ن"))
        yield from (person + root + ending for ending in ("ان", *pronouns))


def _arabic_noun(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ه"):
        stem = word[:-1]
        endings = ("تين", "تان", "تا", "تي", "ات")
        yield from (stem + ending for ending in endings)
        yield from (stem + "ت" + pronoun for pronoun in _PRONOUNS)
        yield from (stem + "ات" + pronoun for pronoun in _PRONOUNS)
        return
    yield from (word + ending for ending in ("ا", "ين", "ان", *_PRONOUNS))


def _english_verb(parts: list[str]) -> Iterator[Form]:
    if len(parts) == 5:
        base, third, past, participle, ing = parts
    else:
        base = parts[0]
        third, past, ing = _third(base), _past_tense(base), _ing(base)
        participle = past
    yield Form(base, "base", "active")
    yield Form(third, "present", "active")
    yield Form(past, "past", "both" if past == participle else "active")
    if participle != past:
        yield Form(participle, "past", "passive")
    yield Form(ing, "ing", "active")


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in _VOWELS else base + "s"


def _past_tense(base: str) -> str:
    base = base + base[-1] if _DOUBLED.fullmatch(base) else base
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2] not in _VOWELS else base + "ed"


def _ing(base: str) -> str:
    base = base + base[-1] if _DOUBLED.fullmatch(base) else base
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"


def _english_noun(word: str, is_first_of_many: bool) -> Iterator[str]:
    yield word
    if not is_first_of_many:
        yield _third(word)
