"""Briefings of several pages, and comparisons of two periods."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pypdf
import pytest

from conflictmap import settings
from conflictmap.briefing.comparison import comparison
from conflictmap.briefing.content import Wish, brief_content
from conflictmap.briefing.geometry import MapView
from conflictmap.briefing.render import render_pdf, render_png
from conflictmap.briefing.sizes import SIZES
from conflictmap.errors import InvalidBrief
from conflictmap.filters import EventFilter
from conflictmap.methodtext import sections
from conflictmap.model.event import Event, Source
from conflictmap.overlays import kept
from conflictmap.store.store import EventStore
from tests.made import event

WINTER = EventFilter(from_=date(2026, 1, 1), to=date(2026, 2, 4))
AUTUMN = (date(2024, 11, 1), date(2024, 12, 31))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_a_full_briefing_lists_every_event_and_the_method(seeded: EventStore, seed_events: list[Event]) -> None:
    found = pages(render_pdf(brief_content(seeded, EventFilter(), Wish(full=True)), SIZES["a4"]))
    text = " ".join("\n".join(found).split())
    assert len(found) >= 4 and f"Page 2 of {len(found)}" in text
    for each in seed_events:
        if each.claim == "asserted" and each.summary_en:
            assert each.summary_en[:30] in text
    assert sections("en")[0].heading in text


def test_quotes_stand_in_the_table_and_a_cut_is_said(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    quoted = Source("The Paper", quote="قصف الجيش البلدة", date=date(2026, 2, 5))
    store.add(event(id=f"q:{i}", sources=(quoted,)) for i in range(3))
    monkeypatch.setenv(settings.variable("brief_table_limit"), "2")
    text = "\n".join(pages(render_pdf(brief_content(store, EventFilter(), Wish(full=True)), SIZES["a4"])))
    assert "newest 2 of 3" in text and "البلدة" in text and "2026-02-05" in text


def test_two_periods_are_set_side_by_side_with_their_difference(seeded: EventStore) -> None:
    made = comparison(seeded, WINTER, AUTUMN, Wish())
    assert made.first.period.startswith("1 November 2024"), "the earlier period comes first, whichever is asked first"
    total = made.lines[0]
    counts = [seeded.count(EventFilter(from_=AUTUMN[0], to=AUTUMN[1])), seeded.count(WINTER)]
    assert [total.first, total.second] == [str(n) for n in counts]
    assert f"+{counts[1] - counts[0]}" in total.difference
    assert made.first.view == made.second.view
    text = "\n".join(pages(render_pdf(made, SIZES["1920x1080"])))
    assert "Two periods compared" in text and "Difference" in text
    assert render_png(made, SIZES["square"]) == render_png(comparison(seeded, WINTER, AUTUMN, Wish()), SIZES["square"])


def test_a_comparison_needs_a_period(seeded: EventStore) -> None:
    with pytest.raises(InvalidBrief, match="open one"):
        comparison(seeded, EventFilter(from_=date(2026, 1, 1)), AUTUMN, Wish())


def test_overlays_in_force_are_drawn_named_and_credited(store: EventStore, tmp_path: Path) -> None:
    file = tmp_path / "control.geojson"
    ring = [[38, 36], [41, 36], [41, 37], [38, 37], [38, 36]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "Valley side"}, "geometry": shape}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    store.add([event()])
    added = kept.add(file, kept.Details("Control made up", "The <b>desk</b>", licence="CC0"), "tester")
    try:
        on = brief_content(store, EventFilter(), Wish(view=MapView(36.4, 39.5, 7)))
        off = brief_content(store, EventFilter(), Wish(view=MapView(36.4, 39.5, 7), overlays_on=()))
        text = " ".join(pages(render_pdf(on, SIZES["1920x1080"]))[0].split())
        assert "Valley side" in text and "Control made up" in text and "The <b>desk</b>" in text and "CC0" in text
        assert off.overlays == () and off.permalink.split("&view")[0].endswith("overlays=none")
        assert on.permalink.split("&view")[0].endswith("lang=en")
        assert render_png(on, SIZES["square"]) != render_png(off, SIZES["square"])
    finally:
        kept.remove(added.id, "tester")
