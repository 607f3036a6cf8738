"""Where a clause leaves out the verb of the one before: "قُتل خمسة في قصف على خان يونس، وثلاثة في غارة على رفح"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from conflictmap.coder.hits import Hit
from conflictmap.coder.lexicon import table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic


def begins_share(words: Sequence[Word], hits: Sequence[Hit], first: int, last: int) -> Iterator[int]:
    """Where "and three in a strike on" begins between two words, which is a clause of its own."""
    acts = {hit.start for hit in hits if hit.kind != "harm" and hit.sense.tense in ("noun", "fixed")}
    for at in range(first, last):
        if not words[at].text.startswith("و") or (number := read_number(words, at)) is None:
            continue
        if _adds(words, hits, at):
            continue
        end = past_people(words, number[1])
        if end + 1 < len(words) and (end in acts or (is_preposition(words[end].text) and end + 1 in acts)):
            yield at


def _adds(words: Sequence[Word], hits: Sequence[Hit], at: int) -> bool:
    """Whether a figure adds to one without a place or deed of its own: "قُتل جنديان وثلاثة مسلحين في"."""
    harm = max((hit.end for hit in hits if hit.kind == "harm" and hit.end < at), default=None)
    if harm is None or any(hit.kind != "harm" and harm <= hit.start < at for hit in hits):
        return False
    return not any(words[n].text != "من" and is_preposition(words[n].text) for n in range(harm, at))


def begins_deed(
    words: Sequence[Word], hits: Sequence[Hit], starts: frozenset[int], ends: dict[int, int]
) -> Iterator[int]:
    """Where ", and" with somebody and his deed begins behind another's: "jets struck X, and soldiers opened fire".

    `starts`: where sentences begin. `ends`: where actors begin by where they end.
    """
    verb: Hit | None = None
    for hit in hits:
        if hit.sense.tense not in ("past", "fixed") or is_arabic(words[hit.start].text):
            continue
        at = ends.get(hit.start)
        is_behind = verb is not None and at is not None and not starts.intersection(range(verb.end, hit.start))
        if at is not None and is_behind and [word.text for word in words[max(0, at - 2) : at]] == [",", "and"]:
            yield at
        verb = hit


def past_people(words: Sequence[Word], at: int) -> int:
    """Where the nouns of people end that stand behind a figure."""
    while at < len(words) and words[at].text in share_words("people"):
        at += 1
    return at


@cache
def share_words(name: str) -> frozenset[str]:
    """Folded words of `[share]` in `data/tolls.toml`."""
    return frozenset(fold(word) for word in table("tolls")["share"][name])
