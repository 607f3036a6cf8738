"""Logos: PNG or SVG files, checked before they are drawn."""

from __future__ import annotations

import struct
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from conflictmap.errors import InvalidBrief

MAX_BYTES = 1_000_000
MAX_PIXELS = 16_000_000
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_REFUSED = {"script", "foreignObject", "image", "use", "style", "a", "animate", "set", "iframe", "text", "switch"}
"""SVG elements that run, load or hide something; letters need fonts, which a logo has as paths."""


def read_logo(path: Path) -> bytes:
    """The checked bytes of a logo.

    Raises:
        InvalidBrief: it is no PNG or SVG that can be drawn safely.
    """
    try:
        with path.open("rb") as file:
            return checked_logo(file.read(MAX_BYTES + 1), path.name)
    except OSError as error:
        raise InvalidBrief(f"logo {path}: expected a PNG or SVG file, got: {error.strerror}") from error


def checked_logo(data: bytes, name: str) -> bytes:
    """The bytes themselves, if they are a PNG or SVG that can be drawn safely. Raises `InvalidBrief`."""
    if len(data) > MAX_BYTES:
        raise InvalidBrief(f"logo {name}: expected at most {MAX_BYTES:,} bytes")
    if data.startswith(_PNG_HEAD):
        _check_png(data, name)
    else:
        _check_svg(data, name)
    return data


def logo_kind(data: bytes) -> str:
    """`png` or `svg`."""
    return "png" if data.startswith(_PNG_HEAD) else "svg"


def _check_png(data: bytes, name: str) -> None:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise InvalidBrief(f"logo {name}: expected a whole PNG, got a damaged one")
    wide, high = struct.unpack(">II", data[16:24])
    if not 0 < wide * high <= MAX_PIXELS:
        raise InvalidBrief(f"logo {name}: expected at most {MAX_PIXELS:,} pixels, got {wide} × {high}")


def _check_svg(data: bytes, name: str) -> None:
    try:
        root = ElementTree.fromstring(data.decode("utf-8"), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
        raise InvalidBrief(f"logo {name}: expected a PNG or a plain SVG, got neither") from error
    if root.tag != f"{_SVG}svg":
        raise InvalidBrief(f"logo {name}: expected an SVG document, got {str(root.tag)[:40]!r}")
    for node in root.iter():
        kind = str(node.tag).removeprefix(_SVG)
        if kind in _REFUSED or not str(node.tag).startswith(_SVG):
            raise InvalidBrief(f"logo {name}: expected shapes only, got the element {kind[:40]!r}")
        for key, value in node.attrib.items():
            local = key.rsplit("}", 1)[-1].lower()
            if local == "href" or local.startswith("on") or ("url(" in value and "url(#" not in value):
                raise InvalidBrief(f"logo {name}: expected no links, got the attribute {local[:40]!r}")
