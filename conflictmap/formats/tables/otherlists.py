"""Tables that are no lists of events: people one by one, or how many events there were by area and period."""

from __future__ import annotations

from collections.abc import Sequence

from conflictmap.formats.tables import cells, contents
from conflictmap.formats.tables.cells import folded, table
from conflictmap.formats.tables.columns import Column
from conflictmap.formats.tables.sheets import Cell

_WHERE = ("place", "place_en", "place_ar", "admin1", "admin2", "admin3", "lat", "coordinates")
_TEXTS = ("summary", "summary_en", "summary_ar")
_WHAT = (
    *_TEXTS,
    "type",
    "subtype",
    "killed",
    "killed_civilians",
    "killed_fighters",
    "injured",
    "perpetrator",
    "target",
    "side_a",
    "side_b",
    "actors",
)
_WHEN = ("date", "year")


def why_no_events(columns: Sequence[Column], samples: Sequence[Sequence[Cell]]) -> str:
    """Why the rows of a table are no events, as a message says it; empty where they may be."""
    fields = {column.field for column in columns}
    if _are_people(columns) and not fields & set(_WHERE):
        return "events, got a list of people"
    if counted := _counted(columns, samples, has_text=bool(fields & set(_TEXTS))):
        return f"an event a row, got counts of events ({counted})"
    where = {*_WHERE, "country"}
    for words, needed in (
        ("when or where", {*where, *_WHEN}),
        ("when or what happened", {*_WHAT, *_WHEN}),
        ("where or what happened", {*where, *_WHAT}),
    ):
        if not fields & needed:
            return f"columns that say {words}, got {', '.join(column.name for column in columns[:12])}"
    return ""


def _are_people(columns: Sequence[Column]) -> bool:
    """Whether the columns are a person's: name, age or birth, sex."""
    words = {folded(column.name) for column in columns}
    return all(words & {folded(name) for name in names} for names in table("otherlists")["people"].values())


def _counted(columns: Sequence[Column], samples: Sequence[Sequence[Cell]], *, has_text: bool) -> str:
    """The column that counts events, where a row may be several of them, or none."""
    known = {folded(name) for name in table("otherlists")["counts"]["names"]}
    for column, sample in zip(columns, samples, strict=True):
        found = [cell for cell in sample if cells.has_value(cell)]
        if folded(column.name) in known and found and contents.fits("count", found) == 1:
            numbers = {cells.text_of(cell).removesuffix(".0") for cell in found}
            if "0" in numbers or (numbers != {"1"} and not has_text):
                return column.name
    return ""
