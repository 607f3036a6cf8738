"""GDELT event exports: 2.0 (61 columns) and 1.0 (57 or 58), without a header as published, and copies with one.

A row of GDELT is what a machine read in a news page, not an event that anyone checked. Material conflict, protest and a
few strategic steps become events (data/cameo.tsv); every other row is a rejection that names its code.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.errors import InvalidEvent, UnreadableFile
from conflictmap.formats import sheets
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.cells import all_known
from conflictmap.formats.countries import DATA
from conflictmap.formats.gdelt_rows import LICENCE, Reader, meaning_of
from conflictmap.formats.records import records
from conflictmap.model.event import Event

NOTE = (
    "GDELT reads news pages by machine. Its rows are mentions, not events that anyone has checked: one event has many "
    "rows, and some rows have none. Source: The GDELT Project, https://www.gdeltproject.org"
)
_NEEDED = ("GLOBALEVENTID", "SQLDATE", "EventCode")
_SAMPLE = 200  # rows that tell which export a file is
_DAY = re.compile(r"[12]\d{7}", re.ASCII)


class Layout(NamedTuple):
    """How a file is laid out: its columns, what parts them, whether they are named, and the widths a row may have."""

    columns: list[str]
    delimiter: str
    has_header: bool
    widths: frozenset[int]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((DATA / "gdelt_codes.toml").read_text(encoding="utf-8"))


@cache
def columns_of(width: int) -> list[str]:
    """The columns of an export of that many: 61 in 2.0, 58 in 1.0, 57 in 1.0 before it had links."""
    names: list[str] = _table()["columns"].split()
    return names if width == len(names) else [name for name in names if name not in _table()["only_in_2"]][:width]


@cache
def _by_bare_name() -> dict[str, str]:
    return {_bare(name): name for name in columns_of(61)}


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _named(header: Sequence[str]) -> list[str]:
    """The columns of a header in GDELT's own spelling; its own names go before those of copies, foreign ones stay."""
    found = [_by_bare_name().get(_bare(name), name) for name in header]
    for at, name in enumerate(found):
        meant = _table()["renamed"].get(_bare(name))
        if meant and meant not in found:
            found[at] = meant
    return found


def _known(header: Sequence[str]) -> int:
    return sum(name in columns_of(61) for name in _named(header))


def layout_of(path: Path) -> Layout | None:
    """How a file is laid out; None where it is no export of GDELT's."""
    return _headed(path) or _nameless(path)


def _headed(path: Path) -> Layout | None:
    try:
        with sheets.opened(path, _known) as sheet:
            header = _named(sheet.header)
    except UnreadableFile:
        return None
    if any(name not in header for name in _NEEDED):
        return None
    return Layout(header, "", True, frozenset((len(header),)))


def _nameless(path: Path) -> Layout | None:
    try:
        with sheets.lines(path) as text:
            lines = [line.rstrip("\r\n") for line in islice(text, _SAMPLE) if line.strip()]
    except UnreadableFile:
        return None
    for delimiter in ("\t", ","):
        if not any(_looks_right(line.split(delimiter)) for line in lines):
            continue
        counted = Counter(_width(line, delimiter) for line in lines)
        width = next((width for width, _ in counted.most_common() if width in (57, 58, 61)), None)
        if width:
            widths = (61,) if width == 61 else (57, 58)
            return Layout(columns_of(widths[-1]), delimiter, False, frozenset(widths))
    return None


def _width(line: str, delimiter: str) -> int:
    """How many cells a line has. GDELT's own files quote nothing: a quotation mark is one of a name or a link."""
    return len(line.split("\t") if delimiter == "\t" else next(csv.reader([line])))


def _looks_right(cells: Sequence[str]) -> bool:
    return len(cells) > 56 and cells[0].strip('"').isdigit() and bool(_DAY.fullmatch(cells[1].strip('"')))


def recognises(path: Path) -> float:
    """How sure it is that a file is an export of GDELT's events: by its width and first cells, or its column names."""
    layout = layout_of(path)
    return 0.0 if layout is None else 0.95 if "EventRootCode" in layout.columns else 0.6


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """An event or a rejection for each row; several rows of one link stay rows.

    Raises:
        UnreadableFile: the file cannot be read, or is laid out in no way that GDELT's exports are.
    """
    layout = layout_of(path)
    if layout is None:
        raise UnreadableFile(f"{path.name}: expected 57, 58 or 61 columns parted by tabs, or a header with EventCode")
    reader, code_at = Reader(options), layout.columns.index("EventCode")
    root_at = layout.columns.index("EventRootCode") if "EventRootCode" in layout.columns else None
    width = len(layout.columns)
    with _records(path, layout) as rows:
        for number, cells in rows:
            options.at_row(number)
            if len(cells) not in layout.widths:
                widths = " or ".join(map(str, sorted(layout.widths)))
                yield Rejection(number, "", f"{len(cells)} columns", f"{widths} columns")
                continue
            code, root = cells[code_at], cells[root_at] if root_at is not None else ""
            meaning = meaning_of(code, root)
            if meaning is None:
                yield Rejection(number, "EventCode", code[:80], "a CAMEO code, such as 190")
            elif not meaning.sub_event_type:
                yield Rejection(number, "EventCode", code[:80], f"an event of conflict; CAMEO {meaning.code} is none")
            else:
                row = dict(zip(layout.columns, all_known(cells + [""] * (width - len(cells))), strict=True))
                try:
                    yield reader.event(row, meaning)
                except InvalidEvent as error:
                    yield Rejection(number, error.field, str(error.value)[:80], error.expected)


@contextmanager
def _records(path: Path, layout: Layout) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows of a file with their numbers: the first row is 1, or the header is."""
    if layout.has_header:
        with sheets.opened(path, _known) as sheet:
            yield ((number, [cell.strip() for cell in cells]) for number, cells in sheet.rows)
        return
    with sheets.lines(path) as text:
        if layout.delimiter == "\t":
            rows: Iterator[list[str]] = (line.rstrip("\r\n").replace("\x00", "").split("\t") for line in text)
        else:
            rows = records(text, layout.delimiter, max(layout.widths))
        numbered = enumerate(([cell.strip() for cell in cells] for cells in rows), start=1)
        yield ((number, cells) for number, cells in numbered if any(cells))


FORMAT = Format("gdelt", (".csv", ".zip", ".tsv", ".txt"), recognises, read, LICENCE, NOTE)
