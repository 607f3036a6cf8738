"""Which names of a place are kept, which one is shown, and the rows of the name tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz

from geodata.build.policy import policy
from geodata.classes import bare_name
from geodata.normalize import (
    arabic_script_countries,
    fold,
    has_article,
    is_arabic,
    joined,
    loose,
    shortened,
    skeleton,
    spelling,
)

# Quality of a name row: the preferred name, another name, written together, without article and in one spelling
PREFERRED, ALTERNATE, JOINED, LOOSE = range(4)

# Letters no Latin spelling asks for: a name that has them was written by someone who knew it ("طرطوس", not "ترطوس")
_EMPHATIC = frozenset("صضطظعحقذ")


@cache
def _script(character: str) -> str:
    """The script a letter belongs to, as the first word of its Unicode name; empty for other characters."""
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "UNKNOWN").split()[0]


@cache
def _scripts_of(country: str) -> frozenset[str]:
    extra = policy()["names"]["scripts"].get(country, [])
    return frozenset({"LATIN", "ARABIC", "MODIFIER", *extra})


def in_zone(country: str | None) -> bool:
    """Whether local names come from Arabic script, so that article and transliteration vary."""
    return country in arabic_script_countries()


def has_second_chance(country: str | None) -> bool:
    """Whether places of a country may be found by sound: where reports in Arabic name them."""
    return in_zone(country) or country in policy()["names"]["second_chance_countries"]


def kept_names(names: Iterable[str], country: str) -> list[str]:
    """The names worth a key: in the scripts we search, no codes, no machine romanisations."""
    return [n for n in names if _is_kept(n.strip(), country)]


def meant_names(names: Iterable[str], place_id: str) -> list[str]:
    """The names of a place without those by which reports mean another place (see `policy.toml`)."""
    unwanted = {fold(n) for n in policy()["not_named"].get(place_id, ())}
    return [n for n in names if fold(n) not in unwanted]


def _is_kept(name: str, country: str) -> bool:
    scripts = {_script(c) for c in name} - {""}
    if not scripts or not scripts <= _scripts_of(country) or len(fold(name)) < 2:
        return False
    if name.isascii():
        # GeoNames adds machine romanisations without capitals ("alhskt") and airport codes ("ALP")
        return any(c.isupper() for c in name) and not (name.isupper() and len(name) <= 4)
    return True


def plain_name(name: str, country: str) -> str:
    """The name shown: where GeoNames transliterates with dots and macrons, without them."""
    if not in_zone(country):
        return name
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.translate({ord(mark): None for mark in "ʿʾ‘’ʻʼ`"}).lstrip("'")


def arabic_name(name: str, candidates: list[str], local: bool) -> str | None:
    """The Arabic name shown: in standard letters, and sounding like the main name, if there is one.

    A `local` name is Arabic itself: with its article, and short, since Arabic leaves short vowels out. Elsewhere
    it is a transcription, and the one nearest to the Latin letters is best.
    """
    standard = [n for n in candidates if all(c in " -" or "\u0621" <= c <= "\u064a" for c in n)]
    sound, letters, words = skeleton(name), spelling(name), len(fold(name).split())

    def unlikeness(other: str) -> tuple[bool | float | str, ...]:
        unlike = -fuzz.ratio(spelling(other), letters)
        if not local:
            return skeleton(other) != sound, unlike, len(other), other
        knowing = -sum(c in _EMPHATIC for c in other)
        length = len(other.replace(" ", "").rstrip("ء"))
        parted = abs(len(other.split()) - words) + other.endswith("ى")
        return skeleton(other) != sound, not has_article(fold(other)), knowing, length, parted, unlike, other

    return min(standard, key=unlikeness, default=None)


def bare_english(name: str) -> str:
    """An English area name without its class noun, in its own letters: "Cairo Governorate" gives "Cairo"."""
    wanted = bare_name(fold(name)).split()
    words = [w for w in name.split() if fold(w) in wanted or not fold(w).isalpha()]
    return " ".join(words) if fold(" ".join(words)).split() == wanted else name


def says_camp(names: Iterable[str], country: str) -> bool:
    """Whether a name says that the place is a refugee camp."""
    words = {fold(w) for w in policy()["names"]["camp_words"]}
    return in_zone(country) and any(words & set(fold(n).split()) for n in names)


def name_rows(first: Iterable[str], others: Iterable[str], wide: bool) -> dict[str, int]:
    """Keys with their quality for one place. `wide` adds the joined and loose keys of Latin names."""
    rows: dict[str, int] = {}
    for quality, names in ((PREFERRED, first), (ALTERNATE, others)):
        for name in names:
            folded = fold(name)
            rows[folded] = min(rows.get(folded, quality), quality)
            if wide or is_arabic(folded):
                for key, rank in ((joined(folded), JOINED), (loose(folded), LOOSE)):
                    rows[key] = min(rows.get(key, rank), rank)
    return {key: rank for key, rank in rows.items() if len(key) > 1}


def skeleton_rows(names: Iterable[str]) -> set[tuple[str, str]]:
    """(skeleton, spelling) pairs of the Latin names of one place, for the second chance."""
    found = {(skeleton(n), spelling(n)) for n in names if fold(n).isascii()}
    return {pair for pair in found if pair[0]}


def typo_rows(names: Iterable[str]) -> set[tuple[str, str]]:
    """(loose name less a letter, loose name) pairs of one place, for names with one letter wrong."""
    loosened = {loose(fold(n)) for n in names if fold(n)}
    return {(short, name) for name in loosened for short in shortened(name)}
