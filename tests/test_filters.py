"""The filter: one meaning in links, flags, plain Python and SQL."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conflictmap.errors import InvalidFilter, UnknownFilter
from conflictmap.filters import _TESTS, BY_NAME, DEFAULT, FIELDS, EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, EventPlace, Toll
from conflictmap.store.store import EventStore
from conflictmap.store.where import CLAUSES
from conflictmap.words import say
from tests.made import DAYS, NAMES, TEXTS, event, events

KNOWN_ACTORS = st.sampled_from(["hts", "gov_sy", "gov_ru", "gov_il", "idf", "isis", "داعش", "ISIS"])


def many(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> EventFilter:
    """Any filter."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return EventFilter(
        actor=tuple(draw(st.lists(KNOWN_ACTORS | NAMES, max_size=2))),
        role=draw(st.sampled_from(["", *vocabulary.roles().ids])),
        type=draw(many(vocabulary.event_types().ids)),
        subtype=draw(many(vocabulary.sub_event_types().ids)),
        from_=draw(st.none() | st.just(first)),
        to=draw(st.none() | st.just(last)),
        country=draw(many(["SY", "PS", "X,Y", "50%", "%2C"])),
        admin1=draw(many(["SY-HL", "PS-GZZ"])),
        text=draw(st.sampled_from(["", "", "قصف", "القصف على", "معبر", "Aleppo"]) | TEXTS),
        precision=draw(st.sampled_from(["", *vocabulary.geo_precisions().ids])),
        deaths=draw(st.sampled_from([0, 0, 1, 20])),
        claim=draw(many(vocabulary.claims().ids)),
        review=draw(many(vocabulary.reviews().ids)),
        dataset=draw(many(["test", "other"])),
    )


@given(filters())
@example(EventFilter(text="0 \0 0"))
def test_parameters_round_trip(filter: EventFilter) -> None:
    assert EventFilter.from_params(filter.to_params()) == filter


@given(filters())
def test_every_filter_can_be_said(filter: EventFilter) -> None:
    for lang in ("en", "ar"):
        assert filter.describe(lang)


@settings(max_examples=60, deadline=None)
@given(st.lists(events(), max_size=12), st.lists(filters(), min_size=1, max_size=8))
def test_store_answers_like_plain_python(batch: list[Any], asked: list[EventFilter]) -> None:
    by_id = {each.id: each for each in batch}
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(batch)
        for filter in [*asked, DEFAULT]:
            expected = {each.id for each in by_id.values() if filter.matches(each)}
            assert {each.id for each in store.query(filter)} == expected
            assert store.count(filter) == len(expected)


WHEN = EventDate(date(2026, 2, 3), date(2026, 2, 9), "week")
CASES = [
    ("actor", ("hts",), {}, True),
    ("actor", ("syrian_opposition",), {"actors": (Actor.known("hts", "side_a"),)}, None),  # by the vocabulary's tree
    ("actor", ("هيئة تحرير الشام",), {}, True),
    ("actor", ("هيئه تحرير الشام",), {}, True),  # spelt without the dots
    ("actor", ("band of the VALLEY",), {}, True),
    ("actor", ("isis",), {}, False),
    ("type", ("Battles",), {}, True),
    ("type", ("Riots",), {}, False),
    ("subtype", ("Armed clash",), {}, True),
    ("from", date(2026, 2, 9), {"when": WHEN}, True),
    ("from", date(2026, 2, 10), {"when": WHEN}, False),
    ("to", date(2026, 2, 3), {"when": WHEN}, True),
    ("to", date(2026, 2, 2), {"when": WHEN}, False),
    ("from", date(2020, 1, 1), {"when": None}, False),
    ("country", ("SY",), {}, True),
    ("country", ("PS",), {}, False),
    ("admin1", ("SY-HL",), {}, True),
    ("text", "المدينه القديمة", {}, True),
    ("text", "old CLASH", {}, True),
    ("text", "Tahrir", {}, True),
    ("text", "bridge", {}, False),
    ("precision", "town", {}, True),
    ("precision", "exact", {}, False),
    ("deaths", 3, {}, True),
    ("deaths", 4, {}, False),
    ("deaths", 1, {"fatalities": Toll()}, False),  # not known is not zero, and not one either
    ("claim", ("asserted",), {"claim": "planned"}, False),
    ("claim", (), {"claim": "planned"}, True),
    ("dataset", ("other",), {}, False),
    ("review", ("rejected",), {}, False),
]


@pytest.mark.parametrize(("name", "value", "changes", "passes"), CASES)
def test_one_field(name: str, value: Any, changes: dict[str, Any], passes: bool | None, store: EventStore) -> None:
    if passes is None:
        passes = value[0] in vocabulary.actor_book().ancestors("hts")
        assert passes, "the vocabulary makes HTS part of the opposition"
    filter = DEFAULT.with_value(name, value)
    assert filter.matches(event(**changes)) is passes
    store.add([event(**changes)])
    assert store.count(filter) == passes


def test_role_goes_with_the_actor() -> None:
    filter = EventFilter(actor=("hts",), role="side_a")
    assert filter.matches(event())
    assert not EventFilter(actor=("hts",), role="target").matches(event())
    assert EventFilter(role="target") == DEFAULT, "a role without an actor asks for nothing"


def test_every_field_has_a_test_a_clause_and_words() -> None:
    assert set(CLAUSES) == set(BY_NAME)
    assert set(_TESTS) == set(BY_NAME)
    for field in FIELDS:
        for lang in ("en", "ar"):
            assert say(f"filter.{field.name}", lang)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"colour": "red"}, UnknownFilter),
        ({"from": "yesterday"}, InvalidFilter),
        ({"from": "2020W101"}, InvalidFilter),
        ({"type": "fireworks"}, InvalidFilter),
        ({"deaths": "-1"}, InvalidFilter),
        ({"deaths": "1e3"}, InvalidFilter),
        ({"from": "2026-02-04", "to": "2026-02-03"}, InvalidFilter),
        ({"text": "x" * 201}, InvalidFilter),
        ({"country": ",".join(str(n) for n in range(201))}, InvalidFilter),
    ],
)
def test_bad_values_are_named(params: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error, match=next(iter(params)) if len(params) == 1 else "to"):
        EventFilter.from_params(params)


def test_bad_parts_of_a_link_are_dropped_and_told() -> None:
    filter, problems = EventFilter.from_params_clamped({"from": "soon", "type": "battles", "colour": "red"})
    assert filter == EventFilter(type=("Battles",))
    assert [problem.field for problem in problems] == ["from", "colour"]


def test_slugs_and_names_are_read() -> None:
    filter = EventFilter.from_params({"type": "explosions", "actor": "داعش"})
    assert filter.type == ("Explosions/Remote violence",)
    assert filter.actor == (vocabulary.actor_book().find("ISIS"),)


def test_what_asks_for_nothing_is_no_filter() -> None:
    assert EventFilter(text="***") == EventFilter(text="  \u200f ") == DEFAULT
    assert EventFilter(country=("sy",)) == EventFilter(country=("SY",))
    assert EventFilter(claim=()).describe("en") == "According to the source: Any"


def test_description() -> None:
    filter = EventFilter(from_=date(2026, 2, 2), to=date(2026, 2, 4), country=("SY",))
    assert filter.describe("en") == "Period: 2–4 February 2026; Country: Syria"
    assert "سوريا" in filter.describe("ar")


def test_country_only_events_keep_their_country() -> None:
    known = event(place=EventPlace(country="SY", geo_precision="country"))
    assert EventFilter(country=("SY",)).matches(known)
    assert known.place.mark == "list"
