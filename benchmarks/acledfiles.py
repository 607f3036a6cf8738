"""Made-up files in the shape of ACLED's exports, of any length; places and actors repeat as they do in real ones."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from conflictmap.model import vocabulary
from geodata import Areas

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
_COUNTRIES = (
    *(("SY", 760, "Syria"), ("IQ", 368, "Iraq"), ("YE", 887, "Yemen"), ("SD", 729, "Sudan"), ("UA", 804, "Ukraine")),
    *(("PS", 275, "Palestine"), ("LB", 422, "Lebanon"), ("NG", 566, "Nigeria"), ("ML", 466, "Mali")),
)
_PLACES = 8_000
_GROUPS = 1_500
_PAIRS = 12_000  # of actors who meet
_WORDS = (
    *(
        "fighters",
        "shelled",
        "clashed",
        "near",
        "the",
        "town",
        "village",
        "road",
        "army",
        "group",
        "reported",
        "killed",
    ),
    *("wounded", "several", "houses", "were", "damaged", "after", "early", "morning", "drone", "artillery", "fire"),
    *("casualties", "unknown", "sources", "said", "local", "residents", "area", "western", "eastern", "market"),
)


def write(path: Path, rows: int, seed: int = 1, revised: float = 0.0) -> None:
    """Writes a file of so many rows; the same seed gives the same rows, of which a share has been revised since."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(rows, random.Random(seed), random.Random(seed + 1), revised))


def _places(rng: random.Random) -> list[list[object]]:
    found: list[list[object]] = []
    for code, iso, name in _COUNTRIES:
        areas = Areas.open().all("adm1", code)
        for number in range(_PLACES // len(_COUNTRIES)):
            area = rng.choice(areas)
            lat, lon = area.lat + rng.uniform(-0.4, 0.4), area.lon + rng.uniform(-0.4, 0.4)
            district = f"{area.name} {number % 7}"
            found.append(
                [
                    iso,
                    "Middle East",
                    name,
                    area.name,
                    district,
                    "",
                    f"Place {number} of {name}",
                    f"{lat:.4f}",
                    f"{lon:.4f}",
                ]
            )
    return found


def _actors(rng: random.Random) -> list[tuple[str, str]]:
    kinds = [term.more["acled"] for term in vocabulary.actor_kinds() if term.more["acled"]]
    named = [(f"Band {n} of the Valley ({rng.choice(_COUNTRIES)[2]})", rng.choice(kinds)) for n in range(_GROUPS)]
    states = [(f"Military Forces of {name} (2016-)", "State forces") for _, _, name in _COUNTRIES]
    return [*named, *states * 20, *((f"Civilians ({name})", "Civilians") for _, _, name in _COUNTRIES * 20)]


def _rows(count: int, rng: random.Random, later: random.Random, revised: float) -> Iterator[list[object]]:
    places, actors = _places(rng), _actors(rng)
    types = [(term.more["event_type"], term.id) for term in vocabulary.sub_event_types() if not term.more.get("own")]
    sources = [f"Paper {n}" for n in range(400)]
    pairs = [(rng.choice(actors), rng.choice(actors)) for _ in range(_PAIRS)]
    first = date(2015, 1, 1)
    for number in range(count):
        day = first + timedelta(days=rng.randrange(3_800))
        (one, kind1), (two, kind2) = rng.choice(pairs)
        place, (event_type, sub) = rng.choice(places), rng.choice(types)
        said = "; ".join(rng.sample(sources, rng.choice((1, 1, 2))))
        words = " ".join(rng.choices(_WORDS, k=rng.randrange(20, 55)))
        is_revised = later.random() < revised
        deaths = rng.choice((0, 0, 0, 1, 2, 5)) + is_revised
        precision = rng.choices((1, 2, 3), (80, 15, 5))[0]
        yield [
            # a table of tuples
            f"{place[2][:3].upper()}{number}", day.isoformat(), day.year, rng.choices((1, 2, 3), (90, 7, 3))[0],  # type: ignore[index]
            "Political violence", event_type, sub, one, rng.choice(("", "", actors[number % 500][0])), kind1, two, "",
            kind2, f"{kind1}-{kind2}", "", *place, precision, said, "National",
            f"On {day:%d %B %Y}, {words}.\nNumber {number}.", deaths, "", 1_700_000_000 + number + is_revised,
        ]  # fmt: skip
