"""A file of place names: one name a line, or a table with the columns name and country; and what they mean."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from conflictmap.csvtext import csv_bytes
from conflictmap.errors import UnreadableFile
from geodata import Answer, GazetteerGeocoder

MAX_MB = 2
"""Megabytes of a file of names."""
MAX_NAMES = 5_000
"""Names of one file."""
HEADS = ("name", "query", "place", "الاسم", "المكان")
"""What the first line of a table may call the column of names."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Name(NamedTuple):
    """A name of the file, and the country it lies in (ISO 3166-1 alpha-2) where that is said."""

    name: str
    country: str | None


class Resolved(NamedTuple):
    """A name of the file and its answer."""

    asked: Name
    answer: Answer


def read_names(data: bytes) -> list[Name]:
    """The names of a file, at most MAX_NAMES.

    Raises:
        UnreadableFile: too large, not text, no names, or a country that is no code.
    """
    if len(data) > MAX_MB * 1_000_000:
        raise UnreadableFile(f"expected at most {MAX_MB} MB, got {len(data) / 1e6:.1f} MB")
    names = list(_names(_text(data)))
    if not names:
        raise UnreadableFile("expected names, one a line, got none")
    if len(names) > MAX_NAMES:
        raise UnreadableFile(f"expected at most {MAX_NAMES} names, got {len(names)}")
    return names


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"expected text in UTF-8 (or UTF-16 as spreadsheets save it), byte {error.start + 1} is something else"
        ) from error
    if "\0" in text:
        raise UnreadableFile("expected a text file, got one with binary content")
    return text


def _names(text: str) -> Iterator[Name]:
    lines = text.splitlines() or [""]
    first = lines[0]
    delimiter = next((sign for sign in ("\t", ";", ",") if sign in first), None)
    head = [cell.strip().strip('"').lower() for cell in first.split(delimiter or ",")]
    if head[0] not in HEADS and "name" not in head:
        yield from (Name(line.strip(), None) for line in lines if line.strip())  # a comma is part of the name
        return
    name_at = next((at for at, cell in enumerate(head) if cell in HEADS), 0)
    country_at = head.index("country") if "country" in head else None
    for number, row in enumerate(_cells(lines[1:], delimiter or ","), 2):
        if len(row) > name_at and row[name_at].strip():
            code = row[country_at].strip() if country_at is not None and len(row) > country_at else ""
            yield Name(row[name_at].strip(), _country(code, number))


def _cells(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableFile(f"expected a table of names, got: {error}") from error


def _country(code: str, number: int) -> str | None:
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        expected = "expected an ISO 3166-1 alpha-2 code or nothing"
        raise UnreadableFile(f"row {number}, column country: {expected}, got {code[:40]!r}")
    return code.upper() or None


def resolved(names: Iterable[Name], geocoder: GazetteerGeocoder) -> Iterator[Resolved]:
    """The answer to each name, one at a time."""
    for name in names:
        yield Resolved(name, geocoder.resolve(name.name, country=name.country))


COLUMNS = (
    *("query", "asked_country", "answer", "score", "margin", "name", "name_ar", "kind", "country", "admin1"),
    *("lat", "lon", "radius_km", "geo_precision", "id"),
)
"""Columns of the downloaded table."""
_OF_PLACE = COLUMNS[5:]


def results_csv(results: Iterable[Resolved]) -> bytes:
    """The answers as CSV; nothing found is empty, never a guess."""
    return csv_bytes(COLUMNS, (_row(result) for result in results))


def _row(result: Resolved) -> list[object]:
    answer = result.answer
    of_place = [getattr(answer.place, column, None) for column in _OF_PLACE]
    return [result.asked.name, result.asked.country, answer.reason, answer.score, answer.margin, *of_place]
