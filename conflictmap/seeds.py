"""Loads the hand-coded seed events. The files name places; the geocoder finds them at load."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conflictmap.errors import ConflictMapError, UnreadableFile
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Review, Source, Toll
from conflictmap.model.placing import event_place
from conflictmap.places import geocoder
from conflictmap.store.interface import Store
from geodata import GazetteerGeocoder

FOLDER = Path(__file__).resolve().parent.parent / "seeds"


def ensure_seeded(store: Store) -> None:
    """Loads the seed events into a store that was never written, and renews one of older vocabularies."""
    if store.version == 0:
        store.add(read_all(geocoder()))
    elif not store.is_current():
        store.add(())


def read_all(geocoder: GazetteerGeocoder, folder: Path = FOLDER) -> Iterator[Event]:
    """The events of every file that seeds/MANIFEST.toml names as events."""
    manifest = tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))
    for entry in manifest["file"]:
        path = folder / entry["file"]
        if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            raise UnreadableFile(f"{path.name}: expected the sha256 that MANIFEST.toml gives, the file differs")
        yield from read_file(path, geocoder)


def read_file(path: Path, geocoder: GazetteerGeocoder) -> Iterator[Event]:
    """The events of one seed file.

    Raises:
        UnreadableFile: a row breaks the model or names a place that the gazetteer lacks.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    reports = {report["id"]: report for report in data["report"]}
    for row in data["event"]:
        try:
            yield _event(row, reports[row["report"]], data["dataset"], geocoder)
        except (ConflictMapError, KeyError) as error:
            raise UnreadableFile(f"{path.name}, event {row.get('id', '?')}: {error}") from error


def _event(row: dict[str, Any], report: dict[str, Any], dataset: dict[str, Any], geocoder: GazetteerGeocoder) -> Event:
    when = EventDate(row["date_start"], row["date_end"], row["date_precision"]) if "date_start" in row else None
    return Event(
        id=f"{dataset['id']}:{row['id']}",
        event_type=row["event_type"],
        sub_event_type=row["sub_event_type"],
        when=when,
        place=_place(row, geocoder),
        actors=tuple(Actor.known(actor["id"], actor["role"]) for actor in row["actors"]),
        fatalities=_toll(row, "fatalities"),
        injured=_toll(row, "injured"),
        summary_en=row["summary_en"],
        summary_ar=row["summary_ar"],
        note_en=row.get("note_en"),
        note_ar=row.get("note_ar"),
        sources=(_source(report),),
        claim=row["claim"],
        confidence=row["confidence"],
        rule="coded by hand",
        review=Review("confirmed"),
        dataset=dataset["id"],
        licence=dataset["licence"],
        retrieved=dataset["retrieved"],
    )


def _place(row: dict[str, Any], geocoder: GazetteerGeocoder) -> EventPlace:
    if "place" not in row:
        return EventPlace(country=row.get("country"), geo_precision="country" if row.get("country") else "none")
    found = geocoder.candidates(row["place"], country=row.get("country"))
    if not found:
        raise UnreadableFile(f"place: expected a place of the gazetteer, got {row['place']!r}")
    return event_place(found[0].place, row.get("geo_precision"), row.get("radius_km"))


def _toll(row: dict[str, Any], name: str) -> Toll:
    return Toll(*(row.get(f"{name}_{bound}") for bound in ("low", "best", "high")))


def _source(report: dict[str, Any]) -> Source:
    optional = ("publisher_ar", "title_ar", "date", "url", "lang")
    values = {name: report.get(name) for name in optional}
    return Source(publisher=report["publisher"], title=report.get("title_en"), **values)
