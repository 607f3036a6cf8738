"""From a dataset's own coordinates and names to the place of an event, never finer than the dataset states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from conflictmap.errors import InvalidEvent
from conflictmap.model import vocabulary
from conflictmap.model.event import EventPlace
from conflictmap.model.placing import DEFAULT_RADIUS_KM
from geodata import Area, Areas, Gazetteer, GazetteerGeocoder, Place, distance_km, fold
from geodata.classes import readings

FEATURE_RADIUS_KM = 50.0
"""Around the point of a river, a border or a forest: UCDP's are longer than 25 km, and of no stated length."""
ADM1_RADIUS_KM = 100.0
"""Around the centroid of a first-level area that is none of ours, as abolished provinces are."""
_SAME_PLACE_KM = 15.0  # a place of this name so near the point is the place meant
_SAME_UNIT_KM = 60.0
_BY_AREA_DEGREES = 0.5  # a centroid lies in its area, or in a bay of it


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a dataset puts an event. `precision`: of our vocabulary; `held`: countries that the dataset counts under
    `country`; `lat`, `lon`: degrees, or both None."""

    name: str | None
    precision: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    held: frozenset[str] = frozenset()


def degrees(lat: str, lon: str, lat_field: str, lon_field: str) -> tuple[float | None, float | None]:
    """A point from text, (None, None) where there is none; (0, 0) stands for none.

    Raises:
        InvalidEvent: one is missing, no number, or out of its range.
    """
    if not lat and not lon:
        return None, None
    found = _degree(lat, lat_field, 90), _degree(lon, lon_field, 180)
    return found if found != (0.0, 0.0) else (None, None)


def _degree(text: str, field: str, limit: int) -> float:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= limit:
        raise InvalidEvent(field, text, f"degrees from -{limit} to {limit}")
    return value


def place_of(stated: Stated) -> EventPlace:
    """The place of an event: a point, a ring, an area, or a line of a list, as precise as stated and no more."""
    if vocabulary.geo_precisions().get(stated.precision).more["mark"] == "list":
        name = stated.name if stated.precision == "sea" else None
        return EventPlace(name, country=stated.country, geo_precision=stated.precision)
    if stated.precision == "adm1":
        return _first_level(stated)
    if stated.lat is None or stated.lon is None:
        return _without_point(stated)
    return _at_point(stated, stated.lat, stated.lon)


def _without_point(stated: Stated) -> EventPlace:
    """What is left where the point is missing: the first-level area if its name is ours, or else the country."""
    area = _named_area(stated)
    if area:
        return _whole(area)
    return EventPlace(country=stated.country, geo_precision="country" if stated.country else "none")


def _at_point(stated: Stated, lat: float, lon: float) -> EventPlace:
    country, area = _holder(stated, lat, lon)
    known = _known(stated, lat, lon)
    return EventPlace(
        name=stated.name or (known.name if known else None),
        name_ar=known.name_ar if known else None,
        kind=known.kind if known else None,
        admin1=area.name if area else stated.admin1,
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=stated.admin2,
        country=country,
        lat=lat,
        lon=lon,
        geo_precision=_checked(stated, known),
        radius_km=_radius_km(stated, known),
    )


def _checked(stated: Stated, known: Place | None) -> str:
    """The stated precision; of a settlement the very site is not known, only the town."""
    if stated.precision != "exact":
        return stated.precision
    kinds = next(iter(readings(fold(stated.name or ""))), None)
    is_town = known.kind == "settlement" if known else bool(kinds and "settlement" in kinds.kinds[:1])
    return "town" if is_town else "exact"


def _radius_km(stated: Stated, known: Place | None) -> float | None:
    if stated.precision in ("exact", "town"):
        return None
    if stated.precision == "feature":
        return FEATURE_RADIUS_KM
    return (known.radius_km if known and stated.precision == "adm2" else None) or DEFAULT_RADIUS_KM


def _holder(stated: Stated, lat: float, lon: float) -> tuple[str | None, Area | None]:
    """The country of a point and its first-level area: the dataset's country, unless that holds another one there."""
    here, area = _around(lat, lon)
    if here and (stated.country is None or here.id in stated.held):
        return here.id, area
    return stated.country, area if area and area.country == stated.country else None


@lru_cache(maxsize=200_000)
def _around(lat: float, lon: float) -> tuple[Area | None, Area | None]:
    return Areas.open().locate(lat, lon)


def _known(stated: Stated, lat: float, lon: float) -> Place | None:
    """The gazetteer's place of the stated name at the stated point."""
    is_unit = stated.precision == "adm2"
    limit_km = _SAME_UNIT_KM if is_unit else _SAME_PLACE_KM
    found: list[tuple[float, Place]] = []
    for name in filter(None, (stated.name, stated.admin2 if is_unit else None)):
        for reading in readings(fold(name)):
            places = [
                p for p in Gazetteer.open().exact(reading.name) if (p.kind == "adm2") == is_unit and not p.area_id
            ]
            found += [(distance_km(lat, lon, p.lat, p.lon), p) for p in places]
    near = [pair for pair in found if pair[0] <= limit_km]
    return min(near, key=lambda pair: (pair[0], pair[1].id))[1] if near else None


def _first_level(stated: Stated) -> EventPlace:
    """A first-level area of ours; where none has the name and holds the point, a wide ring around the point."""
    area = _named_area(stated)
    if area:
        return _whole(area)
    if stated.lat is None or stated.lon is None:
        return _without_point(stated)
    country, _ = _holder(stated, stated.lat, stated.lon)
    return EventPlace(
        stated.name or stated.admin1, kind="adm1", admin1=stated.admin1, country=country,
        lat=stated.lat, lon=stated.lon, geo_precision="adm1", radius_km=ADM1_RADIUS_KM,
    )  # fmt: skip


def _named_area(stated: Stated) -> Area | None:
    """The first-level area that one of the stated names means; it has to hold the point, where there is one."""
    for country in filter(None, (stated.country, *sorted(stated.held))):
        for name in dict.fromkeys(filter(None, (stated.admin1, stated.name))):
            for area in _areas_named(name, country):
                if _holds_point(area, stated):
                    return area
    return None


@lru_cache(maxsize=20_000)
def _areas_named(name: str, country: str) -> tuple[Area, ...]:
    """The first-level areas a name may mean in a country, best first."""
    found = _geocoder().candidates(name, country=country, kinds=("adm1",))
    areas = [Areas.open().get(candidate.place.area_id or "") for candidate in found]
    return tuple(area for area in areas if area and area.level == "adm1")


def _holds_point(area: Area, stated: Stated) -> bool:
    if stated.lat is None or stated.lon is None:
        return True
    return Areas.open().away(area.id, stated.lat, stated.lon) <= _BY_AREA_DEGREES


def _whole(area: Area) -> EventPlace:
    return EventPlace(
        area.name, area.name_ar, "adm1", area.name, area.name_ar, area.id, country=area.country,
        lat=area.lat, lon=area.lon, geo_precision="adm1", area_id=area.id,
    )  # fmt: skip


@cache
def _geocoder() -> GazetteerGeocoder:
    return GazetteerGeocoder()
