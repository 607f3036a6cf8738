"""Paragraphs broken by hand into lines of one width, as in e-mails, put together again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from conflictmap.coder.blocks import Line, table

_TEXT = ("short", "long")
_FEWEST_LINES = 3  # that show a width
_MOSTLY = 0.7


def unwrapped(text: str, lines: list[Line]) -> list[Line]:
    """The lines with those of one wrapped paragraph made one."""
    width = _width(text, lines)
    if not width:
        return lines
    found: list[Line] = []
    last = 0  # length of the last line of the paragraph so far
    for line in lines:
        before = found[-1] if found else None
        joins = before and line.gap == 1 and before.kind in _TEXT and line.kind in (*_TEXT, "credited")
        if before and joins and _is_full(text, last, line, width):
            found[-1] = before._replace(end=line.end, kind="long", key="")
        else:
            found.append(line)
        last = line.end - line.start
    return found


def is_broken(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether lines (spans) that follow each other are one text broken by hand."""
    width = max(end - start for start, end in lines)
    narrowest, widest = table()["limits"]["wrapped_width"]
    full = [_fills(text, first[1] - first[0], second, width) for first, second in pairwise(lines)]
    return narrowest <= width <= widest and sum(full) >= _MOSTLY * len(full)


def _is_full(text: str, length: int, following: Line, width: int) -> bool:
    return _fills(text, length, (following.start, following.end), width)


def _fills(text: str, length: int, following: tuple[int, int], width: int) -> bool:
    """Whether the first word of the next line had no room in a line of this length."""
    start, end = following
    word = text[start : min(end, start + width)].split(maxsplit=1)[0]
    return length + 1 + len(word) > width


def _width(text: str, lines: Sequence[Line]) -> int:
    """The width at which a text is broken by hand; 0 where it is not."""
    narrowest, widest = table()["limits"]["wrapped_width"]
    best = 0
    for run in _runs(lines):
        if len(run) < _FEWEST_LINES:
            continue
        width = max(line.end - line.start for line in run)
        if not narrowest <= width <= widest:
            continue
        full = [_is_full(text, first.end - first.start, second, width) for first, second in pairwise(run)]
        if sum(full) >= _MOSTLY * len(full):
            best = max(best, width)
    return best


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Text lines that follow each other without a blank one."""
    runs: list[list[Line]] = []
    for line in lines:
        if line.kind not in _TEXT:
            runs.append([])
        elif line.gap > 1 or not runs:
            runs.append([line])
        else:
            runs[-1].append(line)
    return runs
