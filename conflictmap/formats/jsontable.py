"""Tables kept as JSON: a list of objects, one that an API wraps in its status, an object a line, GeoJSON's properties.

A column is a name that any object has; ACLED's and UCDP's interfaces answer so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from conflictmap.errors import UnreadableFile

_WRAPPED = re.compile(r'"(?:data|results?|events|records|items|rows|features)"\s*:\s*\[', re.IGNORECASE)
_POINT = ("longitude", "latitude")
_PEEKED_CHARACTERS = 200_000


class Table(NamedTuple):
    """The names of the columns, and the values of each object in their order; None where it has no such name."""

    names: list[str]
    rows: list[list[Any]]


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so may be JSON."""
    return _plain(head[:100])[:1] in ("{", "[")


def first_names(head: bytes) -> list[str]:
    """The names of the first object, from the first bytes of a file; none where no object ends in them."""
    text = _plain(head)[:_PEEKED_CHARACTERS]
    wrapped = _WRAPPED.search(text) if text[:1] == "{" else None
    start = wrapped.end() if wrapped else 1 if text[:1] == "[" else 0
    rest = text[start:].lstrip()
    try:
        first, end = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError):
        return []
    is_one_of_many = start > 0 or rest[end:].lstrip().startswith("{")
    return list(_fields(first)) if isinstance(first, dict) and is_one_of_many else []


def is_map(head: bytes) -> bool:
    """Whether the objects are features of a map rather than rows."""
    return bool(re.search(r'"type"\s*:\s*"(?:Feature|FeatureCollection|Topology)"', _plain(head)[:4000]))


def read(data: bytes, name: str) -> Table:
    """The table of a file's bytes.

    Raises:
        UnreadableFile: it is no JSON, or no list of objects.
    """
    objects = [each for each in _objects(_plain(data), name) if isinstance(each, dict)]
    found = [_fields(each) for each in objects]
    names = list(dict.fromkeys(key for each in found for key in each))
    return Table(names, [[each.get(key) for key in names] for each in found])


def text_of(value: Any) -> str:
    """A value as the text of a cell: 2.0 is 2, lists have semicolons."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _plain(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").lstrip()


def _objects(text: str, name: str) -> Iterable[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise UnreadableFile(f"{name}: expected JSON, got: {error}") from error
        return [_line(line, number, name) for number, line in enumerate(lines, 1)]
    if isinstance(whole, dict):
        lists = (each for key, each in whole.items() if _WRAPPED.match(f'"{key}":[') and isinstance(each, list))
        whole = next(lists, None)
    if not isinstance(whole, list):
        raise UnreadableFile(f"{name}: expected a list of JSON objects, got something else")
    return whole


def _line(line: str, number: int, name: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{name}, line {number}: expected a JSON object, got: {error}") from error


def _fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an object by name; of a feature its properties, and the point they leave out."""
    if item.get("type") != "Feature":
        return dict(item)
    properties = item.get("properties")
    found = dict(properties) if isinstance(properties, dict) else {}
    shape = item.get("geometry")
    shape = shape if isinstance(shape, dict) else {}
    point = shape.get("coordinates")
    named = {str(key).lower() for key in found}
    if shape.get("type") == "Point" and isinstance(point, list) and not named & {*_POINT, "lat", "lon"}:
        found |= zip(_POINT, point, strict=False)
    return found
