"""The event: what happened, when, where, by and to whom, and who says so. Frozen and checked on construction."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date
from typing import Any

from conflictmap.errors import InvalidEvent
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.words import Lang, either
from geodata.normalize import fold

MAX_TEXT = 20_000
"""Characters a text field may hold; reports' own sentences are far shorter."""


def _check_term(field: str, value: str, terms: Vocabulary) -> None:
    if value not in terms:
        raise InvalidEvent(field, value, f"one of {', '.join(terms.ids)}")


def _check_text(field: str, value: str | None, required: bool = False) -> None:
    if value is None and not required:
        return
    if not isinstance(value, str) or (required and not value.strip()):
        raise InvalidEvent(field, value, "text")
    if len(value) > MAX_TEXT:
        raise InvalidEvent(field, f"{value[:40]}…", f"at most {MAX_TEXT} characters, got {len(value)}")


def _check_count(field: str, value: int | None) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise InvalidEvent(field, value, "a whole number of at least 0, or none where it is not known")


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor's part in one event. `id` is its vocabulary row, None where no row describes it."""

    name: str
    role: str
    kind: str
    id: str | None = None
    name_ar: str | None = None

    def __post_init__(self) -> None:
        _check_text("actors.name", self.name, required=True)
        _check_text("actors.name_ar", self.name_ar)
        _check_term("actors.role", self.role, vocabulary.roles())
        _check_term("actors.kind", self.kind, vocabulary.actor_kinds())
        if self.id is not None:
            _check_term("actors.id", self.id, vocabulary.actor_book().actors)

    @property
    def key(self) -> str:
        """What the actor filter knows this actor by."""
        return vocabulary.actor_book().key(self.id, self.name)

    def label(self, lang: Lang) -> str:
        """The name in a language, the other language's where it has none."""
        return either(lang, self.name, self.name_ar) or self.name

    @classmethod
    def known(cls, actor_id: str, role: str) -> Actor:
        """An actor of the vocabulary in a role."""
        row = vocabulary.actor_book().actors.get(actor_id)
        return cls(row.en, role, row.more["kind"], row.id, row.ar)


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event happened, and how well that is known.

    `lat`, `lon`: degrees, WGS 84, both or neither. `radius_km`: kilometres around the point the place may lie in.
    `area_id`, `admin1_id`: ids of `geodata` areas. `country`: ISO 3166-1 alpha-2.
    """

    name: str | None = None
    name_ar: str | None = None
    kind: str | None = None
    admin1: str | None = None
    admin1_ar: str | None = None
    admin1_id: str | None = None
    admin2: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geo_precision: str = "none"
    radius_km: float | None = None
    area_id: str | None = None

    def __post_init__(self) -> None:
        _check_term("geo_precision", self.geo_precision, vocabulary.geo_precisions())
        for field in ("name", "name_ar", "admin1", "admin1_ar", "admin2"):
            _check_text(f"place.{field}", getattr(self, field))
        if self.country is not None and not (len(self.country) == 2 and self.country.isupper()):
            raise InvalidEvent("country", self.country, "an ISO 3166-1 alpha-2 code such as SY")
        self._check_point()
        if self.radius_km is not None and not 0 < self.radius_km <= 1000:
            raise InvalidEvent("radius_km", self.radius_km, "kilometres above 0 and at most 1000")

    def _check_point(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise InvalidEvent("lat, lon", (self.lat, self.lon), "both or neither")
        if self.lat is None or self.lon is None:
            return
        if not (math.isfinite(self.lat) and abs(self.lat) <= 90):
            raise InvalidEvent("lat", self.lat, "degrees from -90 to 90")
        if not (math.isfinite(self.lon) and abs(self.lon) <= 180):
            raise InvalidEvent("lon", self.lon, "degrees from -180 to 180")
        if self.lat == 0 and self.lon == 0:
            raise InvalidEvent("lat, lon", (0, 0), "a real place: (0, 0) stands for a missing one")

    @property
    def mark(self) -> str:
        """How the place is drawn: point, ring, area, or list where it is not drawn at all."""
        mark = str(vocabulary.geo_precisions().get(self.geo_precision).more["mark"])
        if mark == "area" and self.area_id is None:
            mark = "ring"
        if mark in ("point", "ring") and self.lat is None:
            return "list"
        return mark


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed or injured: lowest, best and highest figure. None is not known; 0 is known to be none."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        for field in ("low", "best", "high"):
            _check_count(field, getattr(self, field))

    @property
    def is_known(self) -> bool:
        """Whether there is any figure."""
        return (self.low, self.best, self.high) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Source:
    """A report that speaks of the event. `span` is (start, end) of `quote` in characters of the report."""

    publisher: str
    publisher_ar: str | None = None
    title: str | None = None
    title_ar: str | None = None
    date: date | None = None
    url: str | None = None
    lang: str | None = None
    quote: str | None = None
    span: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        _check_text("sources.publisher", self.publisher, required=True)
        for field in ("publisher_ar", "title", "title_ar", "url", "quote"):
            _check_text(f"sources.{field}", getattr(self, field))


@dataclass(frozen=True, slots=True)
class Review:
    """What a person decided about the event, who, when (ISO time) and why."""

    status: str = "candidate"
    who: str | None = None
    when: str | None = None
    why: str | None = None

    def __post_init__(self) -> None:
        _check_term("review", self.status, vocabulary.reviews())


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.

    `id` is stable: the same input gives the same id. `when` is None where no date can be had; such events are
    listed, never given an invented day. Only events whose `claim` is asserted are drawn by default. `first_reading` is
    a JSON object of the fields that a person has changed, as they were first read. `updated` is when the dataset says
    it last changed the event, in seconds since 1970 (UTC).

    Raises:
        InvalidEvent: a field breaks the model.
    """

    id: str
    event_type: str
    sub_event_type: str
    when: EventDate | None
    place: EventPlace
    actors: tuple[Actor, ...] = ()
    fatalities: Toll = Toll()
    injured: Toll = Toll()
    summary_en: str | None = None
    summary_ar: str | None = None
    note_en: str | None = None
    note_ar: str | None = None
    sources: tuple[Source, ...]
    claim: str = "asserted"
    confidence: float = 1.0
    rule: str | None = None
    review: Review = Review()
    first_reading: str | None = None
    dataset: str
    licence: str
    retrieved: date | None = None
    updated: int | None = None

    def __post_init__(self) -> None:
        for field in ("id", "dataset", "licence"):
            _check_text(field, getattr(self, field), required=True)
        for field in ("summary_en", "summary_ar", "note_en", "note_ar"):
            _check_text(field, getattr(self, field))
        _check_term("event_type", self.event_type, vocabulary.event_types())
        _check_term("sub_event_type", self.sub_event_type, vocabulary.sub_event_types())
        parent = vocabulary.sub_event_types().get(self.sub_event_type).more["event_type"]
        if parent != self.event_type:
            raise InvalidEvent("sub_event_type", self.sub_event_type, f"a sub-type of {self.event_type}")
        _check_term("claim", self.claim, vocabulary.claims())
        if not 0 <= self.confidence <= 1:
            raise InvalidEvent("confidence", self.confidence, "a number from 0 to 1")
        if not self.sources:
            raise InvalidEvent("sources", (), "at least one source")

    def corrected(self, who: str, when: str, why: str, /, **changes: Any) -> Event:
        """The event with some fields as a person says they should be; what they were first is kept."""
        before = {name: _plain(getattr(self, name)) for name in changes}
        first = json.dumps({**before, **self.first_read()}, ensure_ascii=False, default=str)
        return replace(self, **changes, review=Review("corrected", who, when, why), first_reading=first)

    def first_read(self) -> dict[str, Any]:
        """The fields that a person has changed, by name, as they were first read."""
        found: dict[str, Any] = json.loads(self.first_reading or "{}")
        return found

    def summary(self, lang: Lang) -> str:
        """The summary in a language, the other language's where it has none."""
        return either(lang, self.summary_en, self.summary_ar) or ""

    def search_text(self) -> str:
        """All that free text finds the event by, folded: summaries, place and actor names, sources."""
        parts = (
            folded(self.summary_en, self.summary_ar),
            place_search(self.place),
            actors_search(self.actors),
            sources_search(self.sources),
        )
        return SEARCH_JOINT.join(part for part in parts if part)

    def to_record(self) -> dict[str, Any]:
        """The event as one flat JSON object, keys in a fixed order: the contract of `code` and `query`."""
        place, source = self.place, self.sources[0]
        return {
            "id": self.id,
            "date_start": self.when.start.isoformat() if self.when else None,
            "date_end": self.when.end.isoformat() if self.when else None,
            "date_precision": self.when.precision if self.when else None,
            "event_type": self.event_type,
            "sub_event_type": self.sub_event_type,
            "actors": [{"name": a.name, "name_ar": a.name_ar, "role": a.role, "kind": a.kind} for a in self.actors],
            "place": place.name,
            "place_ar": place.name_ar,
            "lat": place.lat,
            "lon": place.lon,
            "geo_precision": place.geo_precision,
            "radius_km": place.radius_km,
            "admin1": place.admin1,
            "country": place.country,
            **_toll_record("fatalities", self.fatalities),
            **_toll_record("injured", self.injured),
            "summary_en": self.summary_en,
            "summary_ar": self.summary_ar,
            "claim": self.claim,
            "sources": [_source_record(each) for each in self.sources],
            "sentence": source.quote,
            "span": list(source.span) if source.span else None,
            "confidence": self.confidence,
            "rule": self.rule,
            "review": self.review.status,
            "dataset": self.dataset,
            "licence": self.licence,
            "retrieved": self.retrieved.isoformat() if self.retrieved else None,
        }


SEARCH_JOINT = " | "
"""What stands between the texts that free text is looked for in, so that no word runs over from one to the next."""


def folded(*texts: str | None) -> str:
    """Texts as free text finds them, each once."""
    return SEARCH_JOINT.join(dict.fromkeys(key for text in texts if text and (key := fold(text))))


def place_search(place: EventPlace) -> str:
    """The part of a search text that a place gives."""
    return folded(place.name, place.name_ar, place.admin1, place.admin1_ar)


def actors_search(actors: tuple[Actor, ...]) -> str:
    """The part of a search text that actors give."""
    return SEARCH_JOINT.join(dict.fromkeys(key for actor in actors for key in actor_keys(actor)))


def actor_keys(actor: Actor) -> tuple[str, ...]:
    """What free text finds an actor by: as it is written, and every name it is known by; folded."""
    own = tuple(key for name in (actor.name, actor.name_ar) if name and (key := fold(name)))
    return (*own, *vocabulary.actor_book().folded_names(actor.id)) if actor.id else own


def sources_search(sources: tuple[Source, ...]) -> str:
    """The part of a search text that sources give."""
    return SEARCH_JOINT.join(dict.fromkeys(key for source in sources for key in source_keys(source)))


def source_keys(source: Source) -> tuple[str, ...]:
    """What free text finds a source by, folded."""
    texts = (source.publisher, source.publisher_ar, source.title, source.title_ar, source.quote)
    return tuple(key for text in texts if text and (key := fold(text)))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _toll_record(name: str, toll: Toll) -> dict[str, int | None]:
    return {f"{name}_low": toll.low, f"{name}_best": toll.best, f"{name}_high": toll.high}


def _source_record(source: Source) -> dict[str, Any]:
    return {
        "publisher": source.publisher,
        "title": source.title,
        "date": source.date.isoformat() if source.date else None,
        "url": source.url,
        "lang": source.lang,
        "quote": source.quote,
        "span": list(source.span) if source.span else None,
    }
