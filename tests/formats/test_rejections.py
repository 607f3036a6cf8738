"""Rejections of all formats follow one rule: the reason is what was expected, in words that Arabic readers get too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats import registry
from conflictmap.formats.base import Options, Rejection
from conflictmap.words import LANGS, all_words, told
from tests.formats import gdeltfiles, gedfiles

ACLED = Path(__file__).parent / "acled"
TABLE = (
    "date,town,country,lat,lon\nsoon,Manbij,Syria,,\n2024-01-05,Idlib,Syria,0,0\n2024-01-06,A,Syria,95,190\nTotal,,,,\n"
)
KML = (
    "<kml><Document><Placemark><name>x</name></Placemark><NetworkLink><name>y</name></NetworkLink><Placemark><Point>"
    "<coordinates>36</coordinates></Point></Placemark></Document></kml>"
)
FEATURES = [
    {"type": "Feature", "properties": {"name": "undated"}, "geometry": {"type": "Point", "coordinates": [36, 35]}},
    {"type": "Feature", "properties": {}, "geometry": None},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": ["a", 35]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36_000, 35]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[36, 35], [37, 36]]}},
    {"type": "Feature", "properties": {}, "crs": "no:1", "geometry": {"type": "Point", "coordinates": [36, 35]}},
    {"type": "Sketch"},
]
GED = [{"type_of_violence": "9"}, {"latitude": "east"}, {"date_start": "soon"}, {"best": "-3"}, {"id": ""}]
GDELT = [{"EventCode": "042"}, {"EventCode": "x"}, {"SQLDATE": "2026"}, {"ActionGeo_Lat": "95"}]


def files(folder: Path) -> Iterator[Path]:
    """A file of each format with all kinds of rows that are no events."""
    collection = {"type": "FeatureCollection", "features": FEATURES}
    made = {
        "table.csv": TABLE,
        "points.kml": KML,
        "points.geojson": json.dumps(collection),
        "lines.geojsonl": f"{json.dumps(FEATURES[0])}\n{{broken\n",
        "ged.csv": gedfiles.csv_text(GED) + "1,2\r\n",
        "gdelt.csv": "\n".join(["\t".join(["a", "b"]), *(gdeltfiles.line(**row) for row in [{}, *GDELT])]),
    }
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
        yield folder / name
    yield ACLED / "traps.csv"


@pytest.fixture(scope="module")
def rejections(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Rejection]]:
    read = {
        path.name: [row for row in registry.detect(path).read(path, Options()) if isinstance(row, Rejection)]
        for path in files(tmp_path_factory.mktemp("rejected"))
    }
    assert all(read.values()), read
    return read


def test_a_reason_is_what_was_expected_without_the_word(rejections: dict[str, list[Rejection]]) -> None:
    for name, rows in rejections.items():
        for row in rows:
            assert row.reason and not re.match(r"(?i)expected|not |no ", row.reason), (name, row)
            assert row.row > 0 and "expected" not in row.reason.split(", got")[0], (name, row)


def test_common_reasons_have_arabic_words(rejections: dict[str, list[Rejection]]) -> None:
    for name in ("traps.csv", "table.csv", "ged.csv", "gdelt.csv"):
        for row in rejections[name]:
            assert re.search("[\u0600-\u06ff]", told(row.reason, "ar", "rejection.")), (name, row)
    assert told("degrees from -90 to 90", "ar", "rejection.") == "درجات من \u2068-90\u2069 إلى \u206890\u2069"
    assert told("degrees from -90 to 90", "en", "rejection.") == "degrees from -90 to 90"
    assert told("something new", "ar", "rejection.") == "something new"


def test_formats_their_notes_and_licences_have_both_languages() -> None:
    for each in registry.formats().values():
        assert f"{each.name}" in all_words("ar", "format.")
        assert not each.note or told(each.note, "ar", "note.") != each.note, each.name


UNREADABLE = {
    "people.csv": "name,age,sex,source\nA,3,m,x\nB,4,f,x\n",
    "counts.csv": "admin1,year,events\nAleppo,2024,0\nIdlib,2024,5\n",
    "fruit.csv": "fruit,price\napple,3\npear,4\n",
    "prices.csv": "date,price\n2024-01-02,3.5\n2024-01-03,3.6\n",
    "empty.geojson": "",
    "topology.geojson": '{"type": "Topology", "objects": {}}',
    "broken.geojson": '{"type": "FeatureCollection", "features": [',
    "system.geojson": '{"type": "FeatureCollection", "features": [], "crs": "EPSG:0"}',
    "other.json": '{"a": 1}',
    "broken.kml": "<kml><Document>",
    "other.xml.kml": "<html></html>",
    "workbook.xlsx": "no workbook",
    "picture.png": "\x89PNG\0\0\0\0\0\0\0\0\0\0",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_why_a_file_cannot_be_read_has_arabic_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(UNREADABLE[name], encoding="utf-8")
    with pytest.raises(UnreadableFile) as refused:
        list(registry.detect(path).read(path, Options()))
    english, arabic = (told(str(refused.value), lang, "unreadable.") for lang in LANGS)
    assert english == str(refused.value) and name in arabic
    assert re.search("[\u0600-\u06ff]", arabic), english


def test_limits_have_arabic_words() -> None:
    for text in (
        "a.csv: expected at most 4000 MB (CONFLICTMAP_IMPORT_MB_LIMIT), got 5000",
        "a.csv: expected at most 5,000 rows (CONFLICTMAP_IMPORT_ROW_LIMIT), got more",
        "a.zip: expected an archive without a password, got an encrypted one",
        "a.csv: expected ACLED's single events, got its counts by area and period (Events); they have no events, "
        "days or actors to show",
    ):
        assert re.search("[\u0600-\u06ff]", told(text, "ar", "unreadable.")), text
