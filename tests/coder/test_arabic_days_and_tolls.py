"""Arabic reports: which day is told of what, tolls told place by place, and figures that one word means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]
SATURDAY, SUNDAY, MONDAY, YESTERDAY, TODAY = (
    date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 4),
)  # fmt: skip


def days(coded: Coded) -> list[tuple[date, date]]:
    """First and last day of each event."""
    return [(each.event.when.start, each.event.when.end) for each in coded.events if each.event.when]


def dead(coded: Coded) -> dict[str | None, int | None]:
    """The dead of each place."""
    return {each.event.place.name: each.event.fatalities.best for each in coded.events}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("يسود الهدوء طرابلس الأربعاء بعد مواجهات دارت يومي الأحد والاثنين بين اللواء 444 وجهاز الردع في عين زارة.",
         SUNDAY, MONDAY),
        ("عاد الهدوء الأربعاء إلى طرابلس، بعد يومين من المواجهات بين اللواء 444 وجهاز الردع، أوقعت ثمانية قتلى.",
         MONDAY, YESTERDAY),
        ("أعلن الجيش السوري غداة قصف على بلدة سراقب أن قواته سليمة.", YESTERDAY, YESTERDAY),
        ("هاجمت القوات الروسية مدينة خيرسون أثناء الليل بطائرات مسيرة.", YESTERDAY, TODAY),
    ],
)  # fmt: skip
def test_days_that_words_lead_to(read: Read, text: str, first: date, last: date) -> None:
    assert (first, last) in days(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت مصادر طبية، اليوم الأربعاء، ارتفاع حصيلة شهداء قصف الاحتلال الإسرائيلي بلدة جباليا، أمس، إلى 22 شهيدا.",
        "قتل ثلاثة مدنيين في قصف إسرائيلي على جباليا أمس، بحسب ما قالته وزارة الصحة الأربعاء.",
    ],
)
def test_the_day_of_telling_is_not_that_of_what_is_told(read: Read, text: str) -> None:
    assert days(read(text)) == [(YESTERDAY, YESTERDAY)]


def test_what_was_told_on_a_day_was_that_day_or_before(read: Read) -> None:
    assert days(read("أعلن الجيش السوري يوم الثلاثاء مقتل جنديين في بلدة سراقب.")) == [(MONDAY, YESTERDAY)]


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("قتل خمسة فلسطينيين في قصف إسرائيلي على خان يونس وثلاثة في غارة على مخيم النصيرات أمس.",
         {"Khan Younis": 5, "Nuseirat": 3}),
        ("أدت غارتان إسرائيليتان على بلدتي بدنايل وبيت شاما أمس إلى استشهاد 19 شخصا، 11 منهم في بدنايل.",
         {"Bednayel": 11, "Beit Chama": 8}),
        ("قتل 12 مدنيا في غارات إسرائيلية أمس، 7 في خان يونس و3 في دير البلح و2 في جباليا.",
         {"Khan Younis": 7, "Deir al-Balah": 3, "Jabalia": 2}),
    ],
)  # fmt: skip
def test_tolls_told_place_by_place(read: Read, text: str, tolls: dict[str, int]) -> None:
    assert dead(read(text)) == tolls


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("أدى قصف إسرائيلي على سيارة في النبطية أمس إلى مقتل راكبين.", 2),
        ("أقدم مسلحان على قتل موظف سابق بإطلاق النار عليه في بلدة الشحيل السورية أمس.", 1),
        ("قتلت امرأة وطفلاها بقصف مدفعي لقوات النظام السوري على سرمين أمس.", 3),
        ("قتل الجيش السوداني خمسة من الدعم السريع في معارك بالأبيض أمس.", 5),
        ("انتشلت ما لا يقل عن 63 جثة بعد قصف جوي شنه الجيش السوداني على كبكابية أمس.", 63),
        ("ارتفع عدد شهداء الغارة الإسرائيلية على حارة صيدا، التي نُفذت أول من أمس، إلى تسعة شهداء.", 9),
        ("قتل قائد قوات الحزام الأمني بمحافظة أبين، وثلاثة من مرافقيه، أمس بانفجار عبوة ناسفة في مديرية مودية.", 4),
    ],
)  # fmt: skip
def test_tolls_of_single_words(read: Read, text: str, number: int) -> None:
    assert list(dead(read(text)).values()) == [number]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("أعلن وزير الدفاع السوري وقفاً تاماً لإطلاق النار في مدينة السويداء الثلاثاء.", ["Agreement"]),
        ("دعا الوزير إلى وقف فوري وشامل لإطلاق النار بين الجيش السوري وقسد في حلب اليوم.", []),
        ("توصلت قسد والجيش السوري أمس في حلب إلى اتفاق يقضي بانسحاب المقاتلين من الحي.", ["Agreement"]),
        ("أعلنت الوزارة التوصل إلى اتفاق بين العشائر وقسد في بلدة الشحيل أمس.", ["Agreement"]),
        ("أفرجت قسد أمس في حلب عن 20 أسيرا.", ["Other"]),
    ],
)
def test_cease_fires_and_what_an_agreement_says(read: Read, text: str, kinds: list[str]) -> None:
    assert [each.event.sub_event_type for each in read(text).events] == kinds


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("اعتقلت قوة عراقية مطلوبين اثنين في منطقة أبي غريب غربي العاصمة بغداد أمس.", "Abu Ghraib"),
        ("قتل عشرة جنود من الجيش المالي في هجوم على معسكر بمنطقة مطار غاو شمال مالي أمس.", "around Gao"),
        ("قتل جنديان يمنيان أمس بانفجار عبوة ناسفة في وادي عومران شرق مديرية مودية بمحافظة أبين.", "east of Mudiyah"),
        ("قصف الجيش السوداني مواقع للدعم السريع في بارا أمس.", "Bara"),
    ],
)
def test_names_declined_and_towns_of_districts(read: Read, text: str, place: str) -> None:
    assert [each.event.place.name for each in read(text).events] == [place]


def test_a_later_sentence_says_when_and_where_it_was(read: Read) -> None:
    coded = read(
        "وفي كركوك، أعلنت الاستخبارات العسكرية العراقية القبض على قيادي في تنظيم داعش. "
        "وأوضحت أن العملية نُفذت أمس الثلاثاء في قضاء الحويجة."
    )
    assert [each.event.place.name for each in coded.events] == ["Hawija"] and days(coded) == [(YESTERDAY, YESTERDAY)]


def test_each_event_of_a_sentence_has_its_place(read: Read) -> None:
    coded = read(
        "وفي العاصمة المؤقتة عدن، تظاهر المئات أمس دعما للحكومة اليمنية، "
        "بينما قتل جندي بانفجار عبوة ناسفة في مديرية مودية."
    )
    assert {(each.event.sub_event_type, each.event.place.name) for each in coded.events} == {
        ("Peaceful protest", "Aden"), ("Remote explosive/landmine/IED", "Mudiyah"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("وفي خاركيف، سقط صاروخ روسي أمس في حي كييفسكي فقتل موظفا. وفي مقاطعة دونيتسك ساد الهدوء.", "Kharkiv"),
        ("شب حريق في مصفاة نوفوشاختينسك الروسية بعد هجوم أوكراني بالمسيّرات ليل الاثنين.", "Novoshakhtinsk"),
    ],
)
def test_quarters_of_the_city_named_and_what_came_of_an_attack(read: Read, text: str, place: str) -> None:
    (name,) = (each.event.place.name for each in read(text).events)
    assert name and place in name


@pytest.mark.parametrize(
    ("text", "kind", "place", "number"),
    [
        ("تبادل الطرفان إطلاق النار في مدينة الزاوية الليبية أمس، وقتل جندي.", "Armed clash", "Zawiya", 1),
        ("أعدم مسلحون من الدعم السريع ثمانية أسرى ميدانياً في الفاشر أمس.", "Attack", "El Fasher", 8),
        ("وكانت المواجهات بين اللواء 444 وجهاز الردع لمكافحة الإرهاب والجريمة المنظمة قد تجددت أمس في عين زارة.",
         "Armed clash", "Ain Zara", None),
        ("وكان الجيش السوري وقسد قد تبادلا، الاثنين، نحو 250 أسيراً في الشيخ مقصود.", "Agreement",
         "Sheikh Maqsoud", None),
    ],
)  # fmt: skip
def test_what_was_told_once_is_read_so(read: Read, text: str, kind: str, place: str, number: int | None) -> None:
    (event,) = (each.event for each in read(text).events)
    assert (event.sub_event_type, event.place.name, event.fatalities.best) == (kind, place, number)


def test_a_dateline_of_two_names_is_no_place_of_an_event(read: Read) -> None:
    coded = read("وطنية - صور - نفذت مسيرة معادية قبل ظهر اليوم غارة على دراجة نارية في بلدة ميس الجبل.")
    assert [each.event.place.name for each in coded.events] == ["Mays al-Jabal"] and days(coded) == [(TODAY, TODAY)]


@pytest.mark.parametrize(
    ("text", "place", "killed"),
    [
        ("أسفرت الاشتباكات في مدينة الزاوية غربي ليبيا، الاثنين، عن مقتل كل من علي سالم ومحمود بن عيسى.", "Zawiya", 2),
        ('قتل "سامر فضل الحريري" الاثنين بإطلاق نار مباشر من قبل مجهولين في مدينة نوى بريف درعا.', "Nawa", 1),
        ("استشهد محمود عوض وخالد سمير برصاص الجيش الإسرائيلي في مدينة جنين، الاثنين.", "Jenin", 2),
        ("قتل القيادي أبو سياف برفقة ثلاثة عناصر بغارة جوية على بلدة هجين شرق دير الزور، الاثنين.", "Hajin", 4),
        ("قتل متظاهر برصاص الأمن في أم درمان الاثنين، وأعلنت لجنة أن عدد القتلى بلغ 79 متظاهرا منذ 25 أكتوبر الماضي.",
         "Omdurman", 1),
    ],
)  # fmt: skip
def test_tolls_of_names_of_company_and_not_of_a_whole_war(read: Read, text: str, place: str, killed: int) -> None:
    assert dead(read(text)).get(place) == killed
