"""Writes a layer of the gazetteer: places by number, the trie of their names, the tries of how they sound
and of how they may be mistyped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import marisa_trie
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.build.names import has_second_chance, in_zone, name_rows, skeleton_rows, typo_rows
from geodata.layer import NAME_ROW, NAMES, PLACES, SEPARATOR, SOUND_ROW, SOUNDS, TYPO_ROW, TYPOS
from geodata.place import Named, Place
from geodata.scoring import is_known_of

_TYPES = {"lat": pa.float64(), "lon": pa.float64(), "radius_km": pa.float64(), "population": pa.int64()}
PLACE_SCHEMA = pa.schema([(f.name, _TYPES.get(f.name, pa.string())) for f in fields(Place)])


def write_layer(places: Sequence[Named], out: Path, log: Callable[[str], None], level: int = 19) -> None:
    """Writes the files of a layer into `out`; the places must be in id order. Same input, same bytes.

    `level` is the compression of the places, 1 to 22: high for what is packaged, low for what a user adds.
    """
    out.mkdir(parents=True, exist_ok=True)
    rows = pa.Table.from_pylist([p.place.as_dict() for p in places], schema=PLACE_SCHEMA)
    # One row group, so that reading gives whole columns and copies nothing
    pq.write_table(
        rows, out / PLACES, compression="zstd", compression_level=level, row_group_size=max(1, rows.num_rows)
    )
    names, sounds, typos = [], set(), set()
    for number, named in enumerate(places):
        found = name_rows(named.first, named.others, wide=in_zone(named.place.country))
        names += [(key, (number, quality)) for key, quality in found.items()]
        if has_second_chance(named.place.country):
            spoken = skeleton_rows(named.first + named.others)
            sounds |= {(f"{key}{SEPARATOR}{spelling}", (number,)) for key, spelling in spoken}
            mistyped = typo_rows(named.first + named.others) if is_known_of(named.place) else set()
            typos |= {(f"{short}{SEPARATOR}{name}", (number,)) for short, name in mistyped}
    marisa_trie.RecordTrie(NAME_ROW, sorted(names)).save(str(out / NAMES))
    marisa_trie.RecordTrie(SOUND_ROW, sorted(sounds)).save(str(out / SOUNDS))
    marisa_trie.RecordTrie(TYPO_ROW, sorted(typos)).save(str(out / TYPOS))
    for file in (PLACES, NAMES, SOUNDS, TYPOS):
        log(f"{file}: {(out / file).stat().st_size / 1e6:.2f} MB")
