"""Lines of tables: the few columns a line shows, read without making whole events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, EventPlace
from conflictmap.store.interface import question
from conflictmap.store.store import ORDER, EventStore
from conflictmap.store.where import EPOCH, Clause, where


class Line(NamedTuple):
    """What a table shows of an event. actors, publisher: (name, name_ar)."""

    id: str
    when: EventDate | None
    sub_event_type: str
    place: EventPlace
    deaths: int | None
    actors: list[tuple[str, str | None]]
    publisher: tuple[str, str | None]


_COLUMNS = (
    "id, start_day, end_day, date_precision, subtype_code, precision_code, country, admin1_id, deaths, "
    "place, list_transform(actors, lambda a: [a.name, a.name_ar]), sources[1].publisher, sources[1].publisher_ar"
)


@question
def lines(store: EventStore, filter: EventFilter, extra: Clause, limit: int) -> list[Line]:
    """The newest events that pass and meet a further condition.

    The rows are chosen by narrow columns first; of the others only the chosen rows are read.
    """
    clause, cursor = where(filter), store.cursor()
    chosen = f"SELECT rowid FROM event WHERE ({extra.sql}) AND {clause.sql} {ORDER} LIMIT ?"
    found = cursor.execute(chosen, [*extra.values, *clause.values, limit]).fetchall()
    if not found:
        return []
    numbers = ", ".join(str(int(number)) for (number,) in found)  # as constants, they skip what no row is in
    sql = f"SELECT {_COLUMNS} FROM event WHERE rowid IN ({numbers}) {ORDER}"
    return [_line(*row) for row in cursor.execute(sql).fetchall()]


def line_of(event: Event) -> Line:
    """The line of an event."""
    source = event.sources[0]
    return Line(
        event.id,
        event.when,
        event.sub_event_type,
        replace(event.place, lat=None, lon=None, radius_km=None, area_id=None),
        event.fatalities.best,
        [(actor.name, actor.name_ar) for actor in event.actors],
        (source.publisher, source.publisher_ar),
    )


def _line(
    id: str,
    start: int | None,
    end: int,
    date_precision: str,
    subtype: int,
    precision: int,
    country: str | None,
    admin1_id: str | None,
    deaths: int | None,
    place: dict[str, Any],
    actors: list[list[str]],
    *publisher: str,
) -> Line:
    days = None if start is None else (EPOCH + timedelta(days=start), EPOCH + timedelta(days=end))
    return Line(
        id,
        EventDate(*days, date_precision) if days else None,
        vocabulary.sub_event_types().ids[subtype],
        EventPlace(
            **place,
            country=country,
            admin1_id=admin1_id,
            geo_precision=vocabulary.geo_precisions().ids[precision],
        ),
        deaths,
        [(name, name_ar) for name, name_ar in actors],
        (publisher[0], publisher[1]),
    )
