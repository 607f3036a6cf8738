"""Overlays of a picture: geometries with a style, drawn between the base map and the marks."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.briefing.drawing import Drawing, line_path
from conflictmap.briefing.geometry import Frame
from conflictmap.briefing.marks import rings_path, to_pixels


@dataclass(frozen=True)
class Overlay:
    """One styled geometry, e.g. an area of control as of a day.

    geometry: in degrees, (lon, lat). color: CSS colour as #rrggbb. fill_opacity: 0 leaves polygons unfilled. dash:
    lengths of dashes and gaps in pixels. label: what the legend says of it; overlays of one label share a line there.
    """

    geometry: BaseGeometry
    color: str
    label: str = ""
    fill_opacity: float = 0.15
    width: float = 1.2
    dash: tuple[float, ...] = ()


def draw_overlay(drawing: Drawing, overlay: Overlay, frame: Frame) -> None:
    """Draws an overlay where the frame meets it."""
    shape = to_pixels(overlay.geometry, frame)
    if shape.is_empty:
        return
    rings = rings_path(shape)
    if rings and overlay.fill_opacity:
        drawing.path(rings, overlay.color, opacity=overlay.fill_opacity)
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    edges = rings + "".join(line_path(line.coords) for line in lines)
    drawing.path(edges, stroke=overlay.color, width=overlay.width, dash=overlay.dash)
