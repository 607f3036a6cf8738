"""A row of UCDP GED as an event. Codes are those of UCDP's codebook 25.1; data/ged_codes.toml says what they mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from conflictmap.errors import InvalidEvent
from conflictmap.formats.base import Options
from conflictmap.formats.cells import day, whole
from conflictmap.formats.countries import DATA, countries, read_tsv
from conflictmap.formats.known import civilians, era, find_actor, government
from conflictmap.formats.located import Stated, degrees, place_of
from conflictmap.formats.ucdp_notes import notes_of, summaries_of
from conflictmap.formats.ucdp_sources import NO_DAY, sources_of
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Toll
from geodata import fold

LICENCE = "CC BY 4.0"
_GOVERNMENT = "Government of "
_NEXT_GOVERNMENT = re.compile(r"\s*[,;]\s*(?=Government of )")
_MAX_NAME = 300
_CLEAR = "clear"


@cache
def codes() -> dict[str, Any]:
    """What the codes of the dataset mean here: data/ged_codes.toml."""
    return tomllib.loads((DATA / "ged_codes.toml").read_text(encoding="utf-8"))


@cache
def actor_names() -> dict[str, list[str]]:
    """Ids of our actors by UCDP's folded name."""
    return {fold(row["name"]): row["ids"].split() for row in read_tsv("ged_actors.tsv")}


@cache
def _violence() -> dict[str, dict[str, Any]]:
    terms = vocabulary.sub_event_types()
    rows = codes()["violence"]
    return {str(r["code"]): {**r, "event_type": terms.get(r["sub_event_type"]).more["event_type"]} for r in rows}


def _code(text: str) -> str:
    """A code as text; tables of numbers write it 1.0."""
    return text.removesuffix(".0")


def _coded(row: Mapping[str, str], field: str, meanings: Mapping[str, Any], missing: str = "") -> str:
    """The code of a field, which has to be one of those with a meaning. Raises InvalidEvent."""
    code = _code(row.get(field, "")) or missing
    code = missing if code == "0" else code  # what a table of numbers has for none
    if code and code not in meanings:
        raise InvalidEvent(field, row[field], f"one of {', '.join(meanings)}")
    return code


class Reader:
    """Turns rows into events; what many rows share is made once."""

    def __init__(self, options: Options, day_first: bool, version: str) -> None:
        self.dataset = options.dataset or "ucdp-ged"
        self.retrieved = options.retrieved
        self.rule = f"UCDP GED {version}".strip()
        self.day_first = day_first
        self.place = lru_cache(maxsize=None)(_place)
        self.actors = lru_cache(maxsize=None)(_actors)
        self.toll = lru_cache(maxsize=None)(_toll)
        self.when = lru_cache(maxsize=None)(_when)
        self.sources = lru_cache(maxsize=50_000)(sources_of)

    def event(self, row: Mapping[str, str]) -> Event:
        """The event of a row. Raises InvalidEvent."""
        number = _code(row["id"])
        if not number:
            raise InvalidEvent("id", row["id"], "the number of the event")
        violence = _violence()[_coded(row, "type_of_violence", _violence(), "missing")]
        when = self._when(row)
        country = _country(row)
        place = self._place(row, country, when)
        moment = era(when.start if when else None)
        actors = self.actors(row["side_a"], row["side_b"], violence["code"], place.country or country, moment)
        texts = (row.get(f"source_{part}", "") for part in ("article", "office", "date", "headline"))
        sources, loose_titles = self.sources(*texts)
        summary_en, summary_ar = summaries_of(row, violence["sub_event_type"], actors, place)
        note_en, note_ar = notes_of(row, loose_titles, country if place.country != country else None)
        return Event(
            id=f"ucdp:{number[:60]}",
            event_type=violence["event_type"],
            sub_event_type=violence["sub_event_type"],
            when=when,
            place=place,
            actors=actors,
            fatalities=self.toll(row.get("low", ""), row["best"], row.get("high", "")),
            summary_en=summary_en,
            summary_ar=summary_ar,
            note_en=note_en,
            note_ar=note_ar,
            sources=sources,
            confidence=_confidence(row),
            rule=self.rule,
            dataset=self.dataset,
            licence=LICENCE,
            retrieved=self.retrieved,
        )

    def _when(self, row: Mapping[str, str]) -> EventDate | None:
        precision = _coded(row, "date_prec", codes()["date_prec"])
        dates = row["date_start"], row.get("date_end", ""), row.get("year", "")
        return self.when(*dates, codes()["date_prec"].get(precision), self.day_first)

    def _place(self, row: Mapping[str, str], country: str | None, when: EventDate | None) -> EventPlace:
        precision = _coded(row, "where_prec", codes()["where_prec"])
        names = (row.get(name, "") for name in ("where_coordinates", "adm_1", "adm_2", "latitude", "longitude"))
        held = countries().held(country, when.start if when else date.max) if country else frozenset[str]()
        return self.place(*names, codes()["where_prec"].get(precision, _PRECISION_UNSTATED), country, held)


_PRECISION_UNSTATED = "near"  # a copy without where_prec: the point may be up to a district's size away


def _country(row: Mapping[str, str]) -> str | None:
    """The state that UCDP counts an event under, in ISO 3166-1 alpha-2."""
    book = countries()
    by_number = book.by_gwno.get(_code(row.get("country_id", "")))
    return by_number or book.named(row.get("country", "")) or book.by_letters.get(row.get("iso3", "").upper())


def _when(start: str, end: str, year: str, precision: str | None, day_first: bool) -> EventDate | None:
    """The days of an event; the year where no day is given, None where that is missing too."""
    first, last = day(start, "date_start", day_first), day(end, "date_end", day_first)
    first, last = (None if found == NO_DAY else found for found in (first, last))
    first, last = first or last, last or first
    if first is None or last is None:
        number = whole(year, "year")
        if number is None or not 1900 <= number <= 2200:
            return None
        return EventDate(date(number, 1, 1), date(number, 12, 31), "year")
    if first == last and precision in (None, "day"):
        return EventDate(first, last, "day")
    return EventDate(first, last, precision if precision not in (None, "day") else _precision(first, last))


def _precision(first: date, last: date) -> str:
    """The precision of an interval whose own is missing, or said to be a day and is none."""
    length = (last - first).days + 1
    return next((name for name, most in (("days", 6), ("week", 7), ("month", 31)) if length <= most), "year")


def _toll(low: str, best: str, high: str) -> Toll:
    """The figures as they stand: in aggregates, the highest may lie below the best."""
    return Toll(whole(low, "low"), whole(best, "best"), whole(high, "high"))


def _place(
    name: str, admin1: str, admin2: str, lat: str, lon: str, precision: str, country: str | None, held: frozenset[str]
) -> EventPlace:
    point = degrees(lat, lon, "latitude", "longitude")
    name, admin1, admin2 = (text[:_MAX_NAME] for text in (name, admin1, admin2))
    return place_of(Stated(name or None, precision, country, *point, admin1 or None, admin2 or None, held))


def _confidence(row: Mapping[str, str]) -> float:
    """How sure the dataset is of an event."""
    sure = codes()["confidence"]
    status = row.get("code_status", "").lower()
    clarity = _code(row.get("event_clarity", ""))
    known_sure = float(sure.get(clarity, sure["2"]))
    return min(known_sure, float(sure["unchecked"])) if status not in ("", _CLEAR) else known_sure


def _actors(side_a: str, side_b: str, code: int, country: str | None, moment: date | None) -> tuple[Actor, ...]:
    """Both sides of an event; a side may be several governments at once."""
    row = _violence()[str(code)]
    found: dict[Actor, None] = {}
    for side, role in zip((side_a, side_b), row["roles"], strict=True):
        for name in _NEXT_GOVERNMENT.split(side):
            if name:
                found[_actor(name[:_MAX_NAME], role, row["kind"], country, moment)] = None
    return tuple(found)


def _actor(name: str, role: str, kind: str, country: str | None, moment: date | None) -> Actor:
    if name.lower() in ("civilians", "civilian"):
        term = civilians(country)
        return Actor(term.en, role, "civilians", term.id, term.ar)
    if name.startswith(_GOVERNMENT):
        state = countries().named(name.removeprefix(_GOVERNMENT))
        own = government(state, moment)
        return Actor(name, role, "state_forces", own.id if own else None, own.ar if own else None)
    actor = find_actor(name, moment, [country] if country else [], actor_names())
    if actor is None:
        return Actor(name, role, kind)
    return Actor(name, role, str(actor.more["kind"]), actor.id, actor.ar)
