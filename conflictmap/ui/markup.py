"""HTML for the pages. The one escaping function, and the one test of links."""

from __future__ import annotations

import html
from urllib.parse import urlsplit


def escape(text: object) -> str:
    """Any text as inert HTML, for elements and quoted attributes.

    More than `html.escape`: backticks, dollars, braces and backslashes too, which would matter if the text were ever
    put into a script template.
    """
    escaped = html.escape(str(text), quote=True)
    for character in "`${}\\":
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return escaped


def isolated(text: object) -> str:
    """Text of unknown direction, isolated from what stands around it."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https with a host, else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def link(url: str | None, text: str) -> str:
    """A link that opens beside the app, or nothing where the address is not safe."""
    safe = safe_url(url)
    if safe is None:
        return ""
    return f'<a href="{escape(safe)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'
