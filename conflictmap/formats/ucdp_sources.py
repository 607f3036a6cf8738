"""UCDP GED's four source columns, `;`-joined lists that ought to be equally long, zipped to sources."""

from __future__ import annotations

import re
from datetime import date

from conflictmap.errors import InvalidEvent
from conflictmap.formats.cells import day, known
from conflictmap.model.event import Source

NO_DAY = date(1753, 1, 1)
"""What UCDP's database writes where a source has no date: the first day it can hold."""
_MAX_SOURCES = 100
_MAX_TEXT = 2000
_QUOTED = re.compile(r'"([^"]*)"')
_ARTICLE = re.compile(r"(?P<office>[^,]+),\s*(?P<day>\d{4}-\d\d-\d\d)[^,]*,\s*(?P<title>.+)", re.DOTALL)


def sources_of(article: str, office: str, days: str, headline: str) -> tuple[tuple[Source, ...], str]:
    """The sources of an event, and the headlines that could not be given to one of them.

    Offices lead. Days and headlines go with them one by one where they are as many; a headline may hold a semicolon
    itself, so a list of another length is not shared out. Without offices the citations of `article` are the sources.
    """
    offices = _listed(office)
    if not offices:
        return tuple(_cited(part) for part in _citations(article)) or (_unnamed(headline),), ""
    dates = [_day(text) for text in _listed(days, keep=True)]
    if len(dates) != len(offices):
        dates = dates * len(offices) if len(dates) == 1 else [None] * len(offices)
    titles, loose = _titles(headline, article, len(offices))
    found = list(dict.fromkeys(zip(offices, dates, titles, strict=True)))[:_MAX_SOURCES]
    return tuple(Source(publisher=o, date=d, title=t) for o, d, t in found), loose


def _titles(headline: str, article: str, count: int) -> tuple[list[str | None], str]:
    """A headline for each office, from the headlines or from whole citations; else none, and what is left over."""
    if count == 1 and known(headline):
        return [_cut(headline)], ""
    titles = _listed(headline, keep=True)
    if len(titles) == count:
        return [_cut(title) or None for title in titles], ""
    cited = [match["title"] if (match := _ARTICLE.fullmatch(part)) else None for part in _citations(article)]
    if len(cited) == count and all(cited):
        return [_cut(title or "") for title in cited], ""
    return [None] * count, _cut(known(headline))


def _citations(article: str) -> list[str]:
    """The citations of `source_article`: quoted one by one, or parted by semicolons."""
    quoted = [text.strip() for text in _QUOTED.findall(article) if _ARTICLE.fullmatch(text.strip())]
    return quoted or _listed(article.replace('"', ""))


def _cited(citation: str) -> Source:
    match = _ARTICLE.fullmatch(citation)
    if match:
        return Source(_cut(match["office"].strip()), date=_day(match["day"]), title=_cut(match["title"].strip()))
    return Source(_cut(citation))


def _unnamed(headline: str) -> Source:
    """Where a row names no source, UCDP is the one who says so."""
    return Source("UCDP GED", title=_cut(known(headline)) or None)


def _listed(text: str, keep: bool = False) -> list[str]:
    """The parts of a `;`-joined cell; missing ones are left out, or kept empty where places count."""
    if not known(text):
        return []
    parts = [_cut(known(part.strip().strip('"').strip())) for part in text.split(";")]
    if parts and not parts[-1]:
        parts.pop()  # a semicolon that ends the list
    return parts if keep else [part for part in parts if part]


def _day(text: str) -> date | None:
    """The day of a source; one that cannot be read is not worth the event."""
    try:
        found = day(text, "source_date", False)
    except InvalidEvent:
        return None
    return None if found == NO_DAY else found


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
