"""The command `brief`: pictures for slides and nightly jobs, and what a picture is about."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from conflictmap.briefing.embedding import PNG_HEAD, into_png, read_record
from conflictmap.briefing.logo import checked_logo
from conflictmap.cli import main
from conflictmap.errors import InvalidBrief, UnreadableFile
from conflictmap.store.store import EventStore

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#123"/></svg>'


def test_a_picture_can_be_made_again_from_itself(
    seeded: EventStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, logo = tmp_path / "one.png", tmp_path / "logo.svg"
    logo.write_text(SVG, encoding="utf-8")
    flags = ["--country", "SY", "--lang", "ar", "--tlp", "red", "--title", 'عنوان "$x"; rm', "--size", "square"]
    assert main(["brief", str(first), *flags, "--view", "36.5,40,7"]) == 0
    assert main(["brief", "--from", str(first), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    again = tmp_path / "two.png"
    command = shlex.split(told["command"].replace("OUT.png", str(again)))
    assert command[:4] == ["python", "-m", "conflictmap", "brief"]
    assert main(command[3:]) == 0
    assert again.read_bytes() == first.read_bytes()
    assert main(["brief", str(again), *flags, "--view", "36.5,40,7", "--logo", str(logo)]) == 0
    assert again.read_bytes() != first.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logo.svg", "one.png", "two.png"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["out.txt"], "*.png or *.pdf"),
        ([], "--from PICTURE"),
        (["out.png", "--size", "huge"], "a4-landscape"),
        (["out.png", "--tlp", "blue"], "amber-strict"),
        (["out.png", "--view", "1,2"], "lat,lon,zoom"),
        (["out.png", "--view", "91,2,5"], "-85 to 85"),
        (["out.png", "--view", "nan,2,5"], "-85 to 85"),
        (["out.png", "--pages", "full"], "*.pdf"),
        (["out.png", "--compare", "2026-01-01..x"], "YYYY-MM-DD..YYYY-MM-DD"),
        (["out.png", "--compare", "2026-01-01..2026-01-02"], "from and to"),
        (["out.png", "--logo", "none.png"], "logo"),
        (["no/such/folder/out.png"], "folder that can be written"),
        (["out.png", "--type", "nonsense"], "filter type"),
        (["--from", "none.png"], "none.png"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    flags: list[str], said: str, seeded: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["brief", *flags]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", PNG_HEAD + b"\x00" * 60, b"%PDF-1.7 nothing", into_png(PNG_HEAD + b"\x00" * 25, {
        "title": "t", "software": "Other", "created": "", "permalink": "", "filter_in_words": ""})],
)  # fmt: skip
def test_other_files_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="expected"):
        read_record(data, "file")


@pytest.mark.parametrize(
    "svg",
    [
        "<svg/>",
        SVG.replace("<rect", "<script>1</script><rect"),
        SVG.replace("<rect", '<image href="http://x/y.png"/><rect'),
        SVG.replace("<rect", '<rect onload="x"'),
        SVG.replace('"#123"', '"url(http://x/)"'),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        "not xml",
        PNG_HEAD.decode("latin-1"),
    ],
)
def test_a_logo_that_could_do_more_than_be_drawn_is_refused(svg: str) -> None:
    with pytest.raises(InvalidBrief, match="logo"):
        checked_logo(svg.encode("latin-1"), "x.svg")
    assert checked_logo(SVG.encode(), "x.svg")
