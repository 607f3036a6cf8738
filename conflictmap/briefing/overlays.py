"""Overlays of a picture: geometries with a style, drawn between the base map and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.briefing.drawing import Drawing, line_path
from conflictmap.briefing.geometry import Frame
from conflictmap.briefing.marks import hatch_path, rings_path, to_pixels
from conflictmap.briefing.wording import cleaned, isolated
from conflictmap.overlays import styles
from conflictmap.overlays.groups import Group
from conflictmap.overlays.layers import Layer, credit, title_of
from conflictmap.words import Lang

MAX_LABEL = 60
"""Characters of an overlay's name in a legend."""


@dataclass(frozen=True)
class Overlay:
    """One styled geometry, e.g. an area of control as of a day.

    geometry: in degrees, (lon, lat). fill: CSS colour of an area, None leaves it empty. striped: the fill as stripes.
    line, width, dash: colour, pixels and pattern of the edge. label: what the legend says of it; overlays of one label
    share a line there.
    """

    geometry: BaseGeometry
    line: str
    fill: str | None = None
    label: str = ""
    striped: bool = False
    width: float = styles.LINE_WIDTH_PX
    dash: tuple[float, ...] = ()


def overlays_of(layers: Sequence[Layer], lang: Lang) -> tuple[tuple[Overlay, ...], tuple[str, ...]]:
    """The overlays that hold, lowest first, and who drew each, for the small print."""
    drawn = [
        _overlay(layer, layer.groups[shape.group], shape.geometry, shape.line, lang)
        for layer in layers
        for shape in layer.shapes
    ]
    credits = [
        f"{isolated(title_of(layer.overlay, lang), MAX_LABEL)} ({isolated(credit(layer.overlay, lang), 160)})"
        for layer in layers
    ]
    return tuple(drawn), tuple(credits)


def _overlay(layer: Layer, group: Group, geometry: BaseGeometry, is_line: bool, lang: Lang) -> Overlay:
    hue, style = styles.HUES[group.style.hue], group.style
    return Overlay(
        geometry,
        hue.line,
        None if is_line else hue.fill,
        cleaned(group.label(lang) or title_of(layer.overlay, lang), MAX_LABEL),
        style.hatched,
        styles.FRONT_WIDTH_PX if is_line else styles.LINE_WIDTH_PX,
        styles.DASH_PX if style.dashed else (),
    )


def draw_overlay(drawing: Drawing, overlay: Overlay, frame: Frame) -> bool:
    """Draws an overlay where the frame meets it; whether it does."""
    shape = to_pixels(overlay.geometry, frame)
    if shape.is_empty:
        return False
    rings = rings_path(shape)
    fill_shape(drawing, overlay, shape)
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    edges = rings + "".join(line_path(line.coords) for line in lines)
    drawing.path(edges, stroke=overlay.line, width=overlay.width, dash=overlay.dash, opacity=styles.LINE_OPACITY)
    return True


def fill_shape(drawing: Drawing, overlay: Overlay, shape: BaseGeometry) -> None:
    """Fills a geometry in pixels as an overlay is filled."""
    if overlay.fill is None:
        return
    if overlay.striped:
        stripes = hatch_path(shape, 2 * styles.STRIPE_PX * 2**0.5)
        drawing.path(stripes, stroke=overlay.fill, width=styles.STRIPE_PX, opacity=styles.FILL_OPACITY)
    else:
        drawing.path(rings_path(shape), overlay.fill, opacity=styles.FILL_OPACITY)
