"""What a file keeps about itself: PNG text chunks and PDF properties, written and read back."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from conflictmap.errors import UnreadableFile

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_KEY = "conflict-map"
MAX_FILE_BYTES = 60_000_000
"""Bytes of a picture that is read back."""
MAX_RECORD = 200_000
"""Characters of what a picture keeps about itself."""


def into_png(png: bytes, record: Mapping[str, Any]) -> bytes:
    """The picture with a record as iTXt chunks (PNG, 11.3.3.4) after its header: for people, and as JSON for us."""
    texts = {
        "Title": str(record["title"]),
        "Software": str(record["software"]),
        "Creation Time": str(record["created"]),
        "Source": str(record["permalink"]),
        "Description": str(record["filter_in_words"]),
        PNG_KEY: json.dumps(record, ensure_ascii=False),
    }
    end = len(PNG_HEAD) + 25  # length, type, 13 bytes and checksum of IHDR, which comes first
    chunks = b"".join(_chunk(b"iTXt", _itxt(key, text)) for key, text in texts.items())
    return png[:end] + chunks + png[end:]


def _itxt(key: str, text: str) -> bytes:
    return key.encode("latin-1") + b"\x00\x00\x00\x00\x00" + text.encode("utf-8")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def read_record(data: bytes, name: str) -> dict[str, Any]:
    """What a picture of ours keeps about itself.

    Raises:
        UnreadableFile: it is no PNG or PDF of ours.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFile(f"{name}: expected at most {MAX_FILE_BYTES:,} bytes, got {len(data):,}")
    if data.startswith(PNG_HEAD):
        text = _from_png(data, name)
    elif data.startswith(b"%PDF-"):
        text = _from_pdf(data, name)
    else:
        raise UnreadableFile(f"{name}: expected a PNG or PDF that this program made, got another kind of file")
    try:
        record = json.loads(text[:MAX_RECORD])
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{name}: expected a briefing of this program, its record is damaged") from error
    if not isinstance(record, dict) or record.get("software") != "Conflict Map":
        raise UnreadableFile(f"{name}: expected a briefing of this program, its record is another's")
    return record


def _from_png(data: bytes, name: str) -> str:
    head = PNG_KEY.encode() + b"\x00\x00\x00\x00\x00"
    for kind, body in _chunks(data):
        if kind == b"iTXt" and body.startswith(head):
            return body[len(head) :].decode("utf-8", errors="replace")
    raise UnreadableFile(f"{name}: expected a picture of this program, it keeps nothing about itself")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_HEAD)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _from_pdf(data: bytes, name: str) -> str:
    try:
        found = pypdf.PdfReader(io.BytesIO(data)).metadata
        return str(found.get("/Keywords", "")) if found else ""
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableFile(f"{name}: expected a PDF that this program made, got a damaged one") from error
