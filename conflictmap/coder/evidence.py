"""What a report says about the day it was published: dates at its head, words for today, weekdays, dated captions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from conflictmap.coder.blocks import Block, dateline, starts_with, table
from conflictmap.coder.dates import FoundDate, find_dates
from conflictmap.coder.datewords import tokens
from conflictmap.coder.intervals import Words
from conflictmap.coder.segments import Segment
from conflictmap.coder.text import fold_text
from geodata.normalize import fold

Span = tuple[int, int]

_ANY_DAY = date(2001, 1, 1)  # to find the dates that lean on the day of publication, not to read them
_BEHIND_DATELINE = re.compile(r"[\s)\]]*(?:\([^()\n]{1,40}\)\s*)?[-–—:]")
_SET_OFF = re.compile(r"[-–—|:(\[،,]\s*\Z")
_LATEST_START = 40  # characters of a dateline before its date
_WEEK = 7


@dataclass(slots=True)
class Evidence:
    """What one report says. Weekdays: Monday is 0. Spans point into the document.

    `stated`: days said to be that of publication. `dateline`: its full date. `month_and_day`: a dateline without its
    year. `today`: the weekday of publication, from words as "اليوم الجمعة". `weekdays`: how often each stands without
    a date. `captions`, `days`: full dates of captions, and all that are past. `last`: months, and days in them, said
    to be the last such ("26 January last"). `this`: the months said to be this one.
    """

    stated: list[tuple[date, Span]] = field(default_factory=list)
    updated: list[tuple[date, Span]] = field(default_factory=list)
    dateline: tuple[date, Span] | None = None
    month_and_day: tuple[int, int, Span] | None = None
    today: int | None = None
    weekdays: Counter[int] = field(default_factory=Counter)
    weekday_span: Span | None = None
    captions: list[tuple[date, Span]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    last: list[tuple[int, int | None]] = field(default_factory=list)
    this: list[int] = field(default_factory=list)

    @property
    def has_weekday(self) -> bool:
        """Whether any weekday is named that a day could agree with."""
        return self.today is not None or bool(self.weekdays)

    @property
    def likely_weekday(self) -> int | None:
        """The weekday of publication: as said, or else the one that is named most."""
        if self.today is not None:
            return self.today
        return self.weekdays.most_common(1)[0][0] if self.weekdays else None

    def agrees(self, day: date) -> bool:
        """Whether nothing in the report speaks against its being published on a day."""
        if self.today is not None:
            fits = day.weekday() == self.today
        else:  # news of Wednesday is printed on Wednesday or Thursday
            fits = not self.weekdays or not {day.weekday(), (day.weekday() - 1) % _WEEK}.isdisjoint(self.weekdays)
        is_later = all(past <= day for past in self.days)
        months = all(month != day.month for month, _ in self.last) and all(month == day.month for month in self.this)
        return fits and is_later and months


def read_evidence(document: str, report: Segment) -> Evidence:
    """What a report says in its first `evidence_characters` about the day of its publication; teasers do not count."""
    found = Evidence()
    todays: Counter[int] = Counter()
    start = report.span[0]
    text = document[start : min(report.span[1], start + table()["limits"]["evidence_characters"])]
    blocks = _Blocks(report)
    full = {date.span: date for date in find_dates(text, None)}
    for each in sorted([*full.values(), *_leaning(text, full)], key=lambda one: one.span):
        span = each.span[0] + start, each.span[1] + start
        block = blocks.at(span[0])
        if block.kind in ("teaser", "junk") or (block.repeated and block.kind == "caption"):
            continue
        words = _words(document[slice(*span)])
        if each.span in full:
            _take_full(found, document, block, each, span, words, blocks.first_text)
        else:
            _take_leaning(found, todays, document, block, span, words, blocks.first_text)
    if todays and len(todays) == 1:
        found.today = next(iter(todays))
    return found


@lru_cache(maxsize=4_096)
def _words(written: str) -> Words:
    """The words of a date as it is written; reports write the same ones."""
    return Words(tuple(tokens(fold_text(written))))


class _Blocks:
    """The blocks of a report by place."""

    def __init__(self, report: Segment) -> None:
        self.blocks = report.blocks
        self.starts = [block.span[0] for block in report.blocks]
        self.first_text = next((block for block in report.blocks if block.kind in ("paragraph", "item")), None)

    def at(self, offset: int) -> Block:
        return self.blocks[bisect_right(self.starts, offset) - 1]


def _leaning(text: str, full: dict[Span, FoundDate]) -> list[FoundDate]:
    """The dates of a text that cannot be read without the day of publication."""
    spans = sorted(full)
    return [one for one in find_dates(text, _ANY_DAY) if not _overlaps(spans, one.span)]


def _overlaps(spans: list[Span], span: Span) -> bool:
    at = bisect_right(spans, span)
    return any(first < span[1] and span[0] < last for first, last in spans[max(0, at - 1) : at + 1])


def _take_full(
    found: Evidence, document: str, block: Block, each: FoundDate, span: Span, words: Words, first: Block | None
) -> None:
    """Add a date that needs no day of publication."""
    if each.start != each.end or each.kind == "plan":
        return
    day = each.start
    said = words.first("relative")
    if said is not None:
        found.stated.append((day - timedelta(days=int(said)), span))
        return
    if block.kind == "byline" or _fills_line(document, block, span, first):
        is_update = starts_with(fold(document[block.span[0] : span[0]]), "updated")
        (found.updated if is_update else found.stated).append((day, span))
        return
    if block == first and found.dateline is None and _in_dateline(document, block, span):
        found.dateline = day, span
    elif block.kind == "caption":
        found.captions.append((day, span))
    if each.kind == "happened" or block.kind == "caption":
        found.days.append(day)


def _fills_line(document: str, block: Block, span: Span, first: Block | None) -> bool:
    """Whether a date is most of a line above the text, or set off at its end: "Bulletin - 4 February 2026"."""
    is_above = first is None or block.span[0] < first.span[0]
    start, end = block.span
    if not is_above or block.kind == "caption":
        return False
    is_set_off = bool(_SET_OFF.search(document, start, span[0])) and not document[span[1] : end].strip(" )]")
    return is_set_off or (span[1] - span[0]) * 2 >= end - start


def _in_dateline(document: str, block: Block, span: Span) -> bool:
    start, end = block.span
    if span[1] <= dateline(document, start, end):
        return True
    return span[0] - start <= _LATEST_START and bool(_BEHIND_DATELINE.match(document, span[1], end))


def _take_leaning(
    found: Evidence, todays: Counter[int], document: str, block: Block, span: Span, words: Words, first: Block | None
) -> None:
    """Add a date that leans on the day of publication."""
    weekday, said, which = words.weekday, words.first("relative"), words.first("which")
    month, day = words.numbers("month"), words.numbers("day", "ordinal")
    if said is not None and weekday is not None and block.kind != "caption":
        todays[(weekday - int(said)) % _WEEK] += 1
        found.weekday_span = found.weekday_span or span
    elif len(month) == 1 and which in ("past", "this"):
        if which == "this":
            found.this.append(month[0])
        else:
            found.last.append((month[0], day[0] if len(day) == 1 else None))
    elif len(month) == 1 and len(day) == 1 and block == first and _in_dateline(document, block, span):
        found.month_and_day = month[0], day[0], span
    elif weekday is not None and which is None and not month and block.kind != "caption":
        found.weekdays[weekday] += 1
        found.weekday_span = found.weekday_span or span
