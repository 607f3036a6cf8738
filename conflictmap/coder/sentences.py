"""Blocks as sentences: cut at stops, but not in abbreviations, numbers, quotations and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from conflictmap.coder.blocks import Block, table
from conflictmap.coder.words import Word
from conflictmap.coder.wrapping import is_broken

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_STOP = re.compile(r"[.!?؟…。](?:\s*[.!?؟…。])*[»”\"’')\]]*(?=\s|$)|(?<=[\u0621-\u064a]{3})[.!؟](?=[\u0621-\u064a]{3})")
_WORD_BEFORE = re.compile(r"[^\s«»“”\"'()\[\]،,؛;:]{1,12}$")
_CLAUSES = "،,؛;:"
_ENDS = ";؛!?؟\n"
_OPENING = re.compile(r"[\w«“\"(\[‘']+")


@cache
def _quotations() -> re.Pattern[str]:
    longest = table()["limits"]["quote_characters"]
    return re.compile(
        rf"«[^«»]{{0,{longest}}}»|“[^“”]{{0,{longest}}}”|\([^()]{{0,{longest}}}\)|\[[^\[\]]{{0,{longest}}}\]"
        rf"|(?<!\w)\"(?=\S)[^\"]{{1,{longest}}}(?<=\S)\"(?!\w)"
    )


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table()["sentences"][name])


def sentences(text: str, block: Block) -> list[tuple[int, int]]:
    """The spans of a block's sentences, in order, without the space around them.

    Line ends end sentences, except in a paragraph broken by hand. Headings and captions are cut at line ends only. A
    sentence longer than `sentence_characters` is cut at the last comma before.
    """
    found: list[tuple[int, int]] = []
    for start, end in _stretches(text, *block.span):
        bounds = [start, end]
        if block.kind not in ("heading", "caption"):
            bounds[1:1] = _stops(text, start, end)
        for first, last in pairwise(bounds):
            found.extend(_pieces(text, first, last))
    return found


def _stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a span, or the span where they are one text."""
    lines = [span for match in _LINE.finditer(text, start, end) if (span := _bare(text, *match.span()))]
    if len(lines) > 1 and is_broken(text, lines):
        return [(lines[0][0], lines[-1][1])]
    return lines


def _bare(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A span without the white space around it; `None` where it is all white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end within a line."""
    quotations = _quotations().finditer(text, start, end)
    quotation = next(quotations, None)
    begun = start
    for match in _STOP.finditer(text, start, end):
        while quotation and quotation.end() <= match.start():
            quotation = next(quotations, None)
        is_inside = quotation and quotation.start() < match.start() and match.end() < quotation.end()
        if match.end() == end or is_inside or not _ends(text, begun, match):
            continue
        begun = match.end()
        yield begun


def _ends(text: str, begun: int, match: re.Match[str]) -> bool:
    """Whether a stop ends the sentence that began at `begun`."""
    stop, after = match.group(), text[match.end() : match.end() + 20].lstrip()
    if after[:1].islower() or after[:1] in _CLAUSES + "-–—":
        return False
    if stop[0] in "!?؟" and stop[-1] in '»”"' and not after[:1].isupper():
        return False  # "stop!" he said
    if stop != ".":
        return True
    before = _WORD_BEFORE.search(text, max(begun, match.start() - 12), match.start())
    word = before.group().lower() if before else ""
    if word.isdecimal():
        return before is None or bool(text[begun : before.start()].strip())  # not the number of a list
    if word in _words("may_end") or _is_initials(word):
        opening = _OPENING.match(after)
        return word in _words("may_end") and opening is not None and opening.group().lower() in _words("openers")
    return word not in _words("abbreviations")


def ends_clause(words: Sequence[Word], at: int) -> bool:
    """Whether a sign ends a clause: a full stop does not in "Oct. 8", "U.S." and "3.5"."""
    if words[at].text != ".":
        return words[at].text in _ENDS
    before = words[at - 1].text if at else ""
    if before.isdecimal() and at + 1 < len(words) and words[at + 1].text.isdecimal():
        return words[at + 1].start > words[at].end
    is_short = (len(before) == 1 and before.isalpha()) or before in _words("abbreviations")
    return not is_short or before in _words("may_end")


def _is_initials(word: str) -> bool:
    return bool(word) and all(len(part) == 1 and part.isalpha() for part in word.split("."))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without space around it, cut at commas while it is too long."""
    longest = table()["limits"]["sentence_characters"]
    while end - start > longest:
        cut = max(text.rfind(sign, start + 1, start + longest) for sign in _CLAUSES) + 1
        cut = cut if cut > 0 else text.rfind(" ", start + 1, start + longest) + 1
        cut = cut if cut > 0 else start + longest
        if span := _bare(text, start, cut):
            yield span
        start = cut
    if span := _bare(text, start, end):
        yield span
