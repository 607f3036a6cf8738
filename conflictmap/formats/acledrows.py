"""Rows of ACLED → events, many at once: each distinct place, date, group of actors and of sources is made once."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from conflictmap.errors import InvalidEvent
from conflictmap.formats import acledactors, acledplaces, days
from conflictmap.formats.acledterms import kind_of, roles_of, types_of
from conflictmap.formats.acledvalues import Wrong, cut, is_missing, plain_number, table
from conflictmap.formats.base import Options, Read, Rejection
from conflictmap.formats.sheets import Cells
from conflictmap.model.batch import BATCH, Batch, Shared, joined
from conflictmap.model.dates import EventDate, days_after
from conflictmap.model.event import MAX_TEXT, Actor, Review, Source, Toll

DATASET = "acled"
MAX_COUNT = 10_000_000
"""People that one event may have killed; more is a number in the wrong column."""
_WEEK_DAYS = 3  # to each side of the day that is coded, where only the week is known
_CHUNK = 1_000  # rows held at once as lists of cells, which cost more than columns
_MOST_RESOLVED = 100_000  # values of a part that are held


class _Resolved(dict[Any, Any]):
    """Values made once for each key, by `make`; what is wrong is the value where there is none."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, key: Any) -> Any:
        if len(self) >= _MOST_RESOLVED:
            self.clear()
        try:
            self[key] = value = self._make(key)
        except (Wrong, InvalidEvent) as error:
            self[key] = value = error
        return value


class Columns:
    """The cells of rows by our name of their column; what the file lacks is empty."""

    def __init__(self, found: Mapping[str, int]) -> None:
        self.rows: list[int] = []
        self._found = found
        self._texts: dict[str, list[str]] = {name: [] for name in found}
        self._shared: dict[str, Shared] = {}

    def extend(self, numbered: Sequence[tuple[int, Cells]]) -> None:
        """Takes the cells of further rows."""
        self.rows += [number for number, _ in numbered]
        columns = list(zip(*(cells for _, cells in numbered), strict=True))
        for name, at in self._found.items():
            self._texts[name] += columns[at] if columns else ()

    def texts(self, name: str) -> Sequence[str]:
        """The cells of a column."""
        return self._texts[name] if name in self._found else ("",) * len(self.rows)

    def shared(self, *names: str) -> Shared:
        """The distinct cells of a column, or tuples of those of several."""
        parts = [self._one(name) for name in names]
        return joined(parts) if len(parts) > 1 else parts[0]

    def _one(self, name: str) -> Shared:
        if name not in self._shared:
            coded = pa.array(self.texts(name), pa.string()).dictionary_encode()
            self._shared[name] = Shared(coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.intp))
        return self._shared[name]


_PLACE = (*("latitude", "longitude", "geo_precision", "location", "admin1", "admin2", "country", "iso", "iso3"),)
_TYPES = ("event_type", "sub_event_type", "inter1", "inter2")
_KEY = (*("event_date", "event_type", "actor1", "actor2", "location", "latitude", "longitude"),)


class Reader:
    """Rows of one table → events. `found` says where each of our columns stands, `width` how many the table has."""

    def __init__(self, width: int, found: Mapping[str, int], options: Options, day_first: bool | None) -> None:
        self._width, self._found, self._day_first = width, found, day_first
        self._dataset, self._retrieved = options.dataset or DATASET, options.retrieved
        makers = (
            *(("types", types_of), ("when", self._when), ("place", acledplaces.place), ("side", _side)),
            *(("toll", _toll), ("sources", _sources), ("note", _note)),
        )
        self._made: dict[str, _Resolved] = {name: _Resolved(make) for name, make in makers}

    def batches(self, numbered: Iterator[tuple[int, Cells]]) -> Iterator[Read]:
        """The events of rows, and why others have none."""
        while True:
            columns, rejected = Columns(self._found), list[Rejection]()
            while len(columns.rows) + len(rejected) < BATCH and (chunk := list(islice(numbered, _CHUNK))):
                columns.extend([each for each in chunk if len(each[1]) == self._width])
                rejected += [self._of_other_width(*each) for each in chunk if len(each[1]) != self._width]
            if not columns.rows and not rejected:
                return
            yield self._read(columns, rejected)

    def _read(self, columns: Columns, rejected: list[Rejection]) -> Read:
        numbers, parts = columns.rows, self._parts(columns)
        ids = self._ids(columns)
        wrong = _first_wrong((*parts.values(), ids))
        for row, error in wrong.items():
            rejected.append(_rejection(numbers[row], error))
        good = np.array([row for row in range(len(numbers)) if row not in wrong], np.intp)
        if wrong:
            parts = {name: part.take(good) for name, part in parts.items()}
        kept = good.tolist()
        own = {
            "id": [ids.values[row] for row in kept],
            "summary_en": [cut(notes) or None for notes in map(str.strip, _at(columns.texts("notes"), kept))],
            "updated": [_seconds(text) for text in _at(columns.texts("timestamp"), kept)],
        }
        batch = Batch.made([numbers[row] for row in kept], own, self._shared(parts, len(kept)))
        next(batch.events(), None)  # what all have in common is checked with the first
        return Read(batch, sorted(rejected, key=lambda each: each.row))

    def _of_other_width(self, number: int, cells: Cells) -> Rejection:
        expected = f"{self._width} cells as in the header, got {len(cells)}"
        return Rejection(number, "", ",".join(cells)[:80], expected)

    def _parts(self, columns: Columns) -> dict[str, Shared]:
        """What the rows have in common with each other, or what is wrong with it, in the order it is looked for."""
        types = columns.shared(*_TYPES).map(self._made["types"].__getitem__)
        return {
            "types": types,
            "when": columns.shared("event_date", "time_precision").map(self._made["when"].__getitem__),
            "place": columns.shared(*_PLACE).map(self._made["place"].__getitem__),
            "actors": self._actors(columns, types),
            "fatalities": columns.shared("fatalities").map(self._made["toll"].__getitem__),
            "sources": columns.shared("source").map(self._made["sources"].__getitem__),
            "note_en": columns.shared("civilian_targeting", "tags").map(self._made["note"].__getitem__),
        }

    def _shared(self, parts: Mapping[str, Shared], rows: int) -> dict[str, Shared]:
        same = {
            "rule": "imported from ACLED", "review": Review(), "dataset": self._dataset, "licence": table()["licence"],
            "retrieved": self._retrieved,
        }  # fmt: skip
        return {
            "event_type": parts["types"].map(itemgetter(0)),
            "sub_event_type": parts["types"].map(itemgetter(1)),
            **{name: part for name, part in parts.items() if name != "types"},
            **{name: Shared.same(value, rows) for name, value in same.items()},
        }

    def _actors(self, columns: Columns, types: Shared) -> Shared:
        """The actors of each row: those of both sides, in the roles that its type and their kinds give them."""
        names, inters = ("actor1", "actor2"), ("inter1", "inter2")
        kinds = [columns.shared(name).map(kind_of).merged() for name in inters]
        present = [columns.shared(name).map(lambda text: not is_missing(text)).merged() for name in names]
        roles = joined([types, *kinds, *present]).map(_roles)
        sides = []
        for at, name in enumerate(names):
            role = roles.map(itemgetter(at)).merged()
            named = columns.shared(name, f"assoc_actor_{at + 1}", inters[at])
            sides.append(joined([named, role]).map(self._made["side"].__getitem__))
        return joined(sides).map(_both_sides)

    def _ids(self, columns: Columns) -> Shared:
        """The id of each row, or that it has none."""
        found = [self._tried_id(columns, row, text.strip()) for row, text in enumerate(columns.texts("event_id_cnty"))]
        return Shared(found, np.arange(len(found)))

    def _tried_id(self, columns: Columns, row: int, text: str) -> str | Wrong:
        try:
            event_id = f"{self._dataset}:{self._stable_id(columns, row, text)}"
        except Wrong as wrong:
            return wrong
        return event_id if len(event_id) <= MAX_TEXT else Wrong("id", text, f"at most {MAX_TEXT} characters")

    def _stable_id(self, columns: Columns, row: int, row_id: str) -> str:
        if not is_missing(row_id):
            return row_id
        if "event_id_cnty" in self._found:
            raise Wrong("event_id_cnty", row_id, "the id of the event")
        if not is_missing(data_id := columns.texts("data_id")[row].strip()):
            return f"data-{data_id}"
        told = _KEY if "notes" in self._found else sorted(self._found)  # without notes, all there is tells rows apart
        text = "\x1f".join((*(columns.texts(name)[row] for name in told), columns.texts("notes")[row].strip()))
        return f"row-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"

    def _when(self, key: tuple[str, str]) -> EventDate:
        text, precision = key
        try:
            day = days.read_day(text, self._day_first)
        except days.UnreadableDay as error:
            raise Wrong("event_date", text, str(error)) from error
        coded = plain_number(precision)
        if coded not in ("", *table()["time_precision"]):
            raise Wrong("time_precision", precision, "1 (day), 2 (week) or 3 (month)")
        return around(day, table()["time_precision"].get(coded, "day"))


def around(day: date, precision: str) -> EventDate:
    """The days that ACLED's time precision leaves an event open to."""
    if precision == "week":
        return EventDate(days_after(day, -_WEEK_DAYS), days_after(day, _WEEK_DAYS), precision)
    if precision == "month":
        first = day.replace(day=1)
        return EventDate(first, first + timedelta(days=monthrange(day.year, day.month)[1] - 1), precision)
    return EventDate(day, day)


def _first_wrong(parts: Sequence[Shared]) -> dict[int, Exception]:
    """What is wrong with each row that has something wrong: the first of its parts that has."""
    found: dict[int, Exception] = {}
    for part in reversed(parts):
        flags = np.array([isinstance(value, Exception) for value in part.values], bool)
        if flags.any():
            found.update((row, part.values[part.at[row]]) for row in np.flatnonzero(flags[part.at]).tolist())
    return found


def _rejection(number: int, error: Exception) -> Rejection:
    if isinstance(error, InvalidEvent):
        return Rejection(number, error.field, str(error.value)[:80], error.expected)
    assert isinstance(error, Wrong)
    return Rejection(number, error.field, error.value[:80], error.reason)


def _at(values: Sequence[str], rows: Sequence[int]) -> list[str]:
    return [values[row] for row in rows]


def _roles(key: tuple[Any, str, str, bool, bool]) -> tuple[str, str]:
    types, kind1, kind2, present1, present2 = key
    if isinstance(types, Exception):
        return "unclear", "unclear"
    return roles_of(types, (kind1, kind2), (present1, present2))


def _both_sides(sides: tuple[Any, Any]) -> Any:
    wrong = next((side for side in sides if isinstance(side, Exception)), None)
    return wrong or tuple(dict.fromkeys((*sides[0], *sides[1])))


# Values


def _seconds(text: str) -> int | None:
    text = text.strip()
    number = text if text.isascii() and text.isdecimal() else plain_number(text)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 15 else None


def _toll(text: str) -> Toll:
    number = plain_number(text).replace(" ", "")
    number = re.sub(r"^(\d{1,3})((?:,\d{3})+)$", lambda match: match[0].replace(",", ""), number)
    if not number:
        return Toll()
    if not (number.isascii() and number.isdecimal() and int(number) <= MAX_COUNT):
        raise Wrong("fatalities", text, "a whole number of at least 0")
    return Toll(best=int(number))


def _sources(text: str) -> tuple[Source, ...]:
    names = dict.fromkeys(name for part in text.split(";") if not is_missing(name := part.strip()))
    return tuple(Source(cut(name)) for name in names) or (Source("ACLED"),)


def _note(key: tuple[str, str]) -> str | None:
    targeting, tags = ("" if is_missing(text) else text.strip() for text in key)
    return cut(". ".join(part for part in (targeting, tags and f"Tags: {tags}") if part)) or None


def _side(key: tuple[tuple[str, str, str], str]) -> tuple[Actor, ...]:
    (name, others, inter), role = key
    named = [(name.strip(), kind_of(inter)), *((part.strip(), "unknown") for part in others.split(";"))]
    return tuple(acledactors.actor(cut(each), role, kind) for each, kind in named if not is_missing(each))
