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
