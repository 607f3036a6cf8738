"""An event as one flat row: the columns of every export, and of what is read back. Nothing of an event is left out.

Actors and sources are lists; they stand as JSON in `actors_json` and `sources_json`. The columns of `FOR_READING` say
parts of them in words, for people, and are not read back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from conflictmap.errors import InvalidEvent
from conflictmap.model.dates import EventDate, parse_day
from conflictmap.model.event import Actor, Event, EventPlace, Review, Source, Toll

_TOLLS = tuple(f"{toll}_{bound}" for toll in ("fatalities", "injured") for bound in ("low", "best", "high"))
COLUMNS: dict[str, str] = {
    **{"id": "text", "date_start": "day", "date_end": "day", "date_precision": "text"},
    **dict.fromkeys(("event_type", "sub_event_type", "actors", "place", "place_ar", "place_kind"), "text"),
    **dict.fromkeys(("admin1", "admin1_ar", "admin2", "country"), "text"),
    **{"lat": "number", "lon": "number", "geo_precision": "text", "radius_km": "number"},
    **dict.fromkeys(_TOLLS, "count"),
    **dict.fromkeys(("summary_en", "summary_ar", "source", "source_url"), "text"),
    **{"source_date": "day", "claim": "text", "confidence": "number", "review": "text"},
    **{"dataset": "text", "licence": "text", "retrieved": "day", "updated": "seconds"},
    **dict.fromkeys(("note_en", "note_ar", "rule", "review_who", "review_when", "review_why"), "text"),
    **dict.fromkeys(("first_reading", "admin1_id", "area_id", "actors_json", "sources_json"), "text"),
}
"""Columns in order, with the kind of their values: text, day, number (degrees, kilometres, a share), count, or
seconds since 1970."""
FOR_READING = ("actors", "source", "source_url", "source_date")
"""Columns that repeat in words what others hold."""
SIGNATURE = frozenset(("id", "sub_event_type", "geo_precision", "actors_json", "sources_json"))
"""Columns by which a table is known to be one of ours."""

_PLAIN = ("event_type", "sub_event_type", "summary_en", "summary_ar", "note_en", "note_ar", "claim", "rule")
_PLACE = ("name_ar", "kind", "admin1", "admin1_ar", "admin1_id", "admin2", "country", "geo_precision", "area_id")
_OF_PLACE = {"name": "place", "name_ar": "place_ar", "kind": "place_kind"}


def to_flat(event: Event) -> dict[str, Any]:
    """The row of an event; what is not known is None."""
    place, when, first = event.place, event.when, event.sources[0]
    row = {
        "id": event.id,
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
        "date_precision": when.precision if when else None,
        "actors": "; ".join(f"{actor.name} ({actor.role})" for actor in event.actors) or None,
        "place": place.name,
        **{_OF_PLACE.get(name, name): getattr(place, name) for name in _PLACE},
        **{name: getattr(place, name) for name in ("lat", "lon", "radius_km")},
        **{name: getattr(getattr(event, name.split("_")[0]), name.split("_")[1]) for name in _TOLLS},
        "source": "; ".join(source.publisher for source in event.sources),
        "source_url": first.url,
        "source_date": first.date,
        "confidence": event.confidence,
        "review": event.review.status,
        **{f"review_{name}": getattr(event.review, name) for name in ("who", "when", "why")},
        **{name: getattr(event, name) for name in (*_PLAIN, "first_reading", "dataset", "licence")},
        "retrieved": event.retrieved,
        "updated": event.updated,
        "actors_json": _json([asdict(actor) for actor in event.actors]),
        "sources_json": _json([asdict(source) for source in event.sources]),
    }
    return {name: row[name] for name in COLUMNS}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def from_flat(row: Mapping[str, Any]) -> Event:
    """The event of a row, whose values may be text as a CSV has them; columns that are missing are not known.

    Raises:
        InvalidEvent: a column does not hold what it should.
    """
    start, end = _day(row, "date_start"), _day(row, "date_end")
    return Event(
        id=_needed(row, "id"),
        event_type=_needed(row, "event_type"),
        sub_event_type=_needed(row, "sub_event_type"),
        when=EventDate(start, end or start, _text(row, "date_precision") or "day") if start else None,
        place=_place(row),
        actors=tuple(Actor(**_known(each, Actor)) for each in _list(row, "actors_json")),
        fatalities=Toll(*(_count(row, name) for name in _TOLLS[:3])),
        injured=Toll(*(_count(row, name) for name in _TOLLS[3:])),
        summary_en=_text(row, "summary_en"),
        summary_ar=_text(row, "summary_ar"),
        note_en=_text(row, "note_en"),
        note_ar=_text(row, "note_ar"),
        rule=_text(row, "rule"),
        first_reading=_text(row, "first_reading"),
        sources=tuple(_source(each) for each in _list(row, "sources_json")),
        claim=_text(row, "claim") or "asserted",
        confidence=1.0 if (sure := _number(row, "confidence")) is None else sure,
        review=Review(
            _text(row, "review") or "candidate", *(_text(row, f"review_{name}") for name in ("who", "when", "why"))
        ),
        dataset=_needed(row, "dataset"),
        licence=_needed(row, "licence"),
        retrieved=_day(row, "retrieved"),
        updated=_count(row, "updated"),
    )


def _place(row: Mapping[str, Any]) -> EventPlace:
    values: dict[str, Any] = {name: _text(row, _OF_PLACE.get(name, name)) for name in ("name", *_PLACE)}
    values |= {name: _number(row, name) for name in ("lat", "lon", "radius_km")}
    return EventPlace(**{**values, "geo_precision": values["geo_precision"] or "none"})


def _source(found: Mapping[str, Any]) -> Source:
    values = _known(found, Source)
    day, span = values.get("date"), values.get("span")
    if span is not None and not (isinstance(span, list) and len(span) == 2 and all(type(at) is int for at in span)):
        raise InvalidEvent("sources_json", span, "a span as [start, end]")
    return Source(
        **{**values, "date": parse_day(day, "sources_json") if day else None, "span": tuple(span) if span else None}
    )


def _known(found: object, kind: type) -> dict[str, Any]:
    """The fields of an object of a list; others are left out, as a later version may have more."""
    if not isinstance(found, Mapping):
        raise InvalidEvent(kind.__name__.lower(), found, "an object")
    # every kind of record is a dataclass
    values = {name: found.get(name) for name in kind.__dataclass_fields__ if name in found}  # type: ignore[attr-defined]
    if not all(isinstance(value, str | list | None) for value in values.values()):
        raise InvalidEvent(kind.__name__.lower(), values, "texts")
    missing = {"Actor": ("name", "role", "kind"), "Source": ("publisher",)}[kind.__name__]
    if lacking := [name for name in missing if name not in values]:
        raise InvalidEvent(kind.__name__.lower(), values, f"also {', '.join(lacking)}")
    return values


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    """The objects of a JSON column, or a list as JSON lines have it under the name without _json."""
    value = row.get(name) or row.get(name.removesuffix("_json"))
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise InvalidEvent(name, value[:80], "a JSON list") from error
    if not isinstance(value, list | None):
        raise InvalidEvent(name, value, "a JSON list")
    return value or []


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return None if value is None or value == "" else str(value)


def _needed(row: Mapping[str, Any], name: str) -> str:
    text = _text(row, name)
    if text is None:
        raise InvalidEvent(name, row.get(name), "text")
    return text


def _day(row: Mapping[str, Any], name: str) -> date | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    return value.date() if isinstance(value, datetime) else parse_day(value, name)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise InvalidEvent(name, value, "a number") from error
    if not math.isfinite(number):
        raise InvalidEvent(name, value, "a number")
    return number


def _count(row: Mapping[str, Any], name: str) -> int | None:
    number = _number(row, name)
    if number is not None and not number.is_integer():
        raise InvalidEvent(name, row.get(name), "a whole number")
    return None if number is None else int(number)
