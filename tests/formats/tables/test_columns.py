"""The words of columns, types and cells are data; here it is checked that they fit the model and each other."""

import pytest

from conflictmap.formats.tables import cells, columns, types
from conflictmap.model import vocabulary
from geodata import GazetteerGeocoder, fold


def _guess(*headers: str, samples: list[list[object]] | None = None) -> list[str]:
    given = samples or [[] for _ in headers]
    return [c.field for c in columns.guess(headers, [""] * len(headers), given, GazetteerGeocoder())]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of incident", "date"), ("EventDate", "date"), ("تاريخ الحادث", "date"), ("Date (dd/mm/yyyy)", "date"),
        ("تأريخ الحدث", "date"), ("Governorate", "admin1"), ("المحافظة", "admin1"), ("خط العرض", "lat"), ("X", "lon"),
        ("# of killed", "killed"), ("عدد القتلى المدنيين", "killed_civilians"), ("Total injured", "injured"),
        ("Date of data entry", ""), ("Date reported", "source_date"), ("الجهة المنفذة", "perpetrator"),
        ("Source (link)", "source_url"), ("رابط المصدر", "source_url"), ("Incident description", "summary"),
        ("Number of displaced", ""), ("عدد النازحين", ""), ("Geo-precision", "precision"), ("NOTES", "summary"),
        ("Children killed", ""), ("نوع الانتهاك", "type"), ("Admin1 Pcode", ""), ("location_name", "place"),
    ],
)  # fmt: skip
def test_names_of_columns(header: str, field: str) -> None:
    assert _guess(header) == [field]


def test_contents_are_a_second_witness() -> None:
    words: list[object] = ["Aleppo", "Idlib", "Homs"]
    assert _guess("Location", "Day", samples=[["36.2, 37.1", "35.9, 36.6"], [3, 17]]) == ["coordinates", "day"]
    assert _guess("Date", "A", samples=[words, ["2024-03-01", "2024-03-02", "2024-03-05"]]) == ["place", "date"]
    assert _guess("A", "B", "C", samples=[words, [36.212, 35.931, 34.735], [37.161, 36.634, 36.712]]) == [
        "place",
        "lat",
        "lon",
    ]
    assert _guess("No", samples=[[1, 1, 1, 2]]) == [""]


def test_each_field_is_taken_once_but_those_of_many_columns() -> None:
    found = _guess("Date", "Event date", "Perpetrator", "Attacker", "Description", "Notes")
    assert found.count("date") == 1 and found[2:] == ["perpetrator", "perpetrator", "summary", "summary"]


def test_hashtags_are_names() -> None:
    tags = ["#date+occurred", "#geo+lat", "#geo+lon", "#adm1+name+v_ocha", "#affected+killed+f"]
    found = columns.guess(["a", "b", "c", "d", "e"], tags, [[]] * 5, GazetteerGeocoder())
    assert [column.field for column in found] == ["date", "lat", "lon", "admin1", "killed"]


def test_a_name_means_one_field_but_where_contents_decide() -> None:
    both: dict[str, set[str]] = {}
    for field, row in cells.table("columns").items():
        for name in row["names"]:
            both.setdefault(cells.folded(name), set()).add(field)
    twice = {name: fields for name, fields in both.items() if len(fields) > 1}
    assert set(map(frozenset, twice.values())) <= {frozenset(("date", "day")), frozenset(("place", "admin3"))}, twice


def test_words_for_types_are_of_the_vocabulary_and_mean_one_type() -> None:
    seen: dict[str, str] = {}
    for kind, row in cells.table("types").items():
        assert kind in vocabulary.sub_event_types()
        for word in [*row["words"], *row.get("alone", ())]:
            assert seen.setdefault(fold(word), kind) == kind, word


def test_words_of_cells_are_of_the_vocabularies() -> None:
    table = cells.table("cells")
    assert set(table["precision"]) <= set(vocabulary.geo_precisions().ids)
    assert set(table["claim"]) <= set(vocabulary.claims().ids)
    assert set(table["kinds"]) <= set(vocabulary.actor_kinds().ids)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("قصف", "Shelling/artillery/missile attack"), ("القصف الجوي على السوق", "Air/drone strike"),
        ("air strike", "Air/drone strike"), ("اشتباك", "Armed clash"), ("Armed clash", "Armed clash"),
        ("shelling", "Shelling/artillery/missile attack"),
        ("Excessive force against protestors", "Excessive force against protesters"),
        ("اغتيال", "Attack"), ("Battles", "Armed clash"), ("انفجار لغم أرضي", "Remote explosive/landmine/IED"),
        ("IED explosion", "Remote explosive/landmine/IED"), ("مظاهرة", "Peaceful protest"), 
        ("خطف", "Abduction/forced disappearance"),
    ],
)  # fmt: skip
def test_types_by_words(text: str, kind: str) -> None:
    found = types.by_words(text)
    assert found and found.sub_event_type == kind


def test_an_unknown_type_is_none() -> None:
    assert types.by_words("شيء غريب") is None
