"""Words of a folded text: every way to read them, and where they stand in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder.text import fold_text
from conflictmap.coder.words import Word, WordList, readings_of
from geodata.normalize import fold


def words(text: str) -> list[str]:
    return [word.text for word in WordList(fold_text(text)).words]


@pytest.mark.parametrize(
    ("word", "bare", "clitics", "has_article"),
    [
        ("مدينة", "مدينه", "", False),
        ("المدينة", "مدينه", "", True),
        ("والمدينة", "مدينه", "و", True),
        ("بالمدينة", "مدينه", "ب", True),
        ("للمدينة", "مدينه", "ل", True),
        ("وللمدينة", "مدينه", "ول", True),
        ("فبالمدينة", "مدينه", "فب", True),
        ("وحلب", "حلب", "و", False),
        ("بحلب", "حلب", "ب", False),
        ("وبحلب", "حلب", "وب", False),
    ],
)
def test_what_is_written_onto_a_word_can_be_taken_off(word: str, bare: str, clitics: str, has_article: bool) -> None:
    found = [(one.bare, one.clitics, one.has_article) for one in readings_of(fold(word))]
    assert (bare, clitics, has_article) in found


@pytest.mark.parametrize("word", ["وادي", "بلدة", "كمين", "لواء", "فرقة", "المدينة", "ال", "و"])
def test_a_word_is_first_read_as_it_stands(word: str) -> None:
    first = readings_of(fold(word))[0]
    assert first.clitics == ""
    assert fold(word) == ("ال" if first.has_article else "") + first.bare


@pytest.mark.parametrize("word", ["al", "London", "2026", "bridge"])
def test_only_arabic_words_have_several_readings(word: str) -> None:
    assert [one.bare for one in readings_of(fold(word))] == [fold(word)]


@pytest.mark.parametrize("word", ["في", "من", "بل", "ال", "و"])
def test_short_words_lose_no_letter_that_leaves_nothing(word: str) -> None:
    assert all(one.bare for one in readings_of(fold(word)))


def test_signs_and_line_ends_are_words_of_their_own() -> None:
    assert words("قصف، ثم صمت.\nThe end?") == ["قصف", "،", "ثم", "صمت", ".", "\n", "the", "end", "?"]
    signs = {word.text for word in WordList(fold_text("a-b, 3.5 «x»\n")).words if word.is_sign}
    assert signs == {"-", ",", ".", "«", "»", "\n"}


def test_vowels_and_long_strokes_make_no_other_word() -> None:
    assert words("قُصِفَتْ المـــدينة") == words("قصفت المدينة")


def test_words_stand_where_the_original_has_them() -> None:
    text = "قُصِفَتْ  بلدةٌ، و٣ قُرى"
    found = WordList(fold_text(text))
    shown = [text[slice(*found.span([word]))] for word in found.words]
    assert shown == ["قُصِفَتْ", "بلدةٌ", "،", "و٣", "قُرى"]


def test_words_between_two_places_of_the_original() -> None:
    text = "أولًا.\n\nثُمّ قصفٌ ثانٍ."
    found = WordList(fold_text(text))
    start = text.index("ثُمّ")
    assert [word.text for word in found.between(start, len(text))] == ["ثم", "قصف", "ثان", "."]
    assert found.between(len(text), len(text)) == []
    assert found.between(0, len(text)) == found.words


ARABIC = st.text(st.sampled_from("اأإبتثجدرسعفقكلمنهويةىؤ"), min_size=1, max_size=9)


@given(ARABIC)
def test_readings_are_made_of_the_letters_of_the_word(word: str) -> None:
    folded = fold(word)
    for one in readings_of(folded):
        assert one.bare and folded.endswith(one.bare)
        assert folded.startswith(one.clitics)
        rest = folded[len(one.clitics) : len(folded) - len(one.bare)]
        assert rest in (("ال", "ل") if one.has_article else ("",))
    assert len(set(readings_of(folded))) == len(readings_of(folded))


@given(st.text(max_size=60))
def test_words_of_any_text_follow_one_another_inside_it(text: str) -> None:
    found = WordList(fold_text(text))
    last = 0
    for word in found.words:
        assert isinstance(word, Word) and word.text
        start, end = found.span([word])
        assert last <= start < end <= len(text) or (start < last and start < end <= len(text))
        last = start
