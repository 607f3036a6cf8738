"""Other ways to read a written name: without what Arabic writes onto it, and without what a writer hid in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from geodata.normalize import fold, is_arabic, tables

_SHORTEST = 2  # letters of a name that is left


def without_clitics(folded: str) -> Iterator[str]:
    """A folded name without conjunction, preposition or both at its first word: "وبالحسكة", "للقامشلي", "وحلب".

    Only a reader who finds the rest in a gazetteer may believe it: "بيروت" begins with a preposition's letter too.
    """
    first, _, rest = folded.partition(" ")
    if not is_arabic(first):
        return
    clitics = tables()["clitics"]
    for conjunction in ("", *clitics["conjunctions"]):
        if not first.startswith(conjunction):
            continue
        word = first[len(conjunction) :]
        bare = [word] if conjunction else []
        for preposition in clitics["prepositions"]:
            if word.startswith("لل") and preposition == "ل":
                bare.append("ال" + word[2:])
            if word.startswith(preposition):
                bare.append(word[1:])
        yield from (f"{b} {rest}".strip() for b in bare if len(b) + len(rest) > _SHORTEST and len(b) > 1)


@cache
def _signs() -> re.Pattern[str]:
    marks = "".join(re.escape(sign) for sign in tables()["censored"]["signs"])
    return re.compile(rf"(?<=\w)[{marks}]+(?=\w)|(?<=\w)[{marks}](?=\s|$)|(?<!\w)[{marks}](?=\w)")


def uncensored(text: str) -> Iterator[str]:
    """A name with signs inside its words, read without them, and with one letter for a single sign. Folded."""
    # An underscore is a word character to the pattern's neighbours; tell it from letters first
    text = text.replace("_", "*")
    signs = _signs()
    if not signs.search(text):
        return
    yield fold(signs.sub("", text))
    letters = tables()["censored"]["arabic" if is_arabic(text) else "latin"]
    if len(signs.findall(text)) == 1:
        yield from (fold(signs.sub(letter, text)) for letter in letters)
