"""Pictures as files: the same bytes for the same state, text that can be found, hostile text that stays text."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from PIL import Image

from conflictmap.briefing.content import BriefContent, Wish, brief_content
from conflictmap.briefing.embedding import read_record
from conflictmap.briefing.handling import tlp_marking
from conflictmap.briefing.render import draw_picture, map_pixels, render_pdf, render_png
from conflictmap.briefing.sizes import SIZES
from conflictmap.filters import EventFilter
from conflictmap.model.event import Source
from conflictmap.store.store import EventStore
from conflictmap.words import LANGS, Lang
from tests.made import PAYLOADS, event

SLIDE = SIZES["1920x1080"]


def content(store: EventStore, lang: Lang = "en", **filter: str) -> BriefContent:
    return brief_content(store, EventFilter.from_params(filter), Wish(lang=lang, marking=tlp_marking("amber")))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("lang", LANGS)
def test_two_runs_give_the_same_bytes(seeded: EventStore, lang: Lang) -> None:
    assert render_png(content(seeded, lang), SLIDE) == render_png(content(seeded, lang), SLIDE)
    assert render_pdf(content(seeded, lang), SLIDE) == render_pdf(content(seeded, lang), SLIDE)


@pytest.mark.parametrize("size", [name for name in SIZES if name != "3840x2160"])
def test_a_picture_has_the_pixels_of_its_size(seeded: EventStore, size: str) -> None:
    picture = Image.open(io.BytesIO(render_png(content(seeded), SIZES[size])))
    assert all(abs(got - wanted) <= 1 for got, wanted in zip(picture.size, SIZES[size].pixels, strict=True))
    colors = picture.convert("RGB").getcolors(4_000_000)
    assert colors is not None and len(colors) > 500, "a map is drawn, not an empty page"


def test_the_text_of_a_pdf_can_be_found(seeded: EventStore) -> None:
    english, arabic = (text_of(render_pdf(content(seeded, lang), SLIDE)) for lang in LANGS)
    for words in ("Conflict events", "TLP:AMBER", "4 February 2026", "Anjara", "Asharq Al-Awsat", "on the map"):
        assert words in english
    for word in ("أحداث", "النزاع", "القتلى", "الخريطة", "عنجارة", "الشدادي", "اشتباك"):
        assert word in arabic, "each word in its logical order"


def test_a_file_says_what_it_is_about(seeded: EventStore) -> None:
    made = content(seeded, "ar", country="SY")
    for data in (render_png(made, SLIDE), render_pdf(made, SLIDE)):
        record = read_record(data, "picture")
        assert record["filter"] == {"country": "SY"} and record["data_version"] == seeded.version
        assert record["permalink"].startswith("http://localhost:8501/?lang=ar&country=SY&view=")
        assert record["created"] == "2026-02-04T00:00:00Z"
    properties = pypdf.PdfReader(io.BytesIO(render_pdf(made, SLIDE))).metadata
    assert properties and properties.title and "سوريا" in properties.title
    assert properties.creation_date and properties.creation_date.date() == date(2026, 2, 4)


def test_hostile_text_stays_text(store: EventStore) -> None:
    typst = ['#read("/etc/passwd")', "]#panic()", "$ x $ *b* _i_ `r`", "\\u{0} \u202eevil\u2066", "</svg><script>"]
    events = [
        event(id=f"x:{i}", summary_en=text, sources=(Source(text[:80] or "x"),))
        for i, text in enumerate([*PAYLOADS, *typst])
    ]
    store.add(events)
    for texts in (PAYLOADS[:4], [*PAYLOADS[4:], *typst]):
        title = " ".join(texts)
        made = brief_content(store, EventFilter(), Wish(title=title, subtitle=title))
        assert read_record(render_png(made, SIZES["square"]), "x")["given"]["title"] == title
    told = text_of(render_pdf(brief_content(store, EventFilter(), Wish(title="#panic() *b* ${1}")), SLIDE))
    assert "#panic() *b* ${1}" in told and "<script>" in told


def test_a_filter_that_nothing_passes_makes_a_picture_that_says_so(seeded: EventStore) -> None:
    empty = content(seeded, text="no such word anywhere")
    assert empty.passing == 0 and empty.events == ()
    assert "No event passes these filters." in text_of(render_pdf(empty, SLIDE))
    assert render_png(empty, SLIDE)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", ["1920x1080", "a4", "square"])
def test_nothing_on_the_map_overlaps(seeded: EventStore, lang: Lang, size: str) -> None:
    picture = draw_picture(content(seeded, lang), SIZES[size], 10)
    boxes = [box for box in picture.boxes if box[0] != "mark"]
    marks = [rect for kind, rect in picture.boxes if kind == "mark"]
    assert {"name", "number", "label"} <= {kind for kind, _ in boxes}
    for i, (kind, box) in enumerate(boxes):
        assert not any(box.overlaps(other) for _, other in boxes[i + 1 :]), kind
        assert not any(box.overlaps(mark) for mark in marks), kind
        assert box.within(picture.frame.rect.padded(1, 1)), kind


def test_the_legend_speaks_of_what_is_drawn(seeded: EventStore) -> None:
    picture = draw_picture(content(seeded), SLIDE, 5)
    assert picture.kinds == {"point", "ring", "area", "cluster", "number"}
    assert picture.frame.width, picture.frame.height == map_pixels(SLIDE)
    nothing = draw_picture(content(seeded, text="no such word anywhere"), SLIDE, 0)
    assert nothing.kinds == frozenset() and nothing.types == () and nothing.inside == 0


def test_a_picture_depends_on_what_it_is_asked(seeded: EventStore) -> None:
    made = content(seeded)
    assert render_png(replace(made, title="Other"), SLIDE) != render_png(made, SLIDE)
    assert json.loads(json.dumps(made.record)) == made.record
