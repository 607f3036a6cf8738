"""How Arabic news is written: datelines, units and their towns, hospitals, namesakes, and what none of them is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]
MONDAY, YESTERDAY, TODAY = (date(2026, 2, day) for day in (2, 3, 4))


def told(coded: Coded) -> list[tuple[str, str | None]]:
    """What happened where, in order."""
    return [(each.event.sub_event_type, each.event.place.name) for each in coded.events]


@pytest.mark.parametrize(
    "dateline",
    [
        "غزة 4-2-2026 وفا- ",
        "الخرطوم 4 فبراير 2026 – ",
        "بغداد، الأربعاء - ",
        "دمشق، 4 شباط/ فبراير (سانا) - ",
    ],
)
def test_where_and_when_a_report_was_written_is_no_part_of_an_event(read: Read, dateline: str) -> None:
    coded = read(f"قصف في خان يونس\n\n{dateline}قتل ثلاثة مدنيين في قصف إسرائيلي على مدينة خان يونس يوم الاثنين.")
    (event,) = (each.event for each in coded.events)
    assert event.place.name == "Khan Younis" and event.when
    assert (event.when.start, event.fatalities.best) == (MONDAY, 3)


def test_a_day_inside_a_sentence_is_no_dateline(read: Read) -> None:
    coded = read("وكانت مدينة خان يونس شهدت في 2 شباط/ فبراير قصفا إسرائيليا أدى إلى مقتل ثلاثة مدنيين.")
    assert [each.event.when.start for each in coded.events if each.event.when] == [MONDAY]


def test_who_wrote_a_report_where_says_nothing_of_where_it_plays(read: Read) -> None:
    coded = read(
        "اشتباكات في طرابلس\n\nبوابة الأخبار - القاهرة\n\nدارت اشتباكات بين اللواء 444 وجهاز الردع قرب ميناء طرابلس."
    )
    assert {each.event.place.country for each in coded.events} == {"LY"}


def test_an_iraqi_unit_is_told_for_its_town(read: Read) -> None:
    coded = read("قتل جنديان عراقيان بانفجار عبوة ناسفة في ناحية السعدية بمحافظة ديالى أمس الثلاثاء.")
    assert told(coded) == [("Remote explosive/landmine/IED", "Saadia")]


def test_where_the_hurt_are_brought_is_not_where_they_were_hurt(read: Read) -> None:
    coded = read(
        "قتل تسعة مدنيين في غارة إسرائيلية قرب مخيم النصيرات أمس، ونقلوا إلى مستشفى شهداء الأقصى في دير البلح."
    )
    assert [name for _, name in told(coded)] == ["around Nuseirat"]


def test_the_land_around_gives_way_to_the_place_in_it(read: Read) -> None:
    coded = read("وفي وسط قطاع غزة، قتل تسعة مدنيين أمس بعد أن أغارت طائرة مسيرة إسرائيلية على منزل في مخيم النصيرات.")
    assert [name for _, name in told(coded)] == ["Nuseirat"]
