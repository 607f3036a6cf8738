"""What English news tells beside its events: sums, names, areas of what is told finer; each its own short report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import Word, WordList, inner_capitals
from conflictmap.model.event import Event

Read = Callable[..., Coded]


def events(coded: Coded) -> list[Event]:
    return [each.event for each in coded.events]


def places(coded: Coded) -> list[str | None]:
    return [event.place.name for event in events(coded)]


def test_an_area_gives_way_to_the_places_told_in_it(read: Read) -> None:
    text = "Israeli drones struck twice in southern Lebanon on Tuesday. A drone hit a van in Nabatieh on Tuesday."
    assert places(read(text)) == ["Nabatieh"]


def test_the_dead_told_of_an_area_are_those_of_its_only_place(read: Read) -> None:
    text = "Four people were killed in an air strike in Idlib province on Tuesday. Jets bombed Saraqib on Tuesday."
    (event,) = events(read(text))
    assert (event.place.name, event.fatalities.best) == ("Saraqib", 4)


def test_two_named_days_are_two_events_of_an_area(read: Read) -> None:
    text = "Jets bombed Saraqib on Monday. Jets bombed Idlib province on Tuesday."
    assert len(events(read(text))) == 2


def test_a_heading_takes_no_place_from_elsewhere(read: Read) -> None:
    text = "Army frees two hostages after clash\n\nRebels shelled Taiz on Monday and soldiers fired back.\n"
    assert {event.event_type for event in events(read(text))} == {"Explosions/Remote violence"}


@pytest.mark.parametrize(
    "text",
    [
        "Families laid flowers in Halabja on Tuesday for the dead of the gas attack of March 16, 1988.",
        "Settlers carried out 766 attacks near Nablus in January alone, the commission said.",
        "Monitors recorded three killings by gunmen in Daraa in January.",
        "Gunmen have intensified their attacks on the army near Daraa.",
        "Hezbollah released footage of the prisoners in Nabatieh on Tuesday.",
        "The army's operation in Jenin entered its second week on Tuesday.",
    ],
)
def test_sums_memories_and_films_are_no_events(read: Read, text: str) -> None:
    assert events(read(text)) == []


def test_troops_that_deploy_that_day_do_so_on_that_day(read: Read) -> None:
    text = "Israeli troops left on Sunday. The Lebanese army deployed in Kfar Kila that day after soldiers had left."
    found = [event.when for event in events(read(text)) if event.place.name == "Kfar Kila"]
    assert found and all(when is not None and when.start == date(2026, 2, 1) for when in found)


def test_the_evening_before_leads_back(read: Read) -> None:
    text = "Rescuers searched ruins on Tuesday. A Russian missile had hit a block in Kharkiv the previous evening."
    (event,) = events(read(text))
    assert event.when is not None and event.when.start == date(2026, 2, 2)


def test_a_force_of_a_nation_is_a_force(read: Read) -> None:
    (event,) = events(read("An Israeli force of eight vehicles entered the village of Jubata al-Khashab on Tuesday."))
    assert (event.place.name, event.sub_event_type) == ("Jubata al-Khashab", "Troop movement")


def test_who_commanded_once_is_a_civilian_now(read: Read) -> None:
    (event,) = events(read("Gunmen killed a former opposition commander in Nawa in Daraa on Monday."))
    assert event.event_type == "Violence against civilians"


def test_the_outlet_and_day_before_a_dash_are_no_date_of_events(read: Read) -> None:
    text = "The Eastern Sketch, Feb. 4, 2026 — Russian forces dropped bombs on Kramatorsk in Ukraine on Feb. 3."
    (event,) = events(read(text))
    assert event.when is not None and event.when.end == date(2026, 2, 3)


def test_capitals_inside_a_sentence_are_names(read: Read) -> None:
    text = "Reinforcements of the 3rd Storm Brigade arrived in Zinjibar in Yemen on Tuesday."
    assert all(event.event_type != "Battles" for event in events(read(text)))


def test_inner_capitals_leave_titles_and_acronyms_out() -> None:
    def capitals(text: str) -> list[str]:
        folded = fold_text(text)
        words = WordList(folded)

        def written(word: Word) -> str:
            return text[slice(*words.span([word]))]

        return [words.words[n].text for n in sorted(inner_capitals(words.words, written))]

    assert capitals("An IED hit Storm troops. Jets left") == ["storm"]
    assert capitals("Army Retakes Hill In Fierce Fight") == []


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("A drone hit a bus in the Dniprovskyi district of Kherson in Ukraine on Tuesday.", 46.6, 32.6),
        ("In Sabha, Libyan gunmen fired on a patrol near the Al-Nasiriyah quarter on Monday.", 27.0, 14.4),
    ],
)
def test_a_quarter_lies_in_the_city_it_is_said_to_be_of(read: Read, text: str, lat: float, lon: float) -> None:
    (event,) = events(read(text))
    assert (event.place.lat, event.place.lon) == pytest.approx((lat, lon), abs=0.1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The service arrested three men in Kirkuk on Monday with the Asayish of Sulaymaniyah.", "Kirkuk"),
        ("A drone hit a car in Sidakan subdistrict of Erbil province on Monday, killing two.", "Sidakan"),
        ("Gunmen clashed in Zawiya in Libya on Monday, in the city west of Tripoli.", "Zawiya"),
        ("Israel bombed Rafah on Monday and will go on until it ends its war in Gaza.", "Rafah"),
        ("A bomb in Zinjibar on Monday killed the commander of the security forces in Mukalla.", "Zinjibar"),
    ],
)
def test_bodies_heads_and_what_describes_another_are_no_places(read: Read, text: str, place: str) -> None:
    assert set(places(read(text))) == {place}


def test_a_first_name_is_no_place(read: Read) -> None:
    coded = read("Israeli troops shot dead two men in Rafah on Monday, Khalil al-Masri said.")
    assert places(coded) == ["Rafah"]


def test_a_river_is_not_the_town_called_like_it(read: Read) -> None:
    assert "Dnipro" not in places(read("Russian drones attacked crossings from the Dnipro to Kherson on Monday."))


def test_where_somebody_had_come_is_not_where_he_was_killed(read: Read) -> None:
    text = "Settlers stormed Sinjil on Monday. Amin, who had come to visit relatives in Turmus Ayya, was shot dead."
    assert "Turmus Ayya" not in places(read(text))


def test_the_first_words_of_a_report_with_its_day_tell_no_march(read: Read) -> None:
    text = "March 24 (Agency) - Ukrainian drones struck Shebekino in Russia's Belgorod region on Tuesday."
    assert {event.event_type for event in events(read(text, date(2026, 3, 24)))} == {"Explosions/Remote violence"}


def test_the_arrest_of_somebody_is_news(read: Read) -> None:
    text = "The Intelligence Agency of Iraq announced on Monday the arrest of five Islamic State members in Mosul."
    assert [event.sub_event_type for event in events(read(text))] == ["Arrests"]


def test_the_capital_a_nation_owns_is_its_capital(read: Read) -> None:
    (event,) = events(read("Israeli warplanes bombed the airport in Yemen's rebel-held capital on Tuesday."))
    assert event.place.admin1 is not None and event.place.lat == pytest.approx(15.4, abs=0.2)


def test_a_raid_by_nobody_on_the_ground_is_of_aircraft(read: Read) -> None:
    text = "Israeli jets struck Khiam on Monday. A woman was killed in a raid on a home in Aitaroun on Monday."
    assert {event.sub_event_type for event in events(read(text))} == {"Air/drone strike"}


def test_quarters_of_a_city_are_in_it_and_not_in_the_state_that_heads_the_line(read: Read) -> None:
    text = "North Darfur: Sudanese soldiers and rebels clashed in the southern neighbourhoods of El Fasher on Monday."
    assert places(read(text)) == ["El Fasher"]


def test_who_is_held_responsible_is_no_news_of_it(read: Read) -> None:
    text = "Committees in Sudan hold the Rapid Support Forces responsible for the shelling of Abu Shouk camp."
    assert events(read(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rebels were waiting when a UN patrol was fired upon near Saraqib on Tuesday.",
        "Army soldiers near Saraqib came under small arms fire on Tuesday.",
        "The army launched an operation on Tuesday to retake the town of Saraqib from rebels.",
    ],
)
def test_gunfire_and_operations_are_fights(read: Read, text: str) -> None:
    assert [event.sub_event_type for event in events(read(text))] == ["Armed clash"]


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose on Tuesday in the town of Saraqib, which is under the control of the rebels.",
        "Soldiers said the market of Saraqib fell into disrepair on Tuesday.",
        "Police launched an operation on Tuesday to rescue trapped workers in Saraqib.",
    ],
)
def test_who_holds_a_place_and_what_police_launch_is_no_event(read: Read, text: str) -> None:
    assert events(read(text)) == []


def test_another_strike_with_dead_of_its_own_is_an_event_of_its_own(read: Read) -> None:
    text = "An air strike on Saraqib killed six people on Tuesday. Another air strike on Saraqib killed four."
    assert sorted(event.fatalities.best or 0 for event in events(read(text))) == [4, 6]


@pytest.mark.parametrize(
    "text",
    [
        "People clear a road after rebels clashed with the army in Saraqib on Tuesday. File photo: An Agency",
        "The rebels still fight battles with the army, a colonel said in Aleppo last week.",
    ],
)
def test_old_pictures_and_where_somebody_spoke_tell_no_event(read: Read, text: str) -> None:
    assert events(read(text)) == []


def test_what_an_attack_follows_is_not_told_anew(read: Read) -> None:
    (event,) = events(read("Tuesday's bombing in Saraqib follows a car bomb that killed two people on Sunday."))
    assert event.fatalities.best is None


def test_the_side_of_a_country_is_not_that_of_its_town(read: Read) -> None:
    assert places(read("Rebels stormed a police station in Syria's eastern Raqqa city on Tuesday.")) == ["Raqqa"]


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen tried to assassinate a judge in Idlib on Tuesday.",
        "A judge escaped an attempt to assassinate him in Idlib on Tuesday.",
        "A judge survived an assassination attempt in Idlib on Tuesday.",
    ],
)
def test_attempts_to_assassinate_kill_nobody(read: Read, text: str) -> None:
    (event,) = events(read(text))
    assert event.fatalities.best is None


@pytest.mark.parametrize(
    "text",
    [
        "Attacks struck Kirkuk, 240 kilometres (150 miles) north of Baghdad, where two car bombs went off on Monday.",
        "Gunmen shot a guard in Kirkuk, which lies about 240 km north of the city of Baghdad, on Monday.",
        "قصف الجيش العراقي أمس مواقع لداعش في مدينة كركوك الواقعة على بعد 240 كيلومترا شمال العاصمة بغداد.",
        "قصف الجيش العراقي أمس مواقع لداعش في مدينة كركوك (240 كلم شمال العاصمة بغداد).",
    ],
)
def test_the_side_of_another_town_only_says_where_a_place_lies(read: Read, text: str) -> None:
    assert set(places(read(text))) == {"Kirkuk"}


@pytest.mark.parametrize(
    "text",
    [
        "On 10 September 1991 Arab forces reached Kuwait City, and on that day in 1990 Iraqi forces had shelled it.",
        "في 10 سبتمبر من عام 1991 وصلت القوات إلى مدينة الكويت، وبنفس اليوم من عام 1990 قصفتها القوات العراقية.",
        "The actor and former CIA officer Tom Smith died on Monday in Boston, aged 78.",
        "The accident in the Salaheddine district of Aleppo killed eleven on Monday. Rebels shelled it years ago.",
    ],
)
def test_what_happened_long_ago_and_what_no_war_did(read: Read, text: str) -> None:
    assert events(read(text)) == []


def test_a_car_bomb_is_an_act_of_war_wherever_it_goes_off(read: Read) -> None:
    (event,) = events(read("At least ten people died when a car bomb exploded in Mogadishu on Monday."))
    assert (event.place.name, event.fatalities.best) == ("Mogadishu", 10)


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("A drone hits the refinery of Yanbu", "Yanbu", "Explosions/Remote violence"),
        ("Rockets strike a market in Idlib city", "Idlib", "Explosions/Remote violence"),
        ("Rebels capture the strategic town of Saraqib from the army", "Saraqib", "Battles"),
        (
            "Army helicopters launch several guided missiles at Houthi positions near Taiz",
            "around Taiz",
            "Explosions/Remote violence",
        ),
        ("Gunmen kill three people in an ambush on a bus in Bannu, Pakistan", "Bannu", "Violence against civilians"),
    ],
)
def test_headlines_in_the_present(read: Read, text: str, place: str, kind: str) -> None:
    assert {(event.place.name, event.event_type) for event in events(read(text))} == {(place, kind)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("At least 40 died in a drone attack by the RSF on a funeral in North Kordofan.", ["North Kordofan"]),
        ("Four fighters were killed in an air strike on one of their headquarters in Diyala Governorate.", ["Diyala"]),
        ("A fighter was killed in an air strike on Baiji, relatives said after his funeral in Mosul.", ["Baiji"]),
    ],
)  # fmt: skip
def test_who_gathers_is_struck_or_only_there(read: Read, text: str, told: list[str]) -> None:
    assert places(read(text)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Russian forces shelled Vuhledar, Donetsk. 2 people were killed.", [("Vuhledar", 2)]),
        ("Jets bombed Saraqib, Idlib, on Monday. A woman was killed.", [("Saraqib", 1)]),
        ("Shells fired by alleged rebels killed three people in Taiz.", [("Taiz", 3)]),
        ("Artillery struck Sabra in Gaza City, leaving 5 Palestinian fatalities.", [("Sabra (Gaza)", 5)]),
    ],
)
def test_the_dead_of_the_place_told(read: Read, text: str, told: list[tuple[str, int]]) -> None:
    assert [(event.place.name, event.fatalities.best) for event in events(read(text))] == told


def test_two_towns_in_a_list_stay_two(read: Read) -> None:
    assert places(read("Jets bombed Saraqib, Idlib and Jisr al-Shughur on Monday.")) == [
        "Saraqib",
        "Idlib",
        "Jisr al-Shughur",
    ]
