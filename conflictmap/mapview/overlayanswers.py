"""What the map's routes answer about overlays: which hold for a filter, their legends, their shapes line by line."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import shapely

from conflictmap.errors import NotServed
from conflictmap.filters import EventFilter
from conflictmap.overlays import kept, layers, styles
from conflictmap.overlays.groups import Group
from conflictmap.overlays.layers import Layer, Standing
from conflictmap.words import Lang, say

ZOOMS = (4, 6, 8, 10, 12, 14, 18)
"""Map zooms that shapes are simplified for; a zoom between takes the next higher one."""
_PIXEL_SHARE = 0.5
"""How far a line may move, in pixels of the map."""
_DIGITS = 5
"""Decimal places of degrees that are sent: about a metre."""


def list_answer(filter: EventFilter, chosen: Sequence[str] | None, lang: Lang) -> dict[str, Any]:
    """The series that are on, each with the overlay that holds and its legend, or the words that none does."""
    on = [each for each in layers.standing(filter) if chosen is None or each.series in chosen]
    return {"overlays": [_overlay(each, lang) for each in on], "style": _STYLE}


_STYLE = {
    "fill": styles.FILL_OPACITY,
    "stripes": styles.STRIPE_OPACITY,
    "line": styles.LINE_OPACITY,
    "width": styles.LINE_WIDTH_PX,
    "front": styles.FRONT_WIDTH_PX,
    "stripe": styles.STRIPE_PX,
    "dash": styles.DASH_PX,
}


def _overlay(each: Standing, lang: Lang) -> dict[str, Any]:
    answer: dict[str, Any] = {"series": each.series, "title": each.title(lang)}
    if each.overlay is None:
        return answer | {"id": None, "note": say("overlay.none_for_date", lang), "groups": []}
    made = layers.layer(each.overlay, tolerance_degrees(ZOOMS[0]))
    return answer | {
        "id": each.overlay.id,
        "key": _key(made),
        "note": layers.credit(each.overlay, lang),
        "url": each.overlay.details.url,
        "days": layers.days_of(each.overlay, lang),
        "groups": [_group(group, made, number, lang) for number, group in enumerate(made.groups)],
    }


def _group(group: Group, made: Layer, number: int, lang: Lang) -> dict[str, Any]:
    hue = styles.HUES[group.style.hue]
    return {
        "label": group.label(lang) or layers.title_of(made.overlay, lang),
        "fill": hue.fill,
        "line": hue.line,
        "hatched": group.style.hatched,
        "dashed": group.style.dashed,
        "front": all(shape.line for shape in made.shapes if shape.group == number),
    }


def _key(made: Layer) -> str:
    """Changes with anything that shapes are sent with, so that browsers may keep them."""
    return hashlib.sha256(repr((made.groups, kept.version())).encode("utf-8", "replace")).hexdigest()[:12]


def tolerance_degrees(zoom: int) -> float:
    """How far a line may move at a zoom."""
    return _PIXEL_SHARE * 360 / float(256 << zoom)


def shapes_answer(overlay_id: str, zoom: int) -> Iterator[str]:
    """The shapes of an overlay for a zoom as GeoJSON features, one a line, in the order in which they are drawn.

    Raises:
        NotServed: no overlay in use has this id.
    """
    overlay = next((each for each in kept.kept() if each.id == overlay_id), None)
    if overlay is None:
        raise NotServed(f"overlay: expected the id of one in use, got {overlay_id[:80]!r}")
    level = ZOOMS[min(bisect_left(ZOOMS, zoom), len(ZOOMS) - 1)]
    for shape in layers.layer(overlay, tolerance_degrees(level)).shapes:
        geometry = shapely.to_geojson(shapely.transform(shape.geometry, lambda points: points.round(_DIGITS)))
        properties = json.dumps({"group": shape.group, "line": shape.line})
        yield f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'
