"""Answers of the store, cached by data version and filter, for the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from conflictmap import settings
from conflictmap.errors import UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.store import aggregate, listing, trends
from conflictmap.store.aggregate import Bin, Box, Counts, Extent
from conflictmap.store.listing import Line
from conflictmap.store.store import shared_store
from conflictmap.store.trends import Bar, Change, Group, Pair, Period, Total
from conflictmap.store.where import ALL

_KEPT = 200
"""Answers of one kind that are kept."""


def version() -> int:
    """The data version the page speaks of."""
    return shared_store().version


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def counts(version: int, filter: EventFilter) -> Counts:
    """What became of all events."""
    return aggregate.counts(shared_store(), filter)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def emptied_by(version: int, filter: EventFilter) -> list[tuple[str, int]]:
    """The filters whose removal alone would let events pass."""
    return aggregate.emptied_by(shared_store(), filter)


@st.cache_data(max_entries=4, show_spinner=False)
def extent(version: int) -> Extent:
    """First and last day of the data."""
    return aggregate.extent(shared_store())


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def histogram(version: int, filter: EventFilter) -> tuple[str, list[Bin]]:
    """The unit and bars of the histogram, which shows the filter's period with what lies around it, or all data."""
    first, last = extent(version)
    start, end = filter.from_ or first, filter.to or last
    unit = aggregate.bin_unit((end - start).days) if start and end else "day"
    # The bars reach one period beyond each end, so that a viewer sees what the period leaves out.
    if start and end and (filter.from_ or filter.to):
        margin = max((end - start) // 2, timedelta(days=3))
        shown = replace(filter, from_=_earlier(start, margin), to=_later(end, margin))
    else:
        shown = replace(filter, from_=None, to=None)
    return unit, aggregate.histogram(shared_store(), shown, unit)


def _earlier(day: date, margin: timedelta) -> date:
    return day - margin if day - date.min > margin else date.min


def _later(day: date, margin: timedelta) -> date:
    return day + margin if date.max - day > margin else date.max


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def bounds(version: int, filter: EventFilter, share: float = 1.0) -> Box | None:
    """The rectangle of the drawn events, or of the given share of them in the middle."""
    return aggregate.bounds(shared_store(), filter, share)


def table(version: int, filter: EventFilter) -> list[Line]:
    """The newest events that pass, as many as the table shows; kept as the table."""
    return listing.lines(shared_store(), filter, ALL, settings.number("table_limit"))


def unplaced(version: int, filter: EventFilter) -> list[Line]:
    """The newest events that pass and are not drawn; kept as the table."""
    return listing.lines(shared_store(), filter, aggregate.UNPLACED, settings.number("list_limit"))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def event(version: int, event_id: str) -> Event | None:
    """One event; None where this version of the data has none of that id."""
    try:
        return shared_store().get(event_id)
    except UnknownEvent:
        return None


@st.cache_data(max_entries=8, show_spinner=False)
def values_of(version: int, column: str) -> list[str]:
    """The values of a column, most frequent first."""
    return [value for value, _ in aggregate.values_of(shared_store(), column)]


@st.cache_data(max_entries=4, show_spinner=False)
def actor_keys(version: int) -> list[str]:
    """The actors a viewer can choose: those that events name and those they are part of, most frequent first."""
    book = vocabulary.actor_book()
    keys: dict[str, None] = {}
    for key, name, _name_ar, _count in aggregate.actors(shared_store()):
        for each in (book.resolve(name) if key.startswith("name:") else key, *book.ancestors(key)):
            keys.setdefault(each)
    return list(keys)


# Trends


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_groups(version: int, filter: EventFilter, by: str, limit: int | None) -> list[Group]:
    """The groups of the events that pass, most events first."""
    return trends.groups(shared_store(), filter, by, limit)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_bars(version: int, filter: EventFilter, unit: str, by: str, keys: tuple[str | None, ...]) -> list[Bar]:
    """The events that pass by part of the period and group."""
    return trends.bars(shared_store(), filter, unit, by, keys)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_pairs(version: int, filter: EventFilter, limit: int) -> list[Pair]:
    """The actors that events most often name together."""
    return trends.pairs(shared_store(), filter, limit)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_changes(version: int, filter: EventFilter, now: Period, before: Period, by: str) -> list[Change]:
    """The groups of a period beside those of the one before."""
    return trends.changes(shared_store(), filter, now, before, by)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_total(version: int, filter: EventFilter, period: Period) -> Total:
    """The events of a period that pass, and their deaths."""
    return trends.total(shared_store(), trends.in_period(filter, period))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def trend_since(version: int, filter: EventFilter, kind: str, day: date) -> int:
    """How many of the events that pass have changed in a way since a day."""
    return trends.count_since(shared_store(), filter, kind, day)


@st.cache_data(max_entries=50, show_spinner=False)
def trend_since_list(version: int, filter: EventFilter, kind: str, day: date) -> list[Line]:
    """The newest of those events."""
    return listing.lines(shared_store(), filter, trends.since(kind, day), settings.number("list_limit"))
