"""What a briefing of several pages says after its first: events by period, type and country; a table; the method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conflictmap import settings
from conflictmap.briefing import wording
from conflictmap.briefing.wording import cleaned, isolated
from conflictmap.filters import EventFilter
from conflictmap.methodtext import sections
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.model.naming import area_label
from conflictmap.store import aggregate, briefs
from conflictmap.store.interface import Store
from conflictmap.store.where import ALL
from conflictmap.words import Lang, either, joined, number, say

MAX_QUOTE, MAX_SUMMARY, MAX_SOURCES = 300, 300, 3
MAX_COUNTRIES = 12


@dataclass(frozen=True)
class Row:
    """One event of the table: texts ready to be set; a quote stands with its source."""

    when: str
    head: str
    place: str
    summary: str
    actors: str
    killed: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FullContent:
    """The further pages: counts as (label, number), the table with what it leaves out, and the method."""

    types: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    cut: str
    method: tuple[tuple[str, tuple[str, ...]], ...]


def full_content(store: Store, filter: EventFilter, lang: Lang) -> FullContent:
    """The further pages about the events that pass a filter."""
    page = aggregate.list_where(store, filter, ALL, settings.number("brief_table_limit"))
    cut = say("table.cut", lang, n=number(len(page.events)), total=number(page.total))
    types = vocabulary.event_types()
    by_type = [(types.ids[code], n) for code, n in briefs.by_type(store, filter)]
    by_country = [
        (area_label(c, lang) if c else say("place.none", lang), n) for c, n in briefs.by_country(store, filter)
    ]
    return FullContent(
        types=tuple((types.get(kind).label(lang), n) for kind, n in by_type),
        countries=_few(by_country, lang),
        rows=tuple(_row(event, lang) for event in page.events),
        cut=cut if len(page.events) < page.total else "",
        method=tuple((section.heading, section.paragraphs) for section in sections(lang)),
    )


def _few(counts: Iterable[tuple[str, int]], lang: Lang) -> tuple[tuple[str, int], ...]:
    """The largest counts, and the others as one."""
    ordered = Counter(dict(counts)).most_common()
    rest = sum(n for _, n in ordered[MAX_COUNTRIES:])
    others = [(say("brief.more", lang, n=number(len(ordered) - MAX_COUNTRIES)), rest)] if rest else []
    return tuple([*ordered[:MAX_COUNTRIES], *others])


def _row(event: Event, lang: Lang) -> Row:
    chain = wording.place_text(event, lang)
    return Row(
        when=wording.event_when(event, lang),
        head=vocabulary.sub_event_types().get(event.sub_event_type).label(lang),
        place=chain,
        summary=cleaned(event.summary(lang), MAX_SUMMARY),
        actors=joined([isolated(actor.label(lang), 60) for actor in event.actors[:4]], lang),
        killed=wording.toll_of(event.fatalities, lang) if event.fatalities.is_known else "–",
        sources=_sources(event, lang),
    )


def _sources(event: Event, lang: Lang) -> tuple[tuple[str, str], ...]:
    shown = []
    for source in event.sources[:MAX_SOURCES]:
        name = isolated(either(lang, source.publisher, source.publisher_ar), 60)
        day = f" {isolated(source.date.isoformat())}" if source.date else ""
        shown.append((name + day, cleaned(source.quote or "", MAX_QUOTE)))
    further = len(event.sources) - MAX_SOURCES
    return tuple([*shown, *([(say("brief.more", lang, n=number(further)), "")] if further > 0 else [])])
