"""The codes of vocabulary terms in a store file, and their translation when the vocabularies have changed since."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from conflictmap.errors import StoreError
from conflictmap.model import vocabulary

CODED = {
    "type_code": vocabulary.event_types,
    "subtype_code": vocabulary.sub_event_types,
    "precision_code": vocabulary.geo_precisions,
    "claim_code": vocabulary.claims,
    "review_code": vocabulary.reviews,
    "role": vocabulary.roles,
}
"""Vocabularies whose terms are stored as codes, by column; roles are part of `actor_codes`."""

Terms = dict[str, list[str]]


SCHEMA_SQL = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
_SCHEMA = "schema"


def current() -> Terms:
    """The ids of each coded vocabulary in the order of their codes, and the digest of the tables' form."""
    digest = hashlib.sha256(SCHEMA_SQL.encode()).hexdigest()
    return {column: list(terms().ids) for column, terms in CODED.items()} | {_SCHEMA: [digest]}


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes the current terms into a new file."""
    rows = [(column, code, term) for column, ids in current().items() for code, term in enumerate(ids)]
    connection.executemany("INSERT INTO term VALUES (?, ?, ?)", rows)


def read(connection: duckdb.DuckDBPyConnection, table: str = "term") -> Terms:
    """The terms that a file was written with; none for a file from before they were kept."""
    found: Terms = {}
    try:
        rows = connection.execute(f"SELECT vocabulary, id FROM {table} ORDER BY vocabulary, code").fetchall()
    except duckdb.CatalogException:
        return found
    for column, term in rows:
        found.setdefault(column, []).append(term)
    return found


def changed(old: Terms) -> dict[str, list[int]]:
    """The columns whose codes are no longer what a store was written with: today's codes in the order of the old.

    Raises:
        StoreError: a term of the store no longer exists.
    """
    new = current()
    return {
        column: [_code(column, term, new[column]) for term in ids]
        for column, ids in old.items()
        if column != _SCHEMA and ids != new[column]
    }


def translation(old: Terms) -> str:
    """The REPLACE list of a SELECT that turns a file's codes into today's; empty where nothing has changed.

    Raises:
        StoreError: a term of the file no longer exists.
    """
    parts = []
    for column, codes in changed(old).items():
        if column == "role":
            parts.append(f"list_transform(actor_codes, lambda c: (c // 8) * 8 + {codes}[c % 8 + 1]) AS actor_codes")
        else:
            parts.append(f"{codes}[{column} + 1]::UTINYINT AS {column}")
    return f" REPLACE ({', '.join(parts)})" if parts else ""


def _code(column: str, term: str, ids: list[str]) -> int:
    if term not in ids:
        raise StoreError(f"{column}: expected a term of today's vocabularies, the store has {term!r}")
    return ids.index(term)
