"""Which place a name means: by what the report says around it, by its country, and never by a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.report import ReportReader
from conflictmap.coder.resolving import Mention, Resolver
from conflictmap.coder.segments import segment
from conflictmap.coder.text import fold_text
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import WordList
from geodata import GazetteerGeocoder, distance_km

Mentions = Callable[[str], list[Mention]]


@pytest.fixture(scope="module")
def mentions(geocoder: GazetteerGeocoder) -> Mentions:
    """The places of a text that is one report."""
    reader = ReportReader(ToponymFinder(geocoder.gazetteer), Resolver(geocoder))

    def mentions(text: str) -> list[Mention]:
        (part,) = segment(text)
        return reader.read(text, WordList(fold_text(text)), part, date(2026, 2, 4)).mentions

    return mentions


@pytest.mark.parametrize(
    ("text", "lat", "lon", "within"),
    [
        ("وقع الانفجار في مدينة حلب.", 36.20, 37.16, 15),
        ("وقع الانفجار في مدينة الموصل شمال العراق.", 36.34, 43.13, 15),
        ("قصفت المدفعية بلدة سراقب بريف إدلب.", 35.86, 36.80, 10),
        ("اقتحمت القوات مدينة نابلس في الضفة الغربية.", 32.22, 35.26, 10),
        ("An explosion hit the city of Kharkiv in Ukraine.", 49.99, 36.23, 15),
        ("Fighting went on in the town of Bakhmut in Donetsk oblast.", 48.59, 38.00, 10),
        ("A drone hit a car in the city of Sidon, southern Lebanon.", 33.56, 35.37, 10),
        ("Shells fell on the city of El Fasher in North Darfur.", 13.63, 25.35, 15),
    ],
)
def test_places_are_where_they_are(mentions: Mentions, text: str, lat: float, lon: float, within: float) -> None:
    found = [one.place for one in mentions(text) if one.place.area_id is None and one.place.geo_precision != "none"]
    assert min(distance_km(place.lat, place.lon, lat, lon) for place in found) <= within


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("وقع الانفجار في مدينة طرابلس. وقال مصدر في مدينة مصراتة وفي مدينة بنغازي إن ليبيا هادئة.", "LY"),
        ("وقع الانفجار في مدينة طرابلس. وقال مصدر في بيروت وفي مدينة صيدا إن لبنان هادئ.", "LB"),
        ("Gunmen fought in Tripoli. Forces from Misrata and Benghazi in Libya stayed away.", "LY"),
        ("Gunmen fought in Tripoli. Soldiers from Beirut and Sidon in Lebanon stayed away.", "LB"),
    ],
)
def test_a_name_of_two_countries_is_of_the_one_the_report_plays_in(mentions: Mentions, text: str, country: str) -> None:
    assert mentions(text)[0].place.country == country


def test_the_area_named_behind_a_place_says_which_it_is(mentions: Mentions) -> None:
    for area, lat in (("ريف حلب", 36.2), ("ريف إدلب", 35.9)):
        found = mentions(f"قصفت المدفعية بلدة سراقب في {area}.")
        assert found and abs(found[-1].place.lat - lat) < 1.0


def test_a_village_nobody_knows_keeps_its_name_and_gets_no_point(mentions: Mentions) -> None:
    (village,) = [one for one in mentions("قصفت المدفعية قرية زقزوقستان في سوريا.") if "زقزوق" in one.place.name]
    assert village.place.geo_precision == "none"
    assert (village.place.lat, village.place.lon) == (0.0, 0.0)


def test_a_word_of_the_street_far_away_is_no_place(mentions: Mentions) -> None:
    text = "قال المتحدث إن الجيش قصف مدينة إدلب وبلدة سراقب في سوريا، وإن ذلك كان بلا سبب وبعد صمت طويل."
    assert {one.place.country for one in mentions(text)} == {"SY"}


def test_a_name_means_the_same_all_through_a_report(mentions: Mentions) -> None:
    text = "قصفت المدفعية مدينة الباب في سوريا.\n\nوقال مصدر في مدينة الباب ذلك.\n\nوعاد الهدوء إلى مدينة الباب."
    named = [one.place.id for one in mentions(text) if one.place.country == "SY" and one.place.kind != "country"]
    assert len(named) >= 3 and len(set(named)) == 1


def test_mentions_say_where_they_stand_and_how_sure_they_are(mentions: Mentions) -> None:
    text = "قصفت المدفعية بلدة سَراقِب بريف إدلب، ثم مدينة حلب."
    found = mentions(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        start, end = one.span
        assert 0 <= start < end <= len(text)
        assert one.score >= 0 and one.margin >= 0
    assert text[slice(*found[0].span)].endswith("سَراقِب")


def test_an_area_holds_what_lies_in_it(mentions: Mentions) -> None:
    found = {one.place.kind: one for one in mentions("قصفت المدفعية مدينة سراقب في محافظة إدلب في سوريا.")}
    country, area = found["country"], found["adm1"]
    town = next(one for kind, one in found.items() if kind not in ("country", "adm1"))
    assert country.is_whole and not area.is_whole and not town.is_whole
    assert country.holds(town) and area.holds(town) and not town.holds(area)


def test_a_text_without_places_has_none(mentions: Mentions) -> None:
    assert mentions("قال المتحدث إن الاجتماع كان مفيدا.") == []
    assert mentions("The spokesman said that the meeting had been useful.") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The Houthis fired a missile at a cargo ship in the Red Sea on Tuesday, Yemeni officials said.",
            "Southern Red Sea",
        ),
        ("استهدف الحوثيون سفينة شحن في البحر الأحمر بصاروخ يوم الثلاثاء.", "Southern Red Sea"),
        ("Two boats met in the Red Sea off Jeddah in Saudi Arabia.", "Red Sea"),
    ],
)
def test_the_sea_of_a_report_is_the_waters_off_its_country(mentions: Mentions, text: str, name: str) -> None:
    assert name in {one.place.name for one in mentions(text) if one.place.kind == "sea_area"}


def test_a_namesake_elsewhere_is_not_meant(mentions: Mentions) -> None:
    """No gazetteer knows a village of this name there: the oblast is all that is known."""
    found = mentions("In Kharkiv Oblast, the army took the village of Fedorivka on Monday.")
    assert all(each.place.area_id == "UA-63" or not each.place.lat for each in found)


def test_a_village_is_in_the_area_named_before(mentions: Mentions) -> None:
    found = mentions("In Luhansk Oblast, Russian forces shelled Troitske and Prychepylivka on Monday.")
    assert {each.place.admin1_id for each in found if each.place.kind == "settlement"} == {"UA-09"}
