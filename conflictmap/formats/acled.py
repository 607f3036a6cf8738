"""ACLED: exports of all ages, as text, workbook or zip. Columns and values that changed are in acled.toml.

Place precision 1 is a town, 2 a ring around it, 3 an admin-1 area; time precision 1 a day, 2 a week, 3 a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from conflictmap.errors import UnreadableFile
from conflictmap.formats import acledactors, days, sheets
from conflictmap.formats.acledpairs import Pairs, are_by_actor
from conflictmap.formats.acledrows import Reader
from conflictmap.formats.acledterms import names_type
from conflictmap.formats.acledvalues import letters, table
from conflictmap.formats.base import Format, Options, Read, Rejection, one_by_one
from conflictmap.formats.sheets import Cells
from conflictmap.model.event import Event

_NEEDED = ("event_date", "event_type")
_LIKE = 0.2  # for ACLED's columns with another's values: any table is surer
_TYPED_ROWS = 50  # looked at for types
_SURE = 5  # signs of single events, from which a table is taken for ACLED's
_CUT = ("sub_event_type", "interaction", "latitude", "longitude")  # of a cut of its columns that names no actors


# Columns


@cache
def _names() -> dict[str, str]:
    """Our column by every name it has had, letters only; a column's own name goes before another's variant."""
    columns: dict[str, list[str]] = table()["columns"]
    variants = {letters(name): column for column, names in columns.items() for name in names}
    return variants | {letters(column): column for column in columns}


def columns_of(header: Cells) -> dict[str, int]:
    """Where each column stands; of two with one name the first counts."""
    found: dict[str, int] = {}
    for at, name in enumerate(header):
        if column := _names().get(letters(name)):
            found.setdefault(column, at)
    return found


def _known(header: Cells) -> int:
    signs = {letters(sign) for sign in table()["signs"]["aggregate"]}
    return len(columns_of(header)) + sum(letters(name) in signs for name in header)


def _signs(header: Cells, kind: str) -> int:
    if kind == "event":
        found = columns_of(header)
        return sum(sign in found for sign in table()["signs"]["event"])
    names = {letters(name) for name in header}
    return sum(letters(sign) in names for sign in table()["signs"]["aggregate"])


def _is_aggregate(header: Cells) -> bool:
    names = {letters(name) for name in header}
    many = _signs(header, "aggregate") >= 2 and bool(names & {"events", "eventcount", "week", "month", "fatalities"})
    return many and not {"actor1", "inter1"} & columns_of(header).keys() and "eventidcnty" not in names


def recognises(path: Path) -> float:
    """0.9 and more for a table with ACLED's columns, or with its counts, which `read` refuses with the reason."""
    try:
        with sheets.opened(path, _known) as sheet:
            header = sheet.header
            has_types = _has_types(sheet)
    except UnreadableFile:
        return 0.0
    found = columns_of(header)
    is_cut = has_types and all(name in found for name in _CUT)
    if (is_cut or _signs(header, "event") >= _SURE) and all(name in found for name in _NEEDED):
        return 0.98 if "event_id_cnty" in found else 0.9 if has_types else _LIKE
    return 0.6 if _is_aggregate(header) else 0.0


def _has_types(sheet: sheets.Sheet) -> bool:
    """Whether the first rows name types of ACLED, as others use its columns for words of their own."""
    at = columns_of(sheet.header).get("event_type", 0)
    texts = [cells[at] for _, cells in islice(sheet.rows, _TYPED_ROWS) if len(cells) > at]
    return not texts or any(names_type(text) for text in texts)


# Rows


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The events of an export, in order; raises as `read_batches`."""
    yield from one_by_one(read_batches(path, options), options.at_row)


def read_batches(path: Path, options: Options) -> Iterator[Read]:
    """The events of an export, in columns.

    Raises:
        UnreadableFile: the file has no single events, or lacks the columns without which there is none.
    """
    acledactors.forget()  # names may have been taught to the vocabulary since
    order = days.order_in(path, _known, _dates) if options.day_first is None else options.day_first
    with sheets.opened(path, _known) as sheet:
        found = columns_of(sheet.header)
        if _is_aggregate(sheet.header):
            counted = ", ".join(name for name in sheet.header if letters(name) in _aggregate_signs())
            raise UnreadableFile(
                f"{path.name}: expected ACLED's single events, got its counts by area and period ({counted}); "
                "they have no events, days or actors to show"
            )
        missing = [name for name in _NEEDED if name not in found]
        if missing:
            raise UnreadableFile(
                f"{path.name}: expected the columns of ACLED, without {', '.join(missing)} is no event"
            )
        if not are_by_actor(found):
            yield from Reader(len(sheet.header), found, options, order).batches(sheet.rows)
            return
        pairs = Pairs(sheet.rows, found, len(sheet.header))
        for events, rejected in Reader(pairs.width, pairs.found, options, order).batches(iter(pairs)):
            yield Read(events, sorted([*rejected, *pairs.left()], key=lambda row: row.row))


def _aggregate_signs() -> set[str]:
    return {letters(sign) for sign in table()["signs"]["aggregate"]}


def _dates(header: Cells) -> list[int]:
    return [at for name, at in columns_of(header).items() if name == "event_date"]


FORMAT = Format(
    name="acled",
    suffixes=(".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".zip", ".gz"),
    recognises=recognises,
    read=read,
    licence=table()["licence"],
    note=table()["note"],
    read_batches=read_batches,
)
