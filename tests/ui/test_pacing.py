"""Runs of pages take turns, and nobody waits for ever."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from conflictmap.ui import pacing


def began(seconds: float) -> bool:
    """Whether a further run begins within so many seconds."""
    begun = threading.Event()

    def run() -> None:
        with pacing.turn():
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    is_begun = begun.wait(seconds)
    thread.join()
    return is_begun


def test_a_further_run_waits_for_one_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PATIENCE_S", 0.3)
    with ExitStack() as running:
        for _ in range(pacing.AT_ONCE):
            running.enter_context(pacing.turn())
        assert not began(0.1)
    assert began(10)


def test_slow_runs_hold_others_up_for_a_short_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PATIENCE_S", 0.05)
    with ExitStack() as running:
        for _ in range(pacing.AT_ONCE):
            running.enter_context(pacing.turn())
        assert began(10)


def test_a_run_that_fails_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PATIENCE_S", 30.0)
    for _ in range(pacing.AT_ONCE):
        with pytest.raises(ValueError), pacing.turn():
            raise ValueError
    assert began(10)
