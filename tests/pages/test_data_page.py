"""The data page in Streamlit's test runner: files in, the report, the log, taking back; viewers see the list only."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from conflictmap import importing, settings
from conflictmap.filters import EventFilter
from conflictmap.store.store import shared_store
from tests.pages.test_pages import app, texts

ACLED = Path(__file__).resolve().parent.parent / "formats" / "acled"
OF_ACLED = EventFilter(dataset=("acled",))


@pytest.fixture(autouse=True)
def on_this_machine(empty_home: Path, every_setting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor's connection, which the test runner makes up otherwise, to each store that can be written."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)
    monkeypatch.setattr(ContextProxy, "headers", {})


def page(lang: str = "en") -> AppTest:
    made = app(lang=lang).run()
    return made.switch_page("pages/data.py").run()


def upload(made: AppTest, *names: str) -> AppTest:
    files = [(name, (ACLED / name).read_bytes(), "text/csv") for name in names]
    return made.file_uploader[0].set_value(files).run()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_file_is_recognised_imported_reported_and_taken_back(lang: str) -> None:
    made = upload(page(lang), "traps.csv")
    assert not made.exception
    assert "acled" in texts(made) and shared_store().count(OF_ACLED) == 0
    made.button(key="import-start").click().run()
    assert not made.exception
    assert shared_store().count(OF_ACLED) == 2
    assert "traps.csv" in texts(made) and texts(made).count("<tr><td>") == 11
    assert "acleddata.com" in texts(made)
    made.selectbox(key="import-undo-choice").select(1).run()
    made.button(key="import-undo").click().run()
    assert not made.exception
    assert shared_store().count(OF_ACLED) == 0


def test_a_file_of_no_format_is_said() -> None:
    made = page()
    made.file_uploader[0].set_value([("a.bin", b"\x00\x01", "application/octet-stream")]).run()
    assert not made.exception and "expected" in texts(made)


def test_viewers_see_the_list_only(monkeypatch: pytest.MonkeyPatch) -> None:
    importing.import_file(shared_store(), ACLED / "current.csv", who="Ada")
    monkeypatch.setenv(settings.variable("editors"), "none")
    made = page()
    assert not made.exception
    assert "current.csv" in texts(made)
    assert not made.file_uploader
    assert "import-undo" not in [button.key for button in made.button]
