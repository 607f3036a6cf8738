"""EventFilter → Ibis: the same conditions as `store/where.py` has in SQL, on tables of any engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir

from conflictmap.errors import StoreError
from conflictmap.filters import EventFilter, search_words
from conflictmap.model import vocabulary
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.store import rows
from conflictmap.store.where import Clause, day_number

AREA_MARK = rows.MARKS.index("area")


class Means(NamedTuple):
    """What conditions need of a store: the codes of its actors by key, and the engine's test for common elements."""

    actor_codes: Mapping[str, int]
    overlaps: Callable[[ir.ArrayValue, ir.ArrayValue], ir.BooleanValue]


def _actor(t: ir.Table, filter: EventFilter, means: Means) -> ir.BooleanValue:
    book, roles = vocabulary.actor_book(), vocabulary.roles()
    keys = sorted(frozenset().union(*(book.family(key) for key in filter.actor)))
    wanted = [roles.code(role) for role in ((filter.role,) if filter.role else roles.ids)]
    codes = [means.actor_codes[key] * 8 + role for key in keys if key in means.actor_codes for role in wanted]
    if not codes:
        return ibis.literal(False)
    return means.overlaps(t.actor_codes, ibis.literal(codes, type="array<int32>"))


def _coded(column: ir.Value, terms: Vocabulary, ids: Sequence[str]) -> ir.BooleanValue:
    return column.isin([terms.code(term_id) for term_id in ids])


def _text(column: ir.StringValue, text: str) -> ir.BooleanValue:
    return _all([_holds(column, word) for word in search_words(text)])


def _holds(column: ir.StringValue, word: str) -> ir.BooleanValue:
    """LIKE where it can be: PostgreSQL has an index for it. Its wildcards are escaped differently by each engine."""
    return column.contains(word) if set(word) & set("%_\\") else column.like(f"%{word}%")


def _all(conditions: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(and_, conditions) if conditions else ibis.literal(True)


CLAUSES: dict[str, Callable[[ir.Table, EventFilter, Means], ir.BooleanValue | None]] = {
    "actor": lambda t, f, m: _actor(t, f, m) if f.actor else None,
    "role": lambda t, f, m: None,  # within actor
    "type": lambda t, f, m: _coded(t.type_code, vocabulary.event_types(), f.type) if f.type else None,
    "subtype": lambda t, f, m: _coded(t.subtype_code, vocabulary.sub_event_types(), f.subtype) if f.subtype else None,
    "from": lambda t, f, m: t.end_day >= day_number(f.from_) if f.from_ else None,
    "to": lambda t, f, m: t.start_day <= day_number(f.to) if f.to else None,
    "country": lambda t, f, m: t.country.isin(f.country) if f.country else None,
    "admin1": lambda t, f, m: t.admin1_id.isin(f.admin1) if f.admin1 else None,
    "text": lambda t, f, m: _text(t.search_text, f.text) if f.text else None,
    "precision": lambda t, f, m: (
        t.precision_code <= vocabulary.geo_precisions().code(f.precision) if f.precision else None
    ),
    "deaths": lambda t, f, m: t.deaths >= f.deaths if f.deaths else None,
    "claim": lambda t, f, m: _coded(t.claim_code, vocabulary.claims(), f.claim) if f.claim else None,
    "review": lambda t, f, m: _coded(t.review_code, vocabulary.reviews(), f.review) if f.review else None,
    "dataset": lambda t, f, m: t.dataset.isin(f.dataset) if f.dataset else None,
}


def condition(t: ir.Table, filter: EventFilter, means: Means) -> ir.BooleanValue:
    """The condition of a whole filter on a table of events: false, never null, for an event that does not pass."""
    found = [clause for make in CLAUSES.values() if (clause := make(t, filter, means)) is not None]
    return _all(found).fill_null(False)


def on_map(t: ir.Table) -> ir.BooleanValue:
    """The condition that an event is drawn as a point or a ring."""
    return (t.mark < AREA_MARK) & t.x.notnull()


def _cell(t: ir.Table, shift: int, column: int, _: int, row: int) -> ir.BooleanValue:
    return on_map(t) & ((t.x >> shift) == column) & ((t.y >> shift) == row)


def _named_at(
    t: ir.Table, south: float, north: float, west: float, east: float, names: list[str], names_ar: list[str]
) -> ir.BooleanValue:
    inside = t.lat.between(south, north) & t.lon.between(west, east)
    return inside & (t.place_name.isin(names) | t.place_name_ar.isin(names_ar))


FURTHER: dict[str, Callable[..., ir.BooleanValue]] = {
    "all": lambda t: ibis.literal(True),
    "view": lambda t, x0, x1, y0, y1: t.x.between(x0, x1) & t.y.between(y0, y1),
    "mark": lambda t, mark: t.mark == mark,
    "ids": lambda t, ids: t.id.isin(ids),
    "area": lambda t, area_id: (t.mark == AREA_MARK) & (t.area_id == area_id),
    "cell": _cell,
    "named_at": _named_at,
    "happened": lambda t, day: t.start_day >= day,
    "retrieved": lambda t, day: t.retrieved_day >= day,
    "reviewed": lambda t, day: t.reviewed_day >= day,
}
"""Further conditions by the name of their clause; they take its values."""


def further(t: ir.Table, clause: Clause) -> ir.BooleanValue:
    """A clause of the embedded file's SQL on a table of another engine.

    Raises:
        StoreError: it has no name in FURTHER.
    """
    if clause.name not in FURTHER:
        raise StoreError(f"store: expected a condition that every engine knows, got {clause.sql!r}")
    values: tuple[Any, ...] = clause.values
    return FURTHER[clause.name](t, *values).fill_null(False)
