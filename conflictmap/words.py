"""What the product says, in English and Arabic: one row a phrase in words.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from conflictmap.errors import UnknownTerm

Lang = Literal["en", "ar"]
LANGS: tuple[Lang, ...] = ("en", "ar")


def as_lang(text: str | None) -> Lang:
    """The language of a code; English where it is neither of the two."""
    return text if text in LANGS else "en"


def direction(lang: Lang) -> str:
    """Writing direction as CSS and HTML name it."""
    return "rtl" if lang == "ar" else "ltr"


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("words.toml")
    return cast(dict[str, dict[str, str]], tomllib.loads(path.read_text(encoding="utf-8")))


def say(key: str, lang: Lang, **values: object) -> str:
    """The phrase of a key in a language, with its {places} filled in.

    Raises:
        UnknownTerm: words.toml has no such row.
    """
    row = _rows().get(key)
    if row is None:
        raise UnknownTerm(f"words.toml: expected a row {key!r}, found none")
    return row[lang].format(**values) if values else row[lang]


def told(text: str, lang: Lang, prefix: str) -> str:
    """An English phrase that the product says in a language: in that of the rows whose keys start so; else as it is."""
    for pattern, row in _patterns(prefix):
        if match := pattern.fullmatch(text):
            values = match.groupdict()
            isolated = {name: f"\u2068{value}\u2069" for name, value in values.items()}  # keeps -90 from becoming 90-
            return row[lang].format(**(isolated if lang == "ar" else values))
    return text


@lru_cache(maxsize=8)
def _patterns(prefix: str) -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """The English phrases as patterns, those with fewer places to fill first."""
    rows = sorted((row for key, row in _rows().items() if key.startswith(prefix)), key=lambda row: row["en"].count("{"))
    parts = ((re.split(r"\{(\w+)\}", row["en"]), row) for row in rows)
    made = (
        ("".join(f"(?P<{p}>.+)" if n % 2 else re.escape(p) for n, p in enumerate(split)), row) for split, row in parts
    )
    return [(re.compile(pattern, re.DOTALL), row) for pattern, row in made]


def all_words(lang: Lang, prefix: str) -> dict[str, str]:
    """All phrases whose key starts with a prefix, by the rest of their key."""
    return {key.removeprefix(prefix): row[lang] for key, row in _rows().items() if key.startswith(prefix)}


def either(lang: Lang, en: str | None, ar: str | None) -> str | None:
    """The text in a language, or in the other where it has none."""
    return (ar or en) if lang == "ar" else (en or ar)


def number(value: float) -> str:
    """A whole number with thousands separated, the same digits in both languages."""
    return f"{value:,.0f}"


def joined(parts: list[str], lang: Lang) -> str:
    """A list in one line, with the language's own comma."""
    return ("، " if lang == "ar" else ", ").join(parts)
