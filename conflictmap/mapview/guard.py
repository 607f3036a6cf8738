"""What every answer of the server carries, and which host names it answers to."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conflictmap import settings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # the map's own frame is ours; a foreign page may not frame us
    "Referrer-Policy": "strict-origin-when-cross-origin",  # tile servers refuse requests without an origin
}


class SafeHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_safe if scope["type"] == "http" else send)


MIDDLEWARE = [
    # A page of another host that makes its name point here must not read us through the viewer's browser.
    Middleware(TrustedHostMiddleware, allowed_hosts=settings.host_names(), www_redirect=False),
    Middleware(SafeHeaders),
]
"""What `dashboard.py` puts around the app."""
