"""Dates in news wording: read as a person with a calendar reads them, and never beside the text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder.datereading import READERS
from conflictmap.coder.dates import KINDS, find_dates
from conflictmap.coder.datewords import phrases, table
from conflictmap.coder.evaluate import DatePhrase, read_date_phrases, shown_date
from conflictmap.coder.text import fold_text
from conflictmap.model.dates import DATE_PRECISIONS

WEDNESDAY = date(2026, 2, 4)
ROWS = read_date_phrases(Path(__file__).parent / "gold" / "dates.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.text)
def test_news_wording(row: DatePhrase) -> None:
    assert [shown_date(row.text, found) for found in find_dates(row.text, row.published)] == row.dates


def test_the_table_is_large_and_names_each_phrase_once() -> None:
    texts = [row.text for row in ROWS]
    assert len(set(texts)) == len(texts) >= 320


def check(text: str, published: date | None) -> None:
    last = 0
    for found in find_dates(text, published):
        first, end = found.span
        assert last <= first < end <= len(text)
        last = end
        assert found.when.precision in DATE_PRECISIONS
        assert found.kind in KINDS
        if found.kind == "happened" and published:
            assert found.start <= published and found.end <= published
        assert text[first].strip() and text[end - 1].strip()


DAYS = st.none() | st.dates()
WORDS = st.sampled_from(
    [" ".join(p.words) for same in phrases().values() for p in same]
    + [
        "3",
        "31",
        "99",
        "2016",
        "1447",
        "٢٠٢٦",
        "0004",
        "12345",
        "\n",
        "و",
        "ـ",
        "\u200f",
        "ٱ",
        "قصف",
        "raid",
        "9" * 5000,
    ]
)


@given(st.text(), DAYS)
def test_any_text_is_read_without_harm(text: str, published: date | None) -> None:
    check(text, published)


@given(st.lists(WORDS, max_size=14), st.sampled_from([" ", "", "  "]), DAYS)
def test_any_words_of_dates_are_read_without_harm(words: list[str], between: str, published: date | None) -> None:
    check(between.join(words), published)


@given(st.sampled_from([row for row in ROWS if row.dates]), st.text("xyz \u200f\u0640\u064e", max_size=12))
def test_a_span_is_what_was_read(row: DatePhrase, before: str) -> None:
    text = f"{before}\n{row.text}"
    found = find_dates(text, row.published)
    assert [shown_date(text, one) for one in found] == row.dates
    for one, (words, *_) in zip(found, row.dates, strict=True):
        assert text[slice(*one.span)] == words


@given(st.text())
def test_each_folded_character_knows_its_place(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for at in range(len(folded.text)):
        first, end = folded.span(at, at + 1)
        assert 0 <= first < end <= len(text)
        assert folded.text[at] in fold_text(text[first]).text


def test_diacritics_and_kashida_stay_in_the_span() -> None:
    text = "قُتلوا أَمْــسِ الثُّلاثَاءَ."
    (found,) = find_dates(text, WEDNESDAY)
    assert text[slice(*found.span)] == "أَمْــسِ الثُّلاثَاءَ"
    assert (found.start, found.doubtful) == (date(2026, 2, 3), False)


def test_every_rule_has_a_reader_and_a_row() -> None:
    assert set(table()["rules"]) == set(READERS)
    used = {found.rule for row in ROWS for found in find_dates(row.text, row.published)}
    assert set(READERS) - used == {"months"}
    text = "معارك بين يناير ومارس 2024"
    (found,) = find_dates(text, WEDNESDAY)
    assert (found.start, found.end, found.rule) == (date(2024, 1, 1), date(2024, 3, 31), "months")


def test_a_word_has_one_meaning() -> None:
    for same in phrases().values():
        words = [phrase.words for phrase in same]
        assert len(set(words)) == len(words), words


def test_long_text_takes_time_in_proportion() -> None:
    assert len(find_dates("قصف أمس الثلاثاء. " * 2000, WEDNESDAY)) == 2000
