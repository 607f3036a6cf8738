"""Spreadsheets as organisations keep them: title rows, merged cells, mixed dates, two languages, any encoding."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.styles import numbers

from conflictmap.errors import UnreadableFile
from conflictmap.formats import parquet, registry, table
from conflictmap.formats.base import Options, Rejection
from conflictmap.model.event import Event, Toll
from geodata import GazetteerGeocoder

SYRIA = Options(dataset="lists", country="SY")
ARABIC = """قائمة الحوادث، شباط ٢٠٢٤;;;;;;;;
;;;;;;;;
رقم الحادث;تاريخ الحادث;نوع الحادث;المحافظة;المكان;عدد القتلى;الجرحى;الوصف;المصدر
1;٣/٢/٢٠٢٤;قصف مدفعي;حلب;منبج;٣;5+;قصف مدفعي على السوق;وكالة أولى؛ وكالة ثانية
2;١٥/٢/٢٠٢٤;غارة جوية;إدلب;أريحا;لا يوجد;;غارة;
3;40/2/2024;اشتباك;حلب;الباب;1;2;اشتباك;وكالة
4;4 شباط 2024;شيء غريب;دير الزور;قرية لا وجود لها;قتيلان;عدة;نص;https://example.org/a
;;;;;;;;
المجموع;;;;;6;7;;
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def _read(path: Path, options: Options = SYRIA) -> list[Event | Rejection]:
    return list(table.read(path, options))


def _events(found: list[Event | Rejection]) -> Iterator[Event]:
    return (each for each in found if isinstance(each, Event))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16", "utf-16-le", "iso8859_6"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_an_arabic_list_in_any_encoding(written: Callable[..., Path], encoding: str, delimiter: str) -> None:
    text = ARABIC.replace(";", delimiter)
    if encoding in ("cp1256", "iso8859_6"):  # which have no Arabic digits
        text = text.translate({ord("٠") + digit: str(digit) for digit in range(10)})
    found = _read(written(text, encoding))
    first, second, bad, last, total = found
    assert isinstance(first, Event) and isinstance(second, Event) and isinstance(last, Event)
    assert (first.id, first.sub_event_type) == ("lists:1", "Shelling/artillery/missile attack")
    assert first.when and first.when.start == date(2024, 2, 3)
    assert (first.place.name, first.place.country, first.place.geo_precision) == ("Manbij", "SY", "town")
    assert (first.fatalities, first.injured) == (Toll(best=3), Toll(low=5, best=5))
    assert (first.summary_ar, first.summary_en) == ("قصف مدفعي على السوق", None)
    assert [source.publisher for source in first.sources] == ["وكالة أولى", "وكالة ثانية"]
    assert second.fatalities == Toll(best=0) and second.sources[0].publisher == "list.csv"
    assert isinstance(bad, Rejection) and bad[:3] == (6, "date", "40/2/2024")
    assert (last.sub_event_type, last.confidence) == ("Other", 0.3)
    assert last.note_en and "شيء غريب" in last.note_en and last.note_ar and "عدة" in last.note_ar
    assert (last.place.name_ar, last.place.lat, last.place.geo_precision) == ("قرية لا وجود لها", None, "none")
    assert last.place.admin1_id == "SY-DY" and last.sources[0].url == "https://example.org/a"
    assert isinstance(total, Rejection) and total.row == 9 and "sums" in total.reason


def test_rows_are_events_or_rejections_and_ids_are_stable(written: Callable[..., Path]) -> None:
    path = written(
        "date,place,type\n2024-03-01,Manbij,shelling\n2024-03-01,Manbij,shelling\n,,\n,,nonsense\nx,Manbij,\n"
    )
    found = _read(path)
    assert [type(each) for each in found] == [Event, Event, Rejection, Rejection]
    ids = [event.id for event in _events(found)]
    assert len(set(ids)) == 2 and ids == [event.id for event in _events(_read(path))]


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Read me"
    notes.append(["How this list is kept", "Version", 3])
    sheet = book.create_sheet("Incidents")
    sheet.append(["Incident list of the desk, all figures preliminary"])
    sheet.merge_cells("A1:I1")
    sheet.append([])
    sheet.append(["Date", "Location", None, "Coordinates", None, "Casualties", None, "Type", "Perpetrator", "Link"])
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    sheet.merge_cells("F3:G3")
    sheet.append([None, "Governorate", "Town", "Lat", "Long", "Killed", "Injured", None, None, None])
    sheet.append(
        [datetime(2024, 3, 4), "Aleppo", "Manbij", 36.5281, 37.9549, 2, "3-5", "IED", "ISIS", "www.example.org/1"]
    )
    sheet.append(
        [45356, "Idlib", "Ariha", "35°48'50\"N", "36°36'34\"E", None, 1, "air strike", "A militia of the north", None]
    )
    sheet.append([datetime(2024, 3, 6), "Aleppo", "Manbij", 37.9549, 36.5281, 1, 0, "clash", None, None])
    sheet.append([None, "Aleppo", "Al-Bab", "36,3705", "37,5157", 4, None, "Shelling", None, None])
    sheet.merge_cells("A7:A8")
    sheet.append([datetime(2024, 3, 9), "Aleppo", "Manbij", 0, 0, 1, 0, "clash", None, None])
    sheet["A6"].number_format = numbers.FORMAT_GENERAL
    book.save(path)
    return path


def test_a_workbook_with_titles_merged_cells_and_serial_dates(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "list.xlsx")
    seen = table.survey(path, SYRIA)
    assert (seen.sheet, seen.sheets, seen.rows) == ("Incidents", ("Read me", "Incidents"), 5)
    fields = [column.field for column in seen.columns]
    wanted = ["date", "admin1", "place", "lat", "lon", "killed", "injured", "type", "perpetrator", "source_url"]
    assert fields == wanted
    first, second, swapped, merged, nowhere = _read(path)
    assert isinstance(first, Event) and first.when and first.when.start == date(2024, 3, 4)
    assert (first.place.lat, first.place.lon, first.place.admin1_id) == (36.5281, 37.9549, "SY-HL")
    assert first.injured == Toll(low=3, high=5) and first.sources[0].url == "https://www.example.org/1"
    assert [(a.id is not None, a.role) for a in first.actors] == [(True, "perpetrator")]
    assert isinstance(second, Event) and second.when and second.when.start == date(2024, 3, 5)
    assert second.place.lat == pytest.approx(35.81389, abs=1e-4) and second.actors[0].kind == "political_militia"
    assert isinstance(swapped, Rejection) and swapped.row == 7 and "swapped" in swapped.reason
    assert isinstance(merged, Event) and merged.when and merged.when.start == date(2024, 3, 6)
    assert (merged.place.lat, merged.fatalities.best) == (36.3705, 4)
    assert isinstance(nowhere, Rejection) and "(0, 0)" in nowhere.reason


def test_a_sheet_can_be_asked_for(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "list.xlsx")
    assert table.survey(path, Options(sheet="Read me")).sheet == "Read me"
    with pytest.raises(UnreadableFile, match="Incidents"):
        table.survey(path, Options(sheet="Nothing"))


def test_columns_can_be_given(written: Callable[..., Path]) -> None:
    path = written("a,b,c\n1/2/2024,Manbij,4\n3/4/2024,Manbij,5\n")
    options = Options(country="SY", columns={"a": "date", "b": "place", "c": "injured"}, day_first=False)
    events = list(_events(_read(path, options)))
    assert [event.when.start for event in events if event.when] == [date(2024, 1, 2), date(2024, 3, 4)]
    assert [event.injured.best for event in events] == [4, 5]


def test_each_place_is_looked_up_once(written: Callable[..., Path]) -> None:
    asked: list[str] = []

    class Counting(GazetteerGeocoder):
        def resolve(self, query: str, **more: object):  # type: ignore[no-untyped-def, override]
            asked.append(query)
            return super().resolve(query, **more)  # type: ignore[arg-type]  # changes of many types

    rows = "\n".join(f"2024-03-{day:02d},{place}" for day in range(1, 29) for place in ("Manbij", "Nowhereville"))
    _read(written(f"date,place\n{rows}\n"), Options(country="SY", geocoder=Counting))
    assert sorted(asked) == ["Manbij", "Nowhereville"]


def test_a_table_without_head(written: Callable[..., Path]) -> None:
    text = "2024-03-01,Manbij,shelling\n2024-03-02,Idlib,clash\n2024-03-05,Homs,air strike\n"
    events = list(_events(_read(written(text))))
    assert [event.place.name for event in events] == ["Manbij", "Idlib", "Homs"]
    assert [event.event_type for event in events][1] == "Battles"


def test_a_row_of_hashtags_is_no_event(written: Callable[..., Path]) -> None:
    text = "when,what,x1,x2\n#date,#event+type,#geo+lat,#geo+lon\n2024-03-01,clash,36.5,37.9\n"
    found = _read(written(text))
    assert len(found) == 1 and isinstance(found[0], Event) and found[0].place.lat == 36.5


def test_dates_in_columns_of_their_own(written: Callable[..., Path]) -> None:
    text = "Year,Month,Day,City\n2024,3,17,Manbij\n2024,آذار,,Manbij\n2024,,,Manbij\n2024,14,1,Manbij\n"
    found = _read(written(text))
    spans = [(e.when.start.isoformat(), e.when.precision) for e in _events(found) if e.when]
    assert spans == [("2024-03-17", "day"), ("2024-03-01", "month"), ("2024-01-01", "year")]
    assert isinstance(found[3], Rejection)


def test_quotes_line_breaks_and_a_few_broken_bytes(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    body = 'date,place,notes\n2024-03-01,Manbij,"two\nlines, and a ""word"""\n2024-03-02,منبج,سوق المدينة'.encode()
    path.write_bytes(body + b" \xd9\n")
    first, second = _read(path)
    assert isinstance(first, Event) and first.summary_en == 'two\nlines, and a "word"'
    assert isinstance(second, Event) and second.summary_ar and second.summary_ar.startswith("سوق المدينة")


def test_a_quote_that_is_never_closed_swallows_nothing(written: Callable[..., Path]) -> None:
    rows = "\n".join(f"2024-03-01,Manbij,row {number}" for number in range(300))
    found = _read(written(f'date,place,notes\n2024-03-01,Manbij,"open\n{rows}\n'))
    assert len(found) == 301


def test_no_table(tmp_path: Path, written: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile, match="when or where"):
        _read(written("fruit,price\napple,3\n"))
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(UnreadableFile, match="as its name says"):
        _read(tmp_path / "a.xlsx")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(UnreadableFile):
        _read(tmp_path / "empty.csv")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with pytest.raises(UnreadableFile, match="unpacks"):
        _read(path)


def test_parquet_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    columns = {"event_date": [date(2024, 3, 1), None], "town": ["Manbij", "Idlib"], "deaths": [3, None]}
    pq.write_table(pa.table(columns), path)
    assert registry.detect(path) is parquet.FORMAT
    first, second = parquet.FORMAT.read(path, SYRIA)
    assert isinstance(first, Event) and first.fatalities.best == 3 and first.when
    assert isinstance(second, Event) and second.when is None and second.place.name == "Idlib"


def test_recognised_by_its_columns(written: Callable[..., Path]) -> None:
    assert table.recognises(written(ARABIC)) == 0.4
    assert table.recognises(written("fruit,price\napple,3\n")) == 0.1
    assert table.recognises(written("just a line\n")) == 0.0
    assert table.recognises(written("{}", name="x.json")) == 0.0


def test_the_finest_place_is_read_and_nothing_coarser_stands_in_for_it(written: Callable[..., Path]) -> None:
    head = "Date,Governorate,District,Sub-district,Community,Victim name,Verified (Y/N)\n"
    rows = "2024-01-12,Aleppo,Menbij,Menbij,Nowhereville,A B,Y\n2024-01-12,Idleb,Ariha,Ariha,,A B,N\n"
    first, second = _events(_read(written(head + rows)))
    assert (first.place.name, first.place.lat, first.place.admin1_id) == ("Nowhereville", None, "SY-HL")
    assert (second.place.geo_precision, second.place.name, second.claim) == ("adm2", "Ariha District", "unconfirmed")
    assert not any("A B" in str(part) for event in (first, second) for part in (event.actors, event.summary_en))


@pytest.mark.parametrize(
    "country", ["Syria", "سوريا", "SY", "syr", "SYR", "Syrian Arab Republic", "الجمهورية العربية السورية"]
)
def test_countries_by_name_and_code(written: Callable[..., Path], country: str) -> None:
    (found,) = _read(written(f"date,country,town\n2024-01-01,{country},Manbij\n"), Options())
    assert isinstance(found, Event) and (found.place.country, found.place.name) == ("SY", "Manbij")


def test_a_country_that_is_none_is_said(written: Callable[..., Path]) -> None:
    (found,) = _read(written("date,country,town\n2024-01-01,Atlantis,Manbij\n"), Options())
    assert isinstance(found, Event) and found.note_en and "Atlantis" in found.note_en
    assert found.place.country in (None, "SY")
