"""How English news is written: where, when, how many, and what is no event; each test its own short report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded
from conflictmap.coder.inflection import verb_forms
from conflictmap.coder.placewords import capitals
from conflictmap.coder.segments import segment
from conflictmap.coder.sentences import ends_clause
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import WordList
from conflictmap.model.event import Event

Read = Callable[..., Coded]


def events(coded: Coded) -> list[Event]:
    return [each.event for each in coded.events]


def places(coded: Coded) -> list[str | None]:
    return [event.place.name for event in events(coded)]


def reasons(coded: Coded) -> set[str]:
    return {skipped.reason for report in coded.reports for skipped in report.skipped}


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("Since Oct. 8 he left. They", 1),
        ("the U.S. army. It", 1),
        ("some 3.5 million people. It", 1),
        ("He left; they", 1),
    ],
)
def test_a_stop_in_an_abbreviation_or_a_number_ends_no_clause(text: str, stops: int) -> None:
    words = WordList(fold_text(text)).words
    assert sum(ends_clause(words, at) for at in range(len(words))) == stops


@pytest.mark.parametrize(
    "text",
    [
        "Israeli air strikes have killed more than 300 people in southern Lebanon, according to a tally of officials.",
        "Turkish troops have advanced 15 kilometers into Dohuk province in Iraq since mid-December.",
        "Since Oct. 8, at least 480 people have been killed in Lebanon. In Israel, 26 soldiers have been killed.",
        "There is unrest ever since October 7, 2023, when Hamas gunmen stormed Sderot and killed 1,200 people.",
        "The army denounced repeated Israeli attacks in Nabatieh.",
        "A planned general strike in Ramallah on Tuesday, called by armed factions, was called off.",
    ],
)
def test_sums_and_what_is_long_known_are_no_events(read: Read, text: str) -> None:
    assert events(read(text)) == []


def test_days_are_counted_from_the_day_told_before(read: Read) -> None:
    text = "Israeli drones struck Nabatieh on Tuesday. The strikes came a day after Israeli troops shelled Bint Jbeil."
    found = {event.place.name: event.when for event in events(read(text))}
    assert found["Bint Jbeil"] is not None and found["Bint Jbeil"].start == date(2026, 2, 2)


def test_the_day_before_alone_leads_back(read: Read) -> None:
    text = "Houthi forces shelled Marib on Tuesday. In Hays, a girl was killed the day before when a landmine exploded."
    found = {event.place.name: event.when for event in events(read(text))}
    assert found["Hays"] is not None and found["Hays"].start == date(2026, 2, 2)


def test_before_dawn_is_a_part_of_its_day(read: Read) -> None:
    (event,) = events(read("Masked gunmen killed four soldiers near Baniyas in Syria before dawn Tuesday."))
    assert event.when is not None and event.when.start == event.when.end == date(2026, 2, 3)


def test_a_day_behind_said_is_that_of_the_statement(read: Read) -> None:
    text = "Russian forces shelled the city of Kherson, officials said on Wednesday, in the worst attack for weeks."
    (event,) = events(read(text))
    assert event.when is not None and event.when.start == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In Tripoli, the 444 Brigade said its troops clashed with gunmen south of Bani Walid on Tuesday.",
            ["south of Bani Walid"],
        ),
        ("Soldiers of the Golani Brigade shelled the town of Yaroun in southern Lebanon on Tuesday.", ["Yaroun"]),
        ("The Libyan army clashed with gunmen in the Libyan capital on Tuesday, killing two fighters.", ["Tripoli"]),
        ("RSF fighters shelled the city. The El Obeid market was shelled by the RSF on Tuesday.", ["El Obeid"]),
        (
            "Israeli drones hit a car on the road between Kfar Rumman and Nabatieh in southern Lebanon on Tuesday.",
            ["Kfar Rumman – Nabatieh"],
        ),
        ("In Saada, US jets launched air strikes in Sahar on Tuesday, killing Houthi fighters.", ["Sahar"]),
    ],
)  # fmt: skip
def test_where_it_happened(read: Read, text: str, expected: list[str]) -> None:
    assert places(read(text)) == expected


def test_an_attacker_s_home_is_not_where_he_struck(read: Read) -> None:
    text = (
        "A soldier was wounded in a shooting at Gush Etzion junction on Monday. "
        "The gunman, from the nearby town of Beit Fajjar, was shot by Israeli troops."
    )
    assert "Beit Fajjar" not in places(read(text))


def test_a_name_that_no_gazetteer_knows_takes_no_other_s_event(read: Read) -> None:
    text = "RSF fighters shelled El Fasher on Monday. RSF fighters abducted eight women at a checkpoint near Qwxabat."
    assert places(read(text)) == ["El Fasher"]


def test_a_village_is_the_namesake_nearest_to_what_it_lies_by(read: Read) -> None:
    (event,) = events(read("Israeli settlers attacked the village of Burqa, east of Ramallah, on Tuesday."))
    assert event.place.lat is not None and abs(event.place.lat - 31.9) < 0.1


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("An Israeli drone hit a car in Nabatieh on Tuesday, killing both men inside.", 2),
        ("A 23-year-old Palestinian was shot dead by Israeli troops in Jenin on Tuesday.", 1),
        ("Russian missiles hit Izium on Tuesday. Three people — a woman and a couple — were pulled dead.", 3),
        ("The RSF shelled El Fasher on Tuesday. One patient was killed and eight sustained injuries.", 1),
        ("Rival armed groups clashed in Zawiya on Tuesday. The fighting pitted two tribes. One person was killed.", 1),
    ],
)  # fmt: skip
def test_how_many_were_killed(read: Read, text: str, killed: int) -> None:
    assert max(event.fatalities.best or 0 for event in events(read(text))) == killed


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("Ukrainian drones set an oil depot ablaze in the city of Engels on Tuesday.", "Air/drone strike"),
        ("Hezbollah aimed guided missiles at a tank near Yaroun on Monday.", "Shelling/artillery/missile attack"),
        ("Israeli warplanes leveled a house in Nabatieh on Tuesday.", "Air/drone strike"),
        ("RSF fighters killed 31 civilians and burned homes in the city of Omdurman on Tuesday.", "Attack"),
        ("The Sudanese army wrested the town of Um Rawaba from the RSF on Monday.", "Government regains territory"),
        ("Some 200 demonstrators gathered in Beirut on Tuesday to protest against Hezbollah.", "Peaceful protest"),
        (
            "Israel closed all land crossings at the Allenby Bridge on Tuesday. Protesters marched in Haifa.",
            "Closure or restriction",
        ),
        ("Israeli settlers torched two cars and hurled stones in the village of Qaryut on Tuesday.", "Attack"),
    ],
)  # fmt: skip
def test_what_happened(read: Read, text: str, sub: str) -> None:
    assert sub in {event.sub_event_type for event in events(read(text))}


def test_what_had_come_before_is_a_detail(read: Read) -> None:
    text = "Israeli troops shot dead a man in Jenin on Tuesday. The army said the man had hurled an explosive device."
    assert [event.sub_event_type for event in events(read(text))] == ["Attack"]


def test_who_was_forced_back_did_not_withdraw(read: Read) -> None:
    text = "The Houthis attacked army positions in Marib on Tuesday but were forced to retreat after hours of fighting."
    assert {event.event_type for event in events(read(text))} == {"Battles"}


@pytest.mark.parametrize(
    "text",
    [
        "It was like a bomb going off in Samawah. A bus and a fuel tanker collided on the road on Tuesday.",
        "Israeli police foiled a plan by a cell to carry out a bombing in Jerusalem.",
        "Thousands rallied to demand that the government sign an agreement for the release of hostages.",
    ],
)  # fmt: skip
def test_crashes_plots_and_demands_are_no_events(read: Read, text: str) -> None:
    assert not {event.sub_event_type for event in events(read(text))} - {"Peaceful protest"}


def test_a_paper_and_its_date_on_one_line_is_no_heading() -> None:
    text = (
        "Thousands rally in Tel Aviv\n\nThe Paper | Sep 8, 2024\n\nThousands rallied in Tel Aviv on Saturday evening."
    )
    (report,) = segment(text)
    assert [block.kind for block in report.blocks] == ["heading", "byline", "paragraph"]


def test_a_nation_s_capital_is_a_city() -> None:
    assert capitals()["libyan"] == "tripoli" and capitals()["yemeni"] == "sanaa"


def test_the_last_letter_of_short_verbs_is_doubled() -> None:
    assert {form.text for form in verb_forms("stab")} == {"stab", "stabs", "stabbed", "stabbing"}
    assert {form.text for form in verb_forms("raid")} == {"raid", "raids", "raided", "raiding"}
