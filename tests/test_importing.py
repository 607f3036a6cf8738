"""Files into the store and back out: reports that count every row, files that cannot be read, folders and zips."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conflictmap import cli, importing, settings, teaching
from conflictmap.errors import UnreadableFile
from conflictmap.filters import EventFilter
from conflictmap.formats import acled
from conflictmap.formats.base import Options
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.store import imports
from conflictmap.store.interface import Store
from conflictmap.store.store import shared_store
from tests.formats import gedfiles

ACLED = Path(__file__).resolve().parent / "formats" / "acled"
OF_ACLED = EventFilter(dataset=("acled",))
EVERYTHING = EventFilter(claim=(), review=())


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """An empty store, on each engine that takes imports."""
    return new_store()


@pytest.fixture
def own_home(every_setting: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process's store is an empty one, on each engine that takes imports."""
    monkeypatch.setenv(settings.variable("home"), str(tmp_path / "home"))
    shared_store.cache_clear()
    yield
    shared_store.cache_clear()


def test_a_report_counts_every_row(store: Store) -> None:
    said: list[tuple[int, int | None]] = []
    report = importing.import_file(
        store, ACLED / "traps.csv", who="Ada", progress=lambda rows, total: said.append((rows, total))
    )
    line = report.line
    assert (line.read, line.new, line.rejected) == (13, 2, 11)
    assert line.read == line.new + line.updated + line.unchanged + line.rejected
    assert (line.who, line.file, line.format, line.dataset) == ("Ada", "traps.csv", "acled", "acled")
    assert "acleddata.com" in line.licence and len(line.sha256) == 64
    assert said[-1] == (13, 13)
    assert report.rejected_file is not None
    with report.rejected_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11 and rows[0]["field"] == "latitude"
    assert rows[-1]["value"] == "'-1", "no spreadsheet runs what a file holds"
    assert imports.log(store) == [line]


def test_the_store_holds_what_the_reader_gives(store: Store) -> None:
    importing.import_file(store, ACLED / "current.csv", who="Ada")
    read = {each.id: each for each in acled.read(ACLED / "current.csv", Options()) if isinstance(each, Event)}
    assert {each.id: each for each in store.query(EVERYTHING)} == read


def test_rows_that_others_replace_are_rejected(store: Store, tmp_path: Path) -> None:
    lines = (ACLED / "old.csv").read_text(encoding="utf-8")
    path = tmp_path / "twice.csv"
    path.write_text(lines + lines.partition("\n")[2], encoding="utf-8")
    line = importing.import_file(store, path, who="Ada").line
    assert (line.read, line.new, line.rejected) == (8, 4, 4)


def test_what_cannot_be_read_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFile, match="counts by area"):
        importing.import_file(store, ACLED / "aggregate.csv", who="Ada")
    monkeypatch.setenv(settings.variable("import_row_limit"), "3")
    with pytest.raises(UnreadableFile, match="CONFLICTMAP_IMPORT_ROW_LIMIT"):
        importing.import_file(store, ACLED / "current.csv", who="Ada")
    monkeypatch.setenv(settings.variable("import_mb_limit"), "0")
    with pytest.raises(UnreadableFile, match="CONFLICTMAP_IMPORT_MB_LIMIT"):
        importing.import_file(store, ACLED / "current.csv", who="Ada")
    assert store.version == 0
    assert not list(store.folder.rglob("*.csv")) and not list(store.folder.rglob("*.parquet"))


def test_folders_and_zips(tmp_path: Path) -> None:
    folder = tmp_path / "folder" / "inner"
    folder.mkdir(parents=True)
    shutil.copy(ACLED / "old.csv", folder)
    (folder / ".hidden.csv").write_text("x")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(ACLED / "current.csv", "../../current.csv")
        archive.write(ACLED / "oldest.csv", "oldest.csv")
    with importing.found_files([tmp_path / "folder", tmp_path / "two.zip", ACLED / "current.zip"]) as files:
        assert [name for _, name in files] == [
            "old.csv", "two.zip/../../current.csv", "two.zip/oldest.csv", "current.zip",
        ]  # fmt: skip
        assert all(path.exists() for path, _ in files)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableFile, match="folder with files"), importing.found_files([tmp_path / "empty"]):
        pass


def test_a_killed_import_leaves_nothing(own_home: None, tmp_path: Path) -> None:
    header, rows = (ACLED / "old.csv").read_text(encoding="utf-8").split("\n", 1)
    path = tmp_path / "long.csv"
    path.write_text(header + "\n" + rows * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "conflictmap", "import", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folder = shared_store().folder
    while process.poll() is None and not list(folder.glob("staged-*")) and not list(folder.glob("imports/reading-*")):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert shared_store().count(OF_ACLED) == 0 and imports.log(shared_store()) == []


_KILLED_AT_THE_END = """
import os, signal, sys
from conflictmap import cli, importing
importing._Ledger.keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
cli.main(["import", sys.argv[1]])
"""


def test_an_import_that_is_killed_with_all_rows_written_leaves_nothing(own_home: None, tmp_path: Path) -> None:
    importing.import_file(shared_store(), ACLED / "old.csv", who="Ada")
    version, events, log = shared_store().version, list(shared_store().query(EVERYTHING)), imports.log(shared_store())
    path = tmp_path / "revised.csv"
    path.write_text((ACLED / "old.csv").read_text(encoding="utf-8").replace("made-up", "invented"), encoding="utf-8")
    killed = subprocess.run([sys.executable, "-c", _KILLED_AT_THE_END, str(path)], capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (shared_store().version, list(shared_store().query(EVERYTHING))) == (version, events)
    assert imports.log(shared_store()) == log
    line = importing.import_file(shared_store(), path, who="Ada").line
    assert (line.id, line.new, line.updated) == (2, 0, 3)


# The command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["import", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_command(own_home: None, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, str(ACLED / "traps.csv"), "--who", "Ada")
    assert status == 0
    assert "read 13 rows: 2 new, 0 updated, 0 unchanged, 11 rejected" in out
    assert (
        "row 3, latitude: expected a real place" in out
        and "import-000001-rejected.csv" in out
        and "licence: ACLED" in out
    )
    status, out, _ = run(capsys, str(ACLED / "current.csv"), "--json", "--dataset", "mine", "--retrieved", "2026-02-04")
    record = json.loads(out)
    assert (status, record["new"], record["dataset"], record["rejected_file"]) == (0, 4, "mine", None)
    status, out, _ = run(capsys, "--list")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["2", "1"]
    status, out, _ = run(capsys, "--undo", "2")
    assert (status, out) == (0, "import 2 undone: 4 events removed, 0 as they were before\n")


def test_a_file_that_cannot_be_read_keeps_no_other_from_it(
    own_home: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("aggregate.csv", "current.csv", "oldest.csv"):
        shutil.copy(ACLED / name, tmp_path)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04broken")
    status, out, err = run(capsys, str(tmp_path), str(tmp_path / "gone.csv"))
    assert status == 2 and out.count("read 4 rows: 4 new") == 1 and "import 2: oldest.csv" in out
    assert [line.split(":")[0] for line in err.splitlines()] == ["aggregate.csv", "broken.zip", "gone.csv"]


def test_names_that_were_taught_count(own_home: None, capsys: pytest.CaptureFixture[str]) -> None:
    actor = next(iter(vocabulary.actor_book().actors))
    taught = teaching.Alias(actor.id, "Military Forces of Nowhere at all", "Ada", "said so")
    teaching.teach(taught)
    try:
        vocabulary.teach({})
        teaching._applied = None
        text = (ACLED / "current.csv").read_text(encoding="utf-8")
        path = settings.home() / "named.csv"
        path.write_text(text.replace("Military Forces of Syria (2000-2024)", taught.name), encoding="utf-8")
        assert run(capsys, str(path))[0] == 0
        keys = {each.id for event in shared_store().query(OF_ACLED) for each in event.actors}
        assert actor.id in keys
    finally:
        vocabulary.teach({})
        teaching._applied = None


def test_a_zip_of_several_tables(own_home: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ged.zip", "w") as archive:
        for number in (1, 2):
            archive.writestr(f"GEDEvent_v24_0_{number}.csv", gedfiles.csv_text([{"id": str(number)}]))
    status, out, _ = run(capsys, str(tmp_path / "ged.zip"))
    assert (status, out.count("read 1 rows: 1 new"), out.count("format ucdp-ged")) == (0, 2, 2)


def test_rows_have_the_numbers_of_the_file(store: Store, tmp_path: Path) -> None:
    row = {"id": "1"}
    path = tmp_path / "hdx.csv"
    path.write_text(gedfiles.csv_text([row, {"id": "2"}, row], gedfiles.HDX, gedfiles.HXL), encoding="utf-8")
    report = importing.import_file(store, path, who="Ada")
    (twice,) = report.rejections
    assert (report.line.read, report.line.new, twice.row) == (3, 2, 3) and "row 5 has it too" in twice.reason


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "expected files"),
        (["missing.csv"], "missing.csv: expected a file"),
        (["--undo", "9"], "expected the number of an import"),
        ([str(ACLED / "aggregate.csv")], "counts by area"),
        ([str(ACLED / "current.csv"), "--retrieved", "soon"], "--retrieved"),
        (["a.csv", "--list"], "alone"),
    ],
)
def test_bad_input_is_one_line(
    own_home: None, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "") and said in err and len(err.splitlines()) == 1
