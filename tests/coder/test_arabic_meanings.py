"""Arabic words of events that tell of something else: whom a raid was on, what was only tried, what a court judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]

MONDAY = date(2026, 2, 2)


def told(coded: Coded) -> list[tuple[str, str | None]]:
    """What was read: its sub-type and place."""
    return [(each.event.sub_event_type, each.event.place.name) for each in coded.events]


def test_whom_a_raid_targeted_is_no_shelling(read: Read) -> None:
    coded = read("نفذت قوات إسرائيلية مداهمة فجر الاثنين استهدفت منزلين في بلدة جباتا الخشب بريف القنيطرة.")
    assert [each.event.sub_event_type for each in coded.events] == ["Troop movement"]


def test_forces_that_target_houses_during_a_raid_still_shell(read: Read) -> None:
    coded = read("خلال اقتحام المخيم، استهدفت القوات الإسرائيلية بالقذائف منزلا في مدينة جنين الاثنين.")
    assert "Shelling/artillery/missile attack" in {each.event.sub_event_type for each in coded.events}


def test_who_tried_to_capture_somebody_did_not(read: Read) -> None:
    coded = read("حاول مسلحون مجهولون خلال الليل اختطاف تاجر في مدينة طفس غربي درعا، الاثنين.")
    assert told(coded) == []


def test_who_captured_somebody_did(read: Read) -> None:
    coded = read("اختطف مسلحون مجهولون تاجرا في مدينة طفس غربي درعا، الاثنين.")
    assert told(coded) == [("Abduction/forced disappearance", "Tafas")]


def test_an_attack_that_was_tried_is_one(read: Read) -> None:
    assert read("قتل ثلاثة جنود في محاولة هجوم لتنظيم داعش على حاجز للجيش السوري في مدينة تدمر، الاثنين.").events


def test_what_those_arrested_had_done_is_no_event_of_the_day(read: Read) -> None:
    coded = read(
        "أعلنت وزارة الداخلية السورية اعتقال خلية لتنظيم داعش في مدينة حمص الاثنين، كانت تنشط في تنفيذ أعمال إرهابية، "
        "منها استهداف حواجز الأمن العام."
    )
    assert told(coded) == [("Arrests", "Homs")]


def test_helicopters_that_fetch_the_wounded_move_no_troops(read: Read) -> None:
    coded = read("استهدفت كتائب القسام دبابة إسرائيلية بقذيفة في بلدة بني سهيلا الاثنين، ورصدت عملية إخلاء جوي.")
    assert "Troop movement" not in {each.event.sub_event_type for each in coded.events}


def test_a_report_that_begins_in_court_is_of_no_battle(read: Read) -> None:
    coded = read(
        "قضت محكمة الجنايات في مدينة بورتسودان، الاثنين، بالسجن عشرين عاما على متهمين اثنين بعد إدانتهما بالانضمام "
        "إلى قوات الدعم السريع.\n\n"
        "وقالت النيابة إن المتهمين شاركا في معركة مدينة ود مدني ونهب المنازل."
    )
    assert told(coded) == []


def test_the_line_under_a_title_is_no_section_and_no_day_of_events(read: Read) -> None:
    coded = read(
        "اقتحام قرية واعتقال شبان\n\nعدن برس - عدن - الأربعاء، 4 فبراير 2026\n\n"
        "اقتحمت جماعة الحوثي قرية في مديرية همدان بمحافظة صنعاء يوم الاثنين الماضي واعتقلت ستة شبان.\n\n"
        "ونهب المسلحون عددا من المنازل."
    )
    assert {each.event.when.start for each in coded.events if each.event.when} == {MONDAY}
    assert "Aden" not in {each.event.place.name for each in coded.events}


def test_settlers_attack_a_village_also_where_clashes_broke_out(read: Read) -> None:
    coded = read("هاجم مستوطنون بلدة قصرة الاثنين، واندلعت مواجهات في البلدة عقب تدخل قوات الاحتلال الإسرائيلي.")
    assert told(coded)[0] == ("Attack", "Qusra")
    assert "Armed clash" not in {each.event.sub_event_type for each in coded.events}


def test_what_clashes_are_fought_with_is_no_shelling(read: Read) -> None:
    coded = read(
        "اندلعت اشتباكات بين كتيبتين في مدينة صبراتة الاثنين وأسفرت عن مقتل مسلح، فيما أصيب مدني بسقوط قذيفة قرب منزله."
    )
    assert [each.event.sub_event_type for each in coded.events] == ["Armed clash"]


def test_a_named_army_s_tank_that_fires_at_soldiers_is_a_clash(read: Read) -> None:
    coded = read("أطلقت دبابة إسرائيلية النار باتجاه قوة للجيش اللبناني في بلدة الخيام الاثنين.")
    assert "Attack" not in {each.event.sub_event_type for each in coded.events}


def test_an_attack_is_on_the_place_it_is_to_take(read: Read) -> None:
    coded = read("شن الجيش السوداني هجوما لاستعادة مدينة بارا يوم الاثنين.")
    assert [each.event.place.name for each in coded.events] == ["Bara"]


def test_the_day_after_something_is_not_that_day(read: Read) -> None:
    coded = read("جاء هجوم الجيش السوداني على مدينة بارا بعد ثلاثة أيام من اقتحام مدينة الخوي.")
    days = {each.event.place.name: each.event.when.start for each in coded.events if each.event.when}
    assert days["Al-Khuwai"] < MONDAY < days["Bara"]


def test_protesters_who_are_held_back_are_of_the_protest(read: Read) -> None:
    coded = read("خرج آلاف المتظاهرين في الخرطوم الاثنين، ومنعت قوات الأمن المتظاهرين من الوصول إلى القصر.")
    assert "Closure or restriction" not in {each.event.sub_event_type for each in coded.events}


def test_what_is_needed_is_not_done(read: Read) -> None:
    coded = read("قال الوزير إن الاتفاق يحتاج إلى ضمانات وإلى انسحاب القوات الإسرائيلية من بلدة الخيام.")
    assert told(coded) == []


def test_what_protests_achieved_is_no_protest(read: Read) -> None:
    assert told(read("ونجحت الاحتجاجات في إقالة محافظ ذي قار في مدينة الناصرية.")) == []


def test_a_similar_incident_weeks_before_is_none_of_the_day(read: Read) -> None:
    coded = read(
        "قتل جندي في انفجار عبوة ناسفة بدورية للجيش اليمني في مدينة مودية بمحافظة أبين، الاثنين.\n\n"
        "ويأتي الهجوم بعد أسابيع من حادث مماثل في المحافظة نفسها، أسفر عن مقتل ثلاثة جنود وإصابة آخرين، "
        "ما يدل على استمرار العمليات ضد الجيش في أبين."
    )
    assert [each.event.place.name for each in coded.events] == ["Mudiyah"]


def test_where_somebody_was_from_is_not_where_he_fell(read: Read) -> None:
    coded = read(
        "استشهد الشاب سامر، وهو من أبناء قرية كفر قدوم، خلال اشتباك بين مقاومين وجيش الاحتلال خلال اقتحام جنين."
    )
    assert {each.event.place.name for each in coded.events} == {"Jenin"}


def test_massacres_in_general_are_no_attack(read: Read) -> None:
    assert told(read("واصل الاحتلال الإسرائيلي ارتكاب المجازر في قطاع غزة.")) == []
