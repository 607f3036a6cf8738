"""Tables that look like events and are none: people, counts, series of numbers; and what real lists write oddly."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats import table
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.tables import heads
from conflictmap.model.event import Event

PEOPLE = "id,name,en_name,age,dob,sex,source\n1,ا,A,30,1994-05-06,m,h\n2,ب,B,8,2016-01-02,f,h\n"
BY_MONTH = "admin2,year,month,nb_events\nBale,1997,2,0\nBale,1998,12,3\n"
BY_PERIOD = "admin1,event_type,incidents,start_date\nCherkasy,Protests,5,2022-01-01\nDnipro,Battles,3,2022-01-01\n"
COUNTED = "Year,SubEventType,Record Count\n2015,cooperation,5\n2015,conflict,22\n"
CODES = "GLOBALEVENTID,MonthYear,QuadClass,SubEventType,Goldstein\n1039,202204,4,3,-7.2\n1040,202204,4,3,-7.2\n"
INDICATORS = "admin2,indicator,choice,value\nBale,incidents_30d,NA,0\nBam,incidents_30d,NA,0\n"
SHARES = "date;army;rebels;others\n1445814000000;16,49;83,51;0\n1446418800000;15,55;84,45;0\n"
PRICES = ",Volatility,Price_T0,Price_T1,Num_sources\n10/13/2023,0,45.8612,41.2101,9\n10/14/2023,0,41.2101,44.4619,8\n"


def _read(tmp_path: Path, text: str, **options: object) -> list[Event | Rejection]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return list(table.read(path, Options(**options)))  # type: ignore[arg-type]  # changes of many types


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (PEOPLE, "a list of people"),
        (BY_MONTH, "counts of events (nb_events)"),
        (BY_PERIOD, "counts of events (incidents)"),
        (COUNTED, "counts of events (Record Count)"),
        (CODES, "columns that say"),
        (INDICATORS, "when or what happened"),
        (SHARES, "columns that say"),
        (PRICES, "where or what happened"),
    ],
)
def test_what_is_no_list_of_events_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        _read(tmp_path, text)
    assert why in str(refused.value)


def test_what_a_person_says_of_the_columns_goes_before(tmp_path: Path) -> None:
    assert len(_read(tmp_path, BY_MONTH, columns={"admin2": "admin1", "year": "year"}, country="BF")) == 2


def test_people_at_a_day_and_a_place_are_events(tmp_path: Path) -> None:
    head = "name;date_of_event;age;gender;event_location;place_of_residence;killed_by;dob\n"
    (found,) = _read(tmp_path, f"{head}A;24.09.2023;32;M;Manbij;Homs;Police;01.01.1991\n", country="SY")
    assert isinstance(found, Event) and found.when is not None and found.when.start.isoformat() == "2023-09-24"
    assert (found.place.name, [(actor.name, actor.role) for actor in found.actors]) == (
        "Manbij",
        [("Police", "perpetrator")],
    )


def test_a_list_where_a_row_may_be_two_incidents_is_read(tmp_path: Path) -> None:
    text = "date,town,country,incidents,description\n2024-01-02,Manbij,Syria,2,Two shellings\n"
    assert [type(row) for row in _read(tmp_path, text)] == [Event]


GTD = (
    "eventid,iyear,imonth,iday,country,country_txt,region,provstate,city,latitude,longitude,specificity,attacktype1_txt,"
    "targtype1_txt,target1,gname,nkill,nwound,scite1\n"
    "199901050001,1999,1,5,200,Syria,10,Aleppo,Manbij,36.5281,37.9549,1,Armed Assault,Police,A Person,Army of X,2,0,\n"
    "199901000002,1999,1,0,200,Syria,10,Aleppo,Unknown,36.2,37.16,4,Bombing/Explosion,Business,B Person,Unknown,0,1,\n"
    "199900000003,1999,0,0,200,Syria,10,Aleppo,Manbij,36.5281,37.9549,2,Hijacking,Police,,Army,,,\n"
)


def test_the_global_terrorism_database_as_published(tmp_path: Path) -> None:
    first, second, third = (row for row in _read(tmp_path, GTD, dataset="gtd") if isinstance(row, Event))
    assert first.id == "gtd:199901050001" and first.when and first.when.precision == "day"
    assert (first.sub_event_type, first.fatalities.best, first.place.country) == ("Attack", 2, "SY")
    assert [(actor.name, actor.role, actor.kind) for actor in first.actors] == [
        ("Army of X", "perpetrator", "unknown"), ("Police", "target", "state_forces"),
    ]  # fmt: skip
    assert second.when and (second.when.precision, second.place.geo_precision) == ("month", "adm1")
    assert third.when and (third.when.precision, third.place.geo_precision) == ("year", "near")
    assert third.actors[0].kind == "state_forces"
    assert "Person" not in repr((first, second))


def test_the_first_event_is_no_second_head(tmp_path: Path) -> None:
    text = (
        "Attack ID,Attack Date,Country / Territory,Certainty Level,Attack Type,Total Death\n"
        'UKR6474,3/21/2022,Ukraine,Confirmed,"Violence with heavy weapons (tanks, missiles)",1\n'
        "UKR6475,3/22/2022,Ukraine,Confirmed,Removal of assets,0\n"
    )
    first, second = _read(tmp_path, text, dataset="who")
    assert isinstance(first, Event) and isinstance(second, Event)
    assert (first.id, first.fatalities.best, second.fatalities.best) == ("who:UKR6474", 1, 0)


def test_very_many_columns_of_one_name_are_soon_told_apart() -> None:
    names = heads._distinct(["a"] * 20_000)
    assert len(set(names)) == 20_000 and names[:3] == ["a", "a (2)", "a (3)"]


def test_a_cut_of_acled_keeps_its_licence(tmp_path: Path) -> None:
    head = "country,event_date,admin1,location,event_type,sub_event_type,{},fatalities\n"
    row = "Syria,2022-09-23,Aleppo,Manbij,Strategic developments,Looting/property destruction,27,0\n"
    (theirs,) = _read(tmp_path, head.format("interaction") + row)
    (another,) = _read(tmp_path, head.format("remark") + row)
    assert isinstance(theirs, Event) and isinstance(another, Event)
    assert "acleddata.com" in theirs.licence and another.licence == table.LICENCE
    (stated,) = _read(tmp_path, head.format("interaction") + row, licence="CC BY 4.0")
    assert isinstance(stated, Event) and stated.licence == "CC BY 4.0"
