"""Delimited text on disk, alone or in an archive: opened safely, decoded without loss, cut into numbered records."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from conflictmap.errors import UnreadableFile

MAX_UNPACKED_BYTES = 4 * 1024**3
"""The largest member of an archive that is unpacked; the whole of UCDP GED has 0.3 GB."""
MAX_RATIO = 200
"""How many times its packed size a member may have; tables reach 30, and bombs 1000."""
_HEAD_BYTES = 65_536
_MAX_CELL = 4_000_000
_MAX_RECORD_LINES = 200  # a record with more lines has a quote that nothing closes
_DELIMITERS = (",", "\t", ";", "|")

Record = tuple[int, list[str]]


class Table(NamedTuple):
    """A table with a header: its column names, folded to lower case, and its records with their number (header: 1)."""

    header: list[str]
    records: Iterator[Record]


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are taken for Windows-1252, so that a file may even mix the two."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _as_cp1252)


@contextmanager
def opened(path: Path, suffixes: Sequence[str]) -> Iterator[IO[str]]:
    """The text of a file, or of the one table in an archive; line ends as they are.

    Raises:
        UnreadableFile: the file cannot be read, or the archive does not hold exactly one table of these suffixes.
    """
    try:
        with path.open("rb") as raw:
            is_archive = raw.read(4) == b"PK\x03\x04"
            raw.seek(0)
            if not is_archive:
                yield _decoded(raw)
                return
            with zipfile.ZipFile(raw) as archive, archive.open(_member(archive, path, suffixes)) as member:
                yield _decoded(member)
    except (OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error, lzma.LZMAError) as error:
        raise UnreadableFile(f"{path.name}: expected a file that can be read, got {error}") from error


def _decoded(raw: IO[bytes]) -> IO[str]:
    start = cast(io.BufferedReader, raw).peek(2)[:2]
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return io.TextIOWrapper(raw, encoding="utf-16", errors="replace", newline="")
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="cp1252", newline="")


def _member(archive: zipfile.ZipFile, path: Path, suffixes: Sequence[str]) -> zipfile.ZipInfo:
    """The one table of an archive, checked before it is unpacked."""
    inside = [m for m in archive.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
    tables = [m for m in inside if m.filename.lower().endswith(tuple(suffixes))]
    if len(tables) != 1:
        raise UnreadableFile(f"{path.name}: expected one of {', '.join(suffixes)} in the archive, got {len(tables)}")
    table = tables[0]
    if table.flag_bits & 1:
        raise UnreadableFile(f"{path.name}: expected an archive without a password, {table.filename} has one")
    if table.file_size > min(MAX_UNPACKED_BYTES, MAX_RATIO * max(table.compress_size, 1024)):
        raise UnreadableFile(
            f"{path.name}: expected a table of usual size, {table.filename} has {table.file_size} bytes"
        )
    return table


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or Path(name).name.startswith(".")


def head(path: Path, suffixes: Sequence[str]) -> list[str]:
    """The first lines of a table, to recognise it by; empty where the file cannot be read."""
    try:
        with opened(path, suffixes) as text:
            return text.read(_HEAD_BYTES).splitlines()
    except UnreadableFile:
        return []


def delimiter_of(line: str) -> str:
    """What parts the cells of a header: the sign that is there most often."""
    return max(_DELIMITERS, key=line.count)


def columns_of(line: str) -> list[str]:
    """The column names of a header line, in lower case and without blanks and quotes around them."""
    return [cell.strip().strip("'\"").lower() for cell in next(csv.reader([line], delimiter=delimiter_of(line)), [])]


@contextmanager
def table(path: Path, suffixes: Sequence[str]) -> Iterator[Table]:
    """A table with a header; blank lines count as records but are left out.

    Raises:
        UnreadableFile: as `opened`, or there is no header.
    """
    csv.field_size_limit(_MAX_CELL)
    with opened(path, suffixes) as text:
        number, line = next(((n, line) for n, line in enumerate(text, start=1) if line.strip()), (0, ""))
        if not line:
            raise UnreadableFile(f"{path.name}: expected a table with a header, got an empty file")
        header = columns_of(line)
        yield Table(header, records_of(text, len(header), delimiter_of(line), number))


class _Lines:
    """Lines that can be given back, and that pause where a record grows beyond all measure."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_RECORD_LINES:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._text)
        if "\x00" in line:
            line = line.replace("\x00", "")
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All but the first line of the last record are read again, as records of their own."""
        self._again.extendleft(reversed(self.taken[1:]))


def records_of(text: Iterator[str], width: int, delimiter: str, number: int) -> Iterator[Record]:
    """The records of so many cells, numbered on from `number`. A quote that nothing closes swallows no other row."""
    lines = _Lines(text)
    while True:
        lines.taken.clear()
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = lines.taken[0].split(delimiter)
            lines.give_back()
        else:
            if len(lines.taken) > 1 and len(cells) != width:
                cells = next(csv.reader(lines.taken[:1], delimiter=delimiter))
                lines.give_back()
        number += 1
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield number, cells
