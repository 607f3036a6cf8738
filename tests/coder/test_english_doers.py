"""Who acts and with what in English news, and what is only tried or tried in court; each its own short report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conflictmap.coder.coder import Coded
from conflictmap.model.event import Event

Read = Callable[..., Coded]


def events(coded: Coded) -> list[Event]:
    return [each.event for each in coded.events]


def actors(event: Event) -> set[str]:
    return {actor.name for actor in event.actors}


def test_forces_that_a_nation_owns_are_its_forces(read: Read) -> None:
    (event,) = events(
        read("Ukraine's Special Operations Forces struck a depot in the Russian city of Ryazan on Monday.")
    )
    assert "Armed Forces of Ukraine" in actors(event)


def test_a_nation_does_not_own_what_stands_behind_a_preposition(read: Read) -> None:
    (event,) = events(read("Israeli strikes on fighters in Nabatieh in Lebanon killed two on Monday."))
    assert event.sub_event_type == "Air/drone strike"


def test_weapons_of_who_was_shot_are_not_those_of_who_shot(read: Read) -> None:
    (event,) = events(read("Israeli soldiers shot dead a youth who had hurled explosives at them in Burqin on Monday."))
    assert event.event_type == "Violence against civilians"


def test_helicopters_that_back_a_raid_strike_nothing(read: Read) -> None:
    text = "Syrian forces backed by helicopters of the International Coalition raided a house in Raqqa on Monday."
    assert [event.sub_event_type for event in events(read(text))] == ["Troop movement"]


def test_what_was_hit_by_nobody_named_was_hit_from_afar(read: Read) -> None:
    text = "Israeli jets flew over Gaza City. A tent was hit in Khan Younis on Monday, killing five people."
    (event,) = events(read(text))
    assert (event.event_type, event.fatalities.best) == ("Explosions/Remote violence", 5)


def test_an_abduction_that_was_tried_is_none(read: Read) -> None:
    text = "An Israeli soldier was killed in Khan Younis on Monday when militants tried to abduct him."
    assert {event.event_type for event in events(read(text))} == {"Battles"}


def test_a_trial_is_no_event_of_the_war_it_judges(read: Read) -> None:
    text = (
        "Prosecutors asked a Berlin court on Monday for life imprisonment for a militia leader from Damascus.\n\n"
        "The defendants are accused of shooting residents of Yarmouk camp at a checkpoint. A witness told the judges "
        "how fighters killed his brother. A verdict is expected on Friday, and lawyers said they would appeal.\n"
    )
    assert events(read(text)) == []


@pytest.mark.parametrize("noun", ["neighborhood", "neighbourhood"])
def test_a_part_of_a_town_is_in_that_town(read: Read, noun: str) -> None:
    (event,) = events(read(f"Israeli troops killed two gunmen in the eastern {noun} of Jenin on Monday."))
    assert event.place.lat == pytest.approx(32.46, abs=0.05)
