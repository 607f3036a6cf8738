"""The build from sources to the tables in `geodata/data`. Same sources, same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from babel import Locale

from geodata.areas import DATA, Areas
from geodata.build import sources as read
from geodata.build.airports import airports
from geodata.build.areas import area_table, read_shapes
from geodata.build.layer import write_layer
from geodata.build.places import (
    AreaFinder,
    area_places,
    country_places,
    in_order,
    read_hand_tables,
    settlements,
    with_capitals,
    with_hand_table,
    with_seats,
)
from geodata.build.policy import policy

HAND_TABLES = DATA / "places"
ROWS_PER_GROUP = 20_000  # small groups, so that a look-up by key reads little


def build(sources: read.Sources, out: Path, log: Callable[[str], None], hand: Path = HAND_TABLES) -> None:
    """Writes the areas and the packaged layer of places into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    shapes = read_shapes(read.read_json(sources.admin1)["features"])
    countries = read.read_countries(sources)
    names = _country_names(countries)
    atlas = _atlas_by_alpha2(read.read_atlas(sources), countries)
    _write(area_table(shapes, {c: (n[0], n[1]) for c, n in names.items()}, atlas), out / "areas.parquet", log)
    areas = Areas(out / "areas.parquet")
    finder = AreaFinder(areas)
    places = settlements(read.read_cities(sources), finder, read.read_admin2(sources))
    places = with_hand_table(places, read_hand_tables(hand), areas)
    disputed = policy()["disputed"]["capitals"]
    capitals = {c: row.get("capital", "") for c, row in countries.items() if c not in disputed}
    places = with_capitals(with_seats(places), capitals)
    places += airports(read.read_airports(sources), places, finder)
    places += area_places(shapes, areas, _aliases(read.read_subdivisions(sources)))
    places += country_places(areas, names, {c: row["population"] for c, row in countries.items()})
    write_layer(in_order(places), out, log)


def _country_names(countries: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Names by ISO code, the English and the Arabic one first (CLDR through Babel)."""
    english, arabic = Locale.parse("en").territories, Locale.parse("ar").territories
    shown = policy()["country_name"]
    found = {}
    for code, row in countries.items():
        cldr = [english.get(code, row["name"]), arabic.get(code, row["name"])]
        found[code] = [*shown.get(code, cldr), *cldr, row["name"], *policy()["country"].get(code, [])]
    return found


def _atlas_by_alpha2(atlas: dict[str, Any], countries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    numeric = {f"{int(row['isonumeric']):03d}": code for code, row in countries.items()}
    return {numeric[key]: outline for key, outline in atlas.items() if key in numeric}


def _aliases(units: list[read.Subdivision]) -> dict[str, list[str]]:
    """Names of first-level units by GeoNames code."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if unit.code.count(".") == 1:
            found[unit.code] += [unit.name, *unit.aliases]
    return found


def _write(table: pa.Table, path: Path, log: Callable[[str], None]) -> None:
    pq.write_table(
        table, path, compression="zstd", compression_level=19, row_group_size=ROWS_PER_GROUP, write_statistics=True
    )
    log(f"{path.name}: {table.num_rows} rows, {path.stat().st_size / 1e6:.2f} MB")
