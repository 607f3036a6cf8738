"""Where rows of tables happened: the coordinates they give, or else the place the gazetteer knows by their names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from conflictmap.errors import InvalidEvent
from conflictmap.formats.countries import countries
from conflictmap.formats.tables.cells import table
from conflictmap.model.event import EventPlace
from conflictmap.model.placing import DEFAULT_RADIUS_KM, event_place
from geodata import Areas, GazetteerGeocoder, fold
from geodata.normalize import is_arabic

OUTSIDE_DEGREES = 0.5
"""How far off its country a point may lie: coasts are generalised, borders are disputed."""


class Where(NamedTuple):
    """What a row says of its place. `country` is ISO 3166-1 alpha-2, `precision` a geo_precision, or None."""

    names: tuple[str, ...]
    admin1: str | None
    admin2: str | None
    admin3: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None


@cache
def _codes() -> dict[str, str]:
    rows = table("countries")
    named = {fold(name): code for code, names in rows["names"].items() for name in names}
    areas = {fold(name): area.id for area in Areas.open().all("country") for name in (area.name, area.name_ar) if name}
    letters = {fold(iso3): iso2 for iso3, iso2 in countries().by_letters.items()}
    return areas | countries().by_name | letters | named


@dataclass(frozen=True)
class Placer:
    """Finds the places of rows; the same row of names and degrees is looked up once.

    country: where rows do not say theirs, ISO 3166-1 alpha-2 or empty.
    """

    geocoder: GazetteerGeocoder
    country: str = ""

    def __post_init__(self) -> None:
        for name in ("country_code", "place"):
            object.__setattr__(self, name, lru_cache(maxsize=200_000)(getattr(self, name)))

    def country_code(self, text: str | None) -> str | None:
        """The alpha-2 code of a country by code or name; the default one's where none is given.

        Raises:
            InvalidEvent: no country is called so.
        """
        if not text:
            return self.country or None
        known = _codes().get(fold(text))
        if known:
            return known
        if len(text) == 2 and text.isascii() and Areas.open().get(text.upper()):
            return text.upper()
        found = self.geocoder.candidates(text, kinds=("country",), limit=1)
        if found and found[0].place.kind == "country":
            return found[0].place.country
        raise InvalidEvent("country", text[:80], "a country by its name or ISO code")

    def place(self, where: Where) -> EventPlace:
        """The place of a row. One that no gazetteer knows keeps its name and gets no coordinates.

        Raises:
            InvalidEvent: the coordinates are impossible, or are those of another country the wrong way round.
        """
        return self._at_point(where) if where.lat is not None or where.lon is not None else self._named(where)

    def _at_point(self, where: Where) -> EventPlace:
        lat, lon = where.lat, where.lon
        if lat is None or lon is None:
            raise InvalidEvent("lat, lon", (lat, lon), "both or neither")
        if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
            raise InvalidEvent("lat, lon", (lat, lon), "latitude before longitude; these look swapped")
        plain = EventPlace(lat=lat, lon=lon, geo_precision="town")  # checks the point before it is looked up
        if where.country and _looks_swapped(lat, lon, where.country):
            raise InvalidEvent("lat, lon", (lat, lon), f"a point in {where.country}; these look swapped")
        country, area = Areas.open().locate(lat, lon)
        precision = where.precision or "town"
        name, name_ar = _names(where.names)
        place = replace(
            plain,
            name=name,
            name_ar=name_ar,
            admin1=area.name if area else where.admin1,
            admin1_ar=area.name_ar if area else None,
            admin1_id=area.id if area else None,
            admin2=where.admin2,
            country=where.country or (country.id if country else None),
            geo_precision=precision,
            radius_km=DEFAULT_RADIUS_KM if precision == "near" else None,
            area_id=area.id if area and precision == "adm1" else None,
        )
        return place if place.mark != "list" else replace(place, lat=None, lon=None)

    def _named(self, where: Where) -> EventPlace:
        country = where.country
        context = tuple(dict.fromkeys(name for name in (where.admin3, where.admin2, where.admin1) if name))
        for asked in where.names:
            answer = self.geocoder.resolve(asked, country=country, context=context)
            if answer.place is not None:
                return _known(event_place(answer.place, where.precision), where)
        if not where.names:
            return self._at_area(where)
        name, name_ar = _names(where.names)
        area = self._at_area(where._replace(names=()))
        return EventPlace(
            name=name, name_ar=name_ar, admin1=area.admin1 or where.admin1, admin1_ar=area.admin1_ar,
            admin1_id=area.admin1_id, admin2=where.admin2, country=country or area.country,
        )  # fmt: skip

    def _at_area(self, where: Where) -> EventPlace:
        """The place of a row that names no place: its district, governorate, or country."""
        for name, kinds, coarsest in _levels(where):
            context = tuple(each for each in (where.admin2, where.admin1) if each and each != name)
            found = self.geocoder.candidates(name, country=where.country, kinds=kinds, context=context, limit=1)
            if found and found[0].score >= _AREA_SCORE:
                return event_place(found[0].place, coarsest)
        if where.country is None:
            return EventPlace(admin1=where.admin1, admin2=where.admin2)
        area = Areas.open().get(where.country)
        return EventPlace(
            name=area.name if area else None, name_ar=area.name_ar if area else None, kind="country",
            admin1=where.admin1, admin2=where.admin2, country=where.country, geo_precision="country",
        )  # fmt: skip


_AREA_SCORE = 0.5


def _levels(where: Where) -> list[tuple[str, tuple[str, ...], str]]:
    """The areas that a row names, the smallest first: a name, the kinds it may be, the precision it gives at best."""
    levels = (
        (where.admin3, ("adm3", "adm2"), "adm2"),
        (where.admin2, ("adm2", "adm3"), "adm2"),
        (where.admin1, ("adm1",), "adm1"),
    )
    return [(name, kinds, coarsest) for name, kinds, coarsest in levels if name]


def _known(place: EventPlace, where: Where) -> EventPlace:
    """A place of the gazetteer with the district that the row gives where it has none."""
    return place if place.admin2 or not where.admin2 else replace(place, admin2=where.admin2)


def _names(names: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The Latin and the Arabic name of a row."""
    latin = next((name for name in names if not is_arabic(name)), None)
    return latin, next((name for name in names if is_arabic(name)), None)


@lru_cache(maxsize=50_000)
def _looks_swapped(lat: float, lon: float, country: str) -> bool:
    """Whether a point lies far off its country, and would lie in it the other way round."""
    areas = Areas.open()
    if areas.get(country) is None or abs(lon) > 90:
        return False
    return areas.away(country, lat, lon) > OUTSIDE_DEGREES and areas.away(country, lon, lat) <= OUTSIDE_DEGREES
