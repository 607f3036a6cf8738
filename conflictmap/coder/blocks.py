"""Lines of a document and what each is by its own look: heading, caption, byline, item, junk, text.

What a line is beside its neighbours (a title, the lede of a teaser) is for `segments`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.coder.datewords import phrases
from geodata.normalize import fold

_FILE = Path(__file__).parent / "data" / "segments.toml"
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BULLET = r"[•■▪●◦‣►▶✔*·\-–—\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?(?!\s*[*\-–—])"
_ITEM = re.compile(rf"(?:{_BULLET}|\(?\d{{1,2}}(?:[.)](?!\d)|-(?=\s)))\s*(?=\w|[«\"“(\[#])")
_INNER_STOP = re.compile(r"[^.\s]{3}[.!?؟]\s+\S+\s+\S+\s+\S")
_RULE = re.compile(r"(?:[-=*_~#—–•·]\s*){3,}")
_MARKUP_HEADING = re.compile(r"#{1,6}\s")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_MANGLED_PERCENT = re.compile(r"(?: ?في المائة| ?بالمئة| ?per ?cent)")  # addresses that a house style has been over
_CREDIT = re.compile(r"(?:\(([^()]{1,80})\)|\[([^\[\]]{1,80})\])$")
_PHOTOGRAPHER = re.compile(r"([A-Za-z]{2,10})/[A-Z][\w.'’ -]{1,40}$")  # "REUTERS/Jane Doe"
_PAPER_AND_PLACE = re.compile(r"[«\"“][^«»\"“”]{1,40}[»\"”]\s*\([^()]{1,40}\)")
_PARTS = re.compile(r"[-–—|/:،,()\[\]«»\"“”؛;]+")
_BARS = re.compile(r"[|•·/]")
_DASH = re.compile(r"\s*[-–—:]+\s*")

_SHORTEST_CAPTION = 3  # words: "Damascus (SANA)" is a byline
STOPS = ".!?؟…"
_CLOSERS = "»”\"’')]"
_DATE_KINDS = ("weekday", "weekday_short", "month", "hijri", "ah", "ad", "day_word", "skipped")


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or lines that belong together, of a report.

    `kind`: heading, caption, teaser, byline, paragraph, item (of a list), junk. `span`: first and last-plus-one
    character in the text. `repeated`: the report has had the same line before.
    """

    kind: str
    span: tuple[int, int]
    repeated: bool = False


class Line(NamedTuple):
    """A line that is not blank, without the space around it.

    `gap`: line ends since the line before. `kind`: `short` (heading or text), `long` (text), `credited` (caption or
    text), `heading`, `subject`, `caption`, `byline`, `dated` (a byline that is a date), `item`, `marker` (of teasers),
    `teaser`, `rule`, `junk`. `key`: the folded text of a line that is not long.
    """

    start: int
    end: int
    gap: int
    kind: str
    key: str = ""

    @property
    def words(self) -> int:
        """The number of words, where the line is not long."""
        return self.key.count(" ") + 1


@cache
def table() -> dict[str, Any]:
    """The words and limits of `data/segments.toml`, as they stand."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def words_of(name: str) -> frozenset[str]:
    """The folded words of a row of `[words]`."""
    return frozenset(fold(word) for word in table()["words"][name])


@cache
def _longest(name: str) -> int:
    return max(word.count(" ") + 1 for word in words_of(name))


@cache
def _date_words() -> frozenset[str]:
    named = {word for group in phrases().values() for one in group if one.kind in _DATE_KINDS for word in one.words}
    return frozenset(named) | words_of("beside_dates")


def starts_with(key: str, name: str) -> str | None:
    """The longest entry of a row of `[words]` that a folded text begins with."""
    first = key.split(" ", _longest(name))
    tries = (" ".join(first[:count]) for count in range(min(len(first), _longest(name)), 0, -1))
    return next((words for words in tries if words in words_of(name)), None)


def read_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, each with what it is by its own look."""
    found: list[Line] = []
    kinds: dict[str, tuple[str, str]] = {}
    longest = table()["limits"]["caption_characters"]
    before = 0
    for match in _LINE.finditer(text):
        line = match.group().strip()
        if not line:
            continue
        start = match.start() + match.group().index(line[0])
        gap = _gap(text, before, start)
        before = start + len(line)
        if len(line) > longest:
            kind, key = ("junk" if _is_url(line) else "long"), ""
        elif line in kinds:
            kind, key = kinds[line]
        else:
            kind, key = kinds[line] = _kind(line)
        found.append(Line(start, before, gap, kind, key))
    return found


def _gap(text: str, start: int, end: int) -> int:
    return 1 if end - start < 2 else sum(1 for _ in _LINE_END.finditer(text, start, end))


def _kind(line: str) -> tuple[str, str]:
    """What a line of at most `caption_characters` is by its own look, and its folded text."""
    key = fold(line)
    return next(_kinds(line, key)), key


def _kinds(line: str, key: str) -> Iterator[str]:
    """What the line can be, the surest first."""
    limits = table()["limits"]
    if _RULE.fullmatch(line):
        yield "rule"
    if not key or key in words_of("junk") or key in words_of("icons") or key.isdecimal() or _is_url(line):
        yield "junk"
    if _MARKUP_HEADING.match(line):
        yield "heading"
    yield from _label(line, key)
    if _is_signed(line, key):
        yield "byline"
    yield from _caption(line, key)
    if _is_byline(line, key):
        yield "byline"
    if _ITEM.match(line):
        yield "item"
    is_short = len(line) <= limits["heading_characters"] and key.count(" ") < limits["heading_words"]
    yield "short" if is_short and line.rstrip(_CLOSERS)[-1:] not in (".", "…", "،", ",", "؛", ";") else "long"


def _is_url(line: str) -> bool:
    if not line.startswith(("http", "www.", "@", "#", "pic.twitter")):
        return "@" in line and " " not in line
    if line.startswith(("@", "#", "pic.")):
        return " " not in line
    return bool(_URL.fullmatch(_MANGLED_PERCENT.sub("%", line)))


def _label(line: str, key: str) -> Iterator[str]:
    """Marks of teasers, dates alone, and what stands before a colon: "Published:", "Subject:"."""
    limits = table()["limits"]
    if key in words_of("teasers"):
        yield "marker"
    head, colon, rest = line.partition(":")
    label = fold(head) if colon and len(head) < limits["dateline_characters"] else ""
    if rest and (label in words_of("teasers")):
        yield "teaser"
    if is_date_line(key) or _is_paper_and_date(line):
        yield "dated"
    for name, kind in (("publication", "dated"), ("updated", "dated"), ("mail", "byline"), ("subject", "subject")):
        if label and rest and label in words_of(name) and len(line) <= limits["heading_characters"] * 2:
            yield kind


def is_date_line(key: str) -> bool:
    """Whether a folded line is a date and no more, but for "published" and the time of day."""
    if not any(map(str.isdecimal, key)):
        return False
    said = starts_with(key, "publication") or starts_with(key, "updated") or ""
    words = key.removeprefix(said).split()
    numbers = [word for word in words if word[0].isdecimal()]
    if not numbers or len(words) > table()["limits"]["byline_words"]:
        return False
    has_year = any(len(number) == 4 and number[0] in "12" for number in numbers)
    known = _date_words()
    return has_year and all(word.isdecimal() or word in known or _ends_number(word) for word in words)


def _is_paper_and_date(line: str) -> bool:
    """Whether a line is short pieces between bars, one of them a date: "The Paper | Sep 8, 2024"."""
    pieces = _BARS.split(line)
    if len(pieces) == 1:
        return False
    parts = [fold(part) for part in pieces]
    are_short = all(part.count(" ") < table()["limits"]["piece_words"] for part in parts)
    return are_short and any(is_date_line(part) for part in parts if part)


def _ends_number(word: str) -> bool:
    return word[0].isdecimal() and word.lstrip("0123456789") in ("st", "nd", "rd", "th", "am", "pm", "ه", "م", "z")


def _is_signed(line: str, key: str) -> bool:
    """Whether a line begins as bylines do, or is a paper's name and a place: «الشرق الأوسط» (بيروت)."""
    most = table()["limits"]["byline_words"]
    said = starts_with(key, "byline_starts")
    if said and line[-1] not in STOPS:
        return bool(key.count(" ") < (most if ":" in line or " " in said else most // 2))
    return bool(_PAPER_AND_PLACE.fullmatch(line))


def _is_byline(line: str, key: str) -> bool:
    """Whether a line is the name of an agency or paper with a place or date, and no more."""
    limits = table()["limits"]
    if key.count(" ") >= limits["byline_words"] or line[-1] in STOPS:
        return False
    parts = [fold(part) for part in _PARTS.split(line)]
    parts = [part for part in parts if part]
    if any(part.count(" ") >= limits["piece_words"] for part in parts):
        return False
    credits = parts[1:] if ":" in line and len(parts) > 1 else parts  # "Reuters: air strikes on Idlib" is a title
    return any(part in words_of("agencies") for part in credits) and not _digits_beside(parts)


def _digits_beside(parts: list[str]) -> bool:
    """Whether parts hold a number that is no date: "Reuters: 5 killed"."""
    words = [word for part in parts for word in part.split()]
    return any(word[0].isdecimal() for word in words) and not any(
        word in _date_words() for word in words if not word[0].isdecimal()
    )


def _caption(line: str, key: str) -> Iterator[str]:
    """Whether the line ends in a credit, or begins as captions do."""
    line = _without_icons(line)
    ends_in_stop = line[-1:] in STOPS
    if starts_with(key, "caption_starts") and not (
        ends_in_stop and len(line) > table()["limits"]["heading_characters"]
    ):
        yield "caption"
    photographer = _PHOTOGRAPHER.search(line)
    if photographer and fold(photographer.group(1)) in words_of("agencies"):
        yield "caption"
    match = _CREDIT.search(line)
    if match is None:
        return
    credit = match.group(1) or match.group(2)
    parts = {fold(part) for part in _PARTS.split(credit)} | {fold(credit)}
    is_photo = "/" in credit or match.group(2) is not None or bool(parts & words_of("archive"))
    if fold(credit) in words_of("not_credits"):
        return
    is_known = bool(parts & (words_of("agencies") | words_of("archive")))
    before = line[: match.start()].rstrip()
    is_sentence = before[-1:] in (".", "!", "?", "؟") and not before.endswith("..")
    is_short = before.count(" ") < _SHORTEST_CAPTION - 1
    if is_known and not is_short and (is_photo or not is_sentence) and not _has_sentences(before):
        yield "caption"
    is_brief = credit.count(" ") < table()["limits"]["bracket_words"] and " " in credit.strip()
    if is_brief and before.count(" ") >= table()["limits"]["title_words"] and before[-1:] not in STOPS:
        yield "credited"


def _without_icons(line: str) -> str:
    last = line.rsplit(" ", 1)
    return last[0].rstrip() if len(last) == 2 and fold(last[1]) in words_of("icons") else line


def _has_sentences(text: str) -> bool:
    """Whether a stop followed by more text stands inside, but for the dots of a caption: "Aleppo... Syria"."""
    return len(text) > table()["limits"]["heading_characters"] and bool(_INNER_STOP.search(text))


def dateline(text: str, start: int, end: int) -> int:
    """Where the dateline of a line ends ("BEIRUT, Feb 4 (Reuters) - "); `start` where there is none."""
    head = text[start : min(end, start + table()["limits"]["dateline_characters"])]
    for match in _DASH.finditer(head):
        parts = [part for part in (fold(part) for part in _PARTS.split(head[: match.start()])) if part]
        if any(part.count(" ") >= table()["limits"]["piece_words"] for part in parts):
            return start
        is_named = any(part in words_of("agencies") for part in parts)
        if is_named and (len(parts) > 1 or ":" not in match.group()) and start + match.end() < end:
            return start + match.end()
    return start
