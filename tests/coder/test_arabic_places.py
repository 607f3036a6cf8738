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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # namesakes that the gazetteer keeps with their district
        ("داهم الجيش اللبناني بلدتي بريتال والطيبة في قضاء بعلبك أمس.", [(33.93, 36.15), (33.96, 36.17)]),
        # hamlets that it knows by their other noun
        ("هدمت قوات الاحتلال خمسة منازل في قرية العقبة بمحافظة طوباس في الضفة الغربية أمس.", [(32.34, 35.42)]),
        # what lies off or over a town
        ("قصفت زوارق إسرائيلية أمس ساحل مدينة دير البلح.", [(31.42, 34.35)]),
    ],
)
def test_where_on_the_map(read: Read, text: str, expected: list[tuple[float, float]]) -> None:
    places = [each.event.place for each in read(text).events]
    assert [(round(place.lat or 0, 2), round(place.lon or 0, 2)) for place in places] == expected
