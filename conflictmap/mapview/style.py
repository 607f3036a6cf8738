"""Colours and shapes of the marks: the one source for the live map, its legend, charts and pictures.

Colours are Paul Tol's "bright" qualitative scheme, made for colour-blind readers (Tol, Colour Schemes, SRON/EPS/TN
09-002, issue 3.2); the yellow is darkened to keep contrast on the light base map. Shape repeats what colour says.
"""

from __future__ import annotations

from typing import NamedTuple


class MarkStyle(NamedTuple):
    """How events of one type are marked: a CSS colour and a shape that events.js draws."""

    color: str
    shape: str


STYLES = {
    "Battles": MarkStyle("#c8283c", "diamond"),
    "Explosions/Remote violence": MarkStyle("#d97706", "star"),
    "Violence against civilians": MarkStyle("#8e1f6f", "square"),
    "Protests": MarkStyle("#228833", "circle"),
    "Riots": MarkStyle("#7a7a1f", "triangle"),
    "Strategic developments": MarkStyle("#2f6db3", "hexagon"),
}
"""Style by event type id."""

INK = "#262a2e"
"""Text and outlines."""
PAPER = "#ffffff"
"""What lies behind a mark, so that it stands off the map."""
CLUSTER_PX = 26
"""Marks closer than this are gathered, in screen pixels."""
HATCH_PX = 8
"""Distance of the lines of a hatched area along both axes, in screen pixels."""


class BaseColors(NamedTuple):
    """CSS colours of the base map, as basemap.js has them."""

    sea: str = "#d9e3e9"
    land: str = "#f5f3ef"
    coast: str = "#b5c5cf"
    river: str = "#bdd0dc"
    shore: str = "#b9cad5"
    border: str = "#aaa49c"
    disputed: str = "#a09a92"
    adm1: str = "#dedad3"


class LabelStyle(NamedTuple):
    """How a kind of place is labelled: size in screen pixels, weight, colour, em between Latin letters, dot radius."""

    size: float
    weight: int
    color: str
    spacing: float = 0
    dot: float = 0
    order: int = 0
    capitals: bool = False
    italic: bool = False


BASE = BaseColors()
LABELS = {
    "country": LabelStyle(12, 600, "#77736d", spacing=0.16, capitals=True, order=0),
    "capital": LabelStyle(12, 600, "#454341", dot=2.6, order=1),
    "sea": LabelStyle(12, 400, "#7893a6", spacing=0.05, italic=True, order=1),
    "city": LabelStyle(11.5, 400, "#4f4d4a", dot=1.9, order=2),
    "adm1": LabelStyle(10.5, 400, "#a39d95", spacing=0.08, order=3),
    "town": LabelStyle(10.5, 400, "#6f6c68", dot=1.5, order=4),
}
"""Label style by kind of the base map's labels, as basemap.js has them."""
