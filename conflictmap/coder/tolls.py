"""How many people a sentence says were killed or hurt: number words, duals, ranges, bounds, and parts of a total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from conflictmap.coder.lexicon import table
from conflictmap.coder.numbers import read_number, text_of
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.words import Word
from conflictmap.model.event import Toll
from geodata.normalize import fold, is_arabic

_LARGEST = 3_000  # more people are the toll of a war, not of an event
_NEAR_LEFT, _NEAR_RIGHT, _FAR_RIGHT = 8, 5, 16  # words between a count and the word that says what became of them
_AUXILIARIES = frozenset(
    [
        "was",
        "were",
        "been",
        "have",
        "has",
        "had",
        "be",
        "being",
        "reported",
        "reportedly",
        "also",
        "left",
        "confirmed",
        "some",
        "of",
        "them",
        "as",
        "are",
        "is",
        "least",
        "at",
    ]
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: lowest, best and highest figure, and the words it takes."""

    low: int | None
    best: int | None
    high: int | None
    start: int
    end: int
    people: int | None = None
    is_part: bool = False

    def __add__(self, other: Count) -> Count:
        def added(one: int | None, two: int | None) -> int | None:
            return None if one is None or two is None else one + two

        return Count(
            added(self.low, other.low),
            added(self.best, other.best),
            added(self.high, other.high),
            self.start,
            other.end,
        )

    @property
    def toll(self) -> Toll:
        """The figures as the model has them."""
        return Toll(self.low, self.best, self.high)


@dataclass(frozen=True, slots=True)
class Harm:
    """A word that says that people were killed or hurt: `kind` is `fatalities` or `injured`; its word positions."""

    kind: str
    start: int
    end: int
    is_noun: bool = False


@cache
def _people() -> PhraseBook[str]:
    rows = table("tolls")["people"]
    return PhraseBook(
        (w, kind) for kind in ("many", "one", "two") for lang in ("ar", "en") for w in rows[kind].get(lang, ())
    )


@cache
def _singles() -> dict[str, frozenset[str]]:
    """Folded words by whether they mean one person or two, without a number."""
    rows = table("tolls")["people"]
    one = frozenset(fold(w) for lang in ("ar", "en") for w in rows["one"][lang])
    two = frozenset(fold(w) for w in rows["two"]["ar"] if " " not in w)
    return {"one": one, "two": two}


@cache
def _bounds() -> PhraseBook[str]:
    rows = table("tolls")["bound"]
    return PhraseBook((w, kind) for kind in ("at_least", "at_most", "about", "unknown", "between") for w in rows[kind])


@cache
def _parts() -> PhraseBook[str]:
    return PhraseBook((w, "part") for w in table("tolls")["bound"]["part"])


def find_tolls(words: Sequence[Word], harms: Sequence[Harm], skipped: Iterable[int] = ()) -> dict[int, Count]:
    """The number of people of each harm, by the harm's place in the list; harms without a number are left out.

    `skipped` are positions of words that belong to dates and are no counts.
    """
    counts = _Counter(words, harms, frozenset(skipped)).counts()
    found: dict[int, Count] = {}
    for count in counts:
        at = None if count.is_part else _governor(words, harms, count)
        if at is None:
            continue
        known = found.get(at)
        found[at] = known + count if known and count.start - known.end <= 4 else known or count
    return {at: count for at, count in found.items() if (count.best or count.low or 0) <= _LARGEST}


class _Counter:
    """Reads the counts of one sentence."""

    def __init__(self, words: Sequence[Word], harms: Sequence[Harm], skipped: frozenset[int]) -> None:
        self.words, self.skipped = words, skipped
        self.harm_words = {n for harm in harms for n in range(harm.start, harm.end)}
        self.harm_starts = {harm.start for harm in harms}

    def counts(self) -> list[Count]:
        found: list[Count] = []
        at, in_part = 0, False
        while at < len(self.words):
            if self.words[at].text in ".;؛\n" or (at in self.harm_starts and at not in self._people_harms()):
                in_part = False
            part = _parts().at(self.words, at)
            if part:
                in_part, at = True, part.end
                continue
            count = None if at in self.skipped else self._at(at)
            if count is None:
                at += 1
                continue
            if found and count.people == at and found[-1].end == at and not self.words[at].text.startswith("و"):
                at = count.end  # "شاب مدني" is one person
                continue
            found.append(
                count
                if not in_part
                else Count(count.low, count.best, count.high, count.start, count.end, count.people, True)
            )
            at = count.end
        return found

    def _people_harms(self) -> set[int]:
        return {n for n in self.harm_words if _people().at(self.words, n)}

    def _at(self, at: int) -> Count | None:
        bound = _bounds().at(self.words, at)
        number_at = bound.end if bound else at
        if bound and bound.value == "unknown":
            people = self._people_at(number_at)
            return Count(None, None, None, at, people[1]) if people else None
        if bound and bound.value == "between":
            return self._range(at, number_at)
        number = read_number(self.words, number_at) if number_at not in self.skipped else None
        if number is None:
            return None if bound else self._single(at)
        value, end = number
        if text_of(self.words, end) == "-" and text_of(self.words, end + 1) == "year":  # "a 12-year-old boy"
            return self._aged(at, end)
        ranged = self._dashed(at, value, end)
        if ranged:
            return ranged
        people = self._people_at(end)
        if people is None and not self._is_beside_harm(at, end):
            return None
        last = people[1] if people else end
        low, best, high = _figures(value, bound.value if bound else self._bound_after(last))
        return Count(low, best, high, at, last, people[0] if people else None)

    def _aged(self, at: int, end: int) -> Count | None:
        people = self._people_at(end + 4)
        return Count(1, 1, 1, at, people[1], people[0]) if people else None

    def _bound_after(self, end: int) -> str:
        after = _bounds().at(self.words, end) if end < len(self.words) else None
        return after.value if after else ""

    def _range(self, at: int, number_at: int) -> Count | None:
        """ "between 10 and 15 people", "بين 10 و15 شخصا"."""
        first = read_number(self.words, number_at)
        if first is None or first[1] >= len(self.words):
            return None
        joint = first[1] + 1 if self.words[first[1]].text in ("and", "to", "الي") else first[1]
        second = read_number(self.words, joint)
        people = self._people_at(second[1]) if second else None
        if second is None or people is None or second[0] <= first[0]:
            return None
        return Count(first[0], first[0], second[0], at, people[1], people[0])

    def _dashed(self, at: int, value: int, end: int) -> Count | None:
        """ "10-15 people", "10 to 15 people"."""
        if end + 1 >= len(self.words) or self.words[end].text not in ("-", "–", "to", "الي"):
            return None
        second = read_number(self.words, end + 1)
        people = self._people_at(second[1]) if second else None
        if second is None or people is None or second[0] <= value:
            return None
        return Count(value, value, second[0], at, people[1], people[0])

    def _people_at(self, at: int) -> tuple[int, int] | None:
        """The noun that is counted, at most one word after the number: its position and where it ends."""
        for start in (at, at + 1, at + 2):
            if start >= len(self.words) or self.words[start].is_sign:
                return None
            found = _people().at(self.words, start)
            if found and not (found.reading.clitics and start == at):
                return start, found.end
            if start in self.harm_words and not self.words[start].text.startswith("و"):
                return start, start + 1
            if is_arabic(self.words[at].text):
                return None
        return None

    def _single(self, at: int) -> Count | None:
        """One or two people without a number word: "مدني", "جنديان"."""
        word = self.words[at]
        if word.is_sign:
            return None
        for reading in word.readings:
            if reading.has_article and is_arabic(word.text):
                continue
            text = reading.bare
            if text in _singles()["two"]:
                return Count(2, 2, 2, at, at + 1, at)
            if text in _singles()["one"] and is_arabic(word.text) and self._is_led(at):
                extra = at + 1 < len(self.words) and self.words[at + 1].text in ("اثنين", "اثنان", "واحد")
                value = 2 if extra and self.words[at + 1].text != "واحد" else 1
                return Count(value, value, value, at, at + 1 + extra, at)
        if text_of(self.words, at) == "مدنيين" and text_of(self.words, at + 1) == "اثنين":
            return Count(2, 2, 2, at, at + 2, at)
        return None

    def _is_led(self, at: int) -> bool:
        """Whether a harm stands right before a single person, or before another one: "مقتل مدني وطفل"."""
        return any(n in self.harm_words for n in range(max(0, at - 3), at + 2))

    def _is_beside_harm(self, start: int, end: int) -> bool:
        if (start - 1) in self.harm_words or end in self.harm_words:
            return True
        raised = text_of(self.words, start - 1) in ("to", "الي", "at")  # "the death toll rose to 45"
        return raised and any(n in self.harm_words for n in range(max(0, start - 6), start))


def _figures(value: int, bound: str) -> tuple[int | None, int | None, int | None]:
    if bound == "at_least":
        return value, value, None
    if bound == "at_most":
        return None, value, value
    return (None, value, None) if bound == "about" else (value, value, value)


def _governor(words: Sequence[Word], harms: Sequence[Harm], count: Count) -> int | None:
    """Which harm a count belongs to: the noun counted, the word before it, or the one behind it."""
    own = [n for n, harm in enumerate(harms) if count.start <= harm.start < count.end or harm.start == count.people]
    if own:
        return own[0]
    left = [n for n, harm in enumerate(harms) if 0 <= count.start - harm.end <= _NEAR_LEFT]
    right = [n for n, harm in enumerate(harms) if 0 <= harm.start - count.end <= _NEAR_RIGHT]
    nearest_left = left[-1] if left else None
    nearest_right = right[0] if right else None
    if nearest_left is not None and _is_free(words, harms[nearest_left].end, count.start, frozenset()):
        return None if _is_double(words, harms, nearest_left) else nearest_left
    arabic = is_arabic(words[count.start].text) or is_arabic(text_of(words, count.end))
    if nearest_right is not None and _is_free(words, count.end, harms[nearest_right].start, _AUXILIARIES):
        is_verb_before = arabic and nearest_left is not None and harms[nearest_left].end - count.start < 3
        if not is_verb_before and not (arabic and harms[nearest_right].is_noun):
            return nearest_right
    if nearest_left is None and not arabic and (passive := _passive_behind(words, harms, count.end)) is not None:
        return passive
    if nearest_left is not None and not _is_double(words, harms, nearest_left):
        between = words[harms[nearest_left].end : count.start]
        if not any(word.text in ".;؛\n" for word in between):
            return nearest_left
    return nearest_right if not arabic and nearest_left is None else None


def _passive_behind(words: Sequence[Word], harms: Sequence[Harm], end: int) -> int | None:
    """The passive that a count is the subject of, over more words: "Six members of the SDF were killed"."""
    for at, harm in enumerate(harms):
        between = words[end : harm.start]
        if 0 <= len(between) <= _FAR_RIGHT and between and between[-1].text in ("was", "were", "been", "being"):
            return None if any(word.text in ".;؛\n" for word in between) else at
    return None


def alone(words: Sequence[Word], start: int, end: int, *, is_find: bool) -> int | None:
    """How many people a word means by itself: "مقتله" one, "قتلا" two; of a find, "جثة" one."""
    texts = {word.text.removeprefix("و") for word in words[start:end]} | {
        " ".join(w.text for w in words[start : end + 1])
    }
    row = _alone()
    if texts & row["one"] or (is_find and texts & row["found_one"]):
        return 1
    return 2 if texts & row["two"] or (is_find and texts & row["found_two"]) else None


def says_raised(words: Sequence[Word]) -> bool:
    """Whether words say that a toll has risen, so that a later figure stands for an earlier one."""
    return any(word.text in _alone()["raised"] or word.bare in _alone()["raised"] for word in words)


@cache
def _alone() -> dict[str, frozenset[str]]:
    return {name: frozenset(fold(word) for word in row) for name, row in table("tolls")["alone"].items()}


def _is_free(words: Sequence[Word], start: int, end: int, allowed: frozenset[str]) -> bool:
    """Whether nothing stands between but words that a count passes over."""
    return all(word.text in allowed for word in words[start:end])


def _is_double(words: Sequence[Word], harms: Sequence[Harm], at: int) -> bool:
    """Whether one number is given for dead and hurt together: "مقتل وإصابة 17", "killed and wounded 12"."""
    if at == 0:
        return False
    before, own = harms[at - 1], harms[at]
    between = words[before.end : own.start]
    joined = not between or all(word.text in ("and", "or", "او") for word in between)
    return before.kind != own.kind and joined and own.start - before.end <= 1
