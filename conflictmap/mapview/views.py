"""Map views as finished bodies, made ahead where that saves a viewer time.

When a viewer's filter changes, the page knows the new filter before the browser does. It calls `prepare`, so that the
marks of the view that the browser last asked for are being gathered while the page is still on its way; and it calls
`wait_until_served` before it makes the parts that nobody looks at first, so that these do not hold the marks up.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from conflictmap.filters import EventFilter
from conflictmap.mapview import answers
from conflictmap.mapview.bodies import Bodies, packed
from conflictmap.store.aggregate import View
from conflictmap.store.interface import Store
from conflictmap.store.watch import Watch, stoppable, watched
from conflictmap.words import Lang

SESSIONS_KEPT = 1_000
"""Sessions whose latest view is remembered."""

PATIENCE_S = 0.4
"""Seconds that the rest of a page waits for the map."""

_bodies = Bodies()
_ahead = ThreadPoolExecutor(2, thread_name_prefix="ahead")


@dataclass
class _Session:
    """The view that a browser last asked for, and what is being prepared for it."""

    view: View
    wanted: object = None
    """What the page last wanted shown: data version, filter and language."""
    served: threading.Event = field(default_factory=threading.Event)
    watch: Watch = field(default_factory=Watch)


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


def remember(session: str, view: View) -> None:
    """Notes which view a session looks at. `session` is the random name that the page gave it."""
    with _lock:
        known = _sessions.setdefault(session, _Session(view))
        known.view = view
        _sessions.move_to_end(session)
        while len(_sessions) > SESSIONS_KEPT:
            _sessions.popitem(last=False)


def tell_served(session: str, version: int, filter: EventFilter, lang: Lang) -> None:
    """Notes that a session's browser has got the marks it asked for."""
    with _lock:
        known = _sessions.get(session)
        if known and known.wanted in (None, (version, filter, lang)):
            known.wanted = (version, filter, lang)
            known.served.set()


def prepare(store: Store, session: str, version: int, filter: EventFilter, lang: Lang) -> None:
    """Starts to make what the session's browser is about to ask for; what it wanted before is given up."""
    wanted = (version, filter, lang)
    with _lock:
        known = _sessions.get(session)
        if known is None or known.wanted == wanted:
            return
        known.watch.stop()
        watch, view = Watch(), known.view
        known.watch, known.served, known.wanted = watch, threading.Event(), wanted

    def work() -> None:
        with watched(watch):
            view_body(store, version, filter, view, lang)

    _ahead.submit(work)  # an error stays here: the browser's own request meets it again


def wait_until_served(session: str) -> None:
    """Returns when the session's browser has the marks that it was to ask for, or after PATIENCE_S."""
    with _lock:
        known = _sessions.get(session)
    if known and known.wanted:
        known.served.wait(PATIENCE_S)
