"""Relational phrases: read, and computed to rings and areas that say no more than the words do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import Areas, GazetteerGeocoder, Place, distance_km
from geodata.normalize import fold
from geodata.point import moved
from geodata.related import KIND, related
from geodata.relations import Relation, is_adjective_of_a_name, parse, table, twins


@pytest.fixture(scope="module")
def geocoder() -> GazetteerGeocoder:
    return GazetteerGeocoder()


READ = [
    ("شمال مدينة منبج", Relation("direction", ("مدينه منبج",), 0.0)),
    ("شمال شرقي دير الزور", Relation("direction", ("دير الزور",), 45.0)),
    ("شمال غرب إدلب", Relation("direction", ("ادلب",), 315.0)),
    ("west of Aleppo", Relation("direction", ("aleppo",), 270.0)),
    ("south-east of Homs", Relation("direction", ("homs",), 135.0)),
    ("على بعد 5 كم شرق القامشلي", Relation("offset", ("القامشلي",), 90.0, 5.0)),
    ("على بعد نحو 2.5 كيلومتر من رفح", Relation("offset", ("رفح",), None, 2.5)),
    ("على بعد خمسة كيلومترات جنوب تل تمر", Relation("offset", ("تل تمر",), 180.0, 5.0)),
    ("على بعد كيلومترين من رفح", Relation("offset", ("رفح",), None, 2.0)),
    ("٥ كم غرب حلب", Relation("offset", ("حلب",), 270.0, 5.0)),
    ("5 km (3 miles) north-west of Tal Tamr", Relation("offset", ("tal tamr",), 315.0, 5.0)),
    ("ten kilometres from Sumy", Relation("offset", ("sumy",), None, 10.0)),
    ("30km east of Manbij", Relation("offset", ("manbij",), 90.0, 30.0)),
    ("12.5km from Sumy", Relation("offset", ("sumy",), None, 12.5)),
    ("على بعد 30كم شرق منبج", Relation("offset", ("منبج",), 90.0, 30.0)),
    ("5 ك.م شمال الباب", Relation("offset", ("الباب",), 0.0, 5.0)),
    ("1,500 metres north of Manbij", Relation("offset", ("manbij",), 0.0, 1.5)),
    ("ريف حلب", Relation("countryside", ("حلب",))),
    ("ريف حلب الغربي", Relation("countryside", ("حلب",), 270.0)),
    ("ريف إدلب الجنوبي الشرقي", Relation("countryside", ("ادلب",), 135.0)),
    ("الريف الغربي لحلب", Relation("countryside", ("حلب",), 270.0)),
    ("الريف الشمالي للحسكة", Relation("countryside", ("الحسكه",), 0.0)),
    ("Hasakah countryside", Relation("countryside", ("hasakah",))),
    ("western Aleppo countryside", Relation("countryside", ("aleppo",), 270.0)),
    ("Aleppo's western countryside", Relation("countryside", ("aleppo",), 270.0)),
    ("the northern countryside of Aleppo", Relation("countryside", ("aleppo",), 0.0)),
    ("outskirts of Homs", Relation("around", ("homs",))),
    ("Homs outskirts", Relation("around", ("homs",))),
    ("محيط سد تشرين", Relation("around", ("سد تشرين",))),
    ("بالقرب من معبر رفح", Relation("around", ("معبر رفح",))),
    ("وسط مدينة الرقة", Relation("inside", ("مدينه الرقه",))),
    ("between Kobani and Manbij", Relation("between", ("kobani", "manbij"))),
    ("بين كوباني ومنبج", Relation("between", ("كوباني", "منبج"))),
]


@pytest.mark.parametrize(("text", "relation"), READ, ids=[text for text, _ in READ])
def test_read(text: str, relation: Relation) -> None:
    assert relation in parse(text)


@pytest.mark.parametrize(
    "name", ["Aleppo", "حلب", "باب الهوى", "North Macedonia", "شمال", "west of", "5 km", "بين", ""]
)
def test_a_name_or_a_word_alone_leans_on_nothing(name: str) -> None:
    assert [r for r in parse(name) if r.kind != "direction"] == []
    assert all(r.bases != ("",) for r in parse(name))


@pytest.mark.parametrize(
    "text",
    [
        "9999 km north of Aleppo",
        "9,999 km from Aleppo",
        "350km east of Damascus",
        "٩٩٩٩ كم شمال حلب",
        "9" * 400 + " km from Homs",
    ],
)
def test_a_distance_that_says_nothing_of_where_is_not_read(geocoder: GazetteerGeocoder, text: str) -> None:
    assert [r for r in parse(text) if r.distance_km] == []
    assert geocoder.candidates(text) == []
    assert geocoder.candidates(f"a village {text}"[:120]) == []


@pytest.mark.parametrize("text", ["between Manbij and Manbij", "بين منبج ومدينة منبج", "between Aleppo and Aleppo"])
def test_nothing_lies_between_a_place_and_itself(geocoder: GazetteerGeocoder, text: str) -> None:
    assert parse(text) == []
    assert geocoder.candidates(text) == []


def test_nothing_lies_between_a_place_and_what_it_lies_in(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.candidates("between Aleppo and Syria") == []


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for relation in parse(text):
        assert all(base == fold(base) for base in relation.bases)


def test_every_group_of_words_is_read() -> None:
    kinds = {r.kind for text, _ in READ for r in parse(text)}
    assert kinds == {"direction", "offset", "countryside", "around", "inside", "between"}
    bearings = {r.bearing for text, _ in READ for r in parse(text)} - {None}
    assert {row["bearing"] for row in table()["direction"].values()} - bearings <= {180, 225}


def test_twins() -> None:
    assert fold("Ghariyah gharbiyah") in twins("western ghariyah")
    assert twins("ghariyah") == []
    assert is_adjective_of_a_name("Western Ghariyah")
    assert not is_adjective_of_a_name("west of Ghariyah")
    assert not is_adjective_of_a_name("شمال حلب")


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 359), st.floats(0.1, 500))
def test_moving_covers_the_distance(lat: float, lon: float, bearing: float, km: float) -> None:
    assert distance_km(lat, lon, *moved(lat, lon, bearing, km)) == pytest.approx(km, rel=1e-4)


def test_directions_point_where_they_say() -> None:
    assert moved(36.0, 37.0, 0, 10)[0] > 36.0
    assert moved(36.0, 37.0, 90, 10)[1] > 37.0
    assert moved(0.0, 179.99, 90, 10)[1] < -179.0


def one(geocoder: GazetteerGeocoder, text: str, country: str | None = None) -> Place:
    place = geocoder.resolve(text, country=country).place
    assert place is not None, text
    return place


def test_north_of_a_town_is_a_ring_north_of_it(geocoder: GazetteerGeocoder) -> None:
    town, ring = one(geocoder, "منبج", "SY"), one(geocoder, "شمال مدينة منبج", "SY")
    assert (ring.kind, ring.geo_precision, ring.name, ring.name_ar) == (KIND, "near", "north of Manbij", "شمال منبج")
    assert ring.lat > town.lat
    assert ring.lon == pytest.approx(town.lon, abs=0.001)
    assert ring.radius_km == pytest.approx(distance_km(town.lat, town.lon, ring.lat, ring.lon), abs=0.1)


def test_a_stated_distance_is_kept(geocoder: GazetteerGeocoder) -> None:
    town, point = one(geocoder, "القامشلي"), one(geocoder, "على بعد 5 كم شرق القامشلي")
    assert distance_km(town.lat, town.lon, point.lat, point.lon) == pytest.approx(5.0, abs=0.01)
    assert point.lon > town.lon
    assert point.radius_km is not None
    assert point.radius_km < 5.0
    away = one(geocoder, "5 km from Qamishli")
    assert (away.lat, away.lon) == (town.lat, town.lon)
    assert away.radius_km is not None
    assert away.radius_km >= 5.0


def test_a_side_of_a_governorate_lies_in_it_on_that_side(geocoder: GazetteerGeocoder) -> None:
    town = one(geocoder, "Raqqa", "SY")
    for text in ("western Al-Raqqah countryside", "الريف الغربي للرقة"):
        side = one(geocoder, text)
        assert side.admin1_id == "SY-RA"
        assert side.lon < town.lon
        assert Areas.open().locate(side.lat, side.lon)[1] == Areas.open().get("SY-RA")
        assert side.name_ar == "ريف الرقة الغربي"
        assert side.name == "western Al-Raqqah countryside"


def test_a_countryside_is_its_governorate_or_the_land_around_a_town(geocoder: GazetteerGeocoder) -> None:
    assert one(geocoder, "Hasakah countryside").id == "SY-HA"
    assert one(geocoder, "ريف دمشق").id == "SY-RD", "a name of its own"
    kobani = one(geocoder, "ريف كوباني")
    assert kobani.geo_precision in ("near", "adm2")


def test_between_two_places(geocoder: GazetteerGeocoder) -> None:
    a, b, middle = (one(geocoder, n) for n in ("Kobani", "Manbij", "بين كوباني ومنبج"))
    assert distance_km(a.lat, a.lon, middle.lat, middle.lon) == pytest.approx(
        distance_km(b.lat, b.lon, middle.lat, middle.lon), rel=0.3
    )
    assert middle.country == "SY"


@pytest.mark.parametrize("text", ["near the Euphrates", "شرق الفرات", "west of M5 highway"])
def test_beside_something_long_is_no_point_far_from_it(geocoder: GazetteerGeocoder, text: str) -> None:
    found = [c.place for c in geocoder.candidates(text)]
    assert all("@direction" not in p.id and "@around" not in p.id for p in found if p.kind in ("river", "sea_area"))
    assert all(p.kind != KIND or (p.radius_km or 0) <= 60 for p in found)


def test_part_of_a_country_stays_the_country(geocoder: GazetteerGeocoder) -> None:
    north = one(geocoder, "northern Syria")
    assert (north.geo_precision, north.area_id, north.name) == ("country", "SY", "northern Syria")


def test_what_a_relation_cannot_narrow_stays_the_base(geocoder: GazetteerGeocoder) -> None:
    area = one(geocoder, "محافظة الحسكة")
    assert related(Relation("around", ("x",)), area, None, Areas.open()) == area
    assert related(Relation("inside", ("x",)), one(geocoder, "حلب"), None, Areas.open()).id == "gn:170063"
