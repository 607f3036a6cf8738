"""Streamlit's test runner, set up as the server is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from conflictmap import settings
from conflictmap.store.store import shared_store


@pytest.fixture(autouse=True)
def navigated(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server, pages are found by st.navigation; the test runner would look for a pages/ folder every time."""
    made = PagesManager.__init__

    def make(self: PagesManager, *arguments: Any, **more: Any) -> None:
        made(self, *arguments, **more)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", make)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own, with no event in it."""
    monkeypatch.setenv(settings.variable("home"), str(tmp_path))
    shared_store.cache_clear()
    st.cache_data.clear()
    yield tmp_path
    shared_store.cache_clear()
    st.cache_data.clear()
