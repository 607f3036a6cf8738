"""Finished answers, kept by a digest of what was asked, and made once however many ask at the same time."""

from __future__ import annotations

import gzip
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from conflictmap import settings
from conflictmap.errors import QueryStopped

ENTRY_BYTES = 300
"""What keeping one answer costs beside its bytes."""
PACKING_LEVEL = 4
"""gzip's level: higher ones take twice the time for a few per cent."""


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def packed(value: Any) -> bytes:
    """A value as gzipped JSON."""
    return gzip.compress(to_json(value), compresslevel=PACKING_LEVEL, mtime=0)


class Bodies:
    """The latest answers up to the size that the setting `view_cache_mb` allows. Thread-safe."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[bytes, bytes] = OrderedDict()
        self._making: dict[bytes, Future[bytes]] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """The answer that is kept under a key."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def keep(self, key: bytes, body: bytes) -> None:
        """Keeps an answer; the longest unused ones make way."""
        with self._lock:
            if key not in self._bodies:
                self._bytes += len(body) + ENTRY_BYTES
            self._bodies[key] = body
            while self._bytes > settings.number("view_cache_mb") * 1_000_000:
                self._bytes -= len(self._bodies.popitem(last=False)[1]) + ENTRY_BYTES

    def get_or_make(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """The kept answer, or the one that someone is making just now, or a new one. `make` keeps what may be kept."""
        body = self.get(key)
        if body is not None:
            return body
        with self._lock:
            others = self._making.get(key)
            if others is None:
                mine = self._making[key] = Future()
        if others is not None:
            try:
                return others.result()
            except QueryStopped:  # the one who made it has gone: it is made anew
                return self.get_or_make(key, make)
        return self._make(key, make, mine)

    def _make(self, key: bytes, make: Callable[[], bytes], made: Future[bytes]) -> bytes:
        try:
            made.set_result(make())
        except BaseException as error:  # handed on, to those who wait too
            made.set_exception(error)
        finally:
            with self._lock:
                del self._making[key]
        return made.result()
