"""The questions that every engine answers itself, by name: each as `store/` asks it of the embedded file in SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conflictmap.store.portable import lists, maps, spread

ANSWERS: dict[str, Callable[..., Any]] = {
    "aggregate.counts": maps.counts,
    "aggregate.extent": maps.extent,
    "aggregate.cells": maps.cells,
    "aggregate.events_in": maps.events_in,
    "aggregate.area_ids": maps.area_ids,
    "aggregate.areas": maps.areas,
    "aggregate.bounds": maps.bounds,
    "aggregate.list_where": lists.list_where,
    "listing.lines": lists.lines,
    "briefs.of_ids": lists.of_ids,
    "aggregate.histogram": spread.histogram,
    "aggregate.values_of": spread.values_of,
    "aggregate.actors": spread.actors,
    "briefs.datasets": spread.datasets,
    "briefs.by_type": spread.by_type,
    "briefs.by_country": spread.by_country,
    "flat.datasets": spread.datasets,
    "flat.unknown_places": spread.unknown_places,
    "imports.licences": spread.licences,
    "imports.log": lists.log,
    "trends.total": spread.total,
    "trends.groups": spread.groups,
    "trends.bars": spread.bars,
    "trends.pairs": spread.pairs,
    "trends.count_since": spread.count_since,
}
