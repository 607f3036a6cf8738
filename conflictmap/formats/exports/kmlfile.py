"""KML out: a placemark an event with its days and all its columns; the statement is the document's description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from conflictmap.formats.exports import geometry
from conflictmap.formats.exports.about import KEY, About
from conflictmap.model import vocabulary

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes a KML document."""
    title, *lines = about.lines()
    said = _data(KEY, json.dumps(about.to_json(), ensure_ascii=False))
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>{_text(title)}</name><description>{_text(chr(10).join(lines))}</description>"
        f"<ExtendedData>{said}</ExtendedData>\n".encode()
    )
    for batch in batches:
        file.writelines(_placemark(row, about).encode() for row in batch.to_pylist())
    file.write(b"</Document></kml>\n")


def _placemark(row: dict[str, Any], about: About) -> str:
    kind = vocabulary.sub_event_types().get(row["sub_event_type"]).label(about.lang)
    place = (row["place_ar"] or row["place"]) if about.lang == "ar" else (row["place"] or row["place_ar"])
    name = f"{kind}: {place}" if place else kind
    summary = (
        (row["summary_ar"] or row["summary_en"]) if about.lang == "ar" else (row["summary_en"] or row["summary_ar"])
    )
    days = f"<begin>{row['date_start']}</begin><end>{row['date_end']}</end>"
    data = "".join(_data(column, value) for column, value in row.items() if value is not None)
    return (
        f"<Placemark><name>{_text(name)}</name>"
        + (f"<description>{_text(summary)}</description>" if summary else "")
        + (f"<TimeSpan>{days}</TimeSpan>" if row["date_start"] else "")
        + f"<ExtendedData>{data}</ExtendedData>{_geometry(row)}</Placemark>\n"
    )


def _data(name: str, value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"<Data name={quoteattr(name)}><value>{_text(text)}</value></Data>"


def _text(text: str) -> str:
    """Text as XML can hold it: characters it cannot hold become U+FFFD, a carriage return is kept as a reference."""
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _geometry(row: dict[str, Any]) -> str:
    mark = geometry.mark_of(row)
    if mark == "list":
        return ""
    if mark != "area":
        return f"<Point><coordinates>{row['lon']!r},{row['lat']!r}</coordinates></Point>"
    parts = "".join(
        f"<Polygon>{_ring('outer', outer)}{''.join(_ring('inner', hole) for hole in holes)}</Polygon>"
        for outer, holes in geometry.outline_rings(row["area_id"])
    )
    return f"<MultiGeometry>{parts}</MultiGeometry>" if parts else ""


def _ring(side: str, coordinates: str) -> str:
    ring = f"<LinearRing><coordinates>{coordinates}</coordinates></LinearRing>"
    return f"<{side}BoundaryIs>{ring}</{side}BoundaryIs>"
