"""The values the package hands out: a place, its names, a scored candidate, and the answer to a question."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = frozenset(
    [
        *("settlement", "neighbourhood", "refugee_camp", "military_base", "airport", "border_crossing", "checkpoint"),
        *("dam", "bridge", "power_station", "oil_field", "hospital", "port", "road", "front_line", "river", "lake"),
        *("mountain", "island", "sea_area", "adm1", "adm2", "adm3", "region", "country"),
    ]
)
"""What a place with a point or an outline of its own can be."""
PRECISIONS = ("exact", "town", "near", "adm2", "adm1", "feature", "country", "sea", "none")


@dataclass(frozen=True, slots=True)
class Place:
    """A named place.

    `id` is `gn:<GeoNames id>`, an `Area` id for areas, the id given in a table of `data/places`, or an id of the
    user's own; a place computed from a phrase ("north of Manbij") has the id of its base and the relation.
    `lat`, `lon` are degrees (WGS 84). `geo_precision` says how far the point may be trusted: `exact`, `town`,
    `near` (then `radius_km` is set), `adm2`, `adm1`, `feature`, `country` (areas carry `area_id`), `sea`, `none`.
    `seat_of` is the level of the unit whose seat a settlement is (`country`, `adm1`, `adm2`, `adm3`), where known.
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
    seat_of: str | None = None

    def __hash__(self) -> int:
        return hash(self.id)  # equal places have one id

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, in declaration order."""
        return asdict(self)


@dataclass
class Named:
    """A place and all its names: `first` are preferred (any tier-0 spelling), `others` alternates."""

    place: Place
    first: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. `score` runs from 0 to 1 and orders the candidates of one query.

    `why` says what the score is made of: pairs of a factor (`name`, `kind`, `prominence`, `near`, `context`) and
    the share of the score, 0 to 1, that it leaves.
    """

    place: Place
    score: float
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name is taken to mean: one place, or none with the reason.

    `reason` is `found`; `area` (several namesakes, so the smallest known area around them); `ambiguous` (namesakes
    too far apart to choose); `weak` (only far-fetched candidates); `unknown` (no candidate). `margin` is how far,
    0 to 1, the best candidate leads the next one that lies elsewhere.
    """

    place: Place | None
    score: float
    margin: float
    reason: str
    candidates: tuple[Candidate, ...] = ()
