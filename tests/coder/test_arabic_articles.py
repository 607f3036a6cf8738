"""Arabic articles as outlets write them: quotation marks, lists, loyalties, sums, and days that others share."""

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


def days(coded: Coded) -> list[tuple[date, date]]:
    """First and last day of each event."""
    return [(each.event.when.start, each.event.when.end) for each in coded.events if each.event.when]


def dead(coded: Coded) -> dict[str | None, int | None]:
    """The dead of each place."""
    return {each.event.place.name: each.event.fatalities.best for each in coded.events}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("يأتي ذلك بعد يوم من استهداف الجيش السوداني مدينة نيالا بطائرة مسيرة.", [("Air/drone strike", "Nyala")]),
        ("تواصل القوات الإسرائيلية قصفها المدفعي على مدينة رفح.", [("Shelling/artillery/missile attack", "Rafah")]),
        ("شنت فصائل المعارضة الموالية لأنقرة هجوما عنيفا مدعوما بالمدفعية على بلدة تل تمر أمس.",
         [("Armed clash", "Tell Tamr")]),
        ("رشق متظاهرون سيارات الشرطة بالحجارة في مدينة الناصرية أمس.", [("Violent demonstration", "Nasiriyah")]),
        ("اقتحمت قوات الدعم السريع مخيم زمزم أمس.", [("Armed clash", "Zamzam camp")]),
        ("أغلق العشرات من خريجي كليات الهندسة بوابة شركة النفط في مدينة الناصرية أمس.",
         [("Peaceful protest", "Nasiriyah")]),
        ("عثرت قوى الأمن الداخلي على ورشة لتصنيع القذائف في مدينة حماة أمس.", [("Disrupted weapons use", "Hama")]),
        ("استهدف حزب الله ثكنة \"برانيت\" الإسرائيلية أمس.",
         [("Shelling/artillery/missile attack", "Biranit barracks")]),
        ("الجيش السوداني يسيطر على مدينة بارا\n\nسيطر الجيش السوداني على مدينة بارا أمس بعد معارك.",
         [("Government regains territory", "Bara")]),
    ],
)  # fmt: skip
def test_what_happened(read: Read, text: str, expected: list[tuple[str, str]]) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "تحسن الوضع في البلاد منذ توقيع الاتفاق بين روسيا وتركيا في مدينة إدلب.",
        "وثقت الوزارة مقتل 17 مدنيا في مدينة الرقة منذ بدء الحملة التركية.",
        "تم رصد 15 هجوما روسيا على مدينة خاركيف.",
        "وأنهى اتفاق وقع في 1 أيلول 2021 حصارا فرضته القوات على مدينة درعا.",
        "سيارات مدمرة جراء الاشتباكات في طرابلس (أرشيفية)",
    ],
)
def test_sums_memories_and_old_pictures_are_no_events(read: Read, text: str) -> None:
    assert told(read(text)) == []


def test_a_search_for_the_buried_is_no_wish(read: Read) -> None:
    coded = read("قصفت طائرة روسية مسيرة مبنى في مدينة دنيبرو أمس وكشفت عملية بحث عن وجود قتيلين.")
    assert dead(coded) == {"Dnipro": 2}


def test_tolls_told_village_by_village_behind_a_total(read: Read) -> None:
    coded = read(
        "أعلن المرصد مقتل 9 مدنيين أمس جراء قصف مدفعي لقوات النظام السوري، موضحا أن 5 منهم قتلوا في القصف على "
        "بلدة سرمين، و3 في مدينة سراقب، وآخر في مدينة أريحا."
    )
    assert dead(coded) == {"Sarmin": 5, "Saraqib": 3, "Ariha": 1}


def test_a_year_is_no_count(read: Read) -> None:
    coded = read("الأبيض، 3 فبراير 2026 ــ قتل 40 شخصا عندما استهدفت طائرة مسيرة خيمة عزاء في مدينة الأبيض.")
    assert dead(coded) == {"El Obeid": 40}


def test_today_is_the_day_a_report_calls_so(read: Read) -> None:
    coded = read("قصف الجيش السوري اليوم (الثلاثاء) بلدة سراقب، وهاجم مسلحون اليوم نقطة للجيش في مدينة جاسم.")
    assert set(days(coded)) == {(YESTERDAY, YESTERDAY)}


def test_a_paper_has_no_day(read: Read) -> None:
    coded = read('قال شهود لـ"عدن الغد" إن مسلحين قتلوا مواطنا في مدينة تعز.')
    assert [name for _, name in told(coded)] == ["Taiz"]
    assert days(coded) == [(YESTERDAY, TODAY)]


def test_the_first_day_of_a_report_lasts_for_what_names_none(read: Read) -> None:
    coded = read(
        "قتل عشرة جنود في هجوم لتنظيم داعش على حافلة عسكرية في مدينة تدمر يوم الاثنين.\n\n"
        "قصفت قوات النظام السوري بالمدفعية بلدة سرمين في ريف إدلب."
    )
    assert (MONDAY, TODAY) in days(coded)


def test_weeks_of_a_relative_clause_date_nothing_else(read: Read) -> None:
    coded = read("قتل ثلاثة مدنيين في قصف لقوات النظام السوري على مدينة سراقب، التي تتعرض منذ أسابيع لتصعيد.")
    assert days(coded) == [(YESTERDAY, TODAY)]


def test_a_quarter_is_of_the_city_named_behind_it_and_stays_there(read: Read) -> None:
    coded = read(
        "قتل ثلاثة أطفال بقذيفة أطلقها الحوثيون أمس على حي الكمب بمدينة تعز.\n\n"
        "واستهدف الحوثيون حي الكمب بقذيفة هاوزر أمس."
    )
    places = [each.event.place for each in coded.events]
    assert {(round(place.lat or 0, 1), round(place.lon or 0, 1)) for place in places} == {(13.6, 44.0)}


def test_the_country_that_heads_a_title_is_where_it_plays(read: Read) -> None:
    coded = read("ليبيا.. هدوء نسبي\n\nاندلعت اشتباكات مسلحة أمس بين مجموعتين مسلحتين جنوبي مدينة الزاوية.")
    assert {each.event.place.country for each in coded.events} == {"LY"}


def test_villages_of_a_list_are_no_namesakes_far_away(read: Read) -> None:
    coded = read("قصفت القوات التركية أمس قرى القاسمية والريحانية في ريف تل تمر شمال غرب الحسكة.")
    assert all(each.event.place.lon is None or each.event.place.lon > 39 for each in coded.events)


def test_arms_that_were_found_are_no_attack(read: Read) -> None:
    coded = read("عثرت قوى الأمن خلال تمشيط مدينة حماة أمس على قذائف وقنابل يدوية.")
    assert told(coded) == [("Disrupted weapons use", "Hama")]


def test_a_road_is_where_its_known_end_is_and_not_its_district(read: Read) -> None:
    coded = read("استهدف الجيش الإسرائيلي سيارة على طريق فرعي بين الشعيتية وكفرتنيت في قضاء صور أمس.")
    assert [name for _, name in told(coded)] == ["Chaaitiyeh"]


def test_a_war_that_enters_its_hundredth_day_moves_no_troops(read: Read) -> None:
    coded = read("مع دخول الحرب في السودان يومها الـ300، واصلت قوات الدعم السريع قصف مدينة الفاشر، الاثنين.")
    assert [each.event.sub_event_type for each in coded.events] == ["Shelling/artillery/missile attack"]


def test_soldiers_killed_in_a_crash_of_vehicles_are_no_attack_amid_a_war(read: Read) -> None:
    war = "انفجرت عبوة ناسفة بدورية للجيش اليمني شرق مدينة مودية بمحافظة أبين، الاثنين، واتهم الجيش تنظيم القاعدة."
    crash = "وفي حادث منفصل، لقي أربعة جنود مصرعهم إثر اصطدام مركبتهم العسكرية بشاحنة في مدينة زنجبار، الاثنين."
    assert not any(each.event.place.name == "Zinjibar" for each in read(f"{war}\n\n{crash}").events)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("قصفت القوات الإسرائيلية أمس مدرسة في حي الزيتون ومنزلا في بيت لاهيا.", ["Zeitoun", "Beit Lahia"]),
        ("استهدفت ميليشيا الحوثي مواقع في مديرية حيس، والأطراف الشرقية لمدينة الحديدة أمس.", ["Hays", "Hodeidah"]),
        ("استهدفت المدفعية الإسرائيلية أمس الأحياء الشمالية من مخيم النصيرات وسط القطاع.", ["Nuseirat"]),
    ],
)
def test_a_second_thing_and_a_side_of_a_town_are_where_they_stand(read: Read, text: str, places: list[str]) -> None:
    assert [place for _, place in told(read(text))] == places


def test_the_seat_of_a_parliament_and_what_somebody_rode_are_no_places(read: Read) -> None:
    coded = read("قتل جنديان من قوات البرلمان المنعقد في طبرق في هجوم شنه مسلحون قرب مدينة درنة أمس.")
    assert "Tobruk" not in dead(coded)
    coded = read("ألقى مجهول على متن سيارة قنبلة يدوية على دورية للجيش في مدينة طرابلس شمال لبنان أمس.")
    assert told(coded) == [("Grenade", "Tripoli")]


def test_a_relative_of_one_killed_before_is_arrested_and_nobody_killed(read: Read) -> None:
    coded = read("اعتقلت القوات الإسرائيلية أمس شقيق الشهيد سامر منفذ عملية الطعن من منزله في مدينة الخليل.")
    assert told(coded) == [("Arrests", "Hebron")]
    assert dead(coded) == {"Hebron": None}


@pytest.mark.parametrize(
    "text",
    [
        "شهدت مدينة السويداء أمس خروج مئات الأهالي في ساحة المدينة رفضا للقرار.",
        "تجمع عدد من المواطنين أمام المبنى الحكومي في مدينة السويداء أمس مطالبين بالكهرباء.",
    ],
)
def test_people_who_come_out_or_gather_protest(read: Read, text: str) -> None:
    assert told(read(text)) == [("Peaceful protest", "As-Suwayda")]


def test_one_who_fell_is_dead(read: Read) -> None:
    coded = read("شن الطيران الروسي أمس غارة على مدينة خيرسون أسفرت عن سقوط شخصين وإصابة أربعة.")
    assert dead(coded) == {"Kherson": 2}


def test_drones_downed_over_a_whole_country_are_not_at_the_town_told_before(read: Read) -> None:
    coded = read("سيطرت القوات الروسية أمس على مدينة كوبيانسك. ودمرت الدفاعات الجوية 40 مسيرة فوق أراضي البلاد.")
    assert [kind for kind, _ in told(coded)] == ["Government regains territory"]
