"""What a caller asks: whether a text can be a name, the country it names, and the other names of its text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from geodata.errors import BadQuery
from geodata.normalize import fold, is_printable

LONGEST_QUERY = 120  # characters; no place name is longer
MOST_CONTEXT = 20  # names of a text that are looked up to place one of them
_KEPT = 20_000  # names of which this is remembered: texts ask for the same ones with every name


def is_name(query: object) -> bool:
    """Whether a text can be a place name; other texts have no answer. Raises `BadQuery` for what is no text."""
    if not isinstance(query, str):
        raise BadQuery(f"candidates: expected a name as text, got {type(query).__name__}")
    return len(query) <= LONGEST_QUERY and _is_written(query)


@lru_cache(maxsize=_KEPT)
def _is_written(query: str) -> bool:
    """Whether a text is more than white space, and printable."""
    return bool(query.strip()) and is_printable(query)


@lru_cache(maxsize=_KEPT)
def _folded(name: str) -> str:
    return fold(name)


def country_code(country: str | None) -> str | None:
    """A country code in capitals, `None` where none is given. Raises `BadQuery` for what is no alpha-2 code."""
    if country is None or country == "":
        return None
    if not (isinstance(country, str) and len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadQuery(f"candidates: expected a country as ISO 3166-1 alpha-2, got {country!r}")
    return country.upper()


def other_names(context: Iterable[str], query: str) -> list[str]:
    """The names of a text beside the one asked for, each once, at most `MOST_CONTEXT`. Raises `BadQuery`."""
    if isinstance(context, str):
        raise BadQuery("candidates: expected context as several names, got one text")
    own = _folded(query)
    return [name for name in dict.fromkeys(context) if is_name(name) and _folded(name) != own][:MOST_CONTEXT]
