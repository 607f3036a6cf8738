"""The many words that Arabic reports have for one thing, and what they name without telling it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]


def told(coded: Coded) -> list[tuple[str, str | None]]:
    """What happened where, in order."""
    return [(each.event.sub_event_type, each.event.place.name) for each in coded.events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what an army says it destroyed
        ("دمر الجيش السوري أوكارا للإرهابيين في بساتين تلبيسة أمس.",
         [("Shelling/artillery/missile attack", "Talbiseh")]),
        ("كسر الجيش السوداني الحصار عن مدينة الدلنج أمس.", [("Armed clash", "Dilling")]),
        ("رد الجيش هجوما لداعش على بلدة زلة الليبية أمس.", [("Armed clash", "Zella")]),
        ("أحبطت قوات الجيش الأوكراني إنزالا روسيا قرب مدينة خيرسون أمس.", [("Armed clash", "around Kherson")]),
        # gunmen have no aircraft
        ("أغارت ميليشيات الجنجويد على قرى شرقي مدينة نيالا أمس.", [("Attack", "east of Nyala")]),
        # what fights are fought with
        ("اندلعت اشتباكات عنيفة بين فصيلين من الجيش الوطني في مدينة جرابلس أمس وسط قصف متبادل بالهاون.",
         [("Armed clash", "Jarabulus")]),
        ("تصدت الدفاعات الجوية لمسيرات أطلقتها قوات الدعم السريع على مدينة كسلا أمس.",
         [("Air/drone strike", "Kassala")]),
        ("أعلنت البحرية الإسرائيلية أمس اعتراض سفينة قبالة قطاع غزة.", [("Other", "Gaza Strip")]),
        ("أقفل الجيش الليبي ميناء السدرة أمس.", [("Closure or restriction", "Es Sider oil port")]),
        ("أتم الحوثيون والقوات الحكومية أمس مبادلة 90 أسيرا في مدينة تعز.", [("Agreement", "Taiz")]),
        ("اندلعت مواجهات بين فلسطينيين ومستوطنين في قريتي دير دبوان وبيتين أمس.",
         [("Mob violence", "Deir Dibwan"), ("Mob violence", "Beitin")]),
        # a march that is no drone
        ("قمعت قوات الاحتلال مسيرة قرية بلعين أمس وأصابت عشرات المشاركين في المسيرة بالاختناق.",
         [("Protest with intervention", "Bil'in")]),
        # one more of a list
        ("أعلن الجيش السوري أمس سيطرته على حقل العمر النفطي، إلى جانب حقل كونيكو للغاز.",
         [("Government regains territory", "Al-Omar Oil Field"), ("Government regains territory", "Conoco Gas Field")]),
        # the city meant
        ("عقد مسؤولون اجتماعا في مدينة الدلنج أول أمس.\nودارت اشتباكات في المدينة أمس بين الجيش والدعم السريع.",
         [("Armed clash", "Dilling")]),
    ],
)  # fmt: skip
def test_what_happened_where(read: Read, text: str, expected: list[tuple[str, str]]) -> None:
    assert told(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ويمثل ذلك ضربة اقتصادية لقوات سوريا الديمقراطية في دير الزور.",
        "سلمت سلطات الاحتلال إخطارات بهدم ثلاثة منازل في بلدة العيسوية أمس.",
        "ورأت دمشق أن التصعيد يخدم أعداءها، وقالت تل أبيب إنها ستواصل هجماتها.",
    ],
)
def test_nothing_happened(read: Read, text: str) -> None:
    assert told(read(text)) == []


def test_the_moon_is_seen_a_day_later(read: Read) -> None:
    text = "قصف الجيش السوري مدينة سراقب بالمدفعية مساء اليوم الأربعاء الرابع عشر من رمضان."
    (event,) = read(text, published=date(2018, 5, 30)).events
    assert event.event.when is not None
    assert event.event.when.start == date(2018, 5, 30)


def test_another_report_below_does_not_date_the_first(read: Read) -> None:
    text = "04-02-2026, 14:19\n\nقتل ثلاثة جنود بانفجار عبوة ناسفة في مدينة بعقوبة اليوم الأربعاء.\n\n"
    text += "أكدت اللجنة، اليوم الجمعة (18 تموز 2025)، افتتاح معرض الكتاب في مدينة بغداد."
    (event,) = read(text).events
    assert event.event.when is not None
    assert event.event.when.start == date(2026, 2, 4)
