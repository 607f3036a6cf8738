"""The event: frozen, checked, and printed in a fixed order."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from conflictmap.errors import InvalidEvent
from conflictmap.model.event import Actor, EventPlace, Review, Source, Toll
from conflictmap.model.placing import event_place
from geodata import GazetteerGeocoder, Place
from tests.made import PLAIN, event

RECORD_KEYS = [
    "id",
    "date_start",
    "date_end",
    "date_precision",
    "event_type",
    "sub_event_type",
    "actors",
    "place",
    "place_ar",
    "lat",
    "lon",
    "geo_precision",
    "radius_km",
    "admin1",
    "country",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "injured_low",
    "injured_best",
    "injured_high",
    "summary_en",
    "summary_ar",
    "claim",
    "sources",
    "sentence",
    "span",
    "confidence",
    "rule",
    "review",
    "dataset",
    "licence",
    "retrieved",
]


def test_record_is_flat_and_ordered() -> None:
    record = PLAIN.to_record()
    assert list(record) == RECORD_KEYS
    assert list(record["actors"][0]) == ["name", "name_ar", "role", "kind"]
    assert json.loads(json.dumps(record)) == record


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        PLAIN.id = "other"  # type: ignore[misc]  # what must not be possible


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": " "}, "id"),
        ({"event_type": "War"}, "event_type"),
        ({"sub_event_type": "Air/drone strike"}, "sub_event_type"),
        ({"claim": "maybe"}, "claim"),
        ({"confidence": 1.5}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"sources": ()}, "sources"),
        ({"summary_en": "x" * 20_001}, "summary_en"),
        ({"licence": ""}, "licence"),
    ],
)
def test_bad_fields_are_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidEvent) as caught:
        event(**changes)
    assert caught.value.field == field
    assert str(caught.value).startswith(field)


@pytest.mark.parametrize(
    "values",
    [
        {"lat": 91.0, "lon": 0.0},
        {"lat": float("nan"), "lon": 1.0},
        {"lat": 36.0},
        {"lat": 0.0, "lon": 0.0},
        {"lat": 1.0, "lon": 181.0},
        {"country": "Syria"},
        {"geo_precision": "roughly"},
        {"lat": 1.0, "lon": 1.0, "radius_km": -2.0},
    ],
)
def test_bad_places_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent):
        EventPlace(**values)


def test_bad_parts_are_refused() -> None:
    for make in (
        lambda: Toll(best=-1),
        lambda: Toll(best=True),
        lambda: Actor("A", "boss", "unknown"),
        lambda: Actor("", "side_a", "unknown"),
        lambda: Actor("A", "side_a", "unknown", id="no_such_actor"),
        lambda: Source(" "),
        lambda: Review("maybe"),
    ):
        with pytest.raises(InvalidEvent):
            make()


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        ({"lat": 1.0, "lon": 1.0, "geo_precision": "exact"}, "point"),
        ({"lat": 1.0, "lon": 1.0, "geo_precision": "near", "radius_km": 5.0}, "ring"),
        ({"lat": 1.0, "lon": 1.0, "geo_precision": "adm1", "area_id": "SY-HL"}, "area"),
        ({"lat": 1.0, "lon": 1.0, "geo_precision": "adm2"}, "ring"),
        ({"geo_precision": "country", "country": "SY"}, "list"),
        ({"geo_precision": "town"}, "list"),
        ({}, "list"),
    ],
)
def test_marks(values: dict[str, Any], mark: str) -> None:
    assert EventPlace(**values).mark == mark


def found(name: str) -> Place:
    return GazetteerGeocoder().candidates(name)[0].place


def test_stated_precision_only_makes_coarser() -> None:
    town = event_place(found("Kobani"))
    assert (town.geo_precision, town.mark) == ("town", "point")
    near = event_place(found("Kobani"), "near", 15)
    assert (near.mark, near.radius_km, near.lat) == ("ring", 15, town.lat)
    assert event_place(found("Kobani"), "near").radius_km == 25
    assert event_place(found("Aleppo Governorate"), "exact").mark == "area"


def test_an_area_is_not_at_a_town() -> None:
    province = event_place(found("Kobani"), "adm1")
    assert province.area_id == "SY-HL"
    assert (province.lat, province.lon) != (event_place(found("Kobani")).lat, event_place(found("Kobani")).lon)


def test_a_country_has_no_point() -> None:
    country = event_place(found("Syria"))
    assert (country.lat, country.lon, country.mark, country.country) == (None, None, "list", "SY")


def test_search_text_holds_aliases() -> None:
    assert "hts" in PLAIN.search_text().split(" | ")
