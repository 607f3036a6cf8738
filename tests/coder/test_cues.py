"""How a clause speaks of what it names: what a cue governs, where it ends, and phrases that are no events."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder.cues import clause_starts, counted, find_cues, masked, status, topic_words
from conflictmap.coder.lexicon import senses
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import Word, WordList


def words_of(text: str) -> list[Word]:
    return WordList(fold_text(text)).words


def states(text: str) -> list[str]:
    """What the cues say of each word of events that no phrase masks."""
    words = words_of(text)
    cues, taken = find_cues(words, clause_starts(words)), masked(words)
    return [status(hit.start, cues) for hit in senses().find(words) if hit.start not in taken]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("قصف الجيش البلدة", ""),
        ("لم يقصف الجيش البلدة", "negated"),
        ("دون وقوع هجوم", "negated"),
        ("نفى الجيش قصف البلدة", "denied"),
        ("ونفت الوزارة وقوع هجوم", "denied"),
        ("هدد الجيش بقصف البلدة", "threatened"),
        ("حذرت المنظمة من هجوم", "threatened"),
        ("دعا إلى وقف القصف", "wished"),
        ("طالب الأهالي بانسحاب القوات", "wished"),
        ("أدانت الحكومة القصف", "condemned"),
        ("من المقرر انسحاب القوات", "planned"),
        ("إذا انسحبت القوات", "conditional"),
        ("قد ينسحب الجيش", "conditional"),
        ("وقد انسحب الجيش", ""),
        ("The army shelled the town", ""),
        ("The army did not shell the town", "negated"),
        ("The army denied shelling the town", "denied"),
        ("The army threatened to shell the town", "threatened"),
        ("The envoy called for the withdrawal of forces", "wished"),
        ("The minister condemned the attack", "condemned"),
        ("The army plans to withdraw", "planned"),
        ("The army will withdraw", "planned"),
        ("If forces withdraw", "conditional"),
        ("Forces could withdraw", "conditional"),
    ],
)
def test_how_a_word_of_events_is_spoken_of(text: str, state: str) -> None:
    assert states(text) == [state]


@pytest.mark.parametrize(
    "text",
    [
        "نفى الجيش ذلك. وقُصفت البلدة مساء",
        "لم يصب أحد، وقصفت المدفعية البلدة",
        "لم يتحدث الوزير؛ قصفت المدفعية البلدة",
        "هدد الوزير، فيما قصفت المدفعية البلدة",
        "The army denied it. Artillery shelled the town",
        "The minister did not speak, artillery shelled the town",
        "The minister did not speak while artillery shelled the town",
    ],
)
def test_a_cue_ends_with_its_clause(text: str) -> None:
    assert states(text)[-1] == ""


def test_a_cue_governs_nothing_before_it() -> None:
    assert states("قصف الجيش البلدة ونفى الوزير")[0] == ""
    assert states("The army shelled the town, the minister denied") == [""]


def test_a_cue_reaches_only_so_far() -> None:
    far = "نفى " + "كلمة " * 60 + "قصف"
    assert states(far) == [""]


def test_denial_counts_more_than_a_wish() -> None:
    assert states("نفى الوزير أنه دعا إلى قصف البلدة") == ["denied"]


@pytest.mark.parametrize(
    "text",
    ["وقف إطلاق النار", "ركلة جزاء", "هجوم إلكتروني", "cease fire", "heart attack", "hunger strike", "arrest warrant"],
)
def test_phrases_that_are_no_events_are_taken_out_whole(text: str) -> None:
    words = words_of(text)
    assert masked(words) == frozenset(range(len(words)))


@pytest.mark.parametrize("text", ["قصف البلدة", "an attack on the town", ""])
def test_events_are_not_masked(text: str) -> None:
    assert masked(words_of(text)) == frozenset()


def test_clauses_begin_behind_stops_and_at_words_that_join_them() -> None:
    words = words_of("قصف الجيش فيما انسحبت القوات. ثم عاد")
    assert [words[n].text for n in clause_starts(words)] == ["قصف", "فيما", "ثم"]
    words = words_of("it shelled while they withdrew")
    assert [words[n].text for n in clause_starts(words)] == ["it", "while"]
    assert clause_starts([]) == [0]


def topics_of(words: list[Word]) -> Counter[str]:
    return counted(topic_words(words))


def test_topics_count_different_words() -> None:
    assert topics_of(words_of("مباراة في الدوري، ثم مباراة ثانية"))["sport"] == 2
    assert topics_of(words_of("match league coach"))["sport"] == 3
    assert not any(topics_of(words_of("الجيش في البلدة")).values())


SOME = [
    "نفى", "لم", "قصف", "قد", "فيما", "،", ".", "\n", "denied", "not", "shelled", "while", "if", ",", "غارة",
    "من المقرر", "إذا",
]  # fmt: skip


@given(st.lists(st.sampled_from(SOME), max_size=20))
def test_cues_of_any_words_govern_words_behind_them(parts: list[str]) -> None:
    words = words_of(" ".join(parts))
    starts = clause_starts(words)
    assert starts == sorted(set(starts)) and starts[0] == 0
    for cue in find_cues(words, clause_starts(words)):
        assert 0 <= cue.start < cue.first <= len(words)
        assert cue.last <= len(words)
        assert status(cue.start, [cue]) == ""
