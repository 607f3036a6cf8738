"""Labels of the base map: which are due, how they are set, and where they stand without covering anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from conflictmap.briefing.baselayer import LAST_WORLD_ZOOM, read_json, tile_names, tile_place
from conflictmap.briefing.drawing import Drawing, Text, circle_path
from conflictmap.briefing.geometry import Frame, Rect, Taken, around
from conflictmap.briefing.typesetting import LINE_EM, is_arabic, width
from conflictmap.mapview.style import BASE, LABELS, PAPER, LabelStyle
from conflictmap.words import Lang, either

LAND_HALO, SEA_HALO = "#f8f7f4", BASE.sea
_ARABIC_LARGER_PX = 1.5
"""Arabic letters are lower than Latin ones of the same size."""


class Label(NamedTuple):
    """A name of the base map: x, y in parts of the world, first and last zoom it is due at."""

    kind: str
    x: float
    y: float
    zoom: float
    last: float
    en: str
    ar: str
    rank: int

    @property
    def style(self) -> LabelStyle:
        """How its kind is labelled."""
        return LABELS[self.kind]


@lru_cache(maxsize=24)
def _labels(name: str) -> tuple[Label, ...]:
    content = read_json(name)
    column, row, across = tile_place(name)
    extent, kinds = content["extent"], content["kinds"]
    return tuple(
        Label(kinds[kind], (column + x / extent) / across, (row + y / extent) / across, zoom, last, en, ar, rank)
        for rank, (kind, x, y, zoom, last, en, ar) in enumerate(content["labels"])
    )


@dataclass(frozen=True)
class Typeset:
    """A name as it is written: lines, size in pixels, how wide and high."""

    lines: tuple[str, ...]
    size: float
    style: LabelStyle
    arabic: bool

    @property
    def width(self) -> float:
        """Width of the widest line."""
        return max(width(line, self.size, self.style.weight, self.italic, self.spacing) for line in self.lines)

    @property
    def height(self) -> float:
        """Height of all lines."""
        return self.size * LINE_EM * len(self.lines) * 0.92

    @property
    def italic(self) -> bool:
        """Whether it is slanted; Arabic never is."""
        return self.style.italic and not self.arabic

    @property
    def spacing(self) -> float:
        """Em between letters; Arabic letters join."""
        return 0 if self.arabic else self.style.spacing


class Placed(NamedTuple):
    """A label at its place; `point` is the space of its dot."""

    label: Label
    text: Typeset
    box: Rect
    align: str
    x: float
    y: float
    point: Rect | None


def typeset(label: Label, lang: Lang, zoom: float) -> Typeset:
    """How a label is written."""
    name = either(lang, label.en, label.ar) or ""
    style, arabic = label.style, is_arabic(name)
    size = style.size + (_ARABIC_LARGER_PX if arabic else 0)
    if label.kind == "country":
        size += -1.5 if zoom < 4 else 1 if zoom >= 6 else 0
    if label.kind == "city" and label.zoom + 2 <= zoom:
        size += 0.5
    return Typeset(_broken(name.upper() if style.capitals and not arabic else name, label.kind), size, style, arabic)


def _broken(name: str, kind: str) -> tuple[str, ...]:
    if kind == "sea":
        return tuple(name.split(" | "))
    if kind not in ("country", "adm1") or len(name) < 15 or " " not in name:
        return (name,)
    spaces = [i for i, character in enumerate(name) if character == " "]
    best = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return (name[:best], name[best + 1 :])


def _due(frame: Frame) -> list[tuple[Label, float, float]]:
    """Labels due in a frame with their pixels, the most important first."""
    detailed = round(frame.zoom) > LAST_WORLD_ZOOM
    names = ["labels-world", *(tile_names(frame, "labels-") if detailed else [])]
    left, top = frame.corner
    found = []
    for name in dict.fromkeys(names):
        for label in _labels(name):
            repeated = detailed and name == "labels-world" and label.kind not in ("country", "sea")
            x, y = label.x * frame.world_px - left, label.y * frame.world_px - top
            inside = -60 <= x <= frame.width + 60 and -40 <= y <= frame.height + 40
            if inside and not repeated and label.zoom <= frame.zoom + 0.01 and frame.zoom <= label.last + 0.01:
                found.append((label, x, y))
    return sorted(found, key=lambda row: (row[0].style.order, row[0].zoom, row[0].rank, row[0].x))


def _spots(text: Typeset, x: float, y: float) -> list[tuple[Rect, str]]:
    """Boxes a label may take, best first: beside, above or below its dot; or centred on its point."""
    centred = around(x, y, text.width / 2, text.height / 2)
    if not text.style.dot:
        shift = text.height * (0.9 if text.style.order == 0 else 0.6)
        return [(centred._replace(y=centred.y + dy), "center") for dy in (0, -shift, shift)]
    gap = text.style.dot + 3
    right = (centred._replace(x=x + gap), "left")
    left = (centred._replace(x=x - gap - text.width), "right")
    above = (centred._replace(y=y - gap - text.height + 2), "center")
    below = (centred._replace(y=y + gap - 2), "center")
    return [left, right, above, below] if text.arabic else [right, left, above, below]


def place_labels(frame: Frame, lang: Lang, taken: Taken) -> list[Placed]:
    """The labels that find room: none covers another, an obstacle, or the edge of the picture."""
    due = _due(frame)
    dots = [(x, y) for label, x, y in due if label.kind in ("capital", "city")]
    placed: list[Placed] = []
    for label, x, y in due:
        found = _place(label, x, y, frame, lang, taken, placed, dots)
        if found:
            placed.append(found)
            taken.add(found.box, *([found.point] if found.point else []))
    return placed


def _place(
    label: Label, x: float, y: float, frame: Frame, lang: Lang, taken: Taken, placed: list[Placed],
    dots: list[tuple[float, float]],
) -> Placed | None:  # fmt: skip
    text, dot = typeset(label, lang, frame.zoom), label.style.dot
    point = around(x, y, dot + 1, dot + 1) if dot else None
    if point and (not point.within(frame.rect) or taken.meets(point)):
        return None
    if label.kind == "adm1" and _named(label, x, y, placed):
        return None
    if label.kind == "country" and any(row.label.kind == "country" and row.label.en == label.en for row in placed):
        return None
    edge = frame.rect.padded(-4, -3)
    margin = (4, 1) if dot else (4, 3)
    free = [
        (box, align) for box, align in _spots(text, x, y) if box.within(edge) and not taken.meets(box.padded(*margin))
    ]
    if not free:
        return None
    clear = [spot for spot in free if not _covers(spot[0], dots)] if dot else []
    box, align = (clear or free)[0]
    return Placed(label, text, box, align, x, y, point)


def _covers(box: Rect, dots: list[tuple[float, float]]) -> bool:
    """Whether the box would lie on a city that is still to be placed."""
    wider = box.padded(4, 4)
    return any(wider.x < x < wider.x + wider.width and wider.y < y < wider.y + wider.height for x, y in dots)


def _named(label: Label, x: float, y: float, placed: list[Placed]) -> bool:
    """Whether a town of the same name stands close by: then the area needs no name of its own."""
    return any(row.label.en == label.en and abs(row.x - x) < 110 and abs(row.y - y) < 70 for row in placed)


def draw_labels(drawing: Drawing, placed: list[Placed]) -> None:
    """Draws the labels, the most important last."""
    for row in reversed(placed):
        text, box = row.text, row.box
        if row.point:
            capital = row.label.kind == "capital"
            drawing.path(
                circle_path(row.x, row.y, text.style.dot),
                PAPER if capital else text.style.color,
                text.style.color if capital else LAND_HALO,
                1.2,
            )
        for i, line in enumerate(text.lines):
            length = width(line, text.size, text.style.weight, text.italic, text.spacing)
            x = {"left": box.x, "right": box.x + box.width - length, "center": box.x + (box.width - length) / 2}
            step = box.height / len(text.lines)
            baseline = box.y + step * (i + 0.5) + text.size * (0.28 if text.arabic else 0.35)
            halo = SEA_HALO if row.label.kind == "sea" else LAND_HALO
            drawing.text(
                Text(line, x[row.align], baseline, text.size, text.style.color, text.style.weight, text.italic,
                     text.spacing),
                halo,
            )  # fmt: skip
