"""What single cells say: text, whether there is a value at all, counts of people, degrees."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from conflictmap.errors import InvalidEvent
from conflictmap.formats.tables.sheets import Cell
from conflictmap.model.event import Toll
from geodata.normalize import fold

_DATA = Path(__file__).with_name("data")
_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.0+)?")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s*(?:-|~|/|to|إلى|الى|حتى)\s*({_NUMBER.pattern})")
_BETWEEN_TWO = re.compile(rf"(?:between|بين)\s+({_NUMBER.pattern})\s*(?:and|و)\s*({_NUMBER.pattern})")
_UNKNOWN = Toll()
_MAX_COUNT = 10_000_000


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of this package by its name."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """A text for comparison: letters as `geodata` folds them, camelCase and punctuation as spaces."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))


@lru_cache(maxsize=50_000)
def western(text: str) -> str:
    """A text whose digits, decimal marks, minus signs and spaces are those of ASCII, without direction marks."""
    found = []
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Nd":
            found.append(str(unicodedata.decimal(character)))
        elif kind == "Pd" or character == "\u2212":
            found.append("-")
        elif kind == "Zs" or character in "\t\r\n":
            found.append(" ")
        elif kind not in ("Cf", "Cc"):
            found.append({"٫": ".", "٬": ",", "،": ","}.get(character, character))
    return " ".join("".join(found).split())


def text_of(cell: Cell) -> str:
    """A cell as text, without spaces and direction marks around it; days as ISO writes them."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    return cell.strip(" \t\r\n\u00a0\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")


@cache
def _empties() -> frozenset[str]:
    return frozenset(word.casefold() for word in table("cells")["empty"]) | {
        fold(word) for word in table("cells")["empty"] if fold(word)
    }


@lru_cache(maxsize=50_000)
def _says_nothing(text: str) -> bool:
    return text.casefold() in _empties() or (fold(text) in _empties() and not any(c.isdigit() for c in text))


def has_value(cell: Cell) -> bool:
    """Whether a cell says anything: not where it is blank, a dash, "unknown", "لا يوجد"."""
    return cell is not None and not (isinstance(cell, str) and _says_nothing(text_of(cell)))


def value_text(cell: Cell) -> str | None:
    """A cell as text, None where it says nothing."""
    return text_of(cell) if has_value(cell) else None


@cache
def words(kind: str) -> dict[str, str]:
    """What the words of a table of cells.toml mean, by the folded word."""
    return {fold(word): meaning for meaning, group in table("cells")[kind].items() for word in group}


def meaning(kind: str, cell: Cell) -> str | None:
    """What a cell means by the words of a table of cells.toml; None where it is none of them."""
    text = value_text(cell)
    return words(kind).get(fold(text)) if text else None


def is_total(cell: Cell) -> bool:
    """Whether a cell begins a row of sums."""
    return isinstance(cell, str) and _is_total(cell)


@lru_cache(maxsize=10_000)
def _is_total(text: str) -> bool:
    return fold(text) in {fold(word) for word in table("cells")["totals"]}


# Counts


class UnreadableCount(ValueError):
    """A cell that speaks of people and gives no number, as "several"."""


def toll(cell: Cell, field: str) -> Toll:
    """The figures of a cell: 3, "3-5", "at least 4", "٣ قتلى", "no one". Nothing said is nothing known.

    Raises:
        UnreadableCount: words without a number.
        InvalidEvent: a number that counts no people.
    """
    if cell is None or cell == "":
        return _UNKNOWN
    if isinstance(cell, (bool, date | time)):
        raise InvalidEvent(field, text_of(cell), "a whole number of at least 0")
    if isinstance(cell, int | float):
        return _exactly(field, cell)
    return _toll_of_text(cell, field)


@lru_cache(maxsize=10_000)
def _toll_of_text(cell: str, field: str) -> Toll:
    if words("numbers").get(fold(cell)) == "0":
        return Toll(best=0)
    if not has_value(cell):
        return _UNKNOWN
    text = text_of(cell)
    plain = western(text).lower()
    number = degrees_or_none(plain)
    if number is not None and re.fullmatch(r"-?[0-9.,]+", plain):
        grouped = re.fullmatch(r"-?[0-9]{1,3}(?:[,.][0-9]{3})+", plain)
        return _exactly(field, int(re.sub(r"[,.]", "", plain)) if grouped else number)
    words_only = _without_people(re.sub(r"\(.*?\)", " ", plain))
    if (both := _RANGE.fullmatch(words_only) or _BETWEEN_TWO.fullmatch(words_only)) and _whole(both[1]) <= _whole(
        both[2]
    ):
        return Toll(low=_checked(field, _whole(both[1])), high=_checked(field, _whole(both[2])))
    numbers = _NUMBER.findall(words_only)
    if len(numbers) == 1:
        return _bounded(field, _whole(numbers[0]), words_only)
    said = words("numbers").get(fold(text)) or words("numbers").get(fold(words_only))
    if said is not None and not numbers:
        return Toll(best=int(said))
    raise UnreadableCount(text)


def _without_people(plain: str) -> str:
    """A count without the words for whom it counts."""
    people = {fold(word) for word in table("cells")["bounds"]["people"]}
    return " ".join(word for word in plain.split() if fold(word) not in people)


def _bounded(field: str, number: int, text: str) -> Toll:
    """A number with the words and signs around it: a lowest figure, a highest one, or just the best known."""
    _checked(field, number)
    around = f" {fold(text)} "
    bounds = table("cells")["bounds"]

    def has(kind: str) -> bool:
        return any(f" {fold(word)} " in around for word in bounds[kind])

    if has("high") or re.search(r"[<≤]", text):
        return Toll(high=number)
    if has("low") or re.search(r"[>≥+]", text):
        return Toll(low=number, best=number)
    rest = set(around.split()) - {str(number)}
    known = {part for word in bounds["about"] for part in fold(word).split()}
    if rest - known and not re.search(r"[~≈±]", text):
        raise UnreadableCount(text)
    return Toll(best=number)


def _whole(text: str) -> int:
    return int(float(text.replace(",", "")))


def _exactly(field: str, number: float) -> Toll:
    if not float(number).is_integer():
        raise InvalidEvent(field, number, "a whole number of at least 0")
    return Toll(best=_checked(field, int(number)))


def _checked(field: str, number: int) -> int:
    if not 0 <= number <= _MAX_COUNT:
        raise InvalidEvent(field, number, f"a whole number from 0 to {_MAX_COUNT:,}")
    return number


# Degrees

_LETTERS = {"n": 1, "s": -1, "e": 1, "w": -1, "ش": 1, "ج": -1, "ق": 1, "غ": -1}
_WORDS = {"north": "n", "south": "s", "east": "e", "west": "w", "شمال": "n", "شمالا": "n", "جنوب": "s", "جنوبا": "s"}
_WORDS |= {"شرق": "e", "شرقا": "e", "غرب": "w", "غربا": "w"}
_DECIMAL = r"[0-9]+(?:[.,][0-9]+)?"
_DMS = re.compile(
    rf"([+-]?)\s*({_DECIMAL})\s*(?:[°º˚*d:]|deg|\s)\s*(?:({_DECIMAL})\s*(?:['’′‘´m:]|min|\s|$)\s*)?"
    rf"(?:({_DECIMAL})\s*(?:''|[\"”″“s]|sec|’’|′′)?)?"
)


def degrees(cell: Cell, field: str) -> float:
    """Decimal degrees of a cell: 36.2, "36,2", "36°12'30\\"N", "N 36 12.5", "٣٦٫٢".

    Raises:
        InvalidEvent: it is no angle.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found: float | None = float(cell)
    else:
        found = degrees_or_none(text_of(cell))
    if found is None or not math.isfinite(found):
        raise InvalidEvent(field, text_of(cell)[:80], "degrees such as 36.2021 or 36°12'07\"N")
    return found


@lru_cache(maxsize=50_000)
def degrees_or_none(text: str) -> float | None:
    """The angle of a text in decimal degrees, None where it is none."""
    plain = western(text).lower().strip()
    for word, letter in _WORDS.items():
        plain = re.sub(rf"(?<!\w){word}(?!\w)", letter, plain)
    sign = 1
    if plain and (plain[-1] in _LETTERS or plain[0] in _LETTERS):
        letter = plain[-1] if plain[-1] in _LETTERS else plain[0]
        sign, plain = _LETTERS[letter], plain.strip("nsewشجقغ ").strip()
    if re.fullmatch(rf"[+-]?{_DECIMAL}\s*[°º˚]?", plain):
        return sign * float(plain.rstrip("°º˚ ").replace(",", "."))
    match = _DMS.fullmatch(plain)
    if match is None or match[3] is None:
        return None
    parts = [float((part or "0").replace(",", ".")) for part in match.group(2, 3, 4)]
    if parts[1] >= 60 or parts[2] >= 60:
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return sign * (-value if match[1] == "-" else value)


_POINT = re.compile(r"(?:srid=\d+;)?\s*point\s*z?\s*\(\s*([-+0-9.]+)\s+([-+0-9.]+)[^)]*\)", re.IGNORECASE)
_BETWEEN = (r"\s*[;/|]\s*", r"\s*,\s+", r"(?<=[nsewNSEWشجقغ\"'])[\s,]+", r"\s*,\s*(?=[-+]?\d+\.)", r"\s*,\s*", r"\s+")
_IN_LINK = re.compile(r"(?:[@=/]|ll=)(-?[0-9]{1,2}\.[0-9]+),\s*(-?[0-9]{1,3}\.[0-9]+)")


@lru_cache(maxsize=50_000)
def pair(text: str) -> tuple[float, float] | None:
    """Latitude and longitude of a text such as "36.2, 37.1", "36°12'N 37°9'E", POINT(37.1 36.2) or a map's link."""
    plain = western(text)
    if match := _POINT.fullmatch(plain):
        return float(match[2]), float(match[1])
    if match := _IN_LINK.search(plain):
        return float(match[1]), float(match[2])
    plain = plain.strip("()[] ")
    for cut in _BETWEEN:
        parts = _split_once(cut, plain)
        if parts:
            first, second = (degrees_or_none(part) for part in parts)
            if first is None or second is None or max(abs(first), abs(second)) > 180:
                continue
            turned = parts[0].strip().lower()[-1:] in "ewقغ" or parts[0].strip().lower()[:1] in "ewقغ"
            return (second, first) if turned else (first, second)
    return None


def _split_once(cut: str, text: str) -> list[str] | None:
    parts = [part for part in re.split(cut, text) if part.strip()]
    return parts if len(parts) == 2 else None
