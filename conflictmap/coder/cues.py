"""How a clause speaks of what it names: denied, wished for, threatened, planned, told as background; and phrases
whose words look like events and are none. The words are data: `data/cues.toml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from conflictmap.coder.inflection import verb_forms
from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.words import Word
from geodata.normalize import fold

ORDER = (
    "denied",
    "negated",
    "wished",
    "threatened",
    "condemned",
    "accused",
    "conditional",
    "planned",
    "past",
    "habitual",
    "after",
    "tried",
)
"""The kinds of cue, the one that counts most first."""

CUE_WORDS = 24
"""No cue begins further than this before a word it governs."""

_NEAR_HAD = 8  # words between "had" and "قد"
_BREAKS = "،,:"
_MAYBE = ("قد", "وقد", "فقد")  # "may" before a present, "has" before a past


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its kind and the word positions it governs."""

    kind: str
    start: int
    first: int
    last: int


@cache
def _cues() -> PhraseBook[str]:
    rows = table("cues")["cue"]
    written = [(w, kind) for kind in ORDER for lang in ("ar", "en") for w in rows[kind][lang]]
    verbs = [(f.text, kind) for kind in ORDER for verb in rows[kind].get("verbs", ()) for f in verb_forms(verb)]
    return PhraseBook([*written, *verbs])


@cache
def _masks() -> PhraseBook[str]:
    rows = table("cues")["mask"]
    return PhraseBook((phrase, "mask") for lang in ("ar", "en") for phrase in rows[lang])


@cache
def _connectives() -> PhraseBook[str]:
    rows = table("clauses")["connective"]
    return PhraseBook((w, "connective") for lang in ("ar", "en") for w in rows[lang])


def masked(words: Sequence[Word]) -> frozenset[int]:
    """Positions of words that belong to phrases which are no events."""
    return frozenset(n for found in _masks().find(words) for n in range(found.start, found.end))


def clause_starts(words: Sequence[Word]) -> list[int]:
    """Where clauses begin: at the first word, behind signs that end one, and at words that join clauses."""
    starts = {0, *(n + 1 for n in range(len(words)) if ends_clause(words, n))}
    book = _connectives()
    starts.update(at for at in book.begins(words) if at and book.at(words, at) is not None)
    return sorted(starts)


def find_cues(words: Sequence[Word], starts: Sequence[int]) -> list[Cue]:
    """The cues among words, each with the words it governs: those behind it in its clause, within its reach.

    `starts`: where clauses begin.
    """
    found = []
    for hit in _cues().find(words):
        if words[hit.start].text in _MAYBE and (not _is_present(words, hit.end) or _had(words, hit.start)):
            continue
        if hit.end == hit.start + 1 and words[hit.start].text in _no_cues():
            continue
        if hit.end < len(words) and words[hit.end].text in _not_before(hit.value):
            continue
        reach = table("cues")["cue"][hit.value]["reach"]
        following = bisect_right(starts, hit.end - 1)
        end = starts[following] if following < len(starts) else len(words)
        end = min(end, hit.end + reach)
        last = next(
            (n for n in range(hit.end, end) if words[n].text in _BREAKS and not _says_more(words, n + 1, hit.value)),
            end,
        )
        found.append(Cue(hit.value, hit.start, hit.start + 1, last))  # "دون وقوع قتلى": a word of both
    return found


def _says_more(words: Sequence[Word], position: int, kind: str) -> bool:
    """Whether what stands behind a comma only says more of what stands before it: "أعمال إرهابية، منها استهداف", "بعد
    حادث مماثل، أسفر عن"."""
    if position >= len(words):
        return False
    return words[position].text in _continuing() or (kind == "past" and words[position].text in _outcomes())


@cache
def _outcomes() -> frozenset[str]:
    return frozenset(fold(word) for word in table("clauses")["outcome"]["ar"])


@cache
def _continuing() -> frozenset[str]:
    return frozenset(fold(word) for word in table("clauses")["continuing"]["ar"])


@cache
def _no_cues() -> frozenset[str]:
    """Words that read like a cue with a letter written onto it, and are others: "بحث" is a search, not "by urging"."""
    return frozenset(fold(word) for word in table("cues")["no_cue"]["words"])


@cache
def _not_before(kind: str) -> frozenset[str]:
    """Words before which a cue says something else: "no fewer than", "still", "likely to be Russian"."""
    return frozenset(fold(word) for word in table("cues")["cue"][kind].get("not_before", ()))


def status(position: int, cues: Sequence[Cue]) -> str:
    """What the cues say of the word at a position; empty where none governs it."""
    kinds = {cue.kind for cue in cues if cue.first <= position < cue.last}
    return next((kind for kind in ORDER if kind in kinds), "")


def _is_present(words: Sequence[Word], position: int) -> bool:
    """Whether a verb of the present follows: "قد" before one of the past only says that it is over."""
    return position < len(words) and words[position].text[:1] in ("ي", "ت")


def _had(words: Sequence[Word], position: int) -> bool:
    """Whether "had" stands shortly before: "وكان الطرفان قد تبادلا"."""
    return any(word.text.removeprefix("و").startswith("كان") for word in words[max(0, position - _NEAR_HAD) : position])


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of what is no conflict: its position, its letters, and the topics it belongs to."""

    start: int
    text: str
    topics: frozenset[str]


@cache
def _topics() -> PhraseBook[frozenset[str]]:
    named: dict[str, set[str]] = {}
    for name, row in table("cues")["topic"].items():
        for word in (w for lang in ("ar", "en") if name != "needed" for w in row[lang]):
            named.setdefault(word, set()).add(name)
    return PhraseBook((word, frozenset(names)) for word, names in named.items())


def topic_words(words: Sequence[Word]) -> list[TopicWord]:
    """The words of topics that are no conflict."""
    return [TopicWord(found.start, words[found.start].bare, found.value) for found in _topics().find(words)]


def counted(words: Iterable[TopicWord]) -> Counter[str]:
    """How many different words of each topic there are."""
    return Counter(name for _, names in {(w.text, w.topics) for w in words} for name in names)
