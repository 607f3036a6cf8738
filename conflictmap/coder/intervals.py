"""Days, months and years as intervals, and what a date in a text may lean on."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from conflictmap.coder.datewords import Token


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day, how well they are known, whether the words contradict the calendar, and point ahead."""

    start: date
    end: date
    precision: str = "day"
    doubtful: bool = False
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What a reader may lean on: the day of publication, the date read before, planning words, the language."""

    published: date | None
    before: Interval | None = None
    upcoming: bool = False
    arabic: bool = True

    @property
    def day(self) -> date:
        """The day of publication.

        Raises:
            ValueError: it is not known.
        """
        if self.published is None:
            raise ValueError("a relative date needs the day of publication")
        return self.published


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens a rule matched, by class."""

    tokens: tuple[Token, ...]

    def all(self, *kinds: str) -> list[str]:
        """The values of the tokens of these classes, in order."""
        return [token.value for token in self.tokens if token.kind in kinds]

    def first(self, *kinds: str) -> str | None:
        """The value of the first token of these classes."""
        return next((token.value for token in self.tokens if token.kind in kinds), None)

    def numbers(self, *kinds: str) -> list[int]:
        """The values as whole numbers."""
        return [int(value) for value in self.all(*kinds)]

    @property
    def weekday(self) -> int | None:
        """The weekday named, Monday is 0."""
        named = self.first("weekday", "weekday_short")
        return None if named is None else int(named)


def one_day(day: date, *, doubtful: bool = False) -> Interval:
    """A single day."""
    return Interval(day, day, "day", doubtful)


def month_of(first: date) -> Interval:
    """The month that begins on a day."""
    return Interval(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month")


def year_of(year: int) -> Interval:
    """All of a year."""
    return Interval(date(year, 1, 1), date(year, 12, 31), "year")


def months_later(day: date, months: int) -> date:
    """The first of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def weekday_on_or_before(day: date, weekday: int) -> date:
    """The latest such weekday (Monday is 0)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def weekday_on_or_after(day: date, weekday: int) -> date:
    """The next such weekday (Monday is 0)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def in_nearest_year(
    make: Callable[[int], date], here: date, which: str | None, around: Around, soon_days: int = 0
) -> date:
    """The date meant by a day or month without its year: `make` gives it for a year, `here` is now."""
    days = []
    for year in range(here.year - 8, here.year + 9):  # 29 February can be eight years away
        try:
            days.append(make(year))
        except ValueError:
            continue
    past = [day for day in days if day < here or (day == here and which != "past")]
    ahead = [day for day in days if day > here or (day == here and which != "next")]
    if not (past and ahead):
        raise ValueError("31 February, or the end of the calendar")
    if which == "this":
        return make(here.year)
    if which == "next" or (which is None and around.upcoming):
        return ahead[0]
    is_soon = which is None and past[-1] != here and (ahead[0] - here).days <= soon_days
    return ahead[0] if is_soon else past[-1]
