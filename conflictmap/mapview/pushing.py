"""The marks of a changed filter, sent to a browser before the page around the map is ready.

Without this, marks would come after the page has told the map what to show, the map has asked, and the app has
answered. The websocket `/map-data/changes?session=…` brings two messages a change: a JSON text with `number`, the
`box` and `zoom` that the marks are of, and the `state` that the page tells the map too; and the gzipped JSON of
`/map-data/view`. The browser answers with the number when it has drawn them, or does not want them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from conflictmap.mapview import views

MAX_DIGITS = 12
"""Characters of a browser's answer."""
_REFUSED = 1008
"""Close code of RFC 6455: the message breaks the rules."""


async def changes(socket: WebSocket) -> None:
    """Sends one session's changes until its browser leaves; of those that it is too slow for, only the last."""
    session = socket.query_params.get("session", "")[: views.MAX_SESSION]
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    latest: list[tuple[str, bytes]] = []

    def put(head: str, body: bytes) -> None:
        latest[:] = [(head, body)]
        ready.set()

    def send(head: str, body: bytes) -> None:
        loop.call_soon_threadsafe(put, head, body)

    await socket.accept()
    with views.listening(session, send) as is_known:
        if is_known:
            sending = asyncio.ensure_future(_send(socket, ready, latest))
            await _hear(socket, session)
            sending.cancel()
    with suppress(RuntimeError):  # the browser has closed it already
        await socket.close(_REFUSED)


async def _send(socket: WebSocket, ready: asyncio.Event, latest: list[tuple[str, bytes]]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # it leaves while it is sent something: `_hear` hears of that
        while True:
            await ready.wait()
            ready.clear()
            head, body = latest.pop()
            await socket.send_text(head)
            await socket.send_bytes(body)


async def _hear(socket: WebSocket, session: str) -> None:
    """Takes the browser's answers until it leaves or says something else."""
    while (message := await socket.receive())["type"] == "websocket.receive":
        said = message.get("text") or ""
        if len(said) > MAX_DIGITS or not said.isdecimal():
            return
        views.tell_shown(session, int(said))
