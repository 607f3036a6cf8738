"""What the columns of a table are: our fields, by their names and by what their cells look like."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from conflictmap.formats.tables import contents
from conflictmap.formats.tables.cells import folded, table
from conflictmap.formats.tables.sheets import Cell
from geodata import GazetteerGeocoder

SURE = 0.5
"""How sure a name must be of a field to count."""
_PARTIAL, _OF_COVERAGE = 0.4, 0.5
_BY_ORDER = 0.001
"""How much less sure a field's later names are: of two columns that could be it, the earlier name wins."""
_SHORT = 4
"""Letters a name needs to be looked for within a longer header."""
_TOO_COMMON = (
    "code",
    "number",
    "index",
    "point",
    "area",
    "high",
    "event",
    "incident",
    "kind",
    "means",
    "what",
    "text",
    "where",
)
_IGNORED = "ignored"
_NAMELESS = re.compile(r"(?:\(?\w{0,2}\)?|(?:column|col|field|unnamed|var|value)\W*_?\d*)", re.IGNORECASE)
"""Headers that say nothing; numbers under any other name are what it says."""
_LONG = 60
"""Mean characters of cells that are sentences, whatever their column is called."""
_LONG_IS_SUMMARY = ("place", "type", "source_title", "claim", "target", "precision")
_UNNAMED = {"date": 0.45, "coordinates": 0.45, "source_url": 0.4, "place": 0.4, "type": 0.4, "summary": 0.3}
"""How sure content alone makes, by field."""


class Column(NamedTuple):
    """A column of a table: its name, the field it is taken for (empty where for none), how sure, 0 to 1, and why.

    why: "name", "tag", "content", "given", or empty.
    """

    name: str
    field: str
    sure: float
    why: str


def fields() -> tuple[str, ...]:
    """The fields a column may be, in order."""
    return tuple(name for name in table("columns") if name != _IGNORED)


def takes_many(field: str) -> bool:
    """Whether several columns of a table may be a field."""
    return bool(table("columns")[field].get("many"))


@cache
def _names() -> dict[str, str]:
    """The field of each folded name; a name of two fields belongs to the first, contents decide later."""
    found: dict[str, str] = {}
    for field, row in table("columns").items():
        for name in row["names"]:
            found.setdefault(folded(name), field)
    return found


@cache
def _fields_of(name: str) -> dict[str, int]:
    """All fields that bear a folded name, and which of their names it is."""
    names = {field: [folded(each) for each in row["names"]] for field, row in table("columns").items()}
    return {field: each.index(name) for field, each in names.items() if name in each}


@cache
def _tags() -> dict[str, str]:
    return {tag: field for field, row in table("columns").items() for tag in row.get("hxl", ())}


@cache
def by_name(header: str) -> dict[str, float]:
    """How sure a header is of each field it may name."""
    plain = folded(header)
    short = folded(re.sub(r"[(\[].*?[)\]]", " ", header))
    for name in (plain, short):
        if name in _names():
            return {field: 1 - _BY_ORDER * place for field, place in _fields_of(name).items()}
    words = short.split()
    found: dict[str, float] = {}
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            name = " ".join(words[start:end])
            if name in _names() and len(name) >= _SHORT and name not in _TOO_COMMON:
                score = _PARTIAL + _OF_COVERAGE * (end - start) / len(words)
                for field in _fields_of(name):
                    found[field] = max(found.get(field, 0.0), score)
    best = max(found.values(), default=0.0)
    return {field: score for field, score in found.items() if score > best - 0.2}


def by_tag(tag: str) -> dict[str, float]:
    """How sure a HXL hashtag is of a field; attributes that are not known are dropped from the end."""
    parts = tag.lower().replace(" ", "").split("+")
    while parts:
        if (field := _tags().get("+".join(parts))) is not None:
            return {field: 1.0}
        parts.pop()
    return {}


def is_known(header: str) -> bool:
    """Whether a text is the name of a column that tables of events have."""
    return max(by_name(header).values(), default=0.0) >= 0.7


def guess(
    headers: Sequence[str],
    tags: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    geocoder: GazetteerGeocoder,
) -> list[Column]:
    """The fields of the columns; each field once, but for those that several columns may be.

    Args:
        headers, tags: the names and HXL hashtags (empty where there is none) of the columns.
        samples: some cells of each column.
        geocoder: whether words are names of places.
    """
    scores = [_scores(*each, geocoder) for each in zip(headers, tags, samples, strict=True)]
    chosen = _chosen(scores)
    _add_unnamed(chosen, headers, samples, geocoder, scores)
    return [Column(name, *chosen.get(at, ("", 0.0, ""))) for at, name in enumerate(headers)]


def given(headers: Sequence[str], mapping: dict[str, str]) -> list[Column]:
    """The fields of the columns as a person gave them."""
    found = [(name, mapping.get(name, "")) for name in headers]
    return [Column(name, field, 1.0 if field else 0.0, "given" if field else "") for name, field in found]


Scores = dict[str, tuple[float, str]]
"""How sure a column is of each field, and why."""


def _scores(header: str, tag: str, sample: Sequence[Cell], geocoder: GazetteerGeocoder) -> Scores:
    why, named = ("tag", by_tag(tag)) if by_tag(tag) else ("name", by_name(header))
    found: Scores = {}
    for field, score in named.items():
        share = 1.0 if field == _IGNORED else contents.fits(_content(field), sample)
        if field in _LONG_IS_SUMMARY and contents.mean_length(sample) > _LONG:
            field = "summary"
        if field in ("place", "coordinates", "lat", "lon") and contents.are_pairs(sample):
            field, share = "coordinates", 1.0
        if score * _weight(share) >= 0.3:
            found[field] = (score * _weight(share), why)
    return found


def _content(field: str) -> str:
    return str(table("columns")[field].get("content", field))


def _weight(share: float) -> float:
    """How far content that fits so often carries a name."""
    return 1.0 if share >= 0.5 else 0.0 if share < 0.15 else 0.6


def _chosen(scores: list[Scores]) -> dict[int, tuple[str, float, str]]:
    """The surest field of each column, by column; the surer column has first choice."""
    order = [*fields(), _IGNORED]
    claims = [
        (-score, order.index(field), at, field, why)
        for at, each in enumerate(scores)
        for field, (score, why) in each.items()
    ]
    chosen: dict[int, tuple[str, float, str]] = {}
    taken: set[str] = set()
    ignored: set[int] = set()
    for minus, _, at, field, why in sorted(claims):
        if at in chosen or at in ignored or (field in taken and not table("columns")[field].get("many")):
            continue
        if field == _IGNORED:
            ignored.add(at)
        elif -minus >= SURE:
            chosen[at] = field, -minus, why
            taken.add(field)
    return chosen


def _add_unnamed(
    chosen: dict[int, tuple[str, float, str]],
    headers: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    geocoder: GazetteerGeocoder,
    scores: list[Scores],
) -> None:
    """Fields that no name gives, by what cells look like."""
    taken = {field for field, _, _ in chosen.values()}
    free = [at for at in range(len(headers)) if at not in chosen and _IGNORED not in scores[at]]
    if not taken & {"lat", "lon", "coordinates"}:
        _add_degrees(chosen, free, headers, samples)
    for field, sure in _UNNAMED.items():
        if field in taken or (field == "summary" and taken & {"summary_en", "summary_ar"}):
            continue
        if field == "date" and "year" in taken:
            continue
        shares = {at: contents.looks_like(field, samples[at], geocoder) for at in free if at not in chosen}
        best = max(shares, key=lambda at: (shares[at], -at), default=None)
        if best is not None and shares[best] >= 0.6:
            chosen[best] = field, sure * shares[best], "content"


def _add_degrees(
    chosen: dict[int, tuple[str, float, str]],
    free: Iterable[int],
    headers: Sequence[str],
    samples: Sequence[Sequence[Cell]],
) -> None:
    """Two nameless columns side by side that look like degrees: latitude first, as is the custom, if that can be."""
    nameless = [at for at in free if _NAMELESS.fullmatch(headers[at].strip())]
    columns = [at for at in nameless if contents.looks_like("lat", samples[at], None) >= 0.75]
    for first, second in itertools.pairwise(columns):
        if second == first + 1:
            turned = contents.largest(samples[first]) > 90
            lat, lon = (second, first) if turned else (first, second)
            chosen[lat], chosen[lon] = ("lat", 0.35, "content"), ("lon", 0.35, "content")
            return
