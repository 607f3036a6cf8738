"""ACLED: exports of all ages, as text, workbook or zip. Columns and values that changed are in acled.toml.

Place precision 1 is a town, 2 a ring around it, 3 an admin-1 area; time precision 1 a day, 2 a week, 3 a month.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.errors import InvalidEvent, UnreadableFile
from conflictmap.formats import acledactors, acledplaces, days, sheets
from conflictmap.formats.acledvalues import Wrong, cut, is_missing, letters, plain_number, table
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.sheets import Cells
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate, days_after
from conflictmap.model.event import Actor, Event, Review, Source, Toll

DATASET = "acled"
MAX_COUNT = 10_000_000
"""People that one event may have killed; more is a number in the wrong column."""
_WEEK_DAYS = 3  # to each side of the day that is coded, where only the week is known
_NEEDED = ("event_date", "event_type")
_LIKE = 0.2  # for ACLED's columns with another's values: any table is surer
_TYPED_ROWS = 50  # looked at for types
_SURE = 5  # signs of single events, from which a table is taken for ACLED's


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
    if _signs(header, "event") >= _SURE and all(name in found for name in _NEEDED):
        return 0.98 if "event_id_cnty" in found else 0.9 if has_types else _LIKE
    return 0.6 if _is_aggregate(header) else 0.0


def _has_types(sheet: sheets.Sheet) -> bool:
    """Whether the first rows name types of ACLED, as others use its columns for words of their own."""
    at = columns_of(sheet.header).get("event_type", 0)
    texts = [cells[at] for _, cells in islice(sheet.rows, _TYPED_ROWS) if len(cells) > at]
    words = _words()
    return not texts or any(_singular(text) in words.event_types or _singular(text) in words.old for text in texts)


# Rows


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The events of an export, in order.

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
        reader = Reader(sheet.header, options, order)
        for number, cells in sheet.rows:
            options.at_row(number)
            yield reader.event(number, cells)


def _aggregate_signs() -> set[str]:
    return {letters(sign) for sign in table()["signs"]["aggregate"]}


def _dates(header: Cells) -> list[int]:
    return [at for name, at in columns_of(header).items() if name == "event_date"]


_MOST_RESOLVED = 200_000  # values of a part that are held


class _Resolved(dict[Any, Any]):
    """Values made once for each key, by `make`."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, key: Any) -> Any:
        if len(self) >= _MOST_RESOLVED:
            self.clear()
        self[key] = value = self._make(key)
        return value


_PLACE = (*("latitude", "longitude", "geo_precision", "location", "admin1", "admin2", "country", "iso", "iso3"),)
_TYPES = ("event_type", "sub_event_type", "inter1", "inter2")
_ACTORS = (*("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "event_type", "sub_event_type"),)


class Reader:
    """Rows of one table → events. Each distinct place, date, group of actors and of sources is resolved once."""

    def __init__(self, header: Cells, options: Options, day_first: bool | None) -> None:
        self._width, self._found, self._day_first = len(header), columns_of(header), day_first
        self._dataset, self._retrieved = options.dataset or DATASET, options.retrieved
        self._review = Review()
        self._id = [self._found.get(name, self._width) for name in ("event_id_cnty", "data_id", "notes", "timestamp")]
        self._key = self._getter(("event_date", "event_type", "actor1", "actor2", "location", "latitude", "longitude"))
        sides = _Resolved(_side)
        self._parts = [
            (self._getter(names), _Resolved(make))
            for names, make in (
                (_TYPES, _types),
                (("event_date", "time_precision"), self._when),
                (_PLACE, acledplaces.place),
                (_ACTORS, partial(_actors, side=sides.__getitem__)),
                (("fatalities", "fatalities"), _toll),
                (("source", "source"), _sources),
                (("civilian_targeting", "tags"), _note),
            )
        ]

    def _getter(self, names: Sequence[str]) -> Callable[[Cells], tuple[str, ...]]:
        return itemgetter(*(self._found.get(name, self._width) for name in names))

    def event(self, number: int, cells: Cells) -> Event | Rejection:
        """The event of a row, or why there is none."""
        if len(cells) != self._width:
            return Rejection(
                number, "", ",".join(cells)[:80], f"{self._width} cells as in the header, got {len(cells)}"
            )
        cells.append("")  # what a column that the file lacks holds
        try:
            return self._event(cells)
        except Wrong as wrong:
            return Rejection(number, wrong.field, wrong.value[:80], wrong.reason)
        except InvalidEvent as invalid:
            return Rejection(number, invalid.field, str(invalid.value)[:80], invalid.expected)

    def _event(self, cells: Cells) -> Event:
        types, when, place, actors, toll, sources, note = (made[key(cells)] for key, made in self._parts)
        row_id, data_id, notes, timestamp = (cells[at].strip() for at in self._id)
        return Event(
            id=f"{self._dataset}:{self._stable_id(row_id, data_id, notes, cells)}",
            event_type=types[0],
            sub_event_type=types[1],
            when=when,
            place=place,
            actors=actors,
            fatalities=toll,
            summary_en=cut(notes) or None,
            note_en=note,
            sources=sources,
            rule="imported from ACLED",
            review=self._review,
            dataset=self._dataset,
            licence=table()["licence"],
            retrieved=self._retrieved,
            updated=_seconds(timestamp),
        )

    def _stable_id(self, row_id: str, data_id: str, notes: str, cells: Cells) -> str:
        if not is_missing(row_id):
            return row_id
        if "event_id_cnty" in self._found:
            raise Wrong("event_id_cnty", row_id, "the id of the event")
        if not is_missing(data_id):
            return f"data-{data_id}"
        text = "\x1f".join((*self._key(cells), notes))
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


# Values


def _seconds(text: str) -> int | None:
    number = plain_number(text)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 15 else None


def _toll(key: tuple[str, str]) -> Toll:
    number = plain_number(key[0]).replace(" ", "")
    number = re.sub(r"^(\d{1,3})((?:,\d{3})+)$", lambda match: match[0].replace(",", ""), number)
    if not number:
        return Toll()
    if not (number.isascii() and number.isdecimal() and int(number) <= MAX_COUNT):
        raise Wrong("fatalities", key[0], "a whole number of at least 0")
    return Toll(best=int(number))


def _sources(key: tuple[str, str]) -> tuple[Source, ...]:
    names = dict.fromkeys(name for part in key[0].split(";") if not is_missing(name := part.strip()))
    return tuple(Source(cut(name)) for name in names) or (Source("ACLED"),)


def _note(key: tuple[str, str]) -> str | None:
    targeting, tags = ("" if is_missing(text) else text.strip() for text in key)
    return cut(". ".join(part for part in (targeting, tags and f"Tags: {tags}") if part)) or None


# Types


class _Words(NamedTuple):
    """Terms by the letters of their names and of variants."""

    event_types: dict[str, str]
    sub_event_types: dict[str, str]
    old: dict[str, str]
    inter: dict[str, str]


def _singular(text: str) -> str:
    return letters(re.sub(r"s\b", "", text.lower()))


@cache
def _words() -> _Words:
    own = {
        "event_types": {term.id: term.id for term in vocabulary.event_types()},
        "sub_event_types": {t.id: t.id for t in vocabulary.sub_event_types()},
        "inter": {term.more["acled"]: term.id for term in vocabulary.actor_kinds() if term.more["acled"]},
        "old_event_types": {},
    }
    read = {name: {_singular(k): v for k, v in {**terms, **table()[name]}.items()} for name, terms in own.items()}
    codes = {str(term.more["acled_code"]): term.id for term in vocabulary.actor_kinds()}
    return _Words(read["event_types"], read["sub_event_types"], read["old_event_types"], read["inter"] | codes)


@lru_cache(maxsize=20_000)
def _types(key: tuple[str, str, str, str]) -> tuple[str, str]:
    """The event type and sub-type of a row; the type must be the sub-type's own."""
    type_text, sub_text, inter1, inter2 = key
    words = _words()
    event_type = words.event_types.get(_singular(type_text))
    if is_missing(sub_text):
        return _whole_type(type_text, event_type, inter1, inter2)
    sub = words.sub_event_types.get(_singular(sub_text))
    if sub is None:
        raise Wrong("sub_event_type", sub_text, "one of ACLED's sub-event types")
    parent = vocabulary.sub_event_types().get(sub).more["event_type"]
    if event_type is None and not is_missing(type_text) and _singular(type_text) not in words.old:
        raise Wrong("event_type", type_text, "one of ACLED's event types")
    if event_type not in (None, parent):
        raise Wrong("sub_event_type", sub_text, f"a sub-event type of {event_type}")
    return parent, sub


def _whole_type(type_text: str, event_type: str | None, inter1: str, inter2: str) -> tuple[str, str]:
    """The type of a row that names no sub-event type."""
    sub = _words().old.get(_singular(type_text))
    if letters(type_text) in ("riotsprotests", "protestsriots"):
        event_type = "Riots" if "rioters" in (kind_of(inter1), kind_of(inter2)) else "Protests"
    if sub is None and event_type:
        sub = f"{event_type}, kind not given"
    if sub is None or sub not in vocabulary.sub_event_types():
        raise Wrong("sub_event_type", "", "one of ACLED's sub-event types")
    return vocabulary.sub_event_types().get(sub).more["event_type"], sub


# Actors


@lru_cache(maxsize=1_000)
def kind_of(inter: str) -> str:
    """The kind of actor of an inter code, as number or text; unknown where it says nothing that is known."""
    return _words().inter.get(_singular(plain_number(inter)), "unknown")


def _actors(key: tuple[str, ...], side: Callable[[tuple[str, ...]], tuple[Actor, ...]]) -> tuple[Actor, ...]:
    """The actors of a row; `side` makes those of one side of (name, associated actors, inter code, role)."""
    one, two, types = key[:3], key[3:6], _types((key[6], key[7], key[2], key[5]))
    present = not is_missing(one[0]), not is_missing(two[0])
    roles = roles_of(types, (kind_of(one[2]), kind_of(two[2])), present)
    return tuple(dict.fromkeys((*side((*one, roles[0])), *side((*two, roles[1])))))


def _side(key: tuple[str, ...]) -> tuple[Actor, ...]:
    name, others, inter, role = key
    named = [(name.strip(), kind_of(inter)), *((part.strip(), "unknown") for part in others.split(";"))]
    return tuple(acledactors.actor(cut(each), role, kind) for each, kind in named if not is_missing(each))


def roles_of(types: tuple[str, str], kinds: tuple[str, str], present: tuple[bool, bool]) -> tuple[str, str]:
    """The parts of actor 1 and actor 2 (see acled.toml, roles)."""
    rules = table()["roles"]
    rule = rules["by_type"].get(types[1]) or rules["by_type"].get(types[0], "unclear")
    unarmed = tuple(kind in rules["unarmed"] for kind in kinds)
    if rule == "unclear" or not all(present):
        return "unclear", "unclear"
    if rule == "victims" and unarmed[0] != unarmed[1]:
        return ("target", "perpetrator") if unarmed[0] else ("perpetrator", "target")
    return ("unclear", "unclear") if all(unarmed) else ("side_a", "side_b")


FORMAT = Format(
    name="acled",
    suffixes=(".csv", ".tsv", ".txt", ".xlsx", ".zip", ".gz"),
    recognises=recognises,
    read=read,
    licence=table()["licence"],
    note=table()["note"],
)
