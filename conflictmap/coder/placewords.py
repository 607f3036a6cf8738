"""The words around place names: class nouns, relations, prepositions, guards. They are data: `data/places.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.words import Word
from geodata.normalize import fold


@dataclass(slots=True)
class Toponym:
    """A name that may be a place: words `start` to `end` (with class nouns), the name itself from `name_start`.

    `how`: `class`, `relation`, `located`, `listed`, `bare`: what licenses it, the strongest first; `unknown` behind a
    class noun, `spelt` where only another spelling is known. `preposition`: `at`, `from`, `to` or empty. `stationed`:
    who is from there is named, not what happened there. `joined`: "and" stands before it. `stripped`: letters were
    taken off as clitics. `is_settlement`: a noun says that it is a village or town. `on_road`: it only names a road.
    `names`: other readings to try first. `dashed`: a dash parts it from the name before. `line`: the number of its
    line; `is_label`: it heads that, with a colon or dash. `aside`: it is named for what lies to a side of it or at a
    distance ("شمال مدينة إدلب").
    """

    start: int
    name_start: int
    end: int
    query: str
    name: str
    how: str
    preposition: str = ""
    stationed: bool = False
    joined: bool = False
    stripped: bool = False
    is_settlement: bool = False
    on_road: bool = False
    names: list[str] = field(default_factory=list)
    dashed: bool = False
    line: int = 0
    is_label: bool = False
    aside: bool = False


@cache
def _book(group: str, part: str) -> PhraseBook[str]:
    return PhraseBook((phrase, part) for phrase in table("places")[group][part])


@cache
def leads() -> PhraseBook[str]:
    """Class nouns and relations before a name, by what they are."""
    lead = table("places")["lead"]
    return PhraseBook((phrase, part) for part in ("class", "relation", "general") for phrase in lead[part])


@cache
def quarters() -> frozenset[str]:
    """Class nouns of the parts of a city."""
    return frozenset(fold(word) for word in table("places")["lead"]["quarter"])


@cache
def hospitals() -> frozenset[str]:
    """Nouns of hospitals, Arabic without article."""
    return frozenset(fold(word) for word in table("places")["stationed"]["hospitals"])


@cache
def _declined() -> dict[str, str]:
    """Folded first words of names as other cases write them, by how gazetteers do: "أبي غريب" is أبو غريب."""
    return {fold(form): fold(name) for name, forms in table("places")["declined"].items() for form in forms}


def as_subject(text: str) -> str:
    """A folded first word of a name as gazetteers write it."""
    return _declined().get(text, text)


@cache
def plurals() -> frozenset[str]:
    """Class nouns of several places, which say nothing of one."""
    return frozenset(fold(word) for word in table("places")["lead"]["plural"])


@cache
def between() -> frozenset[str]:
    """Words before the two ends of a road."""
    return frozenset(fold(word) for word in table("places")["road"]["between"])


@cache
def roads() -> frozenset[str]:
    """Words that make a name the end of a road."""
    return frozenset(fold(word) for word in table("places")["road"]["words"])


@cache
def broad_nouns() -> frozenset[str]:
    """Nouns of areas, which say nothing before another class noun."""
    return frozenset(fold(word) for word in table("places")["lead"]["broad"])


def is_the_settlement(word: Word) -> bool:
    """Whether an Arabic word is a noun of a settlement with its article: "المدينة"."""
    return any(reading.has_article and reading.bare in settlement_nouns() for reading in word.readings)


@cache
def capital_nouns() -> frozenset[str]:
    """Nouns of capitals, which an adjective may follow."""
    return frozenset(fold(word) for word in table("places")["lead"]["capital"])


@cache
def settlement_nouns() -> frozenset[str]:
    """Class nouns of villages, towns and quarters."""
    return frozenset(fold(word) for word in table("places")["lead"]["settlement"])


@cache
def class_nouns() -> frozenset[str]:
    """Single class nouns, Arabic without article."""
    return frozenset(fold(word) for word in table("places")["lead"]["class"] if " " not in word)


@cache
def tails() -> frozenset[str]:
    """Words behind a name that belong to it."""
    return frozenset(fold(word) for word in table("places")["tail"]["words"])


@cache
def capitals() -> dict[str, str]:
    """Capitals by the English adjectives and names of their nations, folded: "libyan" is Tripoli's."""
    named = {}
    for row in table("agents")["nationality"]:
        seats = [city for city in row.get("capitals", ()) if city.isascii()]
        cities = [fold(city) for city in table("places")["capital"].get(row["country"], seats)]
        for word in (*row["adjectives"], *row.get("names", ())) if cities else ():
            named[fold(word)] = cities[0]
    return named


@cache
def capital_of(country: str) -> str | None:
    """The capital of a nation (ISO 3166-1 alpha-2), folded; `None` where none is known."""
    row = next((row for row in table("agents")["nationality"] if row["country"] == country), None)
    word = fold(row["adjectives"][-1]) if row and row["adjectives"] else ""
    return capitals().get(word)


@cache
def apart_words(name: str) -> frozenset[str]:
    """Folded words of a list of `[apart]`."""
    return frozenset(fold(word) for word in table("places")["apart"][name])


@cache
def beginnings() -> frozenset[str]:
    """Words that many names begin with, and that are no place before another word of a name."""
    return frozenset(fold(word) for word in table("places")["beginning"]["words"])


@cache
def besides() -> PhraseBook[str]:
    """What stands before a further place of a list: "إلى جانب"."""
    return _book("besides", "words")


@cache
def beginnings_ar() -> frozenset[str]:
    """Arabic words that names begin with, and that are no name behind a noun: "حي باب هود"."""
    return frozenset(fold(word) for word in table("places")["beginning"]["ar"])


@cache
def prepositions() -> dict[str, str]:
    """Prepositions by what they say: at, from or to."""
    return {fold(word): kind for kind, words in table("places")["preposition"].items() for word in words}


def is_preposition(text: str) -> bool:
    """Whether a folded word says where something is, comes from or goes."""
    return text in prepositions() or text.removeprefix("و") in prepositions()


@cache
def side_words() -> frozenset[str]:
    """Words of the side of a place something lies on."""
    return frozenset(fold(word) for word in (*table("places")["apart"]["sides"], *table("places")["apart"]["sides_ar"]))


@cache
def adjectives_of_sides() -> frozenset[str]:
    """Arabic adjectives of the side of a place: "الأحياء الشرقية من"."""
    return frozenset(fold(word) for word in table("places")["apart"]["adjectives_ar"])


@cache
def distance_units() -> frozenset[str]:
    """Words of kilometres and miles before a side: "35 km west of"."""
    return frozenset(fold(word) for word in table("places")["distance"]["units"])


@cache
def countries_at_war() -> frozenset[str]:
    """Countries (alpha-2) where violence is mostly of a war, beside those that the gazetteer is made for."""
    return frozenset(table("places")["war"]["countries"])


@cache
def gloss_words() -> frozenset[str]:
    """Words between a place and the side of another that says where it lies."""
    return frozenset(fold(word) for word in table("places")["gloss"]["words"])


@cache
def needs_a_noun() -> frozenset[str]:
    """Names that are also ordinary words."""
    words = table("places")["words"]
    return frozenset(
        fold(word) for word in (*words["ar"], *words["news"], *words["en"], *table("places")["broad"]["names"])
    )


@cache
def joined_words() -> frozenset[str]:
    """Folded words that are no preposition written onto a name: "بحجة"."""
    return frozenset(fold(word) for word in table("places")["words"]["joined"])


@cache
def guards_after() -> frozenset[str]:
    """Words behind a name that make it no place."""
    return frozenset(fold(word) for word in table("places")["guard"]["after"])


@cache
def no_names() -> frozenset[str]:
    """Capitalised words behind "in" that are no names of places."""
    return frozenset(fold(word) for word in table("places")["apart"]["no_name"])


@cache
def plain_after() -> frozenset[str]:
    """Those of `guards_after` that are ordinary words where they are not written with a capital."""
    return frozenset(fold(word) for word in table("places")["guard"]["plain"])


@cache
def guard_book() -> PhraseBook[str]:
    """Words before a name that make it no place."""
    return _book("guard", "before")


@cache
def stationed() -> PhraseBook[str]:
    """What says that someone is from a place, not that something happened there."""
    return _book("stationed", "words")


def instead_of(query: str) -> list[str]:
    """A name with the noun that asks for its town, where reports name the unit around it: "ناحية العزير"."""
    if query in _meant():
        return [_meant()[query]]
    words = query.split()
    around = [" ".join(["مدينه" if n and word in units() else word for n, word in enumerate(words)])]
    around = [other for other in around if other != query]  # "أطراف قضاء المقدادية": of its town
    nouns = table("places")["instead"]["nouns"]
    found = ((fold(noun) + " ", other) for noun, other in nouns.items())
    return around + [f"{other} {query.removeprefix(noun)}" for noun, other in found if query.startswith(noun)]


def off_or_over(query: str) -> list[str]:
    """What lies off or over a place as around it, and as the place: "قبالة اللاذقية"; a hamlet by its other noun."""
    row = table("places")["instead"]
    first, _, rest = query.partition(" ")
    hamlets = {fold(noun): other for noun, other in row["hamlets"].items()}
    if rest and first in hamlets:
        return [f"{hamlets[first]} {rest}"]
    is_beside = rest and first in {fold(word) for word in row["beside"]}
    return [f"{row['around']} {rest}", rest] if is_beside else []


@cache
def units() -> frozenset[str]:
    """Folded nouns of districts."""
    return frozenset(fold(noun) for noun in table("places")["instead"]["behind_relations"])


@cache
def _meant() -> dict[str, str]:
    """Folded names that reports write for another, longer one."""
    return {fold(name): other for name, other in table("places")["meant"].items()}
