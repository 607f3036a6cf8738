"""What a briefing says, computed once: the page, the PNG, the PDF and the command line show the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from conflictmap import settings
from conflictmap.briefing import wording
from conflictmap.briefing.full import FullContent, full_content
from conflictmap.briefing.geometry import NOMINAL_PX, Frame, MapView, fit
from conflictmap.briefing.handling import Marking
from conflictmap.briefing.overlays import Overlay, overlays_of
from conflictmap.briefing.wording import cleaned, isolated
from conflictmap.filters import EventFilter
from conflictmap.mapview import answers
from conflictmap.model.event import Event
from conflictmap.model.naming import dataset_label, licence_label
from conflictmap.overlays import choice
from conflictmap.overlays.layers import in_force
from conflictmap.store import aggregate, briefs
from conflictmap.store.aggregate import Bin, Box, Counts, View
from conflictmap.store.briefs import Summary
from conflictmap.store.interface import Store
from conflictmap.words import Lang, joined, say
from geodata import Areas, basemap

LISTED = 10
"""Events that are listed at most."""
FIRST_VIEW_SHARE = 0.6
"""Share of the events, from the middle, that a view must hold which nobody chose; the live map opens so."""
MAX_TITLE, MAX_SUBTITLE, MAX_SUMMARY = 160, 240, 400
"""Characters of texts in a picture; longer ones are shortened, and end in an ellipsis."""
REACH = (2.1, 1.2)
"""How many times as wide and as high as a nominal screen marks are asked for: no picture shows more."""
_WHOLE = (33.5, 39.0, 6.0)
"""Where a map without events looks."""


@dataclass(frozen=True)
class Wish:
    """What is asked of a briefing beside the filter.

    title, subtitle: None for the default from the filter. view: None for where most events are. created: None for
    the day the data are of. events: ids of the events to list, in order; None for the most important ones. wording:
    other summaries by event id. logo: checked bytes of a PNG or SVG. overlays_on: the series of overlays
    to draw, None for all.
    full: whether a PDF goes on after its first page.
    """

    lang: Lang = "en"
    title: str | None = None
    subtitle: str | None = None
    view: MapView | None = None
    marking: Marking | None = None
    logo: bytes | None = None
    created: datetime | None = None
    events: tuple[str, ...] | None = None
    wording: tuple[tuple[str, str], ...] = ()
    overlays_on: tuple[str, ...] | None = None
    full: bool = False


@dataclass(frozen=True)
class ListedEvent:
    """One listed event, ready to be set."""

    number: int
    id: str
    event_type: str
    when: str
    head: str
    summary: str
    foot: str
    lat: float | None
    lon: float | None
    area_id: str | None


@dataclass(frozen=True)
class BriefContent:
    """Everything a one-page picture says. Texts are clean and isolated; `seen` is what the map's route answers."""

    lang: Lang
    title: str
    subtitle: str
    period: str
    filter_words: str
    counts: tuple[tuple[str, str], ...]
    drawn: int
    toll: str
    passing: int
    view: MapView
    seen: Mapping[str, Any]
    bins: tuple[Bin, ...]
    unit: str
    events: tuple[ListedEvent, ...]
    notes: tuple[str, ...]
    as_of: str
    permalink: str
    marking: Marking | None
    logo: bytes | None
    overlays: tuple[Overlay, ...]
    created: datetime
    record: Mapping[str, Any]
    full: FullContent | None = None

    @property
    def more(self) -> int:
        """Events that pass and are not listed."""
        return self.passing - len(self.events)


def brief_content(store: Store, filter: EventFilter, wish: Wish) -> BriefContent:
    """The content of a briefing about the events that pass a filter, as of the store's present version."""
    lang, version = wish.lang, store.version
    found, counts = briefs.summary(store, filter), aggregate.counts(store, filter)
    view = wish.view or first_view(store, filter)
    seen = _seen(store, filter, view, lang)
    unit, bins = _histogram(store, filter, found)
    as_of = found.retrieved or found.last or aggregate.extent(store).last
    created = wish.created or _midnight(as_of)
    title = cleaned(wish.title or "", MAX_TITLE) or wording.default_title(filter, lang)
    period = wording.period_text(filter, found, lang)
    link = permalink(filter, lang, view, wish.overlays_on)
    tolerance = 360 / _frame(view).world_px
    overlays, credits = overlays_of(in_force(filter, wish.overlays_on, tolerance), lang)
    return BriefContent(
        lang=lang,
        title=title,
        subtitle=cleaned(wish.subtitle or "", MAX_SUBTITLE) if wish.subtitle is not None else "",
        period=period,
        filter_words=wording.filter_text(filter, lang),
        counts=wording.count_lines(counts, found, lang),
        drawn=counts.shown,
        toll=wording.toll_text(found, lang),
        passing=found.events,
        view=view,
        seen=seen,
        bins=tuple(bins),
        unit=unit,
        events=_listed(store, filter, wish, view, seen),
        notes=_notes(store, filter, credits, lang),
        as_of=wording.as_of_text(version, as_of, lang),
        permalink=link,
        marking=wish.marking,
        logo=wish.logo,
        overlays=overlays,
        created=created,
        record=_record(filter, wish, counts, version, created, view, link, title),
        full=full_content(store, filter, lang) if wish.full else None,
    )


def _midnight(day: date | None) -> datetime:
    day = day or date(2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def first_view(store: Store, filter: EventFilter) -> MapView:
    """Where most of the events that pass are."""
    box = aggregate.bounds(store, filter, FIRST_VIEW_SHARE)
    return fit(box) if box else MapView(*_WHOLE)


def _frame(view: MapView) -> Frame:
    return Frame.of_view(view, *NOMINAL_PX)


def _seen(store: Store, filter: EventFilter, view: MapView, lang: Lang) -> dict[str, Any]:
    """The marks around a view, as the live map gets them."""
    box = _frame(view).wider(*REACH).box()
    return answers.view_answer(store, filter, View.of_degrees(*box, round(view.zoom)), lang)


def _histogram(store: Store, filter: EventFilter, found: Summary) -> tuple[str, list[Bin]]:
    first, last = filter.from_ or found.first, filter.to or found.last
    unit = aggregate.bin_unit((last - first).days) if first and last else "day"
    return unit, aggregate.histogram(store, filter, unit)


def _listed(
    store: Store, filter: EventFilter, wish: Wish, view: MapView, seen: Mapping[str, Any]
) -> tuple[ListedEvent, ...]:
    if wish.events is not None:
        chosen = briefs.of_ids(store, wish.events[:LISTED])
    else:
        box = _frame(view).box()
        areas = [area["id"] for area in seen["areas"] if _meets(area["id"], box)]
        chosen = [event for event, _ in briefs.important(store, filter, View.of_degrees(*box, 7), areas, LISTED)]
    own = dict(wish.wording)
    return tuple(_line(i, event, own.get(event.id), wish.lang) for i, event in enumerate(chosen, 1))


def _meets(area_id: str, box: Box) -> bool:
    west, south, east, north = Areas.open().geometry(area_id).bounds
    return Box(south, west, north, east).meets(box)


def _line(number: int, event: Event, own: str | None, lang: Lang) -> ListedEvent:
    place, drawn = event.place, event.place.mark
    return ListedEvent(
        number=number,
        id=event.id,
        event_type=event.event_type,
        when=wording.event_when(event, lang),
        head=wording.event_head(event, lang),
        summary=cleaned(own or event.summary(lang), MAX_SUMMARY),
        foot=wording.event_foot(event, lang),
        lat=place.lat if drawn in ("point", "ring") else None,
        lon=place.lon if drawn in ("point", "ring") else None,
        area_id=place.area_id if drawn == "area" else None,
    )


def _notes(store: Store, filter: EventFilter, credits: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """The small print: precision, who reported, datasets with licences, overlays, base map."""
    reporters = wording.publishers_text(briefs.publishers(store, filter), lang)
    data = [
        f"{isolated(dataset_label(name, lang), 60)} ({isolated(licence_label(licence, lang), 60)})"
        for name, licence, _ in briefs.datasets(store, filter)
    ]
    base = say("brief.base", lang, credit=isolated(str(basemap.index()["attribution"])))
    found = [say("brief.sources", lang, names=reporters)] if reporters else []
    found += [say("brief.data", lang, names=joined(data, lang))] if data else []
    found += [say("brief.overlays", lang, names=joined(list(credits), lang))] if credits else []
    return (say("brief.precision", lang), " ".join([*found, base]))


def permalink(filter: EventFilter, lang: Lang, view: MapView, overlays: tuple[str, ...] | None = None) -> str:
    """The address that opens the same filter, language, overlays and map view."""
    on = choice.write(overlays)
    shown = {} if on is None else {choice.PARAM: on}
    place = f"{view.lat:.4f},{view.lon:.4f},{view.zoom:g}"
    query = urlencode({"lang": lang, **filter.to_params(), **shown, "view": place}, safe=",:")
    return f"{settings.public_url()}/?{query}"


def _record(
    filter: EventFilter, wish: Wish, counts: Counts, version: int, created: datetime, view: MapView, link: str,
    title: str,
) -> dict[str, Any]:  # fmt: skip
    """What the file keeps about itself: all that is needed to make it again."""
    marking = wish.marking.text if wish.marking else None
    return {
        "software": "Conflict Map",
        "title": cleaned(title, MAX_TITLE),
        "permalink": link,
        "filter": filter.to_params(),
        "filter_in_words": filter.describe(wish.lang),
        "data_version": version,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lang": wish.lang,
        "view": [view.lat, view.lon, view.zoom],
        "given": {
            "title": wish.title,
            "subtitle": wish.subtitle,
            "marking": marking,
            "pages": "full" if wish.full else None,
            "overlays": choice.write(wish.overlays_on),
        },
        "counts": counts._asdict(),
        "logo": hashlib.sha256(wish.logo).hexdigest() if wish.logo else None,
    }
