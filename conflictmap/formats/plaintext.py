"""HTML that others wrote, as plain text: descriptions of KML placemarks and of GeoJSON features."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("address", "article", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
     "section", "table", "tr", "ul")
)  # fmt: skip
_DROPPED = frozenset(("head", "script", "style", "template", "title"))
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&[#\w]+;")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_LABELLED = re.compile(r"^\s*([^\W\d_][\w /-]{1,30}?)\s*[:：=]\s*(\S.*)$")


class _Reader(HTMLParser):
    """Collects the text and the web links of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self._dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._dropped += tag in _DROPPED
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        self.links += [value for name, value in attrs if name == "href" and value and _LINK.fullmatch(value.strip())]

    def handle_endtag(self, tag: str) -> None:
        self._dropped = max(0, self._dropped - (tag in _DROPPED))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(data)


def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without markup, one line a block, and the http and https links in it, in order."""
    links: list[str] = []
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")  # halves of characters, which JSON can hold
    if _TAG.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text, links = "".join(reader.parts), reader.links
    lines = (" ".join(line.split()) for line in text.splitlines())
    shown = "\n".join(line for line in lines if line)
    found = [*links, *(link.rstrip(".,;:!?)]»،؛") for link in _LINK.findall(shown))]
    return shown, tuple(dict.fromkeys(found))


def labelled(text: str) -> dict[str, str]:
    """The lines of a plain text that read `name: value`; the first of each name."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        row = _LABELLED.match(line)
        if row and not row[2].startswith("//"):
            found.setdefault(row[1].strip(), row[2].strip())
    return found
