"""Damaged, hostile and odd files: one line that says which, exit status 2, and what is there stays."""

from __future__ import annotations

import random
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from geodata import Areas, GazetteerGeocoder, GeodataError
from geodata.__main__ import main
from geodata.added import geonames, home, pcodes
from geodata.errors import UnreadableSource
from geodata.layer import NAMES, PLACES, SOUNDS, TYPOS

ROW = ["9000001", "Tall Khayāl", "", "Tall Khayal", "36.5", "37.9", "P", "PPL", "SY", "", "09", "11"]
ROW += ["", "", "0", "", "400", "", "2020-01-01"]


def line(**changes: str) -> str:
    """A row of a dump with some columns changed: `c<number>=value`."""
    row = list(ROW)
    for column, value in changes.items():
        row[int(column[1:])] = value
    return "\t".join(row) + "\n"


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONFLICTMAP_HOME", str(tmp_path / "var"))
    (tmp_path / "SY.txt").write_text(line(), encoding="utf-8")
    assert main(["add", "geonames", str(tmp_path / "SY.txt")]) == 0
    return tmp_path / "var" / "gazetteer"


def archive(path: Path, content: bytes, **how: int) -> bytes:
    with zipfile.ZipFile(path, "w", **how) as zipped:  # type: ignore[arg-type]  # changes of many types
        zipped.writestr("SY.txt", content)
    return path.read_bytes()


def refused(path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["add", *(arguments or ("geonames",)), str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("geodata: ")
    assert said.count("\n") == 1
    assert path.name in said
    return said


@pytest.mark.parametrize("kind", ["deflate", "lzma", "bzip2", "password", "method", "empty", "directory", "cut"])
def test_an_archive_that_cannot_be_read(
    kind: str, user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in" / "SY.zip"
    path.parent.mkdir()
    methods = {"deflate": zipfile.ZIP_DEFLATED, "lzma": zipfile.ZIP_LZMA, "bzip2": zipfile.ZIP_BZIP2}
    whole = archive(path, line().encode() * 500, compression=methods.get(kind, zipfile.ZIP_STORED))
    damaged = bytearray(whole)
    central = whole.rindex(b"PK\x01\x02")
    if kind in methods:
        damaged[60:90] = random.Random(1).randbytes(30)
    elif kind == "password":
        damaged[6] |= 1
        damaged[central + 8] |= 1
    elif kind == "method":
        damaged[8] = damaged[central + 10] = 77
    elif kind == "cut":
        damaged = damaged[: len(damaged) // 2]
    path.write_bytes(b"" if kind == "empty" else bytes(damaged))
    if kind == "directory":
        with zipfile.ZipFile(path, "w") as zipped:
            zipped.mkdir("SY.txt")
    refused(path, capsys)
    assert [s.name for s in home.sources(user)] == ["geonames-SY"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "got none that is a place"),
        (line(c7="SCH"), "got none that is a place"),
        (line(c1="x" * 200_000), "row 1: expected a row of a GeoNames dump"),
        (line(c14="9" * 30), "row 1: expected the population"),
        (line(c14="٣"), "row 1: expected the population"),
        (line(c0="9" * 5000), "row 1: expected 19 columns"),
        (line(c4="nan"), "row 1: expected lat in -90..90"),
        (line(c1="Tell\x07Khayal"), "got none that is a place"),
        (line(c8=""), "got none that is a place"),
    ],
)
def test_a_dump_with_rows_that_cannot_be(
    content: str, words: str, user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in" / "SY.txt"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    assert words in refused(path, capsys)
    assert [s.places for s in home.sources(user)] == [1]


def test_names_with_control_characters_are_left_out(tmp_path: Path) -> None:
    names = geonames.read_names(["1\t9000001\tar\tتل\x1fخيال\n", "2\t9000001\ten\tTell K\n"], tmp_path)
    (named,), left_out = geonames.read_places(
        [line(c3="Tell\x07X,Tell Y"), line(c1="a\x02")], names, Areas.open(), tmp_path
    )
    assert {"Tell Y", "Tell K"} <= set(named.others)
    assert all(n.isprintable() for n in (*named.first, *named.others))
    assert left_out == 1


UNITS = [["ADM3_EN", "ADM3_AR", "ADM3_PCODE", "Latitude", "Longitude"], ["Khayal", "خيال", "SY020099", 36.3, 37.0]]


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in UNITS:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["chart", "password", "xml", "strings", "cut", "flipped"])
def test_a_workbook_that_cannot_be_read(
    kind: str, user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path / "units.xlsx")
    whole = path.read_bytes()
    if kind == "chart":
        book = openpyxl.Workbook()
        book.create_chartsheet("chart").add_chart(BarChart())
        book.remove(book.active)
        book.save(path)
    elif kind == "password":
        path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    elif kind in ("xml", "strings"):
        part = {"xml": "xl/worksheets/sheet1.xml", "strings": "xl/workbook.xml"}[kind]
        with zipfile.ZipFile(tmp_path / "good.xlsx", "w") as good, zipfile.ZipFile(path) as old:
            for name in old.namelist():
                good.writestr(name, old.read(name)[: 150 if name == part else None])
        (tmp_path / "good.xlsx").replace(path)
    elif kind == "cut":
        path.write_bytes(whole[:-300])
    else:
        path.write_bytes(whole[:200] + bytes(len(whole) // 2) + whole[200 + len(whole) // 2 :])
    refused(path, capsys, "pcodes", "--country", "SY")
    assert [s.name for s in home.sources(user)] == ["geonames-SY"]


def test_a_workbook_larger_than_memory_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcodes, "_LARGEST", 1000)
    with pytest.raises(UnreadableSource, match="MB when unpacked"):
        pcodes.read_workbook(workbook(tmp_path / "units.xlsx"), "SY", Areas.open())


def test_a_wrong_size_stated_in_a_sheet_cuts_nothing(tmp_path: Path) -> None:
    path, part = workbook(tmp_path / "units.xlsx"), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as odd, zipfile.ZipFile(path) as old:
        for name in old.namelist():
            content = old.read(name)
            assert name != part or b'ref="A1:E2"' in content
            odd.writestr(name, content.replace(b'ref="A1:E2"', b'ref="A1:B1"') if name == part else content)
    places, _ = pcodes.read_workbook(tmp_path / "odd.xlsx", "SY", Areas.open())
    assert [p.place.id for p in places] == ["ocha:SY020099"]


@pytest.mark.parametrize("file", [PLACES, NAMES, SOUNDS, TYPOS])
@pytest.mark.parametrize("damage", ["empty", "cut", "text", "gone"])
def test_a_damaged_layer_is_left_out_and_said(
    file: str, damage: str, user: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    assert GazetteerGeocoder(home.open_gazetteer(user)).candidates("Tall Khayal", country="SY") != []
    path = user / home.LAYERS / "geonames-SY" / file
    whole = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes({"empty": b"", "cut": whole[:20], "text": b"no such thing" * 100}[damage])
    gazetteer = home.open_gazetteer(user)
    assert "geonames-SY" in caplog.text
    assert "left out" in caplog.text
    assert GazetteerGeocoder(gazetteer).candidates("Tall Khayal", country="SY") == []
    assert GazetteerGeocoder(gazetteer).resolve("Aleppo").place is not None
    assert main(["status"]) == 0
    assert main(["remove", "geonames-SY"]) == 0


def test_two_who_add_at_once_follow_one_another(user: Path, tmp_path: Path) -> None:
    source = home.sources(user)[0]
    places, _ = geonames.read_places([line()], {}, Areas.open(), tmp_path)
    errors: list[BaseException] = []

    def add() -> None:
        try:
            for _ in range(8):
                home.add_layer(user, source, places, lambda _: None)
        except BaseException as error:
            errors.append(error)

    adders = [threading.Thread(target=add) for _ in range(4)]
    for adder in adders:
        adder.start()
    while any(adder.is_alive() for adder in adders):
        home.open_gazetteer(user)
    assert errors == []
    assert [s.name for s in home.sources(user)] == ["geonames-SY"]
    assert sorted(p.name for p in (user / home.LAYERS).iterdir()) == [".lock", "geonames-SY"]


def test_a_layer_that_cannot_be_put_in_place_leaves_the_old_one(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, rename = home.sources(user)[0], Path.rename
    places, _ = geonames.read_places([line()], {}, Areas.open(), tmp_path)

    def failing(path: Path, target: Path) -> Path:
        if path.name.startswith(".new-"):
            raise OSError("no space left")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no space left"):
        home.add_layer(user, source, places, lambda _: None)
    monkeypatch.undo()
    assert sorted(p.name for p in (user / home.LAYERS).iterdir()) == [".lock", "geonames-SY"]


def test_what_is_being_written_is_no_source(user: Path) -> None:
    half = user / home.LAYERS / ".new-half"
    half.mkdir()
    (half / home.NOTE).write_text("{}", encoding="utf-8")
    assert [s.name for s in home.sources(user)] == ["geonames-SY"]
    with pytest.raises(GeodataError, match="expected the name of an added source"):
        home.remove_layer(user, ".new-half")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name\tlat\nAleppo\t36.2\n", "row 2: expected lat, lon"),
        ("name\tlat\tlon\nAleppo\t36.2\n", "row 2: expected lat, lon"),
        ("name\tlon\nAleppo\t36.2\n", "row 2: expected lat, lon"),
        ("name\tlat\tlon\nAleppo\t36.2\t37.1\t5\n", "row 2: expected 3 columns, got more"),
        ("name\tlat\tlon\ttolerance_km\nAleppo\t36.2\t37.1\t-5\n", "row 2: expected lat, lon and tolerance"),
        ("name\tlat\tlon\ttolerance_km\nAleppo\t36.2\t37.1\tnan\n", "row 2: expected lat, lon and tolerance"),
        ("name\tlat\tlon\tcountry\nAleppo\t36.2\t37.1\tSyria\n", "alpha-2"),
        ("name\texpected\n" + "x" * 200_000 + "\tgn:1\n", "field larger than field limit"),
        ("", "expected names, got none"),
        ("name\tlat\tlon\nAleppo\tN\tE\n", "row 2: expected lat, lon"),
    ],
)
def test_a_table_that_cannot_be_measured(
    content: str, words: str, user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "names.tsv").write_text(content, encoding="utf-8")
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path / "names.tsv"), "--packaged"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_cell_too_much_that_is_empty_does_no_harm(user: Path, tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("name\tlat\tlon\nAleppo\t36.2\t37.15\t\n", encoding="utf-8")
    assert main(["evaluate", str(tmp_path / "names.tsv"), "--packaged"]) == 0


def test_bad_words_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["add"], ["fetch"], ["remove"], ["add", "pcodes", "x.xlsx"]):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
        said = capsys.readouterr().err
        assert said.startswith("geodata: ")
        assert said.count("\n") == 1
