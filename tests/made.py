"""Events for tests: one plain event to vary, and a hypothesis strategy for any event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Source, Toll

PLAIN = Event(
    id="test:1",
    event_type="Battles",
    sub_event_type="Armed clash",
    when=EventDate(date(2026, 2, 4), date(2026, 2, 4)),
    place=EventPlace("Aleppo", "حلب", country="SY", admin1_id="SY-HL", lat=36.2, lon=37.16, geo_precision="town"),
    actors=(Actor.known("hts", "side_a"), Actor("Band of the Valley", "side_b", "unknown")),
    fatalities=Toll(best=3),
    summary_en="A clash in the old town.",
    summary_ar="اشتباك في المدينة القديمة.",
    sources=(Source("The Paper"),),
    dataset="test",
    licence="made up",
)


def event(**changes: Any) -> Event:
    """The plain event with some fields changed."""
    return replace(PLAIN, **changes)


PAYLOADS = [
    "${window.__pwned=1}",
    "`);window.__pwned=1;//",
    "\\\\`)[0];window.__pwned=1;//",
    "<script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "\"');window.__pwned=1;//",
    "</script><script>window.__pwned=1</script>\u2028\u2029{{7*7}}",
]
"""Texts that try to run: for template literals, quotes, markup, and the ends of scripts."""

SLOW_SQL = "SELECT count(*) FROM range(1_000_000) a, range(1_000_000) b WHERE (a.range * b.range) % 7 = 3"
"""A query that takes hours."""

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
NAMES = st.sampled_from(["Band of the Valley", "كتائب الوادي", "X, Y", "100% Group", "كتائبُ الوادي"]) | TEXTS.filter(
    str.strip
)
DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 20))
"""Few days, so that periods and events often share an edge."""
SUBTYPES = [(term.more["event_type"], term.id) for term in vocabulary.sub_event_types()]


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """A known actor, or one that only has a name."""
    role = draw(st.sampled_from(vocabulary.roles().ids))
    known = draw(st.none() | st.sampled_from(["hts", "gov_sy", "gov_ru", "isis", "idf", "gov_il"]))
    if known:
        return Actor.known(known, role)
    return Actor(draw(NAMES), role, draw(st.sampled_from(vocabulary.actor_kinds().ids)))


@st.composite
def dates(draw: st.DrawFn) -> EventDate | None:
    """A day, a longer interval, or none."""
    start, days = draw(DAYS), draw(st.sampled_from([0, 0, 3, 40]))
    precision = "day" if days == 0 else draw(st.sampled_from(["days", "week", "month", "year"]))
    return draw(st.sampled_from([None, EventDate(start, start + timedelta(days=days), precision)]))


@st.composite
def places(draw: st.DrawFn) -> EventPlace:
    """A place of any precision, with and without a point and an area."""
    precision = draw(st.sampled_from(vocabulary.geo_precisions().ids))
    point = draw(st.none() | st.tuples(st.floats(-85, 85), st.floats(0.5, 180)))
    lat, lon = point or (None, None)
    return EventPlace(
        name=draw(st.none() | TEXTS),
        country=draw(st.sampled_from([None, "SY", "PS", "UA"])),
        admin1_id=draw(st.sampled_from([None, "SY-HL", "PS-GZZ"])),
        lat=lat,
        lon=lon,
        geo_precision=precision,
        radius_km=draw(st.none() | st.floats(0.5, 100)),
        area_id=draw(st.sampled_from([None, "SY-HL"])),
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event; ids are from a small range, so that some replace others."""
    event_type, sub_event_type = draw(st.sampled_from(SUBTYPES))
    count = st.none() | st.integers(0, 60)
    return event(
        id=f"test:{draw(st.integers(1, 40))}",
        event_type=event_type,
        sub_event_type=sub_event_type,
        when=draw(dates()),
        place=draw(places()),
        actors=tuple(draw(st.lists(actors(), max_size=3))),
        fatalities=Toll(draw(count), draw(count), draw(count)),
        summary_en=draw(st.none() | TEXTS),
        summary_ar=draw(st.none() | st.sampled_from(["قصفٌ على البلدة", "هدنة", "مَعبَر رفح"])),
        claim=draw(st.sampled_from(vocabulary.claims().ids)),
        dataset=draw(st.sampled_from(["test", "other"])),
    )
