"""The first day that a free text names, as a placemark's name or description; and time stamps as numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache

from conflictmap.formats.tables import dates
from conflictmap.formats.tables.cells import western
from conflictmap.model import calendar
from conflictmap.model.dates import EventDate

MAX_TEXT = 20_000
"""Characters of a text that are looked at."""
_NUMERIC = re.compile(
    r"(?<![\w.])(?<!\d[-/])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{4}-\d{1,2})(?![\d/]|-\d)"
)
_EPOCH = re.compile(r"-?(?:\d{9,10}|\d{11,13})(?:\.0)?")
_MILLISECONDS = 1e10  # a number since 1970 from here on counts those


def find_day(text: str, day_first: bool) -> EventDate | None:
    """The first date in a free text, or the period it starts; a bare year is none. None where there is none."""
    plain = western(text[:MAX_TEXT])
    hits = sorted((*_NUMERIC.finditer(plain), *_named().finditer(plain)), key=lambda hit: (hit.start(), -hit.end()))
    for hit in hits:
        try:
            return dates.read_date(hit[0], day_first)
        except dates.NoDate:
            continue
    return None


def stamp(value: object) -> str:
    """A value as text for a date's cell: seconds or milliseconds since 1970, as GIS programs have, become their day."""
    text = western(str(value)).strip()
    if not _EPOCH.fullmatch(text):
        return text
    number = float(text)
    seconds = number / 1000 if abs(number) >= _MILLISECONDS else number
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date().isoformat()


@cache
def _named() -> re.Pattern[str]:
    """`5 January 2024`, `January 5, 2024`, `January 2024`, `5 كانون الثاني 2024`, `5 كانون الثاني/يناير 2024`."""
    names = {name for group in calendar.names()["month"].values() for name in group}
    names |= {name.translate(str.maketrans("أآإ", "ااا")) for name in names}
    month = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?:\d{{1,2}}(?:st|nd|rd|th)?\.?[ \-]+(?:of )?)?(?:{month})\b\.?(?:\s*/\s*(?:{month}))?"
        rf"(?:[ \-]+\d{{1,2}}(?:st|nd|rd|th)?(?=,? \d{{4}}))?[,،]?[ \-]\d{{4}}(?!\d)",
        re.IGNORECASE,
    )
