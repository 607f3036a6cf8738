"""A layer of the gazetteer: one folder of places with their names, as `geodata.build.layer` writes it.

The names are tries that are mapped into memory, not read: opening costs nothing and a look-up a microsecond. The
places are columns; a `Place` is made when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import DamagedLayer, GazetteerMissing
from geodata.place import Place

PLACES, NAMES, SOUNDS, TYPOS = "places.parquet", "names.marisa", "sounds.marisa", "typos.marisa"
NAME_ROW = "<IB"  # number of the place, quality of the name
SOUND_ROW = "<I"  # number of the place; the key is the skeleton, a separator and the spelling
TYPO_ROW = "<I"  # number of the place; the key is a loose name less a letter, a separator and the loose name
SEPARATOR = "\x1f"

_FIELDS = tuple(f.name for f in fields(Place))
_KEPT_PLACES = 100_000  # objects kept; the columns hold them all


class Layer:
    """The places of one folder, by number. Read-only; safe to share between threads.

    Raises `GazetteerMissing` for a folder without its files, `DamagedLayer` for files that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        missing = [name for name in (PLACES, NAMES, SOUNDS, TYPOS) if not (folder / name).exists()]
        if missing:
            raise GazetteerMissing(
                f"gazetteer: expected {missing[0]} in the folder {folder.name}; build or add it again"
            )
        try:
            self._read(folder)
        except (OSError, KeyError, ValueError, RuntimeError, MemoryError, pa.ArrowException) as error:
            message = " ".join(str(error).split())
            raise DamagedLayer(
                f"gazetteer: expected readable places in the folder {folder.name}, got: {message}"
            ) from error
        self._made: dict[int, Place] = {}

    def _read(self, folder: Path) -> None:
        table = pq.read_table(folder / PLACES).combine_chunks()
        # A layer that was added before a field existed has no such column
        self._columns = [table[name] if name in table.column_names else pa.nulls(len(table)) for name in _FIELDS]
        for name in ("lat", "lon"):
            if table[name].type != pa.float64():
                raise ValueError(f"expected {name} as numbers, got {table[name].type}")
        self.ids = table["id"].chunk(0) if table.num_rows else table["id"].combine_chunks()
        self._names = marisa_trie.RecordTrie(NAME_ROW).mmap(str(folder / NAMES))
        self._sounds = marisa_trie.RecordTrie(SOUND_ROW).mmap(str(folder / SOUNDS))
        self._typos = marisa_trie.RecordTrie(TYPO_ROW).mmap(str(folder / TYPOS))

    def __len__(self) -> int:
        return len(self.ids)

    def named(self, key: str) -> Sequence[tuple[int, int]]:
        """(number, quality) of the places known under a search key."""
        return self._names.get(key, ())  # type: ignore[no-any-return]  # marisa-trie ships no types

    def has(self, key: str) -> bool:
        """Whether some place is known under a search key."""
        return key in self._names

    def begins(self, prefix: str) -> bool:
        """Whether some search key begins so."""
        return next(self._names.iterkeys(prefix), None) is not None

    def completed(self, prefix: str, limit: int) -> list[tuple[int, int]]:
        """(number, quality) of the first places whose search key begins so, in key order."""
        found: list[tuple[int, int]] = []
        for _, row in self._names.iteritems(prefix):
            found.append(row)
            if len(found) >= limit:
                break
        return found

    def mistyped(self, shortened: str) -> list[tuple[int, str]]:
        """(number, loose name) of the places whose loose name less a letter, or whole, is this."""
        return [(row[0], key.partition(SEPARATOR)[2]) for key, row in self._typos.items(shortened + SEPARATOR)]

    def sounding(self, skeleton: str) -> list[tuple[int, str]]:
        """(number, spelling) of the places with a name of this consonant skeleton."""
        rows = self._sounds.items(skeleton + SEPARATOR)
        return sorted((row[0], key.partition(SEPARATOR)[2]) for key, row in rows)

    def place(self, number: int) -> Place:
        """The place with this number."""
        made = self._made.get(number)
        if made is None:
            if len(self._made) >= _KEPT_PLACES:
                self._made.clear()
            made = self._made[number] = self._make(number)
        return made

    def _make(self, number: int) -> Place:
        place = Place(*(column[number].as_py() for column in self._columns))
        # GeoNames rows store no source: it is their id again
        return place if place.source else replace(place, source=f"GeoNames {place.id.removeprefix('gn:')}")

    def number(self, place_id: str) -> int | None:
        """The number of the place with this id, or `None`. The table is in id order."""
        at = bisect_left(range(len(self)), place_id, key=lambda n: self.ids[n].as_py())
        return at if at < len(self) and self.ids[at].as_py() == place_id else None

    @cached_property
    def points(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Numbers, latitudes and longitudes of the places with a point of their own (no areas), by latitude."""
        lat = self._columns[_FIELDS.index("lat")].to_numpy()
        lon = self._columns[_FIELDS.index("lon")].to_numpy()
        own = self._columns[_FIELDS.index("area_id")].is_null().to_numpy()
        numbers = np.nonzero(own)[0]
        order = numbers[np.argsort(lat[numbers], kind="stable")]
        return order, lat[order], lon[order]
