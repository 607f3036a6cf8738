"""How a table kept as text is written: its encoding and what separates its cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Literal, NamedTuple

from conflictmap.errors import UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 400_000
_SAMPLE_ROWS = 200
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{3,}")
_OLD_ARABIC = ("cp1256", "iso8859_6", "mac_arabic")
_LATIN = "cp1252"
_DAMAGED = 0.05
"""The share of letters beyond ASCII that may be broken in a file that is UTF-8 all the same."""


class Layout(NamedTuple):
    """How to open a text file: arguments of `open` and of `csv.reader`."""

    encoding: str
    errors: str
    delimiter: str
    quoting: Literal[0, 3]


def layout_of(path: Path) -> Layout:
    """How a text file is written, from its bytes.

    Raises:
        UnreadableFile: it is no text.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    encoding, errors = _encoding(path, sample)
    text = sample.decode(encoding, "replace")
    if "\0" in text:
        raise UnreadableFile(f"{path.name}: expected a table, got a file with binary content")
    cut = text if len(sample) < _SAMPLE_BYTES else text[: text.rfind("\n") + 1] or text
    delimiter = _delimiter(cut)
    return Layout(encoding, errors, delimiter, _quoting(cut, delimiter))


def _encoding(path: Path, sample: bytes) -> tuple[str, str]:
    """The encoding, and what to do with bytes that break it."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, "replace"
    wide = _utf16_without_mark(sample)
    if wide:
        return wide, "replace"
    if _is_utf8(path):
        return "utf-8", "strict"
    letters = sum(byte > 127 for byte in sample)
    if sample.decode("utf-8", "replace").count("\ufffd") <= _DAMAGED * letters:
        return "utf-8", "replace"
    return _old_encoding(sample), "replace"


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 is told by its high bytes: those of Latin and of Arabic letters, at every second place."""
    start = sample[:4000]
    if len(start) < 4:
        return None
    high = [sum(byte in (0, 6) for byte in start[at::2]) / len(start[at::2]) for at in (0, 1)]
    if b"\0" not in start or max(high) < 0.7:
        return None
    return "utf-16-le" if high[1] > high[0] else "utf-16-be"


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1_000_000):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _old_encoding(sample: bytes) -> str:
    """The old Arabic encoding in which the file has most Arabic words with their article; else Western European."""
    best, best_score = _LATIN, 0
    letters = sum(byte > 127 for byte in sample)
    for encoding in _OLD_ARABIC:
        words = _ARABIC_WORD.findall(sample.decode(encoding, "replace"))
        share = sum(map(len, words)) / max(letters, 1)
        score = sum(map(len, words)) + 10 * sum(word.startswith("ال") for word in words)
        if share > 0.5 and score > best_score:
            best, best_score = encoding, score
    return best


def _delimiter(text: str) -> str:
    """The sign that cuts most rows into the same number of cells, the more the better."""
    stated = re.match(r"sep=(.)\r?\n", text)
    if stated:
        return stated.group(1)
    return max(DELIMITERS, key=lambda sign: (_regularity(text, sign), -DELIMITERS.index(sign)))


def _regularity(text: str, delimiter: str) -> float:
    """How well a delimiter fits: the share of rows that have the commonest number of cells, weighed by that number."""
    widths: Counter[int] = Counter()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= _SAMPLE_ROWS:
                break
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    return 0.0 if width < 2 else rows / sum(widths.values()) * min(width, 10) ** 0.5


def _quoting(text: str, delimiter: str) -> Literal[0, 3]:
    """Quotes as CSV has them, unless one that is never closed would swallow rows."""
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.count("\n") > 100 for cell in row):
                return csv.QUOTE_NONE
    except csv.Error:
        return csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL
