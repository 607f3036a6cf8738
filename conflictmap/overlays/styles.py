"""Hues of overlays: restrained, told apart by colour-blind readers, and quieter than any event.

The fills are Paul Tol's "light" qualitative scheme, made for areas that carry labels (Tol, Colour Schemes, SRON/EPS/TN
09-002, issue 3.2), with a grey dark enough and a green light enough for red-green blind eyes; each line is a darker
tone of its fill. They are drawn with the opacities below on the base map.
"""

from __future__ import annotations

from typing import NamedTuple

FILL_OPACITY = 0.36
STRIPE_OPACITY = 0.26
"""Of stripes, which stand out more than a tint of the same opacity."""
LINE_OPACITY = 0.85
LINE_WIDTH_PX = 1.4
FRONT_WIDTH_PX = 2.4
"""Width of lines that are lines of their own, as a front, rather than the edge of an area."""
STRIPE_PX = 5
"""Width of the stripes of an area that is hatched, and of the gaps between them: wider than any hatching of events."""
DASH_PX = (6, 4)


class Hue(NamedTuple):
    """The fill of an area, and its edge or a line of its own, as CSS colours before opacity."""

    fill: str
    line: str


HUES = {
    "red": Hue("#ee8866", "#a8502f"),
    "blue": Hue("#77aadd", "#3f6f9f"),
    "yellow": Hue("#eedd88", "#94802a"),
    "green": Hue("#44c09c", "#22705b"),
    "pink": Hue("#ffaabb", "#b0607a"),
    "olive": Hue("#bbcc33", "#6f7d14"),
    "cyan": Hue("#99ddff", "#4b93b8"),
    "grey": Hue("#6a6a6a", "#5c5c5c"),
}
"""Hues by name, in the order in which sides without one of their own get them."""


class Style(NamedTuple):
    """How a shape is drawn: its hue, whether hatched instead of tinted, whether its line is dashed."""

    hue: str
    hatched: bool = False
    dashed: bool = False
