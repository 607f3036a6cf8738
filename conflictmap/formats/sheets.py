"""Rows of a table in a file, whatever its delimiter, encoding or wrapping: text, JSON, workbook, in a zip or gz or not.

Nothing of a row is lost: a line that fits no row is given as it is, with fewer or more cells than the header.
"""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from conflictmap import settings
from conflictmap.errors import UnreadableFile
from conflictmap.formats import jsontable
from conflictmap.formats.records import records
from conflictmap.formats.tables.sheets import open_sheets

Cells = list[str]
Known = Callable[[Cells], int]
"""How many columns of a header line a format knows."""

MAX_UNPACKED_BYTES = 4_000_000_000
"""Bytes that an archive may unpack to."""
MAX_RATIO = 400
"""How many times its own size an archive may unpack to; tables rarely shrink below a fiftieth."""
DELIMITERS = ",;\t|"
_HEAD_BYTES = 200_000  # of a file, in which its first lines are
_NULS = 8  # in the first thousand bytes, above which a file is no text
_HEAD_LINES = 20  # in which the header is looked for
_PEEKED = 20  # rows looked at to see whether a column without a name stands before the others
_DATA = (".csv", ".tsv", ".tab", ".txt", ".xlsx")


_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, EOFError, UnicodeError, NotImplementedError)


class Sheet(NamedTuple):
    """A table: its header, the number of the header's row, and the rows below it with their numbers."""

    header: Cells
    header_row: int
    rows: Iterator[tuple[int, Cells]]


@contextmanager
def opened(path: Path, known: Known) -> Iterator[Sheet]:
    """The table of a file: its header is the line, of the first twenty, of which `known` knows most columns.

    Raises:
        UnreadableFile: the file is no table with such a header, or an archive that should not be unpacked.
    """
    with ExitStack() as stack:
        try:
            yield _sheet(stack, path, known)
        except _DAMAGED as error:
            raise UnreadableFile(f"{path.name}: expected a table that can be read, got: {error}") from error


@contextmanager
def lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text, of one in an archive too, with their ends; for those without a header.

    Raises:
        UnreadableFile: the file is no text, or an archive that should not be unpacked.
    """
    with ExitStack() as stack:
        try:
            source = _source(stack, path)
            if isinstance(source, Path):
                raise UnreadableFile(f"{path.name}: expected a table of text, got a workbook")
            yield _decoded(source.read(_HEAD_BYTES), source, path.name)
        except _DAMAGED as error:
            raise UnreadableFile(f"{path.name}: expected a table that can be read, got: {error}") from error


def _sheet(stack: ExitStack, path: Path, known: Known) -> Sheet:
    source = _source(stack, path)
    if isinstance(source, Path):
        return _workbook(source, path.name, known)
    return _text(source, path.name, known)


def _source(stack: ExitStack, path: Path) -> IO[bytes] | Path:
    """What a file holds, unpacked: a text, or the path of a workbook."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        return _zipped(stack, path)
    if start.startswith(_OLD_WORKBOOK):
        return path
    opener: Any = gzip.open if start.startswith(b"\x1f\x8b") else open
    text: IO[bytes] = stack.enter_context(opener(path, "rb"))
    return text


def _zipped(stack: ExitStack, path: Path) -> IO[bytes] | Path:
    archive = stack.enter_context(zipfile.ZipFile(path))
    if "[Content_Types].xml" in archive.namelist():
        return path
    check_archive(archive, path)
    member = _member(archive, path.name)
    if not member.lower().endswith(".xlsx"):
        return stack.enter_context(archive.open(member))
    unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "table.xlsx"
    with archive.open(member) as source, unpacked.open("wb") as target:
        shutil.copyfileobj(source, target)
    return unpacked


def check_archive(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuses an archive that is encrypted, or would unpack to more than it should. Raises `UnreadableFile`."""
    size = sum(member.file_size for member in archive.infolist())
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise UnreadableFile(f"{path.name}: expected an archive without a password, got an encrypted one")
    if size > MAX_UNPACKED_BYTES or (size > 100_000_000 and size > MAX_RATIO * path.stat().st_size):
        raise UnreadableFile(f"{path.name}: expected an archive of usual size, got one that unpacks to {size:,} bytes")


def data_members(archive: zipfile.ZipFile) -> list[str]:
    """The tables in an archive, without what operating systems add."""
    names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    return [name for name in names if name.lower().endswith(_DATA) and not name.rpartition("/")[2].startswith(".")]


def _member(archive: zipfile.ZipFile, name: str) -> str:
    members = data_members(archive)
    if len(members) != 1:
        raise UnreadableFile(f"{name}: expected an archive with one table, got {len(members)}")
    return members[0]


# Text


def _text(file: IO[bytes], name: str, known: Known) -> Sheet:
    head = file.read(_HEAD_BYTES)
    if jsontable.looks_like(head) and known(jsontable.first_names(head)):
        return _json(head, file, name)
    unread = _decoded(head, file, name)
    first = list(islice(_lines(io.BytesIO(head), head), _HEAD_LINES * 20))
    best = max((_best_line(first, delimiter, known) for delimiter in DELIMITERS), key=lambda each: each.known)
    if not best.known:
        raise UnreadableFile(f"{name}: expected a header line with known columns, got {''.join(first)[:80]!r}")
    below = [row for row in best.records[best.row :] if any(row)][:_PEEKED]
    header, width = _named(best.records[best.row - 1], below)
    for _ in islice(records(unread, best.delimiter), best.row):
        pass
    read = records(unread, best.delimiter, width)
    return Sheet(header, best.row, _fitting(read, width, best.row + 1))


def _json(head: bytes, file: IO[bytes], name: str) -> Sheet:
    most = settings.number("json_mb_limit") * 1_000_000
    data = head + file.read(max(most - len(head), 0) + 1)
    if len(data) > most:
        raise UnreadableFile(f"{name}: expected at most {most // 1_000_000} MB of JSON, the file is larger")
    names, rows = jsontable.read(data, name)
    read = ([jsontable.text_of(value) for value in row] for row in rows)
    return Sheet(names, 0, _fitting(read, len(names), 1))


def _decoded(head: bytes, file: IO[bytes], name: str) -> Iterator[str]:
    """All lines of a text, whose first bytes are read already."""
    if head[:1000].count(0) > _NULS and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(f"{name}: expected a table of text, got a binary file")
    return _lines(io.BufferedReader(_Rejoined(head, file), 1 << 20), head)


class _Line(NamedTuple):
    """The line of a file that is likeliest its header: columns known, its row, and all records read to find it."""

    known: int
    row: int
    delimiter: str
    records: list[Cells]


def _best_line(lines: list[str], delimiter: str, known: Known) -> _Line:
    read = list(islice(records(iter(lines), delimiter), _HEAD_LINES + _PEEKED))
    score, row = max(((known(row), -number) for number, row in enumerate(read[:_HEAD_LINES], 1)), default=(0, 0))
    return _Line(score, -row, delimiter, read)


class _Rejoined(io.RawIOBase):
    """What was read of a file already, and the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _lines(file: Any, head: bytes) -> Iterator[str]:
    """The lines of a file: UTF-8, UTF-16 by its mark, and what is neither as Windows writes western letters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from io.TextIOWrapper(file, "utf-16", errors="replace", newline="")
        return
    if b"\n" not in head and b"\r" in head:
        yield from io.TextIOWrapper(file, "utf-8-sig", errors="replace")
        return
    for number, line in enumerate(file):
        if number == 0:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode()
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace")


# Workbooks


def _workbook(path: Path, name: str, known: Known) -> Sheet:
    """The sheet of a workbook with the best header."""
    found = [(*_header_of(sheet, known), sheet) for sheet in open_sheets(path)]
    score, number, sheet = max(found, key=lambda each: each[0], default=(0, 0, None))
    if not score or sheet is None:
        raise UnreadableFile(f"{name}: expected a sheet with known columns, found none")
    read = ([_cell_text(cell) for cell in row.cells] for row in sheet.rows())
    first = list(islice(read, number + _PEEKED))
    header, width = _named(first[number - 1], [row for row in first[number:] if any(row)])
    return Sheet(header, number, _fitting(chain(first[number:], read), width, number + 1))


def _header_of(sheet: Any, known: Known) -> tuple[int, int]:
    rows = islice(sheet.rows(), _HEAD_LINES)
    found = ((known([_cell_text(cell) for cell in row.cells]), -number) for number, row in enumerate(rows, 1))
    score, number = max(found, default=(0, 0))
    return score, -number


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# Both


def _named(header: Cells, below: list[Cells]) -> tuple[Cells, int]:
    """The columns' names and number; where every row has a cell more, as R writes it, the first one has no name."""
    header = [cell.strip() for cell in header]
    while header and not header[-1]:
        header.pop()
    if below and all(len(row) == len(header) + 1 and row[-1].strip() for row in below):
        header = ["", *header]
    return header, len(header)


def _fitting(read: Iterator[Cells], width: int, number: int) -> Iterator[tuple[int, Cells]]:
    """The rows with their numbers, empty ones left out; empty cells beyond the header are none."""
    for at, row in enumerate(read, number):
        while len(row) > width and not row[-1].strip():
            row.pop()
        if any(cell.strip() for cell in row):
            yield at, row
