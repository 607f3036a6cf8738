"""Delimited text → records, forgiving: a quote that is never closed costs one line, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

MAX_CELL = csv.field_size_limit()
"""Characters of a cell: the limit of the csv module, which all readers keep. The longest notes have some thousands;
longer ones come of a quote that is not closed."""


def records(lines: Iterator[str], delimiter: str, width: int = 0) -> Iterator[list[str]]:
    """The records of delimited text in order.

    With a `width`, the number of cells there should be but for empty ones behind them, a record of several lines that
    has another number is taken to be its first line only, and what follows is read anew; a short line is put together
    with the next ones where they fill a record exactly, as notes with line breaks and without quotes do.
    """
    source = _Lines(lines)
    while True:
        try:
            record = next(csv.reader(source, delimiter=delimiter), None)
        except csv.Error:  # a cell without end
            record = []
        taken = source.taken()
        if record is None:
            return
        if width and len(taken) > 1 and len(_without_blanks(record, width)) != width:
            source.put_back(taken[1:])
            record = _cells(taken[0].replace('"', ""), delimiter)
        if 0 < len(record) < width:
            record = _completed(record, source, delimiter, width)
        yield record


def _without_blanks(record: list[str], width: int) -> list[str]:
    """A record without the empty cells beyond a width, which spreadsheets leave behind."""
    return record if any(cell.strip() for cell in record[width:]) else record[:width]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line[:MAX_CELL]]


class _Lines:
    """Lines one at a time, which remembers those taken since it was last asked and takes some back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self._taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self._taken.append(line)
        return line.replace("\0", "") if "\0" in line else line

    def taken(self) -> list[str]:
        """The lines taken since this was last asked."""
        taken, self._taken = self._taken, []
        return taken

    def put_back(self, lines: list[str]) -> None:
        """Gives these lines again, before the others."""
        self._back.extendleft(reversed(lines))


_MOST_LINES = 30  # of a note that is broken without quotes


def _completed(record: list[str], source: _Lines, delimiter: str, width: int) -> list[str]:
    """A short record with the lines after it that fill it exactly; as it was where none do."""
    whole, taken = list(record), []
    for _ in range(_MOST_LINES):
        line = next(source, None)
        if line is None:
            break
        taken += source.taken()
        more = _cells(line, delimiter) or [""]
        whole = [*whole[:-1], f"{whole[-1]}\n{more[0]}", *more[1:]]
        if len(whole) == width:
            return whole
        if len(whole) > width:
            break
    source.put_back(taken)
    return record
