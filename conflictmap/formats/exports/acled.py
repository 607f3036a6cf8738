"""CSV out in the shape of an ACLED export, for tools that read that. What its columns cannot say is left out."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from conflictmap.formats.exports import csvfile
from conflictmap.formats.exports.about import About
from conflictmap.formats.tables.cells import table
from conflictmap.model import vocabulary
from geodata import Areas

_FILE = Path(__file__).with_name("acled.toml")
COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
_SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])
_TIME_PRECISION = {"day": 1, "days": 2, "week": 2, "month": 3, "year": 3}
_GEO_PRECISION = {"exact": 1, "town": 1, "near": 2, "adm2": 2}
_OTHER_GEO_PRECISION = 3
_FIRST_SIDE = ("perpetrator", "side_a", "unclear")


def write(file: BinaryIO, batches: Iterator[pa.RecordBatch], about: About) -> None:
    """Writes the table alone: its readers expect the names of the columns in the first line."""
    file.write(csvfile.BYTE_ORDER_MARK)
    csvfile.write_rows(file, (_batch(batch) for batch in batches))


def _batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    rows = [acled_row(row) for row in batch.to_pylist()]
    columns = [pa.array([_text(row[name]) for row in rows], pa.string()) for name in COLUMNS]
    return pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def acled_row(row: dict[str, Any]) -> dict[str, Any]:
    """A flat row in ACLED's columns; a date that is no day is the middle of its days, as ACLED codes it."""
    first, second = _sides(row["actors_json"])
    start, end = row["date_start"], row["date_end"]
    day: date | None = start + timedelta(days=(end - start).days // 2) if start else None
    term = vocabulary.sub_event_types().get(row["sub_event_type"])
    found = {
        "event_id_cnty": row["id"],
        "event_date": day.isoformat() if day else None,
        "year": day.year if day else None,
        "time_precision": _TIME_PRECISION[row["date_precision"]] if row["date_precision"] else None,
        "disorder_type": _disorder().get(row["sub_event_type"]) or _disorder()[row["event_type"]],
        "event_type": row["event_type"],
        "sub_event_type": term.more["acled"],
        **_actors(first, second),
        "civilian_targeting": "Civilian targeting" if row["event_type"] == "Violence against civilians" else None,
        "iso": table("countries")["numeric"].get(row["country"] or ""),
        "country": _country(row["country"]),
        **{name: row[name] for name in ("admin1", "admin2")},
        "location": row["place"] or row["place_ar"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "geo_precision": _GEO_PRECISION.get(row["geo_precision"], _OTHER_GEO_PRECISION)
        if row["lat"] is not None
        else None,
        "source": row["source"],
        "notes": row["summary_en"] or row["summary_ar"],
        "fatalities": row["fatalities_best"],
    }
    return {name: found.get(name) for name in COLUMNS}


Actors = list[dict[str, Any]]


def _sides(actors_json: str) -> tuple[Actors, Actors]:
    """Who comes first and who second; ACLED's order says nothing of who attacks."""
    actors = json.loads(actors_json)
    first = [actor for actor in actors if actor["role"] in _FIRST_SIDE]
    return first, [actor for actor in actors if actor["role"] not in _FIRST_SIDE]


def _actors(first: Actors, second: Actors) -> dict[str, Any]:
    kinds = [vocabulary.actor_kinds().get(side[0]["kind"]).more if side else {} for side in (first, second)]
    named = sorted((kind for kind in kinds if kind.get("acled")), key=lambda kind: int(kind["acled_code"]))
    between = "-".join(str(kind["acled"]) for kind in named)
    found: dict[str, Any] = {"interaction": f"{between} only" if len(named) == 1 else between}
    for number, (side, kind) in enumerate(zip((first, second), kinds, strict=True), 1):
        found[f"actor{number}"] = side[0]["name"] if side else None
        found[f"assoc_actor_{number}"] = "; ".join(actor["name"] for actor in side[1:])
        found[f"inter{number}"] = kind.get("acled")
    return found


@cache
def _disorder() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["disorder"]
    return found


@lru_cache(maxsize=500)
def _country(code: str | None) -> str | None:
    area = Areas.open().get(code) if code else None
    return area.name if area else code
