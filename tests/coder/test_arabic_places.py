"""Where Arabic reports say something happened: beside whom they name only to say where that lies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]


def where(coded: Coded) -> list[str | None]:
    """The place of each event, in order; `None` where it has no coordinates."""
    return [each.event.place.name if each.event.place.lat is not None else None for each in coded.events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the town in brackets only says where the first one lies
        ("قصفت قوات النظام مدينة سراقب (15 كم شرق مدينة إدلب) بالمدفعية أمس.", ["Saraqib"]),
        ("قصفت طائرات إسرائيلية منطقة بعلبك شرق العاصمة بيروت فجر أمس.", ["Baalbek District"]),
        # from where it was fired
        ("قصفت قوات النظام بلدة بداما بالصواريخ أمس من مقراتها في معسكر جورين.", ["Badama"]),
        ("قصفت قوات النظام بلدة بداما أمس، وقال ناشطون إن مصدر القصف معسكر جورين.", ["Badama"]),
        # two of a kind
        ("شهدت مدينتا اللاذقية وطرطوس انتشارا لقوات وزارة الدفاع أمس.", ["Latakia", "Tartus"]),
        # seats of governorates, far apart in one list
        ("شن التحالف غارات جوية في صعدة ومأرب أمس.", ["Saada", "Marib"]),
        # more of a name than is known
        ("اشتبك الجيش مع مسلحين في حي باب المدينات بمدينة حمص أمس.", ["باب المدينات"]),
        # those who live in a camp are not its name
        ("اندلعت اشتباكات بين فصائل مسلحة في مخيم للاجئين الفلسطينيين أمس.", []),
    ],
)
def test_where(read: Read, text: str, expected: list[str | None]) -> None:
    assert where(read(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "هاجم مسلحون بحجة الثأر مزرعة أمس.",
        "فجرت القوات جسرين على النهر أمس.",
        "أحرق مستوطنون أشجار الزيتون أمس في الأراضي الزراعية.",
    ],
)
def test_words_are_no_villages(read: Read, text: str) -> None:
    assert not [name for name in where(read(text)) if name in ("Hajja", "Jisrin", "Zeitoun")]


def test_an_unknown_village_is_somewhere_in_its_governorate(read: Read) -> None:
    (event,) = read("قتل مسلحون ثلاثة مدنيين في قرية الجنابيات بمحافظة صلاح الدين العراقية أمس.").events
    assert (event.event.place.name, event.event.place.geo_precision) == ("Saladin", "adm1")
