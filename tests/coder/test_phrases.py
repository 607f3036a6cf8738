"""Books of phrases: the longest one wins, articles do not count, and signs part what they stand between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import Word, WordList

BOOK = PhraseBook(
    [
        ("قوات", "forces"),
        ("قوات الحدود", "border"),
        ("قوات الحدود الشمالية", "north"),
        ("أضرم النار", "fire"),
        ("air strike", "air"),
        ("strike", "strike"),
        ("وادي", "valley"),
    ]
)


def words(text: str) -> list[Word]:
    return WordList(fold_text(text)).words


def found(text: str) -> list[tuple[str, int, int]]:
    return [(hit.value, hit.start, hit.end) for hit in BOOK.find(words(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قوات الحدود الشمالية", [("north", 0, 3)]),
        ("قوات الحدود الجنوبية", [("border", 0, 2)]),
        ("القوات", [("forces", 0, 1)]),
        ("القوات حدود", [("border", 0, 2)]),
        ("وقوات ثم بقوات ثم للقوات", [("forces", 0, 1), ("forces", 2, 3), ("forces", 4, 5)]),
        ("an air strike and a strike", [("air", 1, 3), ("strike", 5, 6)]),
        ("Air STRIKE", [("air", 0, 2)]),
        ("قوات، الحدود", [("forces", 0, 1)]),
        ("قوات\nالحدود", [("forces", 0, 1)]),
        ("air strikes", []),
        ("", []),
    ],
)
def test_the_longest_phrase_wins(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text) == expected


def test_a_word_is_read_as_it_stands_before_letters_are_taken_off() -> None:
    hit = BOOK.at(words("وادي"), 0)
    assert hit is not None and (hit.value, hit.reading.clitics) == ("valley", "")
    hit = BOOK.at(words("ووادي"), 0)
    assert hit is not None and (hit.value, hit.reading.clitics) == ("valley", "و")


def test_two_meanings_of_one_phrase() -> None:
    book = PhraseBook([("الجيش", 1), ("جيش", 2), ("جيش الشمال", 3)])
    assert {hit.value for hit in book.all_at(words("الجيش يتقدم"), 0)} == {1, 2}
    assert {hit.value for hit in book.all_at(words("جيش الشمال"), 0)} == {3}
    assert book.all_at(words("شمال الجيش"), 0) == []


def test_words_between_a_verb_and_its_object() -> None:
    hit = BOOK.gapped_at(words("أضرم محتجون غاضبون النار"), 0, 3)
    assert hit is not None and (hit.value, hit.start, hit.end) == ("fire", 0, 4)
    assert BOOK.gapped_at(words("أضرم محتجون غاضبون النار"), 0, 1) is None
    assert BOOK.gapped_at(words("أضرم. ثم النار"), 0, 5) is None
    assert BOOK.gapped_at(words("أضرم"), 0, 5) is None


def test_a_phrase_does_not_reach_beyond_the_words() -> None:
    cut = words("قوات الحدود الشمالية")[:2]
    assert [hit.value for hit in BOOK.find(cut)] == ["border"]


def test_a_book_says_which_words_begin_a_phrase() -> None:
    assert BOOK.begins_with("بالقوات") and BOOK.begins_with("air")
    assert not BOOK.begins_with("الحدود") and not BOOK.begins_with("strikes")


def test_phrases_of_nothing_are_left_out() -> None:
    assert PhraseBook([("", 1), ("ـــ", 2), ("\u064b", 3)]).find(words("قوات")) == []


SOME = st.lists(st.sampled_from(["قوات", "الحدود", "الشمالية", "وقوات", "air", "strike", "،", "\n", "x"]), max_size=12)


@given(SOME)
def test_found_phrases_follow_one_another(parts: list[str]) -> None:
    text = words(" ".join(parts))
    last = 0
    for hit in BOOK.find(text):
        assert last <= hit.start < hit.end <= len(text)
        last = hit.end
