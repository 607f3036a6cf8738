"""Relational phrases: "شمال مدينة منبج", "5 km east of Manbij", "ريف حلب الغربي", "between X and Y".

`parse` reads the phrase, `related` computes the place from the place it leans on. The words are data:
`data/relations.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geodata.classes import bare_name
from geodata.normalize import fold

_FILE = Path(__file__).parent / "data" / "relations.toml"
_NUMBER = re.compile(r"^(\d+)(?:point(\d+))?$")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_THOUSANDS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[.,٫](?=\d)")

FARTHEST_KM = 300.0
"""An offset beyond it says nothing of where: its ring would cover countries, so it is not read."""

_IN_ARABIC = "ب"  # written onto the name: "بخان يونس"
_SHORTEST_WITH_IN = 3

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a phrase says of a place in relation to others.

    `kind`: `offset` (at `distance_km`, towards `bearing` where that is said), `direction` (to that side),
    `around`, `inside`, `countryside` (of it, on the side of `bearing` where that is said), `between` (two bases).
    `bearing` is in degrees from north, clockwise; `bases` are folded names.
    """

    kind: str
    bases: tuple[str, ...]
    bearing: float | None = None
    distance_km: float | None = None


@cache
def table() -> dict[str, Any]:
    """The words of `data/relations.toml`, as they stand."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _folded(phrases: list[str]) -> list[Words]:
    """Phrases as folded words, the longest first."""
    return sorted({tuple(fold(p).split()) for p in phrases}, key=lambda words: (-len(words), words))


@cache
def _phrases(group: str, part: str) -> list[Words]:
    return _folded(table()[group][part])


@cache
def _directions(part: str) -> dict[str, float]:
    """Bearings by folded word."""
    return {fold(w): float(row["bearing"]) for row in table()["direction"].values() for w in row[part]}


@cache
def _units() -> dict[Words, float]:
    return {tuple(fold(word).split()): km for word, km in table()["distance"]["units"].items()}


@cache
def _numbers() -> dict[str, float]:
    return {fold(word): float(value) for word, value in table()["distance"]["numbers"].items()}


def twins(folded: str) -> list[str]:
    """The Arabic ways to say a name that English tells from its twin by an adjective: "western ghariyah"."""
    first, _, rest = folded.partition(" ")
    rows = [row for row in table()["twin"] if first in row["en"]] if rest else []
    return [fold(f"{rest} {word}") for row in rows for word in row["behind"]]


def is_adjective_of_a_name(text: str) -> bool:
    """Whether a phrase is an English adjective before a name, as twin villages have it, and no "north of X"."""
    words = fold(text).split()
    return len(words) > 1 and any(words[0] in row["en"] for row in table()["twin"]) and words[1] != "of"


def located(text: str) -> list[tuple[str, str]]:
    """The ways to part a text into a name and where it lies: "كرينكي في خيرسون", "silos east of Palmyra"."""
    words = _words(text)
    inside = {w for (w,) in _phrases("inside", "parts")}
    found = []
    for at in range(1, len(words)):
        head, tail = " ".join(words[:at]), " ".join(words[at:])
        if _distance(words[at - 1 :])[0] is not None:
            break  # a stated distance belongs to the relation: what is left of it is no name, nor is the rest a side
        if words[at] in inside:
            found.append((head, " ".join(words[at + 1 :])))
        elif words[at].startswith(_IN_ARABIC) and len(words[at]) > _SHORTEST_WITH_IN:
            found.append((head, " ".join((words[at][1:], *words[at + 1 :]))))
        elif any(relation.kind != "inside" for relation in parse(tail)):
            found.append((head, tail))
    return found


def parse(text: str) -> list[Relation]:
    """The ways to read a phrase (not folded) as a relation to a named place; none where it has no such words."""
    words = _words(text)
    words = words[1:] if words[:1] == ("the",) else words
    found = [*_between(words), *_offset(words), *_sided(words), *_countryside(words), *_around(words)]
    return [relation for relation in dict.fromkeys(found) if all(relation.bases)]


def _words(text: str) -> Words:
    """A phrase as folded words: "5.5km" gives a number and a unit, "Aleppo's" a name and a possessive."""
    numbers = _DECIMAL.sub("point", _THOUSANDS.sub("", text))
    return tuple(part for word in fold(_POSSESSIVE.sub(" s", numbers)).split() for part in _with_unit().split(word))


@cache
def _with_unit() -> re.Pattern[str]:
    """Where a number and the unit written onto it part."""
    units = "|".join(unit[0] for unit in _units() if len(unit) == 1)
    return re.compile(rf"(?<=\d)(?=(?:{units})$)")


def _start(words: Words, phrases: list[Words]) -> Words | None:
    """What follows the longest of the phrases at the start, or `None`."""
    return next((words[len(p) :] for p in phrases if words[: len(p)] == p and len(words) > len(p)), None)


def _end(words: Words, phrases: list[Words]) -> Words | None:
    return next((words[: -len(p)] for p in phrases if words[-len(p) :] == p and len(words) > len(p)), None)


def _without_joints(words: Words) -> Words:
    joints = {w for (w,) in _phrases("joints", "words")}
    while words and words[0] in joints:
        words = words[1:]
    while words and words[-1] == "s":  # the possessive: "Aleppo's western countryside"
        words = words[:-1]
    return words


def _bearing(words: Words, part: str) -> tuple[float | None, Words]:
    """One or two directions at the start as a bearing, and what follows."""
    known = _directions(part)
    first = known.get(words[0]) if words else None
    if first is None:
        return None, words
    second = known.get(words[1]) if len(words) > 1 else None
    if second is None or abs(first - second) == 180:
        return first, words[1:]
    if {first, second} == {0.0, 270.0}:
        return 315.0, words[2:]
    return (first + second) / 2, words[2:]


def _last_bearing(words: Words, part: str) -> tuple[float | None, Words]:
    """One or two directions at the end as a bearing, and what stands before."""
    for count in (2, 1):
        bearing, rest = _bearing(words[-count:], part)
        if bearing is not None and not rest and len(words) > count:
            return bearing, words[:-count]
    return None, words


def _between(words: Words) -> Iterator[Relation]:
    rest = _start(words, _phrases("between", "words"))
    joined, word = fold(table()["between"]["and"][0]), fold(table()["between"]["and"][1])
    for at in range(1, len(rest or ())):
        assert rest is not None
        one, other = " ".join(rest[:at]), ""
        if rest[at] == word:
            other = " ".join(rest[at + 1 :])
        elif rest[at].startswith(joined) and len(rest[at]) > 2:
            other = " ".join((rest[at][len(joined) :], *rest[at + 1 :]))
        if bare_name(one) != bare_name(other):  # nothing lies between a place and itself
            yield Relation("between", (one, other))


def _offset(words: Words) -> Iterator[Relation]:
    words = _start(words, _phrases("distance", "before")) or words
    words = _start(words, _phrases("distance", "before")) or words  # "على بعد نحو"
    distance_km, words = _distance(words)
    if distance_km is None:
        return
    words = _distance(words)[1]  # "5 km (3 miles)"
    words = _without_joints(_start(words, _phrases("distance", "after")) or words)
    bearing, words = _bearing(words, "before")
    if distance_km <= FARTHEST_KM:
        yield Relation("offset", (" ".join(_without_joints(words)),), bearing, distance_km)


def _distance(words: Words) -> tuple[float | None, Words]:
    """A number and a unit at the start as kilometres, and what follows."""
    if words and words[0] in {fold(w) for w in table()["distance"]["dual"]}:
        return 2.0, words[1:]
    number = _number(words[0]) if len(words) > 1 else None
    for unit, km in _units().items() if number is not None else ():
        if number is not None and words[1 : 1 + len(unit)] == unit:
            return number * km, words[1 + len(unit) :]
    return None, words


def _number(word: str) -> float | None:
    match = _NUMBER.match(word)
    if match:
        return float(f"{match[1][:9]}.{match[2] or 0}")
    return _numbers().get(word)


def _sided(words: Words) -> Iterator[Relation]:
    """A direction before a name, or before a countryside."""
    bearing, rest = _bearing(words, "before")
    if bearing is None:
        return
    rest = _without_joints(rest)
    inner = next(_countryside(rest), None)
    if inner and inner.bearing is None:
        yield Relation("countryside", inner.bases, bearing)
    yield Relation("direction", (" ".join(rest),), bearing)


def _countryside(words: Words) -> Iterator[Relation]:
    loose = _start(words, _phrases("countryside", "loose"))
    if loose is not None:
        bearing, rest = _bearing(loose, "after")
        yield Relation("countryside", (" ".join(_without_joints(_without_to(rest))),), bearing)
    rest_or_none = _start(words, _phrases("countryside", "before"))
    if rest_or_none is not None:
        bearing, rest = _last_bearing(_without_joints(rest_or_none), "after")
        yield Relation("countryside", (" ".join(rest),), bearing)
    before = _end(words, _phrases("countryside", "after"))
    if before is not None:
        bearing, rest = _last_bearing(before, "before")
        yield Relation("countryside", (" ".join(_without_joints(rest)),), bearing)


def _without_to(words: Words) -> Words:
    """Without the Arabic "to" at the first word: "لحلب", "للحسكة"."""
    if not words or not words[0].startswith("ل") or len(words[0]) < 4:
        return words
    first = "ا" + words[0] if words[0].startswith("لل") else words[0][1:]
    return (first.replace("الل", "ال", 1) if words[0].startswith("لل") else first, *words[1:])


def _around(words: Words) -> Iterator[Relation]:
    for group, kind in (("around", "around"), ("inside", "inside")):
        rest = _start(words, _phrases(group, "before"))
        if rest is not None:
            yield Relation(kind, (" ".join(_without_joints(rest)),))
    before = _end(words, _phrases("around", "after"))
    if before is not None:
        yield Relation("around", (" ".join(_without_joints(before)),))
