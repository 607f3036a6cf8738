"""Actors that a report names and that take no part: who only tells of it, whose spokesman speaks, who holds a place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.lexicon import saying, sources, table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.words import Word
from geodata.normalize import fold, is_arabic

_LEAD = 4  # words before an actor that may begin "according to", "areas held by"
_SAID = 3  # words between an actor's telling and what it tells
_TOLD = 12  # words from there to who did it


def take_no_part(words: Sequence[Word], actors: Sequence[ActorMention]) -> frozenset[int]:
    """Where those of a report's actors begin that have no part in what it tells."""
    return frozenset(
        actor.start
        for n, actor in enumerate(actors)
        if _is_source(words, actor) or _holds(words, actor) or _tells(words, actor, actors[n + 1 : n + 5])
    )


def is_counted(words: Sequence[Word], position: int) -> bool:
    """Whether a number stands before a word: "خمسة فلسطينيين", "a Palestinian"."""
    return position > 0 and (words[position - 1].text in ("a", "an") or read_number(words, position - 1) is not None)


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text if 0 <= at < len(words) else ""


def _is_source(words: Sequence[Word], actor: ActorMention) -> bool:
    """Whether an actor is but the source: "بحسب الجيش", "the army's spokesman", "…, the army said."."""
    for start in range(max(0, actor.start - _LEAD), actor.start):
        found = sources().at(words, start)
        if found and all(w.text in (*saying()["verbs"], "the", "a") for w in words[found.end : actor.start]):
            return True
    if is_arabic(words[actor.start].text):
        return False
    after = actor.end + 2 if _text(words, actor.end) in "'’" and _text(words, actor.end + 1) == "s" else actor.end
    if _text(words, after) in _list("speakers"):
        return True
    before = actor.start - 2 if _text(words, actor.start - 1) == "the" else actor.start - 1
    return _text(words, before) in (",", "”", '"') and _text(words, actor.end) in saying()["verbs"]


def _holds(words: Sequence[Word], actor: ActorMention) -> bool:
    """Whether an actor is named for the place it holds: "مناطق سيطرة قسد", "the RSF-held city"."""
    if "-".join(word.text for word in words[actor.end : actor.end + 2] if word.text != "-") in _list("held"):
        return True
    before = actor.start - (_text(words, actor.start - 1) == "the")
    return any(
        found is not None and found.end == before
        for start in range(max(0, before - _LEAD), before)
        for found in _holding().all_at(words, start)[:1]
    )


def _tells(words: Sequence[Word], actor: ActorMention, others: Sequence[ActorMention]) -> bool:
    """Whether an actor tells what others did: "Ukraine said Russian drones hit", and not "said it hit"."""
    said = _said(words, actor)
    if not said:
        return False
    own = {word.text for word in words[said : said + _SAID]} & _list("own")
    if own or _that_it(words, said):
        return False
    if actor.is_civilian:
        return True
    told = next((n for n in range(said, min(said + _TOLD, len(words))) if ends_clause(words, n)), said + _TOLD)
    return any(other.is_force and other.id not in (None, actor.id) and other.start < told for other in others)


def _that_it(words: Sequence[Word], said: int) -> bool:
    """Whether an actor tells of itself behind the day of telling: "announced on 1 December that it had taken"."""
    near = [word.text for word in words[said : said + _TOLD]]
    if "that" not in near[:-1]:
        return False
    at = near.index("that")
    return near[at + 1] in _list("own") and not {",", "."} & set(near[:at])


def _said(words: Sequence[Word], actor: ActorMention) -> int:
    """Where what an actor tells begins; 0 where it tells nothing."""
    verbs = saying()["verbs"]
    if not is_arabic(words[actor.start].text):
        return actor.end + 1 if _text(words, actor.end) in verbs else 0
    if not any(_text(words, actor.start - back).removeprefix("و") in verbs for back in (1, 2)):
        return 0
    return next((n for n in range(actor.end, actor.end + _SAID) if _text(words, n) in _list("that")), 0)


@cache
def _holding() -> PhraseBook[str]:
    rows = table("clauses")["holding"]
    return PhraseBook((phrase, "holding") for lang in ("ar", "en") for phrase in rows[lang])


@cache
def _list(name: str) -> frozenset[str]:
    """Folded words of a list of those who take no part."""
    return frozenset(fold(word) for word in table("clauses")["bystander"][name])
