"""The two values the package hands out: a place of the gazetteer and a scored candidate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A named place.

    `id` is `gn:<GeoNames id>`, an `Area` id for areas, or the id given in `data/places.csv`.
    `lat`, `lon` are degrees (WGS 84). `geo_precision` says how far the point may be trusted: `exact`, `town`,
    `near` (then `radius_km` is set), `adm2`, `adm1`, `feature`, `country` (areas carry `area_id`), `sea`, `none`.
    `country` is ISO 3166-1 alpha-2; `admin1_id` and `area_id` are ids of `geodata.areas.Area`.
    """

    id: str
    name: str
    name_ar: str | None
    kind: str
    country: str | None
    admin1: str | None
    admin1_ar: str | None
    admin1_id: str | None
    admin2: str | None
    lat: float
    lon: float
    geo_precision: str
    radius_km: float | None
    area_id: str | None
    population: int | None
    source: str

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, in declaration order."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. `score` runs from 0 to 1 and orders the candidates of one query."""

    place: Place
    score: float
