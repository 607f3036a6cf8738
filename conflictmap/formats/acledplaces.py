"""Places as ACLED codes them → places of events, never finer than its geo_precision says."""

from __future__ import annotations

import re
from functools import cache

from conflictmap.formats.acledvalues import Wrong, cut, is_missing, plain_number, table
from conflictmap.formats.countries import countries
from conflictmap.model.event import EventPlace
from conflictmap.model.placing import DEFAULT_RADIUS_KM
from geodata import Area, Areas
from geodata.normalize import fold

Key = tuple[str, ...]
"""Cells: latitude, longitude, geo_precision, location, admin1, admin2, country, iso, iso3."""


def place(key: Key) -> EventPlace:
    """The place of a row.

    1 is a town, 2 a ring around it, 3 the admin-1 area that the coded point lies in, or a feature without limits where
    it lies in none of the country's. Without coordinates only the country is known. Without a precision a point is no
    better than near.

    Raises:
        Wrong: a coordinate or the precision cannot be read.
    """
    location, admin1, admin2, country_name, iso, iso3 = ("" if is_missing(t) else cut(t.strip()) for t in key[3:])
    precision = _precision(key[2])
    country = countries().given(plain_number(iso), iso3, country_name)
    lat, lon = _degrees("latitude", key[0], 90), _degrees("longitude", key[1], 180)
    if (lat is None) != (lon is None):
        raise Wrong("latitude" if lat is None else "longitude", "", "degrees, as the other coordinate is given")
    if lat is None or lon is None:
        stated = "country" if country else "none"
        return EventPlace(
            location or None, admin1=admin1 or None, admin2=admin2 or None, country=country, geo_precision=stated
        )
    if (lat, lon) == (0, 0):
        raise Wrong("latitude", "0, 0", "a real place: (0, 0) stands for a missing one")
    area = _area(lat, lon, country, admin1)
    if precision == "adm1" and area is None:
        precision = "feature"
    return EventPlace(
        name=location or None,
        kind="adm1" if precision == "adm1" and area and fold(location) == fold(area.name) else None,
        admin1=admin1 or (area.name if area else None),
        admin1_ar=area.name_ar if area else None,
        admin1_id=area.id if area else None,
        admin2=admin2 or None,
        country=country or (area.country if area else None),
        lat=lat,
        lon=lon,
        geo_precision=precision,
        radius_km=DEFAULT_RADIUS_KM if precision == "near" else None,
        area_id=area.id if area and precision == "adm1" else None,
    )


def _precision(text: str) -> str:
    coded = plain_number(text)
    precisions: dict[str, str] = table()["geo_precision"]
    if coded and coded not in precisions:
        raise Wrong("geo_precision", text, "1 (town), 2 (near it) or 3 (region)")
    return precisions.get(coded, "near")


def _degrees(field: str, text: str, most: int) -> float | None:
    """A coordinate, with a point or a comma before its fraction; None where there is none."""
    if is_missing(text):
        return None
    plain = text.strip().replace("\u2212", "-")
    if not re.fullmatch(r"[-+]?\d{1,3}([.,]\d*)?([eE][-+]?\d+)?", plain, re.ASCII):
        raise Wrong(field, text, f"degrees from -{most} to {most}")
    degrees = float(plain.replace(",", "."))
    if abs(degrees) > most:
        raise Wrong(field, text, f"degrees from -{most} to {most}")
    return degrees


def _area(lat: float, lon: float, country: str | None, admin1: str) -> Area | None:
    """The admin-1 area a point lies in, if it is one of the row's country; else the one of the row's name."""
    areas = Areas.open()
    _, area = areas.locate(lat, lon)
    if area is None or country is None or area.country == country:
        return area
    return _areas_by_name().get((country, fold(admin1)))


@cache
def _areas_by_name() -> dict[tuple[str, str], Area | None]:
    """Admin-1 areas by country and folded name; None where two share both."""
    found: dict[tuple[str, str], Area | None] = {}
    for area in Areas.open().all("adm1"):
        key = area.country, fold(area.name)
        found[key] = None if key in found else area
    return found
