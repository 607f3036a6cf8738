"""Chooses the English and Arabic spelling of a label from what the sources offer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]")
ARABIC_ONLY = re.compile(r"[\u0621-\u063a\u0641-\u064a \-]+")  # not the letters of Persian, Urdu, Kurdish
# Uyghur and Kurdish write vowels where Arabic does not: alif maqsura inside a word, a hamza before a vowel.
NOT_ARABIC_SPELLING = re.compile(r"ى\w|^ال |\bئ|وو|[^ ا]أ[^ ]*أ|ؤ\b|آ\w*آ|[^اويى ]ء")
VOWEL_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
FORMAT_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f\x7f]")
QUOTES = re.compile(r"[\u02bb-\u02bf\u2018\u2019\u201b`\u0060]")

# Countries whose Latin names are transliterations: the dots and bars of the romanisation are dropped there.
ROMANISED = frozenset(
    code
    for line in (
        "AE AF AM BH BY DJ DZ EG ER ET GE GR IL IQ IR JO KW KZ LB LY MA MR OM PK PS QA RU SA SD SO SS SY",
        "TD TJ TN UA YE BG MK RS BD IN NP LK MM TH KH LA CN JP KR KP MN KG UZ TM AZ EH BT CY",
    )
    for code in line.split()
)

# Which Arabic letters a Latin consonant is usually written with, to pick the name that sounds like the place.
_SOUNDS = {
    "b": "ب", "p": "ب", "t": "تط", "j": "ج", "g": "غجقك", "h": "حه", "kh": "خ", "d": "دضذ", "dh": "ذظ",
    "r": "ر",
    "z": "زظ", "s": "سص", "sh": "ش", "gh": "غ", "f": "ف", "v": "فو", "q": "ق", "k": "كق", "l": "ل", "m": "م",
    "n": "ن", "w": "و", "y": "ي", "th": "ث", "ch": "تش",
}  # fmt: skip
_CONSONANT = re.compile(r"kh|dh|sh|gh|th|ch|[bptjghdrzsfvqklmnwy]")
_DIVISION_WORDS = re.compile(
    r"^(محافظة|ولاية|منطقة|إقليم|شعبية|بلدية|مقاطعة|جهة|أوبلاست|مديرية|إمارة|قضاء|لواء) | (أوبلاست|الولاية)$"
)
_LATIN_DIVISION_WORDS = re.compile(r"\s+(Governorate|Province|Oblast|Region|District|State|Raion|County)$")


def plain(text: str) -> str:
    """The text without control, direction and zero-width characters, spaces collapsed."""
    return " ".join(FORMAT_MARKS.sub("", text).split())


def latin_label(name: str, country: str) -> str:
    """The Latin label of a place in `country` (ISO 3166-1 alpha-2), romanisation marks dropped."""
    name = plain(name)
    if country not in ROMANISED:
        return name
    name = QUOTES.sub("'", name)
    bare = "".join(ch for ch in unicodedata.normalize("NFD", name) if not unicodedata.combining(ch))
    bare = bare.replace("ı", "i").strip("' ")
    return re.sub(r"(?<=[A-Za-z])'(?=[\s-]|$)", "", bare)


def arabic_label(latin: str, candidates: Sequence[str]) -> str:
    """The Arabic name among alternates of all languages, or "" where none is surely Arabic.

    Names with Persian, Urdu or Kurdish letters are not taken. Of several, the one wins whose consonants
    follow the Latin name, with ta marbuta and hamza written out, and short.
    """
    found = sorted({name for name in map(_arabic_form, candidates) if name})
    if not found:
        return ""
    return max(found, key=lambda name: (_likeness(latin, name), name))


def _arabic_form(name: str) -> str:
    if not ARABIC.search(name):
        return ""
    bare = plain(VOWEL_MARKS.sub("", unicodedata.normalize("NFC", name)))
    if not ARABIC_ONLY.fullmatch(bare) or NOT_ARABIC_SPELLING.search(bare):
        return ""
    return bare


def _likeness(latin: str, arabic: str) -> float:
    letters = unicodedata.normalize("NFD", latin.lower())
    simple = "".join(letter for letter in letters if not unicodedata.combining(letter))
    article = bool(re.match(r"(a[a-z]{1,2}|el)[ -]", simple))
    simple = re.sub(r"\b(a[dlnrstz]|ash|adh|ath|el)[ -]", "", simple)
    stem = " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in arabic.split())
    matched, position = 0, 0
    sounds = _CONSONANT.findall(simple)
    for sound in sounds:
        hits = [i for i in (stem.find(letter, position) for letter in _SOUNDS[sound]) if i >= 0]
        if hits:
            matched, position = matched + 1, min(hits) + 1
    score = 2.0 * matched / max(len(sounds), 1)
    score -= 0.25 * abs(len(arabic.split()) - len(simple.split()))
    score -= 0.06 * max(0, len(stem.replace(" ", "")) - len(sounds) - 2)
    score += 0.35 * (article == arabic.startswith("ال")) + 0.25 * arabic.startswith("ال")
    score += 0.2 * arabic.endswith("ة") - 0.2 * arabic.endswith("ه")
    return score + 0.1 * any(letter in arabic for letter in "أإآئؤ") - 0.15 * arabic.endswith("ى")


def division_arabic(name: str) -> str:
    """An admin-1 name without its generic word: محافظة حمص becomes حمص; "" where it is not plain Arabic."""
    bare = _arabic_form(_DIVISION_WORDS.sub("", _arabic_form(name.split("،")[0])))
    return _DIVISION_WORDS.sub("", bare).strip()


def division_latin(name: str, country: str) -> str:
    """An admin-1 name without its generic word: Homs Governorate becomes Homs."""
    return _LATIN_DIVISION_WORDS.sub("", latin_label(name, country))
