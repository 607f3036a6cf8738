"""Overlays for tests, drawn by ourselves near Manbij: three sides of control that share their edges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conflictmap.overlays import kept
from conflictmap.overlays.kept import Details, Overlay

EAST = [[38.0, 36.3], [38.4, 36.2], [38.5, 36.8], [38.0, 36.75], [37.9, 36.55], [38.0, 36.3]]
WEST = [[38.0, 36.3], [37.9, 36.55], [38.0, 36.75], [37.4, 36.8], [37.3, 36.5], [38.0, 36.3]]
SOUTH = [[38.0, 36.3], [37.3, 36.5], [37.3, 36.0], [38.3, 35.95], [38.4, 36.2], [38.0, 36.3]]
FRONT = [[38.0, 36.3], [37.9, 36.55], [38.0, 36.75]]


def area(ring: list[list[float]], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": properties}


def control(folder: Path, *features: dict[str, Any], name: str = "control.geojson", **members: Any) -> Path:
    """A file of control; the three sides where no features are given."""
    front = {"type": "LineString", "coordinates": FRONT}
    three = (
        area(EAST, side="SDF"),
        area(WEST, side="Turkish-backed opposition"),
        area(SOUTH, side="Syrian government"),
        {"type": "Feature", "geometry": front, "properties": {"name": "Front line"}},
    )
    path = folder / name
    collection = {"type": "FeatureCollection", **members, "features": list(features or three)}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path


def added(path: Path, **details: Any) -> Overlay:
    """A file kept as an overlay."""
    return kept.add(path, Details(**{"title": "Control near Manbij", "author": "The Desk", **details}), "tester")
