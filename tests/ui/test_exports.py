"""The download button: a link for each export with the page's filter, the counts, the terms; worked out when opened."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from conflictmap import settings
from conflictmap.exporting import WRITERS
from conflictmap.filters import EventFilter
from conflictmap.store import aggregate
from conflictmap.store.store import EventStore
from conflictmap.ui import exports
from conflictmap.ui.state import App
from conflictmap.words import LANGS, Lang, say


def _content(store: EventStore, filter: EventFilter, lang: Lang = "en") -> str:
    return exports._content(App(lang=lang, filter=filter), aggregate.counts(store, filter))


@pytest.mark.parametrize("lang", LANGS)
def test_a_link_for_each_export(seeded: EventStore, lang: Lang) -> None:
    filter = EventFilter(country=("SY",), text='"<b>')
    found = _content(seeded, EventFilter(country=("SY",)), lang)
    links = [urlsplit(html.unescape(link)) for link in re.findall(r'href="([^"]*)"', found)]
    assert [link.path.rsplit("/", 1)[1] for link in links] == list(WRITERS)
    assert {parse_qs(link.query)["f"][0] for link in links} == {"country=SY"}
    assert {parse_qs(link.query)["lang"][0] for link in links} == {lang}
    assert say("download.licences", lang) in found
    assert "<b>" not in _content(seeded, filter, lang)


def test_nothing_and_too_much_have_no_links(seeded: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "href" not in _content(seeded, EventFilter(text="nothing has these words"))
    monkeypatch.setenv(settings.variable("download_event_limit"), "3")
    found = _content(seeded, EventFilter())
    assert "href" not in found and "at most 3 events" in found
