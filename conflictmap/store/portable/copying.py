"""Rows into and out of PostgreSQL in bulk: by COPY, as CSV, which Arrow handles many times as fast as Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from conflictmap.store.portable.layout import COLUMNS, flat_sql

_ROWS = 20_000
"""Rows that are on their way at once."""
Connection = psycopg.Connection[Any]


def pour(connection: Connection, embedded: duckdb.DuckDBPyConnection, source: str = "event") -> None:
    """Writes events, of which there are none with the same ids, from a relation with the embedded file's columns."""
    for batch in flat(embedded, source):
        copy(connection, "event", batch.select(list(COLUMNS)))
        copy(connection, "event_body", batch.select(["id", "body"]))


def flat(embedded: duckdb.DuckDBPyConnection, source: str) -> Iterator[pa.Table]:
    """The rows of `event_whole` from a relation with the embedded file's columns, in the map's order by batch."""
    arrays = "'{' || array_to_string(actor_codes, ',') || '}' AS actor_codes"
    for batch in embedded.sql(f"SELECT * REPLACE ({arrays}) FROM ({flat_sql(source)})").to_arrow_reader(_ROWS):
        yield pa.Table.from_batches([batch]).sort_by([("morton", "ascending"), ("id", "ascending")])


def copy(connection: Connection, table: str, batch: pa.Table) -> None:
    """Adds rows to a table. What is missing has no quotes."""
    text = pa.BufferOutputStream()
    csv.write_csv(batch, text, csv.WriteOptions(include_header=False))
    columns = sql.SQL(", ").join(map(sql.Identifier, batch.schema.names))
    asked = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), columns)
    with connection.cursor().copy(asked) as copied:
        copied.write(memoryview(text.getvalue()))


def read(connection: Connection, asked: sql.Composable, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a query, in batches."""
    reading = csv.ReadOptions(column_names=schema.names)
    parsing = csv.ParseOptions(newlines_in_values=True)
    types = {field.name: field.type for field in schema}
    converting = csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    with connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(asked)) as copied:
        rows = iter(copied)  # PostgreSQL sends each row by itself
        while chunk := b"".join(islice(rows, _ROWS)):
            reading.block_size = len(chunk)  # so that no row is longer than a block
            yield csv.read_csv(pa.BufferReader(chunk), reading, parsing, converting)


def know(connection: Connection, actors: Iterable[Sequence[Any]]) -> None:
    """Adds actors to the table of them."""
    with connection.cursor().copy("COPY actor (code, key, name, name_ar) FROM STDIN") as copied:
        for code, *texts in actors:
            copied.write_row((code, *map(held, texts)))


def held(value: Any) -> Any:
    """A value as PostgreSQL can hold it: NUL in a text becomes its symbol."""
    return value.replace("\0", "\u2400") if isinstance(value, str) else value
