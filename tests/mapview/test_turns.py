"""Clients take turns: each by itself, in order, and nothing stays behind."""

from __future__ import annotations

import asyncio

import pytest

from conflictmap.mapview.turns import Turns


def test_one_client_waits_for_itself_and_not_for_another() -> None:
    log: list[str] = []

    async def ask(turns: Turns, client: str, name: str, go: asyncio.Event) -> None:
        async with turns.turn(client):
            log.append(f"{name} begins")
            await go.wait()
        log.append(f"{name} ends")

    async def play() -> None:
        turns, go = Turns(2), asyncio.Event()
        asked = [asyncio.ensure_future(ask(turns, "a", f"a{n}", go)) for n in range(4)]
        await asyncio.sleep(0)
        asked.append(asyncio.ensure_future(ask(turns, "b", "b0", go)))
        await asyncio.sleep(0)
        assert log == ["a0 begins", "a1 begins", "b0 begins"]
        go.set()
        await asyncio.gather(*asked)
        assert len(log) == 10 and turns._clients == {}

    asyncio.run(play())


def test_one_that_fails_or_goes_gives_its_turn_away() -> None:
    async def fail(turns: Turns) -> None:
        async with turns.turn("a"):
            raise ValueError("wrong")

    async def play() -> None:
        turns = Turns(1)
        with pytest.raises(ValueError, match="wrong"):
            await fail(turns)
        async with turns.turn("a"):
            waiting = asyncio.ensure_future(fail(turns))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert turns._clients == {}

    asyncio.run(play())
