"""Views made ahead: once, for what the browser looks at, and given up when it wants something else."""

from __future__ import annotations

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conflictmap.errors import QueryStopped
from conflictmap.filters import DEFAULT, EventFilter
from conflictmap.mapview import views
from conflictmap.mapview.bodies import Bodies
from conflictmap.store.aggregate import View
from conflictmap.store.store import EventStore
from conflictmap.store.watch import Watch, watched
from tests.made import SLOW_SQL

WORLD = View.of_degrees(-85, -180, 85, 180, 3)
SYRIA = EventFilter(country=("SY",))
STATE = {"f": "country=SY"}


@pytest.fixture
def session() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[EventFilter]:
    """The filters whose views were made, in order; no answer is kept from before."""
    filters: list[EventFilter] = []
    answer = views.answers.view_answer

    def view_answer(store: EventStore, filter: EventFilter, view: View, lang: Any) -> dict[str, Any]:
        filters.append(filter)
        return answer(store, filter, view, lang)

    monkeypatch.setattr(views.answers, "view_answer", view_answer)
    monkeypatch.setattr(views, "_bodies", Bodies())
    return filters


def finish() -> None:
    """Waits for what is being prepared."""
    for _ in range(2):
        views._ahead.submit(lambda: None).result(10)
    barrier = threading.Barrier(3)
    for _ in range(2):
        views._ahead.submit(barrier.wait)
    barrier.wait(10)


def test_what_the_page_wants_is_ready_for_the_browser(
    seeded: EventStore, made: list[EventFilter], session: str
) -> None:
    views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
    finish()
    assert made == [], "nobody has asked for a view yet"
    views.remember(session, WORLD)
    views.tell_served(session, seeded.version, DEFAULT, "en")
    views.prepare(seeded, session, seeded.version, DEFAULT, "en", STATE)
    finish()
    assert made == [], "the browser has that one"
    views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
    finish()
    views.view_body(seeded, seeded.version, SYRIA, WORLD, "en")
    assert made == [SYRIA]


def test_a_stale_filter_is_given_up(seeded: EventStore, made: list[EventFilter], session: str) -> None:
    views.remember(session, WORLD)
    views.tell_served(session, seeded.version, DEFAULT, "en")
    views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
    stale = views._sessions[session].watch
    views.prepare(seeded, session, seeded.version, DEFAULT, "en", STATE)
    assert stale.is_stopped and not views._sessions[session].watch.is_stopped
    finish()


def test_the_page_waits_until_the_marks_are_served(seeded: EventStore, session: str) -> None:
    views.wait_until_served(session)  # a session without a map waits for nothing
    views.remember(session, WORLD)
    views.tell_served(session, seeded.version, DEFAULT, "en")
    views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
    views.tell_served(session, seeded.version, DEFAULT, "en")
    assert not views._sessions[session].served.is_set(), "those were the marks of the filter before"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(views.wait_until_served, session)
        views.tell_served(session, seeded.version, SYRIA, "en")
        waiting.result(5)
    finish()


def test_a_browser_that_listens_is_sent_the_marks(seeded: EventStore, session: str) -> None:
    sent: list[tuple[str, bytes]] = []
    with views.listening(session, lambda head, body: sent.append((head, body))) as is_known:
        assert not is_known, "it has asked for no view yet"
    views.remember(session, WORLD, "-85,-180,85,180")
    with views.listening(session, lambda head, body: sent.append((head, body))) as is_known:
        assert is_known
        assert views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
        assert not views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE), "that is under way"
        finish()
    ((head, body),) = sent
    told = json.loads(head)
    assert told == {"number": 1, "box": "-85,-180,85,180", "zoom": 3, "state": STATE}
    assert body == views.view_body(seeded, seeded.version, SYRIA, WORLD, "en")
    views.tell_shown(session, 2)
    assert not views._sessions[session].served.is_set(), "not those marks"
    views.tell_shown(session, 1)
    assert views._sessions[session].served.is_set()
    assert not views.prepare(seeded, session, seeded.version, DEFAULT, "en", STATE), "it listens no more"
    finish()
    assert len(sent) == 1


def test_a_newer_listener_takes_the_place_of_an_older_one(seeded: EventStore, session: str) -> None:
    sent: list[str] = []
    views.remember(session, WORLD)
    with views.listening(session, lambda head, body: sent.append("new")):
        with views.listening(session, lambda head, body: sent.append("newest")):
            pass
        assert not views.prepare(seeded, session, seeded.version, SYRIA, "en", STATE)
    old = views.listening(session, lambda head, body: sent.append("old"))
    with old, views.listening(session, lambda head, body: sent.append("new")):
        old.__exit__(None, None, None)
        assert views.prepare(seeded, session, seeded.version, DEFAULT, "en", STATE)
        finish()
    assert sent == ["new"]


def test_marks_of_a_stale_filter_are_not_sent(
    seeded: EventStore, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_bodies", Bodies())
    answer, started, go, sent = views.answers.view_answer, threading.Event(), threading.Event(), list[str]()

    def slow(store: EventStore, filter: EventFilter, *rest: Any) -> dict[str, Any]:
        if filter == SYRIA:
            started.set()
            go.wait(5)
        return answer(store, filter, *rest)

    monkeypatch.setattr(views.answers, "view_answer", slow)
    views.remember(session, WORLD)
    with views.listening(session, lambda head, body: sent.append(json.loads(head)["state"]["f"])):
        views.prepare(seeded, session, seeded.version, SYRIA, "en", {"f": "stale"})
        started.wait(5)
        views.prepare(seeded, session, seeded.version, DEFAULT, "en", {"f": "wanted"})
        go.set()
        finish()
    assert sent == ["wanted"]


def test_sessions_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SESSIONS_KEPT", 3)
    for n in range(5):
        views.remember(f"s{n}", WORLD)
    assert list(views._sessions) == ["s2", "s3", "s4"]


def test_many_who_ask_at_once_get_one_answer() -> None:
    bodies, start, made = Bodies(), threading.Event(), []

    def make() -> bytes:
        made.append(1)
        start.wait(5)
        return b"body"

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(bodies.get_or_make, b"key", make) for _ in range(8)]
        start.set()
        assert {each.result(5) for each in asked} == {b"body"}
    assert 1 <= len(made) < 8


def test_whoever_waits_for_one_that_was_stopped_makes_it_anew() -> None:
    bodies, started, go = Bodies(), threading.Event(), threading.Event()

    def stopped() -> bytes:
        started.set()
        go.wait(5)
        raise QueryStopped("query: stopped")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(bodies.get_or_make, b"key", stopped)
        started.wait(5)
        second = pool.submit(bodies.get_or_make, b"key", lambda: b"body")
        go.set()
        assert second.result(5) == b"body"
        with pytest.raises(QueryStopped):
            first.result(5)


def test_a_view_that_one_client_gives_up_is_made_for_the_other(
    seeded: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_bodies", Bodies())
    answer, started, watch = views.answers.view_answer, threading.Event(), Watch()

    def slow_once(store: EventStore, *rest: Any) -> dict[str, Any]:
        if not started.is_set():
            started.set()
            store.cursor().execute(SLOW_SQL).fetchall()
        return answer(store, *rest)

    def given_up() -> bytes:
        with watched(watch):
            return views.view_body(seeded, seeded.version, SYRIA, WORLD, "en")

    monkeypatch.setattr(views.answers, "view_answer", slow_once)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(given_up)
        started.wait(5)
        second = pool.submit(views.view_body, seeded, seeded.version, SYRIA, WORLD, "en")
        threading.Timer(0.2, watch.stop).start()
        assert second.result(10)
        with pytest.raises(QueryStopped):
            first.result(10)
