"""Class nouns steer: one row for every class of data/classes.toml."""

from __future__ import annotations

import pytest

from geodata.classes import _nouns, bare_name, readings
from geodata.normalize import fold

STEERED = [
    ("محافظة حلب", "حلب", "adm1"),
    ("Donetsk Oblast", "donetsk", "adm1"),
    ("دولة قطر", "قطر", "country"),
    ("city of Homs", "homs", "settlement"),
    ("منطقة عفرين", "عفرين", "adm2"),
    ("حي الوعر", "الوعر", "neighbourhood"),
    ("مخيم جنين للاجئين", "جنين", "refugee_camp"),
    ("Jenin refugee camp", "jenin", "refugee_camp"),
    ("مطار القامشلي الدولي", "القامشلي", "airport"),
    ("معبر رفح الحدودي", "رفح", "border_crossing"),
    ("Rafah border crossing", "rafah", "border_crossing"),
    ("قاعدة حميميم الجوية", "حميميم", "military_base"),
    ("Tartus naval base", "tartus", "military_base"),
    ("ميناء طرطوس", "طرطوس", "port"),
    ("حقل العمر النفطي", "العمر", "oil_field"),
    ("سد تشرين", "تشرين", "dam"),
    ("قطاع غزة", "غزه", "region"),
    ("حاجز قلنديا", "قلنديا", "checkpoint"),
    ("جسر قره قوزاق", "قره قوزاق", "bridge"),
    ("مستشفى ناصر", "ناصر", "hospital"),
    ("Zaporizhzhia power station", "zaporizhzhia", "power_station"),
    ("جبل حمرين", "حمرين", "mountain"),
    ("Perim Island", "perim", "island"),
    ("نهر الليطاني", "الليطاني", "river"),
    ("Salah al-Din Road", "salah al din", "road"),
    ("بحر آزوف", "ازوف", "sea_area"),
    ("جبهة الكسارة", "الكساره", "front_line"),
]


@pytest.mark.parametrize(("query", "name", "kind"), STEERED)
def test_class_noun(query: str, name: str, kind: str) -> None:
    whole, rest = readings(fold(query))
    assert whole.name == fold(query)
    assert rest.name == name
    assert whole.kinds == rest.kinds
    assert rest.bare
    assert rest.kinds[0] == kind


def test_every_class_has_a_row() -> None:
    asked = {kinds[0] for kinds, _ in _nouns().values()}
    assert asked == {kind for _, _, kind in STEERED}


def test_plain_names_ask_for_nothing() -> None:
    assert [r.kinds for r in readings("حلب")] == [()]
    assert readings("معبر") == readings("city") == readings("") == []


def test_bare_name() -> None:
    assert bare_name(fold("محافظة حلب")) == "حلب"
    assert bare_name("aleppo") == "aleppo"
