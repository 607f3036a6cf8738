"""Words of tolls that stand alone: "مقتله" is one, "rose to" brings the last figure. The words: `data/tolls.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.words import Word
from geodata.normalize import fold


def alone(words: Sequence[Word], start: int, end: int, *, is_find: bool) -> int | None:
    """How many people a word means by itself: "مقتله" one, "قتلا" two; of a find, "جثة" one."""
    texts = {word.text.removeprefix("و") for word in words[start:end]} | {
        " ".join(w.text for w in words[start : end + 1])
    }
    row = alone_words()
    if texts & row["one"] or (is_find and texts & row["found_one"]):
        return 1
    return 2 if texts & row["two"] or (is_find and texts & row["found_two"]) else None


def says_raised(words: Sequence[Word]) -> bool:
    """Whether words say that a toll has risen, so that a later figure stands for an earlier one."""
    return any(word.text in alone_words()["raised"] or word.bare in alone_words()["raised"] for word in words)


@cache
def alone_words() -> dict[str, frozenset[str]]:
    """Folded words by what they say alone."""
    return {name: frozenset(fold(word) for word in row) for name, row in table("tolls")["alone"].items()}
