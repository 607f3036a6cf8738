"""The app's own routes: map views, lists, areas, base map, words and static files. The only Starlette module.

`/map-data/view`    marks of a rectangle at a zoom, for a filter
`/map-data/list`    events of a cluster, cell or area, page by page
`/map-data/areas`   the outlines of hatched areas as GeoJSON geometries
`/map-data/overlays`  which overlays hold for a filter, with their legends; `/map-data/overlays/{id}` the shapes of one
`/map-data/base/…`  tiles and labels of the base map
`/map-data/words`   labels and styles in a language
`/map-data/export/…`  downloads of what a filter shows
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
from starlette.types import Scope

from conflictmap import settings
from conflictmap.errors import ConflictMapError, InvalidFilter, NotServed, StoreError
from conflictmap.filters import EventFilter
from conflictmap.mapview import answers, downloads, overlayanswers
from conflictmap.overlays import choice
from conflictmap.store import aggregate, grid
from conflictmap.store.aggregate import View
from conflictmap.store.store import shared_store
from conflictmap.store.where import Clause
from conflictmap.words import as_lang
from geodata import Areas, basemap

log = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
MAX_IDS = 2_000
"""Event ids one list request may name."""
MAX_AREAS = 60
"""Outlines of one request."""
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


ENTRY_BYTES = 300
"""What keeping one response costs beside its bytes."""


class _Bodies:
    """The latest finished responses by a digest of what was asked, up to a size in bytes; thread-safe."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, key: bytes, body: bytes) -> None:
        with self._lock:
            if key not in self._bodies:
                self._bytes += len(body) + ENTRY_BYTES
            self._bodies[key] = body
            while self._bytes > settings.number("view_cache_mb") * 1_000_000:
                self._bytes -= len(self._bodies.popitem(last=False)[1]) + ENTRY_BYTES


_bodies = _Bodies()


def _packed(value: Any) -> bytes:
    return gzip.compress(_json(value), compresslevel=5, mtime=0)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _gzipped(request: Request, body: bytes, cache: str = "no-cache") -> Response:
    """A gzipped JSON body, unpacked for a client that does not take gzip."""
    headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
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
    lang, version = as_lang(query.get("lang")), data.version
    filter, seen = _filter(query.get("f", "")), _view(query.get("box", ""), query.get("z", ""))
    key = hashlib.sha256(repr((version, lang, filter, seen)).encode()).digest()
    body = _bodies.get(key)
    if body is None:
        body = _packed(answers.view_answer(data, filter, seen, lang))
        if data.version != version:  # written to meanwhile: right as of now, but of no certain version
            return _gzipped(request, body)
        _bodies.keep(key, body)
    return _gzipped(request, body, "private, max-age=3600" if query.get("v") == str(version) else "no-cache")


def event_list(request: Request) -> Response:
    """Events of a cluster (ids), a cell or an area, as a POST of JSON, as ids do not fit an address."""
    try:
        asked = json.loads(request.state.body)
        filter, extra = _filter(str(asked.get("f", ""))), _condition(asked)
        offset = min(max(int(asked.get("offset", 0)), 0), aggregate.MAX_OFFSET + 1)
    except ConflictMapError:
        raise
    except (ValueError, AttributeError, TypeError, LookupError, OverflowError, RecursionError) as error:
        expected = "JSON with f and offset, and ids, area, or cell"
        raise InvalidFilter("list", "something else", expected) from error
    answer = answers.list_answer(shared_store(), filter, extra, as_lang(asked.get("lang")), offset)
    return _gzipped(request, _packed(answer))


def _condition(asked: dict[str, Any]) -> Clause:
    """What a list holds: `ids`, an `area` id, or a `cell` as [shift, column, row]."""
    if "ids" in asked:
        if not isinstance(asked["ids"], list):
            raise TypeError("ids")
        return aggregate.with_ids([_plain(each) for each in asked["ids"][:MAX_IDS]])
    if "area" in asked:
        return aggregate.in_area(_plain(asked["area"]))
    shift, column, row = (int(part) for part in asked["cell"])
    if not (0 <= shift <= grid.BITS and 0 <= column < grid.SIZE and 0 <= row < grid.SIZE):
        raise ValueError("cell")
    return aggregate.in_cell(shift, column, row)


def _plain(value: object) -> str:
    """Text that UTF-8 can hold; half characters, which JSON can smuggle in, become question marks."""
    return str(value).encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def _outline(area_id: str) -> str:
    return _json(Areas.open().geojson(area_id)["geometry"]).decode()


def areas(request: Request) -> Response:
    """The outlines of areas as GeoJSON geometries by id. Query: ids, with commas; unknown ones are left out."""
    ids = request.query_params.get("ids", "").split(",")[:MAX_AREAS]
    known = Areas.open()
    found = {area_id: _outline(area_id) for area_id in ids if known.get(area_id)}
    body = "{" + ",".join(f"{json.dumps(area_id)}:{outline}" for area_id, outline in found.items()) + "}"
    return _gzipped(request, gzip.compress(body.encode(), compresslevel=5, mtime=0), _kept(request))


def overlays(request: Request) -> Response:
    """The overlays that hold for a filter. Query: f (filter parameters), on (series; none, or all without), lang."""
    query = request.query_params
    chosen = choice.read(query.get("on"))
    return _gzipped(
        request, _packed(overlayanswers.list_answer(_filter(query.get("f", "")), chosen, as_lang(query.get("lang"))))
    )


def overlay(request: Request) -> Response:
    """The shapes of an overlay as GeoJSON features, one a line. Query: z (the map's zoom), v (the overlay's key)."""
    zoom = request.query_params.get("z", "")
    if not (zoom.isascii() and zoom.isdecimal() and len(zoom) <= 2):
        raise InvalidFilter("z", zoom[:20], "a zoom")
    lines = "\n".join(overlayanswers.shapes_answer(request.path_params["id"], int(zoom)))
    cache = "private, max-age=86400" if request.query_params.get("v") else "no-cache"
    response = _gzipped(request, gzip.compress(lines.encode(), compresslevel=5, mtime=0), cache)
    response.headers["Content-Type"] = "application/geo+json-seq"
    return response


def base(request: Request) -> Response:
    """The base map's index, tiles and labels."""
    name = request.path_params["name"]
    if name == "index":
        return _gzipped(request, _packed(basemap.index()))
    try:
        return _gzipped(request, basemap.read_tile(name), _kept(request))
    except KeyError as error:
        raise NotServed(f"base map: expected a tile of the index, got {name[:40]!r}") from error


def export(request: Request) -> Response:
    """A download of what a filter shows. Query: f (filter parameters), lang."""
    query = request.query_params
    filter, lang = _filter(query.get("f", "")), as_lang(query.get("lang"))
    return downloads.download(shared_store(), filter, request.path_params["kind"], lang)


def words(request: Request) -> Response:
    """Labels and styles in a language."""
    answer = answers.words_answer(as_lang(request.query_params.get("lang")))
    return _gzipped(request, _packed({**answer, "version": asset_version()}))


def _kept(request: Request) -> str:
    """What names its version may be kept for ever; what does not is asked for again."""
    return FOREVER if request.query_params.get("v") else "no-cache"


# Static files

FONTS = {
    "NotoSans.ttf": ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    "NotoSansArabic.ttf": ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
}
"""Font files by the name they are served under: (package, file)."""


def font(request: Request) -> Response:
    """A font file of an installed package."""
    name = request.path_params["name"]
    if name not in FONTS:
        raise NotServed(f"fonts: expected one of {', '.join(FONTS)}, got {name[:40]!r}")
    package, file = FONTS[name]
    path = Path(str(resources.files(package))) / "files" / file
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="font/ttf", headers=headers)


class _OwnFiles(StaticFiles):
    """Our own scripts and styles, which may be kept for ever under an address that names their version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if b"v=" in scope["query_string"] and response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        return response


def _package_files(package: str) -> StaticFiles:
    """The static files of an installed XStatic package."""
    return StaticFiles(directory=import_module(f"xstatic.pkg.{package}").BASE_DIR)


# Errors: public messages for known ones, a reference for the others


STATUSES: tuple[tuple[type[Exception], int], ...] = ((NotServed, 404), (StoreError, 503), (ConflictMapError, 400))
"""HTTP status by kind of error, the first that fits; others are 500. From 500 on the text stays in the log."""


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
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
    if status < 500:
        return Response(_json({"error": str(error)}), status, media_type="application/json")
    reference = uuid.uuid4().hex[:8]
    log.error("route %s failed, reference %s", request.url.path, reference, exc_info=error)
    return Response(_json({"error": f"reference {reference}"}), status, media_type="application/json")


ROUTES: list[BaseRoute] = [
    Route("/map-data/view", _guarded(view)),
    Route("/map-data/list", _guarded(event_list), methods=["POST"]),
    Route("/map-data/areas", _guarded(areas)),
    Route("/map-data/overlays", _guarded(overlays)),
    Route("/map-data/overlays/{id}", _guarded(overlay)),
    Route("/map-data/base/{name:path}.json", _guarded(base)),
    Route("/map-data/words", _guarded(words)),
    Route("/map-data/export/{kind}", _guarded(export)),
    Route("/map-assets/fonts/{name}", _guarded(font)),
    Mount("/map-assets/leaflet", _package_files("leaflet")),
    Mount("/map-assets/own", _OwnFiles(directory=STATIC)),
]
"""What `dashboard.py` mounts next to Streamlit's own routes."""
