"""The data of the lexicon: complete on both sides, known to the vocabularies, without empty or contradicting words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from conflictmap.coder.cues import ORDER
from conflictmap.coder.lexicon import DATA, senses, table, triggers, weapons
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import WordList, readings_of
from conflictmap.model import vocabulary
from geodata.normalize import fold, is_arabic

LANGUAGES = ("ar", "en")
_PAIRED = ("pairs", "noun_pairs", "subjects")
KINDS = {"act", "attack", "harm", "damage", "weapon"}
ROLES = {"attack", "attack_sides", "sides", "one", "victim"}
NEEDS = {
    "counted",
    "armed",
    "force",
    "harm",
    "weapon",
    "protesters",
    "party",
    "prisoners",
    "two sides",
    "context",
    "settlers",
}
CUES: dict[str, dict[str, Any]] = table("cues")["cue"]


def phrase_key(phrase: str) -> str:
    """A phrase as it is looked up: folded, each word without its article."""
    return " ".join(readings_of(word)[0].bare for word in fold(phrase).split())


def texts(value: object) -> Iterator[str]:
    """Every text of a data file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(texts(each) for pair in value.items() for each in pair)
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(texts(each) for each in value)


def meaning(text: str) -> set[tuple[str, str, str]]:
    """What the words of events in a text mean: trigger, tense, voice."""
    found = senses().find(WordList(fold_text(text)).words)
    return {(hit.value.trigger.id, hit.value.tense, hit.value.voice) for hit in found}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_have_triggers(lang: str) -> None:
    rows = table(f"triggers_{lang}")
    assert set(rows["trigger"]) <= set(triggers())
    assert set(rows["weapon"]) == set(table("triggers")["weapon"])
    for name, row in rows["trigger"].items():
        known = {"verbs", "pairs", "of_place", "by_force", "subjects", "nouns", "noun_pairs", "fixed"}
        assert set(row) <= known and any(row.values()), name


def test_triggers_have_words() -> None:
    ar, en = (set(table(f"triggers_{lang}")["trigger"]) for lang in LANGUAGES)
    assert ar | en == set(triggers())
    assert len(ar & en) >= len(triggers()) - 3  # few words exist in one language only


@pytest.mark.parametrize("name", triggers())
def test_triggers_are_known_to_the_vocabulary_and_the_rules(name: str) -> None:
    trigger = triggers()[name]
    assert trigger.sub in vocabulary.sub_event_types()
    assert trigger.kind in KINDS and trigger.roles in ROLES and trigger.family
    assert 0 < trigger.rank <= 100
    assert (trigger.toll in ("fatalities", "injured")) == (trigger.kind == "harm")
    assert {each.strip() for need in trigger.needs for each in need.split(" or ")} <= NEEDS


def test_weapons_make_known_types() -> None:
    for row in table("triggers")["weapon"].values():
        assert not row["sub"] or row["sub"] in vocabulary.sub_event_types()


@pytest.mark.parametrize("file", sorted(path.stem for path in DATA.glob("*.toml") if path.stem != "dates"))
def test_no_text_of_a_data_file_is_empty(file: str) -> None:
    for text in texts(table(file)):
        assert text == text.strip() and "  " not in text.replace("\n", " "), repr(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_events_is_in_its_language_and_folds_to_something(lang: str) -> None:
    rows = table(f"triggers_{lang}")
    triggers = rows["trigger"].values()
    parts = [entry for row in triggers for name, part in row.items() for entry in part if name not in _PAIRED]
    parts += [
        word for row in triggers for key in _PAIRED for pair in row.get(key, ()) for words in pair for word in words
    ]
    parts += [word for row in rows["weapon"].values() for word in row["words"]]
    for entry in parts:
        assert fold(entry).strip(), entry
        assert is_arabic(fold(entry)) == (lang == "ar"), entry


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_cues_are_in_their_language_and_fold_to_something(kind: str, lang: str) -> None:
    assert CUES[kind][lang] and CUES[kind]["reach"] > 0
    for word in CUES[kind][lang]:
        assert fold(word).strip() and is_arabic(fold(word)) == (lang == "ar"), word


def test_the_kinds_of_cue_are_those_the_rules_order() -> None:
    assert set(CUES) == set(ORDER)


def test_masks_topics_and_connectives_fold_to_something() -> None:
    cues = table("cues")
    groups = [cues["mask"], table("clauses")["connective"], *table("clauses")["role"].values()]
    groups += [row for name, row in cues["topic"].items() if name != "needed"]
    for group in groups:
        assert set(LANGUAGES) <= set(group)
        for lang in LANGUAGES:
            assert all(fold(word).strip() for word in group[lang])


def test_what_the_local_press_calls_its_parties_is_known() -> None:
    rows = table("local_actors")["local"]
    for row in rows:
        assert row["actor"] in vocabulary.actor_book().actors, row["actor"]
        assert len(row["country"]) == 2 and row["country"].isupper()
        assert row["words"] and all(fold(word).strip() for word in row["words"]), row["actor"]
        first, last = days(row)
        assert first <= last


def test_no_local_word_means_two_actors_at_once() -> None:
    for one, other in itertools.combinations(table("local_actors")["local"], 2):
        if one["country"] != other["country"] or one["actor"] == other["actor"]:
            continue
        if days(one)[0] > days(other)[1] or days(other)[0] > days(one)[1]:
            continue
        shared = {phrase_key(word) for word in one["words"]} & {phrase_key(word) for word in other["words"]}
        assert not shared, (one["country"], one["actor"], other["actor"], shared)


def days(row: dict[str, Any]) -> tuple[date, date]:
    """The days a row holds."""
    first, last = row.get("valid_from", "0001-01-01"), row.get("valid_to", "9999-12-31")
    return date.fromisoformat(str(first)), date.fromisoformat(str(last))


def test_numbers_are_counts() -> None:
    rows = table("tolls")["number"]
    for lang in LANGUAGES:
        assert all(type(value) is int and 0 < value <= 2000 for value in rows[lang].values())
        assert all(fold(word).strip() for word in rows[lang])
    folded: dict[str, int] = {}
    for lang in LANGUAGES:
        for word, value in rows[lang].items():
            assert folded.setdefault(fold(word), value) == value, word


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("شنت الطائرات غارات", "air_strike"),
        ("قصفت المدفعية", "shelling"),
        ("قصفوا", "bombardment"),
        ("وقصفها", "bombardment"),
        ("اشتباكات", "clash"),
        ("وبالاشتباكات", "clash"),
        ("فجّر نفسه", "suicide_bomb"),
        ("انفجرت عبوة", "explosive"),
        ("اغتيال", "assassination"),
        ("اعتقلت", "arrest"),
        ("اختطفوا", "abduction"),
        ("انسحبت", "withdrawal"),
        ("سيطروا على", "takeover"),
        ("قُتِلَ", "killed"),
        ("أُصيبت", "injured"),
        ("مظاهرات", "protest"),
        ("وصلت تعزيزات", "deployment"),
        ("air strikes", "air_strike"),
        ("a battle", "clash"),
        ("overran", "takeover"),
        ("shelled", "shelling"),
        ("bombed", "bombardment"),
        ("clashes", "clash"),
        ("blew himself up", "suicide_bomb"),
        ("a car bomb", "explosive"),
        ("assassinated", "assassination"),
        ("detained", "arrest"),
        ("kidnapped", "abduction"),
        ("withdrew", "withdrawal"),
        ("recaptured", "takeover"),
        ("killed", "killed"),
        ("wounded", "injured"),
        ("demonstrated", "protest"),
    ],
)
def test_words_mean_what_a_reader_takes_them_to_mean(text: str, trigger: str) -> None:
    assert {one for one, _, _ in meaning(text)} == {trigger}


@pytest.mark.parametrize("text", ["الطقس جميل اليوم", "The weather is fine today", "كتاب جديد", "a new book", "", "،."])
def test_words_of_other_things_mean_nothing(text: str) -> None:
    assert meaning(text) == set()


def test_the_tense_and_the_voice_are_kept() -> None:
    assert meaning("سيقصف") == {("bombardment", "future", "both")}
    assert meaning("يقصف") == {("bombardment", "present", "both")}
    assert ("withdrawal", "past", "active") in meaning("withdrew")


def test_weapons_are_found() -> None:
    def ids(text: str) -> set[str]:
        return {hit.value.id for hit in weapons().find(WordList(fold_text(text)).words)}

    assert ids("بطائرة مسيرة") >= {"air"} and ids("drones") == {"air"}
    assert ids("بقذائف الهاون") == {"artillery"} and ids("mortars") == {"artillery"}
    assert ids("بالرصاص") == {"small_arms"} and ids("machine guns") == {"small_arms"}
    assert isinstance(weapons(), PhraseBook)


def cue_owners(lang: str) -> dict[str, set[str]]:
    """The kinds of cue by the phrase as it is looked up."""
    owners: dict[str, set[str]] = {}
    for kind in ORDER:
        for word in CUES[kind][lang]:
            owners.setdefault(phrase_key(word), set()).add(kind)
    return owners


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_cue_is_of_two_kinds(lang: str) -> None:
    shared = {word: kinds for word, kinds in cue_owners(lang).items() if len(kinds) > 1}
    assert not shared
