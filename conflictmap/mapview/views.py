"""Map views as finished bodies, made ahead where that saves a viewer time.

When a viewer's filter changes, the page knows the new filter before the browser does. It calls `prepare`, which has the
marks of the view that the browser last asked for gathered at once and, where the browser listens (see pushing.py), sent
to it with all that the page would tell the map. The page calls `wait_until_served` before it makes what nobody looks at
first, so that this does not hold the marks up. A browser that does not listen asks when the page has told it.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from conflictmap.filters import EventFilter
from conflictmap.mapview import answers
from conflictmap.mapview.bodies import Bodies, packed, to_json
from conflictmap.store.aggregate import View
from conflictmap.store.interface import Store
from conflictmap.store.watch import Watch, stoppable, watched
from conflictmap.words import Lang

SESSIONS_KEPT = 1_000
"""Sessions whose latest view is remembered."""

MAX_SESSION = 64
"""Characters of a session's name."""
PATIENCE_S = 0.4
"""Seconds that the rest of a page waits for the map."""

_bodies = Bodies()
_ahead = ThreadPoolExecutor(2, thread_name_prefix="ahead")


Sender = Callable[[str, bytes], None]
"""Brings a browser a head in JSON and the gzipped JSON of a view. Called in any thread; never waits."""


@dataclass
class _Session:
    """The view that a browser last asked for, and what is being prepared for it."""

    view: View
    box: str = ""
    """The view's rectangle in the browser's own words."""
    wanted: object = None
    """What the page last wanted shown: data version, filter and language."""
    number: int = 0
    """Counted up with every change of what is wanted."""
    served: threading.Event = field(default_factory=threading.Event)
    until: float = 0.0
    """When the page stops waiting for it, on the monotonic clock."""
    watch: Watch = field(default_factory=Watch)
    send: Sender | None = None


_sessions: OrderedDict[str, _Session] = OrderedDict()
_lock = threading.Lock()


def view_key(version: int, filter: EventFilter, view: View, lang: Lang, *more: object) -> bytes:
    """A digest of all that the marks of a view depend on."""
    return hashlib.sha256(repr((version, lang, filter, view, *more)).encode()).digest()


def view_body(store: Store, version: int, filter: EventFilter, view: View, lang: Lang) -> bytes:
    """The marks of a view as gzipped JSON, kept by data version."""
    key = view_key(version, filter, view, lang)
    return kept_body(store, version, key, lambda: answers.view_answer(store, filter, view, lang))


def kept_body(store: Store, version: int, key: bytes, answer: Callable[[], Any]) -> bytes:
    """An answer as gzipped JSON, kept under a key that names the data version too."""

    def make() -> bytes:
        with stoppable():  # said here already: others may wait for this body, and make it themselves then
            body = packed(answer())
        if store.version == version:  # else written to meanwhile: right as of now, but of no certain version
            _bodies.keep(key, body)
        return body

    return _bodies.get_or_make(key, make)


def remember(session: str, view: View, box: str = "") -> None:
    """Notes which view a session looks at. `session` is the random name that the page gave it."""
    with _lock:
        known = _sessions.setdefault(session, _Session(view))
        known.view, known.box = view, box
        _sessions.move_to_end(session)
        while len(_sessions) > SESSIONS_KEPT:
            _sessions.popitem(last=False)


@contextmanager
def listening(session: str, send: Sender) -> Iterator[bool]:
    """While this lasts, changes are sent to the session's browser. False for a session that asked for no view yet."""
    with _lock:
        known = _sessions.get(session)
        if known:
            known.send = send
    try:
        yield known is not None
    finally:
        with _lock:
            if known and known.send is send:  # else a newer one has taken its place
                known.send = None


def tell_shown(session: str, number: int) -> None:
    """Notes that a session's browser has drawn the marks of that number which were sent to it."""
    with _lock:
        known = _sessions.get(session)
        if known and known.number == number:
            known.served.set()


def tell_served(session: str, version: int, filter: EventFilter, lang: Lang) -> None:
    """Notes that a session's browser has got the marks it asked for."""
    with _lock:
        known = _sessions.get(session)
        if known and known.wanted in (None, (version, filter, lang)):
            known.wanted = (version, filter, lang)
            known.served.set()


def prepare(
    store: Store, session: str, version: int, filter: EventFilter, lang: Lang, state: Mapping[str, Any]
) -> bool:
    """Starts to make what the session's browser is about to ask for; what it wanted before is given up.

    Args:
        state: what the page will tell the map; a browser that listens gets it with the marks.

    Returns:
        Whether the marks will be sent, so that the page need not tell the map first.
    """
    wanted = (version, filter, lang)
    with _lock:
        known = _sessions.get(session)
        if known is None or known.wanted == wanted:
            return False
        known.watch.stop()
        watch, view, box, send = Watch(), known.view, known.box, known.send
        known.watch, known.served, known.wanted = watch, threading.Event(), wanted
        known.number, known.until = known.number + 1, time.monotonic() + PATIENCE_S
        head = {"number": known.number, "box": box, "zoom": view.zoom, "state": state}

    def work() -> None:
        with watched(watch):
            body = view_body(store, version, filter, view, lang)
        if send and not watch.is_stopped:
            send(to_json(head).decode(), body)

    _ahead.submit(work)  # an error stays here: the browser's own request meets it again
    return send is not None


def wait_until_served(session: str) -> None:
    """Returns when the session's browser has the marks that it is to show, or PATIENCE_S after they were wanted."""
    with _lock:
        known = _sessions.get(session)
    if known and known.wanted:
        known.served.wait(max(0.0, known.until - time.monotonic()))
