"""The program on a standalone cluster of Spark, by the setting alone: a process of its own, nothing else told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from conflictmap import cli, settings
from conflictmap.store.portable import archive
from conflictmap.store.store import EventStore
from tests.store.portable.conftest import SPARK

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("further", [["--count"], ["--country", "SY", "--json"]], ids=["count", "rows"])
def test_a_setting_alone_asks_a_spark_cluster(
    seeded: EventStore,
    tmp_path: Path,
    cluster: tuple[str, Path],
    capsys: pytest.CaptureFixture[str],
    further: list[str],
) -> None:
    assert cli.main(["query", *further]) == 0
    expected = capsys.readouterr().out
    archive.export(seeded, tmp_path / "archive")
    address, folder = cluster
    before = _applications(folder)
    chosen = f"{address}?{urlencode({'path': str(tmp_path / 'archive'), **SPARK})}"
    environment = {**os.environ, settings.variable("store"): chosen}
    command = [sys.executable, "-m", "conflictmap", "query", *further]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    assert ran.returncode == 0, ran.stderr
    assert len(expected) > 1 and ran.stdout.splitlines() == expected.splitlines()
    assert all(len(now) > len(then) for now, then in zip(_applications(folder), before, strict=True))


def _applications(folder: Path) -> list[list[Path]]:
    """What each worker has run: a folder for each program that asked the cluster."""
    return [list(worker.glob("app-*")) for worker in sorted(folder.glob("work-*"))]
