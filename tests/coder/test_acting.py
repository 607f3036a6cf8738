"""Who acts: names of a day, nouns with their nation, what a country's own reports call its parties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.acting import ActorFinder, ActorMention, Span, people_of
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import WordList
from conflictmap.model import vocabulary

TODAY = date(2026, 2, 4)


def found(text: str, country: str | None = None, day: date | None = TODAY) -> list[ActorMention]:
    return ActorFinder(country, day).find(WordList(fold_text(text)).words)


def ids(text: str, country: str | None = None, day: date | None = TODAY) -> list[str | None]:
    return [one.id for one in found(text, country, day)]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("قوات سوريا الديمقراطية", "sdf"),
        ("وقوات سوريا الديمقراطية", "sdf"),
        ("لقسد", "sdf"),
        ("the Syrian Democratic Forces", "sdf"),
        ("تنظيم داعش", "isis"),
        ("تنظيم الدولة الإسلامية", "isis"),
        ("ISIS", "isis"),
        ("قوات الدعم السريع", "rsf"),
        ("the Rapid Support Forces", "rsf"),
        ("حزب الله", "hezbollah"),
        ("Hezbollah", "hezbollah"),
        ("الحوثيين", "houthis"),
        ("الجيش الإسرائيلي", "idf"),
        ("the Israeli army", "idf"),
    ],
)
def test_names_are_known_in_both_languages(text: str, actor: str) -> None:
    assert ids(text) == [actor]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("جنود إسرائيليون", "idf"),
        ("Israeli soldiers", "idf"),
        ("القوات الروسية", "russian_forces"),
        ("Russian troops", "russian_forces"),
        ("الجيش الأوكراني", "ukrainian_forces"),
        ("Ukrainian troops", "ukrainian_forces"),
    ],
)
def test_a_noun_and_its_nation(text: str, actor: str) -> None:
    (one,) = found(text)
    assert one.id == actor and one.is_armed and one.is_named and not one.is_civilian


def test_an_army_of_a_country_is_the_one_of_the_day() -> None:
    before, after = date(2023, 5, 1), date(2025, 5, 1)
    assert ids("الجيش السوري", day=before) == ["syrian_arab_army"]
    assert ids("الجيش السوري", day=after) == ["syrian_army"]
    assert ids("the Syrian army", day=before) == ["syrian_arab_army"]
    assert ids("the Syrian army", day=after) == ["syrian_army"]


def test_what_a_countrys_own_reports_say_counts_only_there() -> None:
    assert ids("قوات الاحتلال", "PS") == ["idf"]
    assert "idf" not in ids("قوات الاحتلال", "UA")
    assert ids("قوات النظام", "SY", date(2020, 1, 1)) == ["syrian_arab_army"]
    assert "syrian_arab_army" not in ids("قوات النظام", "SY", date(2025, 6, 1))


@pytest.mark.parametrize("text", ["ثلاثة مدنيين", "three civilians", "أطفال", "women"])
def test_people_without_arms(text: str) -> None:
    (one,) = found(text, "SY")
    assert one.is_civilian and not one.is_armed and not one.is_force


@pytest.mark.parametrize("text", ["مسلحون مجهولون", "unidentified gunmen"])
def test_gunmen_nobody_knows_are_armed_and_of_the_reports_country(text: str) -> None:
    (one,) = found(text, "SY")
    assert one.is_armed and one.is_named and one.id == "unidentified_sy"
    (one,) = found(text, None)
    assert one.is_armed and one.id is None


@pytest.mark.parametrize("text", ["ضابط سابق", "شرطي متقاعد", "a former policeman", "a retired army officer"])
def test_who_was_armed_once_is_a_civilian(text: str) -> None:
    (one,) = found(text, "SY")
    assert one.is_civilian and one.id == "civilians_sy"


def test_a_country_is_its_government_and_no_force() -> None:
    for text in ("إسرائيل", "Israel"):
        (one,) = found(text)
        assert one.id == "gov_il" and not one.is_force and not one.is_civilian


def test_an_adjective_alone_is_the_nations_forces() -> None:
    (one,) = found("القصف الروسي")
    assert (one.how, one.id) == ("adjective", "russian_forces")


def test_the_people_of_a_nation() -> None:
    (one,) = found("الفلسطيني")
    people = people_of(one)
    assert people.is_civilian and people.id == "civilians_ps"
    assert (people.start, people.end) == (one.start, one.end)


def test_a_name_is_longer_than_the_nation_within_it() -> None:
    (one,) = found("the Syrian Democratic Forces")
    assert (one.how, one.id) == ("name", "sdf")


@pytest.mark.parametrize("text", ["الطقس جميل", "the weather is fine", "", "12 ، ."])
def test_nobody_acts_in_other_words(text: str) -> None:
    assert found(text) == []


def test_mentions_make_actors_of_the_model() -> None:
    (one,) = found("حزب الله")
    actor = one.actor("perpetrator")
    assert (actor.id, actor.role) == ("hezbollah", "perpetrator")
    (unknown,) = found("soldiers")
    assert unknown.actor("side_a").id is None


def test_days_of_a_name() -> None:
    span = Span(date(2020, 1, 1), date(2020, 12, 31))
    assert span.holds(date(2020, 1, 1)) and span.holds(date(2020, 12, 31))
    assert not span.holds(date(2019, 12, 31)) and not span.holds(date(2021, 1, 1)) and not span.holds(None)
    assert Span(None, None).holds(None) and Span(date(2020, 1, 1), None).holds(None)


PARTS = [
    "الجيش",
    "السوري",
    "وقوات",
    "سوريا",
    "الديمقراطية",
    "حزب",
    "الله",
    "جنود",
    "إسرائيليون",
    "مسلحون",
    "مجهولون",
    "،",
]
PARTS += ["the", "Syrian", "Democratic", "Forces", "Israeli", "soldiers", "army", "Israel", ".", "\n", "12"]
COUNTRIES = st.sampled_from([None, "SY", "PS", "YE", "XX"])


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12), COUNTRIES, st.none() | st.dates())
def test_actors_of_any_words_follow_one_another_and_are_known(parts: list[str], country: str | None, day: date) -> None:
    text = " ".join(parts)
    last = 0
    for one in found(text, country, day):
        assert last <= one.start < one.end <= len(WordList(fold_text(text)).words)
        assert one.name and one.kind in vocabulary.actor_kinds()
        assert one.id is None or one.id in vocabulary.actor_book().actors
        last = one.end
