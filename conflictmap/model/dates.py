"""Dates that know how well they are known: an interval of days with a precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from conflictmap.errors import InvalidEvent
from conflictmap.words import Lang, say

DATE_PRECISIONS = ("day", "days", "week", "month", "year")


def parse_day(value: object, field: str = "date") -> date:
    """A day from a date or ISO text (YYYY-MM-DD).

    Raises:
        InvalidEvent: the value is neither.
    """
    if type(value) is date:
        return value
    text = str(value).strip()
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidEvent(field, value, "a day as YYYY-MM-DD") from error


def days_after(day: date, days: int) -> date:
    """The day so many days later, or earlier where negative; the calendar's first or last day beyond its ends."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


@dataclass(frozen=True, slots=True, order=True)
class EventDate:
    """The days an event may have happened on: first and last day, both included, and the precision.

    `day` means that the day is known, so first and last are the same; the others say how wide the source leaves it.
    """

    start: date
    end: date
    precision: str = "day"

    def __post_init__(self) -> None:
        if self.precision not in DATE_PRECISIONS:
            raise InvalidEvent("date_precision", self.precision, f"one of {', '.join(DATE_PRECISIONS)}")
        if self.end < self.start:
            raise InvalidEvent("date_end", self.end.isoformat(), f"a day not before {self.start.isoformat()}")
        if self.precision == "day" and self.end != self.start:
            raise InvalidEvent("date_end", self.end.isoformat(), f"{self.start.isoformat()}, as the precision is day")

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether any day of the interval lies in the period; None leaves that side open."""
        return (last is None or self.start <= last) and (first is None or self.end >= first)

    def describe(self, lang: Lang) -> str:
        """The date in words, as short as it can be without losing a day."""
        return describe_period(self.start, self.end, lang)


def describe_day(day: date, lang: Lang) -> str:
    """A day in words, e.g. 4 February 2026 or ٤ شباط/فبراير in Arabic month names with Western digits."""
    return say("date.day", lang, day=day.day, month=say(f"month.{day.month}", lang), year=day.year)


def describe_period(first: date, last: date, lang: Lang) -> str:
    """A period in words; repeated months and years are said once."""
    if first == last:
        return describe_day(first, lang)
    month = say(f"month.{last.month}", lang)
    next_day = last + timedelta(days=1) if last < date.max else last
    if (first.day, next_day.day, first.year) == (1, 1, last.year):  # whole months of one year
        if first.month == last.month:
            return say("date.month", lang, month=month, year=last.year)
        if (first.month, last.month) == (1, 12):
            return str(last.year)
    if (first.year, first.month) == (last.year, last.month):
        return say("date.days_of_month", lang, first=first.day, last=last.day, month=month, year=last.year)
    return say("date.from_to", lang, first=describe_day(first, lang), last=describe_day(last, lang))
