"""Briefings kept by name: the same pictures later, whatever has become of the data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from conflictmap import savedbriefings, settings
from conflictmap.briefing import keeping
from conflictmap.briefing.comparison import comparison
from conflictmap.briefing.content import Wish, brief_content
from conflictmap.briefing.handling import own_marking
from conflictmap.briefing.render import render_pdf, render_png
from conflictmap.briefing.sizes import SIZES
from conflictmap.errors import UnreadableFile
from conflictmap.filters import EventFilter
from conflictmap.store.store import EventStore
from tests.made import event

SQUARE = SIZES["square"]


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(settings.variable("home"), str(tmp_path))
    return tmp_path


def test_a_content_survives_json(seeded: EventStore) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4H0Z"/></svg>'
    wish = Wish(lang="ar", full=True, marking=own_marking("داخلي"), logo=svg, title="عنوان")
    content = brief_content(seeded, EventFilter(country=("SY",)), wish)
    again = keeping.from_json(json.loads(json.dumps(keeping.to_json(content))))
    assert render_png(again, SQUARE) == render_png(content, SQUARE)
    assert render_pdf(again, SQUARE) == render_pdf(content, SQUARE)
    winter = EventFilter(from_=date(2026, 1, 1), to=date(2026, 2, 4))
    two = comparison(seeded, winter, (date(2024, 11, 1), date(2024, 12, 31)), Wish())
    assert render_png(keeping.from_json(keeping.to_json(two)), SQUARE) == render_png(two, SQUARE)


def test_a_kept_briefing_does_not_follow_the_data(at_home: Path, store: EventStore) -> None:
    store.add([event()])
    content = brief_content(store, EventFilter(), Wish())
    kept = savedbriefings.save("  First \u202e brief ", content, "Rana")
    assert (kept.name, kept.who, kept.data_version, kept.events) == ("First brief", "Rana", 1, ("test:1",))
    picture = render_png(content, SQUARE)
    for i in range(4):  # the store forgets its first version
        store.add([event(id=f"test:{i}", summary_en="Changed since.")])
    assert render_png(brief_content(store, EventFilter(), Wish()), SQUARE) != picture
    assert render_png(savedbriefings.open_content(kept.key), SQUARE) == picture
    savedbriefings.save("First brief", brief_content(store, EventFilter(), Wish()), "Omar")
    assert [each.who for each in savedbriefings.saved()] == ["Omar"], "the same name is the same briefing"
    savedbriefings.remove(kept.key)
    assert savedbriefings.saved() == []


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "0123456789abcdef", "x" * 16])
def test_what_is_not_kept_cannot_be_opened(at_home: Path, key: str) -> None:
    with pytest.raises(UnreadableFile, match="expected"):
        savedbriefings.open_content(key)
    savedbriefings.remove(key)


def test_damaged_files_are_said_and_do_not_hide_others(at_home: Path, store: EventStore) -> None:
    store.add([event()])
    content = brief_content(store, EventFilter(), Wish())
    good, bad = (savedbriefings.save(name, content, "") for name in ("good", "bad"))
    folder = at_home / "briefings"
    (folder / f"{bad.key}.json").write_text("{", encoding="utf-8")
    (folder / f"{bad.key}.content.gz").write_bytes(b"no gzip")
    assert [each.key for each in savedbriefings.saved()] == [good.key]
    with pytest.raises(UnreadableFile):
        savedbriefings.open_content(bad.key)
    with pytest.raises(UnreadableFile, match="content of a briefing"):
        keeping.from_json({"lang": "en"})
    with pytest.raises(UnreadableFile, match="name"):
        savedbriefings.save(" \u202e ", content, "")
