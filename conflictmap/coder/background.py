"""What a report tells as background: years gone by, sums of a war, and paragraphs that look back."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from conflictmap.coder.drafts import Group
from conflictmap.coder.lexicon import table
from conflictmap.coder.numbers import read_number
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.report import Report, Sentence
from conflictmap.coder.reportdates import Dated
from geodata.normalize import fold

_OLD_DAYS, _OLD_WEEKS_DAYS = 60, 45  # a day, or a vaguer date, so long ago is background
_LONGEST_SINCE_DAYS, _LONGEST_DAYS = 7, 45  # what went on "since" then, or within so many days, is no event
_COUNT_NEAR, _MANY = 3, 6  # words from a count to what it counts; so many in a month are a sum
_COUNT_FAR, _MOST_KILLED = 7, 3_000  # words from such a count to the word of harm; more are a war's
_LISTED_NEAR = 5  # words from "documented" to what was
_OF_PEOPLE = ("abduction", "arrest")  # what so many suffer in a war only
_CREDIT_WORDS = 4  # of the line behind a sentence: "File photo"
_OF_DAY = 2  # words between a noun and its day
_SINCE, _SINCE_WORDS = ("since", "منذ"), 14  # words to the day: "since the beginning of the war on October 7"


def why_background(report: Report, sentence: Sentence, group: Group, dated: Dated | None) -> bool:
    """Whether a group is told as background: by its own date, or as a sum over a longer time."""
    if _is_history(sentence, group) or _is_sum(report, sentence, group) or _is_dated_long_ago(report, sentence, group):
        return True
    if dated is None:
        return False
    if is_long_ago(dated, report.published):
        return True
    length, longest = dated.found.end - dated.found.start, timedelta(days=_LONGEST_DAYS)
    if _is_since(report, dated):
        last = report.published or dated.found.end
        length, longest = max(length, last - dated.found.start), timedelta(days=_LONGEST_SINCE_DAYS)
    return dated.found.precision != "month" and length > longest


def is_long_ago(dated: Dated, published: date | None) -> bool:
    """Whether a date is background: long ago, and the longer the less exactly it is told."""
    found = dated.found
    if found.kind == "background" or published is None:
        return found.kind == "background"
    return (published - found.end).days > (_OLD_DAYS if found.precision == "day" else _OLD_WEEKS_DAYS)


def is_stamp(report: Report, sentence: Sentence, dated: Dated) -> bool:
    """Whether a line that tells of nothing only says when the report was published."""
    return not sentence.hits and dated.found.rule == "numeric" and dated.found.end == report.published


def first_of_events(report: Report, dates: list[tuple[Sentence, Dated]]) -> Dated | None:
    """The first day a report begins with: that of the line under its title only where no other is named."""
    days = [(s, d) for s, d in dates if not is_stamp(report, s, d)]
    told = [d for s, d in days if s.hits or d.found.rule != "day_of_month" or d.found.end != report.published]
    return next(iter(told), days[0][1] if days else None)


def is_of_archive(report: Report, sentence: Sentence) -> bool:
    """Whether a caption is of a picture taken another time: "سيارات مدمرة في طرابلس (أرشيفية)"."""
    words = report.words[sentence.first : sentence.last]
    if sentence.block.kind != "paragraph" and any(word.text in _archive() for word in words):
        return True
    behind = report.words[sentence.last : sentence.last + _CREDIT_WORDS]
    line = next((n for n, word in enumerate(behind) if word.text == "\n"), len(behind))
    return bool(_file_pictures().find(report.words[sentence.first : sentence.last + line]))


@cache
def _file_pictures() -> PhraseBook[str]:
    return PhraseBook((phrase, "archive") for phrase in table("cues")["archive"]["phrases"])


@cache
def _archive() -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["archive"]["words"])


def _is_history(sentence: Sentence, group: Group) -> bool:
    """Whether all that dates a group are years gone by: its own, or those told before it."""
    first = group.hits[0].start
    dates = group.dates or [d for d in sentence.dates if d.start < first]
    return bool(dates) and all(d.found.kind == "background" for d in dates)


def _is_dated_long_ago(report: Report, sentence: Sentence, group: Group) -> bool:
    """Whether an old day stands right behind the noun: "mourned on Sunday the gas attack of 16 March 1988"."""
    nouns = [hit for hit in group.acts if hit.sense.tense == "noun"]
    old = [d for d in sentence.dates if d.found.kind == "background" and not _is_since(report, d)]
    return any(0 <= d.start - hit.end <= _OF_DAY for d in old for hit in nouns)


def _is_sum(report: Report, sentence: Sentence, group: Group) -> bool:
    """Whether a sentence counts what happened over a longer time: "according to a tally", with no day of its own."""
    if any(d.found.kind == "happened" and d.found.precision == "day" and not d.is_of_saying for d in group.dates):
        return False
    words = report.words[sentence.first : sentence.last]
    if any(d.found.end - d.found.start > timedelta(days=_LONGEST_DAYS) and not d.is_of_saying for d in group.dates):
        return True  # "ten assassinations in the past two months, it said on Tuesday"
    if _is_of_a_war(report, sentence, group) or bool(_sums().find(words)) or _is_counted(report, sentence, group):
        return True
    return _is_month_counted(report, sentence, group) or _is_listed(report, group)


def _is_counted(report: Report, sentence: Sentence, group: Group) -> bool:
    """Whether a number of attacks is what somebody has counted: "وتم رصد 15 هجوما على ست مناطق"."""
    first = group.hits[0].start
    before = report.words[max(sentence.first, first - _COUNT_FAR) : first]
    if not any(word.text.removeprefix("و") in table("cues")["counted"]["ar"] for word in before):
        return False
    number = next((read_number(report.words, n) for n in range(max(sentence.first, first - 2), first)), None)
    number = number or read_number(report.words, max(sentence.first, first - 1))
    many = any(word.text.removeprefix("ب") in _hundreds() for word in before) or (number and number[0] >= _MANY)
    return group.main.sense.tense == "noun" and not group.harms and bool(many)


@cache
def _hundreds() -> frozenset[str]:
    return frozenset(fold(word) for word in table("cues")["hundreds"]["words"])


def _is_month_counted(report: Report, sentence: Sentence, group: Group) -> bool:
    """Whether a group is what somebody counted over a month: "settlers carried out 766 attacks in October alone"."""
    dates = group.dates or sentence.dates
    if not dates or any(d.found.precision not in ("month", "year") for d in dates):
        return False
    words = report.words[sentence.first : sentence.last]
    if any(word.text in table("cues")["counted"]["en"] for word in words):
        return True
    numbers = (read_number(report.words, n) for hit in group.hits for n in range(hit.start - _COUNT_NEAR, hit.start))
    return any(number is not None and number[0] >= _MANY for number in numbers)


def _is_of_a_war(report: Report, sentence: Sentence, group: Group) -> bool:
    """Whether so many are counted that no event kills them: "more than 25,000 militants were killed"."""
    harms = [hit for hit in sentence.hits if hit.sense.trigger.toll == "fatalities"]
    harms += [hit for hit in group.acts if hit.sense.trigger.family in _OF_PEOPLE]
    near = {n for hit in harms for n in range(max(0, hit.start - _COUNT_FAR), hit.end + _COUNT_NEAR)}
    numbers = (read_number(report.words, n) for n in near if n < len(report.words))
    return any(number is not None and number[0] > _MOST_KILLED for number in numbers)


def _is_listed(report: Report, group: Group) -> bool:
    """Whether several of a kind are what somebody has counted: "it has documented four attacks by cells"."""
    for hit in group.acts:
        near = report.words[max(0, hit.start - _LISTED_NEAR) : hit.start]
        numbers = (read_number(report.words, n) for n in range(max(0, hit.start - _COUNT_NEAR), hit.start))
        is_counted = any(word.text in table("cues")["counted"]["en"] for word in near)
        if is_counted and any(number is not None and number[0] > 1 for number in numbers):
            return True
    return False


def _is_since(report: Report, dated: Dated) -> bool:
    """Whether "since" stands before a date."""
    for at in range(dated.start, max(-1, dated.start - _SINCE_WORDS), -1):
        word = report.words[at]
        if word.text in _SINCE:
            return True
        if word.is_sign and word.text != "-":
            return False
    return False


@cache
def _sums() -> PhraseBook[str]:
    rows = table("cues")["sum"]
    return PhraseBook((phrase, "sum") for lang in ("ar", "en") for phrase in rows[lang])
