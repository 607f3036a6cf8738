"""Events ⇄ rows of the event table.

Each distinct place, date, group of actors or of sources of a batch is turned into its columns once, and Arrow repeats
them. That is what makes bulk loads fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from conflictmap.model import vocabulary
from conflictmap.model.batch import OWN, Batch, Shared, joined
from conflictmap.model.dates import EventDate
from conflictmap.model.event import (
    SEARCH_JOINT,
    Actor,
    Event,
    EventPlace,
    Review,
    Source,
    Toll,
    actor_keys,
    folded,
    place_search,
    source_keys,
)
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.store import grid
from conflictmap.store.where import EPOCH, day_number

MARKS = ("point", "ring", "area", "list")
"""How a place is drawn; the position is the code in the store."""

_TOLL = pa.struct([(name, pa.int32()) for name in ("low", "best", "high")])
_SOURCE_PARTS = ("publisher", "publisher_ar", "title", "title_ar", "date", "url", "lang", "quote", "span")
_SOURCE = pa.struct(
    [(p, {"date": pa.date32(), "span": pa.list_(pa.int32())}.get(p, pa.string())) for p in _SOURCE_PARTS]
)
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
        ("updated", pa.int64()),
    ]
)
"""The Arrow form of a row: columns by name as in schema.sql, and parts of columns in the same order, so that
DuckDB gives equal values equal hashes."""


def actor_code(codes: Mapping[str, int], actor: Actor) -> int:
    """An actor in its role as one integer."""
    return codes[actor.key] * 8 + vocabulary.roles().code(actor.role)


Columns = dict[str, pa.Array]


class _Part(NamedTuple):
    """Fields of an event that many events share, and the columns that their values give (tuples of several fields)."""

    fields: tuple[str, ...]
    columns: Callable[[list[Any], Mapping[str, int]], Columns]


_CODED: tuple[tuple[str, str, Callable[[], Vocabulary]], ...] = (
    ("type_code", "event_type", lambda: vocabulary.event_types()),
    ("subtype_code", "sub_event_type", lambda: vocabulary.sub_event_types()),
    ("claim_code", "claim", lambda: vocabulary.claims()),
)
_PLAIN = (*("dataset", "note_en", "note_ar", "confidence", "rule", "licence", "retrieved"),)
_SEARCH = "_search"
"""The part of the search text that a part of an event gives; joined in `to_table`."""


def _place_columns(places: list[EventPlace], _codes: Mapping[str, int]) -> Columns:
    return _columns([_place_row(place) for place in places])


def _place_row(place: EventPlace) -> dict[str, Any]:
    return {
        **_position(place),
        "mark": MARKS.index(place.mark),
        "precision_code": vocabulary.geo_precisions().code(place.geo_precision),
        "place": {name: getattr(place, name) for name in _PLACE_TEXTS},
        **{name: getattr(place, name) for name in ("area_id", "country", "admin1_id", "lat", "lon", "radius_km")},
        _SEARCH: place_search(place) or None,
    }


def _actors_columns(groups: list[tuple[Actor, ...]], codes: Mapping[str, int]) -> Columns:
    lists = _Lists(groups)
    return {
        "actors": lists.column(lambda actor: _fields(actor, _ACTOR), _ACTOR),
        "actor_codes": lists.column(lambda actor: actor_code(codes, actor), pa.int32()),
        _SEARCH: lists.search(actor_keys),
    }


def _sources_columns(groups: list[tuple[Source, ...]], _codes: Mapping[str, int]) -> Columns:
    lists = _Lists(groups)
    return {
        "sources": lists.column(lambda source: _fields(source, _SOURCE), _SOURCE),
        _SEARCH: lists.search(source_keys),
    }


class _Lists:
    """Lists of things of which most occur in many: each thing is turned into its value once."""

    def __init__(self, lists: list[tuple[Any, ...]]) -> None:
        self._things = Shared.of([each for things in lists for each in things])
        self._offsets = [0, *accumulate(len(things) for things in lists)]

    def column(self, value: Callable[[Any], Any], type: pa.DataType) -> pa.Array:
        """The column of the lists, each thing as its value."""
        values = pa.array([value(each) for each in self._things.values], type)
        return pa.ListArray.from_arrays(pa.array(self._offsets, pa.int32()), values.take(pa.array(self._things.at)))

    def search(self, keys: Callable[[Any], tuple[str, ...]]) -> pa.Array:
        """The part of the search text that each list gives, of the keys of its things."""
        each = Shared([keys(thing) for thing in self._things.values], self._things.at).column()
        lists = (each[start:end] for start, end in pairwise(self._offsets))
        return pa.array([SEARCH_JOINT.join(dict.fromkeys(chain(*keys))) or None for keys in lists], pa.string())


def _fields(part: Any, type: pa.DataType) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in type}


def _toll_columns(tolls: list[tuple[Toll, Toll]], _codes: Mapping[str, int]) -> Columns:
    made = [(_fields(killed, _TOLL), _fields(injured, _TOLL), killed.best) for killed, injured in tolls]
    return _columns([dict(zip(("fatalities", "injured", "deaths"), each, strict=True)) for each in made])


def _review_columns(reviews: list[Review], _codes: Mapping[str, int]) -> Columns:
    terms = vocabulary.reviews()
    return _columns([{"review": asdict(review), "review_code": terms.code(review.status)} for review in reviews])


def _plain_columns(values: list[tuple[Any, ...]], _codes: Mapping[str, int]) -> Columns:
    return _columns([_plain_row(each[: len(_CODED)], each[len(_CODED) :]) for each in values])


def _plain_row(terms: tuple[str, ...], plain: tuple[Any, ...]) -> dict[str, Any]:
    coded = {column: vocab().code(term) for (column, _, vocab), term in zip(_CODED, terms, strict=True)}
    return {**coded, **dict(zip(_PLAIN, plain, strict=True))}


def _columns(rows: list[dict[str, Any]]) -> Columns:
    return {name: pa.array([row[name] for row in rows], _type(name)) for name in rows[0]}


_PARTS = (
    _Part(("place",), _place_columns),
    _Part(("actors",), _actors_columns),
    _Part(("sources",), _sources_columns),
    _Part(("when",), lambda days, _: _columns([_days(when) for when in days])),
    _Part(("fatalities", "injured"), _toll_columns),
    _Part(("review",), _review_columns),
    _Part((*(field for _, field, _ in _CODED), *_PLAIN), _plain_columns),
)


def to_table(batch: Batch, codes: Mapping[str, int]) -> pa.Table:
    """The rows of events in their order, columns as in SCHEMA; `codes` are the actor table's, by key."""
    if not len(batch):
        return SCHEMA.empty_table()
    columns: Columns = {name: pa.array(batch.own[name], _type(name)) for name in OWN}
    searched = [_summaries_search(batch.own["summary_en"], batch.own["summary_ar"])]
    for part in _PARTS:
        repeated = _repeated(part, batch, codes)
        if _SEARCH in repeated:
            searched.append(repeated.pop(_SEARCH))
        columns |= repeated
    columns["search_text"] = pc.binary_join_element_wise(*searched, SEARCH_JOINT, null_handling="skip")
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _summaries_search(en: Iterable[str | None], ar: Iterable[str | None]) -> pa.Array:
    return pa.array([folded(*each) or None for each in zip(en, ar, strict=True)], pa.string())


def _repeated(part: _Part, batch: Batch, codes: Mapping[str, int]) -> Columns:
    """The columns of a part, made once for each distinct value of it."""
    shared = [batch.shared[name] for name in part.fields]
    values, at = joined(shared) if len(shared) > 1 else shared[0]
    made, take = part.columns(list(values), codes), pa.array(at)
    return {name: column.take(take) for name, column in made.items()}


def _type(name: str) -> pa.DataType:
    return pa.string() if name == _SEARCH else SCHEMA.field(name).type


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
        first_reading=row.get("first_reading"),  # files of earlier versions lack these
        updated=row.get("updated"),
        **{name: row[name] for name in ("id", "summary_en", "summary_ar", *_PLAIN)},
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
