"""Tolls as articles tell them: added up, of one victim, or told of a person some sentences later."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]


def dead(coded: Coded) -> list[int | None]:
    """The dead of each event, in order."""
    return [each.event.fatalities.best for each in coded.events]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Fighting of Daesh and the army in Tikrit on Monday killed 20 militants as well as three soldiers.", 23),
        ("Fighting of Daesh and the army in Tikrit on Monday killed six rebels in addition to two soldiers.", 8),
        ("Fighting of Daesh and the army in Tikrit on Monday left 12 fighters and two civilians dead.", 14),
        ("A Russian air strike on Idlib on Monday killed a journalist, his wife and two of their children.", 4),
        ("قُتل ما لا يقل عن 20 من عناصر داعش بالإضافة إلى ثلاثة جنود في اشتباكات بمدينة تكريت الاثنين.", 23),
        ("أسفر قصف الجيش السوري على مدينة إدلب الاثنين عن مقتل خمسة مدنيين فضلا عن مسعف.", 6),
        ("قتل جنديان وثلاثة مسلحين في اشتباكات مع داعش بمدينة تكريت الاثنين.", 5),
    ],
)  # fmt: skip
def test_those_who_are_added(read: Read, text: str, killed: int) -> None:
    assert dead(read(text)) == [killed]


@pytest.mark.parametrize(
    "text",
    [
        "Unknown gunmen shot a woman doctor to death in the city of Tikrit on Monday.",
        "The army hit the city of Saada with artillery shells on Monday, resulting in the martyrdom of a citizen.",
        "قال مصدر إن شابا من سكان الحي قُتل برصاص مسلحين في مدينة درعا الاثنين.",
        "أفاد المرصد بأن متظاهرا يدعى كمال العبيدي قتل إثر إطلاق الجيش النار على محتجين في مدينة درعا الاثنين.",
    ],
)
def test_one_victim(read: Read, text: str) -> None:
    assert dead(read(text)) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Daesh opened fire on Salem Rifa'i in Tikrit on Monday. Rifa'i, who was on his way home, died instantly.",
        "Daesh opened fire on a teacher in Tikrit on Monday. He later died of his wounds.",
        "Daesh opened fire on a teacher in Tikrit on Monday. He was taken to hospital. The teacher, Ali Hassan,"
        " was later reported dead.",
    ],
)
def test_what_became_of_one_is_told_later(read: Read, text: str) -> None:
    assert dead(read(text)) == [1]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Nine were killed on Monday by Russian shelling of the towns of Saraqib and Jisr al-Shughur. In Saraqib,"
         " Russian shelling killed six. In Jisr al-Shughur, Russian shelling killed three civilians.", [6, 3]),
        ("Daesh killed 17 people in two attacks in the city of Tikrit on Monday. In Tikrit, an attack by Daesh killed"
         " 15 people on Monday.", [15]),
        ("قتل تسعة مدنيين في قصف للجيش استهدف الاثنين مدينتي سراقب وجسر الشغور. وفي سراقب قتل ستة مدنيين في القصف."
         " وفي جسر الشغور قتل ثلاثة في القصف.", [6, 3]),
        ("قُتل عنصر من قوات سوريا الديمقراطية الاثنين في هجوم لداعش بمدينة الشحيل. وأحصى المرصد 150 هجوما لداعش منذ مطلع"
         " العام. وبلغت حصيلة القتلى جراء هذه الهجمات 60 قتيلا.", [1]),
    ],
)  # fmt: skip
def test_the_sum_of_several_is_of_none(read: Read, text: str, killed: list[int]) -> None:
    assert dead(read(text)) == killed


def test_a_killing_is_not_the_taking_of_its_town(read: Read) -> None:
    coded = read(
        "قتل ثلاثة مدنيين برصاص مسلحين في مدينة نيالا الاثنين. وسيطرت قوات الدعم السريع الاثنين على مدينة نيالا."
    )
    assert sorted(each.event.sub_event_type for each in coded.events) == [
        "Attack",
        "Non-state actor overtakes territory",
    ]
    assert {each.event.sub_event_type: each.event.fatalities.best for each in coded.events}["Attack"] == 3


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Two car bombs killed at least 16 people in Kirkuk on Monday. Six policemen died in the two blasts.", [16]),
        ("At least 15 people were killed in attacks on Idlib and Saraqib on Monday.", [15, None]),
        ('قال ناشطون إن الشاب "سامر الحمصي" قتل وأصيب ثلاثة بإطلاق نار من قبل مجهولين في درعا الاثنين.', [1]),
        ("A blast rocked Azaz on Monday and turned out to be a car bomb, which killed 17 people.", [17]),
    ],
)
def test_the_dead_of_what_was_told_before(read: Read, text: str, killed: list[int | None]) -> None:
    assert dead(read(text)) == killed
