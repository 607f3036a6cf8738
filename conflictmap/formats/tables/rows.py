"""Rows of a table to events: what each field's cells say, put together."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from conflictmap.errors import InvalidEvent
from conflictmap.formats.base import Rejection
from conflictmap.formats.tables import cells, dates, types
from conflictmap.formats.tables.places import Placer, Where
from conflictmap.formats.tables.sheets import Cell, Row
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import MAX_TEXT, Actor, Event, EventPlace, Source, Toll
from conflictmap.words import Lang, say
from geodata.normalize import fold, is_arabic

_SHOWN = 80
"""Characters of a bad cell that a rejection repeats."""
_LIST = re.compile(r"\s*[;؛\n|]\s*")
_ROLES = {"side_a": "side_a", "side_b": "side_b", "perpetrator": "perpetrator", "target": "target", "actors": "unclear"}
_SAYS_SOMETHING = (
    *("summary", "summary_en", "summary_ar", "place", "place_en", "place_ar", "admin1", "admin2", "country", "lat"),
    *("admin3", "coordinates"),
)
_MANY_ACTORS = 20
RULE = "read from a table"


class _Notes:
    """What is said beside an event of cells that could not be taken for what they should be."""

    def __init__(self) -> None:
        self._said: list[tuple[str, str]] = []

    def add(self, key: str, cell: str) -> None:
        """Notes a cell; the phrase is `table_note.<key>` of words.toml."""
        self._said.append((key, cell[:_SHOWN]))

    def text(self, lang: Lang) -> str | None:
        """The notes in a language."""
        return " ".join(say(f"table_note.{key}", lang, cell=cell) for key, cell in self._said) or None


@dataclass
class RowReader:
    """Makes events of rows.

    columns: which cells of a row are which field, by field. day_first: in dates such as 3/4/2024. file: the name that
    stands for the source where rows name none.
    """

    columns: dict[str, list[int]]
    day_first: bool
    placer: Placer
    file: str
    dataset: str
    licence: str
    retrieved: date | None = None
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, row: Row) -> Event | Rejection:
        """The event of a row, or why there is none."""
        if any(cells.is_total(cell) for cell in row.cells[:3]):
            return self._refused(row, "", "", "an event, not a row of sums")
        try:
            return self._event(row)
        except InvalidEvent as error:
            return self._refused(row, error.field, error.value, error.expected)

    def _refused(self, row: Row, field: str, value: object, expected: str) -> Rejection:
        return Rejection(row.number, field, str(value)[:_SHOWN], expected)

    # Cells by field

    def _cells(self, row: Row, field: str) -> list[Cell]:
        return [row.cells[at] for at in self.columns.get(field, ()) if at < len(row.cells)]

    def _cell(self, row: Row, field: str) -> Cell:
        places = self.columns.get(field)
        return row.cells[places[0]] if places and places[0] < len(row.cells) else None

    def _text(self, row: Row, *fields: str) -> str | None:
        for name in fields:
            if name in self.columns and (text := cells.value_text(self._cell(row, name))):
                return text
        return None

    def _texts(self, row: Row, field: str) -> list[str]:
        return [text for cell in self._cells(row, field) if (text := cells.value_text(cell))]

    # The parts of an event

    def _event(self, row: Row) -> Event:
        when = self._when(row)
        summaries, notes = self._summaries(row), _Notes()
        place = self._place(row, notes)
        if when is None and not any(self._text(row, name) for name in _SAYS_SOMETHING):
            raise InvalidEvent(
                "", " ".join(map(cells.text_of, row.cells)).strip()[:_SHOWN], "a date, a place or a text"
            )
        kind = self._kind(row, summaries, notes)
        event_id = self._id(row)
        fatalities = self._deaths(row, notes)
        injured = self._toll(row, "injured", notes)
        return Event(
            id=event_id,
            event_type=kind.event_type,
            sub_event_type=kind.sub_event_type,
            when=when,
            place=place,
            actors=self._actors(row, kind.event_type),
            fatalities=fatalities,
            injured=injured,
            summary_en=summaries[0],
            summary_ar=summaries[1],
            note_en=notes.text("en"),
            note_ar=notes.text("ar"),
            sources=self._sources(row),
            claim=cells.meaning("claim", self._cell(row, "claim")) or "asserted",
            confidence=kind.sure,
            rule=RULE,
            dataset=self.dataset,
            licence=self.licence,
            retrieved=self.retrieved,
        )

    def _id(self, row: Row) -> str:
        """The row's own id, or a digest of what it says; the same file gives the same ids."""
        own = self._text(row, "id")
        if own is None:
            said = "\x1f".join(cells.text_of(cell) for cell in row.cells).rstrip("\x1f")
            own = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
        own = cells.western(own)[:200]
        self.seen[own] += 1
        again = "" if self.seen[own] == 1 else f"#{self.seen[own]}"
        return f"{self.dataset}:{own}{again}"

    def _when(self, row: Row) -> EventDate | None:
        first = self._date(row, "date")
        if first is None and "year" in self.columns:
            first = self._of_parts(row)
        last = self._date(row, "date_end")
        if first is None or last is None or last == first:
            return first or last
        if last.end < first.start:
            raise InvalidEvent(
                "date_end", cells.text_of(self._cell(row, "date_end")), f"a day not before {first.start}"
            )
        return _interval(first, last)

    def _date(self, row: Row, field: str) -> EventDate | None:
        cell = self._cell(row, field)
        try:
            return dates.read_date(cell, self.day_first)
        except dates.NoDate as error:
            raise InvalidEvent(field, cells.text_of(cell), dates.EXPECTED) from error

    def _of_parts(self, row: Row) -> EventDate | None:
        parts = [self._cell(row, name) for name in ("year", "month", "day")]
        try:
            return dates.of_parts(*parts)
        except dates.NoDate as error:
            raise InvalidEvent("year, month, day", " ".join(map(cells.text_of, parts)), dates.EXPECTED) from error

    def _place(self, row: Row, notes: _Notes) -> EventPlace:
        lat, lon = self._point(row)
        texts = (self._text(row, field) for field in ("place", "place_en", "place_ar"))
        stated = (cells.meaning(name, self._cell(row, name)) for name in ("precision", "specificity"))
        precision = next(filter(None, stated), None)
        country = self._country(row, notes)
        names = tuple(dict.fromkeys(text[:200] for text in texts if text))
        admin1, admin2, admin3 = (self._text(row, level) for level in ("admin1", "admin2", "admin3"))
        return self.placer.place(Where(names, admin1, admin2, admin3, country, lat, lon, precision))

    def _country(self, row: Row, notes: _Notes) -> str | None:
        """The country's code; none where no country is called so, as "border area"."""
        text = self._text(row, "country")
        try:
            return self.placer.country_code(text)
        except InvalidEvent:
            notes.add("country", text or "")
            return None

    def _point(self, row: Row) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees, of two columns or one."""
        if "coordinates" in self.columns and cells.has_value(cell := self._cell(row, "coordinates")):
            found = cells.pair(cells.text_of(cell))
            if found is None:
                raise InvalidEvent("coordinates", cells.text_of(cell)[:_SHOWN], "a latitude and a longitude")
            return found
        lat, lon = (
            cells.degrees(cell, field) if cells.has_value(cell := self._cell(row, field)) else None
            for field in ("lat", "lon")
        )
        return lat, lon

    def _kind(self, row: Row, summaries: tuple[str | None, str | None], notes: _Notes) -> types.Kind:
        main, sub = self._text(row, "type"), self._text(row, "subtype")
        if found := types.kind_of(main, sub):
            return found
        said = main or sub
        guessed = next((kind for text in summaries if text and (kind := types.of_summary(text))), None)
        if said:
            notes.add("kind", said)
        return guessed or types.Kind(types.DEFAULT, types.UNKNOWN)

    def _summaries(self, row: Row) -> tuple[str | None, str | None]:
        """English and Arabic summary. Text of a column for both goes to its own language."""
        en, ar = self._text(row, "summary_en"), self._text(row, "summary_ar")
        free = self._texts(row, "summary")
        arabic = "\n".join(text for text in free if is_arabic(text))
        other = "\n".join(text for text in free if not is_arabic(text))
        return _cut(en or other), _cut(ar or arabic)

    def _deaths(self, row: Row, notes: _Notes) -> Toll:
        """The dead: the stated figures, or the sum of civilians and fighters where only these are counted."""
        found = self._toll(row, "killed", notes)
        parts = [self._toll(row, name, notes).best for name in ("killed_civilians", "killed_fighters")]
        known = [part for part in parts if part is not None]
        return Toll(best=sum(known)) if known and not found.is_known else found

    def _toll(self, row: Row, field: str, notes: _Notes) -> Toll:
        best, low, high = (self._count(row, name, notes) for name in (field, f"{field}_low", f"{field}_high"))
        if low is high:  # both say nothing
            return best
        return Toll(
            low=low.best if low.best is not None else best.low,
            best=best.best,
            high=high.best if high.best is not None else best.high,
        )

    def _count(self, row: Row, field: str, notes: _Notes) -> Toll:
        cell = self._cell(row, field)
        try:
            return cells.toll(cell, field)
        except cells.UnreadableCount:
            notes.add(field.removesuffix("_low").removesuffix("_high"), cells.text_of(cell))
            return Toll()

    def _actors(self, row: Row, event_type: str) -> tuple[Actor, ...]:
        found: dict[tuple[str, str], Actor] = {}
        for column, role in _ROLES.items():
            sides = role if event_type == "Battles" or not role.startswith("side_") else "unclear"
            for name in (name for text in self._texts(row, column) for name in _LIST.split(text)):
                if name and cells.has_value(name):
                    actor = _actor(name[:200], sides)
                    found.setdefault((actor.key, sides), actor)
        return tuple(found.values())[:_MANY_ACTORS]

    def _sources(self, row: Row) -> tuple[Source, ...]:
        names = [name for text in self._texts(row, "source") for name in _LIST.split(text) if name]
        links = [link for text in self._texts(row, "source_url") for link in re.split(r"[\s;؛]+", text) if link]
        links = [f"https://{link}" if link.lower().startswith("www.") else link for link in links]
        day = self._source_day(row)
        return _sources_of(tuple(names), tuple(links), day, self._text(row, "source_title"), self.file)

    def _source_day(self, row: Row) -> EventDate | None:
        try:
            return self._date(row, "source_date")
        except InvalidEvent:  # of no weight for the event
            return None


def _cut(text: str | None) -> str | None:
    return text[:MAX_TEXT] if text else None


@lru_cache(maxsize=10_000)
def _interval(first: EventDate, last: EventDate) -> EventDate:
    return dates.joined_dates(first, last)


@lru_cache(maxsize=20_000)
def _actor(name: str, role: str) -> Actor:
    """An actor of the vocabulary, or one by its name with the kind that its words tell."""
    known = vocabulary.actor_book().find(name)
    if known:
        return Actor.known(known, role)
    return Actor(name, role, _kind_of_actor(name), name_ar=name if is_arabic(name) else None)


def _kind_of_actor(name: str) -> str:
    if whole := cells.words("whole_names").get(fold(name)):
        return whole
    kinds, plain = cells.words("kinds"), f" {fold(name)} "
    found = [word for word in kinds if f" {word} " in plain or f" ال{word} " in plain]
    return kinds[max(found, key=len)] if found else "unknown"


@lru_cache(maxsize=50_000)
def _sources_of(
    names: tuple[str, ...], links: tuple[str, ...], day: EventDate | None, title: str | None, file: str
) -> tuple[Source, ...]:
    """The sources of a row: names and links side by side where there are as many, the file where there is none."""
    said = [name for name in names if not _is_link(name)]
    found = list(
        dict.fromkeys([*(link for link in links if _is_link(link)), *(name for name in names if _is_link(name))])
    )
    on = day.start if day and day.precision == "day" else None
    publishers: Iterable[str] = said or [_host(link) for link in found] or [file]
    sources = []
    for at, publisher in enumerate(publishers):
        url = found[at] if at < len(found) else None
        sources.append(_source(publisher, url, title if at == 0 else None, on))
    sources += [_source(_host(link), link, None, on) for link in found[len(sources) :]]
    return tuple(sources)


def _source(publisher: str, url: str | None, title: str | None, on: object) -> Source:
    text = publisher[:500]
    return Source(
        publisher=text,
        publisher_ar=text if is_arabic(text) else None,
        title=title[:500] if title else None,
        title_ar=title[:500] if title and is_arabic(title) else None,
        date=on,  # type: ignore[arg-type]  # a day or None, as the caller found it
        url=url[:2000] if url else None,
    )


def _is_link(text: str) -> bool:
    return bool(re.match(r"https?://[^\s/]+", text, re.IGNORECASE))


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or link
    except ValueError:
        return link


def fields_by_column(found: Iterable[str]) -> dict[str, list[int]]:
    """Which columns are which field."""
    columns: dict[str, list[int]] = {}
    for at, name in enumerate(found):
        if name:
            columns.setdefault(name, []).append(at)
    return columns
