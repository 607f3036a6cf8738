"""The build from sources to the tables in `geodata/data`. Same sources, same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from babel import Locale

from geodata.areas import DATA, Areas
from geodata.build import sources as read
from geodata.build.areas import area_table, read_shapes
from geodata.build.names import has_second_chance, in_zone, name_rows, skeleton_rows
from geodata.build.places import (
    AreaFinder,
    Named,
    area_places,
    country_places,
    in_order,
    read_hand_table,
    settlements,
    with_hand_table,
)
from geodata.build.policy import policy
from geodata.place import Place

HAND_TABLE = DATA / "places.csv"
ROWS_PER_GROUP = 20_000  # small groups, so that a look-up by key reads little

_TYPES = {"lat": pa.float64(), "lon": pa.float64(), "radius_km": pa.float64(), "population": pa.int64()}
PLACE_SCHEMA = pa.schema([("num", pa.int32()), *((f.name, _TYPES.get(f.name, pa.string())) for f in fields(Place))])
NAME_SCHEMA = pa.schema([("key", pa.string()), ("num", pa.int32()), ("quality", pa.int8())])
SKELETON_SCHEMA = pa.schema([("key", pa.string()), ("num", pa.int32()), ("spelling", pa.string())])


def build(sources: read.Sources, out: Path, log: Callable[[str], None], hand: Path = HAND_TABLE) -> None:
    """Writes areas, places, names and skeletons (Parquet) into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    shapes = read_shapes(read.read_json(sources.admin1)["features"])
    countries = read.read_countries(sources)
    names = _country_names(countries)
    atlas = _atlas_by_alpha2(read.read_atlas(sources), countries)
    _write(area_table(shapes, {c: (n[0], n[1]) for c, n in names.items()}, atlas), out / "areas.parquet", log)
    areas = Areas(out / "areas.parquet")
    finder = AreaFinder(areas)
    places = settlements(read.read_cities(sources), finder, read.read_admin2(sources))
    places = with_hand_table(places, read_hand_table(hand), areas)
    places += area_places(shapes, areas, _aliases(read.read_subdivisions(sources)))
    places += country_places(areas, names, {c: row["population"] for c, row in countries.items()})
    write_tables(in_order(places), out, log)


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


def write_tables(places: list[Named], out: Path, log: Callable[[str], None]) -> None:
    """Writes places by number, and the two name tables by key."""
    rows = [{"num": n, **p.place.as_dict()} for n, p in enumerate(places)]
    _write(pa.Table.from_pylist(rows, schema=PLACE_SCHEMA), out / "places.parquet", log)
    names, skeletons = [], []
    for number, named in enumerate(places):
        found = name_rows(named.first, named.others, wide=in_zone(named.place.country))
        names += [(key, number, quality) for key, quality in found.items()]
        if has_second_chance(named.place.country):
            skeletons += [(k, number, s) for k, s in skeleton_rows(named.first + named.others)]
    _write(_columns(sorted(names), NAME_SCHEMA), out / "names.parquet", log)
    _write(_columns(sorted(skeletons), SKELETON_SCHEMA), out / "skeletons.parquet", log)


def _columns(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _write(table: pa.Table, path: Path, log: Callable[[str], None]) -> None:
    pq.write_table(
        table, path, compression="zstd", compression_level=19, row_group_size=ROWS_PER_GROUP, write_statistics=True
    )
    log(f"{path.name}: {table.num_rows} rows, {path.stat().st_size / 1e6:.2f} MB")
