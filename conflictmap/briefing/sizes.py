"""The sizes of briefings: their page in points, the pixels of a PNG, and how the page is divided."""

from __future__ import annotations

from typing import NamedTuple

from conflictmap.errors import InvalidBrief


class Size(NamedTuple):
    """A page of `width` × `height` points; a PNG of it has `ppi` pixels an inch. map_px: points a map pixel is wide."""

    name: str
    width: float
    height: float
    ppi: float
    layout: str  # wide, tall or square
    text_pt: float
    map_pt: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a PNG."""
        return round(self.width * self.ppi / 72), round(self.height * self.ppi / 72)


SIZES = {
    size.name: size
    for size in (
        Size("1920x1080", 960, 540, 144, "wide", 9.6, 0.88),
        Size("3840x2160", 960, 540, 288, "wide", 9.6, 0.88),
        Size("a4", 595.28, 841.89, 200, "tall", 9.2, 0.8),
        Size("a4-landscape", 841.89, 595.28, 200, "wide", 9.0, 0.82),
        Size("square", 540, 540, 144, "square", 8.2, 0.72),
    )
}
"""Sizes by name. Slides are 13⅓ × 7½ inches, as presentation programs have them."""


def size_of(name: str) -> Size:
    """The size of a name.

    Raises:
        InvalidBrief: there is none of that name.
    """
    if name not in SIZES:
        raise InvalidBrief(f"size: expected one of {', '.join(SIZES)}, got {name[:40]!r}")
    return SIZES[name]
