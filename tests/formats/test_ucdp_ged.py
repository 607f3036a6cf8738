"""UCDP GED: every version and age gives an event or a rejection for each row, as precise as UCDP says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.ucdp_ged import FORMAT, version_of
from conflictmap.formats.ucdp_rows import actor_names, codes
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from tests.formats import gedfiles
from tests.formats.gedfiles import EARLY, HDX, HXL, YEARLY, csv_text

OPTIONS = Options(retrieved=date(2026, 1, 2))


def all_of(path: Path, options: Options = OPTIONS) -> list[Event | Rejection]:
    return list(FORMAT.read(path, options))


def read(tmp_path: Path, *rows: dict[str, str], columns: list[str] = YEARLY) -> list[Event | Rejection]:
    return all_of(gedfiles.write(tmp_path / "GEDEvent_v25_1.csv", csv_text(list(rows), columns)))


def one(tmp_path: Path, **cells: str) -> Event:
    (found,) = read(tmp_path, cells)
    assert isinstance(found, Event), found
    return found


def refused(tmp_path: Path, **cells: str) -> Rejection:
    (found,) = read(tmp_path, cells)
    assert isinstance(found, Rejection), found
    return found


def test_a_plain_row(tmp_path: Path) -> None:
    event = one(tmp_path)
    assert event.id == "ucdp:500001"
    assert (event.event_type, event.sub_event_type) == ("Battles", "State-based violence")
    assert event.when is not None and (event.when.start, event.when.precision) == (date(2015, 5, 14), "day")
    assert [(a.name, a.role, a.id, a.kind) for a in event.actors] == [
        ("Government of Syria", "side_a", "gov_sy_assad", "state_forces"),
        ("IS", "side_b", "isis", "rebel_group"),
    ]
    assert (event.place.name, event.place.name_ar, event.place.geo_precision) == ("Palmyra town", "تدمر", "town")
    assert (event.place.country, event.place.admin1_id, event.place.mark) == ("SY", "SY-HI", "point")
    assert (event.fatalities.low, event.fatalities.best, event.fatalities.high) == (8, 9, 12)
    assert [(s.publisher, s.date, s.title) for s in event.sources] == [
        ("Agency One", date(2015, 5, 14), "Fight at the gate"),
        ("Agency Two", date(2015, 5, 15), "Town holds"),
    ]
    assert event.summary_en == "State-based violence: Government of Syria – IS; Palmyra, eastern edge"
    assert event.summary_ar is not None and "تدمر" in event.summary_ar
    assert event.note_en is not None and "Government of Syria 5, IS 3, not known of which side 1" in event.note_en
    assert event.note_ar is not None and "القتلى بحسب الأطراف" in event.note_ar
    assert (event.licence, event.dataset, event.rule) == ("CC BY 4.0", "ucdp-ged", "UCDP GED 25.1")
    assert (event.confidence, event.retrieved) == (0.9, date(2026, 1, 2))


@pytest.mark.parametrize(
    ("name", "columns", "second", "encoding"),
    [
        ("ged171.csv", EARLY, None, "cp1252"),
        ("ged191.csv", EARLY, None, "utf-8"),
        ("GEDEvent_v23_1.csv", YEARLY, None, "utf-8-sig"),
        ("ged251-csv.zip", YEARLY, None, "utf-8"),
        ("conflict_data_afg.csv", HDX, HXL, "utf-8"),
        ("upper.csv", [name.upper() for name in HDX], None, "utf-16"),
    ],
)
def test_every_age(tmp_path: Path, name: str, columns: list[str], second: dict[str, str] | None, encoding: str) -> None:
    rows = [{"id": str(n), "side_b": "Séléka", "source_headline": 'He said "go";\nthen left'} for n in (1, 2, 3)]
    text = csv_text(rows, [name.lower() for name in columns], second)
    if columns[0].isupper():
        text = text.replace(",".join(columns).lower(), ",".join(columns))
    path = gedfiles.write(tmp_path / name, text, encoding)
    assert FORMAT.recognises(path) > 0.9
    found = all_of(path)
    assert [event.id for event in found if isinstance(event, Event)] == ["ucdp:1", "ucdp:2", "ucdp:3"]
    assert len(found) == 3
    # a rejection would fail the test
    assert all(event.actors[1].name == "Séléka" and event.fatalities.high == 12 for event in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "event_type", "roles"),
    [
        ("1", "Battles", ["side_a", "side_b"]),
        ("2", "Battles", ["side_a", "side_b"]),
        ("3.0", "Violence against civilians", ["perpetrator", "target"]),
    ],
)
def test_types_of_violence(tmp_path: Path, code: str, event_type: str, roles: list[str]) -> None:
    event = one(tmp_path, type_of_violence=code, side_a="Band of the Valley", side_b="Civilians")
    assert event.event_type == event_type
    assert [actor.role for actor in event.actors] == roles
    assert event.actors[0].kind == ("rebel_group" if code == "1" else "unknown")
    assert (event.actors[1].id, event.actors[1].kind) == ("civilians_sy", "civilians")


@pytest.mark.parametrize(
    ("code", "cells", "precision", "mark", "radius_km"),
    [
        (
            "1",
            {"where_coordinates": "Kuweires airbase", "latitude": "36.18", "longitude": "37.58"},
            "exact",
            "point",
            None,
        ),
        ("2", {}, "near", "ring", 25.0),
        ("3", {"where_coordinates": "A district", "adm_2": ""}, "adm2", "ring", 25.0),
        ("3", {"where_coordinates": "Tadmor district"}, "adm2", "ring", 98.0),
        ("4", {}, "adm1", "area", None),
        ("4", {"adm_1": "Nowhere province", "where_coordinates": "Nowhere province"}, "adm1", "ring", 100.0),
        ("5", {"where_coordinates": "Euphrates river"}, "feature", "ring", 50.0),
        ("6", {}, "country", "list", None),
        ("7", {"where_coordinates": "Red Sea"}, "sea", "list", None),
        ("", {}, "near", "ring", 25.0),
        ("0", {}, "near", "ring", 25.0),
    ],
)
def test_precision_of_places(
    tmp_path: Path, code: str, cells: dict[str, str], precision: str, mark: str, radius_km: float | None
) -> None:
    place = one(tmp_path, where_prec=code, **cells).place
    assert (place.geo_precision, place.mark, place.radius_km) == (precision, mark, radius_km)
    assert (place.lat is None) == (mark == "list")
    assert place.country == "SY"


def test_a_province_is_its_area_not_its_centroid(tmp_path: Path) -> None:
    place = one(tmp_path, where_prec="4", where_coordinates="Homs province").place
    assert (place.area_id, place.name, place.name_ar) == ("SY-HI", "Homs", "محافظة حمص")


def test_a_point_that_is_missing_is_not_made_up(tmp_path: Path) -> None:
    gone = {"latitude": "", "longitude": ""}
    assert one(tmp_path, **gone).place.area_id == "SY-HI"
    bare = one(tmp_path, **gone, adm_1="", where_coordinates="").place
    assert (bare.geo_precision, bare.lat) == ("country", None)
    assert one(tmp_path, latitude="0", longitude="0.0").place.lat != 0


@pytest.mark.parametrize(
    ("start", "end", "code", "expected"),
    [
        ("2017-07-31 00:00:00.000", "2017-07-31 00:00:00.000", "1", ("2017-07-31", "2017-07-31", "day")),
        ("7/31/2017", "8/2/2017 0:00", "2", ("2017-07-31", "2017-08-02", "days")),
        ("2017-07-31", "2017-08-06", "3", ("2017-07-31", "2017-08-06", "week")),
        ("2017-07-01T00:00:00Z", "2017-07-31", "4", ("2017-07-01", "2017-07-31", "month")),
        ("20170101", "31-Dec-17", "5", ("2017-01-01", "2017-12-31", "year")),
        ("2017-07-30", "2017-07-31", "1", ("2017-07-30", "2017-07-31", "days")),
        ("2017-07-30", "", "", ("2017-07-30", "2017-07-30", "day")),
        ("NA", "1753-01-01", "", ("2015-01-01", "2015-12-31", "year")),
    ],
)
def test_days(tmp_path: Path, start: str, end: str, code: str, expected: tuple[str, str, str]) -> None:
    when = one(tmp_path, date_start=start, date_end=end, date_prec=code).when
    assert when is not None
    assert (when.start.isoformat(), when.end.isoformat(), when.precision) == expected


def test_the_file_tells_which_of_day_and_month_comes_first(tmp_path: Path) -> None:
    rows = [{"date_start": "3/4/2017", "date_end": "3/4/2017"}, {"date_start": "31/7/2017", "date_end": "31/7/2017"}]
    starts = [event.when.start for event in read(tmp_path, *rows) if isinstance(event, Event) and event.when]
    assert starts == [date(2017, 4, 3), date(2017, 7, 31)]
    (american,) = read(tmp_path, rows[0])
    assert isinstance(american, Event) and american.when and american.when.start == date(2017, 3, 4)


def test_figures_stand_as_they_are(tmp_path: Path) -> None:
    toll = one(tmp_path, event_clarity="2", best="40", high="31", low="0").fatalities
    assert (toll.low, toll.best, toll.high) == (0, 40, 31)
    toll = one(tmp_path, best="", high="NA", low="3.0").fatalities
    assert (toll.low, toll.best, toll.high) == (3, None, None)


def test_what_ucdp_has_still_to_check(tmp_path: Path) -> None:
    event = one(tmp_path, code_status="Check dyad", event_clarity="2")
    assert event.confidence == 0.5
    assert event.note_en is not None and "Check dyad" in event.note_en and "do not tell apart" in event.note_en


@pytest.mark.parametrize(
    ("name", "year", "country", "expected"),
    [
        ("Government of Syria", "2025", "Syria", "gov_sy"),
        ("Government of Afghanistan", "2015", "Afghanistan", "gov_af_republic"),
        ("Government of Russia (Soviet Union)", "2015", "Syria", "gov_ru"),
        ("Taleban", "2012", "Afghanistan", "taliban"),
        ("Jama'atu Ahlis Sunna Lidda'awati wal-Jihad", "2014", "Nigeria", "boko_haram"),
        ("SNA", "2010", "Somalia", None),
        ("Band of the Valley", "2015", "Syria", None),
    ],
)
def test_actors_are_those_of_the_day_and_country(
    tmp_path: Path, name: str, year: str, country: str, expected: str | None
) -> None:
    day = f"{year}-03-01"
    event = one(tmp_path, side_a=name, date_start=day, date_end=day, country=country, country_id="", where_prec="6")
    assert event.actors[0].id == expected
    assert event.actors[0].name == name


def test_a_side_of_several_governments(tmp_path: Path) -> None:
    event = one(tmp_path, side_a="Government of Jordan, Government of United States of America")
    assert [actor.id for actor in event.actors] == ["gov_jo", "gov_us", "isis"]


def test_countries_by_number_name_and_letters(tmp_path: Path) -> None:
    assert one(tmp_path, country_id="678", country="Yemen (North Yemen)", where_prec="6").place.country == "YE"
    assert one(tmp_path, country_id="", country="DR Congo (Zaire)", where_prec="6").place.country == "CD"
    assert one(tmp_path, country_id="", country="?", where_prec="6").place.country is None


def test_palestine_is_counted_under_israel_and_lies_where_it_lies(tmp_path: Path) -> None:
    gaza = {"latitude": "31.5", "longitude": "34.45", "where_coordinates": "Gaza city", "adm_1": "Gaza Strip"}
    event = one(tmp_path, country="Israel", country_id="666", **gaza)
    assert (event.place.country, event.place.name_ar) == ("PS", "غزة")
    assert event.note_en is not None and "UCDP counts it under Israel." in event.note_en
    area = one(tmp_path, country="Israel", country_id="666", **gaza, where_prec="4").place
    assert (area.area_id, area.country) == ("PS-GZZ", "PS")


@pytest.mark.parametrize(
    ("office", "days", "headline", "article", "expected"),
    [
        ("A;B", "2015-01-01;1753-01-01", "x;y", "", [("A", "2015-01-01", "x"), ("B", None, "y")]),
        ("A", "2015-01-01", "one; two; three", "", [("A", "2015-01-01", "one; two; three")]),
        ("A;B", "2015-01-01", "x;y;z", "", [("A", "2015-01-01", None), ("B", "2015-01-01", None)]),
        ("A;B", "2015-01-01;2015-01-02;2015-01-03", "x;y", "", [("A", None, "x"), ("B", None, "y")]),
        ("", "", "", '"A,2015-01-02,x";"B,1753-01-01,y; z"', [("A", "2015-01-02", "x"), ("B", None, "y; z")]),
        ("NA", "", "", "Radio of 3 May;Paper", [("Radio of 3 May", None, None), ("Paper", None, None)]),
        ("", "", "A headline", "", [("UCDP GED", None, "A headline")]),
    ],
)
def test_sources(
    tmp_path: Path, office: str, days: str, headline: str, article: str, expected: list[tuple[str, str | None, str]]
) -> None:
    cells = {"source_office": office, "source_date": days, "source_headline": headline, "source_article": article}
    sources = one(tmp_path, **cells).sources
    assert [(s.publisher, s.date.isoformat() if s.date else None, s.title) for s in sources] == expected


def test_headlines_of_no_one_are_kept(tmp_path: Path) -> None:
    event = one(tmp_path, source_office="A;B", source_headline="x;y;z", source_article="")
    assert event.note_en is not None and "x;y;z" in event.note_en


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("type_of_violence", "4"),
        ("type_of_violence", ""),
        ("where_prec", "9"),
        ("date_prec", "x"),
        ("latitude", "95"),
        ("longitude", "east"),
        ("latitude", ""),
        ("date_start", "soon"),
        ("date_end", "2014-01-01"),
        ("best", "-3"),
        ("best", "many"),
    ],
)
def test_rows_that_break_are_told_with_their_field(tmp_path: Path, field: str, value: str) -> None:
    found = refused(tmp_path, **{field: value})
    assert (found.row, found.field) == (2, field)
    assert found.reason and not found.reason.startswith("expected")


def test_cut_and_torn_rows_lose_no_other(tmp_path: Path) -> None:
    lines = csv_text([{"id": str(n), "source_article": ""} for n in range(1, 7)]).split("\r\n")
    lines[2] = lines[2][:90]
    lines[3] = lines[3].replace(",IS,", ',"IS,', 1)  # a quote that nothing closes
    lines[4] += ",more"
    lines.insert(1, "")
    found = all_of(gedfiles.write(tmp_path / "torn.csv", "\r\n".join(lines)))
    assert [event.id for event in found if isinstance(event, Event)] == ["ucdp:1", "ucdp:5", "ucdp:6"]
    assert [rejection.row for rejection in found if isinstance(rejection, Rejection)] == [4, 5, 6]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"a,b\n1,2\n", b"\x00\xff\xfe\x01", b"\n\n"])
def test_other_files_are_none_of_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    assert FORMAT.recognises(path) == 0
    with pytest.raises(UnreadableFile, match=r"some\.csv"):
        all_of(path)
    assert FORMAT.recognises(tmp_path / "missing.csv") == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GEDEvent_v25_1.csv", "25.1"),
        ("ged171.csv", "17.1"),
        ("GEDEvent_v24_01_24_06.csv", "24.01.24.06"),
        ("GEDEvent_v23_0_11.csv", "23.0.11"),
        ("conflict_data_afg.csv", ""),
    ],
)
def test_versions(name: str, expected: str) -> None:
    assert version_of(name) == expected


def test_every_code_is_of_our_vocabulary() -> None:
    for row in codes()["violence"]:
        assert row["sub_event_type"] in vocabulary.sub_event_types()
        assert row["kind"] in vocabulary.actor_kinds()
        assert all(role in vocabulary.roles() for role in row["roles"])
    assert all(term in vocabulary.geo_precisions() for term in codes()["where_prec"].values())
    assert all(term in vocabulary.date_precisions() for term in codes()["date_prec"].values())
    actors = vocabulary.actor_book().actors
    assert all(actor_id in actors for ids in actor_names().values() for actor_id in ids)
