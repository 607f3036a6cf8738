"""What a caller asks: whether a text can be a name, the country it names, and the other names of its text."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.errors import BadQuery
from geodata.normalize import fold, is_printable

LONGEST_QUERY = 120  # characters; no place name is longer
MOST_CONTEXT = 20  # names of a text that are looked up to place one of them


def is_name(query: object) -> bool:
    """Whether a text can be a place name; other texts have no answer. Raises `BadQuery` for what is no text."""
    if not isinstance(query, str):
        raise BadQuery(f"candidates: expected a name as text, got {type(query).__name__}")
    if not query.strip() or len(query) > LONGEST_QUERY:
        return False
    return is_printable(query)


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
    own = fold(query)
    return [name for name in dict.fromkeys(context) if is_name(name) and fold(name) != own][:MOST_CONTEXT]
