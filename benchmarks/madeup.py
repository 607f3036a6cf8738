"""`python -m benchmarks.madeup HOME [--events N] [--seed S]`: a store of made-up events, for measuring.

The events lie around two thousand places of the Middle East, more of them where more people live, over six years.
Some are rings, areas or known to a country only; some have no date or a coarse one. The same seed gives the same
events. They are written into the store's file in bulk, not through Event objects: ten million take a few minutes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from conflictmap.model import vocabulary
from conflictmap.store import grid, terms
from conflictmap.store.rows import MARKS
from conflictmap.store.store import EventStore
from geodata import Areas, Gazetteer
from geodata.place import Place

COUNTRIES = ("SY", "IQ", "LB", "PS", "IL", "YE", "JO", "TR", "IR", "EG", "SA", "SD")
PLACES = 2_000
ACTORS = ("isis", "hts", "gov_sy", "gov_ru", "gov_il", "idf", "hamas", "hezbollah", "houthis", "pkk", "sdf", "gov_tr")
FIRST_DAY, DAYS = 18_262, 2_220  # 2020-01-01, and the days after it that events happen on
SCATTER_DEGREES = 0.03
BATCH = 1_000_000


def main() -> None:
    """Writes the store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    make_store(asked.home, asked.events, asked.seed)


def make_store(home: Path, events: int, seed: int = 7) -> None:
    """A store of so many made-up events under a home; one of today's tables is left alone."""
    store = EventStore(home / "store")
    if store.version and store.is_current():
        return
    version = store.version + 1
    print(f"making {events:,} events in {home}", file=sys.stderr)
    store._path(version).unlink(missing_ok=True)  # left by a run that was cut off
    connection = duckdb.connect(str(store._path(version)))
    connection.execute("SET preserve_insertion_order = false; SET threads = 2")
    connection.execute(terms.SCHEMA_SQL)
    terms.write(connection)
    _tables(connection)
    chance = np.random.default_rng(seed)
    for first in range(0, events, BATCH):
        drawn = _draw(chance, first, min(BATCH, events - first), _weights(connection))
        connection.register("drawn", drawn)
        connection.execute("INSERT INTO draw SELECT * FROM drawn" if first else "CREATE TEMP TABLE draw AS FROM drawn")
        connection.unregister("drawn")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(_MACROS + _FILL)
    connection.execute("INSERT INTO event_actor SELECT unnest(actor_codes) AS code, rowid FROM event ORDER BY ALL")
    connection.close()
    store._publish(version)


def file_of(home: Path) -> Path:
    """The store file of a home."""
    store = EventStore(home / "store")
    return store._path(store.version)


def _tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The places, actors and sub-types that events are drawn from."""
    rows = [_place_row(n, place) for n, place in enumerate(_places())]
    connection.register("place_rows", pa.Table.from_pylist(rows))
    connection.execute("CREATE TEMP TABLE place_of AS FROM place_rows")
    book, roles = vocabulary.actor_book(), vocabulary.roles()
    found = [book.actors.get(actor) for actor in ACTORS if actor in book.actors]
    connection.executemany(
        "INSERT INTO actor VALUES (?, ?, ?, ?)", [(n, a.id, a.en, a.ar) for n, a in enumerate(found)]
    )
    kinds = [{"code": n, "kind": a.more["kind"]} for n, a in enumerate(found)]
    connection.register("kinds", pa.Table.from_pylist(kinds))
    connection.execute("CREATE TEMP TABLE kind_of AS FROM kinds")
    types, subtypes = vocabulary.event_types(), vocabulary.sub_event_types()
    subs = [
        {"sub": n, "type_code": types.code(s.more["event_type"]), "en": s.en, "ar": s.ar}
        for n, s in enumerate(subtypes)
    ]
    connection.register("subs", pa.Table.from_pylist(subs))
    connection.execute("CREATE TEMP TABLE sub_of AS FROM subs")
    pairs = [{"n": n, "role": role, "code": roles.code(role)} for n, role in enumerate(("side_a", "side_b"))]
    connection.register("roles", pa.Table.from_pylist(pairs))
    connection.execute("CREATE TEMP TABLE role_of AS FROM roles")


def _places() -> list[Place]:
    layer = Gazetteer.open()._layers[0].layer
    found = [place for n in range(len(layer)) if (place := layer.place(n)).country in COUNTRIES and not place.area_id]
    named = [place for place in found if place.name and place.lat]
    return sorted(named, key=lambda place: -(place.population or 0))[:PLACES]


def _place_row(n: int, place: Place) -> dict[str, Any]:
    _, area = Areas.open().locate(place.lat, place.lon)
    admin1 = area.id if area else None
    names = {"name": place.name, "name_ar": place.name_ar, "country": place.country, "admin1_id": admin1}
    return {"n": n, **names, "plat": place.lat, "plon": place.lon, "people": float(place.population or 500)}


def _weights(connection: duckdb.DuckDBPyConnection) -> np.ndarray[Any, Any]:
    people = np.array(connection.execute("SELECT people FROM place_of ORDER BY n").fetchnumpy()["people"])
    weights = np.sqrt(people + 500)
    return np.asarray(weights / weights.sum())


def _draw(chance: np.random.Generator, first: int, count: int, weights: np.ndarray[Any, Any]) -> pa.Table:
    """The random part of some events, as columns."""
    subtypes, actors = len(vocabulary.sub_event_types()), len(ACTORS)
    start = FIRST_DAY + (DAYS * np.sqrt(chance.random(count))).astype(np.int32)  # more of them of late
    kind = chance.random(count)  # of the date: most a day, some days, a month, a year, none
    span = np.select([kind < 0.88, kind < 0.93, kind < 0.98, kind < 0.99], [0, 2, 29, 364], -1)
    return pa.table(
        {
            "i": np.arange(first, first + count),
            "place_no": chance.choice(len(weights), count, p=weights).astype(np.int32),
            "dlat": chance.normal(0, SCATTER_DEGREES, count),
            "dlon": chance.normal(0, SCATTER_DEGREES, count),
            "mark": chance.choice(len(MARKS), count, p=[0.9, 0.06, 0.03, 0.01]).astype(np.uint8),
            "start_day": start,
            "span": span.astype(np.int32),
            "sub": (subtypes * chance.random(count) ** 1.7).astype(np.uint8),
            "claim": (chance.random(count) > 0.97).astype(np.uint8),
            "actor_a": chance.integers(0, actors, count).astype(np.int32),
            "actor_b": chance.integers(0, actors, count).astype(np.int32),
            "deaths": np.floor(chance.pareto(1.6, count) * 2).clip(0, 400).astype(np.int32),
        }
    )


def _precisions() -> str:
    codes = vocabulary.geo_precisions()
    wanted = [codes.code(term) for term in ("town", "near", "adm1", "country")]
    return f"{wanted}[mark + 1]"


_ASSERTED = vocabulary.claims().code("asserted")
_PLANNED = vocabulary.claims().code("planned")
_MACROS = (
    "".join(
        f"CREATE TEMP MACRO spread_{shift}(v) AS ((v | (v << {shift})) & {mask}::BIGINT);"
        for shift, mask in grid._SPREAD_STEPS
    )
    + "CREATE TEMP MACRO spread(v) AS spread_1(spread_2(spread_4(spread_8(spread_16(v::BIGINT)))));"
)  # as grid.morton does
_FILL = f"""
INSERT INTO event BY NAME
WITH placed AS (
    SELECT draw.*, place_of.name AS town, place_of.name_ar AS town_ar, country, admin1_id,
        sub_of.type_code, sub_of.en, sub_of.ar,
        CASE WHEN draw.mark = 3 THEN NULL WHEN draw.mark = 2 THEN plat ELSE plat + dlat END AS lat,
        CASE WHEN draw.mark = 3 THEN NULL WHEN draw.mark = 2 THEN plon ELSE plon + dlon END AS lon
    FROM draw JOIN place_of ON place_of.n = place_no JOIN sub_of ON sub_of.sub = draw.sub
), pixels AS (
    SELECT *, ((lon + 180) / 360 * {grid.SIZE})::INTEGER AS x,
        ((0.5 - asinh(tan(radians(lat))) / (2 * pi())) * {grid.SIZE})::INTEGER AS y FROM placed
)
SELECT 'made:' || i AS id, x, y, spread(x) | (spread(y) << 1) AS morton,
    CASE WHEN pixels.mark = 2 AND admin1_id IS NULL THEN 1 ELSE pixels.mark END AS mark,
    CASE WHEN pixels.mark = 2 THEN admin1_id END AS area_id,
    CASE WHEN span >= 0 THEN start_day END AS start_day, CASE WHEN span >= 0 THEN start_day + span END AS end_day,
    type_code, sub AS subtype_code, {_precisions()} AS precision_code,
    CASE WHEN claim = 1 THEN {_PLANNED} ELSE {_ASSERTED} END AS claim_code,
    {vocabulary.reviews().code("confirmed")} AS review_code, country, admin1_id, 'made' AS dataset, deaths,
    [actor_a * 8 + {vocabulary.roles().code("side_a")}, actor_b * 8 + {vocabulary.roles().code("side_b")}]
        AS actor_codes,
    lower(en || ' near ' || town || ' | ' || coalesce(town_ar, '') || ' | ' || a.name || ' | ' || b.name)
        AS search_text,
    CASE WHEN span < 0 THEN NULL ELSE CASE span WHEN 0 THEN 'day' WHEN 2 THEN 'days' WHEN 29 THEN 'month'
        ELSE 'year' END END AS date_precision,
    [struct_pack(id := a.key, name := a.name, name_ar := a.name_ar, role := 'side_a', kind := ka.kind),
     struct_pack(id := b.key, name := b.name, name_ar := b.name_ar, role := 'side_b', kind := kb.kind)] AS actors,
    struct_pack(name := CASE WHEN pixels.mark < 2 THEN town END, name_ar := CASE WHEN pixels.mark < 2 THEN town_ar END,
        kind := CASE WHEN pixels.mark < 2 THEN 'town' END, admin1 := NULL::VARCHAR, admin1_ar := NULL::VARCHAR,
        admin2 := NULL::VARCHAR) AS place,
    lat, lon, CASE WHEN pixels.mark = 1 THEN 5.0 END AS radius_km,
    struct_pack(low := NULL::INTEGER, best := deaths, high := NULL::INTEGER) AS fatalities,
    struct_pack(low := NULL::INTEGER, best := NULL::INTEGER, high := NULL::INTEGER) AS injured,
    en || ' near ' || town AS summary_en, ar || ' قرب ' || coalesce(town_ar, town) AS summary_ar,
    [struct_pack(publisher := 'Made up', publisher_ar := 'مصطنع', title := NULL::VARCHAR, title_ar := NULL::VARCHAR,
        date := NULL::DATE, url := NULL::VARCHAR, lang := 'en', quote := NULL::VARCHAR, span := NULL::INTEGER[])]
        AS sources,
    0.9 AS confidence, 'made up' AS rule,
    struct_pack(who := NULL::VARCHAR, "when" := NULL::VARCHAR, why := NULL::VARCHAR) AS review, 'made up' AS licence
FROM pixels JOIN actor a ON a.code = actor_a JOIN actor b ON b.code = actor_b
    JOIN kind_of ka ON ka.code = actor_a JOIN kind_of kb ON kb.code = actor_b
ORDER BY morton, id
"""

if __name__ == "__main__":
    main()
