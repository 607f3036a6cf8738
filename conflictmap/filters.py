"""The one filter behind links, widgets, command-line flags, SQL and plain Python.

`FIELDS` has a row for each filter. From a row come its URL parameter and flag (`name`), its codec (`kind`), its label
and help (words.toml, `filter.<name>`), and its test (`_TESTS`). The SQL of the same rows is in `store/where.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

from conflictmap.errors import InvalidEvent, InvalidFilter, UnknownFilter
from conflictmap.model import vocabulary
from conflictmap.model.dates import describe_period, parse_day
from conflictmap.model.event import Event
from conflictmap.model.naming import area_label, dataset_label
from conflictmap.model.vocabulary import Vocabulary
from conflictmap.words import Lang, joined, say
from geodata.normalize import fold

MAX_VALUES = 200
"""Values one list filter may hold."""
MAX_WORDS = 10
"""Words of a free-text search that count; each is looked for in every event."""
MAX_CHARACTERS = 200
"""Characters one filter value may hold."""


class Field(NamedTuple):
    """One filter: its name, the kind of its value, and where its values come from."""

    name: str
    kind: str  # many: a tuple of texts · one: a text · day: a date or None · count: a whole number · text
    terms: Callable[[], Vocabulary] | None = None


FIELDS = (
    Field("actor", "many"),
    Field("role", "one", vocabulary.roles),
    Field("type", "many", vocabulary.event_types),
    Field("subtype", "many", vocabulary.sub_event_types),
    Field("from", "day"),
    Field("to", "day"),
    Field("country", "many"),
    Field("admin1", "many"),
    Field("text", "text"),
    Field("precision", "one", vocabulary.geo_precisions),
    Field("deaths", "count"),
    Field("claim", "many", vocabulary.claims),
    Field("review", "many", vocabulary.reviews),
    Field("dataset", "many"),
)
BY_NAME = {field.name: field for field in FIELDS}


def _attribute(name: str) -> str:
    """A field's attribute: its name, but for Python's keyword."""
    return f"{name}_" if name == "from" else name


@dataclass(frozen=True)
class EventFilter:
    """What a viewer asks for. Hashable, so it is the cache key; empty values do not filter.

    actor: keys of the actor book (parts included, in any `role`, or only in that one). type, subtype, claim, review,
    role, precision: vocabulary ids; precision is the coarsest that passes. from_, to: the period, overlapped by the
    event's own interval. country: ISO 3166-1 alpha-2. admin1: area ids. deaths: at least so many, by the best figure.

    Raises:
        InvalidFilter: a value cannot be what its field wants.
    """

    actor: tuple[str, ...] = ()
    role: str = ""
    type: tuple[str, ...] = ()
    subtype: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    country: tuple[str, ...] = ()
    admin1: tuple[str, ...] = ()
    text: str = ""
    precision: str = ""
    deaths: int = 0
    claim: tuple[str, ...] = ("asserted",)
    review: tuple[str, ...] = ("candidate", "confirmed", "corrected")
    dataset: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in FIELDS:
            name = _attribute(field.name)
            object.__setattr__(self, name, _CLEANERS[field.kind](field, getattr(self, name)))
        if not self.actor:
            object.__setattr__(self, "role", "")  # a role is an actor's
        if self.from_ and self.to and self.to < self.from_:
            raise InvalidFilter("to", self.to.isoformat(), f"a day not before {self.from_.isoformat()}")

    def value(self, name: str) -> Any:
        """The value of a field by its name."""
        return getattr(self, _attribute(name))

    def with_value(self, name: str, value: Any) -> EventFilter:
        """The same filter with another value of one field."""
        return replace(self, **{_attribute(name): value})

    def without(self, name: str) -> EventFilter:
        """The same filter with one field as it is by default."""
        return self.with_value(name, DEFAULT.value(name))

    @property
    def active(self) -> tuple[str, ...]:
        """The fields that differ from their defaults, in order."""
        return tuple(f.name for f in FIELDS if self.value(f.name) != DEFAULT.value(f.name))

    def to_params(self) -> dict[str, str]:
        """URL parameters of the fields that differ from their defaults."""
        return {name: _WRITERS[BY_NAME[name].kind](BY_NAME[name], self.value(name)) for name in self.active}

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> EventFilter:
        """The filter of URL parameters or flags.

        Raises:
            UnknownFilter: a parameter is no filter.
            InvalidFilter: a value cannot be read.
        """
        values = {}
        for name, text in params.items():
            if name not in BY_NAME:
                raise UnknownFilter(name, text, f"one of {', '.join(BY_NAME)}")
            values[_attribute(name)] = _READERS[BY_NAME[name].kind](BY_NAME[name], text)
        return cls(**values)

    @classmethod
    def from_params_clamped(cls, params: Mapping[str, str]) -> tuple[EventFilter, list[InvalidFilter]]:
        """The filter of as many URL parameters as can be read, and what was wrong with the others."""
        good: dict[str, str] = {}
        problems: list[InvalidFilter] = []
        for name, text in params.items():
            try:
                cls.from_params({**good, name: text})
                good[name] = text
            except InvalidFilter as problem:
                problems.append(problem)
        return cls.from_params(good), problems

    def matches(self, event: Event) -> bool:
        """Whether an event passes, in plain Python; the store answers the same with SQL."""
        return all(test(self, event) for test in _TESTS.values())

    def describe(self, lang: Lang) -> str:
        """The filter in words, for the page and for pictures; says so where nothing is filtered."""
        parts = [describe_field(self, name, lang) for name in self.active if name != "to" or self.from_ is None]
        return say("filter.separator", lang).join(part for part in parts if part) or say("filter.none", lang)


def _field_label(name: str, lang: Lang) -> str:
    return say(f"filter.{name}", lang)


def describe_field(filter: EventFilter, name: str, lang: Lang) -> str:
    """One field of a filter in words."""
    if name in ("from", "to"):
        return _describe_period(filter, lang)
    if name == "role" and not filter.actor:
        return ""
    value = filter.value(name)
    values = value if isinstance(value, tuple) else (str(value),)
    shown = joined([value_label(name, each, lang) for each in values], lang) or say("filter.anything", lang)
    return say("filter.is", lang, name=_field_label(name, lang), value=shown)


def value_label(name: str, value: str, lang: Lang) -> str:
    """One value of a field in words: a vocabulary label where there is one."""
    if name == "actor":
        return vocabulary.actor_book().label(value, lang)
    if name == "dataset":
        return dataset_label(value, lang)
    if name in ("country", "admin1"):
        return area_label(value, lang)
    terms = BY_NAME[name].terms
    return terms().get(value).label(lang) if terms else value


def _describe_period(filter: EventFilter, lang: Lang) -> str:
    if filter.from_ and filter.to:
        period = describe_period(filter.from_, filter.to, lang)
        return say("filter.is", lang, name=say("filter.period", lang), value=period)
    day = filter.from_ or filter.to
    assert day is not None, "described only where active"
    key = "filter.since" if filter.from_ else "filter.until"
    return say(key, lang, day=describe_period(day, day, lang))


# Values: cleaned on construction, read from and written to text.


def _clean_many(field: Field, values: Any) -> tuple[str, ...]:
    texts = {_clean_text(field, value) for value in values} - {""}
    if field.name == "country":
        texts = {text.upper() for text in texts}
    if field.name == "actor":
        texts = {vocabulary.actor_book().resolve(text) for text in texts}
    if len(texts) > MAX_VALUES:
        raise InvalidFilter(field.name, f"{len(texts)} values", f"at most {MAX_VALUES} values")
    return tuple(_known(field, text) for text in sorted(texts))


def _clean_one(field: Field, value: Any) -> str:
    text = _clean_text(field, value)
    return _known(field, text) if text else ""


def _known(field: Field, text: str) -> str:
    terms = field.terms() if field.terms else None
    if terms is not None and text not in terms:
        raise InvalidFilter(field.name, text, f"one of {', '.join(term.slug for term in terms)}")
    return text


def _clean_text(field: Field, value: Any) -> str:
    """One line of printable text: direction marks and control characters that pasting brings along are dropped."""
    shown = "".join(character for character in str(value) if character.isprintable() or character.isspace())
    text = " ".join(shown.split())  # last, as what is dropped may have stood between spaces
    if len(text) > MAX_CHARACTERS:
        raise InvalidFilter(field.name, text[:40], f"at most {MAX_CHARACTERS} characters")
    return text


def _clean_search(field: Field, value: Any) -> str:
    """Free text; none where it has no word to look for, as in ***."""
    text = _clean_text(field, value)
    return text if search_words(text) else ""


def _clean_day(field: Field, value: Any) -> date | None:
    if value is not None and type(value) is not date:
        raise InvalidFilter(field.name, value, "a day")
    return value


def _clean_count(field: Field, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000_000:
        raise InvalidFilter(field.name, value, "a whole number from 0 to 10,000,000")
    return value


def _read_many(field: Field, text: str) -> tuple[str, ...]:
    parts = [part.replace("%2C", ",").replace("%25", "%") for part in text.split(",")]
    return tuple(_read_term(field, part) for part in parts)


def _read_term(field: Field, text: str) -> str:
    """The id behind a slug."""
    terms = field.terms() if field.terms else None
    return (terms.by_slug(text.strip()) if terms else None) or text


def _read_day(field: Field, text: str) -> date:
    try:
        return parse_day(text)
    except InvalidEvent as error:
        raise InvalidFilter(field.name, text[:40], error.expected) from error


def _read_count(field: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise InvalidFilter(field.name, text[:40], "a whole number of at least 0")
    return int(text)


def _write_many(field: Field, values: tuple[str, ...]) -> str:
    slugs = [field.terms().get(value).slug if field.terms else value for value in values]
    return ",".join(slug.replace("%", "%25").replace(",", "%2C") for slug in slugs)


_CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "many": _clean_many,
    "one": _clean_one,
    "text": _clean_search,
    "day": _clean_day,
    "count": _clean_count,
}
_READERS: dict[str, Callable[[Field, str], Any]] = {
    "many": _read_many,
    "one": _read_term,
    "text": lambda field, text: text,
    "day": _read_day,
    "count": _read_count,
}
_WRITERS: dict[str, Callable[[Field, Any], str]] = {
    "many": _write_many,
    "one": lambda field, value: value,
    "text": lambda field, value: value,
    "day": lambda field, value: value.isoformat(),
    "count": lambda field, value: str(value),
}


# Tests of an event, in plain Python: the meaning of each field.


def _actor_passes(filter: EventFilter, event: Event) -> bool:
    if not filter.actor:
        return True
    book = vocabulary.actor_book()
    wanted = frozenset().union(*(book.family(key) for key in filter.actor))
    return any(actor.key in wanted and filter.role in ("", actor.role) for actor in event.actors)


def _period_passes(filter: EventFilter, event: Event) -> bool:
    if filter.from_ is None and filter.to is None:
        return True
    return event.when is not None and event.when.overlaps(filter.from_, filter.to)


def _text_passes(filter: EventFilter, event: Event) -> bool:
    words = search_words(filter.text)
    text = event.search_text() if words else ""
    return all(word in text for word in words)


def search_words(text: str) -> list[str]:
    """The folded words an event must all contain, at most MAX_WORDS; empty for no search."""
    return fold(text).split()[:MAX_WORDS]


def _precision_passes(filter: EventFilter, event: Event) -> bool:
    precisions = vocabulary.geo_precisions()
    return not filter.precision or precisions.code(event.place.geo_precision) <= precisions.code(filter.precision)


_TESTS: dict[str, Callable[[EventFilter, Event], bool]] = {
    "actor": _actor_passes,
    "role": lambda f, e: True,  # a side condition of actor
    "type": lambda f, e: not f.type or e.event_type in f.type,
    "subtype": lambda f, e: not f.subtype or e.sub_event_type in f.subtype,
    "from": _period_passes,
    "to": lambda f, e: True,  # from and to are one period
    "country": lambda f, e: not f.country or e.place.country in f.country,
    "admin1": lambda f, e: not f.admin1 or e.place.admin1_id in f.admin1,
    "text": _text_passes,
    "precision": _precision_passes,
    "deaths": lambda f, e: f.deaths == 0 or (e.fatalities.best or 0) >= f.deaths,
    "claim": lambda f, e: not f.claim or e.claim in f.claim,
    "review": lambda f, e: not f.review or e.review.status in f.review,
    "dataset": lambda f, e: not f.dataset or e.dataset in f.dataset,
}

DEFAULT = EventFilter()

assert {_attribute(field.name) for field in FIELDS} == {field.name for field in fields(EventFilter)}
