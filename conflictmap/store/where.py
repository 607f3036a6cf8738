"""EventFilter → SQL. Values are always bound; the texts here are the only identifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from conflictmap.filters import EventFilter, search_words
from conflictmap.model import vocabulary
from conflictmap.model.vocabulary import Vocabulary


class Clause(NamedTuple):
    """A condition on the event table with its parameters in order.

    `name` is a further condition's in `portable/conditions.py`, which says the same of other engines' tables.
    """

    sql: str
    values: tuple[object, ...]
    name: str = ""


ALL = Clause("true", (), "all")
"""The condition that every event meets."""


EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def _codes(terms: Vocabulary, ids: tuple[str, ...]) -> list[int]:
    return [terms.code(term_id) for term_id in ids]


def _actor(filter: EventFilter) -> Clause:
    book, roles = vocabulary.actor_book(), vocabulary.roles()
    keys = sorted(frozenset().union(*(book.family(key) for key in filter.actor)))
    codes = _codes(roles, (filter.role,) if filter.role else roles.ids)
    sql = (
        "rowid IN (SELECT row FROM event_actor WHERE code IN (SELECT actor.code * 8 + r.role "
        "FROM actor, (SELECT unnest(?::INTEGER[]) AS role) r WHERE list_contains(?::VARCHAR[], actor.key)))"
    )
    return Clause(sql, (codes, keys))


def _in(column: str, values: object, type_name: str = "VARCHAR") -> Clause:
    return Clause(f"list_contains(?::{type_name}[], {column})", (values,))


def _text(filter: EventFilter) -> Clause:
    words = search_words(filter.text)
    return Clause(" AND ".join("contains(search_text, ?)" for _ in words) or "true", tuple(words))


CLAUSES: dict[str, Callable[[EventFilter], Clause | None]] = {
    "actor": lambda f: _actor(f) if f.actor else None,
    "role": lambda f: None,  # within actor
    "type": lambda f: _in("type_code", _codes(vocabulary.event_types(), f.type), "UTINYINT") if f.type else None,
    "subtype": lambda f: (
        _in("subtype_code", _codes(vocabulary.sub_event_types(), f.subtype), "UTINYINT") if f.subtype else None
    ),
    "from": lambda f: Clause("end_day >= ?", (day_number(f.from_),)) if f.from_ else None,
    "to": lambda f: Clause("start_day <= ?", (day_number(f.to),)) if f.to else None,
    "country": lambda f: _in("country", list(f.country)) if f.country else None,
    "admin1": lambda f: _in("admin1_id", list(f.admin1)) if f.admin1 else None,
    "text": lambda f: _text(f) if f.text else None,
    "precision": lambda f: (
        Clause("precision_code <= ?", (vocabulary.geo_precisions().code(f.precision),)) if f.precision else None
    ),
    "deaths": lambda f: Clause("deaths >= ?", (f.deaths,)) if f.deaths else None,
    "claim": lambda f: _in("claim_code", _codes(vocabulary.claims(), f.claim), "UTINYINT") if f.claim else None,
    "review": lambda f: _in("review_code", _codes(vocabulary.reviews(), f.review), "UTINYINT") if f.review else None,
    "dataset": lambda f: _in("dataset", list(f.dataset)) if f.dataset else None,
}


def where(filter: EventFilter) -> Clause:
    """The condition of a whole filter; `true` for one that lets everything pass."""
    clauses = [clause for make in CLAUSES.values() if (clause := make(filter)) is not None]
    sql = " AND ".join(f"({clause.sql})" for clause in clauses) or "true"
    return Clause(sql, tuple(value for clause in clauses for value in clause.values))
