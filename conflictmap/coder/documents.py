"""Files as text: encodings told apart, web pages cut to their article, everything that is not text refused.

Works without network. Plain text is decoded and never rewritten, so that spans hold for the file as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trafilatura
from charset_normalizer import from_bytes
from trafilatura.metadata import Document as Page

from conflictmap.errors import UnreadableFile

MAX_BYTES = 20_000_000
MAX_TAGS = 100_000  # of a web page: a few seconds of work
SUFFIXES = (".txt", ".html", ".htm", ".md")

_WEB_SUFFIXES = (".html", ".htm", ".xhtml")
_WEB_BEGINNING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{3,30})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_HEAD = 4096  # of a page, where it declares what it is
_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document (.docx, .xlsx, .odt)"),
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc, .xls)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a sound, film or WebP image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format", "a database"),
    (b"\x7fELF", "a program"),
)
_ONE_BYTE = ["cp1256", "cp1252", "iso8859_6"]
_SAMPLE = 100_000  # bytes that an encoding is told from
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PLAIN = re.compile(r"[\t\n\r -~\u00a0-\u017f\u0600-\u06ff\u2000-\u206f\ufeff]")
_FEW_CONTROLS, _MOSTLY_PLAIN = 0.01, 0.95  # shares of the characters of a text
_CLEARLY = 0.1  # by which one encoding must read more like a language than the next


@dataclass(frozen=True, slots=True)
class Document:
    """A file or pasted text: `text` is what all spans point into.

    `name`: of the file. Of a web page also `title`, `published`, `publisher`, `url`, `lang` (alpha-2) where it says so.
    """

    text: str
    name: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    lang: str | None = None


def find_files(path: Path) -> list[Path]:
    """The readable files (`SUFFIXES`) of a folder and its folders, sorted, without hidden ones; a file is itself.

    Raises:
        UnreadableFile: there is no such file or folder.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UnreadableFile(f"{path}: expected a file or folder, found none")
    found = (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
    return sorted(one for one in found if not any(part.startswith(".") for part in one.relative_to(path).parts))


def read_document(
    data: bytes, name: str, *, encoding: str | None = None, max_bytes: int = MAX_BYTES, max_tags: int = MAX_TAGS
) -> Document:
    """The text of a file: plain text as it is, or the article of a web page with what it says about itself.

    `encoding`: a Python codec, where the file's is known.

    Raises:
        UnreadableFile: too large, no text, no web page with text, or an encoding that cannot be told.
    """
    if len(data) > max_bytes:
        raise UnreadableFile(f"{name}: expected at most {max_bytes:,} bytes, got {len(data):,}")
    for mark, kind in _OTHER_FILES:
        if data.startswith(mark):
            raise UnreadableFile(f"{name}: expected text or a web page, got {kind}")
    text = _decoded(data, name, encoding)
    if _share(_CONTROL, text) > _FEW_CONTROLS or "\0" in text:
        raise UnreadableFile(f"{name}: expected text or a web page, got binary data")
    if name.lower().endswith(_WEB_SUFFIXES) or _WEB_BEGINNING.match(text):
        return _read_page(text, name, max_tags)
    return Document(text, name)


def _share(pattern: re.Pattern[str], text: str) -> float:
    """The share of the characters that match, of those at the beginning."""
    sample = text[:_SAMPLE]
    return len(pattern.findall(sample)) / max(1, len(sample))


def _decoded(data: bytes, name: str, encoding: str | None) -> str:
    """The text of a file in the encoding given, marked, or found."""
    if encoding is None:
        encoding = next((codec for mark, codec in _BOMS if data.startswith(mark)), None)
    if encoding is not None:
        return _decode(data, name, encoding)
    return next(_readings(data, name))


def _decode(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, TypeError) as error:
        raise UnreadableFile(f"{name}: expected the name of an encoding, got {encoding!r}") from error
    except ValueError as error:
        raise UnreadableFile(f"{name}: expected text in {encoding}, got other bytes ({error})") from error


def _readings(data: bytes, name: str) -> Iterator[str]:
    """The text of a file whose encoding is not known, the surest reading first."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and _share(_CONTROL, text) <= _FEW_CONTROLS:
        yield text
    yield from _as_utf_16(data)
    if text is not None or b"\0" in data:
        raise UnreadableFile(f"{name}: expected text or a web page, got binary data")
    declared = _DECLARED.search(data, 0, _HEAD)
    if declared:
        yield _decode(data, name, declared.group(1).decode())
    yield _decode(data, name, _one_byte_encoding(data, name))


def _as_utf_16(data: bytes) -> Iterator[str]:
    """The text as UTF-16 without its mark, where that gives letters of the languages read here."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _share(_PLAIN, text) >= _MOSTLY_PLAIN:
            yield text


def _one_byte_encoding(data: bytes, name: str) -> str:
    """The encoding of text with one byte a letter, told from the lines that are not ASCII."""
    sample = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE]
    found = sorted(from_bytes(sample, cp_isolation=_ONE_BYTE), key=lambda match: (match.chaos, -match.coherence))
    if found:
        best, second = found[0], found[1] if len(found) > 1 else None
        if second is None or str(second) == str(best) or best.coherence - second.coherence > _CLEARLY:
            return best.encoding
    raise UnreadableFile(
        f"{name}: expected UTF-8, or an encoding that can be told; give its name, as windows-1256 or iso-8859-6"
    )


def _read_page(html: str, name: str, max_tags: int) -> Document:
    """The article of a web page, a paragraph a line."""
    tags = html.count("<")
    if tags > max_tags:
        raise UnreadableFile(f"{name}: expected a web page of at most {max_tags:,} tags, got {tags:,}")
    html = _XML_DECLARATION.sub("", html, count=1)
    found = trafilatura.bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},  # what it says, no guesses
    )
    page = found if isinstance(found, Page) else None
    text = (page.text if page else None) or trafilatura.html2txt(html)
    if not text.strip():
        raise UnreadableFile(f"{name}: expected a web page with text, got none")
    language = _LANGUAGE.search(html, 0, _HEAD)
    lang = language.group(1).lower() if language else None
    if page is None:
        return Document(text, name, lang=lang)
    published = date.fromisoformat(page.date) if page.date else None
    return Document(text, name, page.title, published, page.sitename or page.hostname, page.url, lang)
