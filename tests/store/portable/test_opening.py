"""Which store a setting opens, what is said where it cannot, and moving events to other engines."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from conflictmap import cli, settings
from conflictmap.errors import InvalidSetting, StoreError
from conflictmap.filters import EventFilter
from conflictmap.store import imports, moving
from conflictmap.store.portable import archive
from conflictmap.store.portable.opening import open_store
from conflictmap.store.store import EventStore, shared_store
from tests.made import PLAIN, event

EVERYTHING = EventFilter(claim=(), review=())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://somewhere", "expected nothing, a file under home"),
        ("parquet:", "path=FOLDER"),
        ("parquet:?path=/tmp&colour=red", "got colour"),
    ],
)
def test_what_names_no_store_is_said(tmp_path: Path, address: str, said: str) -> None:
    with pytest.raises(InvalidSetting, match=said):
        open_store(address, tmp_path)


def test_a_missing_package_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "conflictmap.store.portable.postgres", raising=False)
    with pytest.raises(InvalidSetting, match=r"'psycopg'; pip install -r requirements-engines\.txt"):
        open_store("postgresql://localhost/x", tmp_path)


@pytest.mark.parametrize("masters", ["127.0.0.1:{port}", "127.0.0.1:{port},localhost:{port}", "127.0.0.1:none"])
def test_a_cluster_that_is_not_there_is_said_before_java_starts(
    store: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, masters: str
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no-java"))
    store.add([PLAIN])
    archive.export(store, tmp_path / "archive")
    with socket.socket() as closed:  # bound, so that nobody else takes the port, but not listening
        closed.bind(("127.0.0.1", 0))
        master = "spark://" + masters.format(port=closed.getsockname()[1])
        with pytest.raises(StoreError, match=r"expected a master of Spark .*, got: 127\.0\.0\.1:") as caught:
            open_store(f"{master}?path={tmp_path / 'archive'}", tmp_path)
    assert "\n" not in str(caught.value)


def test_an_archive_is_renewed_as_a_whole_and_read_anew(store: EventStore, tmp_path: Path) -> None:
    store.add([PLAIN])
    assert archive.export(store, tmp_path / "archive") == 1
    opened = open_store(f"parquet:?path={tmp_path / 'archive'}", tmp_path)
    store.add([event(id="test:2", when=None)])
    assert archive.export(store, tmp_path / "archive") == 2
    assert opened.version == 2 and {each.id for each in opened.query(EVERYTHING)} == {"test:1", "test:2"}
    assert sorted(path.name for path in (tmp_path / "archive" / "events").iterdir()) == ["year=0", "year=2026"]


def test_an_archive_takes_no_imports(store: EventStore, tmp_path: Path) -> None:
    store.add([PLAIN])
    archive.export(store, tmp_path / "archive")
    opened = open_store(f"parquet:?path={tmp_path / 'archive'}", tmp_path)
    with pytest.raises(StoreError, match=r"got imports\.stage"):
        imports.stage(opened)
    with pytest.raises(StoreError, match=r"got imports\.undo"):
        imports.undo(opened, 1, "me", "now")
    assert imports.log(opened) == []


def test_what_is_no_archive_is_left_alone(store: EventStore, tmp_path: Path) -> None:
    store.add([PLAIN])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="holds something else"):
        archive.export(store, tmp_path / "mine")
    with pytest.raises(StoreError, match="expected an archive"):
        open_store(f"parquet:?path={tmp_path / 'mine'}", tmp_path)


def test_an_archive_of_other_vocabularies_is_refused(store: EventStore, tmp_path: Path) -> None:
    store.add([PLAIN])
    archive.export(store, tmp_path / "archive")
    about = tmp_path / "archive" / "archive.json"
    told = json.loads(about.read_text(encoding="utf-8"))
    told["terms"]["claim_code"].reverse()
    about.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(StoreError, match="export it again"):
        open_store(f"parquet:?path={tmp_path / 'archive'}", tmp_path)


def test_the_command_line_works_on_an_archive(
    seeded: EventStore, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    count = seeded.count(EVERYTHING)
    assert cli.main(["store", "export-parquet", str(tmp_path / "archive")]) == 0
    monkeypatch.setenv(settings.variable("store"), f"parquet:?path={tmp_path / 'archive'}")
    shared_store.cache_clear()
    try:
        assert cli.main(["store", "status"]) == 0
        assert cli.main(["query", "--count", "--country", "SY"]) == 0
    finally:
        shared_store.cache_clear()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{count} events in") and f"{count} events" in lines[1]
    assert lines[2] == str(seeded.count(EventFilter(country=("SY",))))


def test_passwords_are_not_shown() -> None:
    assert moving.without_password("postgresql://me:secret@host/db") == "postgresql://me:…@host/db"
    with pytest.raises(InvalidSetting, match="postgresql://"):
        moving.copy(EventStore(settings.home() / "store"), "mysql://me:secret@host")
