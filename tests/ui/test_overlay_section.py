"""The overlays of the data page and the switches of the sidebar, through Streamlit's own test runner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from conflictmap import settings
from conflictmap.overlays import kept
from conflictmap.ui.overlays import overlay_html
from conflictmap.ui.overlayswitch import plain
from tests.made import PAYLOADS
from tests.overlays.made import EAST, added, area, control

ROOT = Path(__file__).resolve().parent.parent.parent


def section() -> None:
    from conflictmap.ui import overlays, state

    viewer = state.load()
    for notice in viewer.notices:
        import streamlit as st

        st.text(notice)
    overlays.render(viewer)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ContextProxy, "ip_address", None)  # the test runner makes up a connection
    monkeypatch.setattr(ContextProxy, "headers", {})
    monkeypatch.setenv(settings.variable("home"), str(tmp_path / "home"))
    return tmp_path


def html(made: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in made.main.get("html"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_editor_adds_and_removes(own_home: Path, lang: str) -> None:
    made = AppTest.from_function(section, default_timeout=30)
    made.query_params["lang"] = lang
    made.run()
    assert not made.exception
    prefix = f"overlay-{lang}-0"
    made.file_uploader(key=f"{prefix}-file").set_value(
        ("week.geojson", control(own_home).read_bytes(), "application/json")
    )
    made.text_input(key=f"{prefix}-title").input("Control, week 5")
    made.text_input(key=f"{prefix}-author").input("The Desk")
    made.date_input(key=f"{prefix}-from_").set_value(date(2026, 2, 1))
    made.button(key=f"{prefix}-add").click().run()
    assert not made.exception
    (overlay,) = kept.kept()
    assert (overlay.details.author, overlay.details.from_, overlay.file) == (
        "The Desk",
        date(2026, 2, 1),
        "week.geojson",
    )
    assert "Control, week 5" in html(made)
    made.button(key=f"overlay-remove-{overlay.id}").click().run()
    assert kept.kept() == [] and not made.exception


def test_a_bad_file_is_said_and_nothing_added(own_home: Path) -> None:
    made = AppTest.from_function(section, default_timeout=30)
    made.query_params["lang"] = "en"
    made.run()
    made.file_uploader(key="overlay-en-0-file").set_value(("x.kml", b"<kml>", "text/xml"))
    made.text_input(key="overlay-en-0-author").input("The Desk")
    made.button(key="overlay-en-0-add").click().run()
    assert not made.exception and kept.kept() == []
    assert "Nothing was added. x.kml: expected KML" in made.text[0].value


def test_viewers_see_no_form(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.variable("editors"), "none")
    overlay = added(control(own_home))
    made = AppTest.from_function(section, default_timeout=30).run()
    assert "Control near Manbij" in html(made)
    assert not made.button and not made.text_input
    assert kept.kept() == [overlay]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_titles_are_inert(own_home: Path, payload: str) -> None:
    overlay = added(control(own_home, area(EAST, side=payload)), title=payload, author=payload, licence=payload)
    shown = overlay_html(overlay, "en")
    assert "<script" not in shown and "<img" not in shown and "${" not in shown


def test_labels_are_no_markdown() -> None:
    assert plain("**bold** [x](javascript:1) :red[y] $z$") == (r"\*\*bold\*\* \[x\]\(javascript\:1\) \:red\[y\] \$z\$")
    assert plain("السيطرة، الأسبوع 5") == "السيطرة، الأسبوع 5"
