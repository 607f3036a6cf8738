"""Hostile text is inert: escaped in HTML, refused in links."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.model.event import Actor, EventPlace, Source, Toll
from conflictmap.model.naming import place_chain, place_label
from conflictmap.ui.detail import event_html, toll_text
from conflictmap.ui.markup import escape, isolated, link, safe_url
from tests.made import PAYLOADS, event


class Reader(HTMLParser):
    """The tags, attributes and text of some HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@given(st.text())
def test_escaped_text_reads_back(text: str) -> None:
    reader = read(f'<p title="{escape(text)}">{escape(text)}</p>')
    assert reader.tags == ["p"]
    normal = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    assert reader.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "") == normal
    assert not set("`${}\\<>\"'") & set(escape(text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_event_of_hostile_text(payload: str) -> None:
    hostile = event(
        id=f"test:{payload}",
        summary_en=payload,
        summary_ar=payload,
        note_en=payload,
        place=EventPlace(payload, payload, admin1=payload, admin2=payload, lat=1.0, lon=1.0, geo_precision="town"),
        actors=(Actor(payload, "side_a", "unknown", name_ar=payload),),
        sources=(Source(payload, payload, payload, payload, url="javascript:window.__pwned=1", quote=payload),),
        dataset=payload,
        licence=payload,
    )
    for lang in ("en", "ar"):
        reader = read(event_html(hostile, lang))
        assert not {"script", "img", "iframe", "a"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [value for _, value in reader.attributes if value and "__pwned" in value]
        assert reader.text.count(payload) >= 6


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//host/x",
        "/local",
        "file:///etc/passwd",
        "http://",
        "https:///x",
        "",
        None,
        "http://[bad",
    ],
)
def test_other_links_are_refused(url: str | None) -> None:
    assert safe_url(url) is None
    assert link(url, "open") == ""


def test_links_open_safely() -> None:
    html = link('https://example.org/a?b="><script>', "open")
    reader = read(html)
    assert reader.tags == ["a"]
    assert dict(reader.attributes)["rel"] == "noopener noreferrer"
    assert isolated("<b>") == '<bdi dir="auto">&lt;b&gt;</bdi>'


@pytest.mark.parametrize(
    ("toll", "text"),
    [
        (Toll(), "not known"),
        (Toll(best=0), "0"),
        (Toll(best=21), "21"),
        (Toll(21, 21, 21), "21"),
        (Toll(18, 21, 30), "21 (from 18 to 30)"),
        (Toll(low=3), "at least 3"),
        (Toll(high=9), "at most 9"),
        (Toll(low=3, high=9), "from 3 to 9"),
        (Toll(best=1200), "1,200"),
    ],
)
def test_tolls_in_words(toll: Toll, text: str) -> None:
    assert toll_text(toll, "en") == text


def test_place_chain_runs_from_small_to_large() -> None:
    place = EventPlace(
        "Kobani", "كوباني", admin1="Aleppo", admin1_id="SY-HL", country="SY", lat=36.9, lon=38.4, geo_precision="town"
    )
    assert place_chain(place, "en") == ["Kobani", "Aleppo", "Syria"]
    assert place_chain(place, "ar") == ["كوباني", "محافظة حلب", "سوريا"]


def test_an_area_is_not_mistaken_for_its_capital() -> None:
    aleppo = EventPlace("Aleppo", "محافظة حلب", kind="adm1", geo_precision="adm1", area_id="SY-HL", country="SY")
    assert place_label(aleppo, "en") == "Aleppo (area)"
    assert place_label(aleppo, "ar") == "محافظة حلب"
    assert place_label(EventPlace(country="SY", geo_precision="country"), "ar") == "سوريا"
