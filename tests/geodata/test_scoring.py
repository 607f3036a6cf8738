"""When the best of several candidates is an answer, and what stands in for it when it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Candidate, GazetteerGeocoder, Place
from geodata.scoring import context_share, decide, kind_share, near_share, prominence_share, score, weighed

AREA = Place(
    "SY-HL", "Aleppo", "حلب", "adm1", "SY", "Aleppo", "حلب", "SY-HL", None, 36.2, 37.6, "adm1", None, "SY-HL", None, "x"
)


def village(number: int, lat: float, lon: float, population: int | None = None) -> Place:
    return Place(
        *(f"gn:{number}", "Jadidah", None, "settlement", "SY", "Aleppo", "حلب", "SY-HL", None, lat, lon, "town"),
        *(None, None, population, f"GeoNames {number}"),
    )


def test_one_candidate_is_found() -> None:
    answer = decide([Candidate(village(1, 36, 37), 0.6)], {}.get)
    assert (answer.reason, answer.place, answer.margin) == ("found", village(1, 36, 37), 1.0)


def test_none_is_unknown_and_far_fetched_is_weak() -> None:
    assert decide([], {}.get).reason == "unknown"
    weak = decide([Candidate(village(1, 36, 37), 0.2)], {}.get)
    assert (weak.reason, weak.place) == ("weak", None)


def test_namesakes_far_apart_are_no_choice() -> None:
    two = [Candidate(village(1, 36, 37), 0.6), Candidate(village(2, 37, 38), 0.6)]
    assert decide(two, {}.get).reason == "ambiguous"
    assert decide(two, {}.get).place is None
    assert len(decide(two, {}.get).candidates) == 2
    inside = decide(two, {"SY-HL": AREA}.get)
    assert (inside.reason, inside.place) == ("area", AREA)


def test_namesakes_near_one_another_are_a_ring_around_both() -> None:
    a, b = village(1, 36.00, 37.00), village(2, 36.00, 37.12)
    answer = decide([Candidate(a, 0.6), Candidate(b, 0.6)], {}.get)
    assert answer.reason == "area"
    assert answer.place is not None
    assert (answer.place.geo_precision, answer.place.lon) == ("near", pytest.approx(37.06))
    assert answer.place.radius_km is not None
    assert answer.place.radius_km > 5.4


def test_one_spot_is_one_place() -> None:
    a, b = village(1, 36.00, 37.00), village(2, 36.01, 37.01)
    assert decide([Candidate(a, 0.6), Candidate(b, 0.6)], {}.get).place == a


def test_a_lead_or_many_more_people_decide() -> None:
    a, b = village(1, 36, 37), village(2, 37, 38)
    assert decide([Candidate(a, 0.6), Candidate(b, 0.5)], {}.get).place == a
    town = replace(a, population=60_000)
    assert decide([Candidate(town, 0.6), Candidate(replace(b, population=9_000), 0.58)], {}.get).place == town
    assert decide([Candidate(town, 0.6), Candidate(replace(b, population=50_000), 0.58)], {}.get).place is None


def test_a_town_does_not_outvote_an_area_by_its_people() -> None:
    answer = GazetteerGeocoder().resolve("الجوف", context=["مأرب"])
    assert answer.reason == "ambiguous"
    assert {c.place.id for c in answer.candidates[:2]} == {"gn:88962", "YE-JA"}


def test_a_few_thousand_people_do_not_decide_between_places_that_reports_name() -> None:
    noted = (
        replace(village(1, 36, 37), source="by hand", population=9000),
        replace(village(2, 37, 38), source="by hand"),
    )
    why = (("name", 1.0), ("prominence", 0.89)), (("name", 1.0), ("prominence", 0.8))
    town, other = (Candidate(p, score(w), w) for p, w in zip(noted, why, strict=True))
    assert decide([town, other], {}.get).reason == "ambiguous"
    assert decide([town, replace(other, place=village(2, 37, 38))], {}.get).reason == "found"
    assert decide([replace(town, place=replace(noted[0], seat_of="adm2")), other], {}.get).reason == "found"
    assert decide([replace(town, place=replace(noted[0], population=30_000)), other], {}.get).reason == "found"
    for name in ("Andriivka", "Oleksiivka", "Heorhiivka", "Vodiane"):
        assert GazetteerGeocoder().resolve(name, country="UA").place is None, name


def test_a_large_town_elsewhere_does_not_outvote_a_noted_place() -> None:
    answer = GazetteerGeocoder().resolve("Al-Mansoura")
    assert (answer.reason, answer.place) == ("ambiguous", None)
    assert {c.place.country for c in answer.candidates} >= {"EG", "SY"}


def test_shares() -> None:
    assert kind_share(village(1, 36, 37), ()) > kind_share(AREA, ())
    assert kind_share(AREA, ("adm1",)) == 1.0 > kind_share(AREA, ("settlement",))
    assert prominence_share(village(1, 36, 37, 1_000_000)) > prominence_share(village(1, 36, 37, 500))
    assert prominence_share(replace(village(1, 36, 37), seat_of="adm3")) > prominence_share(village(1, 36, 37))
    assert prominence_share(replace(village(1, 36, 37), source="by hand")) > prominence_share(village(1, 36, 37))
    assert near_share(village(1, 36, 37), (36.0, 37.0)) == 1.0 > near_share(village(1, 36, 37), (30.0, 37.0))


def test_a_name_without_a_country_is_looked_for_where_reports_come_from() -> None:
    found = GazetteerGeocoder().resolve("Anjara")
    assert found.place is not None
    assert found.place.country == "SY"
    # None would fail the test
    assert GazetteerGeocoder().resolve("Paris").place.country == "FR"  # type: ignore[union-attr]
    # None would fail the test
    assert GazetteerGeocoder().resolve("Anjara", country="JO").place.country == "JO"  # type: ignore[union-attr]


def test_context_prefers_the_same_area_and_what_is_near() -> None:
    a, b = village(1, 36, 37), replace(village(2, 33, 36), admin1_id="SY-DR")
    for anchor in (AREA, village(3, 36.1, 37.1)):
        assert context_share(a, [weighed([Candidate(anchor, 0.7)])]) > context_share(
            b, [weighed([Candidate(anchor, 0.7)])]
        )


def test_context_decides_between_namesakes() -> None:
    geocoder = GazetteerGeocoder()
    # None would fail the test
    assert geocoder.resolve("طرابلس", context=["بيروت", "صيدا"]).place.country == "LB"  # type: ignore[union-attr]
    # None would fail the test
    assert geocoder.resolve("طرابلس", context=["بنغازي", "مصراتة"]).place.country == "LY"  # type: ignore[union-attr]
    assert geocoder.resolve("Rabia", context=["Mosul", "Sinjar"]).candidates[0].place.country == "IQ"


def test_why_adds_up_to_the_score() -> None:
    for query in ("Rafah", "مطار القامشلي", "شمال منبج", "وبالحسكة"):
        for candidate in GazetteerGeocoder().candidates(query, near=(33.0, 36.0), context=["Damascus"]):
            assert candidate.score == score(candidate.why)
            assert {"name", "prominence", "near", "context"} <= {name for name, _ in candidate.why}


@given(st.lists(st.tuples(st.floats(30, 38), st.floats(35, 42), st.floats(0.05, 1.0)), max_size=6))
def test_an_answer_is_always_one_of_the_candidates_or_covers_them(rows: list[tuple[float, float, float]]) -> None:
    found = [Candidate(village(n, lat, lon), round(s, 3)) for n, (lat, lon, s) in enumerate(rows)]
    found.sort(key=lambda c: -c.score)
    answer = decide(found, {"SY-HL": AREA}.get)
    assert (answer.place is None) == (answer.reason in ("unknown", "weak", "ambiguous"))
    if answer.reason == "found":
        assert answer.place == found[0].place
