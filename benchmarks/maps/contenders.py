"""Each contender: its address, and how to see that its map is complete for a filter."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.maps.watching import EMPTY, Watched, colors, pixels, until

COUNTRY_NAMES = {"EG": "Egypt", "IL": "Israel", "IQ": "Iraq", "IR": "Iran", "JO": "Jordan", "LB": "Lebanon",
                 "PS": "Palestine", "SA": "Saudi Arabia", "SD": "Sudan", "SY": "Syria", "TR": "Türkiye",
                 "YE": "Yemen"}  # fmt: skip
ZOOM = 6
CENTRE = (33.5, 40.0)
"""Middle of the map: lat, lon."""


@dataclass(frozen=True)
class Task:
    """What is changed and what must then be seen: events left, a place that all leave, and one where all stay."""

    removed: str
    points: int
    gone: tuple[float, float]
    kept: tuple[float, float]


@dataclass(frozen=True)
class Contender:
    """A way to draw the events. `seen`: when the complete marks of a task were on screen, in ms since 1970."""

    name: str
    kind: str
    seen: Callable[[Watched, int, Task | None], float]


OURS_SEEN = """([points, gone, kept]) => {
  const e = window.L && L.conflictEventLayer;
  if (!e || !e.idle || !e._data || e._asked.f !== e._obeyedAsked.f) return 0;
  const drawn = (at) => {
    const p = e._map.latLngToLayerPoint(at), r = window.devicePixelRatio || 1, c = e._context;
    const x = Math.round((p.x - e._bounds.min.x) * r), y = Math.round((p.y - e._bounds.min.y) * r);
    const data = c.getImageData(x - 8, y - 8, 17, 17).data;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 150) return true;
    return false;
  };
  const far = (m, at) => e._map.layerPointToLatLng([m.x, m.y]).distanceTo(at);
  const near = (at, reach) => e._marks.some((m) => m.kind !== "area" && far(m, at) < reach);
  if (!points) return e._data.total > 0 && e._marks.length > 0;
  if (e._data.total !== points) return 0;
  return !near(gone, 15000) && near(kept, 20000) && drawn(kept) ? Date.now() : 0;
}"""
FAST_SEEN = """([points]) => {
  if (!window.map || !window.L) return 0;
  let held = -1;
  window.map.eachLayer((layer) => {
    if (layer._topClusterLevel) held = Math.max(held, layer._topClusterLevel.getChildCount());
  });
  return held === points && document.querySelector(".marker-cluster, .leaflet-marker-icon") ? Date.now() : 0;
}"""
GEOJSON_SEEN = """([points]) => {
  if (!window.map || !window.L) return 0;
  let held = 0;
  window.map.eachLayer((layer) => { if (layer instanceof L.CircleMarker) held += 1; });
  return held === points && document.querySelector("canvas") ? Date.now() : 0;
}"""


def _in_frame(script: str, is_ours: bool = False) -> Callable[[Watched, int, Task | None], float]:
    def seen(watched: Watched, points: int, task: Task | None) -> float:
        wanted = [
            points if task or not is_ours else 0,
            list(task.gone) if task else None,
            list(task.kept) if task else None,
        ]

        def look() -> float:
            frame = watched.frame()
            try:
                return (
                    float(
                        frame.evaluate(
                            f"(a) => new Promise((done) => requestAnimationFrame(() => done(({script})(a))))", wanted
                        )
                    )
                    if frame
                    else 0
                )
            except Exception as error:  # the frame is being remade
                if "closed" in str(error) and watched.page.is_closed():
                    raise
                return 0

        return float(until(watched.page, look, 2))

    return seen


def _by_pixels(watched: Watched, points: int, task: Task | None) -> float:
    """For charts: at one known distance from the middle all events leave, at another one they stay."""

    def look() -> float:
        canvas = watched.page.locator("[data-testid=stDeckGlJsonChart] canvas").first
        if not canvas.count() or not (box := canvas.bounding_box()):
            return 0
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        if task is None:
            return time.time() * 1000 if len(set(colors(watched.page.screenshot(clip=box)))) > 1 else 0
        shifts = [offset_px(CENTRE, place) for place in (task.gone, task.kept)]
        gone, kept = pixels(watched.page, [(middle[0] + dx, middle[1] + dy) for dx, dy in shifts])
        return time.time() * 1000 if min(gone) >= EMPTY and min(kept) < EMPTY else 0

    return float(until(watched.page, look, 10))


def offset_px(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """How far the second place is from the first on a web-mercator map at ZOOM, in pixels."""
    (ax, ay), (bx, by) = (_project(*at) for at in (a, b))
    return bx - ax, by - ay


def _project(lat: float, lon: float) -> tuple[float, float]:
    size = 256 * 2**ZOOM
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return (lon + 180) / 360 * size, y * size


CONTENDERS: list[Any] = [
    Contender("Conflict Map", "ours", _in_frame(OURS_SEEN, True)),
    Contender("st_folium, FastMarkerCluster", "fast", _in_frame(FAST_SEEN)),
    Contender("st_folium, GeoJson on canvas", "geojson", _in_frame(GEOJSON_SEEN)),
    Contender("st.pydeck_chart, ScatterplotLayer", "pydeck", _by_pixels),
]
"""In the order of the table; the first is this product."""
