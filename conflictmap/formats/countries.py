"""Countries by the codes and names that datasets use: data/countries.tsv read into look-ups to ISO 3166-1 alpha-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from geodata import Areas, fold

DATA = Path(__file__).with_name("data")


def read_tsv(name: str) -> list[dict[str, str]]:
    """The rows of a table in data/ by their column; lines that start with # are its comments."""
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    header, *rows = [line.split("\t") for line in lines]
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]


@dataclass(frozen=True)
class Countries:
    """ISO 3166-1 alpha-2 by FIPS 10-4 code, by ISO's and by Gleditsch and Ward's number, by three letters (ISO's or
    CAMEO's) and by folded name; `holds` are the countries of today that UCDP counts under a state, and before which
    day."""

    by_fips: dict[str, str]
    by_number: dict[str, str]
    by_gwno: dict[str, str]
    by_letters: dict[str, str]
    by_name: dict[str, str]
    holds: dict[str, tuple[tuple[str, date], ...]]

    def held(self, country: str, day: date) -> frozenset[str]:
        """The countries of today that UCDP counts under a state on a day, as Palestine under Israel."""
        return frozenset(held for held, end in self.holds.get(country, ()) if day < end)

    def named(self, name: str) -> str | None:
        """The country of a name, as datasets or we write it; None where it is not known."""
        return self.by_name.get(fold(name)) or self.by_name.get(fold(name).removeprefix("the "))

    def given(self, number: str, letters: str, name: str) -> str | None:
        """The country of ISO's number or three letters, or of a name, whichever is known first; empty ones are not."""
        by_number = self.by_number.get(number.lstrip("0"))
        return by_number or self.by_letters.get(letters.upper()) or (self.named(name) if name else None)


def _until(text: str) -> tuple[str, date]:
    """A country and the day it is no longer counted under another, from "SS<2011-07-09"; the last of days without."""
    country, _, day = text.partition("<")
    return country, date.fromisoformat(day) if day else date.max


@cache
def countries() -> Countries:
    """The countries of data/countries.tsv."""
    rows = read_tsv("countries.tsv")
    names = {fold(area.name): area.country for area in Areas.open().all("country")}
    names.update({fold(name): row["iso2"] for row in rows for name in row["names"].split("|") if name})
    return Countries(
        by_fips={code: row["iso2"] for row in rows for code in row["fips"].split()},
        by_number={row["number"]: row["iso2"] for row in rows if row["number"]},
        by_gwno={code: row["iso2"] for row in rows for code in row["gwno"].split()},
        by_letters={code: row["iso2"] for row in rows for code in [row["iso3"], *row["cameo"].split()]},
        by_name=names,
        holds={row["iso2"]: tuple(map(_until, row["holds"].split())) for row in rows if row["holds"]},
    )
