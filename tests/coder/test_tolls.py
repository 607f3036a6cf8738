"""Numbers of dead and hurt: in digits and words, one and two without a number, bounds, ranges, and parts of a sum."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.counting import find_tolls, harm_of
from conflictmap.coder.lexicon import senses
from conflictmap.coder.text import fold_text
from conflictmap.coder.tolls import Count, Harm
from conflictmap.coder.words import Word, WordList

Figures = tuple[int | None, int | None, int | None]


def words_and_harms(text: str) -> tuple[list[Word], list[Harm]]:
    words = WordList(fold_text(text)).words
    harms = [harm_of(hit.value, hit.start, hit.end) for hit in senses().find(words)]
    return words, [harm for harm in harms if harm]


def tolls(text: str) -> list[tuple[str, Figures]]:
    """The figures of each word of harm that has any, in order."""
    words, harms = words_and_harms(text)
    found = find_tolls(words, harms)
    return [(harms[at].kind, (found[at].low, found[at].best, found[at].high)) for at in sorted(found)]


def exactly(value: int) -> Figures:
    return value, value, value


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("مقتل 12 شخصا", 12),
        ("مقتل ١٢ شخصاً", 12),
        ("قُتل ثلاثة جنود", 3),
        ("قتلت القوات ثلاثة عشر مسلحا", 13),
        ("مقتل خمسة وعشرين مدنيا", 25),
        ("مقتل مئة شخص", 100),
        ("مقتل مدني", 1),
        ("مقتل جندي واحد", 1),
        ("مقتل جنديين", 2),
        ("استشهاد شابين", 2),
        ("مقتل 1,200 شخص", 1200),
        ("12 people were killed", 12),
        ("killing three soldiers", 3),
        ("a 12-year-old boy was killed", 1),
        ("twenty-five civilians were killed", 25),
        ("the death of 1,200 people", 1200),
        ("a civilian was killed", 1),
        ("fourteen fighters were reportedly killed", 14),
        ("killed two Palestinian men", 2),
    ],
)
def test_how_many_were_killed(text: str, killed: int) -> None:
    assert tolls(text) == [("fatalities", exactly(killed))]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("killing four people at a checkpoint", 4),
        ("killed three soldiers at an army base", 3),
        ("killing a 12-year-old boy", 1),
        ("killed a man of 43", 1),
        ("the 75-year-old woman was killed", 1),
        ("a man, 43, was killed", 1),
        ("Two brothers aged nine and eleven were killed", 2),
        ("مقتل طفل عمره 12 عاما", 1),
        ("مقتل شاب (22 عاما)", 1),
        ("killed a high-ranking police officer", 1),
        ("a senior Yemeni security officer was killed", 1),
        ("12 people, three of them children, were killed", 12),
        ("12 people, three of them children, died", 12),
        ("مقتل 12 شخصا ثلاثة منهم أطفال", 12),
        ("أوقعت الاشتباكات 5 قتلى، ثلاثة منهم من فتح", 5),
        ("مقتل 12 شخصا من بينهم ثلاثة أطفال وامرأة", 12),
        ("مقتل 12 شخصا، ضمنهم امرأتان", 12),
        ("قتل شخصان بقصف روسي", 2),
        ("مقتل ثلاثمئة شخص", 300),
        ("مقتل ثلاث مئة شخص", 300),
        ("مقتل مئة وخمسين شخصا", 150),
        ("مقتل 3 آلاف شخص", 3000),
        ("قتل ألف شخص", 1000),
        ("مقتل ألف ومئتي شخص", 1200),
        ("a hundred and twenty people were killed", 120),
        ("killing two thousand people", 2000),
        ("the bodies of five people were found", 5),
        ("استشهد الشاب محمد حسن", 1),
        ("قُتل العميد عبداللطيف السيد، قائد قوات الحزام الأمني، وثلاثة من مرافقيه", 4),
        ("مقتل عنصرين", 2),
        ("مقتل عنصرين من التنظيم وتوقيف ستة آخرين", 2),
        ("استشهاد مواطنين اثنين", 2),
        ("مقتل أم وأطفالها الثلاثة", 4),
        ("استشهاد أم وطفلتيها", 3),
        ("مقتل امرأة وطفليها", 3),
        ("مقتل رجل وزوجته", 2),
        ("قتل مسؤول مع مرافقه", 2),
        ("killed a woman and her two children", 3),
        ("a fighter and a woman who was passing by were killed", 2),
        ("مقتل أربعة جنود وستة من عناصر القاعدة", 10),
        ("killing three soldiers and two civilians", 5),
        ("ارتفاع حصيلة القتلى إلى 13", 13),
        ("the death toll rose from 12 to 14", 14),
        ("killed two people, raising the toll to 14", 14),
        ("قال المرصد إن تسعة من عناصر الجماعات قُتلوا", 9),
        ("killed four more people", 4),
        ("killed two people on the spot", 2),
        ("killed an official, a spokesman said, and an official said", 1),
        ("F-16 jets killed three people", 3),
        ("killing him and two of his bodyguards", 3),
        ("killed half a dozen fighters", 6),
        ("a 5-year-old and her mother were killed", 2),
        ("The number of dead stands at 33", 33),
        ("Israeli soldier killed in Gaza", 1),
        ("killed an Iranian general and four Syrian soldiers", 5),
        ("17:20 - Three bodies were recovered", 3),
        ("مقتل أحد عناصر الجيش", 1),
        ("استشهاد أب وأبنائه الأربعة", 5),
        ("مقتل ألفي شخص", 2000),
        ("العثور على جثة رجل", 1),
        ("العثور على جثتين مجهولتي الهوية", 2),
    ],
)
def test_every_way_to_say_how_many(text: str, killed: int) -> None:
    assert tolls(text) == [("fatalities", exactly(killed))]


@pytest.mark.parametrize(
    "text",
    [
        "no one was killed",
        "لم يقتل أحد",
        "دون وقوع قتلى",
        "without casualties",
        "مقتل 99999999999 شخصا",
        "مقتل 5 ملايين شخص",
        "killed 3 days later",
        "قتل قبل 3 أيام",
        "A girl was among the dead",
        "بين القتلى العقيد عدنان",
        "officials had initially spoken of five killed",
        "a drone strike that killed nobody",
        "none of the 12 passengers was killed",
        "not a single person was killed",
        "killed 40 sheep",
    ],
)
def test_nobody_is_counted(text: str) -> None:
    assert tolls(text) == []


def test_persons_are_counted_by_their_names() -> None:
    words, harms = words_and_harms("killed Hassan Ali and his brother")
    assert [count.best for count in find_tolls(words, harms, named=(1, 2)).values()] == [2]
    assert find_tolls(words, harms) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مقتل ما لا يقل عن 10 مدنيين", (10, 10, None)),
        ("مقتل أكثر من 30 شخصا", (30, 30, None)),
        ("مقتل 10 أشخاص على الأقل", (10, 10, None)),
        ("مقتل نحو 20 شخصا", (None, 20, None)),
        ("at least 10 people were killed", (10, 10, None)),
        ("killing more than 30 people", (30, 30, None)),
        ("killing up to 8 soldiers", (None, 8, 8)),
        ("killing about 20 people", (None, 20, None)),
        ("مقتل عشرات المدنيين", (None, None, None)),
        ("dozens of people were killed", (None, None, None)),
    ],
)
def test_bounds(text: str, expected: Figures) -> None:
    assert tolls(text) in ([("fatalities", expected)], [] if expected == (None, None, None) else None)


@pytest.mark.parametrize(
    "text",
    [
        "killing 10-15 people",
        "killing 10 to 15 people",
        "between 10 and 15 people were killed",
        "مقتل بين 10 و15 شخصا",
        "مقتل 10 إلى 15 شخصا",
    ],
)
def test_ranges(text: str) -> None:
    ((kind, (low, _, high)),) = tolls(text)
    assert (kind, low, high) == ("fatalities", 10, 15)


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("مقتل 3 مدنيين وإصابة 5 آخرين", 3, 5),
        ("قتل ثلاثة أشخاص وأصيب سبعة آخرون", 3, 7),
        ("مقتل مدني وإصابة اثنين", 1, 2),
        ("استشهاد طفلين وجرح 9 مواطنين", 2, 9),
        ("killing three civilians and wounding five others", 3, 5),
        ("four people were killed and ten injured", 4, 10),
        ("two soldiers were killed and six were wounded", 2, 6),
        ("killed seven and wounded twenty", 7, 20),
        ("killing 3 and wounding 5", 3, 5),
        ("killed one and injured a dozen", 1, 12),
        ("مقتل ثلاثة مدنيين بينهم طفل وإصابة أربعة", 3, 4),
        ("مقتل 12 شخصا بينهم 3 أطفال و15 جريحا", 12, 15),
        ("12 people were killed, including three children, and five soldiers were wounded", 12, 5),
        ("إن 30 شخصاً قُتلوا وجُرح 100", 30, 100),
        ("أفاد أن سبعة مواطنين استُشهدوا، وأصيب ثلاثة آخرون", 7, 3),
        ("a man was killed and his brother wounded", 1, 1),
        ("لقي 5 أشخاص مصرعهم وأصيب 10", 5, 10),
        ("مقتل أحد الجنود وإصابة آخر", 1, 1),
        ("Seven people were killed, two of them children, and 13 others were wounded", 7, 13),
    ],
)
def test_dead_and_hurt_each_have_their_number(text: str, killed: int, injured: int) -> None:
    assert tolls(text) == [("fatalities", exactly(killed)), ("injured", exactly(injured))]


@pytest.mark.parametrize(
    "text",
    [
        "مقتل 12 شخصا بينهم ثلاثة أطفال",
        "مقتل 12 شخصا بينهم طفلان وامرأة",
        "12 people were killed, including three children",
        "killing 12 people, among them two women",
    ],
)
def test_parts_of_a_sum_are_not_added(text: str) -> None:
    assert tolls(text) == [("fatalities", exactly(12))]


@pytest.mark.parametrize(
    "text",
    ["مقتل مدنيين", "مقتل الجنود", "civilians were killed", "وصل 12 شخصا", "12 people arrived", "", "مقتل", "killed"],
)
def test_no_number_is_made_up(text: str) -> None:
    assert tolls(text) == []


def test_numbers_of_dates_are_no_counts() -> None:
    words, harms = words_and_harms("مقتل 4 أشخاص")
    assert find_tolls(words, harms, skipped=(1,)) == {}


@pytest.mark.parametrize("text", ["مقتل 500000 شخص", "killing 300,000 people"])
def test_the_dead_of_a_war_are_not_those_of_an_event(text: str) -> None:
    assert tolls(text) == []


def test_one_number_for_dead_and_hurt_together_is_of_neither() -> None:
    assert tolls("مقتل وإصابة 17 شخصا") == []


def test_counts_add_up() -> None:
    one, other = Count(1, 2, 3, 0, 1), Count(4, 5, None, 4, 6)
    assert (one + other).toll == Count(5, 7, None, 0, 6).toll
    assert ((one + other).start, (one + other).end) == (0, 6)


PARTS = [
    "مقتل", "وإصابة", "قتل", "killed", "wounded", "3", "و5", "ثلاثة", "عشر", "وعشرين", "مئة", "1,200", "twenty",
    "-", "five", "أشخاص", "مدني", "آخرين", "people", "civilian", "others", "at least", "بين", "between", "and",
    "to", "بينهم", ",", ".", "\n", "including", "year", "old", "نحو", "عشرات", "dozens", "a",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=14), st.sets(st.integers(0, 14)))
def test_figures_of_any_words_are_in_order_and_within_the_words(parts: list[str], skipped: set[int]) -> None:
    words, harms = words_and_harms(" ".join(parts))
    for at, count in find_tolls(words, harms, skipped).items():
        assert 0 <= at < len(harms)
        assert 0 <= count.start < count.end <= len(words)
        known = [value for value in (count.low, count.best, count.high) if value is not None]
        assert known == sorted(known) and all(value >= 0 for value in known)
