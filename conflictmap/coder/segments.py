"""A document as reports, each with its blocks: title, captions, bylines, paragraphs, items, other reports' teasers.

Pages copied from news sites hold several reports, photo captions twice over and teasers of yet other reports. A report
begins where a title stands repeated, or has a byline, a dateline, a rule or an unusual gap beside it; a heading alone
never begins one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from conflictmap.coder.blocks import Block, Line, dateline, read_lines, table, words_of
from conflictmap.coder.sentences import sentences
from conflictmap.coder.wrapping import unwrapped

__all__ = ["Block", "Segment", "segment", "sentences"]

_TEXT = ("long", "item")
_HEAD = ("heading", "subject", "caption", "byline", "dated", "junk")
_PLAIN_RULES = "-=_—–"  # stars part the scenes of one report
_TITLES = ("heading", "subject")
_KINDS = {
    "long": "paragraph",
    "dated": "byline",
    "subject": "heading",
    "marker": "teaser",
    "rule": "junk",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """One report: the span of its title, its blocks in their order, and its own span in the text."""

    title: tuple[int, int] | None
    blocks: tuple[Block, ...]
    span: tuple[int, int]


def segment(text: str) -> list[Segment]:
    """The reports of a text, in its order; none for a text without letters or digits.

    All text but white space is in exactly one block.
    """
    lines = _decided(text, unwrapped(text, read_lines(text)))
    wide = _usual_gap(lines) + table()["limits"]["wide_gap"]
    lines = _with_teasers(_Lines(text, lines, wide))
    bounds = pairwise([*_starts(_Lines(text, lines, wide)), len(lines)])
    return [_segment(text, lines[first:last]) for first, last in bounds]


def _decided(text: str, lines: list[Line]) -> list[Line]:
    """The lines with each short one made a heading or text, each credited one a caption or text."""
    copies = Counter(line.key for line in lines if line.kind == "short")
    stopped = _ends_in_stops(text, lines)
    has_text = any(line.kind in ("long", "item", "short") for line in lines)
    following = _following(lines)
    found: list[Line] = []
    in_a_row = 0
    for at, line in enumerate(lines):
        kind = line.kind
        in_a_row = in_a_row + (kind == "short") if kind == "short" or kind in _HEAD else 0
        if kind == "short":
            is_first = not _has_title(found)
            kind = _short_kind(text, line, following[at], copies[line.key], in_a_row, is_first)
        elif kind == "credited":
            kind = "caption" if stopped and found else "long"
        elif kind == "caption" and not has_text:
            kind = "long"  # a brief with its source in brackets, and nothing else
        found.append(line._replace(kind=kind))
    return found


def _has_title(lines: list[Line]) -> bool:
    """Whether a heading or text has been read since the beginning or the last rule."""
    for line in reversed(lines):
        if line.kind == "rule":
            return False
        if line.kind in (*_TEXT, *_TITLES):
            return True
    return False


def _following(lines: list[Line]) -> list[str | None]:
    """The kind of the next line that is text or could be a title, for each line."""
    found: list[str | None] = []
    following = None
    for line in reversed(lines):
        found.append(following)
        if line.kind in (*_TEXT, *_TITLES, "short", "credited", "marker", "rule"):
            following = line.kind
    return found[::-1]


def _short_kind(text: str, line: Line, following: str | None, copies: int, in_a_row: int, is_first: bool) -> str:
    """Whether a short line is a heading or text."""
    limits = table()["limits"]
    if following is None or following == "rule":
        return "long"
    if is_first or copies > 1 or text[line.end - 1] == ":" or line.key in words_of("subheadings"):
        return "heading"
    is_title = following in ("long", "item", "credited") and in_a_row <= limits["headings_in_a_row"]
    return "heading" if is_title or (following == "short" and in_a_row == 1 and line.gap > 1) else "long"


def _ends_in_stops(text: str, lines: list[Line]) -> bool:
    """Whether paragraphs end in a full stop in this text, so that a line without one is something else."""
    ends = [text[line.end - 1] in '.!?؟…»”"' for line in lines if line.kind == "long"]
    return sum(ends) * 2 > len(ends)


class _Lines(NamedTuple):
    """The lines of a text, and from which gap on two reports are parted by it."""

    text: str
    lines: Sequence[Line]
    wide: int

    def head_end(self, at: int) -> int:
        """Where the titles, captions and bylines that begin at a line end."""
        return self._end(at, _HEAD)

    def body_end(self, at: int) -> int:
        """Where the paragraphs and items that begin at a line end."""
        return self._end(at, _TEXT)

    def _end(self, at: int, kinds: Sequence[str]) -> int:
        while at < len(self.lines) and self.lines[at].kind in kinds:
            at += 1
        return at

    def kind(self, at: int) -> str | None:
        """The kind of a line; `None` behind the last one."""
        return self.lines[at].kind if at < len(self.lines) else None

    def is_repeated(self, first: int, last: int) -> bool:
        """Whether a title stands twice among these lines."""
        titles = [line.key for line in self.lines[first:last] if line.kind in _TITLES]
        return len(set(titles)) < len(titles)

    def has_dateline(self, at: int) -> bool:
        """Whether a line begins with a dateline."""
        line = self.lines[at]
        return line.kind == "long" and dateline(self.text, line.start, line.end) > line.start

    def opens(self, first: int, last: int) -> bool:
        """Whether a head (titles and what stands with them) opens a report rather than a part of one."""
        title = self.lines[first]
        if title.kind not in _TITLES or self.kind(last) not in _TEXT:
            return False
        if self.text[title.end - 1] == ":" or title.key in words_of("subheadings"):
            return False
        if title.kind == "subject" or self.is_repeated(first, last):
            return True
        if title.words < table()["limits"]["title_words"]:
            return False
        signed = any(line.kind in ("byline", "dated") for line in self.lines[first + 1 : last])
        return signed or self.has_dateline(last) or title.gap >= self.wide


def _with_teasers(read: _Lines) -> list[Line]:
    """The lines with those that tease other reports made `teaser`."""
    found = list(read.lines)
    at = 0
    while at < len(found):
        end = at + 1
        if found[at].kind == "marker":
            end = _teasers_end(read, end)
            found[at:end] = [line._replace(kind="teaser") for line in found[at:end]]
        at = end
    return found


def _teasers_end(read: _Lines, at: int) -> int:
    """Where teasers end: at the next report, or where the report goes on.

    A teaser is a title, perhaps with a caption, a single paragraph and a byline. Lists are teasers too.
    """
    while read.kind(at) not in (None, "rule", "long"):
        if read.kind(at) not in _TITLES:
            at += 1
            continue
        head_end = read.head_end(at)
        body_end = read.body_end(head_end)
        is_single = body_end - head_end == 1
        has_junk = any(line.kind == "junk" for line in read.lines[at:head_end])
        if read.opens(at, head_end) and (has_junk or not is_single):
            return at
        is_signed = read.kind(body_end) in ("byline", "dated")
        if read.kind(head_end) == "long" and not (is_single and (is_signed or read.is_repeated(at, head_end))):
            return head_end
        at = body_end
    return at


def _usual_gap(lines: Sequence[Line]) -> int:
    gaps = Counter(line.gap for line in lines[1:])
    return gaps.most_common(1)[0][0] if gaps else 1


def _starts(read: _Lines) -> list[int]:
    """The indexes of the lines that begin reports; none where no line is more than junk."""
    lines = read.lines
    if all(line.kind in ("junk", "rule") for line in lines):
        return []
    starts = [0]
    has_body, is_dateline_led, at, longest = False, False, 0, 0
    while at < len(lines):
        begins, end = False, at + 1
        if read.kind(at) == "rule":
            begins = has_body and _parts_reports(read, at, longest)
        elif title := _title_at(read, at):
            end = max(read.head_end(at), end)
            begins = has_body and read.opens(title - 1, end)
        elif read.kind(at) in _TEXT:
            leads = read.has_dateline(at)
            begins = leads and has_body and is_dateline_led
            is_dateline_led = is_dateline_led if has_body and not begins else leads
            longest = max(lines[at].end - lines[at].start, 0 if begins else longest)
        if begins:
            starts.append(end if read.kind(at) == "rule" else at)
            longest = longest if read.kind(at) in _TEXT else 0
        has_body = (has_body and not begins) or read.kind(at) in _TEXT
        at = end
    return starts


def _title_at(read: _Lines, at: int) -> int:
    """One more than the index of the title that stands at a line, or behind its date; 0 where there is none."""
    if read.kind(at) in _TITLES:
        return at + 1
    return at + 2 if read.kind(at) == "dated" and read.kind(at + 1) in _TITLES else 0


def _parts_reports(read: _Lines, rule: int, longest: int) -> bool:
    """Whether a rule stands between two reports: what follows has a title or dateline, or both are of full length.

    `longest`: characters of the longest paragraph of the report before.
    """
    head_end = read.head_end(rule + 1)
    if read.kind(head_end) not in _TEXT:
        return False
    if any(line.kind in (*_TITLES, "dated") for line in read.lines[rule + 1 : head_end]) or read.has_dateline(head_end):
        return True
    full = table()["limits"]["full_text"]
    after = read.lines[head_end]
    is_plain = read.text[read.lines[rule].start] in _PLAIN_RULES
    return is_plain and min(after.end - after.start, longest) >= full


def _segment(text: str, lines: Sequence[Line]) -> Segment:
    blocks: list[Block] = []
    seen: set[tuple[str, str]] = set()
    title, has_text = None, False
    for line in lines:
        kind = _KINDS.get(line.kind, line.kind)
        named = (kind, line.key)
        repeated = kind in ("heading", "caption") and named in seen
        seen.add(named)
        has_text = has_text or kind in ("paragraph", "item")
        if title is None and kind == "heading" and not has_text:
            title = _title(text, line)
        blocks.append(Block(kind, (line.start, line.end), repeated))
    return Segment(title, tuple(blocks), (lines[0].start, lines[-1].end))


def _title(text: str, line: Line) -> tuple[int, int]:
    """The words of a title, without "Subject:" and marks of headings."""
    shown = text[line.start : line.end]
    at = shown.index(":") + 1 if line.kind == "subject" else len(shown) - len(shown.lstrip("#"))
    at += len(shown[at:]) - len(shown[at:].lstrip())
    return line.start + at, line.end
