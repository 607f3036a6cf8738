"""A content as plain JSON and back, so that a briefing can be opened later with the data as they were."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import shapely

from conflictmap.briefing.comparison import Comparison, Line
from conflictmap.briefing.content import BriefContent, ListedEvent
from conflictmap.briefing.full import FullContent, Row
from conflictmap.briefing.geometry import MapView
from conflictmap.briefing.handling import Marking
from conflictmap.briefing.overlays import Overlay
from conflictmap.errors import UnreadableFile
from conflictmap.store.aggregate import Bin

_PLAIN = (
    "lang", "title", "subtitle", "period", "filter_words", "drawn", "toll", "passing", "seen", "unit", "as_of",
    "permalink", "record",
)  # fmt: skip
"""Fields that JSON holds as they are."""


def to_json(content: BriefContent | Comparison) -> dict[str, Any]:
    """The content as JSON values."""
    if isinstance(content, Comparison):
        lines = [asdict(line) for line in content.lines]
        return {"first": _one_to_json(content.first), "second": _one_to_json(content.second), "lines": lines}
    return _one_to_json(content)


def from_json(values: Mapping[str, Any]) -> BriefContent | Comparison:
    """The content of JSON values.

    Raises:
        UnreadableFile: they are no content.
    """
    try:
        if "first" in values:
            lines = tuple(Line(**line) for line in values["lines"])
            return Comparison(_one_from_json(values["first"]), _one_from_json(values["second"]), lines)
        return _one_from_json(values)
    except (KeyError, TypeError, ValueError, shapely.GEOSException) as error:
        raise UnreadableFile(
            f"saved briefing: expected the content of a briefing, got {type(error).__name__}"
        ) from error


def _one_to_json(content: BriefContent) -> dict[str, Any]:
    return {
        **{name: getattr(content, name) for name in _PLAIN},
        "counts": [list(row) for row in content.counts],
        "view": list(content.view),
        "bins": [[row.start.isoformat(), row.event_type, row.events] for row in content.bins],
        "events": [asdict(event) for event in content.events],
        "notes": list(content.notes),
        "marking": list(content.marking) if content.marking else None,
        "logo": base64.b64encode(content.logo).decode() if content.logo else None,
        "overlays": [
            {**asdict(overlay), "geometry": shapely.to_wkb(overlay.geometry, hex=True)} for overlay in content.overlays
        ],
        "created": content.created.isoformat(),
        "full": asdict(content.full) if content.full else None,
    }


def _one_from_json(values: Mapping[str, Any]) -> BriefContent:
    return BriefContent(
        **{name: values[name] for name in _PLAIN},
        counts=tuple((number, label) for number, label in values["counts"]),
        view=MapView(*values["view"]),
        bins=tuple(Bin(date.fromisoformat(start), kind, n) for start, kind, n in values["bins"]),
        events=tuple(ListedEvent(**event) for event in values["events"]),
        notes=tuple(values["notes"]),
        marking=Marking(*values["marking"]) if values["marking"] else None,
        logo=base64.b64decode(values["logo"]) if values["logo"] else None,
        overlays=tuple(_overlay(each) for each in values["overlays"]),
        created=datetime.fromisoformat(values["created"]),
        full=_full(values["full"]) if values["full"] else None,
    )


def _overlay(values: Mapping[str, Any]) -> Overlay:
    return Overlay(**{**values, "geometry": shapely.from_wkb(values["geometry"]), "dash": tuple(values["dash"])})


def _full(values: Mapping[str, Any]) -> FullContent:
    rows = tuple(
        Row(**{**row, "sources": tuple((name, quote) for name, quote in row["sources"])}) for row in values["rows"]
    )
    return FullContent(
        types=tuple((label, n) for label, n in values["types"]),
        countries=tuple((label, n) for label, n in values["countries"]),
        rows=rows,
        cut=values["cut"],
        method=tuple((heading, tuple(texts)) for heading, texts in values["method"]),
    )


def event_ids(content: BriefContent | Comparison) -> list[str]:
    """The events that a content names one by one: listed ones, and marks that are no cells."""
    if isinstance(content, Comparison):
        return list(dict.fromkeys([*event_ids(content.first), *event_ids(content.second)]))
    drawn = content.seen["events"]["id"] if content.seen["mode"] == "events" else []
    return list(dict.fromkeys([*(event.id for event in content.events), *drawn]))
