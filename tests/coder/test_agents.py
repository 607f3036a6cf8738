"""Nations and generic agents: complete, known to the vocabularies, and no word with two meanings."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from conflictmap.coder.lexicon import table
from conflictmap.coder.words import readings_of
from conflictmap.model import vocabulary
from geodata import Areas, fold
from geodata.classes import is_common_word
from geodata.normalize import is_arabic

NATIONS: list[dict[str, Any]] = table("agents")["nationality"]
AGENTS: list[dict[str, Any]] = table("agents")["agent"]
PARTS = ("names", "adjectives", "capitals")
GROUPS = {
    "forces", "police", "weapon", "armed", "state", "civilians", "protesters", "rioters", "settlers", "peacekeepers",
    "foreign_forces", "guards", "officials", "journalists", "medics", "rescuers", "aid_workers", "prisoners",
}  # fmt: skip


def phrase_key(phrase: str) -> str:
    """A phrase as it is looked up: folded, each word without its article."""
    return " ".join(readings_of(word)[0].bare for word in fold(phrase).split())


def days(row: dict[str, Any]) -> tuple[date, date]:
    """The days a row holds."""
    first, last = row.get("valid_from", "0001-01-01"), row.get("valid_to", "9999-12-31")
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize("nation", NATIONS, ids=lambda row: f"{row['country']}-{row['state']}")
def test_nations_are_known(nation: dict[str, Any]) -> None:
    assert Areas.open().get(nation["country"])
    for part in ("state", "forces", "police"):
        assert part not in nation or nation[part] in vocabulary.actor_book().actors
    assert nation["names"] and nation["adjectives"]
    assert {is_arabic(word) for word in nation["names"]} == {True, False}
    first, last = days(nation)
    assert first <= last


def test_nations_are_enough() -> None:
    assert len({nation["country"] for nation in NATIONS}) >= 45


def test_no_word_of_a_nation_is_written_twice() -> None:
    for nation, part in itertools.product(NATIONS, PARTS):
        found = [phrase_key(word) for word in nation.get(part, ())]
        assert all(found), nation["country"]
        assert len(set(found)) == len(found), (nation["country"], part, sorted(w for w in found if found.count(w) > 1))


def test_no_word_means_two_nations_at_once() -> None:
    for one, other in itertools.combinations(NATIONS, 2):
        if days(one)[0] > days(other)[1] or days(other)[0] > days(one)[1]:
            continue
        shared = words_of(one) & words_of(other)
        assert not shared, (one["country"], other["country"], shared)


def words_of(nation: dict[str, Any]) -> set[str]:
    """All words of a nation, as they are looked up."""
    return {phrase_key(word) for part in PARTS for word in nation.get(part, ())}


@pytest.mark.parametrize("agent", AGENTS, ids=lambda row: row["id"])
def test_agents_are_known(agent: dict[str, Any]) -> None:
    assert agent["as"] in GROUPS
    assert agent["kind"] in vocabulary.actor_kinds()
    assert agent["en"].strip() and is_arabic(agent["ar"])
    assert agent.get("civilian_of_nationality", False) in (False, agent["kind"] == "civilians")
    languages = {False} if agent.get("of_nation") else {True, False}  # only English writes the nation first
    assert {is_arabic(word) for word in agent["words"]} == languages


def test_no_word_is_of_two_agents() -> None:
    owners: dict[str, str] = {}
    nations = set().union(*map(words_of, NATIONS))
    for agent in AGENTS:
        for word in agent["words"]:
            found = phrase_key(word)
            assert found, agent["id"]
            assert found not in owners, (word, agent["id"], owners[found])
            assert found not in nations, (word, agent["id"])
            owners[found] = agent["id"]


def test_agents_have_ids_and_labels_of_their_own() -> None:
    for part in ("id", "en", "ar"):
        found = [agent[part] for agent in AGENTS]
        assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("word", "agent_id"),
    [
        ("جندي", "soldiers"),
        ("جنديان", "soldiers"),
        ("مسلحون مجهولون", "unidentified_gunmen"),
        ("ملثمين", "unidentified_gunmen"),
        ("مسيّرة", "drones"),
        ("مسيرة احتجاجية", "protesters"),
        ("طائرات حربية", "aircraft"),
        ("أطفال", "children"),
        ("نازحون", "displaced"),
        ("مستوطنون", "settlers"),
        ("صحافي", "journalists"),
        ("bodyguards", "guards"),
        ("armed men", "gunmen"),
        ("peacekeepers", "peacekeepers"),
        ("Ministry of Defence", "government"),
    ],
)
def test_words_are_of_the_agent_meant(word: str, agent_id: str) -> None:
    assert [row["id"] for row in AGENTS if phrase_key(word) in map(phrase_key, row["words"])] == [agent_id]


@pytest.mark.parametrize("word", ["مالية", "هندي", "مجري", "بنين", "طالبان", "إرهابي"])
def test_words_that_are_mostly_something_else_are_left_out(word: str) -> None:
    agents = {phrase_key(each) for row in AGENTS for each in row["words"]}
    assert phrase_key(word) not in agents | set().union(*map(words_of, NATIONS))


def test_no_name_of_an_actor_is_a_common_word() -> None:
    book = vocabulary.actor_book()
    for actor in book.actors:
        if actor.id.split("_")[0] not in ("civilians", "protesters", "rioters", "unidentified"):
            assert not [name for name in book.names(actor.id) if is_common_word(fold(name.split(" (")[0]))], actor.id


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("الفرقة 60", "syrian_60th_division"),
        ("لواء الجبل", "liwa_al_jabal"),
        ("كتيبة طولكرم", "tulkarm_brigade"),
        ("Danab", "somali_danab"),
        ("JNIM", "jnim"),
        ("حركة الشباب", "al_shabaab"),
        ("SPLM-N", "splm_n"),
        ("قوات الطوارئ الدولية", "unifil"),
        ("fact", None),
        ("far", None),
        ("طالبان", None),
    ],
)
def test_actors_are_found_by_what_reports_call_them(name: str, actor_id: str | None) -> None:
    assert vocabulary.actor_book().find(name) == actor_id
