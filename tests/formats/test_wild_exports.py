"""Exports as they are met with: what each is taken for, and that no row of theirs is lost on the way."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conflictmap.formats import acled, registry, ucdp_ged
from conflictmap.formats.base import Options, Rejection
from conflictmap.model.event import Event
from tests.formats import gdeltfiles, gedfiles
from tests.formats.gedfiles import EARLY, HDX, HXL, YEARLY

CURRENT = Path(__file__).parent / "acled" / "current.csv"
GED = [
    {
        "id": str(number), "where_prec": str(number % 7 + 1), "date_prec": str(number % 5 + 1),
        "type_of_violence": str(number % 3 + 1), "date_end": "2015-05-20 00:00:00.000" if number % 5 else "2015-05-14",
    }
    for number in range(21)
]  # fmt: skip
FEW = (
    *("GLOBALEVENTID", "SQLDATE", "Actor1Name", "Actor2Name", "EventCode", "EventRootCode", "ActionGeo_Type"),
    *("ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_Lat", "ActionGeo_Long", "SOURCEURL"),
)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",", quoting: Any = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def current() -> list[list[str]]:
    return rows_of(CURRENT.read_text(encoding="utf-8-sig"))


def as_written(name: str, text: str) -> str | int | float | datetime | None:
    """A cell as a workbook holds it: numbers and days by their own kinds."""
    if name in ("event_date", "date_start", "date_end"):
        return datetime.fromisoformat(text[:10])
    if name in ("source_date", "notes"):
        return text
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text or None


def workbook(path: Path, rows: list[list[str]]) -> Path:
    """The rows as a workbook, with a second sheet of remarks."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(rows[0])
    for row in rows[1:]:
        sheet.append([as_written(name.lower(), text) for name, text in zip(rows[0], row, strict=True)])
    book.create_sheet("Notes").append(["Downloaded in spring"])
    book.save(path)
    return path


def gdelt_copy(names: Sequence[str]) -> str:
    return text_of(
        [names, [{**gdeltfiles.PLAIN, "ActionGeo_FullName": 'Manbij, "Halab", Syria'}[name] for name in names]]
    )


TEXTS = {
    "excel-german.csv": ("acled", "sep=;\r\n" + text_of(current(), ";"), "utf-8"),
    "unicode-text.txt": ("acled", text_of(current(), "\t"), "utf-16"),
    "all-quoted.csv": ("acled", text_of(current(), ",", csv.QUOTE_ALL), "utf-8-sig"),
    "pandas.csv": ("acled", text_of([[str(n or ""), *row] for n, row in enumerate(current())]), "utf-8"),
    "blank-columns.csv": ("acled", text_of([[*row, "", "", ""] for row in current()]), "utf-8"),
    "blank-cells.csv": ("acled", text_of([current()[0], *([*row, "", ""] for row in current()[1:])]), "utf-8"),
    "GEDEvent_v17_1.csv": ("ucdp-ged", gedfiles.csv_text(GED, EARLY), "utf-8"),
    "GEDEvent_v23_1.csv": ("ucdp-ged", gedfiles.csv_text(GED), "utf-8"),
    "conflict_data_syr.csv": ("ucdp-ged", gedfiles.csv_text(GED, HDX, HXL), "utf-8"),
    "ged-german.csv": ("ucdp-ged", text_of(rows_of(gedfiles.csv_text(GED)), ";"), "cp1252"),
    "20260204103000.export.CSV": ("gdelt", gdeltfiles.line() + "\n", "utf-8"),
    "20150218.export.CSV": ("gdelt", gdeltfiles.line(58) + "\n", "utf-8"),
    "bq-results.csv": ("gdelt", gdelt_copy(FEW), "utf-8"),
}


def read(path: Path) -> list[Event | Rejection]:
    return list(registry.detect(path).read(path, Options()))


@pytest.mark.parametrize("name", TEXTS)
def test_texts(tmp_path: Path, name: str) -> None:
    format_, text, encoding = TEXTS[name]
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert registry.detect(path).name == format_
    found = read(path)
    assert found and not [row for row in found if isinstance(row, Rejection)]
    if format_ == "acled":
        assert found == read(CURRENT)
    if format_ == "ucdp-ged":
        assert len(found) == len(GED)


def test_workbooks_tell_what_texts_tell(tmp_path: Path) -> None:
    made = workbook(tmp_path / "Middle-East_2015-2024.xlsx", [[name.upper() for name in current()[0]], *current()[1:]])
    assert registry.detect(made).name == "acled"
    assert list(acled.read(made, Options())) == list(acled.read(CURRENT, Options()))
    (tmp_path / "ged251.csv").write_text(gedfiles.csv_text(GED), encoding="utf-8")
    book = workbook(tmp_path / "ged251.xlsx", rows_of(gedfiles.csv_text(GED, YEARLY)))
    with zipfile.ZipFile(tmp_path / "ged251.zip", "w") as archive:
        archive.write(book, "GEDEvent_v25_1.xlsx")
        archive.writestr("ged251.pdf", b"%PDF")
    told = list(ucdp_ged.read(tmp_path / "ged251.csv", Options()))
    for path in (book, tmp_path / "ged251.zip"):
        assert registry.detect(path).name == "ucdp-ged"
        assert list(ucdp_ged.read(path, Options())) == told


def test_columns_of_acled_with_words_of_ones_own_are_any_table(tmp_path: Path) -> None:
    names = [name for name in current()[0] if name not in ("event_id_cnty", "timestamp")]
    own = {"event_type": "Kinetic", "sub_event_type": "Shelling"}
    row = dict(zip(current()[0], current()[1], strict=True)) | own
    (tmp_path / "desk.csv").write_text(text_of([names, [row[name] for name in names]]), encoding="utf-8")
    assert registry.detect(tmp_path / "desk.csv").name == "table"
    (event,) = read(tmp_path / "desk.csv")
    assert isinstance(event, Event) and event.sub_event_type == "Shelling/artillery/missile attack"
