"""The app's own routes: map views, lists, areas, base map, words and static files. The only Starlette module.

`/map-data/view`    marks of a rectangle at a zoom, for a filter
`/map-data/changes`  a websocket: marks of a changed filter (pushing.py)
`/map-data/steps`   a view's playback through time
`/map-data/bounds`  the rectangle of all events of a filter
`/map-data/list`    events of a cluster, cell or area, page by page
`/map-data/areas`   the outlines of hatched areas as GeoJSON geometries
`/map-data/overlays`  which overlays hold for a filter, with their legends; `/map-data/overlays/{id}` the shapes of one
`/map-data/base/…`  tiles and labels of the base map
`/map-data/words`   labels and styles in a language
`/map-data/export/…`  downloads of what a filter shows
`/map-assets/…`     scripts, styles and fonts from this package and from installed packages
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from conflictmap import settings
from conflictmap.errors import ConflictMapError, InvalidFilter, NotServed, QueryStopped, StoreError
from conflictmap.filters import EventFilter
from conflictmap.mapview import answers, downloads, overlayanswers, playing, pushing, views
from conflictmap.mapview.bodies import packed, to_json
from conflictmap.mapview.turns import Turns
from conflictmap.overlays import choice
from conflictmap.store import aggregate, grid
from conflictmap.store.aggregate import View
from conflictmap.store.store import shared_store
from conflictmap.store.watch import Watch, watched
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
DATA_THREADS = 8
"""Requests that are worked on at once; further ones wait. Streamlit's own threads are others."""
CLIENT_THREADS = 4
"""Those of one client, so that one who asks for much leaves threads to the others."""
FOREVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def asset_version() -> str:
    """A digest of our own scripts and of the base map, so that browsers may keep them for ever."""
    digest = hashlib.sha256(str(basemap.index()["version"]).encode())
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


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
    """Marks of a view. Query: f (filter parameters), box, z, lang.

    Browsers may keep them, but ask each time: the answer is short if nothing has changed, and the app knows what is
    looked at.
    """
    query, data = request.query_params, shared_store()
    lang, version = as_lang(query.get("lang")), data.version
    filter, seen = _filter(query.get("f", "")), _view(query.get("box", ""), query.get("z", ""))
    session = request.headers.get("x-session", "")[: views.MAX_SESSION]
    if session:
        views.remember(session, seen, query.get("box", ""))
    tag = f'"{asset_version()}-{views.view_key(version, filter, seen, lang).hex()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        answer = Response(status_code=304)
    else:
        answer = _gzipped(request, views.view_body(data, version, filter, seen, lang))
    if data.version == version:
        answer.headers["ETag"] = tag
    views.tell_served(session, version, filter, lang)
    return answer


def steps(request: Request) -> Response:
    """A playback's steps, or with `first` and `last` the marks of some of them. Query: as for a view, unit, singly."""
    query, data = request.query_params, shared_store()
    version, lang, filter = data.version, as_lang(query.get("lang")), _filter(query.get("f", ""))
    seen, unit = _view(query.get("box", ""), query.get("z", "")), query.get("unit", "")[:5]
    singly, part = query.get("singly") == "1", [query[name] for name in ("first", "last") if name in query]
    if not part:
        key = views.view_key(version, filter, seen, lang, "steps", unit, singly)
        body = views.kept_body(data, version, key, lambda: playing.steps_answer(data, filter, seen, lang, unit, singly))
        return _gzipped(request, body)
    try:
        first, last = (int(text[:9]) for text in part)
    except ValueError as error:
        raise InvalidFilter("steps", str(part)[:60], "numbers of a first and a last step") from error
    key = views.view_key(version, filter, seen, lang, "part", unit, singly, first, last)
    body = views.kept_body(
        data, version, key, lambda: playing.part_answer(data, filter, seen, unit, first, last, singly)
    )
    return _gzipped(request, body)


def bounds(request: Request) -> Response:
    """The rectangle of all drawn events of a filter, `box` as south, west, north, east; null where there is none."""
    box = aggregate.bounds(shared_store(), _filter(request.query_params.get("f", "")))
    return _gzipped(request, packed({"box": box}))


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
    return _gzipped(request, packed(answer))


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
    return to_json(Areas.open().geojson(area_id)["geometry"]).decode()


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
        request, packed(overlayanswers.list_answer(_filter(query.get("f", "")), chosen, as_lang(query.get("lang"))))
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
        return _gzipped(request, packed(basemap.index()))
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
    return _gzipped(request, packed({**answer, "version": asset_version()}))


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


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotServed, 404),
    (QueryStopped, 503),
    (StoreError, 503),
    (ConflictMapError, 400),
)
"""HTTP status by kind of error, the first that fits; others are 500. From 500 on the text stays in the log,
but for that of a stopped query, which the viewer can do something about."""


_threads = ThreadPoolExecutor(DATA_THREADS, thread_name_prefix="data")
_turns = Turns(CLIENT_THREADS)


def _guarded(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """The one place where route errors become answers. Endpoints run in threads, so DuckDB works beside us."""

    async def run(request: Request) -> Response:
        try:
            request.state.body = await _read_body(request)
            async with _turns.turn(request.client.host if request.client else ""):
                return await _worked(endpoint, request)
        except Exception as error:  # the boundary of the routes
            return _problem(request, error)

    return run


async def _worked(endpoint: Callable[[Request], Response], request: Request) -> Response:
    """The endpoint's answer; its queries are stopped when the client has gone or the time is over."""
    watch = Watch()

    def work() -> Response:
        with watched(watch):
            return endpoint(request)

    working = asyncio.get_running_loop().run_in_executor(_threads, work)
    leaving = asyncio.ensure_future(_client_left(request))
    either: list[asyncio.Future[Any]] = [working, leaving]
    try:
        limit_s = settings.number("query_seconds_limit")
        await asyncio.wait(either, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            watch.stop()
        return await working
    finally:
        leaving.cancel()


async def _client_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise InvalidFilter("list", f"more than {MAX_BODY_BYTES} bytes", f"at most {MAX_BODY_BYTES} bytes")
    return body


def _problem(request: Request, error: Exception) -> Response:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 500)
    if status < 500 or isinstance(error, QueryStopped):
        return Response(to_json({"error": str(error)}), status, media_type="application/json")
    reference = uuid.uuid4().hex[:8]
    log.error("route %s failed, reference %s", request.url.path, reference, exc_info=error)
    return Response(to_json({"error": f"reference {reference}"}), status, media_type="application/json")


ROUTES: list[BaseRoute] = [
    Route("/map-data/view", _guarded(view)),
    WebSocketRoute("/map-data/changes", pushing.changes),
    Route("/map-data/steps", _guarded(steps)),
    Route("/map-data/bounds", _guarded(bounds)),
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
