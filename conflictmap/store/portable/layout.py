"""How events lie in the tables of other engines: the integers of the embedded file, and the rest of an event as JSON.

What filters, counts and map views read are plain columns, named and coded as in schema.sql. What only the detail panel,
lists and exports show (names, sources, summaries …) is one text, `body`: nested columns are not the same in any two
engines, text is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from conflictmap.store import rows, terms

_CODES = ("mark", "type_code", "subtype_code", "precision_code", "claim_code", "review_code")
_PLAIN = {
    "id": "string",
    **{name: "int32" for name in ("x", "y", "start_day", "end_day", "deaths", "import_id")},
    "morton": "int64",
    **{name: "int16" for name in _CODES},
    **{name: "string" for name in ("area_id", "country", "admin1_id", "dataset", "licence", "search_text")},
    "actor_codes": "array<int32>",
    **{name: "float64" for name in ("lat", "lon", "radius_km")},
}
_DRAWN = {
    "fatalities_low": ("int32", "fatalities.low"),
    "fatalities_high": ("int32", "fatalities.high"),
    "place_name": ("string", "place.name"),
    "place_name_ar": ("string", "place.name_ar"),
    "retrieved_day": ("int32", "date_diff('day', DATE '1970-01-01', retrieved)"),
    "reviewed_day": (
        "int32",
        "date_diff('day', DATE '1970-01-01', try_cast(substr(review.\"when\", 1, 10) AS DATE))",
    ),
}
"""Columns taken out of nested ones: their type, and how the embedded file has them."""

COLUMNS: dict[str, str] = {**_PLAIN, **{name: kind for name, (kind, _) in _DRAWN.items()}}
"""The columns of `event` and their types as Ibis names them. `deaths` is the best figure of people killed."""
BODY = tuple(name for name in rows.SCHEMA.names if name not in _PLAIN)
"""What is in `body`, in the form of schema.sql: a JSON object, days as ISO dates."""

EVENT = ibis.table(COLUMNS, name="event")
WHOLE = ibis.table({**COLUMNS, "body": "string"}, name="event_whole")
ACTOR = ibis.table({"code": "int32", "key": "string", "name": "string", "name_ar": "string"}, name="actor")


def held_sql(source: str) -> str:
    """DuckDB's SQL for the rows of a relation with the embedded file's columns, with texts that PostgreSQL can hold."""
    texts = [f"replace({name}, chr(0), '') AS {name}" for name, kind in _PLAIN.items() if kind == "string"]
    return f"SELECT * REPLACE ({', '.join(texts)}) FROM {source}"


def flat_sql(source: str) -> str:
    """DuckDB's SQL that gives the rows of `event_whole` from a relation that has the embedded file's event columns.

    A character that PostgreSQL's texts cannot hold, NUL, is left out of columns; `body` has it, escaped.
    """
    drawn = [
        f"replace({sql}, chr(0), '') AS {name}" if kind == "string" else f"({sql})::INTEGER AS {name}"
        for name, (kind, sql) in _DRAWN.items()
    ]
    body = ", ".join(f"{name} := {name}" for name in BODY)
    whole = f"to_json(struct_pack({body}))::VARCHAR AS body"
    return f"SELECT {', '.join([*_PLAIN, *drawn])}, {whole} FROM ({held_sql(source)})"


def nested_sql(source: str, plain: Iterable[str] = tuple(_PLAIN)) -> str:
    """DuckDB's SQL that turns rows of `event_whole`, or some columns and `body`, into the embedded file's."""
    structure = json.dumps({name: _structure(rows.SCHEMA.field(name).type) for name in BODY})
    nested = ", ".join(f"b.{name}" for name in BODY)
    columns = ", ".join(f"{name}::UTINYINT AS {name}" if name in _CODES else name for name in plain)
    return (
        f"SELECT {columns}, {nested} FROM "
        f"(SELECT *, from_json(body, '{structure}') AS b FROM {source})"
    )  # fmt: skip


def _structure(kind: pa.DataType) -> Any:
    """A type as DuckDB's from_json wants it."""
    if pa.types.is_struct(kind):
        return {field.name: _structure(field.type) for field in kind}
    if pa.types.is_list(kind):
        return [_structure(kind.value_type)]
    names = {pa.string(): "VARCHAR", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.float64(): "DOUBLE"}
    return names.get(kind, "DATE")


def workbench() -> duckdb.DuckDBPyConnection:
    """An embedded store in memory, with today's tables and terms and without events."""
    connection = duckdb.connect()
    connection.execute(terms.SCHEMA_SQL)
    terms.write(connection)
    return connection


def to_row(found: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `event_whole` as `rows.to_event` takes it."""
    body = json.loads(found["body"])
    for source in body["sources"]:
        source["date"] = _day(source["date"])
    body["retrieved"] = _day(body["retrieved"])
    return {**found, **body}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
