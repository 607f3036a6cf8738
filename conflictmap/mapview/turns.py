"""Turns of clients, so that one who asks for much at once does not keep the others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class _Client:
    free: asyncio.Semaphore
    asking: int = 0


class Turns:
    """Lets each client have some requests under way at once; its further ones wait. For one event loop."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._clients: dict[str, _Client] = {}

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Begins when it is the client's turn. Clients are remembered only while they ask."""
        mine = self._clients.setdefault(client, _Client(asyncio.Semaphore(self._at_once)))
        mine.asking += 1
        try:
            async with mine.free:
                yield
        finally:
            mine.asking -= 1
            if not mine.asking:
                del self._clients[client]
