"""The app's own routes: map views, lists, areas, base map, words and static files. The only Starlette module.

`/map-data/view`    marks of a rectangle at a zoom, for a filter
`/map-data/list`    events of a cluster, cell or area, page by page
`/map-data/area/…`  the outline of a hatched area as GeoJSON
`/map-data/base/…`  tiles and labels of the base map
`/map-data/words`   labels and styles in a language
`/map-assets/…`     scripts, styles and fonts from this package and from installed packages
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import threading
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from conflictmap import settings
from conflictmap.errors import ConflictMapError, InvalidFilter
from conflictmap.filters import EventFilter
from conflictmap.mapview import answers
from conflictmap.store import aggregate
from conflictmap.store.aggregate import View
from conflictmap.store.store import shared_store
from conflictmap.store.where import Clause
from conflictmap.words import as_lang
from geodata import Areas, basemap

log = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
MAX_IDS = 2_000
"""Event ids one list request may name."""
MAX_BODY_BYTES = 512_000
"""Bytes of a list request; its ids fit many times over."""
FOREVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def asset_version() -> str:
    """A digest of our own scripts and of the base map, so that browsers may keep them for ever."""
    digest = hashlib.sha256(str(basemap.index()["version"]).encode())
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# Views, kept as finished bodies by data version and request


class _Bodies:
    """The latest finished responses; thread-safe."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Any]) -> bytes:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        body = gzip.compress(_json(make()), compresslevel=5, mtime=0)
        with self._lock:
            self._bodies[key] = body
            while len(self._bodies) > settings.number("view_cache_size"):
                self._bodies.popitem(last=False)
        return body


_bodies = _Bodies()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _gzipped(body: bytes, cache: str = "no-cache") -> Response:
    headers = {"Content-Encoding": "gzip", "Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/json", headers=headers)


def _filter(params: str) -> EventFilter:
    """The filter of a request: a URL query string within the request's own."""
    return EventFilter.from_params(dict(parse_qsl(params, keep_blank_values=True)))


def _view(box: str, zoom: str) -> View:
    """The rectangle `south,west,north,east` in degrees at a zoom from 0 to 22."""
    try:
        south, west, north, east = (float(part) for part in box.split(","))
        return View.of_degrees(south, west, north, east, min(max(int(zoom), 0), 22))
    except (ValueError, OverflowError) as error:
        raise InvalidFilter("box", box[:60], "south,west,north,east in degrees and a zoom") from error


def view(request: Request) -> Response:
    """Marks of a view. Query: f (filter parameters), box, z, lang, v (data version, for the browser's cache)."""
    query, data = request.query_params, shared_store()
    lang = as_lang(query.get("lang"))
    key = f"{data.version}|{lang}|{query.get('f', '')}|{query.get('box', '')}|{query.get('z', '')}"
    filter, box = _filter(query.get("f", "")), _view(query.get("box", ""), query.get("z", ""))
    body = _bodies.get(key, lambda: answers.view_answer(data, filter, box, lang))
    fresh = query.get("v") == str(data.version)
    return _gzipped(body, "private, max-age=3600" if fresh else "no-cache")


def event_list(request: Request) -> Response:
    """Events of a cluster (ids), a cell (box, z) or an area, as a POST of JSON, as ids do not fit an address."""
    body: bytes = request.state.body
    try:
        asked = json.loads(body)
        filter, extra = _filter(str(asked.get("f", ""))), _condition(asked)
        offset = max(int(asked.get("offset", 0)), 0)
    except ConflictMapError:
        raise
    except (ValueError, AttributeError, TypeError, LookupError) as error:
        raise InvalidFilter("list", body[:60], "JSON with ids, area, or box and z") from error
    answer = answers.list_answer(shared_store(), filter, extra, as_lang(asked.get("lang")), offset)
    return _gzipped(gzip.compress(_json(answer), compresslevel=5, mtime=0))


def _condition(asked: dict[str, Any]) -> Clause:
    if "ids" in asked:
        return aggregate.with_ids([str(each) for each in asked["ids"][:MAX_IDS]])
    if "area" in asked:
        return aggregate.in_area(str(asked["area"]))
    return aggregate.in_box(_view(str(asked["box"]), str(asked["z"])))


@lru_cache(maxsize=2048)
def _area_body(area_id: str) -> bytes:
    areas = Areas.open()
    if areas.get(area_id) is None:
        raise KeyError(area_id)
    return gzip.compress(_json(areas.geojson(area_id)["geometry"]), compresslevel=9, mtime=0)


def area(request: Request) -> Response:
    """The outline of an area as GeoJSON."""
    return _gzipped(_area_body(request.path_params["area_id"]), FOREVER)


def base(request: Request) -> Response:
    """The base map's index, tiles and labels."""
    name = request.path_params["name"]
    if name == "index":
        return _gzipped(gzip.compress(_json(basemap.index()), mtime=0))
    return _gzipped(basemap.read_tile(name), FOREVER)


def words(request: Request) -> Response:
    """Labels and styles in a language."""
    return _gzipped(gzip.compress(_json(answers.words_answer(as_lang(request.query_params.get("lang")))), mtime=0))


# Static files

FONTS = {
    "NotoSans.ttf": ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    "NotoSansArabic.ttf": ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
}
"""Font files by the name they are served under: (package, file)."""


def font(request: Request) -> Response:
    """A font file of an installed package."""
    package, file = FONTS[request.path_params["name"]]
    path = Path(str(resources.files(package))) / "files" / file
    return FileResponse(
        path, media_type="font/ttf", headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    )


def _package_files(package: str) -> StaticFiles:
    """The static files of an installed XStatic package."""
    return StaticFiles(directory=import_module(f"xstatic.pkg.{package}").BASE_DIR)


# Errors: public messages for known ones, a reference for the others


def _guarded(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """The one place where route errors become answers. Endpoints run in the thread pool, so DuckDB works beside us."""

    async def run(request: Request) -> Response:
        try:
            request.state.body = await _read_body(request)
            return await run_in_threadpool(endpoint, request)
        except Exception as error:  # the boundary of the routes
            return _problem(request, error)

    return run


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise InvalidFilter("list", f"more than {MAX_BODY_BYTES} bytes", f"at most {MAX_BODY_BYTES} bytes")
    return body


def _problem(request: Request, error: Exception) -> Response:
    if isinstance(error, ConflictMapError):
        return Response(_json({"error": str(error)}), 400, media_type="application/json")
    if isinstance(error, KeyError):
        return Response(_json({"error": "not found"}), 404, media_type="application/json")
    reference = uuid.uuid4().hex[:8]
    log.error("route %s failed, reference %s", request.url.path, reference, exc_info=error)
    return Response(_json({"error": f"reference {reference}"}), 500, media_type="application/json")


ROUTES: list[BaseRoute] = [
    Route("/map-data/view", _guarded(view)),
    Route("/map-data/list", _guarded(event_list), methods=["POST"]),
    Route("/map-data/area/{area_id}.json", _guarded(area)),
    Route("/map-data/base/{name:path}.json", _guarded(base)),
    Route("/map-data/words", _guarded(words)),
    Route("/map-assets/fonts/{name}", _guarded(font)),
    Mount("/map-assets/leaflet", _package_files("leaflet")),
    Mount("/map-assets/own", StaticFiles(directory=STATIC)),
]
"""What `dashboard.py` mounts next to Streamlit's own routes."""
