"""Labels of the base map: countries, admin-1 areas, cities and seas, each with the zoom it appears at.

Which towns appear when is settled here: working down from the most important one, a town gets the first
zoom at which no town already placed is nearer than `SPACING` pixels. So a crowded view stays legible and
an empty one still shows its villages.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from geodata.build.basemap_names import arabic_label, division_arabic, division_latin, latin_label
from geodata.build.basemap_sources import Coords, Unit
from geodata.build.basemap_tiles import GRID, project

KINDS = ("country", "adm1", "capital", "city", "town", "sea")
SPACING = 44.0  # pixels between labelled towns
FIRST_ZOOM, LAST_ZOOM = 3.0, 12.0
SQUEEZE = 0.45  # labels are wide: the room for one is sought in a map narrowed by this factor
ADM1_PIXELS = 24.0  # admin-1 lines appear when the typical area of the country is this wide

# Countries shown down to the smallest town: where the events are, and their neighbours.
FOCUS = frozenset(
    code
    for line in (
        "SY IQ LB PS IL JO EG YE SA OM AE QA BH KW IR TR CY SD SS LY TN DZ MA EH MR TD ML NE BF NG CF CM",
        "ET ER DJ SO KE UG CD RW BI UA MD RU BY GE AM AZ AF PK TM MM",
    )
    for code in line.split()
)
DENSE = frozenset({"PS", "LB"})  # small countries where one town is next to the other
VILLAGE_POPULATION = 4_000  # smaller places fill empty country only
MIN_POPULATION_ELSEWHERE = 10_000
NO_DIVISIONS = frozenset({("IL", "WE"), ("IL", "00")})  # West Bank settlements: no seat of their own
UNKNOWN_POPULATION = 6_000  # GeoNames gives 0 for seats of districts whose population it does not know
MIN_SEAT_POPULATION = 10_000  # the largest place of an admin-1 area counts as its seat from this size on


@dataclass(frozen=True)
class Label:
    """One label at grid position (x, y), drawn from `zoom` to `last`; `weight` settles who goes first."""

    kind: str
    x: float
    y: float
    zoom: float
    weight: float
    en: str
    ar: str
    last: float = 24.0
    spacing: float = 1.0  # a part of SPACING: how near other towns may be


def pixel_units(zoom: float) -> float:
    """Grid units in one pixel at this zoom."""
    return GRID / 256.0 / math.pow(2.0, zoom)


def room(rings: Sequence[Coords]) -> tuple[float, float, float]:
    """Where the largest of these rings (grid units) has most room for a wide label, and half that width."""
    areas = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    largest = areas[int(np.argmax(shapely.area(areas)))]
    narrow = shapely.transform(largest, lambda coords: coords * [SQUEEZE, 1.0])
    valid = max(shapely.get_parts(shapely.make_valid(narrow)), key=shapely.area)
    extent = max(float(valid.bounds[2] - valid.bounds[0]), float(valid.bounds[3] - valid.bounds[1]))
    simple = shapely.simplify(valid, extent / 200.0)
    radius_line = shapely.get_coordinates(shapely.maximum_inscribed_circle(simple, extent / 100.0))
    (x, y), radius = radius_line[0], float(np.hypot(*(radius_line[1] - radius_line[0])))
    return float(x) / SQUEEZE, float(y), radius / SQUEEZE


def outer_rings(units: Iterable[Unit]) -> list[Coords]:
    """Outer rings of the units in grid units."""
    return [project(rings[0]) for unit in units for rings in unit.polygons]


def merged_rings(units: Sequence[Unit]) -> list[Coords]:
    """Outer rings of the area that these units cover together, in grid units."""
    parts = [shapely.make_valid(shapely.polygons(rings[0])) for unit in units for rings in unit.polygons]
    merged = shapely.union_all(parts)
    polygons = [part for part in shapely.get_parts(merged) if part.geom_type == "Polygon"]
    return [project(shapely.get_coordinates(part.exterior)) for part in polygons]


def line_zooms(units: Sequence[Unit]) -> dict[str, int]:
    """Country to the zoom (5 to 9) from which its admin-1 lines are drawn: when its areas are wide enough."""
    widths: dict[str, list[float]] = defaultdict(list)
    for unit in units:
        rings = outer_rings([unit])
        largest = max(float(shapely.area(shapely.polygons(ring))) for ring in rings)
        widths[unit.country].append(math.sqrt(largest))
    typical = {country: float(np.median(values)) for country, values in widths.items()}
    return {
        country: min(9, max(5, math.ceil(math.log2(ADM1_PIXELS * GRID / 256.0 / max(width, 1.0)))))
        for country, width in typical.items()
    }


def country_labels(units: Sequence[Unit], names: dict[str, dict[str, Any]]) -> Iterator[Label]:
    """One label a country; `names` maps the Natural Earth code to en, ar and, optionally, at, zoom, last."""
    members: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        members[unit.country].append(unit)
    found = (_country_label(members[country], names[country]) for country in sorted(names))
    for _, row in sorted(names.items()):
        if "early" in row:  # at small scales beside the country, on the sea
            x, y = project(np.array([row["early"][:2]], dtype=np.float64))[0]
            zoom, last = row["zoom"], row["early"][2]
            yield Label("country", float(x), float(y), zoom, 2e9, row["en"], row["ar"], last)
    seen: set[str] = set()
    for label in sorted(found, key=lambda label: -label.weight):
        if label.en not in seen:  # territories under the code of their country: the largest has the name
            yield label
        seen.add(label.en)


def _country_label(units: Sequence[Unit], row: dict[str, Any]) -> Label:
    x, y, half = room(merged_rings(units))
    if "at" in row:
        x, y = project(np.array([row["at"]], dtype=np.float64))[0]
    wanted = 7.5 * len(row["en"]) * 0.3  # the name may reach over its borders, the more the smaller it is
    zoom = round(2 * math.log2(max(wanted * GRID / 256.0 / half, 1.0))) / 2
    zoom, last = row.get("zoom", min(7.0, max(2.0, zoom))), row.get("last", 7.5)
    return Label("country", float(x), float(y), zoom, 1e9 + half, row["en"], row["ar"], last)


def admin1_labels(units: Sequence[Unit], zooms: dict[str, int], names: dict[str, dict[str, Any]]) -> Iterator[Label]:
    """Labels of admin-1 areas, from zoom 6.5 on at the earliest, once the area has room for its name."""
    for unit in units:
        row = names.get(unit.code, {})
        english = row.get("en", division_latin(unit.name_en, unit.iso2))
        if not english or unit.code.endswith("~"):
            continue
        x, y, half = room(outer_rings([unit]))
        needed = math.log2(max(5.5 * len(english) * 0.55 * GRID / 256.0 / half, 1.0))
        zoom = min(10.0, max(6.5, zooms[unit.country] + 1.0, round(needed * 2) / 2))
        arabic = row.get("ar", division_arabic(unit.name_ar))
        yield Label("adm1", x, y, zoom, 5e3 + half / 1e3, english, arabic, 10.5)


def sea_labels(rows: Iterable[dict[str, Any]]) -> Iterator[Label]:
    """Labels of seas from the hand-kept table."""
    for row in rows:
        x, y = project(np.array([row["at"]], dtype=np.float64))[0]
        yield Label("sea", float(x), float(y), row["zoom"][0], 5e8, row["en"], row["ar"], row["zoom"][1])


def city_labels(
    cities: Iterable[dict[str, Any]], capitals: dict[str, int], names: dict[str, dict[str, Any]]
) -> list[Label]:
    """Labels of GeoNames places; `capitals` maps country to GeoNames id, `names` an id to known names."""
    rows = [row | names.get(str(row["geonameid"]), {}) for row in cities]
    rows = [row for row in rows if not row.get("hide")]
    rows = [r for r in rows if r["countrycode"] in FOCUS or r["population"] >= MIN_POPULATION_ELSEWHERE]
    seats = _largest_by_division(row for row in rows if row["population"] >= MIN_SEAT_POPULATION)
    labels = [_city_label(row, row["geonameid"] in seats, capitals) for row in rows]
    return _spread(sorted(labels, key=lambda label: (-label.weight, label.x, label.y)))


def _largest_by_division(rows: Iterable[dict[str, Any]]) -> set[int]:
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        key = (row["countrycode"], row["admin1code"])
        if not key[1] or key in NO_DIVISIONS:
            continue
        best[key] = max(best.get(key, (0, 0)), (row["population"], row["geonameid"]))
    return {geonameid for _, geonameid in best.values()}


def _city_label(row: dict[str, Any], seat: bool, capitals: dict[str, int]) -> Label:
    country = row["countrycode"]
    population = row["population"] or UNKNOWN_POPULATION
    english = row.get("en", latin_label(row["name"], country))
    capital = capitals.get(country) == row["geonameid"]
    kind = "capital" if capital else "city" if seat or population >= 100_000 else "town"
    weight = population * float(row.get("weight", 1.0))
    weight *= (8.0 if capital else 1.0) * (3.0 if country in FOCUS else 1.0)
    if seat and country in FOCUS:
        weight = max(weight * 3.0, 150_000.0)
    x, y = project(np.array([[row["longitude"], row["latitude"]]]))[0]
    arabic = row.get("ar", arabic_label(row["name"], row["alternatenames"]))
    spacing = 1.5 if population < VILLAGE_POPULATION else 0.6 if country in DENSE else 1.0
    spacing = 0.35 if capital else 0.45 if seat and country in FOCUS else spacing
    return Label(kind, float(x), float(y), _first_zoom(weight), weight, english, arabic, spacing=spacing)


def _first_zoom(weight: float) -> float:
    """The zoom a town is due at by its importance alone: 10 million at 3, one thousand at 8."""
    due = 3.0 + (7.3 - math.log10(max(weight, 1.0))) * 1.25
    return min(9.5, max(FIRST_ZOOM, math.floor(due * 2) / 2))


def _spread(labels: Sequence[Label]) -> list[Label]:
    """Give each label, in order, the first zoom from its own on with room for it; drop the rest."""
    steps = np.arange(FIRST_ZOOM, LAST_ZOOM + 0.5, 0.5)
    cells: list[dict[tuple[int, int], list[tuple[float, float]]]] = [defaultdict(list) for _ in steps]
    wider = [max(1.0, 1.75 - 0.125 * (zoom - FIRST_ZOOM)) for zoom in steps]  # calmer at small scales
    sizes = [SPACING * wide * pixel_units(float(zoom)) for wide, zoom in zip(wider, steps, strict=True)]
    placed = []
    for label in labels:
        begin = int((label.zoom - FIRST_ZOOM) * 2)
        free = [i for i in range(begin, len(steps)) if not _near(cells[i], sizes[i], label)]
        if not free:
            continue
        for i in range(free[0], len(steps)):
            cells[i][int(label.x // sizes[i]), int(label.y // sizes[i])].append((label.x, label.y))
        placed.append(replace(label, zoom=float(steps[free[0]])))
    return placed


def _near(cells: dict[tuple[int, int], list[tuple[float, float]]], size: float, label: Label) -> bool:
    column, row = int(label.x // size), int(label.y // size)
    for i in (column - 1, column, column + 1):
        for j in (row - 1, row, row + 1):
            for x, y in cells.get((i, j), ()):
                if math.hypot(x - label.x, (y - label.y) * 1.4) < size * label.spacing:
                    return True
    return False
