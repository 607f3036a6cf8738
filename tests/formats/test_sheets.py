"""Tables in any wrapping are read row by row, and damage costs no more than the rows it is in."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.errors import UnreadableFile
from conflictmap.formats import sheets
from conflictmap.formats.records import records

ROWS = [["1", "first"], ["2", 'say "x",\nand go'], ["3", "مرحبا"]]


def known(cells: list[str]) -> int:
    return sum(cell.strip().lower() in ("id", "text") for cell in cells)


def read(path: Path) -> list[list[str]]:
    with sheets.opened(path, known) as sheet:
        return [sheet.header, *(cells for _, cells in sheet.rows)]


def text(delimiter: str = ",") -> str:
    lines = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["id", "text"], *ROWS])
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("delimiter", sheets.DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text(delimiter).encode(encoding))
    assert read(path) == [["id", "text"], *ROWS]


def test_a_line_that_is_no_utf8_is_read_as_windows_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,مرحبا\n".encode() + "2,Västerås\n".encode("cp1252"))
    assert read(path)[1:] == [["1", "مرحبا"], ["2", "Västerås"]]


def test_wrappings(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text().encode()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/a.csv", text())
        archive.writestr("__MACOSX/._a.csv", "x")
    book = openpyxl.Workbook()
    book.active.title = "About"
    sheet = book.create_sheet("Data")
    for row in [["Made up"], ["id", "text"], *ROWS]:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    for name in ("a.csv.gz", "a.zip", "a.xlsx"):
        assert read(tmp_path / name) == [["id", "text"], *ROWS]


def test_rows_are_numbered_as_a_person_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("A title\n\nid,text\n1,a\n\n2,b\n,\n3,c\n", encoding="utf-8")
    with sheets.opened(path, known) as sheet:
        assert sheet.header_row == 3
        assert [(number, cells[0]) for number, cells in sheet.rows] == [(4, "1"), (6, "2"), (8, "3")]


def test_a_quote_that_is_never_closed_costs_its_own_line() -> None:
    lines = ['1,"never closed,b,c\n', "2,x,y,z\n", '3,"two\n', 'lines",y,z\n', '4,"to the end,y,z\n', "5,x,y,z\n"]
    read = list(records(iter(lines), ",", 4))
    assert [row[0] for row in read] == ["1", "2", "3", "4", "5"]
    assert read[2] == ["3", "two\nlines", "y", "z"]


def test_a_line_broken_without_quotes_is_put_together() -> None:
    assert list(records(iter(["1\ta\tb\n", "2\tbroken\n", "here\tb\n", "3\tc\td\n"]), "\t", 3)) == [
        ["1", "a", "b"],
        ["2", "broken\nhere", "b"],
        ["3", "c", "d"],
    ]


def test_a_short_line_stays_short() -> None:
    assert list(records(iter(["1,a\n", "2,b,c\n"]), ",", 3)) == [["1", "a"], ["2", "b", "c"]]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r")), min_size=3, max_size=3
        ),
        min_size=1,
    )
)
def test_what_is_written_well_is_read_the_same(rows: list[list[str]]) -> None:
    written = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows]
    lines = [part for line in written for part in line.splitlines(True) if True]
    joined = "".join(lines)
    again = [part + "\n" for part in joined.split("\n")][:-1]
    assert list(records(iter(again), ",", 3)) == rows


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nothing known here\n")
    (tmp_path / "b.csv").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + b"broken" * 20)
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("a.csv", text())
        archive.writestr("b.csv", text())
    for name in ("a.csv", "b.csv", "c.zip", "d.zip", "missing.csv"):
        with pytest.raises(UnreadableFile, match=name):
            read(tmp_path / name)


def test_an_archive_that_blows_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text() + "1,x\n" * 1000)
    with pytest.raises(UnreadableFile, match="unpacks to"):
        read(tmp_path / "a.zip")
