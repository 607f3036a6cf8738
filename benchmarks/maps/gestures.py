"""Moves of Conflict Map's map by mouse and button: how long after them the marks of the new view are complete.

A drag is over when the mouse is let go, a zoom when its animation ends (a quarter of a second, Leaflet's own). Marks
count as complete when they are drawn and hold as many events as those that stand there a while later. A jump, which no
viewer makes, sets the map elsewhere at once, so that nothing can be fetched meanwhile.
"""

from __future__ import annotations

from playwright.sync_api import Frame

from benchmarks.maps.watching import Watched

DRAGS_PX = ((250, 0), (0, -200), (-300, 100), (-250, 100), (200, 50))
ZOOMS = ("in", "out", "in", "out")
JUMPS = ("panBy([250, 0]", "panBy([0, -200]", "setZoom(7", "panBy([-300, 100]", "setZoom(6", "panBy([-250, 100]")
"""Calls of Leaflet's map, to be closed."""
DRAG_STEPS = 15
STEP_MS = 20
REST_MS = 1_000

WATCH = """() => {
  const layer = L.conflictEventLayer, draw = layer._draw;
  const inView = () => layer._marks.filter((m) => m.kind === "cell" || m.ids).reduce((sum, m) => {
    const p = layer._map.layerPointToContainerPoint([m.x, m.y]), size = layer._map.getSize();
    return p.x >= 0 && p.y >= 0 && p.x < size.x && p.y < size.y ? sum + m.n : sum;
  }, 0);
  const move = (window.conflictMove = { ended: null, took: null, counted: null, inView });
  layer._draw = function () {
    draw.call(this);
    if (move.ended === null || move.took !== null || !this.isComplete() || this._map._animatingZoom) return;
    move.took = performance.now() - move.ended;
    move.counted = inView();
  };
  document.addEventListener("mouseup", () => { move.ended = performance.now(); }, true);
  layer._map.on("zoomend", () => { move.ended = performance.now(); move.took = null; });
}"""
RESULT = """() => {
  const move = window.conflictMove;
  return [move.took, move.counted, move.inView(), L.conflictEventLayer.idle];
}"""
JUMPED = """(move) => new Promise((done) => {
  const layer = L.conflictEventLayer, started = performance.now();
  eval(`layer._map.${move}, {animate: false})`);
  const end = () => done(performance.now() - started);
  const look = () => (layer.idle ? requestAnimationFrame(end) : setTimeout(look, 1));
  look();
})"""


def moves_ms(page: Watched) -> tuple[list[float], list[float], list[float]]:
    """The times of drags, zooms and jumps.

    Raises:
        AssertionError: if the marks called complete were not those that stood there later.
    """
    frame = page.frame()
    assert frame
    frame.evaluate(WATCH)
    drags = [_drag(page, frame, *by_px) for by_px in DRAGS_PX]
    zooms = [_zoom(page, frame, way) for way in ZOOMS]
    jumps = []
    for jump in JUMPS:
        jumps.append(float(frame.evaluate(JUMPED, jump)))
        page.page.wait_for_timeout(REST_MS)
    return drags, zooms, jumps


def _drag(page: Watched, frame: Frame, x_px: int, y_px: int) -> float:
    box, mouse = page.page.locator("iframe[title*=folium]").bounding_box(), page.page.mouse
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    _begin(frame)
    mouse.move(x, y)
    mouse.down()
    for step in range(1, DRAG_STEPS + 1):
        mouse.move(x + x_px * step / DRAG_STEPS, y + y_px * step / DRAG_STEPS)
        page.page.wait_for_timeout(STEP_MS)
    page.page.wait_for_timeout(3 * STEP_MS)  # a hand rests before it lets go; else the map glides on
    mouse.up()
    return _took(page, frame)


def _zoom(page: Watched, frame: Frame, way: str) -> float:
    _begin(frame)
    frame.locator(f".leaflet-control-zoom-{way}").click()
    return _took(page, frame)


def _begin(frame: Frame) -> None:
    frame.evaluate("() => Object.assign(window.conflictMove, { ended: null, took: null, counted: null })")


def _took(page: Watched, frame: Frame) -> float:
    page.page.wait_for_timeout(REST_MS)
    took, counted, later, idle = frame.evaluate(RESULT)
    assert idle and took is not None and counted == later, f"marks of {counted} events, later of {later}"
    return float(took)
