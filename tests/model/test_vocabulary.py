"""The vocabularies: complete, in two languages, without collisions."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from conflictmap.errors import UnknownTerm
from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.model.vocabulary import Vocabulary
from geodata import Areas, fold

ALL = [
    vocabulary.event_types(),
    vocabulary.sub_event_types(),
    vocabulary.actor_kinds(),
    vocabulary.geo_precisions(),
    vocabulary.date_precisions(),
    vocabulary.roles(),
    vocabulary.claims(),
    vocabulary.reviews(),
    vocabulary.place_kinds(),
    vocabulary.actor_book().actors,
]


@pytest.mark.parametrize("terms", ALL, ids=lambda terms: terms.name)
def test_terms(terms: Vocabulary) -> None:
    assert len(terms) > 3
    slugs = [term.slug for term in terms]
    assert len(set(slugs)) == len(slugs)
    for term in terms:
        assert term.en.strip() and re.search("[\u0600-\u06ff]", term.ar), term.id
        assert "," not in term.slug and "%" not in term.slug
    for lang in ("en", "ar"):
        labels = [term.label(lang) for term in terms]
        assert len(set(labels)) == len(labels), f"two {terms.name} with the same label"


def test_acled_is_whole() -> None:
    types, subs = vocabulary.event_types(), vocabulary.sub_event_types()
    assert len(types) == 6
    acled = [term for term in subs if not term.more.get("own")]
    assert len(acled) == 25
    for term in subs:
        assert term.more["event_type"] in types
        mapped = subs.get(term.more["acled"])
        assert mapped in acled and mapped.more["event_type"] == term.more["event_type"]
    assert {kind.more["acled_code"] for kind in vocabulary.actor_kinds()} == set(range(9))


def test_every_type_has_a_style_of_its_own() -> None:
    assert set(STYLES) == set(vocabulary.event_types().ids)
    assert len({style.color for style in STYLES.values()}) == len({style.shape for style in STYLES.values()}) == 6


def test_precisions_run_from_fine_to_coarse() -> None:
    ranks = [term.more["rank"] for term in vocabulary.geo_precisions()]
    assert ranks == sorted(ranks)
    assert {term.more["mark"] for term in vocabulary.geo_precisions()} == {"point", "ring", "area", "list"}


BOOK = vocabulary.actor_book()


def test_actors_name_their_kind_source_and_parent() -> None:
    assert len(BOOK.actors) >= 150
    for actor in BOOK.actors:
        assert actor.more["kind"] in vocabulary.actor_kinds()
        assert actor.more["source"].strip()
        assert actor.id not in BOOK.ancestors(actor.id)
        if "country" in actor.more:
            assert Areas.open().get(actor.more["country"]), actor.id
        for name in ("valid_from", "valid_to"):
            assert name not in actor.more or date.fromisoformat(actor.more[name])


def test_no_alias_means_two_actors_at_once() -> None:
    owners: dict[str, set[str]] = {}
    for actor in BOOK.actors:
        for name in [actor.en, actor.ar, *actor.more.get("aliases", [])]:
            owners.setdefault(fold(name), set()).add(actor.id)
    for name, ids in owners.items():
        spans = sorted(
            (
                BOOK.actors.get(each).more.get("valid_from", "0001-01-01"),
                BOOK.actors.get(each).more.get("valid_to", "9999-12-31"),
            )
            for each in ids
        )
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans)), (name, ids)


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("داعش", "isis"),
        ("ISIL", "isis"),
        ("Islamic State", "isis"),
        ("قسد", "sdf"),
        ("HTS", "hts"),
        ("الحوثيون", "houthis"),
    ],
)
def test_actors_are_found_by_any_name(name: str, actor_id: str) -> None:
    assert BOOK.find(name) == actor_id
    assert actor_id in BOOK.family(actor_id)


def test_families() -> None:
    family = BOOK.family("gov_ru")
    assert "gov_ru" in family and "kremlin" in family
    assert BOOK.find("no such band") is None
    assert BOOK.resolve("No such Band") == "name:No such Band" == BOOK.resolve("name:No such Band")
    assert BOOK.family("name:No such Bánd") == {"name:no such band"}
    assert BOOK.label("name:No such Band", "en") == "No such Band"
    assert BOOK.resolve("name:داعش") == "isis"


def test_unknown_terms_are_named() -> None:
    with pytest.raises(UnknownTerm, match=r"event_type.*Parade"):
        vocabulary.event_types().get("Parade")
    assert vocabulary.event_types().by_slug("battles") == "Battles"
    assert vocabulary.event_types().by_slug("parade") is None
