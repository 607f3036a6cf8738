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
