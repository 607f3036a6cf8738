"""English articles as outlets write them: names in other spellings, headed lines, accusations, crowds, one victim."""

from __future__ import annotations

from datetime import date

import pytest

from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document

DAY = date(2025, 3, 5)  # a Wednesday


def told(coder: Coder, text: str) -> list[tuple[str, str | None, int | None]]:
    """Event type, place and dead of each event of a text."""
    found = coder.code(Document(text, "article.txt"), published=DAY).events
    return [(c.event.event_type, c.event.place.name, c.event.fatalities.best) for c in found]


def places(coder: Coder, text: str) -> set[str | None]:
    return {place for _, place, _ in told(coder, text)}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Gunmen attacked an army checkpoint in Al-Shuhail town in eastern Syria on Tuesday.", "Al-Shuhayl"),
        (
            "Clashes erupted between the Syrian army and gunmen in Kherbet Ghazaleh in Syria on Tuesday.",
            "Khirbet Ghazaleh",
        ),
        ("In Lebanon, Hezbollah said its drone struck an IDF base in Safed on Tuesday.", "Safed"),
        ("Russian drones hit a house in Kherson today, Ukraine said.", "Kherson"),
        ("Israeli jets bombed a house in Gaza's southernmost city of Rafah on Tuesday.", "Rafah"),
        ("A car bomb exploded in Iraq's Mosul on Tuesday near a bridge, an official in Baghdad said.", "Mosul"),
    ],
)
def test_names_are_read_in_other_spellings_and_where_they_lie(coder: Coder, text: str, place: str) -> None:
    assert places(coder, text) == {place}


def test_lines_headed_by_a_country_tell_of_that_country(coder: Coder) -> None:
    text = (
        "Daily digest of the region\n\n"
        "SYRIA – Gunmen attacked an army post in Tafas on Tuesday and killed two soldiers.\n\n"
        "YEMEN – Houthi forces shelled army positions in Marib on Tuesday.\n\n"
        "SUDAN – A drone strike on a market in Kadugli killed five people on Tuesday.\n"
    )
    assert places(coder, text) == {"Tafas", "Marib", "Kadugli"}


def test_a_namesake_outside_the_region_that_heads_the_line_is_not_meant(coder: Coder) -> None:
    text = "Zaporizhzhia region: Russian troops shelled Charivne and Huliaipole on Tuesday."
    assert places(coder, text) == {"Charivne", "Huliaipole"}


def test_what_somebody_is_accused_of_happened_where_its_day_and_place_are_told(coder: Coder) -> None:
    text = (
        "The governor accused the RSF of shelling El Fasher with artillery on Monday, killing seven civilians in Sudan."
    )
    assert told(coder, text) == [("Explosions/Remote violence", "El Fasher", 7)]
    assert told(coder, "The governor of El Fasher in Sudan accused the RSF of shelling civilians.") == []


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Gunmen shot dead a grocer in the Syrian town of Tafas on Tuesday.", 1),
        ("An elderly couple was killed on Tuesday when a Russian drone struck a house in Kupiansk, Ukraine.", 2),
        ("KYIV, Ukraine – Four foreign workers were killed on Tuesday when a Russian drone struck Kupiansk.", 4),
        ("A family was killed on Tuesday when a Russian drone struck a house in Kupiansk, Ukraine.", None),
    ],
)
def test_one_victim_and_couples_are_counted(coder: Coder, text: str, dead: int | None) -> None:
    assert [toll for *_, toll in told(coder, text)] == [dead]


def test_crowds_that_close_a_road_protest(coder: Coder) -> None:
    text = "In Iraq, dozens of graduates blocked the entrance of the Majnoon oil field on Tuesday to demand jobs."
    assert {kind for kind, *_ in told(coder, text)} == {"Protests"}


@pytest.mark.parametrize(
    "text",
    [
        "More than 25,000 militants were killed in the Mosul campaign in Iraq, generals said on Tuesday.",
        "The monitor said on Tuesday that it had documented nine attacks by ISIS in Deir ez-Zor, Syria.",
        "Israel plans a ground offensive into Rafah, where Hamas militants are holed up, the army said on Tuesday.",
        "Hezbollah said it was a response to Israeli attacks in southern Lebanon.",
    ],
)
def test_sums_plans_and_reactions_are_no_events(coder: Coder, text: str) -> None:
    assert told(coder, text) == []


def test_what_a_protest_is_about_is_not_told_as_news(coder: Coder) -> None:
    text = "Thousands rallied in Sanaa, Yemen, on Tuesday in support of Gaza and against American air strikes."
    assert told(coder, text) == [("Protests", "Sanaa", None)]
