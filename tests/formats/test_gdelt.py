"""GDELT: each row an event or a rejection; centroids are no places; a mention is not a fact."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.countries import countries
from conflictmap.formats.gdelt import FORMAT, columns_of
from conflictmap.formats.gdelt_rows import codes, meaning_of, meanings
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from geodata import Areas
from tests.formats.gdeltfiles import PLAIN, line


def read(tmp_path: Path, *lines: str, name: str = "20260204103000.export.CSV") -> list[Event | Rejection]:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(FORMAT.read(path, Options()))


def one(tmp_path: Path, **cells: str) -> Event:
    (found,) = read(tmp_path, line(**cells))
    assert isinstance(found, Event), found
    return found


def test_a_plain_row(tmp_path: Path) -> None:
    event = one(tmp_path)
    assert event.id == "gdelt:1280000001"
    assert (event.event_type, event.sub_event_type) == ("Explosions/Remote violence", "Air/drone strike")
    assert event.when is not None and (event.when.start, event.when.precision) == (date(2026, 2, 4), "day")
    assert [(a.name, a.role, a.kind, a.id) for a in event.actors] == [
        ("Syria", "perpetrator", "state_forces", None),
        ("Islamic State", "target", "rebel_group", "isis"),
    ]
    place = event.place
    assert (place.name, place.name_ar, place.country, place.geo_precision) == ("Manbij", "منبج", "SY", "town")
    assert place.admin1_id == "SY-HL"
    (source,) = event.sources
    assert (source.publisher, source.date) == ("news.example.org", date(2026, 2, 4))
    assert source.url == PLAIN["SOURCEURL"]
    assert event.confidence == 0.4
    assert event.fatalities.best is None
    assert event.note_en is not None and "no one has checked it" in event.note_en and "mentions: 12" in event.note_en
    assert event.note_ar is not None and "قراءة آلية" in event.note_ar
    assert event.summary_en == "Aerial weapons: Syria – Islamic State; Manbij"
    assert "not events" in FORMAT.note


@pytest.mark.parametrize("width", [57, 58, 61])
@pytest.mark.parametrize("suffix", [".export.CSV", ".csv", ".zip"])
def test_every_export(tmp_path: Path, width: int, suffix: str) -> None:
    path = tmp_path / f"20260204{suffix}"
    text = "".join(line(width, GLOBALEVENTID=str(n), Actor1Name="Séléka") + "\r\n" for n in (1, 2))
    if suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("20260204.export.CSV", text)
    else:
        path.write_text(text, encoding="utf-8", newline="")
    assert FORMAT.recognises(path) > 0.9
    found = list(FORMAT.read(path, Options()))
    assert [event.id for event in found if isinstance(event, Event)] == ["gdelt:1", "gdelt:2"]
    sources = {event.sources[0].publisher for event in found if isinstance(event, Event)}
    assert sources == {"GDELT" if width == 57 else "news.example.org"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize(
    "names",
    [
        {},
        {name: name.lower() for name in columns_of(61)},
        {"GLOBALEVENTID": "GlobalEventID", "SQLDATE": "Day", "ActionGeo_Long": "action_geo_lon"},
    ],
)
def test_copies_with_a_header(tmp_path: Path, delimiter: str, names: dict[str, str]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([names.get(name, name) for name in columns_of(61)])
    rows = [{"EventCode": "42", "EventRootCode": "4"}, {}, {"EventCode": "841.0", "EventRootCode": "8"}]
    writer.writerows([{**PLAIN, **row}.get(name, "") for name in columns_of(61)] for row in rows)
    (tmp_path / "copy.csv").write_text(text.getvalue(), encoding="utf-8")
    assert FORMAT.recognises(tmp_path / "copy.csv") > 0.9
    refused, event, release = FORMAT.read(tmp_path / "copy.csv", Options())
    assert refused == Rejection(2, "EventCode", "42", "an event of conflict; CAMEO 042 is none")
    assert isinstance(event, Event) and event.place.lat == 36.5281
    assert isinstance(release, Event) and release.rule == "GDELT, CAMEO 0841"


def test_a_copy_of_some_columns_under_other_names(tmp_path: Path) -> None:
    rows = ["event_id,Date,CAMEO_code,ActionGeo_Type,location,lat,lon,url,source"]
    rows += ['7,2026-02-04,190,4,"Manbij, Halab, Syria",36.5281,37.9549,https://a.example/1,A paper']
    (event,) = read(tmp_path, *rows, name="copy.csv")
    assert isinstance(event, Event)
    assert (event.id, event.place.name, event.place.country) == ("gdelt:7", "Manbij", "SY")
    assert event.sources[0].url == "https://a.example/1"
    assert all(name in columns_of(61) for name in codes()["renamed"].values())


def test_rows_without_quotes_keep_to_their_line(tmp_path: Path) -> None:
    found = read(tmp_path, line(Actor1Name='"THE BAND'), line(), line(SOURCEURL='http://a.example/"'))
    assert len([event for event in found if isinstance(event, Event)]) == 3


def test_short_and_broken_rows_are_told(tmp_path: Path) -> None:
    cut = "\t".join(line().split("\t")[:58])
    found = read(
        tmp_path, line(), cut, "", line(SQLDATE="20261331"), line(EventCode="---"), line(EventCode="999"),
        line(ActionGeo_Lat="36#"), line(GLOBALEVENTID=""), line(),
    )  # fmt: skip
    refused = [(r.row, r.field, r.value) for r in found if isinstance(r, Rejection)]
    assert refused == [
        (2, "", "58 columns"),
        (4, "SQLDATE", "20261331"),
        (5, "EventCode", "---"),
        (6, "EventCode", "999"),
        (7, "ActionGeo_Lat", "36#"),
        (8, "GLOBALEVENTID", ""),
    ]
    assert len(found) == 8


@pytest.mark.parametrize(
    ("cells", "precision", "mark", "country", "area_id"),
    [
        ({"ActionGeo_Type": "1", "ActionGeo_FullName": "Syria"}, "country", "list", "SY", None),
        ({"ActionGeo_Type": "5", "ActionGeo_FullName": "Halab, Syria"}, "adm1", "area", "SY", "SY-HL"),
        (
            {
                "ActionGeo_Type": "2",
                "ActionGeo_FullName": "Texas, United States",
                "ActionGeo_CountryCode": "US",
                "ActionGeo_Lat": "31.106",
                "ActionGeo_Long": "-97.6475",
            },
            "adm1", "area", "US", "US-TX",
        ),
        ({"ActionGeo_Type": "0", "ActionGeo_FullName": "", "ActionGeo_CountryCode": ""}, "none", "list", None, None),
        ({"ActionGeo_Lat": "", "ActionGeo_Long": ""}, "country", "list", "SY", None),
        (
            {
                "ActionGeo_FullName": "Gaza, Israel (general), Gaza Strip",
                "ActionGeo_CountryCode": "GZ",
                "ActionGeo_Lat": "31.5",
                "ActionGeo_Long": "34.4667",
            },
            "town", "point", "PS", None,
        ),
    ],
)  # fmt: skip
def test_centroids_are_no_places(
    tmp_path: Path, cells: dict[str, str], precision: str, mark: str, country: str | None, area_id: str | None
) -> None:
    place = one(tmp_path, **cells).place
    assert (place.geo_precision, place.mark, place.country, place.area_id) == (precision, mark, country, area_id)
    assert (place.lat is None) == (mark == "list")


@pytest.mark.parametrize(
    ("code", "sub_type"),
    [
        ("141", "Peaceful protest"),
        ("1453", "Violent demonstration"),
        ("1831", "Suicide bomb"),
        ("190", "Armed clash"),
        ("0871", "Agreement"),
        ("173", "Arrests"),
        ("154", "Troop movement"),
    ],
)
def test_codes_become_sub_types(tmp_path: Path, code: str, sub_type: str) -> None:
    assert one(tmp_path, EventCode=code, EventRootCode=code[:2]).sub_event_type == sub_type


@pytest.mark.parametrize("code", ["010", "042", "0256", "061", "0831", "112", "130", "1384"])
def test_what_is_no_event_of_conflict_is_counted(tmp_path: Path, code: str) -> None:
    (found,) = read(tmp_path, line(EventCode=code, EventRootCode=code[:2]))
    assert found == Rejection(1, "EventCode", code, f"an event of conflict; CAMEO {code} is none")


def test_who_takes_ground(tmp_path: Path) -> None:
    taken = {"EventCode": "192", "Actor1Code": "SYRGOV", "Actor1Type1Code": "GOV", "Actor1Name": "GOVERNMENT"}
    own = one(tmp_path, **taken)
    assert own.sub_event_type == "Government regains territory"
    assert (own.actors[0].id, own.actors[0].role) == ("gov_sy", "side_a")
    foreign = one(tmp_path, **{**taken, "Actor1Code": "TURGOV", "Actor1CountryCode": "TUR"})
    assert foreign.sub_event_type == "Non-state actor overtakes territory"
    assert foreign.actors[0].id == "gov_tr"


@pytest.mark.parametrize(
    ("cells", "name", "kind"),
    [
        ({"Actor1Code": "SYR", "Actor1Type1Code": ""}, "Syria", "unknown"),
        ({"Actor1Code": "SYRCOP", "Actor1Name": "POLICE", "Actor1Type1Code": "COP"}, "Police (Syria)", "state_forces"),
        ({"Actor1Code": "CVL", "Actor1Name": "VILLAGER", "Actor1Type1Code": "CVL", "Actor1CountryCode": ""}, "Villager",
         "civilians"),
        ({"Actor1Code": "UAF", "Actor1Name": "GUNMAN", "Actor1Type1Code": "UAF", "Actor1CountryCode": ""}, "Gunman",
         "unknown"),
    ],
)  # fmt: skip
def test_actors(tmp_path: Path, cells: dict[str, str], name: str, kind: str) -> None:
    actor = one(tmp_path, **cells).actors[0]
    assert (actor.name, actor.kind, actor.id) == (name, kind, None)


def test_a_crowd_protests(tmp_path: Path) -> None:
    cells = {"Actor1Code": "", "Actor1Name": "", "Actor2Code": "EDU", "Actor2Name": "STUDENT", "Actor2Type1Code": "EDU"}
    assert len(one(tmp_path, EventCode="141", **cells).actors) == 1
    cells = {"Actor1Code": "EDU", "Actor1Name": "STUDENT", "Actor1Type1Code": "EDU", "Actor1CountryCode": ""}
    assert one(tmp_path, EventCode="141", **cells).actors[0].kind == "protesters"


def test_several_rows_of_one_page_stay_rows(tmp_path: Path) -> None:
    found = read(tmp_path, *(line(GLOBALEVENTID=str(n)) for n in range(5)))
    assert len({event.id for event in found if isinstance(event, Event)}) == 5


@pytest.mark.parametrize("url", ["BBC Monitoring", "javascript:alert(1)", "http://[", "ftp://a.example/x"])
def test_only_web_pages_are_links(tmp_path: Path, url: str) -> None:
    (source,) = one(tmp_path, SOURCEURL=url).sources
    assert (source.url, source.publisher) == (None, url)


def test_confidence_is_low(tmp_path: Path) -> None:
    assert one(tmp_path, IsRootEvent="0").confidence == 0.2
    assert one(tmp_path, NumSources="1").confidence == 0.3


@pytest.mark.parametrize("text", ["", "a\tb\tc\n", "\t".join("x" * 61), "id,EventCode\n1,190\n"])
def test_other_files_are_none_of_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    assert FORMAT.recognises(path) == 0
    with pytest.raises(UnreadableFile, match=r"other\.csv"):
        list(FORMAT.read(path, Options()))


def test_every_code_is_of_our_vocabulary() -> None:
    subs = vocabulary.sub_event_types()
    for code, meaning in meanings().items():
        assert code.isdigit() and meaning.en
        assert not meaning.sub_event_type or (meaning.sub_event_type in subs and meaning.ar), code
        assert not meaning.of_state or meaning.of_state in subs, code
    assert {code for code in meanings() if len(code) == 2} == {f"{root:02}" for root in range(1, 21)}
    conflict = [code for code in meanings() if code[:2] in ("14", "15", "16", "17", "18", "19", "20")]
    assert all(meanings()[code].sub_event_type for code in conflict)
    assert all(kind in vocabulary.actor_kinds() for kind in codes()["actor_kind"].values())
    assert set(codes()["roles"]) == set(vocabulary.event_types().ids)
    assert all(role in vocabulary.roles() for roles in codes()["roles"].values() for role in roles)
    assert all(sub in subs and kind in vocabulary.actor_kinds() for sub, kind in codes()["crowd"].items())
    assert all(term in vocabulary.geo_precisions() for term in codes()["geo_type"].values())


@pytest.mark.parametrize(
    ("code", "root", "full"),
    [("190", "19", "190"), ("20", "2", "020"), ("20", "20", "20"), ("211", "2", "0211"), ("1411", "14", "1411")],
)
def test_lost_zeros_are_found(code: str, root: str, full: str) -> None:
    meaning = meaning_of(code, root)
    assert meaning is not None and meaning.code == full


def test_countries_are_those_of_the_areas() -> None:
    book, known = countries(), {area.id for area in Areas.open().all("country")}
    for codes_of in (book.by_gwno, book.by_name):
        assert set(codes_of.values()) <= known
    assert len(known - set(book.by_letters.values())) == 0
    assert known - set(book.by_fips.values()) <= {"AX", "BQ", "UM"}
    pairs = "IZ IQ, IS IL, GZ PS, WE PS, SU SD, OD SS, UP UA, TU TR, LE LB, YM YE, CH CN, SF ZA, GM DE, RI RS, KV XK"
    for fips, iso in (pair.split() for pair in pairs.split(", ")):
        assert book.by_fips[fips] == iso
    assert all(held in known for pairs in book.holds.values() for held, _ in pairs)
