"""A home of its own for each test: overlays of one are none of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictmap import settings


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path / "home"))
    return tmp_path / "home"
