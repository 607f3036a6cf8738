"""From content to bytes: a page set by Typst, without a browser and without a clock.

Everything a page says goes to the typesetter as one JSON value, never as markup, so that no text can be code.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from conflictmap.briefing import embedding
from conflictmap.briefing.baselayer import draw_inset
from conflictmap.briefing.comparison import Comparison
from conflictmap.briefing.content import BriefContent, ListedEvent
from conflictmap.briefing.drawing import Drawing
from conflictmap.briefing.figures import draw_histogram, kind_glyph, overlay_glyph, qr_code, type_glyph
from conflictmap.briefing.full import FullContent
from conflictmap.briefing.geometry import scale_bar
from conflictmap.briefing.logo import logo_kind
from conflictmap.briefing.mapdrawing import MapPicture, Numbered, draw_map
from conflictmap.briefing.sizes import Size
from conflictmap.briefing.typesetting import FAMILIES, font_folders
from conflictmap.errors import RenderingFailed
from conflictmap.model import vocabulary
from conflictmap.words import direction, number, say

TEMPLATES = Path(__file__).with_name("templates")
_KINDS = ("ring", "area", "cluster", "cell", "doubt", "number")
_MAP_SHARES = {"wide": (0.655, 0.655), "tall": (1.0, 0.42), "square": (1.0, 0.345)}
"""Width and height of the map as parts of the page within its margins."""
_HISTOGRAM_PX = (170.0, 58.0)
_COMPARED_SMALLER = 0.86
COMPARED_GAP_PT = 16.0
_INSET_PX = (104.0, 70.0)
_MARGINS_PT = {"wide": 26.0, "tall": 34.0, "square": 22.0}
_lock = threading.Lock()


def render_png(content: BriefContent | Comparison, size: Size) -> bytes:
    """A one-page picture, with what it is about in its metadata."""
    cover = _cover(content)
    with _compiler(cover, _values(content, size)) as compiler:
        png = compiler.compile(format="png", ppi=size.ppi)
    return embedding.into_png(_bytes(png), {**cover.record, "size": size.name})


def render_pdf(content: BriefContent | Comparison, size: Size) -> bytes:
    """A PDF whose text can be searched and copied; of several pages where the content has them."""
    cover, page = _cover(content), _values(content, size)
    if cover.full:
        page["full"] = _full_values(cover, cover.full, size)
    with _compiler(cover, page) as compiler:
        return _bytes(compiler.compile(format="pdf", timestamp=int(cover.created.timestamp())))


def _cover(content: BriefContent | Comparison) -> BriefContent:
    """The content whose heading, marking and record the file has."""
    return content.first if isinstance(content, Comparison) else content


def _values(content: BriefContent | Comparison, size: Size) -> dict[str, Any]:
    return _comparison(content, size) if isinstance(content, Comparison) else _page(content, size)


def _bytes(made: Any) -> bytes:
    pages: bytes = made[0] if isinstance(made, list) else made
    return pages


def _listed(content: BriefContent, page: Mapping[str, Any]) -> int:
    """How many events the page has room for; the map numbers no others."""
    with _compiler(content, page) as compiler:
        return int(json.loads(compiler.query("<listed>", field="value", one=True)))


@contextmanager
def _compiler(content: BriefContent, page: Mapping[str, Any]) -> Iterator[typst.Compiler]:
    """The typesetter with a page's values; one at a time. Raises `RenderingFailed`."""
    files: Any = dict(_templates())
    if content.logo:
        files[_logo_name(content.logo)] = content.logo
    try:
        with _lock:
            yield typst.Compiler(input=files, font_paths=_fonts(), sys_inputs=_inputs(page))
    except typst.TypstError as error:
        raise RenderingFailed(f"briefing: expected a page, the typesetter says: {error}") from error


def _logo_name(logo: bytes) -> str:
    return f"logo.{logo_kind(logo)}"


def _inputs(page: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(page, ensure_ascii=False, allow_nan=False)}


@lru_cache(maxsize=1)
def _templates() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our fonts only, so that every machine makes the same page."""
    folders: list[Any] = [str(folder) for folder in font_folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def draw_picture(content: BriefContent, size: Size, listed: int) -> MapPicture:
    """The map of a page of this size, with the numbers of the first so many listed events."""
    return draw_map(
        content.view,
        map_pixels(size),
        content.seen,
        [Numbered(e.number, e.id, e.lat, e.lon, e.area_id) for e in content.events[:listed]],
        content.lang,
        content.overlays,
    )


def map_pixels(size: Size) -> tuple[float, float]:
    """Width and height of the map in its own pixels."""
    margin, share = _MARGINS_PT[size.layout], _MAP_SHARES[size.layout]
    inner = (size.width - 2 * margin, size.height - 2 * margin)
    return (round(inner[0] * share[0] / size.map_pt), round(inner[1] * share[1] / size.map_pt))


def _page(content: BriefContent, size: Size) -> dict[str, Any]:
    """The page as plain values. The list is measured first, on a page with an empty map of the same size."""
    texts = _text_values(content, size)
    blank = Drawing(*map_pixels(size)).record()
    drawn = {"map": blank, "inset": Drawing(*_INSET_PX).record(), "scale": {"text": "", "px": 1}, "inside": ""}
    listed = _listed(
        content, {**texts, **drawn, "legend": [], "events": [_event(each, True) for each in content.events]}
    )
    picture = draw_picture(content, size, listed)
    km, bar_px = scale_bar(picture.frame, 120)
    inside = say("brief.inside", content.lang, n=number(picture.inside), total=number(content.drawn))
    return {
        **texts,
        "map": picture.drawing.record(),
        "scale": {"text": say("brief.km", content.lang, km=f"{km:g}"), "px": bar_px},
        "inside": inside,
        "inset": draw_inset(picture.frame, *_INSET_PX).record(),
        "legend": _legend(content, picture),
        "events": [_event(each, each.number in picture.numbered) for each in content.events[:listed]],
    }


def _text_values(content: BriefContent, size: Size) -> dict[str, Any]:
    """What the page says beside the map and the list."""
    lang, small = content.lang, size.layout == "square"
    return {
        **_frame_values(content, size),
        "counts": [list(row) for row in content.counts],
        "toll": content.toll,
        "histogram": draw_histogram(content.bins, content.unit, _HISTOGRAM_PX).record() if content.bins else None,
        "histogram_pt": _HISTOGRAM_PX[0] * (0.7 if small else 0.9),
        "inset_pt": 0.62 if small else 0.8,
        "strip_pt": 50 if small else 66,
        "passing": content.passing,
        "full": None,
        "compare": None,
        "more": [say("brief.more_events", lang, n=number(content.passing - n)) for n in range(len(content.events) + 1)],
        "qr": qr_code(content.permalink).record(),
        "words": {
            "list": say("brief.list", lang),
            "histogram": say("brief.histogram", lang, unit=say(f"unit.{content.unit}", lang)),
            "open": say("brief.open", lang),
            "off_map": say("brief.off_map", lang),
            "empty": say("brief.empty", lang),
        },
    }


def _frame_values(content: BriefContent, size: Size) -> dict[str, Any]:
    """What every page has: its size, fonts, heading, marking and small print."""
    marking = content.marking
    return {
        "width": size.width,
        "height": size.height,
        "margin": _MARGINS_PT[size.layout],
        "layout": size.layout,
        "text": size.text_pt,
        "map_pt": size.map_pt,
        "fonts": list(FAMILIES),
        "lang": content.lang,
        "dir": direction(content.lang),
        "title": content.title,
        "subtitle": content.subtitle,
        "period": content.period,
        "filter": content.filter_words,
        "notes": list(content.notes),
        "as_of": content.as_of,
        "permalink": content.permalink,
        "marking": {"text": marking.text, "color": marking.color, "back": marking.background} if marking else None,
        "date": [content.created.year, content.created.month, content.created.day, content.created.hour,
                 content.created.minute, content.created.second],
        "logo": _logo_name(content.logo) if content.logo else None,
        "record": json.dumps({**content.record, "size": size.name}, ensure_ascii=False),
    }  # fmt: skip


def _legend(content: BriefContent, picture: MapPicture) -> list[dict[str, Any]]:
    """Exactly what the map shows."""
    lang, types = content.lang, list(vocabulary.event_types())
    rows = [(type_glyph(code), types[code].label(lang)) for code in picture.types]
    rows += [
        (kind_glyph(kind), say("brief.number" if kind == "number" else f"map.{kind}", lang))
        for kind in _KINDS
        if kind in picture.kinds
    ]
    if picture.sized:
        rows.append((kind_glyph("size"), say("map.size", lang)))
    shown = {overlay.label: overlay for overlay in reversed(picture.overlays) if overlay.label}
    rows += [(overlay_glyph(overlay), label) for label, overlay in reversed(shown.items())]
    lines: list[dict[str, Any]] = [{"glyph": glyph.record(), "text": text} for glyph, text in rows]
    if picture.more_areas:
        lines.append({"glyph": None, "text": say("map.more_areas", lang)})
    return lines or [{"glyph": None, "text": say("map.nothing", lang)}]


def _event(event: ListedEvent, on_map: bool) -> dict[str, Any]:
    return {
        "number": event.number,
        "when": event.when,
        "head": event.head,
        "summary": event.summary,
        "foot": event.foot,
        "on_map": on_map,
    }


def _full_values(content: BriefContent, full: FullContent, size: Size) -> dict[str, Any]:
    """What the pages after the first say."""
    lang, wide = content.lang, size.width - 2 * _MARGINS_PT[size.layout]
    histogram = draw_histogram(content.bins, content.unit, (wide, wide * 0.24)) if content.bins else None
    named = ("date", "type", "actors", "killed", "source")
    return {
        "histogram": histogram.record() if histogram else None,
        "types": [[label, number(n), n] for label, n in full.types],
        "countries": [[label, number(n), n] for label, n in full.countries],
        "rows": [asdict(row) for row in full.rows],
        "cut": full.cut,
        "method": [[heading, list(texts)] for heading, texts in full.method],
        "columns": [say(f"table.{name}", lang) for name in named],
        "words": {
            "all_events": say("brief.all_events", lang),
            "by_type": say("brief.by_type", lang),
            "by_country": say("brief.by_country", lang),
            "method": say("brief.method", lang),
        },
        "page": say("brief.page", lang, n="#", total="%"),
    }


def _comparison(compared: Comparison, size: Size) -> dict[str, Any]:
    """The page of two periods as plain values: the first one's heading, two maps, a table."""
    first, lang = compared.first, compared.first.lang
    pixels = _half_map(size)
    maps = [draw_map(each.view, pixels, each.seen, [], lang, each.overlays) for each in (first, compared.second)]
    km, bar_px = scale_bar(maps[0].frame, 110)
    seen = replace(
        maps[0],
        types=tuple(sorted({*maps[0].types, *maps[1].types})),
        kinds=maps[0].kinds | maps[1].kinds,
        sized=maps[0].sized or maps[1].sized,
        more_areas=maps[0].more_areas or maps[1].more_areas,
        overlays=(*maps[0].overlays, *maps[1].overlays),
    )
    sides = zip((first, compared.second), maps, strict=True)
    return {
        **_text_values(first, size),
        "compare": [
            {
                "period": each.period,
                "map": drawn.drawing.record(),
                "counts": [list(row) for row in each.counts],
                "inside": say("brief.inside", lang, n=number(drawn.inside), total=number(each.drawn)),
            }
            for each, drawn in sides
        ],
        "lines": [asdict(line) for line in compared.lines],
        "difference": say("brief.difference", lang),
        "period": say("brief.compared", lang),
        "map_pt": size.map_pt * _COMPARED_SMALLER,
        "scale": {"text": say("brief.km", lang, km=f"{km:g}"), "px": bar_px},
        "inset": draw_inset(maps[0].frame, *_INSET_PX).record(),
        "legend": _legend(first, seen),
        "events": [],
    }


def _half_map(size: Size) -> tuple[float, float]:
    """Width and height in map pixels of one of two maps side by side."""
    margin, unit = _MARGINS_PT[size.layout], size.map_pt * _COMPARED_SMALLER
    width = (size.width - 2 * margin - COMPARED_GAP_PT) / 2
    height = {"wide": 0.52, "tall": 0.5, "square": 0.36}[size.layout] * (size.height - 2 * margin)
    return round(width / unit), round(height / unit)
