"""Names of places in running text: what licenses them, where they stand, and what keeps a name from being a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.text import fold_text
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import Word, WordList
from geodata import GazetteerGeocoder
from geodata.normalize import fold


class Finding:
    """The names found in a text."""

    def __init__(self, finder: ToponymFinder, text: str, taken: tuple[int, ...] = ()) -> None:
        folded = fold_text(text)
        self.words = WordList(folded).words

        def is_upper(word: Word) -> bool:
            return text[folded.offsets[word.start]].isupper()

        self.found = finder.find(self.words, frozenset(taken), is_upper)

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.found]


@pytest.fixture(scope="module")
def finder(geocoder: GazetteerGeocoder) -> ToponymFinder:
    return ToponymFinder(geocoder.gazetteer)


@pytest.mark.parametrize(
    ("text", "name", "how", "preposition"),
    [
        ("وصل إلى مدينة حلب", "حلب", "class", "to"),
        ("قصف بلدة سراقب", "سراقب", "class", ""),
        ("في ريف إدلب", "إدلب", "relation", "at"),
        ("وقع الهجوم في سراقب", "سراقب", "located", "at"),
        ("وقع الهجوم بسراقب", "سراقب", "located", "at"),
        ("خرجوا من سراقب", "سراقب", "located", "from"),
        ("انفجار قرب كركوك", "كركوك", "relation", ""),
        ("an attack on the town of Saraqib", "saraqib", "class", "at"),
        ("an attack in Saraqib", "saraqib", "located", "at"),
        ("they left from Mosul", "mosul", "located", "from"),
        ("fighting north of Kirkuk", "kirkuk", "relation", ""),
        ("shelling near Bakhmut", "bakhmut", "relation", ""),
        ("in Idlib province", "idlib", "class", "at"),
    ],
)
def test_what_licenses_a_name(finder: ToponymFinder, text: str, name: str, how: str, preposition: str) -> None:
    (found,) = Finding(finder, text).found
    assert (found.name, found.how) == (fold(name), how)
    if preposition:
        assert found.preposition == preposition


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("في حلب وإدلب وحماة", ["حلب", "إدلب", "حماة"]),
        ("قرى سراقب ومعرة النعمان", ["سراقب", "معرة النعمان"]),
        ("in Aleppo, Idlib and Hama", ["aleppo", "idlib", "hama"]),
        ("the cities of Mosul and Kirkuk", ["mosul", "kirkuk"]),
    ],
)
def test_names_in_a_list(finder: ToponymFinder, text: str, names: list[str]) -> None:
    assert Finding(finder, text).names == [fold(name) for name in names]


@pytest.mark.parametrize("text", ["معرة النعمان", "خان يونس", "كفر نبل", "دير الزور", "Deir ez-Zor", "Khan Younis"])
def test_names_of_several_words_are_found_whole(finder: ToponymFinder, text: str) -> None:
    for lead in ("مدينة ", "في ") if text[0] not in "DK" else ("the city of ", "in "):
        (found,) = Finding(finder, lead + text).found
        assert found.name.split() == [word for word in fold(text).replace("-", " ").split() if word]


@pytest.mark.parametrize("text", ["جسر الشغور", "تل أبيض", "رأس العين", "خان شيخون"])
def test_a_noun_may_be_part_of_the_name(finder: ToponymFinder, text: str) -> None:
    (found,) = Finding(finder, f"في {text}").found
    assert fold(text) in (found.name, found.query)


@pytest.mark.parametrize(
    "text",
    [
        "قال المتحدث إن الجيش يتقدم",
        "أفادت صحيفة حلب",
        "قال الشيخ حلب",
        "في السلام والحرية",
        "the army said on Monday in march",
        "they may be there",
        "General Saraqib",
        "",
    ],
)
def test_what_is_no_place(finder: ToponymFinder, text: str) -> None:
    assert Finding(finder, text).names == []


def test_english_names_have_a_capital(finder: ToponymFinder) -> None:
    assert Finding(finder, "an attack in Mosul").names == ["mosul"]
    assert Finding(finder, "an attack in mosul").names == []


def test_words_that_belong_to_other_things_are_no_places(finder: ToponymFinder) -> None:
    text = "وقع الهجوم في سراقب"
    assert Finding(finder, text).names and Finding(finder, text, taken=(3,)).names == []


def test_a_village_that_no_gazetteer_knows_keeps_its_name(finder: ToponymFinder) -> None:
    (found,) = Finding(finder, "قصف قرية زقزوقستان").found
    assert (found.name, found.is_settlement) == ("زقزوقستان", True)
    assert Finding(finder, "وصل زقزوقستان إلى البيت").found == []


def test_who_is_stationed_somewhere_is_not_where_it_happened(finder: ToponymFinder) -> None:
    (found,) = Finding(finder, "القوات المتمركزة في سراقب").found
    assert found.stationed
    (found,) = Finding(finder, "forces stationed in Saraqib").found
    assert found.stationed
    (found,) = Finding(finder, "قصفت القوات في سراقب").found
    assert not found.stationed


def test_an_end_of_a_road_is_known_as_such(finder: ToponymFinder) -> None:
    assert all(one.on_road for one in Finding(finder, "على طريق دمشق - السويداء").found)
    assert not any(one.on_road for one in Finding(finder, "في دمشق").found)


PARTS = ["مدينة", "قرى", "ريف", "في", "من", "حلب", "وحلب", "بإدلب", "،", "\n", "و", "خان", "يونس", "الذي", "طريق", "-"]
PARTS += ["in", "the", "city", "of", "al", "Mosul", "Deir", "ez", "Zor", "and", ",", "university", "north", "12", "St"]


@settings(deadline=None)
@given(parts=st.lists(st.sampled_from(PARTS), max_size=14))
def test_names_follow_one_another_within_the_words(finder: ToponymFinder, parts: list[str]) -> None:
    finding = Finding(finder, " ".join(parts))
    last = 0
    for one in finding.found:
        assert last <= one.start <= one.name_start < one.end <= len(finding.words)
        assert one.name and one.query
        last = one.end


@pytest.mark.parametrize(
    "text",
    ["هاجموا المنطقة الشمالية من البلدة", "قصفوا الجهة الشرقية من الحي", "شنت غرفة عمليات سرت هجوما واسعا"],
)
def test_sides_of_a_town_and_operations_rooms_are_no_places(finder: ToponymFinder, text: str) -> None:
    assert Finding(finder, text).names == []


def test_a_governorate_called_after_a_side_is_found_behind_its_noun(finder: ToponymFinder) -> None:
    assert [name.split()[-1] for name in Finding(finder, "في محافظة الشرقية").names] == [fold("الشرقية")]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("an attack 35 kilometres west of Mosul", "35 kilometres west of mosul"),
        ("هجوم على بعد 50 كيلومترا جنوب كركوك", "50 كيلومترا جنوب كركوك"),
        ("an attack (35km west of Mosul)", "35 km west of mosul"),
        ("killing 35 north of Mosul", "north of mosul"),
    ],
)
def test_the_distance_before_a_side_belongs_to_the_place(finder: ToponymFinder, text: str, query: str) -> None:
    assert [one.query for one in Finding(finder, text).found] == [query]
