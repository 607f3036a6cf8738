"""Files of names are read or refused with a reason; what goes out runs nowhere."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap import namelist
from conflictmap.csvtext import csv_bytes, inert_cell
from conflictmap.errors import UnreadableFile
from conflictmap.namelist import Name, read_names, resolved, results_csv
from geodata import GazetteerGeocoder


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("منبج\n\n  حلب \r\nRafah, Egypt", [Name("منبج", None), Name("حلب", None), Name("Rafah, Egypt", None)]),
        ("name,country\nمنبج,sy\n\"Rafah, Gaza\",\n", [Name("منبج", "SY"), Name("Rafah, Gaza", None)]),
        ("id;name;country\n7;Manbij;SY", [Name("Manbij", "SY")]),
        ("Name\tCountry\nManbij\tSY\n", [Name("Manbij", "SY")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_names_are_read(text: str, names: list[Name], encoding: str) -> None:
    assert read_names(text.encode(encoding)) == names


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "got none"),
        (b"name,country\n", "got none"),
        ("منبج".encode("windows-1256"), "expected text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"name,country\nManbij,Syria", "row 2, column country"),
        (b"x\n" * (namelist.MAX_NAMES + 1), f"at most {namelist.MAX_NAMES} names"),
        (b"x" * (namelist.MAX_MB * 1_000_000 + 1), "MB"),
        (b'name,country\n"' + b"x" * 140_000, "expected a table"),
    ],
)
def test_bad_files_say_why(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_names(data)


def test_results_as_csv() -> None:
    names = [Name("منبج", "SY"), Name("=cmd|' /C calc'!A0", None)]
    data = results_csv(resolved(names, GazetteerGeocoder()))
    assert data.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert head == list(namelist.COLUMNS)
    assert first[:3] == ["منبج", "SY", "found"] and first[head.index("lat")].startswith("36.5")
    assert second[0].startswith("'=") and second[head.index("lat")] == ""


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert not str(inert_cell(text)).lstrip().startswith(("=", "+", "-", "@"))


def test_numbers_stay_numbers() -> None:
    assert csv_bytes(("a", "b"), [(-70.5, None)]).decode("utf-8-sig") == "a,b\r\n-70.5,\r\n"
