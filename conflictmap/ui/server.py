"""What the server does once, before the first visitor."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from conflictmap.filters import DEFAULT
from conflictmap.seeds import ensure_seeded
from conflictmap.store import listing
from conflictmap.store.store import EventStore, shared_store
from conflictmap.store.where import ALL

SWITCH_S = 0.001
"""Seconds a thread may hold the interpreter while others wait, so that the map's answers pass running scripts."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Loads the seeds on the first start, imports the heavy parts, and takes them out of garbage collection.

    Streamlit collects garbage after every run; with pandas and folium loaded that holds every viewer up, so what is
    there for good is frozen.
    """
    await run_in_threadpool(_prepare)
    yield


def _prepare() -> None:
    # Until a session has called st.navigation, Streamlit runs a file of pages/ by itself, without dashboard.py: a new
    # server's first visitor would meet a bare page. One call, by nobody, settles that.
    st.navigation([_nobody])

    import altair  # imported for the first visitor's sake
    import folium
    import pandas

    from geodata import Areas

    store = shared_store()
    ensure_seeded(store)
    if isinstance(store, EventStore):  # other engines take long for what they may never be asked
        listing.lines(store, DEFAULT, ALL, 1)
    Areas.open()
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()


def _nobody() -> None:
    """A page that is never shown."""
