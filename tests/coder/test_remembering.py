"""What is remembered between texts, and what is passed over in them, changes nothing of what is read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder import dates, knownnames, words
from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document
from conflictmap.coder.evaluate import read_gold
from conflictmap.coder.lexicon import senses
from conflictmap.coder.text import fold_text
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import Remembered, WordList
from geodata import GazetteerGeocoder

TEXTS = [str(gold["text"]) for _, gold in read_gold(Path(__file__).parent / "gold")]
SOME = TEXTS[::6]


def test_words_passed_over_begin_no_name(geocoder: GazetteerGeocoder) -> None:
    finder, patient = ToponymFinder(geocoder.gazetteer), ToponymFinder(geocoder.gazetteer)
    patient._names.begins = Remembered(lambda text: knownnames.ALWAYS)
    for text in SOME:
        folded = fold_text(text)
        found = [
            one.find(
                WordList(folded).words, frozenset(), lambda word, t=text, f=folded: t[f.offsets[word.start]].isupper()
            )  # type: ignore[misc]
            for one in (finder, patient)
        ]
        assert found[0] == found[1]
        assert found[0]


def test_phrases_are_found_as_word_by_word() -> None:
    for text in SOME:
        listed = WordList(fold_text(text)).words
        found, position = [], 0
        while position < len(listed):
            hit = senses().at(listed, position)
            found += [hit] if hit else []
            position = hit.end if hit else position + 1
        assert senses().find(listed) == found


@given(st.lists(st.sampled_from(sorted(dates._codes().values())), max_size=3 * dates._LONGEST_RUN))
def test_rules_match_in_a_run_of_words_as_in_all_that_a_date_may_take(letters: list[str]) -> None:
    codes = "".join(letters)
    matching, longest = dates._Matching(codes), dates._LONGEST_RUN
    assert all(
        matching[at] == dates._matches(codes[at : at + longest])
        for at in range(len(codes))
        if codes[at] != dates._codes()["other"]
    )


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_KEPT", 3)
    table = Remembered(str.upper)
    assert [table[letter] for letter in "abcabcd"] == list("ABCABCD")
    assert len(table) <= 3


def test_threads_that_share_a_coder_read_as_one_alone(coder: Coder) -> None:
    documents = [Document(text, "report.txt") for text in SOME]
    alone = [coder.code(document, published=date(2026, 2, 4)) for document in documents]
    shared = Coder(GazetteerGeocoder())
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda document: shared.code(document, published=date(2026, 2, 4)), documents * 2))
    assert read == alone * 2
