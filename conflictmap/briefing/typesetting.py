"""How wide text is, and its outline, as HarfBuzz shapes it with the fonts of the pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_ibm_plex_sans_arabic")
"""Installed packages whose fonts the pictures use; the Arabic one has a glyph a letter, so its text can be copied."""
FAMILIES = ("Noto Sans", "IBM Plex Sans Arabic")
"""Families in the order they are tried for a character."""
LINE_EM = 1.35
"""Height of a line in em that holds both scripts."""
_STATIC_ARABIC = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}


def font_folders() -> list[Path]:
    """The folders of the fonts."""
    return [Path(str(resources.files(package))) / "files" for package in FONT_PACKAGES]


class Shaped(NamedTuple):
    """A line of text set at 1 em: its width in em, and its runs from left to right as (x in em, font, glyphs)."""

    width: float
    runs: tuple[tuple[float, hb.Font, tuple[tuple[int, float, float], ...]], ...]


def is_arabic(text: str) -> bool:
    """Whether a text has any letter written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


@lru_cache(maxsize=16)
def _font(arabic: bool, weight: int, italic: bool) -> hb.Font:
    latin, plex = font_folders()
    if arabic:
        path = plex / f"IBMPlexSansArabic-{_STATIC_ARABIC[weight]}.ttf"
    else:
        path = latin / f"NotoSans{'-Italic' if italic else ''}[wdth,wght].ttf"
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    if not arabic:
        font.set_variations({"wght": weight})
    return font


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Pieces of one script, in logical order; marks of direction are left out."""
    piece, arabic = "", False
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("LRI", "RLI", "FSI", "PDI", "LRM", "RLM") or not character.isprintable():
            continue
        is_rtl = kind in ("R", "AL") or (kind == "NSM" and arabic)
        if piece and is_rtl != arabic:
            yield arabic, piece
            piece = ""
        piece, arabic = piece + character, is_rtl
    if piece:
        yield arabic, piece


@lru_cache(maxsize=4096)
def shape(text: str, weight: int = 400, italic: bool = False, spacing: float = 0) -> Shaped:
    """A line of text as it is drawn. `spacing` is em between letters, for Latin text only."""
    pieces = list(_runs(text))
    if any(arabic for arabic, _ in pieces):
        pieces.reverse()
    x, runs = 0.0, []
    for arabic, piece in pieces:
        font = _font(arabic, weight, italic)
        buffer = hb.Buffer()
        buffer.add_str(piece)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        em, pen, glyphs = font.face.upem, 0.0, []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append((info.codepoint, pen + position.x_offset / em, position.y_offset / em))
            pen += position.x_advance / em + (0 if arabic else spacing)
        runs.append((x, font, tuple(glyphs)))
        x += pen
    return Shaped(x, tuple(runs))


def width(text: str, size: float, weight: int = 400, italic: bool = False, spacing: float = 0) -> float:
    """How wide a line of text is, in the unit of `size`."""
    return shape(text, weight, italic, spacing).width * size


class _Pen:
    """Collects a glyph's outline as SVG path data."""

    def __init__(self, x: float, y: float, scale: float, parts: list[str]) -> None:
        self.x, self.y, self.scale, self.parts = x, y, scale, parts

    def at(self, *points: float) -> str:
        pairs = zip(points[::2], points[1::2], strict=True)
        return " ".join(f"{self.x + x * self.scale:.2f} {self.y - y * self.scale:.2f}" for x, y in pairs)


def _draw_functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, pen: pen.parts.append(f"M{pen.at(x, y)}"))
    functions.set_line_to_func(lambda x, y, pen: pen.parts.append(f"L{pen.at(x, y)}"))
    functions.set_quadratic_to_func(lambda cx, cy, x, y, pen: pen.parts.append(f"Q{pen.at(cx, cy, x, y)}"))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, pen: pen.parts.append(f"C{pen.at(a, b, c, d, x, y)}"))
    functions.set_close_path_func(lambda pen: pen.parts.append("Z"))
    return functions


_DRAW = _draw_functions()


def outline(shaped: Shaped, x: float, y: float, size: float) -> str:
    """SVG path data of a line of text whose baseline starts, at its left, at x, y."""
    parts: list[str] = []
    for start, font, glyphs in shaped.runs:
        scale = size / font.face.upem
        for glyph, dx, dy in glyphs:
            pen = _Pen(x + (start + dx) * size, y - dy * size, scale, parts)
            font.draw_glyph(glyph, _DRAW, pen)
    return "".join(parts)
