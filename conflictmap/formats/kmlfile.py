"""The XML of a KML file or of the KML within a KMZ archive, read with care: both may be made to do harm."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from conflictmap import settings
from conflictmap.errors import UnreadableFile
from conflictmap.formats import features

_ZIP = b"PK\x03\x04"
_MAX_ENTRIES = 2_000
"""Files of an archive; maps with their pictures have hundreds."""
_MAX_RATIO = 200
"""How many times larger than packed the KML of an archive may be; real ones reach 30."""
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=")
_ROOTS = ("kml", "Document", "Folder", "Placemark")


def recognises(path: Path) -> float:
    """How sure it is that a file is KML or KMZ, 0 to 1."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return 0.0
    if head.startswith(_ZIP):
        return 0.9 if path.suffix.lower() == ".kmz" else 0.0
    if b"<kml" in head or b"opengis.net/kml" in head or b"earth.google.com/kml" in head:
        return 0.95
    return 0.6 if path.suffix.lower() == ".kml" and b"<" in head else 0.0


def read(path: Path) -> Element:
    """The root of a file's KML, tags without namespaces.

    Raises:
        UnreadableFile: it is none, broken, larger than the limits, or made to do harm.
    """
    data = features.read_bytes(path, settings.number("geo_mb_limit"))
    if data.startswith(_ZIP):
        data = _unpacked(path)
    root = _parsed(path.name, data)
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    if root.tag not in _ROOTS:
        raise UnreadableFile(f"{path.name}: expected KML, got XML of <{root.tag[:40]}>")
    return root


def _parsed(name: str, data: bytes) -> Element:
    data = data.lstrip()
    try:
        return _parse(data)
    except DefusedXmlException as error:
        raise UnreadableFile(f"{name}: expected KML without entities of its own, which are not read") from error
    except (ParseError, ValueError, LookupError) as error:
        if "unbound prefix" not in str(error):
            raise UnreadableFile(f"{name}: expected KML, got broken XML: {error}") from error
    try:
        return _parse(_with_prefixes(data))
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise UnreadableFile(f"{name}: expected KML, got broken XML: {error}") from error


def _parse(data: bytes) -> Element:
    root: Element = defusedxml.ElementTree.fromstring(data)
    return root


def _with_prefixes(data: bytes) -> bytes:
    """The XML with the prefixes declared that it uses and forgot to declare, as many hand-made files do."""
    text = data.decode("utf-8-sig", "replace")
    start = re.search(r"<[A-Za-z_][\w.:-]*", text)
    if start is None:
        return data
    used = {prefix for pair in _PREFIX.findall(text) for prefix in pair if prefix} - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in text)
    declared = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in missing)
    text = text[: start.end()] + declared + text[start.end() :]
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()


def _unpacked(path: Path) -> bytes:
    """The KML of an archive: doc.kml, or the first there is."""
    limit_bytes = settings.number("geo_mb_limit") * 1_000_000
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _main_entry(path.name, archive)
            if entry.flag_bits & 1:
                raise UnreadableFile(f"{path.name}: expected an archive without a password")
            packed = max(entry.compress_size, 1)
            if entry.file_size > limit_bytes or (entry.file_size > 1_000_000 and entry.file_size > _MAX_RATIO * packed):
                raise UnreadableFile(f"{path.name}: expected at most {limit_bytes // 1_000_000} MB unpacked, "
                                     f"{entry.filename[:60]} says {entry.file_size:,} bytes of {packed:,}")  # fmt: skip
            with archive.open(entry) as file:
                data = file.read(limit_bytes + 1)  # what the archive says of itself need not be true
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"{path.name}: expected a KMZ archive, got a broken one: {error}") from error
    if len(data) > limit_bytes:
        raise UnreadableFile(f"{path.name}: expected at most {limit_bytes // 1_000_000} MB unpacked, there is more")
    return data


def _main_entry(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise UnreadableFile(f"{name}: expected at most {_MAX_ENTRIES} files in the archive, got {len(entries)}")
    found = [entry for entry in entries if entry.filename.lower().endswith(".kml")]
    if not found:
        raise UnreadableFile(f"{name}: expected a .kml in the archive, got none")
    return min(found, key=lambda e: (e.filename.lower() != "doc.kml", e.filename.count("/"), found.index(e)))
