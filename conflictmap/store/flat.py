"""Events as flat rows in Arrow batches, for exports: columns straight from the store, never an `Event` each."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from conflictmap.errors import StoreError
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.flat import COLUMNS
from conflictmap.store.interface import question
from conflictmap.store.store import ORDER, EventStore
from conflictmap.store.where import where

BATCH_ROWS = 10_000
"""Rows of one batch."""
SORTED_EVENTS = 100_000
"""Events of an export that are sorted by day."""

_CODED = {
    "event_type": ("type_code", vocabulary.event_types),
    "sub_event_type": ("subtype_code", vocabulary.sub_event_types),
    "geo_precision": ("precision_code", vocabulary.geo_precisions),
    "claim": ("claim_code", vocabulary.claims),
    "review": ("review_code", vocabulary.reviews),
}
_OF_PLACE = {"place": "name", "place_ar": "name_ar", "place_kind": "kind"}
_OF_PLACE |= {name: name for name in ("admin1", "admin1_ar", "admin2")}
_SQL = {
    "date_start": "DATE '1970-01-01' + start_day",
    "date_end": "DATE '1970-01-01' + end_day",
    "actors": "nullif(array_to_string(list_transform(actors, lambda a: a.name || ' (' || a.role || ')'), '; '), '')",
    **{name: f"place.{part}" for name, part in _OF_PLACE.items()},
    **{f"{toll}_{bound}": f"{toll}.{bound}" for toll in ("fatalities", "injured") for bound in ("low", "best", "high")},
    "source": "array_to_string(list_transform(sources, lambda s: s.publisher), '; ')",
    "source_url": "sources[1].url",
    "source_date": "sources[1].date",
    **{f"review_{name}": f'review."{name}"' for name in ("who", "when", "why")},
    "actors_json": "to_json(actors)::VARCHAR",
    "sources_json": "to_json(sources)::VARCHAR",
}
_TYPES = {"text": pa.string(), "day": pa.date32(), "number": pa.float64(), "count": pa.int32(), "seconds": pa.int64()}
SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in COLUMNS.items()])
"""The Arrow form of a flat row."""


def _column(name: str) -> str:
    """The SQL of a column. The names of coded terms are our own vocabularies' and are bound."""
    if name in _CODED:
        return f"(?::VARCHAR[])[{_CODED[name][0]} + 1]"
    return _SQL.get(name, name)


@question
def batches(store: EventStore, filter: EventFilter) -> Iterator[pa.RecordBatch]:
    """The events that pass as batches of SCHEMA.

    Up to SORTED_EVENTS they come newest first, as on the page. More come as they are stored, neighbours together:
    sorting whole rows would take memory for all of them.

    Raises:
        StoreError: the store was written with other vocabularies and was not renewed since.
    """
    if not store.is_current():
        raise StoreError("event store: expected today's vocabularies; start the app or add events once to renew it")
    clause = where(filter)
    order = ORDER if store.count(filter) <= SORTED_EVENTS else ""
    columns = ", ".join(f"{_column(name)} AS {name}" for name in COLUMNS)
    terms = [list(_CODED[name][1]().ids) for name in COLUMNS if name in _CODED]
    sql = f"SELECT {columns} FROM event WHERE {clause.sql} {order}"
    for batch in store.cursor().sql(sql, params=[*terms, *clause.values]).to_arrow_reader(BATCH_ROWS):
        yield pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, SCHEMA, strict=True)], schema=SCHEMA
        )


@question
def datasets(store: EventStore, filter: EventFilter) -> list[tuple[str, str, int]]:
    """Where the events that pass come from, (dataset, licence, events), most events first."""
    clause = where(filter)
    sql = f"SELECT dataset, licence, count(*) AS n FROM event WHERE {clause.sql} GROUP BY ALL ORDER BY n DESC, 1, 2"
    return store.cursor().execute(sql, list(clause.values)).fetchall()


@question
def publishers(store: EventStore, filter: EventFilter, limit: int) -> list[str]:
    """The publishers of the reports of the events that pass, the most frequent first."""
    clause = where(filter)
    sql = (
        "SELECT publisher FROM (SELECT unnest(list_transform(sources, lambda s: s.publisher)) AS publisher "
        f"FROM event WHERE {clause.sql}) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"
    )
    return [row[0] for row in store.cursor().execute(sql, [*clause.values, limit]).fetchall()]


@question
def unknown_places(store: EventStore, dataset: str, limit: int) -> list[tuple[str, str | None, int]]:
    """Names of places of a dataset that no gazetteer knew, (name, country, events), most events first."""
    sql = (
        "SELECT coalesce(place.name, place.name_ar) AS name, country, count(*) AS n FROM event "
        "WHERE dataset = ? AND precision_code = ? AND coalesce(place.name, place.name_ar) IS NOT NULL "
        "GROUP BY ALL ORDER BY n DESC, 1, 2 LIMIT ?"
    )
    unknown = vocabulary.geo_precisions().code("none")
    return store.cursor().execute(sql, [dataset, unknown, limit]).fetchall()
