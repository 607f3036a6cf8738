"""Stopping queries: what one piece of work asks the store can be interrupted from another thread.

The store's cursors join the watch of the work they serve; `stop` interrupts those that run and refuses new ones.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn, Protocol, TypeVar

import duckdb

from conflictmap.errors import QueryStopped

_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


class Interruptible(Protocol):
    """What runs a query that another thread can end."""

    def interrupt(self) -> object:
        """Ends the running query, if there is one."""


Running = TypeVar("Running", bound=Interruptible)


class Watch:
    """The queries of one piece of work. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursors: list[Interruptible] = []
        self.is_stopped = False

    def stop(self) -> None:
        """Interrupts the running query, and lets no other start."""
        with self._lock:
            self.is_stopped = True
            for cursor in self._cursors:
                cursor.interrupt()

    def join(self, cursor: Interruptible) -> None:
        """Lets `stop` interrupt this cursor too.

        Raises:
            QueryStopped: the work was stopped before.
        """
        with self._lock:
            if self.is_stopped:
                refuse()
            self._cursors.append(cursor)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Cursors that this thread takes within are stopped by the watch.

    Raises:
        QueryStopped: they were.
    """
    token = _current.set(watch)
    try:
        with stoppable():
            yield
    finally:
        _current.reset(token)


@contextmanager
def stoppable() -> Iterator[None]:
    """Says by an error of ours that a query within was stopped.

    Raises:
        QueryStopped: it was.
    """
    try:
        yield
    except duckdb.InterruptException:
        refuse()


def join(cursor: Running) -> Running:
    """A cursor within the present watch, if there is one."""
    watch = _current.get()
    if watch is not None:
        watch.join(cursor)
    return cursor


def refuse() -> NoReturn:
    """Says that a query was stopped.

    Raises:
        QueryStopped: always.
    """
    raise QueryStopped("query: expected an answer in time, and someone who waits for it") from None
