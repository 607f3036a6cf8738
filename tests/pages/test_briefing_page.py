"""The briefing page: a live picture, its words, its listed events, downloads, and briefings kept by name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from conflictmap import savedbriefings, settings
from conflictmap.store.store import EventStore

ROOT = Path(__file__).resolve().parent.parent.parent


def page(lang: str = "en", **params: str) -> AppTest:
    made = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    made.query_params["lang"] = lang
    for name, value in params.items():
        made.query_params[name] = value
    made.run()
    made = made.switch_page("pages/briefing.py").run()
    assert not made.exception
    return made


def picture(made: AppTest) -> Image.Image:
    png: bytes = made.session_state["brief-last"][1]
    return Image.open(io.BytesIO(png))


def notes(made: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in made.main.get("html"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_picture_is_there_at_once_and_follows_the_form(seeded: EventStore, lang: str) -> None:
    made = page(lang, country="SY")
    assert picture(made).size == (1920, 1080)
    first = made.session_state["brief-last"][1]
    made.text_input(key=f"brief-{lang}-title").set_value("Own #title").run()
    assert made.session_state["brief-last"][1] != first
    made.selectbox(key=f"brief-{lang}-marking").set_value("red").run()
    made.selectbox(key=f"brief-{lang}-size").set_value("square").run()
    assert not made.exception and picture(made).size == (1080, 1080)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer on this machine; the test runner makes up a connection."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)
    monkeypatch.setattr(ContextProxy, "headers", {})


def test_a_briefing_is_kept_with_its_data_and_opened_again(seeded: EventStore, here: None) -> None:
    made = page(country="SY")
    made.text_input(key="brief-en-name").set_value("Morning <b>brief</b>").run()
    made.button(key="brief-save").click().run()
    (kept,) = savedbriefings.saved()
    assert kept.name == "Morning <b>brief</b>" and kept.events and kept.data_version == seeded.version
    before = made.session_state["brief-last"][1]
    made.multiselect(key="filter-en-country").set_value(["PS"]).run()
    assert made.session_state["brief-last"][1] != before
    made.button(key=f"brief-open-{kept.key}").click().run()
    assert not made.exception and made.session_state["brief-last"][1] == before
    assert "Morning &lt;b&gt;brief" in notes(made)
    made.button(key="brief-close").click().run()
    assert made.session_state["brief-last"][1] != before
    made.button(key=f"brief-remove-{kept.key}").click().run()
    assert savedbriefings.saved() == []


def test_viewers_make_but_do_not_keep(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("editors"), "none")
    made = page()
    assert picture(made).size == (1920, 1080)
    assert not [button for button in made.button if button.key == "brief-save"]
