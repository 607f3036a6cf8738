"""The dates of a report among its words, and what its datelines and its "said on Monday" leave out of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from conflictmap.coder.blocks import Block, dateline
from conflictmap.coder.dates import FoundDate, find_dates
from conflictmap.coder.lexicon import saying, table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.segments import Segment
from conflictmap.coder.words import Word, WordList
from conflictmap.model import calendar
from geodata.normalize import fold, is_arabic

_LONGEST_DATELINE = 90  # characters
_MOST_DAYS = 30
_SHARED_DAYS = 10  # of a date that other sentences share
_ALONE = ("when", "while", "as", "in", "at", "on", "near", "by", "and", "during", "inside", "outside")
_DAY_WORDS, _NOT_OFFSET = ("day", "days"), ("that", "which", "tomorrow", "yesterday")
_NEAR_OFFSET, _FEW_DAYS = 3, 3  # words from a date to what leads back from it; days it leads back at most
_NAMED_DAYS = ("weekdays", "days_of_month", "overnight", "offset")
_TELLER = 10  # words from an Arabic verb of saying to the day it was said
_SAME = ("that", "same", "this")
_SAID, _SAID_EN = 8, 2  # words between a verb of saying and its date
_DATELINES = (
    re.compile(
        r"[A-Z][\w’' -]{2,40}, (?:[A-Z][a-z]+ \d{1,2}|[A-Z][a-z]+day)(?:, \d{4})?[^\n.]{0,20}? ?[-–—] "
    ),  # "Sana'a, Sunday - "
    re.compile(
        r"[\u0621-\u064a]+(?: [\u0621-\u064a]+){0,2}(?: \([^)\n]{1,30}\))? ?[-–—ـ/:]+ (?=[\u0621-\u064a])"
    ),  # "إدلب - "
    re.compile(
        r"\(?[A-Z][\w’'.-]*[).,:|]*(?: \(?(?:[A-Z][\w’'.-]*|\d{1,4}|of|the)[).,:|]*){1,12} ?[-–—]{1,2} (?=[A-Z\"“])"
    ),  # "The Daily Sketch, Oct. 10, 2025 — ", "Tripoli, 19 February 2025 (The Sketch) – "
    re.compile(r"(?:[\u0621-\u064a]+(?: [\u0621-\u064a]+)? [-–—] ){2}(?=[\u0621-\u064a])"),  # "وطنية - صور - "
    re.compile(r"[A-Z][A-Z'’ .-]{2,}[^\n–—:]{0,60}(?:[–—:]| - |--)"),  # "KYIV, Ukraine —"
)


_PLACE = r"[\u0621-\u064a]+(?: [\u0621-\u064a]+){0,2}(?: \([^)\n]{1,30}\))?"
_AGENCY = r"(?:[،, (]+[\u0621-\u064a.]+(?: [\u0621-\u064a.]+){0,2}\)?)?"
_NAMES = r"[\w«»\"“”.’']+(?: [\w«»\"“”.’']+){0,2}"
_WHO_AND_WHERE = re.compile(rf"{_NAMES} ?[-–—ـ|/:] ?{_NAMES}")  # "دارفور 24 - كبكابية", right behind the title


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at words `start` to `end`; `is_of_saying`: that of the statement, not of what it tells."""

    found: FoundDate
    start: int
    end: int
    is_of_saying: bool = False


_OF_YEAR: tuple[list[str], ...] = ([], ["من"], ["in"], ["of"])  # between a day and its year
_HEADED_LINES = 3  # of one report, so many begin with a place and a dash in a digest only


def dateline_words(text: str, wordlist: WordList, words: list[Word], segment: Segment) -> frozenset[int]:
    """Words of datelines: they say where a report was written, not where anything happened."""
    taken: set[int] = set()
    offsets = wordlist.folded.offsets
    ends = [_dateline_end(text, b) if b.kind == "paragraph" else b.span[0] for b in segment.blocks]
    if sum(end > block.span[0] for end, block in zip(ends, segment.blocks, strict=True)) >= _HEADED_LINES:
        return frozenset()  # a digest, whose lines are headed by where they play: "SUDAN – The army announced"
    for n, (block, end) in enumerate(zip(segment.blocks, ends, strict=True)):
        if n == 1 and block.kind == "heading" and _WHO_AND_WHERE.fullmatch(text, *block.span):
            end = block.span[1]
        if end > block.span[0]:
            taken.update(n for n, word in enumerate(words) if block.span[0] <= offsets[word.start] < end)
    return frozenset(taken)


def _dateline_end(text: str, block: Block) -> int:
    """Where a paragraph's dateline ends; its start where there is none."""
    end = dateline(text, *block.span)
    last = min(block.span[1], block.span[0] + _LONGEST_DATELINE)
    found = [
        match.end() for form in (*_DATELINES, _dated_dateline()) if (match := form.match(text, block.span[0], last))
    ]
    return max([end, *found])


@cache
def _dated_dateline() -> re.Pattern[str]:
    """An Arabic dateline with its day: "غزة 19-3-2024 وفا- ", "الفاشر 3 يونيو 2025 – "."""
    months, weekdays = (
        "|".join(re.escape(name) for names in calendar.names()[part].values() for name in names)
        for part in ("month", "weekday")
    )
    month = rf"(?:{months})(?: ?/ ?(?:{months}))?"
    day = rf"(?:\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{1,2}} {month}(?: \d{{4}})?|(?:{weekdays}))"
    return re.compile(rf"{_PLACE}[،,]? (?:في |يوم )?{day}{_AGENCY} ?[-–—ـ:]+ ?(?=[\u0621-\u064a])")


def read_dates(
    text: str, segment: Segment, published: date | None, words: list[Word], wordlist: WordList
) -> list[Dated]:
    """The dates of a report with their words."""
    first = segment.span[0]
    datelines = [(b.span[0], _dateline_end(text, b)) for b in segment.blocks if b.kind == "paragraph"]
    starts = [wordlist.folded.offsets[word.start] for word in words]
    found = []
    for each in find_dates(text[segment.span[0] : segment.span[1]], published):
        start, end = each.span[0] + first, each.span[1] + first
        if any(first <= start < last for first, last in datelines) or _is_name(text, start, end):
            continue
        at, last = max(0, bisect_left(starts, start + 1) - 1), bisect_left(starts, end)
        found.append(Dated(each, at, last, _is_of_saying(words, at, last)))
    found = _of_their_years(words, found)
    made = [*_offsets(words, found, published), *_days_before(words, found, published)]
    return sorted([*found, *made], key=lambda dated: dated.start)


def _of_their_years(words: list[Word], found: list[Dated]) -> list[Dated]:
    """Dates without the "day" of a year gone by, which is the year's: "that day in 1973", "بنفس اليوم من عام 2017"."""
    kept: list[Dated] = []
    for dated in found:
        last = kept[-1] if kept else None
        is_of_year = last and dated.found.kind == "background" and dated.found.precision == "year"
        between = [word.text for word in words[last.end : dated.start]] if last else []
        if last and is_of_year and last.found.rule in ("relative", "anaphor") and between in _OF_YEAR:
            kept.pop()
            dated = replace(dated, start=last.start)
        kept.append(dated)
    return kept


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a day is part of the name of a paper: "L'Orient Today", "عدن الغد"."""
    for name in table("dates")["papers"]["names"]:
        at = text.find(name, max(0, start - len(name)), end + len(name))
        if 0 <= at <= start and end <= at + len(name):
            return True
    before = text[max(0, start - 20) : start].rstrip().rpartition(" ")[2]
    return text[start:end] == "Today" and before[:1].isupper()


def _offsets(words: list[Word], found: list[Dated], published: date | None) -> list[Dated]:
    """The days of what "a day after", "two days before" lead to: of the clause behind, counted from the date before."""
    made = []
    for at in range(1, len(words) - 1):
        sign = {"after": -1, "before": 1}.get(words[at].text)
        if sign and (words[at + 1].is_sign or words[at + 1].text in _ALONE):
            sign = -sign  # "the day before, ...": of what is told here
        if sign is None or words[at - 1].text not in _DAY_WORDS or words[at + 1].text in _NOT_OFFSET:
            continue
        if at > 1 and words[at - 2].text in _SAME:
            continue  # "deployed there that day after troops had left"
        number = read_number(words, at - 2) if at > 1 else None
        count = number[0] if number else 1 if words[at - 1].text == "day" else None
        known = [d.found.end for d in found if d.end <= at and d.found.kind == "happened"]
        base = known[-1] if known else published
        if count is None or base is None or count > _MOST_DAYS or any(d.start <= at < d.end for d in found):
            continue
        day = base + timedelta(days=sign * count)
        if published is None or day <= published:
            when = FoundDate(day, day, "day", (0, 0), "happened", rule="offset")
            made.append(Dated(when, at, at + 1))
    return made


def _days_before(words: list[Word], found: list[Dated], published: date | None) -> list[Dated]:
    """The days that Arabic "بعد يومين من", "غداة" lead back to: of the noun behind, counted from the date before."""
    made = []
    for at in range(len(words) - 3):
        counted = _leads_back(words, at)
        if counted is None:
            continue
        count, end = counted
        near = [d.found for d in found if 0 <= at - d.end <= _NEAR_OFFSET and d.found.kind == "happened"]
        base = near[-1].end if near and near[-1].precision == "day" else published
        if base is None or count > _FEW_DAYS or any(d.start <= at < d.end for d in found):
            continue
        first, last = base - timedelta(days=count), base - timedelta(days=1)
        when = FoundDate(first, last, "day" if count == 1 else "days", (0, 0), "happened", rule="offset")
        made.append(Dated(when, at, end))
    return made


def _leads_back(words: list[Word], at: int) -> tuple[int, int] | None:
    """How many days the words at a position lead back, and where they end."""
    text = words[at].text.removeprefix("و")
    if text in _lead_back("day_after"):
        return 1, at + 1
    if text not in _lead_back("after"):
        return None
    number = read_number(words, at + 1)
    unit = number[1] if number else at + 1
    if unit + 1 >= len(words) or words[unit + 1].text not in _lead_back("from"):
        return None
    if number is None:
        alone = next((n for n, name in ((1, "one"), (2, "two")) if words[unit].text in _lead_back(name)), None)
        return (alone, unit + 2) if alone else None
    return (number[0], unit + 2) if words[unit].text in _lead_back("days") else None


@cache
def _lead_back(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("dates")["lead_back"][name])


def told_on(words: list[Word], dates: list[Dated], hits: Collection[int]) -> list[Dated]:
    """The dates, with those of saying marked that nothing but who speaks parts from an Arabic verb of saying.

    "أعلنت مصادر طبية، اليوم الثلاثاء، ارتفاع الحصيلة": what is told was that day or before. `hits`: the first words of
    what is told.
    """
    verbs, that = saying()["verbs"], saying()["that"]

    def is_told(dated: Dated) -> bool:
        is_offset = dated.found.rule == "offset" or dated.start >= len(words)
        if dated.is_of_saying or is_offset or not is_arabic(words[dated.start].text):
            return dated.is_of_saying
        for at in range(dated.start - 1, max(-1, dated.start - 1 - _TELLER), -1):
            text = words[at].text.removeprefix("و")
            if at in hits or text in that or text in ".؛;":
                return False
            if text in verbs or (text.endswith("ته") and text[:-1] in verbs):
                return True
        return False

    return [replace(dated, is_of_saying=is_told(dated)) for dated in dates]


def _is_of_saying(words: list[Word], start: int, end: int) -> bool:
    """Whether a date is of saying something: "قال مسؤول يوم الاثنين إن", "said on Monday that"."""
    rows = saying()
    arabic = is_arabic(words[min(start, len(words) - 1)].text)
    reach = words[max(0, start - (_SAID if arabic else _SAID_EN)) : start]
    if any(w.text.removeprefix("و") in rows["mourning"] for w in reach):
        return True
    if not any(w.text in rows["verbs"] or w.text.removeprefix("و") in rows["verbs"] for w in reach):
        return False
    if any(w.text in rows["that"] for w in reach) or any(w.text in ".؛;" for w in reach):
        return False
    if not arabic and end < len(words) and words[end].text == ",":
        return True  # "..., officials said on Wednesday, ..."
    after = [w.text for w in words[end : end + 3] if not w.is_sign]
    return bool(after) and after[0] in rows["that"] if arabic else not after or after[0] in rows["that"]


def is_of_all(dated: Dated) -> bool:
    """Whether a date may be that of other sentences too; one that leads back is of one thing only, and what went on
    for weeks of that alone."""
    length = (dated.found.end - dated.found.start).days
    return dated.found.kind == "happened" and dated.found.rule != "offset" and length <= _SHARED_DAYS


def is_of_days(dated: Dated) -> bool:
    """Whether a date is of a night or of two or three days that are named: "يومي الاثنين والثلاثاء"."""
    found = dated.found
    return (
        found.rule in ("weekdays", "days_of_month", "overnight", "offset")
        and (found.end - found.start).days < _FEW_DAYS
    )
