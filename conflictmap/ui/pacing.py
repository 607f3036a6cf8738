"""Turns of the pages' runs.

A run is mostly Python, of which one thread runs at a time. Thirty runs at once would all end late; a few at a time,
most end much earlier.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
"""Runs at a time: while one waits for the store, the others go on."""
PATIENCE_S = 1.0
"""Seconds that a run waits for its turn; then it goes on, so that slow runs hold nobody up for long."""

_free = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Begins when few enough others run, or after PATIENCE_S."""
    is_mine = _free.acquire(timeout=PATIENCE_S)
    try:
        yield
    finally:
        if is_mine:
            _free.release()
