"""Events told twice are one, and two events stay two: by place, day, type, claim and toll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.coder import Coded
from conflictmap.coder.events import CodedEvent
from conflictmap.coder.merging import merged, merged_across, same_event, told_again
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Source, Toll
from tests.made import event, events

Read = Callable[..., Coded]
DAY = date(2026, 2, 3)
SHELLING = {"event_type": "Explosions/Remote violence", "sub_event_type": "Shelling/artillery/missile attack"}
ARREST = {"event_type": "Strategic developments", "sub_event_type": "Arrests"}
AREA = EventPlace("Aleppo", country="SY", admin1_id="SY-HL", lat=36.2, lon=37.5, geo_precision="adm1", area_id="SY-HL")


def on(day: date, days: int = 1) -> EventDate:
    return EventDate(day, day + timedelta(days=days - 1), "day" if days == 1 else "days")


def at(lat: float, lon: float, name: str = "Place") -> EventPlace:
    return EventPlace(name, country="SY", admin1_id="SY-HL", lat=lat, lon=lon, geo_precision="town")


def told(**changes: Any) -> Event:
    """A shelling of one village on one day, with some fields changed."""
    return event(
        **{"when": on(DAY), "place": at(36.0, 37.0), "fatalities": Toll(), "actors": (), **SHELLING, **changes}
    )


def coded(one: Event, **evidence: tuple[tuple[int, int], ...]) -> CodedEvent:
    return CodedEvent(one, evidence, 0, one.sources[0].publisher)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"place": at(36.05, 37.0)},
        {"when": on(DAY + timedelta(days=1))},
        {"when": on(DAY - timedelta(days=2), days=5)},
        {"fatalities": Toll(best=3)},
        {"place": AREA},
        {"confidence": 0.6},
        {"event_type": "Battles", "sub_event_type": "Armed clash"},
    ],
)
def test_tellings_of_one_event(changes: dict[str, Any]) -> None:
    assert same_event(told(), told(**changes)) and same_event(told(**changes), told())


@pytest.mark.parametrize(
    "changes",
    [
        {"place": at(36.5, 37.0)},
        {"when": on(DAY + timedelta(days=4))},
        {"when": None},
        {"claim": "planned"},
        ARREST,
        {"event_type": "Protests", "sub_event_type": "Peaceful protest"},
        {"place": replace(AREA, admin1_id="SY-ID", area_id="SY-ID")},
        {"place": EventPlace("Nowhere", country="SY")},
    ],
)
def test_two_events(changes: dict[str, Any]) -> None:
    assert not same_event(told(), told(**changes)) and not same_event(told(**changes), told())


def test_tolls_far_apart_are_of_two_events() -> None:
    assert not same_event(told(fatalities=Toll(best=2)), told(fatalities=Toll(best=40)))
    assert same_event(told(fatalities=Toll(best=10)), told(fatalities=Toll(best=12)))


def test_places_without_a_point_are_told_apart_by_name() -> None:
    village, other = EventPlace("Zagzag", country="SY"), EventPlace("Bagbag", country="SY")
    assert same_event(told(place=village), told(place=village))
    assert not same_event(told(place=village), told(place=other))


def test_within_a_report_two_days_are_two_events() -> None:
    next_day = told(when=on(DAY + timedelta(days=1)))
    assert same_event(told(), next_day) and not told_again(told(), next_day)
    assert told_again(told(), told())


def test_within_a_report_two_villages_are_two_events() -> None:
    near = told(place=at(36.05, 37.0, "Other"))
    assert same_event(told(), near) and not told_again(told(), near)


def test_twice_told_is_kept_once_with_what_both_say() -> None:
    isis, doer, victim = (
        Actor.known(*one) for one in (("isis", "unclear"), ("isis", "perpetrator"), ("sdf", "target"))
    )
    first = coded(told(id="a", fatalities=Toll(best=3), confidence=0.7, actors=(isis,)), place=((0, 4),))
    second = coded(
        told(id="b", injured=Toll(best=5), confidence=0.9, actors=(doer, victim)),
        place=((0, 4), (9, 12)),
        toll=((20, 22),),
    )
    (both,) = merged([first, second])
    assert (both.event.fatalities.best, both.event.injured.best, both.event.confidence) == (3, 5, 0.9)
    assert {actor.id: actor.role for actor in both.event.actors} == {"isis": "perpetrator", "sdf": "target"}
    assert set(both.evidence["place"]) == {(0, 4), (9, 12)} and both.evidence["toll"] == ((20, 22),)
    assert both.event.id in ("a", "b")


def test_the_exact_place_and_day_lead() -> None:
    exact = coded(told(id="exact", confidence=0.6))
    vague = coded(told(id="vague", place=AREA, when=on(DAY - timedelta(days=1), days=3), confidence=0.9))
    for order in ([exact, vague], [vague, exact]):
        (one,) = merged(order)
        assert (one.event.id, one.event.place, one.event.when) == ("exact", at(36.0, 37.0), on(DAY))


def test_a_heading_gives_way_to_the_text_below() -> None:
    heading = coded(told(id="heading", place=at(36.2, 37.0, "City")))
    below = [coded(told(id="one")), coded(told(id="two", place=at(36.1, 37.1, "Other")))]
    assert [each.event.id for each in merged([heading, *below], frozenset({"heading"}))] == ["one", "two"]
    alone = [coded(told(id="one", **ARREST))]
    assert {each.event.id for each in merged([heading, *alone], frozenset({"heading"}))} == {"heading", "one"}


def test_reports_that_tell_of_one_event_are_all_its_sources() -> None:
    first = coded(told(id="a", fatalities=Toll(best=3), sources=(Source("The Paper"),)))
    second = coded(told(id="b", injured=Toll(best=5), place=at(36.05, 37.0, "Other"), sources=(Source("The Agency"),)))
    (one,) = merged_across([first, second])
    assert one.event.id == "a"
    assert [source.publisher for source in one.event.sources] == ["The Paper", "The Agency"]
    assert (one.event.fatalities.best, one.event.injured.best) == (3, 5)


def test_reports_that_tell_of_two_events_keep_them_apart() -> None:
    first = coded(told(id="a", sources=(Source("The Paper"),)))
    for changes in ({"place": at(36.5, 37.0)}, {"when": on(DAY + timedelta(days=4))}, ARREST):
        other = coded(told(id="b", sources=(Source("The Agency"),), **changes))
        assert [each.event.id for each in merged_across([first, other])] == ["a", "b"]


def test_documents_that_name_no_publisher_are_told_apart(read: Read) -> None:
    arabic = read("قصفت الطائرات الروسية مدينة إدلب أمس الثلاثاء.").events
    english = read("Russian warplanes bombed the city of Idlib on Tuesday.").events
    (both,) = merged_across([*arabic, *english])
    assert len(both.event.sources) == 2


def test_nothing_is_merged_out_of_nothing() -> None:
    assert merged([]) == merged_across([]) == []
    assert merged([coded(told())]) == [coded(told())]


def test_a_title_and_its_lede_are_one_event(read: Read) -> None:
    text = "غارات إسرائيلية على مدينة صيدا في لبنان\n\nشنت الطائرات الإسرائيلية غارات على مدينة صيدا في جنوب لبنان أمس."
    (one,) = read(text).events
    assert one.event.when is not None and one.event.when.start == DAY


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("قصفت المدفعية السورية مدينة إدلب أمس الثلاثاء. وقصفت المدفعية السورية مدينة إدلب أمس الثلاثاء.", 1),
        ("قصفت المدفعية السورية مدينة إدلب أمس الثلاثاء. وقصفت المدفعية السورية مدينة إدلب يوم الأحد.", 2),
        ("قصفت المدفعية السورية مدينة إدلب أمس الثلاثاء. وقصفت المدفعية السورية مدينة حلب أمس الثلاثاء.", 2),
        ("قصفت المدفعية السورية مدينة إدلب أمس الثلاثاء. واعتقلت القوات السورية شابا في مدينة إدلب أمس الثلاثاء.", 2),
    ],
)
def test_what_a_report_repeats_is_counted_once(read: Read, text: str, count: int) -> None:
    assert len(read(text).events) == count


@settings(deadline=None)
@given(events(), events())
def test_sameness_does_not_depend_on_the_order(one: Event, other: Event) -> None:
    assert same_event(one, other) == same_event(other, one)
    assert told_again(one, other) == told_again(other, one)
    assert not told_again(one, other) or same_event(one, other)


@settings(deadline=None)
@given(st.lists(events(), max_size=6))
def test_merging_keeps_and_never_makes_up(many: list[Event]) -> None:
    given_events = [CodedEvent(replace(one, id=f"{n}"), {}, 0) for n, one in enumerate(many)]
    kept = merged(given_events)
    assert len(kept) <= len(many) and (not many or kept)
    assert {each.event.id for each in kept} <= {each.event.id for each in given_events}
    assert len({each.event.id for each in kept}) == len(kept)
    keys = {actor.key for one in many for actor in one.actors}
    assert {actor.key for each in kept for actor in each.event.actors} <= keys
