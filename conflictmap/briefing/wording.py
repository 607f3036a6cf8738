"""The sentences of a picture. Every text that others wrote is cleaned and isolated, so that it neither breaks lines nor
turns the direction of what stands beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from conflictmap.filters import EventFilter, value_label
from conflictmap.model import vocabulary
from conflictmap.model.dates import describe_day, describe_period
from conflictmap.model.event import Event, Source, Toll
from conflictmap.model.naming import place_chain, place_label
from conflictmap.store.aggregate import Counts
from conflictmap.store.briefs import Publisher, Summary
from conflictmap.words import Lang, either, joined, number, say

FSI, PDI = "\u2068", "\u2069"
MAX_NAMED = 2
"""Places, actors or types that a title names."""
MAX_PUBLISHERS = 6
"""Publishers that the source line names."""
_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_JOINERS = "\u200c\u200d"


def cleaned(text: str, longest: int) -> str:
    """One line of printable text without marks of direction, shortened where it is longer."""
    known = "".join(c if c.isprintable() or c in _JOINERS else " " for c in text if c not in _DIRECTION)
    kept = unicodedata.normalize("NFC", " ".join(known.split()))
    return kept if len(kept) <= longest else f"{kept[: longest - 1].rstrip()}…"


def isolated(text: str | None, longest: int = 400) -> str:
    """A text that others wrote, for use within a sentence."""
    return f"{FSI}{cleaned(text or '', longest)}{PDI}"


def default_title(filter: EventFilter, lang: Lang) -> str:
    """What the events are, where, and by whom, from the filter."""
    types = [value_label("type", value, lang) for value in filter.type[:MAX_NAMED]]
    what = joined(types, lang) if types and len(filter.type) <= MAX_NAMED else say("brief.events", lang)
    areas = [value_label("admin1", value, lang) for value in filter.admin1] or [
        value_label("country", value, lang) for value in filter.country
    ]
    title = what
    if areas:
        title = say("brief.title_in", lang, what=title, where=_few(areas, lang))
    if filter.actor:
        actors = [value_label("actor", value, lang) for value in filter.actor]
        title = say("brief.title_by", lang, what=title, who=_few(actors, lang))
    return title


def _few(names: Sequence[str], lang: Lang) -> str:
    shown = [isolated(name, 80) for name in names[:MAX_NAMED]]
    more = len(names) - MAX_NAMED
    return joined(shown, lang) + (f" {say('brief.more', lang, n=number(more))}" if more > 0 else "")


def period_text(filter: EventFilter, found: Summary, lang: Lang) -> str:
    """The period the picture speaks of: the filter's, or the days of the events that pass."""
    first, last = filter.from_ or found.first, filter.to or found.last
    if first is None or last is None or last < first:
        return say("date.none", lang)
    return describe_period(first, last, lang)


def filter_text(filter: EventFilter, lang: Lang) -> str:
    """The filter in words, without the period, which is said beside it."""
    return filter.without("from").without("to").describe(lang)


def toll_text(found: Summary, lang: Lang) -> str:
    """People killed as a range, with the events it rests on; unknown is not zero."""
    if not found.known:
        return say("brief.toll_unknown", lang)
    low, high, n = number(found.low), number(found.high), number(found.known)
    key = "brief.toll_one" if found.low == found.high else "brief.toll_range"
    return say(key, lang, low=low, high=high, n=n, total=number(found.events))


def count_lines(counts: Counts, found: Summary, lang: Lang) -> tuple[tuple[str, str], ...]:
    """What became of all events: (number, label)."""
    rows = [
        (counts.shown, "brief.shown"),
        (counts.unplaced, "brief.unplaced"),
        (counts.filtered_out, "brief.filtered_out"),
        (found.merged, "brief.merged"),
    ]
    return tuple((number(value), say(key, lang)) for value, key in rows)


def event_head(event: Event, lang: Lang) -> str:
    """What happened and where."""
    label = vocabulary.sub_event_types().get(event.sub_event_type).label(lang)
    return say("detail.title", lang, label=label, place=isolated(place_label(event.place, lang), 80))


def event_when(event: Event, lang: Lang) -> str:
    """The date of an event."""
    return event.when.describe(lang) if event.when else say("date.none", lang)


def event_foot(event: Event, lang: Lang) -> str:
    """Who, how many killed, claim where it is no fact, and the source."""
    parts = []
    if event.claim != "asserted":
        parts.append(vocabulary.claims().get(event.claim).label(lang))
    if event.actors:
        parts.append(joined([isolated(actor.label(lang), 60) for actor in event.actors[:3]], lang))
    if event.fatalities.is_known:
        parts.append(say("brief.killed", lang, n=toll_of(event.fatalities, lang)))
    return " · ".join([*parts, source_text(event, lang)])


def toll_of(toll: Toll, lang: Lang) -> str:
    """One event's toll as short as can be: a figure, or from low to high."""
    low = next((v for v in (toll.low, toll.best, toll.high) if v is not None), 0)
    high = next((v for v in (toll.high, toll.best, toll.low) if v is not None), 0)
    return number(low) if low == high else f"{FSI}{number(low)}–{number(high)}{PDI}"


def source_text(event: Event, lang: Lang) -> str:
    """The first report's publisher, and how many more there are."""
    source: Source = event.sources[0]
    text = isolated(either(lang, source.publisher, source.publisher_ar), 60)
    further = len(event.sources) - 1
    return f"{text} {say('brief.more', lang, n=number(further))}" if further else text


def publishers_text(found: Sequence[Publisher], lang: Lang) -> str:
    """Who reported, most reports first."""
    names = [f"{isolated(either(lang, p.name, p.name_ar), 60)} ({number(p.reports)})" for p in found[:MAX_PUBLISHERS]]
    further = len(found) - MAX_PUBLISHERS
    return joined(names, lang) + (f" {say('brief.more', lang, n=number(further))}" if further > 0 else "")


def as_of_text(version: int, day: date | None, lang: Lang) -> str:
    """As of when the data are, and their version."""
    said = describe_day(day, lang) if day else say("date.none", lang)
    return say("brief.as_of", lang, day=said, version=version)


def place_text(event: Event, lang: Lang) -> str:
    """The place and what contains it."""
    chain = [isolated(part, 60) for part in place_chain(event.place, lang)]
    return joined(chain, lang) or say("place.none", lang)


def toll_range(found: Summary, lang: Lang) -> str:
    """People killed as short as can be: a figure, from low to high, or that no figure is known."""
    if not found.known:
        return say("brief.unknown", lang)
    return number(found.low) if found.low == found.high else f"{FSI}{number(found.low)}–{number(found.high)}{PDI}"
