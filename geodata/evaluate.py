"""How many names of a list the geocoder gets right: by country, language and kind. No answer counts as wrong.

The list is a table (TSV or CSV) with the columns `name` (or `query`) and either `lat` and `lon` or `expected` (ids
with |, or - where no answer is right); `country`, `kind` and `tolerance_km` may stand beside them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import inf
from pathlib import Path
from typing import NamedTuple

from geodata.errors import UnreadableSource
from geodata.geocoder import GazetteerGeocoder
from geodata.normalize import is_arabic
from geodata.place import Answer, Place
from geodata.point import checked, distance_km

TOLERANCE_KM = 5.0
OUTCOMES = ("right", "wrong", "none")


class Form(NamedTuple):
    """A name with the place it should give: ids (an empty set: none is right), or a point and a tolerance."""

    name: str
    country: str | None
    kind: str
    ids: frozenset[str] | None
    point: tuple[float, float] | None
    tolerance_km: float


class Outcome(NamedTuple):
    """A name, what came, and whether that is `right`, `wrong` or `none` (no answer where one is known)."""

    form: Form
    answer: Answer
    outcome: str


def read_forms(path: Path) -> Iterator[Form]:
    """The names of a table. Raises `UnreadableSource`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            reader = csv.DictReader(lines, delimiter="\t" if "\t" in first else ",")
            for number, row in enumerate(reader, 2):
                if any(cell.strip() for cell in row.pop(None, [])):  # what is too much
                    raise UnreadableSource(f"{path}, row {number}: expected {len(row)} columns, got more")
                yield _form({k.strip().lower(): (v or "").strip() for k, v in row.items()}, path, number)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableSource(f"{path}: expected a table of names in UTF-8, got: {error}") from error


def _form(row: dict[str, str], path: Path, number: int) -> Form:
    name, expected = row.get("name") or row.get("query") or "", row.get("expected") or row.get("id")
    try:
        given = row.get("lat", ""), row.get("lon", "")
        point = checked(given, "evaluate") if any(given) else None  # type: ignore[arg-type]  # it makes them numbers
        tolerance_km = float(row.get("tolerance_km") or TOLERANCE_KM)
        if not 0 <= tolerance_km < inf:
            raise ValueError(f"tolerance_km {row['tolerance_km']!r}")
    except ValueError as error:
        raise UnreadableSource(
            f"{path}, row {number}: expected lat, lon and tolerance as numbers, got: {error}"
        ) from error
    if not name or (point is None and not expected):
        raise UnreadableSource(f"{path}, row {number}: expected name, and lat and lon or expected, got {row}")
    ids = frozenset(expected.split("|")) - {"-"} if expected and point is None else None
    return Form(name, row.get("country") or None, row.get("kind", ""), ids, point, tolerance_km)


def judge(form: Form, place: Place | None) -> str:
    """`right`, `wrong` or `none` for what the geocoder answered."""
    if place is None:
        return "right" if form.ids == frozenset() else "none"
    if form.point is not None:
        away_km = distance_km(place.lat, place.lon, *form.point)
        return "right" if away_km <= form.tolerance_km else "wrong"
    return "right" if form.ids and place.id in form.ids else "wrong"


def evaluate(forms: Iterable[Form], geocoder: GazetteerGeocoder) -> Iterator[Outcome]:
    """What the geocoder makes of each name."""
    for form in forms:
        answer = geocoder.resolve(form.name, country=form.country)
        yield Outcome(form, answer, judge(form, answer.place))


def table(outcomes: list[Outcome]) -> list[tuple[str, int, float, float, float]]:
    """Rows of (group, names, right, wrong, none), the shares in per cent: all, by country, language and kind."""
    groups: list[tuple[str, Callable[[Form], str]]] = [
        ("all", lambda f: "all"),
        ("country", lambda f: f"country {f.country or '-'}"),
        ("language", lambda f: f"language {'ar' if is_arabic(f.name) else 'latin'}"),
        ("kind", lambda f: f"kind {f.kind or '-'}"),
    ]
    rows = []
    for _, group_of in groups:
        counts = Counter((group_of(o.form), o.outcome) for o in outcomes)
        for group in sorted({g for g, _ in counts}):
            total = sum(counts[group, outcome] for outcome in OUTCOMES)
            rows.append((group, total, *(round(100 * counts[group, o] / total, 1) for o in OUTCOMES)))
    return rows  # type: ignore[return-value]  # one share for each of the three outcomes
