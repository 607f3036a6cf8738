"""ACLED's exports of all ages tell the same events; what is wrong in a row is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conflictmap import words
from conflictmap.errors import UnreadableFile
from conflictmap.formats import acled, acledactors, acledrows, acledterms, registry
from conflictmap.formats.acledvalues import table
from conflictmap.formats.base import Options, Rejection
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, Toll

DATA = Path(__file__).with_name("acled")
AGES = ("current.csv", "current.zip", "api.csv", "old.csv", "tab_shuffled.tsv", "upper_semicolon.csv")
HEADER = "event_id_cnty,event_date,event_type,sub_event_type,actor1,inter1,latitude,longitude,geo_precision,notes\n"


def read(name: str | Path, **options: object) -> list[Event | Rejection]:
    return list(acled.read(DATA / name, Options(**options)))  # type: ignore[arg-type]  # changes of many types


def events(name: str | Path) -> list[Event]:
    rows = read(name)
    assert not [row for row in rows if isinstance(row, Rejection)]
    return [row for row in rows if isinstance(row, Event)]


def table_of(tmp_path: Path, lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(header + lines, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", AGES)
def test_each_age_tells_the_same_events(name: str) -> None:
    assert registry.detect(DATA / name).name == "acled"
    told = [replace(event, note_en=None, sources=()[:0] or event.sources[:1]) for event in events(name)]
    expected = [replace(event, note_en=None, sources=event.sources[:1]) for event in events("current.csv")]
    if name == "upper_semicolon.csv":  # this one has a letter that is no ASCII, in Windows' encoding
        assert told[0].sources[0].publisher == "Radio Västerås"
        told = [replace(each, sources=e.sources) for each, e in zip(told, expected, strict=True)]
    assert told == expected


def test_what_a_row_tells() -> None:
    clash, shelling, abduction, protest = events("current.csv")
    assert (clash.id, clash.sub_event_type, clash.fatalities) == ("acled:SYR900001", "Armed clash", Toll(best=3))
    assert clash.when == EventDate(date(2023, 1, 31), date(2023, 1, 31))
    assert clash.summary_en and clash.summary_en.endswith("the mill.\nTwo were wounded, it is said.")
    assert [source.publisher for source in clash.sources] == ["Village Radio", "River Agency"]
    assert [(a.id, a.role, a.kind) for a in clash.actors] == [
        ("sdf", "side_a", "rebel_group"),
        ("ypg", "side_a", "rebel_group"),
        ("syrian_arab_army", "side_b", "state_forces"),
    ]
    assert clash.actors[2].name == "Military Forces of Syria (2000-2024)"
    assert (clash.place.geo_precision, clash.place.mark, clash.place.country) == ("town", "point", "SY")
    assert clash.updated == 1675200000
    assert shelling.when == EventDate(date(2023, 2, 7), date(2023, 2, 13), "week")
    assert (shelling.place.geo_precision, shelling.place.radius_km) == ("near", 25)
    assert [a.role for a in shelling.actors] == ["perpetrator", "target", "target", "target"]
    assert abduction.when == EventDate(date(2023, 3, 1), date(2023, 3, 31), "month")
    assert (abduction.place.mark, abduction.place.area_id) == ("area", "SY-RA")
    assert [(a.role, a.kind) for a in protest.actors][::2] == [
        ("target", "protesters"),
        ("perpetrator", "state_forces"),
    ]
    assert (protest.fatalities, protest.note_en) == (Toll(), "Tags: crowd size=around 100")


def test_the_oldest_have_no_sub_types() -> None:
    assert [event.sub_event_type for event in events("oldest.csv")] == [
        "Armed clash",
        "Explosions/Remote violence, kind not given",
        "Violence against civilians, kind not given",
        "Protests, kind not given",
    ]


def test_what_is_wrong_is_named() -> None:
    rows = read("traps.csv")
    wrong = [(row.row, row.field) for row in rows if isinstance(row, Rejection)]
    assert wrong == [
        *[(3, "latitude"), (4, "event_date"), (5, "event_id_cnty"), (6, "fatalities"), (7, "sub_event_type")],
        *[(8, "sub_event_type"), (9, "latitude"), (10, "geo_precision"), (11, "time_precision")],
        *[(12, "event_date"), (14, "fatalities")],
    ]
    listed = rows[11]
    assert isinstance(listed, Event)
    assert (listed.place.geo_precision, listed.place.mark, listed.place.country) == ("country", "list", "SY")


def test_counts_by_area_are_refused() -> None:
    assert registry.detect(DATA / "aggregate.csv").name == "acled"
    with pytest.raises(UnreadableFile, match="POPULATION_EXPOSURE"):
        read("aggregate.csv")


def test_ids_without_an_id_column_are_stable(tmp_path: Path) -> None:
    header = "event_date,event_type,sub_event_type,actor1,inter1,latitude,longitude,notes\n"
    line = "2023-01-31,Battles,Armed clash,Some,2,36.5,37.9,made up\n"
    one, two = events(table_of(tmp_path, line + line.replace("made up", "other"), header))
    assert one.id != two.id and one.id.startswith("acled:row-")
    assert events(table_of(tmp_path, line, header))[0].id == one.id


def test_days_in_numbers(tmp_path: Path) -> None:
    line = "SYR{},{},Battles,Armed clash,Some,2,36.5,37.9,1,x\n"
    both = line.format(1, "03/04/2023") + line.format(2, "25/04/2023")
    first = events(table_of(tmp_path, both))[0].when
    assert first and first.start == date(2023, 4, 3)
    unclear = table_of(tmp_path, line.format(1, "03/04/2023"))
    (rejected,) = read(unclear)
    assert isinstance(rejected, Rejection) and "--day-first" in rejected.reason
    (told,) = read(unclear, day_first=False)
    assert isinstance(told, Event) and told.when and told.when.start == date(2023, 3, 4)


def test_a_dataset_of_its_own(tmp_path: Path) -> None:
    (event,) = read(table_of(tmp_path, "S1,2023-04-03,Battles,Armed clash,A,2,36.5,37.9,1,x\n"), dataset="mine")
    assert isinstance(event, Event) and (event.id, event.dataset) == ("mine:S1", "mine")


def test_a_region_at_sea_is_no_area(tmp_path: Path) -> None:
    (event,) = events(table_of(tmp_path, "Y1,2023-04-03,Battles,Armed clash,A,2,13.0,50.0,3,x\n"))
    assert (event.place.geo_precision, event.place.area_id) == ("feature", None)


ACTORS = {
    "Military Forces of Syria (2024-)": "syrian_army",
    "Military Forces of Israel (2022-)": "idf",
    "HTS: Hayat Tahrir al Sham": "hts",
    "Islamic State (Syria)": "isis",
    "Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps": "irgc",
    "Military Forces of Yemen (2016-) Supreme Political Council": "houthis",
    "Military Forces of Nigeria (2015-2023)": "gov_ng",
    "Government of Syria (2000-2024)": "gov_sy_assad",
    "Islamic Jihad (Egypt)": None,
    "Military Forces of Libya (2014-)": None,
    "Band of the Valley": None,
}


@pytest.mark.parametrize("name", ACTORS)
def test_actors_are_known_by_acleds_names(name: str) -> None:
    match = acledactors.find(name)
    assert (match.id if match else None) == ACTORS[name]


def test_the_crosswalk_speaks_our_terms() -> None:
    rows = table()
    subs, kinds = vocabulary.sub_event_types(), vocabulary.actor_kinds()
    assert set(rows["old_event_types"].values()) | set(rows["sub_event_types"].values()) <= set(subs.ids)
    assert set(rows["event_types"].values()) <= set(vocabulary.event_types().ids)
    assert set(rows["inter"].values()) | set(rows["roles"]["unarmed"]) <= set(kinds.ids)
    assert set(rows["geo_precision"].values()) <= set(vocabulary.geo_precisions().ids)
    assert set(rows["time_precision"].values()) <= set(vocabulary.date_precisions().ids)
    assert {actor for ids in rows["actors"].values() for actor in ids} <= set(vocabulary.actor_book().actors.ids)
    assert all(f"{term.id}, kind not given" in subs for term in vocabulary.event_types())
    for term in subs:
        assert acledterms.types_of(("", term.id, "", "")) == (term.more["event_type"], term.id)


@pytest.mark.parametrize("spelling", ["1", "1.0", "State forces", "State Forces", "state force", " STATE FORCES "])
def test_inter_codes_in_any_spelling(spelling: str) -> None:
    assert acledterms.kind_of(spelling) == "state_forces"


def test_rows_in_columns_are_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever rows come together in a batch, each is the same event or the same rejection, with its number."""
    header = "event_date,event_type,sub_event_type,actor1,inter1,actor2,latitude,longitude,notes,event_id_cnty\n"
    line = "2023-01-{:02},Battles,Armed clash,Some,2,Others,36.{},37.9,made up {},S{}\n"
    wrong = ["2023-01-40,Battles,Armed clash,A,2,B,36,37,x,S90\n", "2023-01-01,Battles,Armed clash,A\n"]
    wrong += ["2023-01-01,Battles,Armed clash,A,2,B,36,37,x,\n", "2023-01-01,Battles,None such,A,2,B,99,37,x,S91\n"]
    lines = [line.format(n % 9 + 1, n % 4, n, n) for n in range(20)]
    path = table_of(tmp_path, "".join(lines[:7] + wrong + lines[7:] + wrong[::-1]), header)
    whole = read(path)
    for size in (1, 2, 5):
        monkeypatch.setattr(acledrows, "BATCH", size)
        monkeypatch.setattr(acledrows, "_CHUNK", size)
        assert read(path) == whole
    assert len(whole) == 28
    assert [(each.row, each.field) for each in whole if isinstance(each, Rejection)] == [
        *[(9, "event_date"), (10, ""), (11, "event_id_cnty"), (12, "sub_event_type")],
        *[(26, "sub_event_type"), (27, "event_id_cnty"), (28, ""), (29, "event_date")],
    ]
    numbers = [number for part in acled.read_batches(path, Options()) for number in part.events.rows]
    assert numbers == [*range(2, 9), *range(13, 26)]


BY_ACTOR = """event_id_cnty,event_date,event_type,sub_event_type,actor1,assoc_actor_1,inter1,interaction,country,notes
BGD1,5-Aug-24,Riots,Mob violence,Rioters (Bangladesh),,Rioters,Rioters-Civilians,Bangladesh,A crowd beat a man.
BGD1,5-Aug-24,Riots,Mob violence,Civilians (Bangladesh),Students (Bangladesh),Civilians,,Bangladesh,A crowd.
BGD2,5-Aug-24,Protests,Peaceful protest,Protesters (Bangladesh),,Protesters,Protesters only,Bangladesh,A march.
BGD3,4-Aug-24,Riots,Mob violence,Rioters (Bangladesh),Group A,Rioters,Rioters-Rioters,Bangladesh,Two crowds fought.
BGD3,4-Aug-24,Riots,Mob violence,Rioters (Bangladesh),Group B,Rioters,Rioters-Rioters,Bangladesh,Two crowds fought.
BGD4,4-Aug-24,short
"""


def test_a_file_by_actor_gives_an_event_both_of_its_actors(tmp_path: Path) -> None:
    path = tmp_path / "by-actor.csv"
    path.write_text(BY_ACTOR, encoding="utf-8")
    assert registry.detect(path).name == "acled"
    found = read(path)
    told = {row.id: [(actor.name, actor.role) for actor in row.actors] for row in found if isinstance(row, Event)}
    assert told["acled:BGD1"] == [
        ("Rioters (Bangladesh)", "perpetrator"),
        ("Civilians (Bangladesh)", "target"),
        ("Students (Bangladesh)", "target"),
    ]
    assert told["acled:BGD2"] == [("Protesters (Bangladesh)", "unclear")]
    assert {name for name, _ in told["acled:BGD3"]} == {"Rioters (Bangladesh)", "Group A", "Group B"}
    rejected = [row for row in found if isinstance(row, Rejection)]
    assert [(row.row, row.value) for row in rejected] == [(3, "BGD1"), (6, "BGD3"), (7, "BGD4,4-Aug-24,short")]
    assert "row 2" in rejected[0].reason and "10 cells" in rejected[2].reason
    assert "السطر" in words.told(rejected[0].reason, "ar", "rejection.")


def test_rows_without_ids_and_notes_are_told_apart_by_all_they_say(tmp_path: Path) -> None:
    header = "event_date,event_type,sub_event_type,interaction,source,latitude,longitude,location\n"
    row = "2022-09-21,Strategic developments,Looting/property destruction,27,{},12.1,-1.2,Zimtenga\n"
    path = table_of(tmp_path, row.format("Outlet A") + row.format("Outlet B"), header)
    assert registry.detect(path).name == "acled"
    assert len({event.id for event in events(path)}) == 2
