"""Two periods side by side: the same filter and map view, and the difference in counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from conflictmap.briefing.content import BriefContent, Wish, brief_content, first_view
from conflictmap.briefing.wording import toll_range
from conflictmap.errors import InvalidBrief
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.store import briefs
from conflictmap.store.interface import Store
from conflictmap.words import number, say


@dataclass(frozen=True)
class Line:
    """One line of the table: what is counted, in the first and the second period, and the difference."""

    label: str
    first: str
    second: str
    difference: str


@dataclass(frozen=True)
class Comparison:
    """Two contents of one view, the earlier period first, and the table of their counts."""

    first: BriefContent
    second: BriefContent
    lines: tuple[Line, ...]


def comparison(store: Store, filter: EventFilter, other: tuple[date, date], wish: Wish) -> Comparison:
    """The filter's period and another one side by side.

    Raises:
        InvalidBrief: the filter has no period of its own.
    """
    if filter.from_ is None or filter.to is None:
        raise InvalidBrief("compare: expected a period to compare with, from and to, got an open one")
    periods = sorted([(filter.from_, filter.to), other])
    filters = [replace(filter, from_=first, to=last) for first, last in periods]
    both = replace(filter, from_=periods[0][0], to=max(last for _, last in periods))
    wish = replace(wish, view=wish.view or first_view(store, both), full=False)
    contents = [brief_content(store, each, wish) for each in filters]
    compared = {"compare": [other[0].isoformat(), other[1].isoformat()], "filter": filter.to_params()}
    first = replace(contents[0], record={**contents[0].record, **compared})
    return Comparison(first, contents[1], _lines(store, filters[0], filters[1], wish))


def _lines(store: Store, first: EventFilter, second: EventFilter, wish: Wish) -> tuple[Line, ...]:
    lang, types = wish.lang, vocabulary.event_types()
    counts = [Counter(dict(briefs.by_type(store, each))) for each in (first, second)]
    found = [briefs.summary(store, each) for each in (first, second)]
    lines = [_line(say("brief.all_events", lang), found[0].events, found[1].events)]
    for code in sorted(set(counts[0]) | set(counts[1])):
        lines.append(_line(types.get(types.ids[code]).label(lang), counts[0][code], counts[1][code]))
    killed = [toll_range(each, lang) for each in found]
    return (*lines, Line(say("brief.killed_label", lang), killed[0], killed[1], ""))


def _line(label: str, first: int, second: int) -> Line:
    change = second - first
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return Line(label, number(first), number(second), f"\u2066{sign}{number(abs(change))}\u2069")
