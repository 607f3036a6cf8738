"""The map of a picture: base map, overlays, marks, numbers of the listed events, names, labels, and what it needs a
legend for. Reads from top to bottom as it is drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conflictmap.briefing.baselayer import draw_base
from conflictmap.briefing.cells import Cells, draw_cells
from conflictmap.briefing.drawing import Drawing, Text, circle_path, line_path, rect_path
from conflictmap.briefing.geometry import Frame, MapView, Rect, Taken, around
from conflictmap.briefing.labels import draw_labels, place_labels
from conflictmap.briefing.marks import (
    COUNT_PX,
    Group,
    Mark,
    centred,
    draw_area,
    draw_bubble,
    draw_glyph,
    draw_ring,
    gather,
    group_name,
    mark_radius,
    rings_path,
    to_pixels,
)
from conflictmap.briefing.overlays import Overlay, draw_overlay
from conflictmap.briefing.typesetting import width
from conflictmap.mapview.style import INK, PAPER, STYLES, MarkStyle
from conflictmap.model import vocabulary
from conflictmap.words import Lang, number
from geodata import Areas

MAX_NAMES = 60
"""Place names drawn beside marks."""
NUMBER_PX = 8.5
"""Radius of the numbered disc of a listed event."""
_NUMBER_GAPS = (1.0, 6.0, 14.0, 26.0, 42.0, 64.0, 90.0, 130.0)
_NUMBER_SIDES = ((-0.8, 1), (0.8, 1), (-0.8, -1), (0.8, -1), (0, -1), (0, 1), (1, 0), (-1, 0))
_CLEAR_PX = 16.0
"""Distance from other marks that is enough for a number."""


@dataclass(frozen=True)
class Numbered:
    """An event that is listed beside the map under a number."""

    number: int
    event_id: str
    lat: float | None
    lon: float | None
    area_id: str | None


@dataclass
class MapPicture:
    """The drawn map: `inside` counts the events drawn within it; `types`, `kinds`, `sized` are what a legend speaks
    of; `boxes` is the space of everything that must not be covered, by kind; `numbered` the numbers on the map."""

    frame: Frame
    drawing: Drawing
    marks: list[Mark] = field(default_factory=list)
    inside: int = 0
    types: tuple[int, ...] = ()
    kinds: frozenset[str] = frozenset()
    sized: bool = False
    more_areas: bool = False
    boxes: list[tuple[str, Rect]] = field(default_factory=list)
    numbered: frozenset[int] = frozenset()
    overlays: tuple[Overlay, ...] = ()

    taken: Taken = field(default_factory=Taken)
    cells: Cells | None = None

    def take(self, kind: str, rect: Rect) -> None:
        """Notes that a space is taken."""
        self.boxes.append((kind, rect))
        self.taken.add(rect)


def draw_map(
    view: MapView, size: tuple[float, float], seen: Mapping[str, Any], numbered: Sequence[Numbered], lang: Lang,
    overlays: Sequence[Overlay] = (),
) -> MapPicture:  # fmt: skip
    """The map of a view on `size` pixels.

    Args:
        seen: what the map's own route answers for a rectangle that holds the frame (`mapview.answers.view_answer`).
        numbered: the listed events.
        overlays: styled geometries under the marks.
    """
    frame = Frame.of_view(view, *size)
    picture = MapPicture(frame, Drawing(*size), more_areas=bool(seen["more_areas"]))
    styles = [STYLES[term.id] for term in vocabulary.event_types()]
    draw_base(picture.drawing, frame)
    picture.overlays = tuple(each for each in overlays if draw_overlay(picture.drawing, each, frame))
    areas = _draw_areas(picture, seen["areas"], styles)
    under_marks = len(picture.drawing.shapes)
    if seen["mode"] == "cells":
        picture.cells = draw_cells(picture.drawing, frame, seen["cells"], styles)
        picture.taken = picture.cells.taken()
    else:
        _draw_events(picture, seen["events"], seen["places"], styles)
    leaders = _draw_pills(picture, areas, styles)
    picture.drawing.shapes[under_marks:under_marks] = leaders.shapes
    for mark in picture.marks:
        picture.take("mark", mark.rect)
    _draw_numbers(picture, numbered)
    _draw_names(picture)
    labels = place_labels(frame, lang, picture.taken)
    draw_labels(picture.drawing, labels)
    picture.boxes += [("label", row.box) for row in labels]
    _tell(picture, areas)
    return picture


def _inside(frame: Frame, x: float, y: float) -> bool:
    return 0 <= x <= frame.width and 0 <= y <= frame.height


# Areas: hatched outlines, never a dot; a pill with their count


def _draw_areas(picture: MapPicture, areas: Sequence[dict[str, Any]], styles: list[MarkStyle]) -> list[dict[str, Any]]:
    """Hatches the areas that the frame meets; returns them with the point their pill belongs to."""
    found = []
    for area in areas:
        shape = to_pixels(Areas.open().geometry(area["id"]), picture.frame)
        if shape.is_empty or not rings_path(shape):
            continue
        draw_area(picture.drawing, shape, styles[area["type"]].color)
        x, y = picture.frame.project(area["lat"], area["lon"])
        if not _inside(picture.frame, x, y):
            spot = shape.representative_point()
            x, y = float(spot.x), float(spot.y)
        found.append({**area, "x": x, "y": y})
    return found


def _draw_pills(picture: MapPicture, areas: Sequence[dict[str, Any]], styles: list[MarkStyle]) -> Drawing:
    """A pill for each area; returns the lines to those that had to make way, to lie under the marks."""
    leaders = Drawing(0, 0)
    for area in areas:
        text, style = number(area["n"]), styles[area["type"]]
        half = max(30.0, width(text, COUNT_PX, 600) + 26) / 2
        x, y = _free_spot(picture, area["x"], area["y"], half + 2, 13)
        if math.hypot(x - area["x"], y - area["y"]) >= 12:
            leaders.path(line_path([(area["x"], area["y"]), (x, y)]), stroke=style.color)
        pill = rect_path(around(x, y, half, 11), 4)
        picture.drawing.path(pill, PAPER)
        picture.drawing.path(pill, stroke=style.color, width=1.5, dash=(4, 3))
        draw_glyph(picture.drawing, style, x - half + 12, y, 5, hollow=True)
        picture.drawing.text(centred(text, x + 8, y))
        picture.marks.append(
            Mark("area", x, y, half + 2, 13, area["n"], (area["type"],), area_id=area["id"], dead=area["dead"])
        )
    return leaders


def _spots(first: float) -> Iterator[tuple[float, float]]:
    yield 0, 0
    for r in (first, first + 12, first + 26, first + 42, first + 62, first + 86):
        for i in range(12):
            yield r * math.cos(i * math.pi / 6), r * math.sin(i * math.pi / 6)


def _free_spot(picture: MapPicture, x: float, y: float, half_width: float, half_height: float) -> tuple[float, float]:
    """The nearest spot inside the map where a box of this half size covers no mark; the nearest, if none is free."""
    taken = Taken()
    taken.add(*(mark.rect for mark in picture.marks))
    inside: tuple[float, float] | None = None
    for dx, dy in _spots(28):
        box = around(x + dx, y + dy, half_width, half_height)
        if not box.within(picture.frame.rect):
            continue
        if not taken.meets(box):
            return x + dx, y + dy
        inside = inside or (x + dx, y + dy)
    return inside or (x, y)


# Cells and events


def _draw_events(
    picture: MapPicture, events: Mapping[str, list[Any]], places: Sequence[str], styles: list[MarkStyle]
) -> None:
    frame = picture.frame
    points = [frame.project(lat, lon) for lat, lon in zip(events["lat"], events["lon"], strict=True)]
    groups = [group for group in gather(points) if _inside(frame, group.x, group.y)]
    for i in (i for group in groups for i in group.members if events["ring"][i]):
        color = styles[events["type"][i]].color
        draw_ring(picture.drawing, frame, events["lat"][i], events["lon"][i], events["ring"][i], color)
    for group in groups:
        if len(group.members) == 1:
            _draw_one(picture, group, events, places, styles)
        else:
            _draw_group(picture, group, events, places, styles)


def _draw_one(
    picture: MapPicture, group: Group, events: Mapping[str, list[Any]], places: Sequence[str], styles: list[MarkStyle]
) -> None:
    i = group.members[0]
    r, ring, fact, kind = mark_radius(events["dead"][i]), events["ring"][i], events["fact"][i], events["type"][i]
    draw_glyph(picture.drawing, styles[kind], group.x, group.y, r, bool(ring), not fact)
    name = places[events["place"][i]] or None
    picture.marks.append(
        Mark("ring" if ring else "point", group.x, group.y, r * 1.2, r * 1.2, 1, (kind,), (events["id"][i],), name,
             events["dead"][i] or 0, not fact)
    )  # fmt: skip


def _draw_group(
    picture: MapPicture, group: Group, events: Mapping[str, list[Any]], places: Sequence[str], styles: list[MarkStyle]
) -> None:
    members = group.members
    counts = sorted(Counter(events["type"][i] for i in members).items())
    r = draw_bubble(picture.drawing, group.x, group.y, [(styles[kind], n) for kind, n in counts])
    picture.marks.append(
        Mark(
            "cluster", group.x, group.y, r + 2, r + 2, len(members), tuple(kind for kind, _ in counts),
            tuple(events["id"][i] for i in members), group_name([places[events["place"][i]] for i in members]),
            sum(events["dead"][i] or 0 for i in members), rings=any(events["ring"][i] for i in members),
        )
    )  # fmt: skip


# Numbers of the listed events, and names


def _draw_numbers(picture: MapPicture, numbered: Sequence[Numbered]) -> None:
    """A numbered disc beside the mark of each listed event; those of one mark stand in a row."""
    anchors: dict[tuple[float, float, float], list[int]] = {}
    for each in numbered:
        anchor = _anchor(picture, each)
        if anchor:
            anchors.setdefault(anchor, []).append(each.number)
    for (x, y, r), numbers in anchors.items():
        half = NUMBER_PX * len(numbers) + 1
        cx, cy = _number_spot(picture, x, y, r, half)
        if math.hypot(cx - x, cy - y) > r + half + 14:
            picture.drawing.path(line_path([(x, y), (cx, cy)]), stroke=INK, width=0.9)
        for place, shown in enumerate(sorted(numbers)):
            at = cx - half + 1 + NUMBER_PX * (2 * place + 1)
            picture.drawing.path(circle_path(at, cy, NUMBER_PX), INK, PAPER, 1.2)
            picture.drawing.text(centred(str(shown), at, cy, 10.5, PAPER))
        picture.take("number", around(cx, cy, half, NUMBER_PX + 0.6))
    picture.numbered = frozenset(shown for numbers in anchors.values() for shown in numbers)


def _anchor(picture: MapPicture, each: Numbered) -> tuple[float, float, float] | None:
    """Centre and radius of what a number stands beside; None where the event is not within the map."""
    for mark in picture.marks:
        if each.event_id in mark.ids or (mark.area_id and mark.area_id == each.area_id):
            return mark.x, mark.y, max(mark.half_width, mark.half_height)
    if each.lat is None or each.lon is None or each.area_id:
        return None
    x, y = picture.frame.project(each.lat, each.lon)
    return (x, y, 5.0) if _inside(picture.frame, x, y) else None


def _number_spot(picture: MapPicture, x: float, y: float, r: float, half: float) -> tuple[float, float]:
    """Where numbers stand: close to their mark, and farther from every other one."""
    taken, inside = picture.taken, picture.frame.rect.padded(-2, -2)
    others = [mark for mark in picture.marks if math.hypot(mark.x - x, mark.y - y) > 1]
    best, best_score = (x, y), -math.inf
    for gap in _NUMBER_GAPS:
        for dx, dy in _NUMBER_SIDES:
            cx = x + dx * (r + gap + half)
            cy = y + dy * (r * (0.75 if dx else 1) + gap + NUMBER_PX)
            box = around(cx, cy, half, NUMBER_PX + 0.6)
            if not box.within(inside) or taken.meets(box):
                continue
            clear = min((_distance(box, mark) for mark in others), default=_CLEAR_PX)
            score = min(clear, _CLEAR_PX) - 1.5 * gap
            if score > best_score:
                best, best_score = (cx, cy), score
    return best


def _distance(box: Rect, mark: Mark) -> float:
    dx = max(box.x - (mark.x + mark.half_width), mark.x - mark.half_width - (box.x + box.width), 0)
    dy = max(box.y - (mark.y + mark.half_height), mark.y - mark.half_height - (box.y + box.height), 0)
    return math.hypot(dx, dy)


def _draw_names(picture: MapPicture) -> None:
    """Names beside the marks of one place, the fullest first."""
    named = sorted((mark for mark in picture.marks if mark.name), key=lambda mark: -mark.events)
    inside = picture.frame.rect.padded(-3, -2)
    for mark in named[:MAX_NAMES]:
        name = mark.name or ""
        length, r = width(name, COUNT_PX, 600), mark.half_width
        gap = r + 4
        spots = [(gap, -8), (-gap - length, -8), (-length / 2, gap - 2), (-length / 2, -gap - 14)]
        boxes = [Rect(mark.x + dx, mark.y + dy, length, 16) for dx, dy in spots]
        free = next((box for box in boxes if box.within(inside) and not picture.taken.meets(box)), None)
        if free is None:
            continue
        picture.take("name", free)
        picture.drawing.text(Text(name, free.x, free.y + 12, COUNT_PX, INK, 600), PAPER, 3.2)


def _tell(picture: MapPicture, areas: Sequence[dict[str, Any]]) -> None:
    """Notes what the map shows: what the legend speaks of."""
    marks = picture.marks
    cells = picture.cells
    picture.inside = sum(mark.events for mark in marks) + (cells.events if cells else 0)
    types = {kind for mark in marks for kind in mark.types} | (cells.types if cells else set())
    picture.types = tuple(sorted(types))
    kinds = {mark.kind for mark in marks}
    kinds |= {"ring" for mark in marks if mark.rings} | {"doubt" for mark in marks if mark.doubt}
    kinds |= ({"area"} if areas else set()) | ({"cell"} if cells and cells.events else set())
    picture.kinds = frozenset(kinds | ({"number"} if picture.numbered else set()))
    picture.sized = any(mark.dead and mark.kind in ("point", "ring") for mark in marks)
