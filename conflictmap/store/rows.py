"""Event ⇄ row of the event table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pyarrow as pa

from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Review, Source, Toll
from conflictmap.store import grid
from conflictmap.store.where import EPOCH, day_number

MARKS = ("point", "ring", "area", "list")
"""How a place is drawn; the position is the code in the store."""

_TOLL = pa.struct([(name, pa.int32()) for name in ("low", "best", "high")])
_SOURCE_TEXTS = ("publisher", "publisher_ar", "title", "title_ar", "url", "lang", "quote")
_SOURCE = pa.struct([*((t, pa.string()) for t in _SOURCE_TEXTS), ("date", pa.date32()), ("span", pa.list_(pa.int32()))])
_ACTOR = pa.struct([(name, pa.string()) for name in ("id", "name", "name_ar", "role", "kind")])
_PLACE_TEXTS = ("name", "name_ar", "kind", "admin1", "admin1_ar", "admin2")

SCHEMA = pa.schema(
    [
        *[("id", pa.string()), ("x", pa.int32()), ("y", pa.int32()), ("morton", pa.int64()), ("mark", pa.uint8())],
        *[("area_id", pa.string()), ("start_day", pa.int32()), ("end_day", pa.int32())],
        *[(f"{name}_code", pa.uint8()) for name in ("type", "subtype", "precision", "claim", "review")],
        *[(name, pa.string()) for name in ("country", "admin1_id", "dataset")],
        *[("deaths", pa.int32()), ("actor_codes", pa.list_(pa.int32())), ("search_text", pa.string())],
        *[("date_precision", pa.string()), ("actors", pa.list_(_ACTOR))],
        *[("place", pa.struct([(name, pa.string()) for name in _PLACE_TEXTS]))],
        *[(name, pa.float64()) for name in ("lat", "lon", "radius_km")],
        *[("fatalities", _TOLL), ("injured", _TOLL)],
        *[(name, pa.string()) for name in ("summary_en", "summary_ar", "note_en", "note_ar")],
        *[("sources", pa.list_(_SOURCE)), ("confidence", pa.float64()), ("rule", pa.string())],
        *[("review", pa.struct([(name, pa.string()) for name in ("who", "when", "why")]))],
        *[("licence", pa.string()), ("retrieved", pa.date32()), ("first_reading", pa.string())],
    ]
)
"""The Arrow form of a row, columns by name as in schema.sql."""


def actor_code(codes: Mapping[str, int], actor: Actor) -> int:
    """An actor in its role as one integer."""
    return codes[actor.key] * 8 + vocabulary.roles().code(actor.role)


def to_row(event: Event, codes: Mapping[str, int]) -> dict[str, Any]:
    """The row of an event; `codes` are the actor table's, by key."""
    place = event.place
    return {
        "id": event.id,
        **_position(place),
        "mark": MARKS.index(place.mark),
        "area_id": place.area_id,
        **_days(event.when),
        "type_code": vocabulary.event_types().code(event.event_type),
        "subtype_code": vocabulary.sub_event_types().code(event.sub_event_type),
        "precision_code": vocabulary.geo_precisions().code(place.geo_precision),
        "claim_code": vocabulary.claims().code(event.claim),
        "review_code": vocabulary.reviews().code(event.review.status),
        "deaths": event.fatalities.best,
        "actor_codes": [actor_code(codes, actor) for actor in event.actors],
        "search_text": event.search_text(),
        "actors": [asdict(actor) for actor in event.actors],
        "place": {name: getattr(place, name) for name in _PLACE_TEXTS},
        "fatalities": asdict(event.fatalities),
        "injured": asdict(event.injured),
        "sources": [asdict(source) for source in event.sources],
        "review": asdict(event.review),
        **{name: getattr(place, name) for name in ("country", "admin1_id", "lat", "lon", "radius_km")},
        "first_reading": event.first_reading,
        **{name: getattr(event, name) for name in _PLAIN},
    }


_PLAIN = (*("dataset", "summary_en", "summary_ar", "note_en", "note_ar", "confidence", "rule", "licence", "retrieved"),)


def _position(place: EventPlace) -> dict[str, int | None]:
    if place.lat is None or place.lon is None:
        return {"x": None, "y": None, "morton": None}
    x, y = grid.to_xy(place.lat, place.lon)
    return {"x": x, "y": y, "morton": grid.morton(x, y)}


def _days(when: EventDate | None) -> dict[str, Any]:
    if when is None:
        return {"start_day": None, "end_day": None, "date_precision": None}
    return {
        "start_day": day_number(when.start),
        "end_day": day_number(when.end),
        "date_precision": when.precision,
    }


def to_event(row: Mapping[str, Any]) -> Event:
    """The event of a row."""
    return Event(
        event_type=_term(vocabulary.event_types(), row["type_code"]),
        sub_event_type=_term(vocabulary.sub_event_types(), row["subtype_code"]),
        when=_when(row),
        place=EventPlace(
            **row["place"],
            **{name: row[name] for name in ("country", "lat", "lon", "radius_km", "admin1_id", "area_id")},
            geo_precision=_term(vocabulary.geo_precisions(), row["precision_code"]),
        ),
        actors=tuple(Actor(**actor) for actor in row["actors"]),
        fatalities=Toll(**row["fatalities"]),
        injured=Toll(**row["injured"]),
        sources=tuple(_source(source) for source in row["sources"]),
        claim=_term(vocabulary.claims(), row["claim_code"]),
        review=Review(status=_term(vocabulary.reviews(), row["review_code"]), **row["review"]),
        first_reading=row.get("first_reading"),  # a file of an earlier version has no such column
        id=row["id"],
        **{name: row[name] for name in _PLAIN},
    )


def _term(terms: vocabulary.Vocabulary, code: int) -> str:
    return terms.ids[code]


def _when(row: Mapping[str, Any]) -> EventDate | None:
    if row["start_day"] is None:
        return None
    start, end = (EPOCH + timedelta(days=row[name]) for name in ("start_day", "end_day"))
    return EventDate(start, end, row["date_precision"])


def _source(row: Mapping[str, Any]) -> Source:
    span = tuple(row["span"]) if row["span"] else None
    return Source(**{**row, "span": span})
