"""Every page through Streamlit's own test runner: seeded and empty store, good and bad links, both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from conflictmap.store.store import EventStore

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))


def app(**params: str) -> AppTest:
    made = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in params.items():
        made.query_params[name] = value
    return made


def param(made: AppTest, name: str) -> str:
    """A parameter of the address: a text, or the last of a list of them."""
    value = made.query_params[name]
    return value if isinstance(value, str) else value[-1]


def texts(made: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in made.main.get("html"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_run(seeded: EventStore, page: str, lang: str) -> None:
    made = app(lang=lang).run()
    if page != "pages/map.py":
        made = made.switch_page(page).run()
    assert not made.exception
    assert "cm-title" in texts(made)


def test_an_empty_store_says_so(empty_home: Path) -> None:
    made = app(lang="en").run()
    assert not made.exception
    assert "There are no events yet." in texts(made)


def test_counts_and_filter_words(seeded: EventStore) -> None:
    made = app(lang="en", country="SY").run()
    assert "Country: Syria" in texts(made)
    assert param(made, "country") == "SY"


def test_a_filter_changes_the_address_and_reset_clears_it(seeded: EventStore) -> None:
    made = app(lang="en").run()
    made.multiselect(key="filter-en-type").select("Battles").run()
    assert param(made, "type") == "battles"
    assert "Event type: Battles" in texts(made)
    made.button(key="filter-reset").click().run()
    assert "type" not in made.query_params
    assert made.multiselect(key="filter-en-type").value == []


def test_presets_count_back_from_the_newest_event(seeded: EventStore) -> None:
    made = app(lang="en").run()
    made.button_group(key="filter-en-preset").set_value(7).run()
    assert param(made, "from") == "2026-01-30" and param(made, "to") == "2026-02-05"
    assert made.date_input(key="filter-en-from").value == date(2026, 1, 30)


def test_an_emptied_filter_names_its_cause(seeded: EventStore) -> None:
    made = app(lang="en", deaths="1000", country="SY").run()
    assert "No event passes these filters." in texts(made)
    assert "Without “Killed, at least”" in texts(made)


def test_an_event_opens_from_the_link(seeded: EventStore) -> None:
    made = app(lang="ar", event="seeds:C1").run()
    assert "cm-detail" in texts(made) and "قطاع غزة" in texts(made)
    made.button(key="detail-close").click().run()
    assert "cm-detail" not in texts(made)
    assert "event" not in made.query_params


def test_an_event_outside_the_filter_says_so(seeded: EventStore) -> None:
    made = app(lang="en", event="seeds:C1", country="SY").run()
    assert "does not pass the present filters" in texts(made)


BAD = [
    {"from": "soon"},
    {"colour": "red"},
    {"type": "parade"},
    {"event": "seeds:none"},
    {"view": "north,east,9"},
    {"view": "99,400,77"},
    {"view": "nan,1,2"},
    {"lang": "xx"},
    {"from": "2026-02-04", "to": "2026-01-01"},
    {"deaths": "-5"},
]


@pytest.mark.parametrize("params", BAD, ids=str)
def test_bad_values_are_clamped_with_a_notice(seeded: EventStore, params: dict[str, str]) -> None:
    made = app(**{"lang": "en", **params}).run()
    assert not made.exception
    assert "cm-flag" in texts(made)
    for name in set(params) - {"view", "from", "lang"}:
        assert name not in made.query_params


def test_an_unknown_language_falls_back(seeded: EventStore) -> None:
    assert param(app(lang="xx").run(), "lang") == "en"


def test_language_switch_keeps_the_filter(seeded: EventStore) -> None:
    made = app(lang="en", country="SY").run()
    made.button_group(key="language").set_value("ar").run()
    assert param(made, "lang") == "ar" and param(made, "country") == "SY"
    assert "سوريا" in texts(made)


def test_languages_can_be_switched_back_and_forth(seeded: EventStore) -> None:
    made = app(
        lang="en", actor="syrian_opposition", role="side_a", type="battles", precision="adm1", claim="asserted"
    ).run()
    for lang in ("ar", "en", "ar", "en"):
        made.button_group(key="language").set_value(lang).run()
        made.number_input(key=f"filter-{lang}-deaths").set_value(0).run()
        assert not made.exception
        address = {name: param(made, name) for name in made.query_params}
        assert address == {
            "lang": lang,
            "actor": "syrian_opposition",
            "role": "side_a",
            "type": "battles",
            "precision": "adm1",
        }


def test_other_pages_keep_the_address(seeded: EventStore) -> None:
    made = app(lang="en", country="SY").run()
    made.switch_page("pages/method.py").run()
    made.switch_page("pages/map.py").run()
    assert "Country: Syria" in texts(made) and param(made, "country") == "SY"


def test_an_event_that_vanishes_is_let_go(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    made = app(lang="en", event="seeds:B1").run()
    monkeypatch.setattr("conflictmap.ui.data.event", lambda *_: None)
    made.multiselect(key="filter-en-type").select("Strategic developments").run()
    assert "is not in the data" in texts(made)
    assert "event" not in made.query_params


def test_repeated_list_parameters_are_one_list(seeded: EventStore) -> None:
    made = app(lang="en")
    made.query_params["type"] = ["battles", "riots"]
    made.run()
    assert "Event type: Battles, Riots" in texts(made)


def test_typed_actor_names_are_resolved(seeded: EventStore) -> None:
    made = app(lang="en", actor="داعش").run()
    assert param(made, "actor") == "isis"


def test_page_errors_are_calm(
    seeded: EventStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("conflictmap.ui.charts.histogram", lambda *_: 1 / 0)
    made = app(lang="en").run()
    assert not made.exception
    assert "the reference" in texts(made) and "division" not in texts(made)
    assert "ZeroDivisionError" in caplog.text


def test_every_widget_has_a_key_of_its_own(seeded: EventStore) -> None:
    made = app(lang="en", actor="isis").run()
    widgets = [*made.multiselect, *made.selectbox, *made.date_input, *made.text_input, *made.number_input, *made.button]
    assert len(widgets) > 12
    assert all(widget.key for widget in widgets)
