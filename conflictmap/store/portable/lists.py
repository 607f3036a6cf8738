"""Events and lines of events, newest first, on any engine."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from conflictmap.filters import EventFilter
from conflictmap.model.event import Event
from conflictmap.store import listing, rows
from conflictmap.store.aggregate import MAX_OFFSET, Page, with_ids
from conflictmap.store.imports import Import
from conflictmap.store.listing import Line
from conflictmap.store.portable.layout import EVENT, WHOLE
from conflictmap.store.portable.store import NEWEST_FIRST, PortableStore
from conflictmap.store.where import Clause

_EVERYTHING = EventFilter(claim=(), review=())


def list_where(store: PortableStore, filter: EventFilter, extra: Clause, limit: int, offset: int = 0) -> Page:
    """The events that pass and meet a further condition, newest first."""
    t = EVENT.filter(store.further(EVENT, extra), store.condition(EVENT, filter))
    total = int(store.all(t.aggregate(n=t.count()))[0][0])
    if offset > MAX_OFFSET:
        return Page([], total)
    return Page([rows.to_event(row) for row in store.whole(_chosen(store, t, limit, offset))], total)


def lines(store: PortableStore, filter: EventFilter, extra: Clause, limit: int) -> list[Line]:
    """The newest events that pass and meet a further condition, as lines."""
    t = EVENT.filter(store.further(EVENT, extra), store.condition(EVENT, filter))
    return [listing.line_of(rows.to_event(row)) for row in store.whole(_chosen(store, t, limit))]


def of_ids(store: PortableStore, ids: Sequence[str]) -> list[Event]:
    """The events with these ids that there are, in the order of the ids."""
    page = list_where(store, _EVERYTHING, with_ids(ids), len(ids))
    found = {event.id: event for event in page.events}
    return [found[each] for each in ids if each in found]


def log(store: PortableStore) -> list[Import]:
    """What was imported: nothing, as an archive holds no log."""
    return []


def _chosen(store: PortableStore, t: ir.Table, limit: int, offset: int = 0) -> ir.Table:
    """Whole rows, chosen by narrow columns first: by id, and by day, which lets engines skip what has other days."""
    chosen = store.all(t.order_by(NEWEST_FIRST).limit(limit, offset=offset).select("id", "start_day"))
    days = sorted({day for _, day in chosen if day is not None})
    dated = (WHOLE.start_day >= days[0]) & (WHOLE.start_day <= days[-1]) if days else ibis.literal(False)
    if any(day is None for _, day in chosen):
        dated = dated | WHOLE.start_day.isnull()
    return WHOLE.filter(WHOLE.id.isin([event_id for event_id, _ in chosen]), dated)
