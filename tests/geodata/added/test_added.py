"""What the user adds: GeoNames dumps from disk and from a server, p-code workbooks, and taking them out again."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geodata import Areas, GazetteerGeocoder
from geodata.__main__ import main
from geodata.added import geonames, home, pcodes
from geodata.added.download import download, size_of
from geodata.errors import BadQuery, Unreachable, UnreadableSource


def row(number: int, name: str, lat: float, lon: float, code: str, names: str = "", people: int = 0) -> str:
    values = [
        number,
        name,
        name,
        names,
        lat,
        lon,
        "P",
        code,
        "SY",
        "",
        "09",
        "11",
        "",
        "",
        people,
        "",
        400,
        "",
        "2020-01-01",
    ]
    return "\t".join(map(str, values)) + "\n"


FEATURES = [
    row(9000001, "Tall Khayāl", 36.5, 37.9, "PPL", "Tall Khayal,Tell Khiyal"),
    row(9000002, "Nāḩiyat Tall Khayāl", 36.5, 37.9, "ADM3"),
    row(9000003, "Jisr Khayāl", 36.51, 37.91, "BDG"),
    row(9000004, "Madrasat Khayāl", 36.51, 37.91, "SCH"),
    row(170063, "Ḩalab", 10.0, 10.0, "PPLA", "Halab al Khayal"),
    row(172837, "Ash Shaddādah", 36.06, 40.73, "PPLA3", "", 15806),
    row(9000005, "Khayāl District", 36.4, 37.8, "ADM2"),
]
NAMES = [
    "1\t9000001\tar\tتل خيال\t1\t\t\t\t\t\n",
    "2\t9000001\tlink\thttps://example.org\t\t\t\t\t\t\n",
    "3\t9000001\tku\tGirê Xeyal\t\t\t\t\t\t\n",
    "4\t170063\ten\tAleppo of the Tests\t\t\t\t\t\t\n",
]


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    folder = tmp_path / "dumps"
    (folder / "alternatenames").mkdir(parents=True)
    for path, lines in ((folder / "SY.zip", FEATURES), (folder / "alternatenames" / "SY.zip", NAMES)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("SY.txt", "".join(lines))
    return folder


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONFLICTMAP_HOME", str(tmp_path / "var"))
    return tmp_path / "var" / "gazetteer"


@pytest.fixture
def server(dumps: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(dumps))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def geocoder(user: Path) -> GazetteerGeocoder:
    return GazetteerGeocoder(home.open_gazetteer(user))


@pytest.mark.parametrize("how", ["--from", "folder", "file"])
def test_a_dump_on_disk(how: str, dumps: Path, user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    what = {"--from": ["SY", "--from", str(dumps)], "folder": [str(dumps)], "file": [str(dumps / "SY.zip")]}[how]
    assert main(["add", "geonames", *what]) == 0
    assert "6 places added, 1 features of other kinds left out" in capsys.readouterr().err
    for name in ("تل خيال", "Tell Khiyal", "Tall Khayāl", "Girê Xeyal", "Tal Khayyal"):
        place = geocoder(user).resolve(name, country="SY").place
        assert place is not None, name
        assert (place.id, place.name, place.name_ar) == ("gn:9000001", "Tall Khayal", "تل خيال")
        assert (place.admin1_id, place.admin2, place.source) == ("SY-HL", "Khayāl District", "GeoNames 9000001")
    assert geocoder(user).candidates("جسر خيال") == []
    kinds = {c.place.kind for c in geocoder(user).candidates("Tall Khayal district", country="SY")}
    assert "adm3" in kinds


def test_a_place_known_already_keeps_its_point_and_gains_names(dumps: Path, user: Path) -> None:
    main(["add", "geonames", str(dumps)])
    place = geocoder(user).resolve("Aleppo of the Tests", country="SY").place
    assert place is not None
    assert (place.id, round(place.lat, 2)) == ("gn:170063", 36.2)


def test_a_dump_tells_people_and_rank_of_a_place_known_already(dumps: Path, user: Path) -> None:
    before = geocoder(user).resolve("الشدادي", country="SY").place
    main(["add", "geonames", str(dumps)])
    after = geocoder(user).resolve("الشدادي", country="SY").place
    assert before is not None
    assert after is not None
    assert (before.population, after.population, after.seat_of) == (None, 15806, before.seat_of or "adm3")
    assert (after.lat, after.source) == (before.lat, before.source)


def test_a_mark_of_order_line_ends_and_repeated_rows_do_no_harm(user: Path, tmp_path: Path) -> None:
    text = "\ufeff" + "".join(FEATURES[:1] * 2).replace("\n", "\r\n")
    (tmp_path / "SY.txt").write_text(text, encoding="utf-8", newline="")
    assert main(["add", "geonames", str(tmp_path / "SY.txt")]) == 0
    assert home.sources(user)[0].places == 1


def test_fetched_from_a_server(server: str, user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "geonames", "sy", "--address", server, "--yes"]) == 0
    said = capsys.readouterr().err
    assert f"{server}SY.zip" in said
    assert "Creative Commons Attribution 4.0" in said
    (source,) = home.sources(user)
    assert (source.name, source.places, len(source.sha256)) == ("geonames-SY", 6, 64)
    assert source.origin == f"{server}SY.zip"


def test_status_and_remove(dumps: Path, user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["add", "geonames", str(dumps)])
    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert "geonames-SY\t6 places" in said
    assert said.startswith("packaged\t")
    before = home.state(user)
    assert main(["remove", "geonames-SY"]) == 0
    assert home.sources(user) == []
    assert home.state(user) != before
    assert main(["remove", "geonames-SY"]) == 2


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("SY.txt", "only\tthree\tcolumns\n", "row 1: expected 19 columns"),
        ("SY.txt", FEATURES[0].replace("36.5", "north"), "row 1: expected (lat, lon) in degrees"),
        ("SY.txt", FEATURES[0].replace("36.5", "136.5"), "row 1: expected lat in -90..90"),
        # no number, as it must be refused
        ("SY.txt", row(1, "x", 36, 37, "PPL", "", "many"), "row 1: expected the population"),  # type: ignore[arg-type]
        ("SY.zip", "no archive", "expected SY.txt of a GeoNames dump"),
        ("Syria.txt", "x", "named after its country"),
    ],
)
def test_what_is_no_dump_is_refused_and_nothing_is_lost(
    name: str, content: str, expected: str, dumps: Path, user: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["add", "geonames", str(dumps)])
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert main(["add", "geonames", str(tmp_path / name)]) == 2
    assert expected in capsys.readouterr().err
    assert [s.name for s in home.sources(user)] == ["geonames-SY"]


def test_bad_words(user: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["add", "geonames", "Syria"]) == 2
    assert "ISO 3166-1 alpha-2" in capsys.readouterr().err
    assert main(["add", "geonames", "SY", "--from", str(tmp_path)]) == 2
    assert "expected SY.zip or SY.txt" in capsys.readouterr().err
    assert main(["add", "pcodes", str(tmp_path / "none.xlsx"), "--country", "SY"]) == 2


def test_a_broken_download_leaves_nothing(server: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="missing"):
        download(server + "missing.zip", tmp_path / "x.zip", lambda *_: None)
    with pytest.raises(Unreachable, match="http or https"):
        size_of("file:///etc/passwd")
    assert list(tmp_path.glob("x.zip*")) == []


def test_two_who_fetch_the_same_do_not_mix_it(server: str, tmp_path: Path, dumps: Path) -> None:
    def again(arrived: int, _: int) -> None:
        if arrived and not started:
            started.append(True)
            download(server + "SY.zip", tmp_path / "SY.zip", lambda *_: None)

    started: list[bool] = []
    download(server + "SY.zip", tmp_path / "SY.zip", again)
    assert (tmp_path / "SY.zip").read_bytes() == (dumps / "SY.zip").read_bytes()
    assert [p.name for p in tmp_path.glob("*.part")] == []


def test_alternate_names_must_be_alternate_names() -> None:
    with pytest.raises(UnreadableSource, match="row 2: expected an alternate name"):
        geonames.read_names(["1\t2\tar\tاسم\n", "x\n"], Path("SY.txt"))


def test_every_kind_taken_is_described() -> None:
    assert {f.precision for f in geonames.features().values()} <= {"town", "exact", "adm2", "feature"}
    assert all((f.radius_km is None) == (f.precision in ("town", "exact")) for f in geonames.features().values())


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    book.save(path)
    return path


UNITS = [
    ["ADM3_EN", "ADM3_AR", "ADM3_PCODE", "ADM2_EN", "Latitude", "Longitude"],
    ["Khayal", "خيال", "SY020099", "Jebel Saman", 36.3, 37.0],
    ["Nowhere", "لا مكان", "SY020098", "Jebel Saman", None, None],
]
VILLAGES = [
    ["featureName_en", "featureName_ar", "pcode", "admin2Name_en", "POINT_X", "POINT_Y"],
    ["Kherbet Khayal", "خربة خيال", "C9999", "Jebel Saman", 37.05, 36.35],
    ["Null Island", "", "C9998", "Jebel Saman", 0, 0],
]


def test_a_pcode_workbook(tmp_path: Path, user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "syr.xlsx", {"admin3": UNITS, "notes": [["hello"]], "villages": VILLAGES})
    assert main(["add", "pcodes", str(path), "--country", "sy"]) == 0
    assert "2 places added, 2 rows" in capsys.readouterr().err
    village, unit = (geocoder(user).resolve(n, country="SY").place for n in ("خربة خيال", "ناحية خيال"))
    assert village is not None
    assert unit is not None
    assert (village.id, village.lat, village.admin1_id, village.admin2) == ("ocha:C9999", 36.35, "SY-HL", "Jebel Saman")
    assert (unit.kind, unit.geo_precision, unit.source) == ("adm3", "adm2", "OCHA SY020099 (syr.xlsx)")


def test_a_workbook_without_places_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "other.xlsx", {"prices": [["item", "price"], ["bread", 1]]})
    with pytest.raises(UnreadableSource, match="got the sheets prices"):
        pcodes.read_workbook(path, "SY", Areas.open())
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(UnreadableSource, match="expected an XLSX workbook"):
        pcodes.read_workbook(tmp_path / "text.xlsx", "SY", Areas.open())


def test_bad_query_is_geopys_own_error() -> None:
    from geopy.exc import GeopyError

    assert issubclass(BadQuery, GeopyError)
