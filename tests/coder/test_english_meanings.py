"""English words of events that mean something else where they stand, and what is told as known or as wished."""

from __future__ import annotations

from datetime import date

import pytest

from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document

DAY = date(2025, 3, 5)  # a Wednesday


def told(coder: Coder, text: str) -> list[tuple[str, str | None]]:
    """Sub-event type and place of each event of a text."""
    found = coder.code(Document(text, "article.txt"), published=DAY).events
    return [(c.event.sub_event_type, c.event.place.name) for c in found]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels hold Taiz and the surrounding hills, officials in Yemen said on Tuesday.",
        "A market in Taiz, a city surrounded by Houthi rebels, opened on Tuesday in Yemen.",
        "Flights to Khartoum resumed on Tuesday after a closure of the airport that had lasted two years.",
        "Talks in Jeddah on the war in Sudan ended on Tuesday without an agreement between the army and the RSF.",
        "The army in Yemen and the Houthis, who have been engaged in heavy fighting in Marib, talked in Oman.",
        "The coalition, which has carried out air strikes on Saada, backs the government of Yemen.",
        "Since the beginning of the war on October 7, the army and Hezbollah have fought battles in Yaroun.",
        'A man in Baghdad had ordered them to "abduct a judge in Karbala" in Iraq, officials said on Tuesday.',
        "A man in Beirut had told them to bring cars and kidnap an officer in Zahle, Lebanon, officials said.",
        "Villages of Deir ez-Zor, Syria, witness repeated assassinations despite security operations.",
        "A minister in Sudan reached Khartoum airport a day before its planned reopening.",
        "Halabja, Iraq, marks 37 years since a chemical attack of the army.",
        "A woman hangs laundry at a school in Khan Younis, Gaza, on Tuesday.",
        "Crowds gathered to receive aid from soldiers in Zikim, Gaza, on Tuesday.",
        "The siege in Jenin, West Bank, entered its sixth day on Tuesday, Israeli soldiers said.",
        "A woman who was held hostage in Gaza spoke on Tuesday, Israeli soldiers said.",
        "The army will close the crossing at Nasib, Syria, should it come under attack, an officer said on Tuesday.",
        "Police in Mosul, Iraq, found two dens used for kidnapping on Tuesday.",
        "Soldiers in Khanaqin, Iraq, looked for kidnapping victims on Tuesday.",
        "A lawmaker in Erbil said on Tuesday that 8,000 men were abducted in Halabja, Iraq.",
    ],
)
def test_what_is_no_event_tells_none(coder: Coder, text: str) -> None:
    assert told(coder, text) == []


def test_a_patrol_that_is_intercepted_is_no_missile(coder: Coder) -> None:
    text = "Residents of Shaqra in southern Lebanon intercepted a UNIFIL patrol on Tuesday."
    assert told(coder, text) == [("Closure or restriction", "Shaqra")]
    text = "The air force intercepted a missile over Haifa in Israel on Tuesday."
    assert told(coder, text) == [("Air/drone strike", "Haifa")]


def test_fire_with_which_a_fight_was_fought_is_that_fight(coder: Coder) -> None:
    text = "Clashes broke out in Sabha, Libya on Tuesday between rebels and the army, with heavy shelling and gunfire."
    assert told(coder, text) == [("Armed clash", "Sabha")]


@pytest.mark.parametrize(
    "text",
    [
        "Two men in Basra, Iraq were hit by tear gas canisters fired by police on Tuesday and died of their wounds.",
        "Settlers and soldiers arrested three Palestinians in a series of raids on Nablus on Tuesday.",
    ],
)
def test_what_is_done_by_hand_is_no_strike_from_afar(coder: Coder, text: str) -> None:
    assert {"Shelling/artillery/missile attack", "Air/drone strike"}.isdisjoint(sub for sub, _ in told(coder, text))


def test_that_before_what_is_said_points_to_nothing_known(coder: Coder) -> None:
    text = "The agency reported that clashes broke out between Palestinians and Israeli soldiers in Birzeit on Tuesday."
    assert [place for _, place in told(coder, text)] == ["Birzeit"]


def test_what_follows_a_place_that_no_gazetteer_knows_is_not_at_another(coder: Coder) -> None:
    text = (
        "Jihadists attacked Timbuktu in Mali on Monday.\n\nThe first assault was on Sunday in Xuqqazzi, a village, "
        "where fighters overran a base. More than 30 soldiers were killed."
    )
    assert {place for _, place in told(coder, text)} == {"Tombouctou"}
    dead = [c.event.fatalities.best for c in coder.code(Document(text, "a.txt"), published=DAY).events]
    assert dead == [None]


def test_the_line_that_says_when_a_report_was_published_dates_no_event(coder: Coder) -> None:
    text = (
        "Rebels and soldiers clash in Marib\n\nWed, 05-03-2025 10:13 PM, Aden\n\n"
        "Houthi rebels and Yemeni soldiers clashed near Marib in Yemen, officials said."
    )
    days = {c.event.when.start for c in coder.code(Document(text, "a.txt"), published=DAY).events if c.event.when}
    assert days == {date(2025, 3, 4)}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("An operation left six P.K.K. members dead in Gara, Iraq, on Tuesday.", ("Armed clash", "Gara mountain")),
        (
            "On Tuesday Israeli soldiers stormed the town of Dura, in the occupied West Bank, and left at noon.",
            ("Troop movement", "Dura"),
        ),
        ("The government in Libya announced a ceasefire in Tripoli on Tuesday.", ("Agreement", "Tripoli")),
        (
            "Islamic State gunmen hide in Iraq. Two soldiers were killed in Khanaqin on Tuesday.",
            ("Armed clash", "Khanaqin"),
        ),
        (
            "Gunmen roam Daraa, Syria. Two soldiers were killed after their car was targeted in Nawa on Tuesday.",
            ("Armed clash", "Nawa"),
        ),
        (
            "Herders fired a barrage of bullets at farmers in Bindisi, Sudan, on Tuesday.",
            ("Attack", "Bindisi locality"),
        ),
        (
            "The ruling by the Damascus authorities followed fighting in Sweida, Syria, between Druze and Bedouin "
            "fighters that killed around 100 people on Tuesday.",
            ("Armed clash", "As-Suwayda"),
        ),
    ],
)
def test_what_words_say_of_a_deed_makes_its_kind(coder: Coder, text: str, event: tuple[str, str]) -> None:
    assert told(coder, text) == [event]


def test_somebody_elses_deed_behind_and_is_an_event_of_its_own(coder: Coder) -> None:
    text = "Israeli jets struck Deir al-Balah in Gaza on Tuesday, and Israeli soldiers opened fire in Khan Younis."
    assert {place for _, place in told(coder, text)} == {"Deir al-Balah", "Khan Younis"}


def test_those_killed_by_nobody_told_died_as_the_rest_of_the_report_tells(coder: Coder) -> None:
    text = (
        "Ukraine reports attacks in two regions\n\nA man was killed in Kupiansk on Tuesday, the governor said.\n\n"
        "A woman was killed in Russian mortar shelling of Beryslav on Tuesday."
    )
    assert {sub for sub, _ in told(coder, text)} == {"Shelling/artillery/missile attack"}
    shot = text.replace("A man was killed", "A man was shot dead")
    assert ("Attack", "Kupiansk") in told(coder, shot)


def test_the_city_is_the_one_named_and_not_where_it_lies(coder: Coder) -> None:
    text = (
        "Gunmen killed a judge in the city of Tafas in the western countryside of Daraa, Syria, on Tuesday.\n\n"
        "On Tuesday gunmen also shot dead a farmer near the city."
    )
    assert {place for _, place in told(coder, text)} == {"Tafas"}


def test_a_body_called_after_a_place_did_nothing_there(coder: Coder) -> None:
    text = (
        "Israeli soldiers shot dead a farmer in Khan Younis in Gaza on Tuesday.\n\nGaza's Fishermen Committees Union "
        "said that a fisherman was shot dead by Israeli soldiers on Tuesday."
    )
    assert {place for _, place in told(coder, text)} == {"Khan Younis"}


def test_gunfire_that_is_heard_is_part_of_what_happened_there(coder: Coder) -> None:
    text = "Gunmen attacked an army post in Tafas, Syria, on Tuesday. Gunfire was heard in Tafas on Tuesday."
    assert told(coder, text) == [("Armed clash", "Tafas")]


def test_the_today_of_somebody_quoted_may_be_the_day_before(coder: Coder) -> None:
    text = 'Troops entered Hasakah in Syria, it was said on Tuesday. "More troops entered Qamishli today," he said.'
    found = coder.code(Document(text, "a.txt"), published=DAY).events
    (event,) = (c.event for c in found if c.event.place.name == "Qamishli")
    assert event.when and (event.when.start, event.when.end) == (date(2025, 3, 4), DAY)


def test_what_a_protest_is_about_did_not_happen_that_day(coder: Coder) -> None:
    text = (
        "Thousands rallied in Sanaa, Yemen, on Tuesday in support of Gaza and against air strikes on Saada on Tuesday."
    )
    assert told(coder, text) == [("Peaceful protest", "Sanaa")]


def test_whom_somebody_calls_upon_is_no_place(coder: Coder) -> None:
    text = "Four workers were killed by a drone in Zakho, Iraq, on Tuesday. Officials, calling on Baghdad to act, left."
    assert {place for _, place in told(coder, text)} == {"Zakho"}
