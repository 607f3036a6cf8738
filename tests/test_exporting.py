"""Exports hold exactly what the filter shows, say what they are, and come back as the same events."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from defusedxml.ElementTree import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap import cli, exporting
from conflictmap.errors import StoreError, UnreadableFile
from conflictmap.exporting import WRITERS
from conflictmap.filters import EventFilter
from conflictmap.formats import own, registry
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.exports.about import KEY
from conflictmap.model.event import MAX_TEXT, Event, EventPlace, Review, Source
from conflictmap.store import aggregate, flat
from conflictmap.store.store import EventStore
from tests.made import PAYLOADS, event, events

ALL = EventFilter(claim=(), review=())
FULL = [name for name in WRITERS if name != "acled"]
FORMULAS = ["=1+1", "'=1+1", "''@x", "-2", "+x", "@x", "\t=x", " =x", "'plain", '=HYPERLINK("http://x.example")']


def _file(writer: str, folder: Path) -> Path:
    return folder / f"out{WRITERS[writer].suffix}"


def _exported(store: EventStore, writer: str, folder: Path, filter: EventFilter = ALL) -> Path:
    path = _file(writer, folder)
    exporting.export(store, filter, WRITERS[writer], path)
    return path


def _told(value: Any, writer: str) -> Any:
    """What a format can say of a text: none is empty, and XML has no control characters."""
    if isinstance(value, str):
        lost = {"kml": "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "xlsx": "[\ufffe\uffff]"}.get(writer, "(?!)")
        return re.sub(lost, "\ufffd", value) or None
    return value


def _as_told(one: Event, writer: str) -> Event:
    place = replace(one.place, name=_told(one.place.name, writer))
    texts = {name: _told(getattr(one, name), writer) for name in ("summary_en", "summary_ar", "note_en")}
    return replace(one, place=place, **texts)


def _comes_back(batch: list[Event], writer: str, folder: Path) -> None:
    store = EventStore(folder / "store")
    store.add(batch)
    path = _exported(store, writer, folder)
    expected = {each.id: _as_told(each, writer) for each in batch}
    found = list(own.read(path, Options()))
    assert {each.id: each for each in found if isinstance(each, Event)} == expected and len(found) == len(expected)


@settings(max_examples=5, deadline=None)
@given(st.lists(events(), max_size=15), st.sampled_from(FULL))
def test_export_then_import_gives_equal_events(batch: list[Event], writer: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _comes_back(batch, writer, Path(folder))


@pytest.mark.parametrize("writer", FULL)
def test_awkward_texts_come_back(writer: str, tmp_path: Path) -> None:
    texts = [*FORMULAS, *PAYLOADS, "a\r\nb\rc\n\td ", " ", "\x0b_x0041_\ufffe", "\x1f", "\x85\u2028", "# no comment"]
    _comes_back(
        [event(id=f"test:{n}", summary_en=text, note_en=text) for n, text in enumerate(texts)], writer, tmp_path
    )


EVERYTHING = event(
    place=EventPlace(
        "Manbij", "منبج", "settlement", "Aleppo", "محافظة حلب", "SY-HL", "Manbij", "SY", 36.52665000000001, 37.9,
        "near", 12.5, None,
    ),
    note_en="A note",
    note_ar="ملاحظة",
    sources=(
        Source("The Paper", "الصحيفة", "Title", "عنوان", date(2026, 2, 5), "https://x.example", "ar", "جملة", (3, 9)),
        Source("Other"),
    ),
    confidence=0.1 + 0.2,
    rule="a rule",
    review=Review("corrected", "an editor", "2026-02-06T10:00:00", "a reason"),
    first_reading='{"note_en": "x"}',
    retrieved=date(2026, 2, 7),
    updated=5_770_000_000,
)  # fmt: skip


@pytest.mark.parametrize("writer", FULL)
def test_no_field_of_an_event_is_lost(writer: str, store: EventStore, tmp_path: Path) -> None:
    long = replace(EVERYTHING, id="test:long", first_reading=json.dumps({"x": "و" * 3 * MAX_TEXT}, ensure_ascii=False))
    old = replace(EVERYTHING, id="test:old", retrieved=date(1871, 3, 4))
    store.add([EVERYTHING, long, old])
    found = list(own.read(_exported(store, writer, tmp_path), Options()))
    assert sorted(found, key=lambda each: getattr(each, "id", "")) == [EVERYTHING, long, old]


@pytest.mark.parametrize("writer", list(WRITERS))
def test_just_what_the_filter_shows(writer: str, seeded: EventStore, tmp_path: Path) -> None:
    filter = EventFilter(type=("Explosions/Remote violence",), country=("SY",))
    path = _exported(seeded, writer, tmp_path, filter)
    expected = [each.id for each in seeded.query(filter)]
    assert expected and len(expected) < seeded.count(ALL)
    if writer == "acled":
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert [line.split(",")[0].strip('"') for line in lines[1:]] == expected
    else:
        assert [getattr(each, "id", each) for each in own.read(path, Options())] == expected


def test_the_statement_agrees_with_the_page(seeded: EventStore) -> None:
    filter = EventFilter(country=("SY",))
    said, counts = exporting.about(seeded, filter, "ar"), aggregate.counts(seeded, filter)
    assert (said.shown, said.unplaced, said.filtered_out) == (counts.shown, counts.unplaced, counts.filtered_out)
    assert said.events == seeded.count(filter) == sum(events for _, _, events in said.datasets)
    assert said.filter == filter.describe("ar") and said.version == seeded.version and said.publishers
    text = "\n".join(said.lines())
    assert "سوريا" in text and "," not in text and said.link == "country=SY"


def test_every_export_holds_its_statement(seeded: EventStore, tmp_path: Path) -> None:
    said = exporting.about(seeded, ALL, "en").to_json()
    csv = _exported(seeded, "csv", tmp_path).read_bytes()
    assert csv.startswith(b"\xef\xbb\xbf# Conflict Map export\r\n# Filter: ")
    book = openpyxl.load_workbook(_exported(seeded, "xlsx", tmp_path))
    rows = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert json.loads(rows[KEY]) == said and rows["Data version"] == str(seeded.version)
    assert json.loads(_exported(seeded, "geojson", tmp_path).read_text())[KEY] == said
    metadata = pq.read_schema(_exported(seeded, "parquet", tmp_path)).metadata
    assert json.loads(metadata[KEY.encode()]) == said
    first, *others = _exported(seeded, "jsonl", tmp_path).read_text().splitlines()
    assert json.loads(first) == {KEY: said} and len(others) == said["events"]
    kml = parse(_exported(seeded, "kml", tmp_path)).getroot()
    assert kml is not None and json.loads(kml.findtext(".//{*}ExtendedData/{*}Data/{*}value") or "") == said


def test_an_area_is_no_dot(seeded: EventStore, tmp_path: Path) -> None:
    features = json.loads(_exported(seeded, "geojson", tmp_path).read_text())["features"]
    kinds = {
        (feature["properties"]["geo_precision"], feature["geometry"] and feature["geometry"]["type"])
        for feature in features
    }
    assert ("town", "Point") in kinds and ("country", None) in kinds
    assert {kind for precision, kind in kinds if precision == "adm1"} <= {"Polygon", "MultiPolygon"}
    assert any(precision == "adm1" for precision, _ in kinds)
    kml = parse(_exported(seeded, "kml", tmp_path)).getroot()
    assert kml is not None and kml.findall(".//{*}Polygon") and kml.findall(".//{*}Point")


def test_arabic_is_whole_in_csv(seeded: EventStore, tmp_path: Path) -> None:
    text = _exported(seeded, "csv", tmp_path).read_bytes().decode("utf-8-sig")
    assert all(str(each.summary_ar)[:20] in text for each in seeded.query(ALL) if each.summary_ar)


def test_no_cell_of_a_spreadsheet_runs(store: EventStore, tmp_path: Path) -> None:
    store.add([event(id=f"test:{n}", summary_en=text) for n, text in enumerate(FORMULAS)])
    book = openpyxl.load_workbook(_exported(store, "xlsx", tmp_path))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    for line in _exported(store, "acled", tmp_path).read_text(encoding="utf-8-sig").splitlines()[1:]:
        assert not any(cell.strip('"')[:1] in ("=", "+", "@") for cell in line.split(","))


def test_nothing_passes_and_the_file_still_says_so(seeded: EventStore, tmp_path: Path) -> None:
    for writer in FULL:
        path = _exported(seeded, writer, tmp_path, EventFilter(text="nothing has these words"))
        assert registry.detect(path) is own.FORMAT and not list(own.read(path, Options()))


def test_no_half_file(seeded: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    path.write_text("what was there")
    rows = list(flat.batches(seeded, ALL))
    monkeypatch.setattr(flat, "batches", lambda *_: iter([rows[0].slice(0, 3)]))
    with pytest.raises(StoreError, match="try again"):
        exporting.export(seeded, ALL, WRITERS["csv"], path)
    assert path.read_text() == "what was there" and list(tmp_path.iterdir()) == [path]


def test_a_workbook_has_an_end(seeded: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflictmap.formats.exports.workbook.MAX_ROWS", 5)
    with pytest.raises(UnreadableFile, match="parquet"):
        _exported(seeded, "xlsx", tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_ending_chooses_the_writer() -> None:
    assert exporting.writer_of(Path("a.CSV")).name == "csv"
    assert exporting.writer_of(Path("a.csv"), "acled").name == "acled"
    for path, shape in ((Path("a.doc"), ""), (Path("a.kml"), "acled"), (Path("a.csv"), "ged")):
        with pytest.raises(UnreadableFile):
            exporting.writer_of(path, shape)


def test_on_the_command_line(seeded: EventStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.csv"
    assert cli.main(["export", str(path), "--country", "SY", "--lang", "ar"]) == 0
    assert f"{seeded.count(EventFilter(country=('SY',)))} events" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8-sig").startswith("# تصدير من خريطة النزاعات")
    assert cli.main(["export", str(tmp_path / "out.doc")]) == cli.BAD_INPUT
    assert cli.main(["export", str(tmp_path / "nowhere" / "out.csv")]) == cli.BAD_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_rows_that_were_spoiled_are_said(seeded: EventStore, tmp_path: Path) -> None:
    path = _exported(seeded, "jsonl", tmp_path)
    lines = path.read_text().splitlines()
    row = json.loads(lines[1])
    lines[1] = json.dumps({**row, "lat": 400, "lon": 3})
    lines[2] = json.dumps({**json.loads(lines[2]), "sources": []})
    path.write_text("\n".join(lines))
    found = list(own.read(path, Options()))
    assert [each[:2] for each in found if isinstance(each, Rejection)] == [(2, "lat"), (3, "sources")]
    assert len(found) == seeded.count(ALL)
