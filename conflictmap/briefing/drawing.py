"""A picture in two layers: shapes as SVG, which hold numbers and our own colours only, and texts beside them.

Texts are never part of the SVG: the typesetter gets them as data, so that they are shaped, can be copied, and stay
text whatever they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from conflictmap.briefing.geometry import Rect
from conflictmap.briefing.typesetting import is_arabic, outline, shape

ASCENT_EM, DESCENT_EM = 0.80, 0.30
"""How far letters of both scripts reach above and below the baseline, in em."""


@dataclass(frozen=True)
class Text:
    """A line of text whose baseline starts, at its left, at x, y. Sizes in pixels of the drawing."""

    content: str
    x: float
    y: float
    size: float
    color: str
    weight: int = 400
    italic: bool = False
    spacing: float = 0

    @property
    def width(self) -> float:
        """How wide the line is."""
        return shape(self.content, self.weight, self.italic, self.spacing).width * self.size

    @property
    def rect(self) -> Rect:
        """The space it takes."""
        return Rect(self.x, self.y - ASCENT_EM * self.size, self.width, (ASCENT_EM + DESCENT_EM) * self.size)


@dataclass
class Drawing:
    """Shapes and texts on `width` × `height` pixels, origin at the top left."""

    width: float
    height: float
    shapes: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def path(
        self,
        data: str,
        fill: str = "none",
        stroke: str = "none",
        width: float = 1,
        opacity: float = 1,
        dash: Sequence[float] = (),
        join: str = "miter",
        rule: str = "evenodd",
    ) -> None:
        """Adds a path."""
        if not data:
            return
        line = f' stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="{join}"'
        dashes = f' stroke-dasharray="{" ".join(f"{part:g}" for part in dash)}"' if dash else ""
        seen = f' opacity="{opacity:g}"' if opacity != 1 else ""
        self.shapes.append(
            f'<path d="{data}" fill="{fill}" fill-rule="{rule}"{line if stroke != "none" else ""}{dashes}{seen}/>'
        )

    def text(self, text: Text, halo: str = "", halo_px: float = 2.6) -> None:
        """Adds a line of text, with a halo in this colour under it."""
        if halo:
            shaped = shape(text.content, text.weight, text.italic, text.spacing)
            self.path(
                outline(shaped, text.x, text.y, text.size), halo, halo, halo_px, 0.92, join="round"
            )  # a stroke lies half outside
        self.texts.append(text)

    def svg(self) -> str:
        """The shapes as an SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}">{"".join(self.shapes)}</svg>'
        )

    def record(self) -> dict[str, Any]:
        """The drawing as plain values for the typesetter."""
        texts = [
            {"t": t.content, "x": t.x, "y": t.y, "size": t.size, "color": t.color, "weight": t.weight,
             "italic": t.italic, "spacing": t.spacing, "rtl": is_arabic(t.content)}
            for t in self.texts
        ]  # fmt: skip
        return {"width": self.width, "height": self.height, "svg": self.svg(), "texts": texts}


def line_path(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    """SVG path data through some points."""
    parts = [f"{x:.1f} {y:.1f}" for x, y in points]
    return f"M{'L'.join(parts)}{'Z' if closed else ''}" if len(parts) > 1 else ""


def circle_path(x: float, y: float, radius: float) -> str:
    """SVG path data of a circle."""
    r = f"{radius:.2f}"
    return f"M{x - radius:.2f} {y:.2f}a{r} {r} 0 1 0 {2 * radius:.2f} 0a{r} {r} 0 1 0 {-2 * radius:.2f} 0Z"


def rect_path(rect: Rect, radius: float = 0) -> str:
    """SVG path data of a rectangle with round corners."""
    x, y, w, h = rect
    r = min(radius, w / 2, h / 2)
    if not r:
        return f"M{x:.2f} {y:.2f}h{w:.2f}v{h:.2f}h{-w:.2f}Z"
    arc = f"a{r:.2f} {r:.2f} 0 0 1"
    return (
        f"M{x + r:.2f} {y:.2f}h{w - 2 * r:.2f}{arc} {r:.2f} {r:.2f}v{h - 2 * r:.2f}{arc} {-r:.2f} {r:.2f}"
        f"h{2 * r - w:.2f}{arc} {-r:.2f} {-r:.2f}v{2 * r - h:.2f}{arc} {r:.2f} {-r:.2f}Z"
    )
