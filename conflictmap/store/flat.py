"""Events as flat rows in Arrow batches, for exports: columns straight from the store, never an `Event` each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from conflictmap.errors import StoreError
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.flat import COLUMNS
from conflictmap.store.store import ORDER, EventStore
from conflictmap.store.where import where

BATCH_ROWS = 10_000
"""Rows of one batch."""

_CODED = {
    "event_type": ("type_code", vocabulary.event_types),
    "sub_event_type": ("subtype_code", vocabulary.sub_event_types),
    "geo_precision": ("precision_code", vocabulary.geo_precisions),
    "claim": ("claim_code", vocabulary.claims),
    "review": ("review_code", vocabulary.reviews),
}
_SQL = {
    "date_start": "DATE '1970-01-01' + start_day",
    "date_end": "DATE '1970-01-01' + end_day",
    "actors": "nullif(array_to_string(list_transform(actors, lambda a: a.name || ' (' || a.role || ')'), '; '), '')",
    "place": "place.name",
    "place_ar": "place.name_ar",
    "place_kind": "place.kind",
    **{name: f"place.{name}" for name in ("admin1", "admin1_ar", "admin2")},
    **{f"{toll}_{bound}": f"{toll}.{bound}" for toll in ("fatalities", "injured") for bound in ("low", "best", "high")},
    "source": "array_to_string(list_transform(sources, lambda s: s.publisher), '; ')",
    "source_url": "sources[1].url",
    "source_date": "sources[1].date",
    **{f"review_{name}": f'review."{name}"' for name in ("who", "when", "why")},
    "actors_json": "to_json(actors)::VARCHAR",
    "sources_json": "to_json(sources)::VARCHAR",
}
_TYPES = {"text": pa.string(), "day": pa.date32(), "number": pa.float64(), "count": pa.int32()}
SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in COLUMNS.items()])
"""The Arrow form of a flat row."""


def _column(name: str) -> str:
    """The SQL of a column. The names of coded terms are our own vocabularies' and are bound."""
    if name in _CODED:
        return f"(?::VARCHAR[])[{_CODED[name][0]} + 1]"
    return _SQL.get(name, name)


def batches(store: EventStore, filter: EventFilter) -> Iterator[pa.RecordBatch]:
    """The events that pass, newest first, as batches of SCHEMA.

    Raises:
        StoreError: the store was written with other vocabularies and was not renewed since.
    """
    if not store.is_current():
        raise StoreError("event store: expected today's vocabularies; start the app or add events once to renew it")
    clause = where(filter)
    columns = ", ".join(f"{_column(name)} AS {name}" for name in COLUMNS)
    terms = [list(_CODED[name][1]().ids) for name in COLUMNS if name in _CODED]
    sql = f"SELECT {columns} FROM event WHERE {clause.sql} {ORDER}"
    for batch in store.cursor().sql(sql, params=[*terms, *clause.values]).to_arrow_reader(BATCH_ROWS):
        yield pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, SCHEMA, strict=True)], schema=SCHEMA
        )


class Origin(NamedTuple):
    """Where events come from: (dataset, licence, events), and publishers of reports, the most frequent first."""

    datasets: list[tuple[str, str, int]]
    publishers: list[str]


def origin(store: EventStore, filter: EventFilter, publishers: int) -> Origin:
    """The datasets and the most frequent publishers of the events that pass."""
    clause, cursor = where(filter), store.cursor()
    of_datasets = (
        f"SELECT dataset, licence, count(*) AS n FROM event WHERE {clause.sql} GROUP BY ALL ORDER BY n DESC, 1, 2"
    )
    of_publishers = (
        "SELECT publisher FROM (SELECT unnest(list_transform(sources, lambda s: s.publisher)) AS publisher "
        f"FROM event WHERE {clause.sql}) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"
    )
    named = cursor.execute(of_publishers, [*clause.values, publishers]).fetchall()
    return Origin(cursor.execute(of_datasets, list(clause.values)).fetchall(), [row[0] for row in named])
