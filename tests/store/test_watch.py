"""Queries can be stopped from another thread."""

from __future__ import annotations

import threading

import pytest

from conflictmap.errors import QueryStopped
from conflictmap.store.store import EventStore
from conflictmap.store.watch import Watch, watched
from tests.made import SLOW_SQL


def test_a_running_query_is_stopped(store: EventStore) -> None:
    watch = Watch()
    timer = threading.Timer(0.2, watch.stop)
    timer.start()
    with pytest.raises(QueryStopped, match="expected an answer in time"), watched(watch):
        store.cursor().execute(SLOW_SQL).fetchall()
    timer.join()


def test_stopped_work_asks_nothing_more(store: EventStore) -> None:
    watch = Watch()
    watch.stop()
    with pytest.raises(QueryStopped), watched(watch):
        store.cursor()


def test_others_are_not_disturbed(store: EventStore) -> None:
    watch = Watch()
    with watched(watch):
        store.cursor().execute("SELECT 1").fetchall()
    watch.stop()
    assert store.cursor().execute("SELECT count(*) FROM range(1000)").fetchall() == [(1000,)]
