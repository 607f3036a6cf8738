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


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("تعرضت مدينة الأبيض لتدوين مدفعي من قوات الدعم السريع أمس.", "Shelling/artillery/missile attack"),
        ("سقطت مدينة الفاشر في قبضة قوات الدعم السريع أمس.", "Non-state actor overtakes territory"),
        ("بسطت القوات الحكومية نفوذها على مديرية حيس أمس بعد معارك مع الحوثيين.", "Government regains territory"),
        ("تمكن الجيش السوداني من استرداد مدينة ود مدني أمس.", "Government regains territory"),
        ("نشب نزاع عشائري مسلح في ناحية العزير بمحافظة ميسان أمس أدى إلى مقتل ثلاثة أشخاص.", "Armed clash"),
        ("حشد الحوثيون آلاف أتباعهم في مدينة صنعاء أمس.", "Peaceful protest"),
        ("توافد المئات من أهالي مدينة السويداء إلى ساحة الكرامة أمس.", "Peaceful protest"),
        ("ألقى مجهولان رمانة يدوية على منزل في مدينة الناصرية أمس.", "Grenade"),
        ("شنت روسيا هجوما واسعا بالمسيرات على مدينة كييف أمس.", "Air/drone strike"),
        ("اقتادت قوات الاحتلال ثلاثة شبان من بلدة طمون أمس.", "Arrests"),
        ("اعترضت المضادات الأرضية سربا من الطائرات المسيرة فوق مدينة مروي في السودان أمس.", "Air/drone strike"),
        ("طوقت القوات الإسرائيلية بلدة بيتا أمس.", "Closure or restriction"),
    ],
)
def test_verbs_and_nouns_of_news_are_known(read: Read, text: str, sub: str) -> None:
    assert [each for each, _ in told(read(text))] == [sub]


def test_a_verb_that_begins_like_the_article_tells_something_new(read: Read) -> None:
    coded = read("اندلعت اشتباكات بين عشيرتين في ناحية العزير أمس. وألقت قوات الرد السريع القبض على 14 متهما.")
    assert "Arrests" in [sub for sub, _ in told(coded)]


@pytest.mark.parametrize(
    "text",
    [
        "حذرت الأمم المتحدة من أي هجوم لقوات الدعم السريع على مدينة الفاشر.",
        "تقول الحكومة اليمنية إن استعادة الحديدة برا هي السبيل الوحيد للسلام.",
        "تحتاج القوات الأوكرانية في مدينة كييف إلى صواريخ لصد الهجمات الروسية.",
        "أجرى الجيش الإسرائيلي تدريبات في مدينة إيلات تحاكي هجوما لمسلحين.",
        "أطلق مسلحون أعيرة نارية في الهواء في مدينة طرابلس في ليبيا أمس.",
        "قال القائد في مدينة كييف إن مهمتنا هي إحباط الهجوم الروسي.",
    ],
)
def test_what_is_feared_wanted_or_trained_for_is_no_event(read: Read, text: str) -> None:
    assert told(read(text)) == []


def test_who_enters_a_house_and_kills_there_is_one_event(read: Read) -> None:
    coded = read("قتل أربعة مدنيين أمس برصاص مسلحين مجهولين اقتحموا منزلهم في بلدة المسيفرة بريف درعا.")
    assert told(coded) == [("Attack", "Al-Musayfirah")]


def test_a_quarter_unknown_lies_around_the_city_named_before(read: Read) -> None:
    coded = read("وفي أم درمان، أصاب قصف مدفعي لقوات الدعم السريع أمس حي الثورة وأدى إلى مقتل ثلاثة أشخاص.")
    (event,) = (each.event for each in coded.events)
    assert event.place.geo_precision == "near" and event.place.lat == pytest.approx(15.64, abs=0.1)


def test_a_terminal_at_sea_has_a_ring_and_a_sea_has_no_place(read: Read) -> None:
    coded = read("قصفت طائرات أميركية ميناء رأس عيسى النفطي في اليمن أمس.")
    (event,) = (each.event for each in coded.events)
    assert event.place.lat and event.place.geo_precision == "near" and event.place.radius_km


def test_rockets_need_no_side_named(read: Read) -> None:
    coded = read("استهدف مطار بغداد الدولي بثلاثة صواريخ كاتيوشا فجر اليوم.")
    assert told(coded) == [("Shelling/artillery/missile attack", "Baghdad International Airport")]


def test_verbs_of_news_are_no_towns(read: Read) -> None:
    assert all(each.event.place.country == "SY" for each in read("خرج المئات في مدينة السويداء أمس.").events)


def test_a_governorate_is_meant_where_a_town_bears_its_name(read: Read) -> None:
    coded = read("وفي صلاح الدين، قتل جنديان عراقيان أمس بانفجار عبوة ناسفة.")
    assert told(coded) == [("Remote explosive/landmine/IED", "Saladin")]
    assert [each.event.place.geo_precision for each in coded.events] == ["adm1"]


def test_the_day_of_the_statement_stands_before_a_vaguer_one(read: Read) -> None:
    coded = read(
        "أعلن الجيش الإسرائيلي أمس أنه قتل مسلحين اثنين في بلدة برقين، وزعم أنهما نفذا هجوما مطلع الشهر الجاري."
    )
    assert all(
        each.event.when and each.event.when.end == YESTERDAY
        for each in coded.events
        if each.event.place.name == "Burqin"
    )


def test_where_a_ministry_tells_is_no_place_of_what_it_tells(read: Read) -> None:
    coded = read("أعلنت وزارة الدفاع السورية في دمشق أن قواتها سيطرت على مدينة منبج بريف حلب يوم الاثنين.")
    assert [name for _, name in told(coded)] == ["Manbij"]
    coded = read("أفادت السلطات في خان يونس بأن ثلاثة مدنيين قتلوا في قصف إسرائيلي يوم الاثنين.")
    assert [name for _, name in told(coded)] == ["Khan Younis"]  # nothing else is named


def test_a_road_that_protesters_close_is_part_of_their_protest(read: Read) -> None:
    coded = read("تظاهر المئات من الموظفين وسط السليمانية يوم الاثنين احتجاجا على تأخر الرواتب، وقطعوا الشارع الرئيسي.")
    assert told(coded) == [("Peaceful protest", "Sulaymaniyah")]


def test_killed_gunmen_outweigh_arrests(read: Read) -> None:
    coded = read("قتل الجيش العراقي ستة مسلحين واعتقل اثنين آخرين في عملية أمنية في مدينة الرطبة يوم الاثنين.")
    (event,) = (each.event for each in coded.events)
    assert (event.sub_event_type, event.fatalities.best) == ("Armed clash", 6)


def test_the_day_of_mourning_is_not_the_day_of_death(read: Read) -> None:
    coded = read("نعت قوات سوريا الديمقراطية، اليوم الأربعاء، مقاتلين قتلا في هجوم لداعش في بلدة ذيبان أمس الاثنين.")
    assert {each.event.when.start for each in coded.events if each.event.when} == {MONDAY}


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت مديرية الأمن العام حالة الطوارئ ونشرت كاسحات ثلوج وآليات على طرق دمشق يوم الاثنين.",
        "نشر الجيش السوري يوم الاثنين صورا لجنود في دمشق.",
        "توقع محللون في دمشق يوم الاثنين أن تعاود إسرائيل قصف المدينة.",
        "ندد المتحدثون في دمشق يوم الاثنين بخروقات اتفاق وقف إطلاق النار، واستنكروا قصف حلب.",
        "حرر اللواء 444 عشرات المهاجرين في بلدة الشويرف الليبية يوم الاثنين.",
        "احتجز الجيش السوري عشرات المركبات في دمشق يوم الاثنين.",
    ],
)
def test_no_event_is_read_from(read: Read, text: str) -> None:
    assert told(read(text)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("تبادلت روسيا وأوكرانيا، الاثنين، 314 أسير حرب في مدينة سومي الأوكرانية.", "Agreement"),
        ("ضربت قنبلتان روسيتان موجهتان وسط مدينة كراماتورسك يوم الاثنين.", "Air/drone strike"),
        ("تجدد القصف على قرى جبل الزاوية بريف إدلب يوم الاثنين.", "Shelling/artillery/missile attack"),
        ("قتل أربعة جنود إسرائيليين في عملية دهس نفذها فلسطيني في القدس يوم الاثنين.", "Attack"),
    ],
)
def test_further_words_of_events(read: Read, text: str, kind: str) -> None:
    assert [each for each, _ in told(read(text))] == [kind]
