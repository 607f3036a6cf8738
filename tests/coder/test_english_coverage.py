"""English reports in many words: places in lists and other spellings, taking places, forces that gather, fights."""

from __future__ import annotations

from datetime import date

import pytest

from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document

DAY = date(2025, 3, 5)  # a Wednesday


def told(coder: Coder, text: str, published: date | None = DAY) -> set[tuple[str, str | None]]:
    """Event type and place of each event of a text."""
    found = coder.code(Document(text, "article.txt"), published=published).events
    return {(c.event.event_type, c.event.place.name) for c in found}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Sudan's army and the RSF fought. In Delling a landmine went off on Tuesday.", {"Dilling"}),
        ("Over Sumy region two Russian drones were destroyed on Tuesday, its governor said.", {"Sumy"}),
        (
            "Syrian government aircraft bombed the towns of Binnish, Hazzano, Kafr Takharim and Salqin on Tuesday.",
            {"Binnish", "Hazano", "Kafr Takharim", "Salqin"},
        ),
    ],
)
def test_names_are_read_behind_a_first_word_and_in_lists(coder: Coder, text: str, places: set[str]) -> None:
    assert {place for _, place in told(coder, text)} >= places


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Russian troops took Vuhledar on Tuesday.", ("Battles", "Vuhledar")),
        ("Saraqib was taken by Syrian rebel fighters on Tuesday.", ("Battles", "Saraqib")),
        ("The Sudanese army regained Wad Madani on Tuesday.", ("Battles", "Wad Madani")),
        ("RSF fighters massed near El Fasher on Tuesday.", ("Strategic developments", "around El Fasher")),
        ("Two militias fought one another in Zawiya, in Libya, on Tuesday.", ("Battles", "Zawiya")),
        ("On Tuesday rebels in Sudan attacked army positions in Kadugli and hurt two people.", ("Battles", "Kadugli")),
        (
            "Monitors in Ukraine counted 40 ceasefire violations near Horlivka on Tuesday.",
            ("Battles", "around Horlivka"),
        ),
        ("Russian troops took the village of Vuhledar on Tuesday, the ministry said.", ("Battles", "Vuhledar")),
        ("Syrian government forces deployed in Nawa on Tuesday.", ("Strategic developments", "Nawa")),
        ("A man in Syria was killed by unknown gunmen in Tafas on Tuesday.", ("Violence against civilians", "Tafas")),
        (
            "The charred body of a man was found in Tafas in Syria on Tuesday; gunmen had been seen.",
            ("Violence against civilians", "Tafas"),
        ),
        ("Syrian troops came under attack by gunmen in Tafas on Tuesday.", ("Battles", "Tafas")),
        ("Syrian gunmen fired at a post nr. Tafas on Tuesday.", ("Violence against civilians", "Tafas")),
        (
            "In Libya an agreement between the militias of Zawiya was reached on Tuesday.",
            ("Strategic developments", "Zawiya"),
        ),
    ],
)
def test_what_is_taken_who_gathers_and_who_fights(coder: Coder, text: str, event: tuple[str, str]) -> None:
    assert event in told(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "The Sudanese army took five days to answer on Tuesday, a minister in Kadugli said.",
        "A Sudanese court ordered the army to gather evidence in Kadugli on Tuesday.",
        "Fire crews in Syria were fighting the flames in Saraqib on Tuesday.",
    ],
)
def test_taking_gathering_and_fighting_something_else_are_no_events(coder: Coder, text: str) -> None:
    assert told(coder, text) == set()


def test_a_dateline_dates_a_page_rather_than_the_day_it_was_opened(coder: Coder) -> None:
    text = (
        "Monday, November 18, 2024\n\nSketch Tribune\n\nGunmen attack a village\n\n"
        "October 17, 2017 (KHARTOUM) - Gunmen attacked the village of Tabit in Darfur on Sunday and killed two men.\n"
    )
    found = coder.code(Document(text, "article.txt"), published=date(2017, 10, 17)).events
    assert [c.event.when.start for c in found if c.event.when] == [date(2017, 10, 15)]


def test_what_followed_an_attack_does_not_hide_it(coder: Coder) -> None:
    text = "Syrian forces sealed off Nawa on Tuesday following the bombing of an army post in Tafas."
    assert ("Explosions/Remote violence", "Tafas") in told(coder, text)
