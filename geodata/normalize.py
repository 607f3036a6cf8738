"""Search keys for place names: one key for the spellings of a name, in Arabic and in Latin letters.

Three widening steps, each used only where the one before finds nothing better:

* `fold`: same letters, whatever the hamza, ta marbuta, diacritics, case, accents, hyphens;
* `keys`: also without the article, written together, and in another transliteration;
* `skeleton`: the consonants alone, which an Arabic and a Latin spelling share.

The letters, articles and transliteration pairs are data: `data/names.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_TABLE_FILE = Path(__file__).parent / "data" / "names.toml"
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")


@cache
def tables() -> dict[str, Any]:
    """The spelling tables of `data/names.toml`."""
    return tomllib.loads(_TABLE_FILE.read_text(encoding="utf-8"))


def arabic_script_countries() -> frozenset[str]:
    """Countries (alpha-2) whose place names come from Arabic script, so that article and transliteration vary."""
    return frozenset(tables()["arabic_script_countries"])


def focus_countries() -> frozenset[str]:
    """Countries (alpha-2) whose places reports name most."""
    return frozenset(tables()["focus_countries"])


def held_by(admin1_id: str | None) -> str | None:
    """The country (alpha-2) that holds an admin-1 area of another one, so that reports give it to either."""
    return tables()["held_by"].get(admin1_id or "")  # type: ignore[no-any-return]  # TOML is untyped


class _FoldTable(dict[int, str]):
    """A `str.translate` table that works out a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    """What one character becomes: base letters in lower case, nothing for marks, a space for the rest."""
    letters = tables()["letters"]
    before = None
    text = character
    while text != before:  # a decomposition can itself need folding; the result must be a fixed point
        before = text
        text = "".join(letters.get(c, c) for c in unicodedata.normalize("NFKD", text.casefold()))
    return "".join(_letter_or_space(c) for c in text)


def _letter_or_space(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LN":
        return _digit(character) if category == "Nd" else character
    return "" if category[0] == "M" or category == "Cf" else " "


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character))


_FOLD = _FoldTable()


def fold(text: str) -> str:
    """The search key of a text: lower case, no accents, one form for each Arabic letter, single spaces.

    Idempotent. Fast enough for whole texts (`str.translate`), so free-text search uses it too.
    """
    return " ".join(text.translate(_FOLD).split())


def is_arabic(text: str) -> bool:
    """Whether the text has an Arabic letter (folded or not)."""
    return bool(_ARABIC_LETTER.search(text))


def is_printable(text: str) -> bool:
    """Whether a text is without control characters, halves of characters and codes that stand for nothing."""
    return not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text)


def keys(name: str) -> frozenset[str]:
    """All exact search keys of a name; two names with a key in common may be one place.

    `keys("Deir ez-Zor")`, `keys("Deir Ezzor")` and `keys("Dayr az Zawr")` share a key; so do "دير الزور" and
    "ديرالزور". The empty set for a name without letters.
    """
    folded = fold(name)
    if not folded:
        return frozenset()
    return frozenset({folded, joined(folded), loose(folded)} - {""})


def joined(folded: str) -> str:
    """A folded name written as one word."""
    return folded.replace(" ", "")


def loose(folded: str) -> str:
    """A folded name without articles, written together, in one transliteration (Arabic: without articles)."""
    if is_arabic(folded):
        return "".join(_without_arabic_article(word) for word in folded.split())
    return _one_transliteration("".join(_without_latin_articles(folded.split())))


LONGEST_FOR_TYPOS = 24  # letters of a loose name in which a wrong one is looked for
SHORTEST_FOR_TYPOS = {True: 5, False: 7}  # Arabic writes short vowels not, so its names have fewer letters


def shortened(key: str) -> frozenset[str]:
    """A key, and it without each one of its letters: two keys one letter apart have one of these in common.

    Empty for keys too short to be told from strangers.
    """
    if not SHORTEST_FOR_TYPOS[is_arabic(key)] <= len(key) <= LONGEST_FOR_TYPOS:
        return frozenset()
    return frozenset(key[:i] + key[i + 1 :] for i in range(len(key))) | {key}


def has_article(folded: str) -> bool:
    """Whether the first word is, or begins with, the Arabic article."""
    articles = tables()["articles"]
    words = folded.split()
    if is_arabic(folded):
        return words[0].startswith(articles["arabic"])
    return len(words) > 1 and words[0] in articles["latin"]


def _without_arabic_article(word: str) -> str:
    articles = tables()["articles"]
    article, to = articles["arabic"], articles["arabic_to"]
    if word.startswith((article, to)) and len(word) > len(article) + 2:
        return word[len(article) :]
    return word


def _without_latin_articles(words: list[str]) -> list[str]:
    """Drops article words, and the article fused to a doubled sun letter, but never the last word left."""
    articles = tables()["articles"]
    kept = [word for word in words[:-1] if word not in articles["latin"]] + words[-1:]
    return [_without_fused_article(word, articles["fused"]) for word in kept]


def _without_fused_article(word: str, fused: list[str]) -> str:
    for start in fused:
        if word.startswith(start) and len(word) > len(start) + 1:
            return word[len(start) // 2 + (len(start) % 2) :]
    return word


@cache
def _transliteration() -> tuple[re.Pattern[str], dict[str, str], tuple[str, ...]]:
    table = tables()["transliteration"]
    pairs = dict(table["pairs"])
    return re.compile("|".join(pairs)), pairs, tuple(table["final_a"])


def _one_transliteration(word: str) -> str:
    pattern, pairs, endings = _transliteration()
    if len(word) > 4:
        ending = next((end for end in endings if word.endswith(end)), "")
        word = word.removesuffix(ending) + ("a" if ending else "")
    return re.sub(r"(.)\1+", r"\1", pattern.sub(lambda m: pairs[m.group()], word))


@cache
def _classes(script: str, with_vowels: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    table = tables()["skeleton"]
    pairs = dict(table[script] + (table[f"{script}_vowels"] if with_vowels else []))
    return re.compile("|".join(sorted(pairs, key=len, reverse=True))), pairs


def _in_classes(folded: str, with_vowels: bool) -> str:
    arabic = is_arabic(folded)
    words = folded.split()
    bare = [_without_arabic_article(w) for w in words] if arabic else _without_latin_articles(words)
    pattern, pairs = _classes("arabic" if arabic else "latin", with_vowels)
    once = bare if arabic else [re.sub(r"(.)\1+", r"\1", word) for word in bare]
    return "".join(pairs[hit] for word in once for hit in pattern.findall(_without_final_h(word)))


def _without_final_h(word: str) -> str:
    """Ta marbuta sounds as a vowel, so the h that writes it is no consonant."""
    return word[:-1] if len(word) > 2 and word[-1] in "hه" and not word.endswith(("sh", "ch")) else word


def skeleton(text: str) -> str:
    """The consonants of a name in classes common to both scripts: "القامشلي" and "Qamishli" give one key.

    Empty when fewer than three consonants are left: such a key would bring strangers together.
    """
    found = _in_classes(fold(text), with_vowels=False)
    return found if len(found) >= tables()["skeleton"]["shortest"] else ""


def spelling(text: str) -> str:
    """Consonant classes and written vowels of a name, for comparing an Arabic with a Latin spelling."""
    return _in_classes(fold(text), with_vowels=True)
