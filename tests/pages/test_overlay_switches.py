"""The switches of the overlays: in the sidebar, in the link, and back."""

from __future__ import annotations

from pathlib import Path

from tests.overlays.made import added, control
from tests.pages.test_pages import app, param, texts


def test_a_switch_is_in_the_link(empty_home: Path, tmp_path: Path) -> None:
    added(control(tmp_path), series="one", title="One")
    added(control(tmp_path), series="two", title="Two")
    made = app(lang="en").run()
    assert not made.exception
    assert [box.value for box in made.sidebar.checkbox] == [True, True]
    made.checkbox(key="overlay-en-one").uncheck().run()
    assert param(made, "overlays") == "two"
    made.checkbox(key="overlay-en-two").uncheck().run()
    assert param(made, "overlays") == "none"
    made.checkbox(key="overlay-en-one").check().run()
    made.checkbox(key="overlay-en-two").check().run()
    assert "overlays" not in made.query_params and not made.exception


def test_a_link_switches(empty_home: Path, tmp_path: Path) -> None:
    added(control(tmp_path), series="one", title="One")
    made = app(lang="ar", overlays="none").run()
    assert [box.value for box in made.sidebar.checkbox] == [False]
    made = app(lang="en", overlays="one,gone").run()
    assert [box.value for box in made.sidebar.checkbox] == [True]
    assert "overlays that are not here: gone" in texts(made)


def test_without_overlays_there_is_no_switch(empty_home: Path) -> None:
    made = app(lang="en").run()
    assert not made.sidebar.checkbox and not made.exception
