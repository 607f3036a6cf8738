"""How many people a sentence says were killed or hurt: number words, duals, ranges, bounds, and parts of a total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from conflictmap.coder.lexicon import saying, table
from conflictmap.coder.numbers import read_number, text_of
from conflictmap.coder.phrases import Found, PhraseBook
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.tollwords import alone_words, around, is_added, kin, people_as_written, people_words, says_raised
from conflictmap.coder.words import Word
from conflictmap.model.event import Toll
from geodata.normalize import is_arabic

_LISTING = {"-": "-", "—": "—", "–": "–", "(": ")"}
_LISTED = 16  # words in commas that list those counted before
_NEAR_LEFT = 10  # words between a word of harm and one or two people behind it
_NEAR_PARTY = 6  # words from a word of harm to "of" and the party of those counted
_EARLIER = 5  # words between "initially" and the figure that a later one stands for
_RAISED = 24  # words between "rose" and the figure
_FIRST_YEAR, _LAST_YEAR = 1990, 2050  # of figures that are years
_NOUN_PHRASE = 7  # words from an English number to the people it counts


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: lowest, best and highest figure, and the words it takes.

    `is_part`: of a total told elsewhere ("three of them"). `is_within`: behind "including". `is_known`: of somebody who
    is named or known ("the driver"), and counted only right beside what became of him. `is_raised`: what a toll has
    risen to, which stands for earlier figures.
    """

    low: int | None
    best: int | None
    high: int | None
    start: int
    end: int
    is_part: bool = False
    is_within: bool = False
    is_known: bool = False
    is_raised: bool = False

    def __add__(self, other: Count) -> Count:
        def added(one: int | None, two: int | None) -> int | None:
            return None if one is None or two is None else one + two

        figures = added(self.low, other.low), added(self.best, other.best), added(self.high, other.high)
        return Count(*figures, self.start, other.end)

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
def _bounds() -> PhraseBook[str]:
    rows = table("tolls")["bound"]
    return PhraseBook((w, kind) for kind in ("at_least", "at_most", "about", "unknown", "between") for w in rows[kind])


@cache
def _book(name: str) -> PhraseBook[str]:
    return PhraseBook((phrase, name) for phrase in table("tolls")["bound"][name])


def read_counts(
    words: Sequence[Word], harms: Sequence[Harm], skipped: Iterable[int] = (), named: Iterable[int] = ()
) -> list[Count]:
    """The counts of people among words, in order.

    `skipped` are positions of words that belong to dates and are no counts, `named` those of persons' names.
    """
    return _Reader(words, harms, frozenset(skipped), frozenset(named)).counts()


class _Reader:
    """Reads the counts of one sentence."""

    def __init__(
        self, words: Sequence[Word], harms: Sequence[Harm], skipped: frozenset[int], named: frozenset[int]
    ) -> None:
        self.words, self.named = words, named
        self.harm_words = {n for harm in harms for n in range(harm.start, harm.end)}
        self.harm_starts = {harm.start for harm in harms}
        self.verbs = {harm.start for harm in harms if not harm.is_noun}
        self.dated = skipped
        self.skipped = skipped | self._ages()

    def counts(self) -> list[Count]:
        """All counts, in order."""
        found: list[Count] = []
        at, in_part, closes = 0, False, ""
        while at < len(self.words):
            if ends_clause(self.words, at) or at in self.harm_starts or (closes and self.words[at].text in closes):
                in_part, closes = False, ""
            part = _book("part").at(self.words, at)
            count = None if part or at in self.skipped else self._at(at)
            if count:
                found.append(replace(count, is_part=True, is_within=True) if in_part else count)
            in_part = in_part or part is not None
            at = part.end if part else count.end if count else at + 1
            if count and not (in_part or count.is_known) and (closes := self._lists(at)):
                in_part, at = True, at + 1
        return found

    def _lists(self, at: int) -> str:
        """The sign that ends a list of those counted right before: "three people — a woman and her sons — were"."""
        sign = text_of(self.words, at)
        if sign in _LISTING and not (sign == "-" and self.words[at].start == self.words[at - 1].end):
            return _LISTING[sign]
        is_list = sign == "," and text_of(self.words, at + 1) in around("lists")
        last = next((n for n in range(at + 1, min(at + _LISTED, len(self.words))) if self.words[n].text == ","), None)
        return "," if is_list and last and text_of(self.words, last + 1) in around("passive") else ""

    def _ages(self) -> frozenset[int]:
        """Numbers that are ages: "aged nine and eleven", "عمره 12"."""
        after = (n for n, word in enumerate(self.words) if word.text in around("age"))
        return frozenset(n for at in after for n in range(at + 1, at + 5) if read_number(self.words, n))

    def _at(self, at: int) -> Count | None:
        bound = _bounds().at(self.words, at)
        start = bound.end if bound else at
        if bound and bound.value == "between" and (ranged := self._range(at, start)):
            return ranged
        number = None if start in self.skipped else read_number(self.words, start)
        if number and (not bound or bound.value != "unknown"):
            return self._numbered(at, start, number, bound.value if bound else "")
        if bound and bound.value == "unknown":
            end = self._people_end(number[1] if number else start)
            end = end or (start if self._is_beside_harm(at, start) else None)
            return Count(None, None, None, at, end) if end else None
        return None if bound else self._single(at)

    def _numbered(self, at: int, start: int, number: tuple[int, int], bound: str) -> Count | None:
        """A number with the people it counts, or alone beside what became of them."""
        value, end = number
        if self._is_no_count(start, end) or self._is_earlier(at):
            return None
        if text_of(self.words, end) == "-" and text_of(self.words, end + 1) in around("units"):
            last = self._people_end(end + 4)  # "the 75-year-old woman"
            return Count(1, 1, 1, at, last) if last else None
        if ranged := self._dashed(at, value, end):
            return ranged
        is_article = text_of(self.words, start) in ("a", "an") and end == start + 1
        last = self._people_end(end, is_one=is_article)
        part = self._of_them(end) or self._of_them(last or end)
        raised = self._is_raised(at)
        if last is None and (is_article or not (part or raised or self._is_beside_harm(at, end))):
            return None
        is_year = _FIRST_YEAR <= value <= _LAST_YEAR and text_of(self.words, start).isdecimal()
        if is_year and not (part or raised or self._kinds(end)):
            return None  # "3 نوفمبر 2025 ــ قُتل 40"
        if is_article and last is not None and self._kinds(last - 1) == {"two"}:
            return Count(2, 2, 2, at, last)  # "an elderly couple"
        last = part.end if part else last or end
        after = _bounds().at(self.words, last) if last < len(self.words) and not bound else None
        if after and after.value == "at_least":
            bound, last = after.value, after.end
        return Count(*_figures(value, bound), at, last, is_part=part is not None, is_raised=raised)

    def _of_them(self, at: int) -> Found[str] | None:
        return _book("of_them").at(self.words, at) if at < len(self.words) else None

    def _is_no_count(self, start: int, end: int) -> bool:
        """Whether a number is part of a name ("F-16"), negated, of time or length, an age, or what a toll rose from."""
        before, words = text_of(self.words, start - 1), self.words
        if before == "-" and words[start - 2].end == words[start - 1].start and start > 1:
            return not words[start - 2].text.isdecimal()
        one_of = before == "of" and start > 1 and "one" in self._kinds(start - 2) and self._people_end(end) is None
        is_nobody = before in around("no") or any(w.text in around("none_of") for w in words[max(0, start - 3) : start])
        return is_nobody or text_of(words, end) in around("units") or one_of

    def _is_earlier(self, at: int) -> bool:
        """Whether a figure is the one told before: "officials had initially spoken of five killed"."""
        return any(_book("earlier").at(self.words, n) for n in range(max(0, at - _EARLIER), at))

    def _range(self, at: int, start: int) -> Count | None:
        """ "between 10 and 15 people", "بين 10 و15 شخصا"; of "rose from 12 to 14" the latter."""
        first = read_number(self.words, start)
        if first is None or first[1] >= len(self.words):
            return None
        second_at = first[1] + (text_of(self.words, first[1]) in around("up_to"))
        second = read_number(self.words, second_at)
        if second is None or second[0] <= first[0]:
            return None
        end = self._people_end(second[1])
        if self._is_raised(second_at):
            return Count(*_figures(second[0], ""), at, end or second[1], is_raised=True)
        return Count(first[0], first[0], second[0], at, end) if end else None

    def _dashed(self, at: int, value: int, end: int) -> Count | None:
        """ "10-15 people", "10 to 15 people"."""
        if text_of(self.words, end) not in around("up_to"):
            return None
        second = read_number(self.words, end + 1)
        last = self._people_end(second[1]) if second else None
        return Count(value, value, second[0], at, last) if second and last and second[0] > value else None

    def _kinds(self, at: int) -> set[str]:
        """How many people a word may mean."""
        if not 0 <= at < len(self.words) or self.words[at].is_sign:
            return set()
        kinds = {found.value for found in people_words().all_at(self.words, at)}
        of_somebody = kin().get(self.words[at].text.removeprefix("و"))
        return kinds | {of_somebody} if of_somebody else kinds

    def _people_end(self, at: int, *, is_one: bool = False) -> int | None:
        """Where the noun that is counted ends; `is_one`: it must mean one person."""
        first = text_of(self.words, at)
        if at in self.verbs and is_arabic(first) and not (self._kinds(at) or first.endswith(_plural_verbs())):
            return None  # of one: "محمد إسماعيل 27 قتل"
        if at in self.harm_words and not first.startswith("و") and not is_one:
            return at + 1
        if is_arabic(first):
            return self._arabic_end(at)
        last, kinds, of = None, set[str](), first in around("of")
        for n in range(at, min(at + _NOUN_PHRASE, len(self.words))):
            text = self.words[n].text
            found = people_words().at(self.words, n)
            is_harm = n in self.harm_words and (last is not None or self._has_object(n))
            if is_harm or (n > at and read_number(self.words, n)):
                break
            if text == "old" and n > at and self.words[n - 1].text == "-":
                last, kinds = n + 1, {"one"}  # "a five-year-old"
            elif found:
                last, kinds = found.end, self._kinds(n)
            elif last is not None and n >= last:
                break
            elif n not in range(at, last or at) and self._ends_phrase(n, text, is_start=of and last is None):
                return None if last is None else last
        is_thing = text_of(self.words, last or 0) in around("things") or self._says(last or 0)
        return None if is_thing or (is_one and not kinds & {"one", "two"}) else last

    def _has_object(self, at: int) -> bool:
        """Whether a verb of harm tells right behind it whom: "three rockets killed five people"."""
        after = at + 1
        if at not in self.verbs or after >= len(self.words):
            return False
        return bool(_bounds().at(self.words, after) or read_number(self.words, after) or self._kinds(after))

    def _ends_phrase(self, at: int, text: str, *, is_start: bool) -> bool:
        if is_start and text in around("of"):
            return False
        word, before = self.words[at], self.words[at - 1]
        is_inside = text in "-'’" and before.end == word.start  # "high-ranking", "army's", but not "17:20 - Three"
        is_inside |= text == "." and len(before.text) == 1 and before.end == word.start  # "P.K.K."
        return text in around("stops") or at in self.harm_words or (word.is_sign and not is_inside)

    def _says(self, at: int) -> bool:
        """Whether somebody only tells: "an official said"."""
        return at > 0 and text_of(self.words, at) in saying()["verbs"] and not is_arabic(text_of(self.words, at))

    def _arabic_end(self, at: int) -> int | None:
        """Where the people behind an Arabic number end: "ستة عناصر", "ستة من عناصر", with adjectives."""
        of = text_of(self.words, at) == "من"
        if at + of >= len(self.words):
            return None
        found = people_words().at(self.words, at + of)
        if of and found is None and not self._kinds(at + 1):
            return at + 1 if text_of(self.words, at - 1).startswith("و") or self._are_of_a_party(at) else None
        if found is None or (found.reading.clitics and not of):
            return at + 2 if of else None
        end = found.end
        while self._kinds(end) and not self.words[end].readings[0].has_article and self._is_adjective(end):
            end += 1
        return end

    def _are_of_a_party(self, at: int) -> bool:
        """Whether a figure before "من" counts people of a party: "قتل الجيش خمسة من الدعم السريع"."""
        is_thing = any(reading.bare in around("things") for reading in self.words[at + 1].readings)
        return not is_thing and any(n in self.harm_words for n in range(at - _NEAR_PARTY, at))

    def _is_adjective(self, at: int) -> bool:
        """Whether a word for people only says more of the one before: "شاب مدني", but not "وطفل" nor a harm."""
        found = people_words().at(self.words, at)
        return found is not None and not found.reading.clitics and at not in self.harm_words

    def _single(self, at: int) -> Count | None:
        """People without a number word: "مدني", "جنديان", "his brother", a name."""
        word = self.words[at]
        if word.is_sign:
            return None
        if at in self.named and at + 1 in self.named:
            rest = range(at + 1, len(self.words) + 1)
            end = next(n for n in rest if n not in self.named or self._is_next_name(n))
            return Count(1, 1, 1, at, end, is_known=True)
        return self._arabic_single(at) if is_arabic(word.text) else self._english_single(at)

    def _is_next_name(self, at: int) -> bool:
        """Whether another name begins at a word of names: "محمد علي وخالد سمير"."""
        return at + 1 in self.named and is_arabic(self.words[at].text) and _is_and(self.words[at].text)

    def _english_single(self, at: int) -> Count | None:
        is_known = self.words[at].text in table("tolls")["people"]["before"]["en"]
        is_first = at == 0 or self.words[at - 1].is_sign
        if not (is_known or is_first or at - 1 in self.harm_words):
            return None
        end = self._people_end(at + is_known, is_one=True)
        if end is None or any(n in self.harm_words for n in range(at, end)):
            return None  # "the death"
        is_led = at - 1 in self.harm_words or (is_first and end in self.harm_words)  # of a headline
        return Count(1, 1, 1, at, end, is_known=True) if is_known or is_led else None

    def _arabic_single(self, at: int) -> Count | None:
        kinds, word = self._kinds(at), self.words[at]
        is_one_of = word.text.removeprefix("و") in around("one_of")
        if not (kinds or is_one_of) or text_of(self.words, at + 1) in around("agents"):
            return None
        if is_one_of and "many" in self._kinds(at + 1):
            return Count(1, 1, 1, at, at + 2)  # "أحد عناصر الجيش"
        after = self.words[at + 1].readings if at + 1 < len(self.words) else ()
        number = read_number([*_unarticled(self.words, at + 1)], 0) if after and after[0].has_article else None
        if number and kinds & {"many", "two"}:  # "أطفالها الثلاثة"
            return Count(*_figures(number[0], ""), at, at + 1 + number[1])
        is_two = "two" in kinds or ("many" in kinds and text_of(self.words, at + 1) in around("two"))
        if not (is_two or kinds & {"one", "beside"}) or not self._is_led(at, kinds):
            return None
        value, end = 2 if is_two else 1, at + 1
        end += text_of(self.words, end) in around("one_or_two")
        while self._kinds(end) and self._is_adjective(end):
            end += 1
        return Count(value, value, value, at, end, is_known=word.readings[0].has_article or _is_and(word.text))

    def _is_led(self, at: int, kinds: set[str]) -> bool:
        """Whether one or two people stand where those killed or hurt do: behind that word, or behind "and", "with"."""
        word, before = self.words[at].text, text_of(self.words, at - 1)
        if at in self.harm_words:
            return True
        if _is_and(word) or before in around("together") or is_added(self.words, at):
            return not kinds & {"beside"} or "one" in kinds
        if before in around("prepositions") or (word[:1] in "بلك" and not people_as_written(word)):
            return at + 1 in self.harm_words
        gap = 0
        for n in range(at - 1, max(-1, at - 1 - _NEAR_LEFT), -1):
            if n in self.harm_words:
                is_close = self.words[at].readings[0].has_article or kinds == {"beside"}
                return gap == 0 if is_close else True
            if self.words[n].text in "،," or ends_clause(self.words, n):
                break
            gap += n not in self.dated
        return at + 1 in self.harm_words or "two" in kinds or self._is_told_of(at)

    def _is_told_of(self, at: int) -> bool:
        """Whether one person is the subject of a verb of harm some words behind: "أن شابا من البلدة قُتل"."""
        rest = range(at + 1, min(at + _NEAR_LEFT, len(self.words)))
        end = next((n for n in rest if n in self.verbs or ends_clause(self.words, n)), None)
        return text_of(self.words, at - 1) in around("that") and end in self.verbs

    def _is_beside_harm(self, start: int, end: int) -> bool:
        if text_of(self.words, end) in around("things"):
            return False
        if start - 1 in self.harm_words and not self.words[start - 1].text.startswith("ال"):
            return True
        while text_of(self.words, end) in around("before_harm"):
            end += 1
        is_one = is_arabic(text_of(self.words, end)) and not text_of(self.words, end).endswith(_plural_verbs())
        return end in self.harm_words and not (end in self.verbs and is_one)

    def _is_raised(self, start: int) -> bool:
        """Whether a toll has risen to a figure: "the death toll rose to 45"."""
        is_to = text_of(self.words, start - 1) in alone_words()["to"]
        return is_to and says_raised(self.words[max(0, start - _RAISED) : start])


@cache
def _plural_verbs() -> tuple[str, ...]:
    return tuple(around("plural_verb"))


def _is_and(text: str) -> bool:
    """Whether "and" is written onto an Arabic word."""
    return text.startswith("و") and text not in around("not_and")


def _unarticled(words: Sequence[Word], at: int) -> list[Word]:
    return [Word(word.bare, word.start, word.end) for word in words[at : at + 3]]


def _figures(value: int, bound: str) -> tuple[int | None, int | None, int | None]:
    if bound == "at_least":
        return value, value, None
    if bound == "at_most":
        return None, value, value
    return (None, value, None) if bound == "about" else (value, value, value)
