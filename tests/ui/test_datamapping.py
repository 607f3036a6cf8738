"""The step before an import: guesses to confirm or change, the open question asked, a preview, options out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from conflictmap.filters import EventFilter
from conflictmap.formats.tables import columns
from conflictmap.model.event import EventPlace
from conflictmap.store import flat
from conflictmap.store.store import EventStore
from conflictmap.words import LANGS, Lang, say
from tests.made import event


def _page(path: str, lang: str) -> None:
    import streamlit as st

    from conflictmap.filters import DEFAULT
    from conflictmap.ui import datamapping
    from conflictmap.ui.state import App

    st.session_state["options"] = datamapping.render(App(lang=lang, filter=DEFAULT), __import__("pathlib").Path(path))  # type: ignore[arg-type]


def _run(path: Path, lang: Lang = "en") -> AppTest:
    app = AppTest.from_function(_page, args=(str(path), lang), default_timeout=60).run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "Incident date,Town,Killed,Remark code,Notes\n3/4/2024,Manbij,2,x,Shelling\n5/4/2024,Idlib,-3,y,Clash\n",
        encoding="utf-8",
    )
    return path


def _preview(app: AppTest, lang: Lang = "en") -> list[dict[str, str]]:
    """The rows of the preview by the heads of its columns."""
    (shown,) = (each.proto.body for each in app.get("html") if "cm-heads" in each.proto.body)
    heads, *rows = (re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", shown, re.DOTALL))
    return [dict(zip(heads, (re.sub(r"<.*?>", "", cell) for cell in row), strict=True)) for row in rows]


def _selects(app: AppTest) -> dict[str, Any]:
    return {each.label: each for each in app.selectbox}


@pytest.mark.parametrize("lang", LANGS)
def test_guesses_are_shown_and_confirmed(listed: Path, lang: Lang) -> None:
    app = _run(listed, lang)
    selects = _selects(app)
    assert selects[say("mapping.means", lang, column="Incident date")].value == "date"
    assert selects[say("mapping.means", lang, column="Remark code")].value == ""
    assert app.session_state["options"] is None
    app.button(key="mapping-import").click().run()
    options = app.session_state["options"]
    wanted = {"Incident date": "date", "Town": "place", "Killed": "killed", "Remark code": "", "Notes": "summary"}
    assert options.columns == wanted and options.dataset == "list" and options.geocoder is not None


def test_a_guess_can_be_changed_and_the_preview_follows(listed: Path) -> None:
    app = _run(listed)
    killed, summary = say("mapping.column_killed", "en"), say("mapping.column_summary", "en")
    preview = _preview(app)
    assert preview[0][killed] == "2" and "Not read" in preview[1][summary]
    _selects(app)[say("mapping.means", "en", column="Killed")].select("").run()
    assert not app.exception and {row[killed] for row in _preview(app)} == {"–"}
    app.radio[0].set_value(False).run()
    app.selectbox(key="mapping-country").select("SY").run()
    app.text_input(key="mapping-licence").set_value("internal use").run()
    app.button(key="mapping-import").click().run()
    options = app.session_state["options"]
    assert (options.day_first, options.country, options.licence) == (False, "SY", "internal use")
    assert "4 March 2024" in _preview(app)[0][say("mapping.column_date", "en")]


def test_rows_that_look_like_no_events_are_said_to(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,age,sex,date\nA,30,m,2024-03-04\nB,8,f,2024-03-05\n", encoding="utf-8")
    for lang, said in (("en", "a list of people"), ("ar", "قائمة أشخاص")):
        shown = " ".join(each.proto.body for each in _run(path, lang).get("html"))
        assert said in shown


def test_the_order_of_days_is_asked_only_where_it_matters(listed: Path, tmp_path: Path) -> None:
    app = _run(listed)
    assert say("mapping.order", "en") == app.radio[0].label
    clear = tmp_path / "clear.csv"
    clear.write_text("date,town\n2024-03-04,Manbij\n", encoding="utf-8")
    assert not _run(clear).radio


def test_without_when_and_where_nothing_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "fruit.csv"
    path.write_text("fruit,price\napple,3\npear,4\n", encoding="utf-8")
    app = _run(path)
    assert not app.button and app.session_state["options"] is None


def test_every_field_has_a_name() -> None:
    for lang in LANGS:
        names = [say(f"mapping.field_{field}", lang) for field in columns.fields()]
        assert len(set(names)) == len(names)


def test_places_that_no_gazetteer_knows(store: EventStore) -> None:
    unknown = EventPlace(name_ar="قرية لا وجود لها", country="SY")
    store.add([event(id="a", place=unknown), event(id="b", place=unknown), event(id="c")])
    assert flat.unknown_places(store, "test", 10) == [("قرية لا وجود لها", "SY", 2)]
    assert flat.unknown_places(store, "other", 10) == []
    assert store.count(EventFilter()) == 3
