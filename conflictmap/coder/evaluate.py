"""How well reports are read: the coder against reports whose events, places and actors a person has written down.

A gold report is a TOML file: `text`, `published`, `[[event]]` with date, types, lat, lon, tol_km, core and perhaps
fatalities, `[[place]]` and `[[actor]]` mentions; `dates.tsv` beside them holds date phrases. A coded event is right
where its class is among the types, its days meet the gold days and it lies within the tolerance; one coded event
finds at most one gold event.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from conflictmap.coder.acting import ActorFinder
from conflictmap.coder.coder import Coder
from conflictmap.coder.dates import FoundDate, find_dates
from conflictmap.coder.documents import Document
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import WordList
from conflictmap.errors import UnreadableFile
from conflictmap.model.event import Event
from geodata import distance_km
from geodata.normalize import fold

CLASSES = {
    "Battles": "battle",
    "Explosions/Remote violence": "remote",
    "Violence against civilians": "civilians",
    "Protests": "protest",
    "Riots": "protest",
    "Strategic developments": "strategic",
}
_WIDE_DAYS = 31  # a wider coded interval finds nothing narrower


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def ratio(self) -> float:
        """The share from 0 to 1; 1 of nothing."""
        return self.part / self.whole if self.whole else 1.0

    def __add__(self, other: Share) -> Share:  # type: ignore[override]  # a sum of shares, not of tuples
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Scores:
    """What was measured, by name, in the order of the stages."""

    shares: dict[str, Share]
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __add__(self, other: Scores) -> Scores:
        names = dict.fromkeys([*self.shares, *other.shares])
        none = Share(0, 0)
        shares = {name: self.shares.get(name, none) + other.shares.get(name, none) for name in names}
        return Scores(shares, self.missed + other.missed, self.wrong + other.wrong)


def read_gold(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The gold reports of a folder: name and contents.

    Raises:
        UnreadableFile: there is none, or one is no TOML.
    """
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not files:
        raise UnreadableFile(f"{folder}: expected gold reports (*.toml), found none")
    for path in files:
        try:
            yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"{path.name}: expected TOML, got: {error}") from error


class DatePhrase(NamedTuple):
    """A text, its day of publication, and the dates a reader finds: words, start, end, precision, kind."""

    text: str
    published: date | None
    dates: list[tuple[str, ...]]


def read_date_phrases(path: Path) -> list[DatePhrase]:
    """The rows of a table of date phrases; a row without a text has one more date of the text above it.

    Raises:
        UnreadableFile: a row has no day of publication, or none of a text above it.
    """
    found: list[DatePhrase] = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not cells or cells[0].startswith("#"):
                continue
            try:
                if cells[1]:
                    found.append(DatePhrase(cells[1], None if cells[0] == "-" else date.fromisoformat(cells[0]), []))
                if len(cells) > 2:
                    found[-1].dates.append(tuple(cells[2:]))
            except (ValueError, IndexError) as error:
                expected = "a day (YYYY-MM-DD or -), a text and the dates in it"
                raise UnreadableFile(f"{path.name}: row {number}: expected {expected}, got {cells!r}") from error
    return found


def shown_date(text: str, found: FoundDate) -> tuple[str, ...]:
    """A date as the table of date phrases has it; `?` marks a doubtful one."""
    first, last = found.span
    kind = found.kind + ("?" if found.doubtful else "")
    return text[first:last], found.start.isoformat(), found.end.isoformat(), found.precision, kind


def _dates_read(path: Path) -> Share:
    """How many phrases are read just as a person reads them."""
    rows = read_date_phrases(path)
    right = sum([shown_date(r.text, d) for d in find_dates(r.text, r.published)] == r.dates for r in rows)
    return Share(right, len(rows))


def evaluate(folder: Path, coder: Coder) -> Scores:
    """The scores over all reports of a folder, and over its table of date phrases where it has one."""
    dates = folder / "dates.tsv"
    total = Scores({"date phrases read": _dates_read(dates)} if dates.is_file() else {})
    for name, gold in read_gold(folder):
        total += evaluate_report(name, gold, coder)
    return total


def evaluate_report(name: str, gold: dict[str, Any], coder: Coder) -> Scores:
    """The scores of one report, place by place and event by event."""
    document = Document(text=gold["text"], name=name)
    coded = coder.code(document, published=gold.get("published"))
    events = [each.event for each in coded.events if each.event.place.lat is not None]
    rows = [row for row in gold.get("event", []) if "lat" in row]
    pairs = _assigned(events, rows)
    core = [n for n, row in enumerate(rows) if row["core"]]
    tolls = [n for n in core if n in pairs and "fatalities" in rows[n]]
    right = [event for event in events if any(is_right(event, row) for row in rows)]
    places = [
        (m.place.lat, m.place.lon)
        for m in coder.mentions(document, gold.get("published"))
        if m.place.geo_precision != "none"
    ]
    shares = {
        "places found": Share(
            *_found(gold.get("place", []), lambda row: any(_within(lat, lon, row) for lat, lon in places))
        ),
        "actors found": Share(*_found(gold.get("actor", []), _actor_check(gold))),
        "events found": Share(sum(n in pairs for n in core), len(core)),
        "events right": Share(len(right), len(events)),
        "tolls right": Share(sum(_toll(events[pairs[n]]) == rows[n]["fatalities"] for n in tolls), len(tolls)),
        "reports without events read as such": Share(int(not events), 1) if not rows else Share(0, 0),
    }
    return Scores(
        shares,
        tuple(f"{name}: {rows[n]['what']}" for n in core if n not in pairs),
        tuple(
            f"{name}: {e.sub_event_type}, {e.place.name}, {e.when.start if e.when else '?'}"
            for e in events
            if e not in right
        ),
    )


def _found(rows: Sequence[dict[str, Any]], check: Any) -> tuple[int, int]:
    return sum(bool(check(row)) for row in rows), len(rows)


def _actor_check(gold: dict[str, Any]) -> Any:
    """Whether one of an actor's acceptable names is among the actors found in the text."""
    words = WordList(fold_text(gold["text"])).words
    country = gold.get("country")
    found = {
        m for c in (country, *gold.get("countries", ())) for m in ActorFinder(c, gold.get("published")).find(words)
    }
    names = " | ".join(fold(f"{m.name} {m.name_ar or ''}") for m in found)
    return lambda row: any(fold(name) in names for name in row["names"])


def _toll(event: Event) -> int:
    return event.fatalities.best or 0


def is_right(event: Event, row: dict[str, Any]) -> bool:
    """Whether a coded event is a gold event."""
    return CLASSES[event.event_type] in row["types"] and _days_meet(event, row) and _near(event, row)


def _days_meet(event: Event, row: dict[str, Any]) -> bool:
    first, last = (day if isinstance(day, date) else date.fromisoformat(day) for day in row["date"])
    if event.when is None:
        return False
    if (event.when.end - event.when.start).days > _WIDE_DAYS >= (last - first).days:
        return False
    return event.when.overlaps(first, last)


def _near(event: Event, row: dict[str, Any]) -> bool:
    place = event.place
    return place.lat is not None and place.lon is not None and _within(place.lat, place.lon, row)


def _within(lat: float, lon: float, row: dict[str, Any]) -> bool:
    return distance_km(lat, lon, float(row["lat"]), float(row["lon"])) <= float(row["tol_km"])


def _assigned(events: Sequence[Event], rows: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Which event finds which gold row: the assignment that finds most, core rows and the nearest events first."""

    def apart_km(number: int, row: dict[str, Any]) -> float:
        place = events[number].place
        return distance_km(place.lat or 0.0, place.lon or 0.0, float(row["lat"]), float(row["lon"]))

    fits = {
        n: sorted((m for m, event in enumerate(events) if is_right(event, row)), key=lambda m: apart_km(m, row))
        for n, row in enumerate(rows)
    }
    taken: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for event in fits[row]:
            if event in seen:
                continue
            seen.add(event)
            if event not in taken or place(taken[event], seen):
                taken[event] = row
                return True
        return False

    for row in sorted(fits, key=lambda n: not rows[n]["core"]):
        place(row, set())
    return {row: event for event, row in taken.items()}
