"""Features that are points with a date, as events. What is no such point is rejected with the reason."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from conflictmap.errors import ConflictMapError, InvalidEvent
from conflictmap.formats import features
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.daytext import find_day, read_day
from conflictmap.formats.features import Feature, reject
from conflictmap.formats.plaintext import labelled, plain
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Source, Toll
from geodata import Areas
from geodata.normalize import fold, is_arabic

OTHER = "Other"
STATED, READ, UNSAID = 0.9, 0.7, 0.4
"""Confidence of an event whose type the file states, whose type is read from words, and whose type is not said."""
UNSTATED_LICENCE = "not stated"
_NOT_PLACED = "expected a point; lines and areas are kept as overlays (overlay add)"
_MAX_NAME = 500  # characters of a name that are kept as a title


def read(
    rows: Iterable[Feature | Rejection], source: str, options: Options, dataset: str
) -> Iterator[Event | Rejection]:
    """An event or a rejection for each row.

    Args:
        rows: the features of a file.
        source: what the file is called, the publisher of events that name none.
        options: see `Options`.
        dataset: the format's own dataset id.
    """
    for row in rows:
        if isinstance(row, Rejection):
            yield row
            continue
        try:
            yield _event(_Row(row), source, options, options.dataset or dataset)
        except InvalidEvent as error:
            yield reject(row.row, error.field, error.value, f"expected {error.expected}")
        except ConflictMapError as error:
            yield reject(row.row, "", row.name, str(error))


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of properties by our field, and words of kinds by sub-type, all folded."""

    names: Mapping[str, tuple[str, ...]]
    kinds: tuple[tuple[str, str], ...]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("data").joinpath("features.toml").read_text(encoding="utf-8"))
    names = {ours: tuple(dict.fromkeys(fold(name) for name in theirs)) for ours, theirs in data["properties"].items()}
    kinds = [(fold(word), kind) for kind, words in data["words"].items() for word in words]
    kinds += [(fold(label), term.id) for term in vocabulary.sub_event_types() for label in (term.id, term.en, term.ar)]
    return _Words(names, tuple(sorted(set(kinds) - {(fold(OTHER), OTHER)}, key=lambda row: (-len(row[0]), row))))


class _Row:
    """A feature whose properties are asked for by our names; the lines `name: value` of its description count too."""

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        told = {**labelled(feature.text), **feature.properties}
        self._told = {fold(name): value for name, value in told.items()}

    def get(self, field: str) -> str:
        """The first property of a field that holds something, as text."""
        for name in _words().names[field]:
            value = self._told.get(name)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return plain(str(value))[0]
        return ""

    def rows(self, field: str) -> list[Mapping[str, Any]]:
        """A property that is a list of objects, as in our own exports."""
        value = self._told.get(fold(field))
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _event(row: _Row, source: str, options: Options, dataset: str) -> Event:
    feature = row.feature
    place = _place(row)
    when = _when(row, options.day_first)
    kind, confidence, rule = _kind(row)
    if when is None and confidence < STATED:
        raise InvalidEvent("date", feature.name, "a date in a property, a time stamp, the name or the description")
    english, arabic = _summaries(row)
    return Event(
        id=_id(row, dataset, when),
        event_type=vocabulary.sub_event_types().get(kind).more["event_type"],
        sub_event_type=kind,
        when=when,
        place=place,
        actors=tuple(_actors(row)),
        fatalities=Toll(best=_count(row, "killed")),
        injured=Toll(best=_count(row, "injured")),
        summary_en=english,
        summary_ar=arabic,
        sources=(_source(row, source),),
        confidence=confidence,
        rule=rule,
        dataset=dataset,
        licence=row.get("licence") or UNSTATED_LICENCE,
        retrieved=options.retrieved,
    )


def _id(row: _Row, dataset: str, when: EventDate | None) -> str:
    own, feature = row.get("id"), row.feature
    days = (when.start.isoformat(), when.end.isoformat()) if when else ()
    told = (own, *days, shapely.to_wkt(feature.geometry, rounding_precision=6), feature.name, feature.text)
    return f"{dataset}:{hashlib.sha256(repr(told).encode('utf-8', 'replace')).hexdigest()[:16]}"


# Where


def _place(row: _Row) -> EventPlace:
    """A point as stated, with the country and the area it lies in."""
    found = list(features.parts(row.feature.geometry))
    if len(found) != 1 or found[0].geom_type != "Point":
        kinds = ", ".join(dict.fromkeys(part.geom_type for part in found))
        raise InvalidEvent("geometry", f"{kinds} {row.feature.name}".strip(), _NOT_PLACED.removeprefix("expected "))
    lat, lon = round(found[0].y, 6), round(found[0].x, 6)
    country, area = Areas.open().locate(lat, lon)
    name, name_ar = row.get("place"), row.get("place_ar")
    if is_arabic(name) and not name_ar:
        name, name_ar = "", name
    return EventPlace(
        name=name or None,
        name_ar=name_ar or None,
        admin1=area.name if area else None,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        country=country.country if country else None,
        lat=lat,
        lon=lon,
        geo_precision="exact",
    )


# When


def _when(row: _Row, day_first: bool | None) -> EventDate | None:
    """The date of a property, else of the time stamp, else the first one in the name, the folders or the text."""
    feature = row.feature
    begin, end = row.get("date") or feature.begin, row.get("date_end") or feature.end
    if begin or end:
        first = read_day(begin or end, day_first)
        last = read_day(end, day_first) if end else first
        if last.end < first.start:
            raise InvalidEvent("date_end", end[:40], f"a day not before {first.start.isoformat()}")
        return first if last.end <= first.end else EventDate(first.start, last.end, "days")
    texts = (feature.name, *reversed(feature.folders), feature.text)
    return next((found for text in texts if text and (found := find_day(text, day_first))), None)


# What


def _kind(row: _Row) -> tuple[str, float, str]:
    """The sub-type with confidence and rule: as the file states it, as its words say it, or unsaid."""
    stated = row.get("subtype")
    exact = next((kind for word, kind in _words().kinds if word == fold(stated)), None) if stated else None
    if exact:
        return exact, STATED, "type as stated"
    feature = row.feature
    for text in (stated, feature.name, *reversed(feature.folders), feature.text):
        folded = f" {fold(text)} " if text else ""
        hit = next((kind for word, kind in _words().kinds if folded and f" {word} " in folded), None)
        if hit:
            return hit, READ, "type by words"
    return OTHER, UNSAID, "type not stated"


def _actors(row: _Row) -> Iterator[Actor]:
    listed = row.rows("actors")
    for told in listed:
        yield _actor(str(told.get("name") or told.get("name_ar") or ""), str(told.get("role")), str(told.get("kind")))
    if not listed:
        for role in ("side_a", "side_b"):
            names = [name.strip() for name in re.split(r"[;؛]", row.get(role))]
            yield from (_actor(name, role, "unknown") for name in names if name)


def _actor(name: str, role: str, kind: str) -> Actor:
    role = role if role in vocabulary.roles() else "unclear"
    known = vocabulary.actor_book().find(name)
    if known:
        return Actor.known(known, role)
    return Actor(name, role, kind if kind in vocabulary.actor_kinds() else "unknown")


def _count(row: _Row, field: str) -> int | None:
    text = row.get(field).replace(",", "")
    number = re.fullmatch(r"(\d{1,9})(?:\.0+)?", text)
    return int(number[1]) if number else None


def _summaries(row: _Row) -> tuple[str | None, str | None]:
    """What is told in English and in Arabic; a text goes with its script."""
    english, arabic = row.get("summary_en"), row.get("summary_ar")
    feature = row.feature
    told = english or "\n".join(dict.fromkeys(text for text in (feature.name, feature.text) if text))
    if is_arabic(told):
        return None, arabic or told
    return told or None, arabic or None


def _source(row: _Row, publisher: str) -> Source:
    feature, told = row.feature, row.get("source")
    links = [*plain(row.get("url"))[1], *plain(told)[1], *feature.links]
    named = told if told and not told.startswith(("http://", "https://")) else publisher
    return Source(
        named[:_MAX_NAME] or publisher, title=feature.name[:_MAX_NAME] or None, url=links[0] if links else None
    )
