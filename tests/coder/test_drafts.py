"""What one sentence tells: which words of events belong together, what voids them, and how many events they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.drafts import Group, groups_of
from conflictmap.coder.hits import Hit
from conflictmap.coder.report import ReportReader, Sentence
from conflictmap.coder.resolving import Resolver
from conflictmap.coder.segments import segment
from conflictmap.coder.text import fold_text
from conflictmap.coder.toponyms import ToponymFinder
from conflictmap.coder.words import WordList
from geodata import GazetteerGeocoder

Sentences = Callable[[str], list[Sentence]]


@pytest.fixture(scope="module")
def sentences(geocoder: GazetteerGeocoder) -> Sentences:
    """The sentences of a text that is one report."""
    reader = ReportReader(ToponymFinder(geocoder.gazetteer), Resolver(geocoder))

    def sentences(text: str) -> list[Sentence]:
        (part,) = segment(text)
        return reader.read(text, WordList(fold_text(text)), part, date(2026, 2, 4)).sentences

    return sentences


def read(sentences: Sentences, text: str) -> tuple[list[Group], list[Hit]]:
    (sentence,) = sentences(text)
    return groups_of(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "قصفت المدفعية بلدة سراقب، ما أدى إلى مقتل ثلاثة مدنيين وإصابة خمسة.",
        "قتل ثلاثة مدنيين في قصف على بلدة سراقب.",
        "شنت الطائرات غارات وقصفت بلدة سراقب.",
        "Artillery shelled the town of Saraqib, killing three civilians and wounding five.",
        "Three civilians were killed in shelling of the town of Saraqib.",
    ],
)
def test_an_attack_and_its_dead_are_one_group(sentences: Sentences, text: str) -> None:
    (group,), void = read(sentences, text)
    assert void == [] and group.trigger.family == "violence" and group.trigger.kind != "harm"
    assert [one.start for one in group.hits] == sorted(one.start for one in group.hits)


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("قصفت المدفعية بلدة سراقب، وانسحبت القوات من مدينة منبج.", ["violence", "movement"]),
        (
            "Guns shelled the town of Saraqib while forces withdrew from the city of Manbij.",
            ["violence", "movement"],
        ),
        ("اعتقلت القوات شابا في مدينة نابلس، فيما قصفت المدفعية مدينة غزة.", ["arrest", "violence"]),
    ],
)
def test_different_things_are_different_groups(sentences: Sentences, text: str, families: list[str]) -> None:
    groups, _ = read(sentences, text)
    assert [group.trigger.family for group in groups] == families
    places = [{one.place.id for one in group.places} for group in groups]
    assert all(places) and not places[0] & places[1]


def test_two_attacks_in_two_places_are_two_groups(sentences: Sentences) -> None:
    text = "قصفت المدفعية بلدة سراقب بريف إدلب، فيما قصفت الطائرات مدينة الرقة."
    groups, _ = read(sentences, text)
    assert len(groups) == 2


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("نفى الجيش قصف بلدة سراقب.", "denied"),
        ("لم يقصف الجيش بلدة سراقب.", "negated"),
        ("هدد الجيش بقصف بلدة سراقب.", "threatened"),
        ("أدانت الحكومة قصف بلدة سراقب.", "condemned"),
        ("The army denied shelling the town of Saraqib.", "denied"),
        ("The army did not shell the town of Saraqib.", "negated"),
        ("The army threatened to shell the town of Saraqib.", "threatened"),
        ("The government condemned the shelling of the town of Saraqib.", "condemned"),
    ],
)
def test_what_did_not_happen_is_void(sentences: Sentences, text: str, status: str) -> None:
    groups, void = read(sentences, text)
    assert groups == [] and [hit.status for hit in void] == [status]


def test_a_denial_does_not_void_what_stands_in_another_clause(sentences: Sentences) -> None:
    groups, void = read(sentences, "نفى الجيش قصف بلدة سراقب، فيما انسحبت قواته من مدينة منبج.")
    assert [group.trigger.family for group in groups] == ["movement"]
    assert [hit.status for hit in void] == ["denied"]


def test_a_planned_withdrawal_stays_and_a_planned_attack_does_not(sentences: Sentences) -> None:
    groups, void = read(sentences, "ستنسحب القوات من مدينة منبج.")
    assert len(groups) == 1 and not void and groups[0].main.status == "planned"
    groups, void = read(sentences, "ستقصف القوات مدينة منبج.")
    assert not groups and len(void) == 1


def test_the_most_exact_word_is_the_main_one(sentences: Sentences) -> None:
    (group,), _ = read(sentences, "فجر انتحاري نفسه في هجوم على مدينة حلب، وقتل عشرة.")
    assert group.trigger.id == "suicide_bomb"
    assert group.main.sense.trigger.rank == max(hit.sense.trigger.rank for hit in group.acts)


@pytest.mark.parametrize("text", ["قال المتحدث إن الطقس جميل.", "The minister met his guests."])
def test_a_sentence_without_words_of_events_has_no_groups(sentences: Sentences, text: str) -> None:
    assert read(sentences, text) == ([], [])
