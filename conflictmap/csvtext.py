"""CSV that spreadsheets open as what it is: with its encoding marked, and no cell taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = "^[' \u00a0\ufeff]*[=+\\-@\t\r]"
"""How a text begins that a spreadsheet would run, with spaces or apostrophes before it; as RE2 and Python read it."""
_LIKE_FORMULA = re.compile(FORMULA)


def inert_cell(value: object) -> object:
    """A cell that no spreadsheet runs: a text that starts like a formula gets an apostrophe; numbers stay.

    So does one that has such apostrophes already; `plain_cell` takes one away and gives the text back.
    """
    if isinstance(value, str) and _LIKE_FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value


def plain_cell(text: str) -> str:
    """The text of a cell that was made inert."""
    return text[1:] if text.startswith("'") and _LIKE_FORMULA.match(text) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8 with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([inert_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
