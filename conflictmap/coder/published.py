"""The day each report of a document was published, with the evidence for it; `None` where nothing tells.

In this order: a day that the user or the page gives, unless the report itself plainly says another; what the report
says; the file's name; what its weekdays and months leave; the reports beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from conflictmap.coder.blocks import table
from conflictmap.coder.dates import find_dates
from conflictmap.coder.evidence import Evidence, Span, read_evidence
from conflictmap.coder.intervals import weekday_on_or_after
from conflictmap.coder.segments import Segment

_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?!\d)")
_SIGNS_IN_NAME = re.compile(r"[_+]|%20|\.\w{1,5}$")
_PUT_OUT_LATE_DAYS = 2  # between the day a report calls today and the day given for it
_YEARS_AHEAD = 3  # that a dateline without its year is tried for


@dataclass(frozen=True, slots=True)
class Published:
    """A day of publication.

    `how` it is known: given (by the user), stated (by the page or the report), dateline, caption, file name, inferred
    (from weekdays and months), neighbour (a report of the same document). `span`: where the text shows it. `doubtful`:
    it contradicts a weekday of the report, or more than one day would do.
    """

    day: date
    how: str
    span: Span | None
    doubtful: bool = False


def publication_days(
    document_text: str,
    segments: Sequence[Segment],
    *,
    given: date | None = None,
    stated: date | None = None,
    name: str | None = None,
) -> list[Published | None]:
    """The day of publication of each report, in their order.

    `given`: by the user; `stated`: by the page's metadata; `name`: of the file.
    """
    evidence = [read_evidence(document_text, report) for report in segments]
    known = Published(given, "given", None) if given else Published(stated, "stated", None) if stated else None
    named = _day_of_name(name) if name else None
    own = [_published(each, known, named) for each in evidence]
    return [found or _neighbour(evidence, own, at) for at, found in enumerate(own)]


def _published(evidence: Evidence, known: Published | None, named: date | None) -> Published | None:
    """The day of a report by itself."""
    strong = _said(evidence)
    if known and not (strong and known.day not in evidence.days and _contradicts(evidence, strong, known)):
        is_doubtful = evidence.today not in (None, known.day.weekday())
        late = (known.day.weekday() - evidence.today) % 7 if evidence.today is not None else 0
        if 0 < late <= _PUT_OUT_LATE_DAYS:  # written on "Saturday", put out on Sunday
            return Published(known.day - timedelta(days=late), known.how, evidence.weekday_span, True)
        return Published(known.day, known.how, None, is_doubtful)
    return strong or next(_guessed(evidence, named), None)


def _contradicts(evidence: Evidence, strong: Published, known: Published) -> bool:
    """Whether the report's own day rules out the one given for it."""
    if evidence.today is not None and evidence.today != known.day.weekday() and evidence.today == strong.day.weekday():
        return True
    return bool(abs((strong.day - known.day).days) > table()["limits"]["nearby_days"])


def _said(evidence: Evidence) -> Published | None:
    """The day that the report plainly says."""
    for how, found in (
        ("stated", evidence.stated[:1] if not _is_of_visit(evidence) else []),
        ("dateline", [evidence.dateline] if evidence.dateline else []),
        ("caption", _caption_of_today(evidence, sure=True)),
        ("stated", evidence.updated[:1]),
    ):
        if found:
            day, span = found[0]
            return Published(day, how, span, evidence.today not in (None, day.weekday()))
    return None


def _is_of_visit(evidence: Evidence) -> bool:
    """Whether the day above the text is when a page was opened, as its dateline tells of a much earlier one."""
    if not (evidence.stated and evidence.dateline):
        return False
    return bool((evidence.stated[0][0] - evidence.dateline[0]).days > table()["limits"]["nearby_days"])


def _caption_of_today(evidence: Evidence, *, sure: bool) -> list[tuple[date, Span]]:
    """The latest dated caption where it is of the weekday of publication; `sure`: the report says which that is."""
    if not evidence.captions or (sure and evidence.today is None):
        return []
    latest = max(evidence.captions)
    is_today = latest[0].weekday() == evidence.likely_weekday and evidence.agrees(latest[0])
    return [latest] if is_today else []


def _guessed(evidence: Evidence, named: date | None) -> Iterator[Published]:
    """The days that the report's hints leave, the best first."""
    yield from _dateline_without_year(evidence, named)
    if named and evidence.agrees(named):
        yield Published(named, "file name", None, not evidence.has_weekday)
    for day, span in _caption_of_today(evidence, sure=False):
        yield Published(day, "caption", span, True)
    if inferred := _inferred(evidence):
        yield Published(inferred, "inferred", evidence.weekday_span, True)


def _dateline_without_year(evidence: Evidence, named: date | None) -> Iterator[Published]:
    """The dateline's day in the year of the file's name, or in the first year that the weekdays allow."""
    if evidence.month_and_day is None:
        return
    month, day, span = evidence.month_and_day
    since = max(evidence.days, default=None)
    first = named.year - 1 if named else since.year if since and evidence.has_weekday else None
    if first is None:
        return
    for year in range(first, first + _YEARS_AHEAD):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        is_near = named is None or abs((found - named).days) <= table()["limits"]["infer_days"] // 2
        if is_near and evidence.agrees(found):
            yield Published(found, "dateline", span, named is None or not evidence.has_weekday)
            return


def _inferred(evidence: Evidence) -> date | None:
    """The first day of the right weekday after "26 January last" and "October last", one of them known with its year.

    A date without its year bounds the day from both sides: it lies in an earlier month, less than a year ago. Without
    a year that one of these months is known by, nothing is inferred.
    """
    weekday = evidence.likely_weekday
    months = {month for month, _ in evidence.last}
    anchors = [day for day in evidence.days if day.month in months]
    if weekday is None or not anchors or not any(day for _, day in evidence.last):
        return None
    latest = max(anchors)
    first = weekday_on_or_after(latest, weekday)
    days = (first + timedelta(weeks=week) for week in range(table()["limits"]["infer_days"] // 7 + 1))
    fitting = [day for day in days if evidence.agrees(day)]
    return min(fitting, key=lambda day: (_age(evidence, day), day), default=None)


def _age(evidence: Evidence, day: date) -> int:
    """The months together that the months said to be the last lie back from a day."""
    return sum((day.month - month - 1) % 12 for month, _ in evidence.last)


def _neighbour(evidence: Sequence[Evidence], own: Sequence[Published | None], at: int) -> Published | None:
    """The day of the nearest report that has one of its own, where the weekdays agree."""
    for away in range(1, table()["limits"]["neighbours"] + 1):
        for one in (at - away, at + away):
            found = own[one] if 0 <= one < len(own) else None
            if found and evidence[at].agrees(found.day):
                return Published(found.day, "neighbour", None, found.doubtful or not evidence[at].has_weekday)
    return None


def _day_of_name(name: str) -> date | None:
    """The date in a file's name, where there is just one."""
    found = set()
    for year, month, day in _DAY_IN_NAME.findall(name):
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    if not found:
        words = _SIGNS_IN_NAME.sub(" ", name[-255:])
        dates = [each for text in (words, words.replace("-", " ")) for each in find_dates(text, None)]
        found = {each.start for each in dates if each.start == each.end}
    return found.pop() if len(found) == 1 else None
