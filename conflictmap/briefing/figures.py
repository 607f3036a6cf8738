"""Small figures beside the map: the histogram of the period, glyphs of the legend, the QR code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import segno
import shapely

from conflictmap.briefing.drawing import Drawing, Text, circle_path, line_path, rect_path
from conflictmap.briefing.geometry import Rect
from conflictmap.briefing.marks import centred, draw_glyph, hatch_path, rings_path
from conflictmap.briefing.overlays import Overlay, fill_shape
from conflictmap.briefing.typesetting import width
from conflictmap.mapview.style import INK, PAPER, STYLES
from conflictmap.model import vocabulary
from conflictmap.store.aggregate import Bin
from conflictmap.words import number

GREY = "#5b6167"
FAINT = "#dfe4e8"
GLYPH_PX = 18.0
_AXIS_PX, _LABEL_PX, _WIDEST_BAR_PX = 13.0, 9.0, 12.0
_FORMATS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def period_end(start: date, unit: str) -> date:
    """The day after a period of the histogram."""
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    months = start.year * 12 + start.month - 1 + (1 if unit == "month" else 12)
    return date(min(months // 12, date.max.year), months % 12 + 1, 1)


def draw_histogram(bins: Sequence[Bin], unit: str, size: tuple[float, float]) -> Drawing:
    """Events by period, stacked by type; an axis with its first and last period and its highest count."""
    drawing = Drawing(*size)
    if not bins:
        return drawing
    first, last = min(b.start for b in bins), period_end(max(b.start for b in bins), unit)
    days = max((last - first).days, 1)
    tops: dict[date, int] = {}
    highest = max(sum(b.events for b in bins if b.start == start) for start in {b.start for b in bins})
    left = width(number(highest), _LABEL_PX) + 5
    room = (size[0] - left, size[1] - _AXIS_PX - 5)
    foot = size[1] - _AXIS_PX
    for row in bins:
        x0 = left + room[0] * (row.start - first).days / days
        x1 = left + room[0] * (period_end(row.start, unit) - first).days / days
        below = tops.get(row.start, 0)
        tops[row.start] = below + row.events
        high = room[1] * row.events / highest
        wide = min(max(x1 - x0 - 0.5, 1.2), _WIDEST_BAR_PX)
        bar = Rect(x0, foot - room[1] * tops[row.start] / highest, wide, high)
        drawing.path(rect_path(bar), STYLES[row.event_type].color)
    drawing.path(line_path([(left, foot), (size[0], foot)]), stroke=GREY, width=0.7)
    drawing.path(line_path([(left, 4.5), (size[0], 4.5)]), stroke=FAINT, width=0.6)
    drawing.texts.append(Text(number(highest), 0, 4.5 + _LABEL_PX * 0.36, _LABEL_PX, GREY))
    _dates(drawing, (first, max(b.start for b in bins)), unit, left)
    return drawing


def _dates(drawing: Drawing, ends: tuple[date, date], unit: str, left: float) -> None:
    texts = [day.strftime(_FORMATS[unit]) for day in ends]
    drawing.texts.append(Text(texts[0], left, drawing.height - 2, _LABEL_PX, GREY))
    if ends[0] != ends[1]:
        x = drawing.width - width(texts[1], _LABEL_PX)
        drawing.texts.append(Text(texts[1], x, drawing.height - 2, _LABEL_PX, GREY))


def type_glyph(code: int) -> Drawing:
    """The legend's picture of an event type."""
    drawing = Drawing(GLYPH_PX, GLYPH_PX)
    draw_glyph(drawing, STYLES[vocabulary.event_types().ids[code]], 9, 9, 5.5)
    return drawing


def kind_glyph(kind: str) -> Drawing:
    """The legend's picture of a kind of mark, in grey: colour is the type's."""
    d = Drawing(GLYPH_PX, GLYPH_PX)
    if kind == "ring":
        d.path(circle_path(9, 9, 7.5), stroke=GREY, width=1.4, dash=(4, 2.4))
    elif kind == "area":
        d.path(hatch_path(shapely.box(1.5, 3.5, 16.5, 14.5)), stroke=GREY, opacity=0.7)
        d.path(rect_path(Rect(1.5, 3.5, 15, 11)), stroke=GREY, width=1.4, dash=(3, 2))
    elif kind == "cluster":
        d.path(circle_path(9, 9, 6.5), PAPER, GREY, 3)
    elif kind == "doubt":
        d.path(circle_path(9, 9, 5.5), stroke=GREY, width=2, dash=(2.5, 2))
    elif kind == "cell":
        d.path(circle_path(5, 12, 3) + circle_path(12, 7, 4.5), GREY)
    elif kind == "number":
        d.path(circle_path(9, 9, 7.4), INK)
        d.texts.append(centred("1", 9, 9, 10.5, PAPER))
    else:
        d.path(circle_path(4, 11, 2.6) + circle_path(12, 9, 5), stroke=GREY, width=1.4)
    return d


def overlay_glyph(overlay: Overlay) -> Drawing:
    """The legend's picture of an overlay."""
    d = Drawing(GLYPH_PX, GLYPH_PX)
    box = shapely.box(1.5, 3.5, 16.5, 14.5)
    fill_shape(d, overlay, box)
    edge = rings_path(box) if overlay.fill else line_path([(1, 13), (17, 5)])
    d.path(edge, stroke=overlay.line, width=overlay.width, dash=overlay.dash)
    return d


def qr_code(text: str) -> Drawing:
    """A QR code (ISO/IEC 18004, error correction L) of a text, one pixel a module, without its quiet zone."""
    rows = segno.make(text, error="l", micro=False, boost_error=False).matrix
    drawing = Drawing(len(rows[0]), len(rows))
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                parts.append(f"M{x} {y}h{end - x}v1h{x - end}Z")
            x = max(end, x + 1)
    drawing.path("".join(parts), INK)
    return drawing
