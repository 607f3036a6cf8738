"""Reports as they are kept: one JSON file a report, with its text, how it was read, and every decision about it.

A report's key is that of its text however it is spaced, so the same report pasted twice is one file. A new reading
takes the place of the last; decisions stay, and so does every event that one was made about.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from conflictmap import settings
from conflictmap.coder.coder import Coded, CodedReport, Coder, report_key
from conflictmap.coder.documents import Document
from conflictmap.coder.drafts import Skipped
from conflictmap.coder.events import CodedEvent
from conflictmap.coder.published import Published
from conflictmap.errors import StoreError, UnreadableFile
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Review, Source, Toll

WRITE_WAIT_S = 20
"""Seconds a writer waits for another one."""
_BEGINNING = 70  # characters of a text that stand for its title
_KEY = re.compile(r"[0-9a-f]{24}")
_DOCUMENT = ("text", "name", "title", "published", "publisher", "url", "lang")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about an event of a report; never changed, only followed by another.

    `status`: confirmed, corrected, rejected, joined (to the event `into`), split, or undone, which takes the event's
    last decision back. `before` is the event of the store as it was, None where there was none.
    """

    event: str
    status: str
    who: str
    when: str
    why: str
    into: str | None = None
    before: Event | None = None


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report: `document` with the words the spans point into, `given` the day of publication a person gave.

    `parts`: the tellings that events were split into, by the event's id. `added`, `read`: ISO times.
    """

    key: str
    document: Document
    given: date | None
    added: str
    read: str
    reading: Coded
    decisions: tuple[Decision, ...] = ()
    parts: dict[str, tuple[CodedEvent, ...]] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What the report is called: its title, else its file's name, else how it begins."""
        title = self.document.title or next((part.title for part in self.reading.reports if part.title), None)
        return title or self.document.name or " ".join(self.document.text[:400].split())[:_BEGINNING]


def now() -> str:
    """The time as decisions record it: ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read_report(document: Document, coder: Coder, given: date | None = None) -> SavedReport:
    """A document read into events; nothing is kept yet.

    Raises:
        UnreadableFile: there is no text in it.
    """
    if not document.text.strip():
        raise UnreadableFile(f"{document.name or 'report'}: expected text, got none")
    when = now()
    return SavedReport(report_key(document.text), document, given, when, when, coder.code(document, published=given))


# Files


def folder() -> Path:
    """Where the reports are, inside the folder of the setting `home`."""
    return settings.home() / "reports"


def path_of(key: str) -> Path:
    """The file of a report.

    Raises:
        UnreadableFile: this can be no report's key.
    """
    if not _KEY.fullmatch(key):
        raise UnreadableFile(f"report: expected a key of 24 hexadecimal digits, got {key[:40]!r}")
    return folder() / f"{key}.json"


def keys() -> list[str]:
    """The keys of all reports, last changed first."""
    files = [(path.stat().st_mtime_ns, path.stem) for path in folder().glob("*.json") if _KEY.fullmatch(path.stem)]
    return [stem for _, stem in sorted(files, reverse=True)]


def load(key: str) -> SavedReport | None:
    """The report with a key, None where there is none.

    Raises:
        UnreadableFile: its file is damaged.
    """
    path = path_of(key)
    if not path.exists():
        return None
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, LookupError) as error:
        raise UnreadableFile(f"{path.name}: expected a saved report, got something else ({error})") from error


def keep(fresh: SavedReport, coder: Coder) -> SavedReport:
    """Writes a report that was just read; one that is there already keeps its text, decisions and what is known of it.

    The text that is there stays, as spans point into it; what only the new one knows (day, publisher, link) is added.
    """

    def renewed(old: SavedReport | None) -> SavedReport:
        if old is None:
            return fresh
        known = {name: getattr(old.document, name) or getattr(fresh.document, name) for name in _DOCUMENT}
        document, given = Document(**known), fresh.given or old.given
        is_as_read = (document, given) == (fresh.document, fresh.given)
        return read_again(old, document, given, coder, fresh.reading if is_as_read else None)

    return change(fresh.key, renewed)


def read_again(
    report: SavedReport, document: Document, given: date | None, coder: Coder, reading: Coded | None = None
) -> SavedReport:
    """The report with a new reading of its text; events that a decision was made about stay even if unread now."""
    reading = reading or coder.code(document, published=given)
    found = {coded.event.id for coded in reading.events}
    decided = {decision.event for decision in report.decisions}
    gone = tuple(c for c in report.reading.events if c.event.id in decided and c.event.id not in found)
    reading = replace(reading, events=(*reading.events, *gone))
    return replace(report, document=document, given=given, read=now(), reading=reading)


def change(key: str, step: Callable[[SavedReport | None], SavedReport]) -> SavedReport:
    """Replaces a report's file by what `step` makes of it, as a whole or not at all; one writer at a time.

    Raises:
        StoreError: another process kept writing for too long.
    """
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path.parent / "write.lock", timeout=WRITE_WAIT_S):
            old = load(key)
            report = step(old)
            if report is not old:
                _write(path, report)
    except Timeout as error:
        raise StoreError(f"{path.name}: expected no other writer for {WRITE_WAIT_S} s, one is at work") from error
    return report


def _write(path: Path, report: SavedReport) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(_to_json(report), file, ensure_ascii=False, default=str)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


# JSON


def _to_json(report: SavedReport) -> dict[str, Any]:
    values = asdict(report)
    del values["reading"]["text"]  # it is the document's
    return values


def _from_json(values: dict[str, Any]) -> SavedReport:
    document = Document(**{**values["document"], "published": _day(values["document"]["published"])})
    reading = values["reading"]
    return SavedReport(
        key=values["key"],
        document=document,
        given=_day(values["given"]),
        added=values["added"],
        read=values["read"],
        reading=Coded(
            document.text,
            tuple(_part(each) for each in reading["reports"]),
            tuple(_coded(each) for each in reading["events"]),
        ),
        decisions=tuple(Decision(**{**each, "before": _event(each["before"])}) for each in values["decisions"]),
        parts={key: tuple(_coded(each) for each in told) for key, told in values["parts"].items()},
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _span(value: list[int] | None) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None


def _part(values: dict[str, Any]) -> CodedReport:
    day = values["published"]
    published = Published(**{**day, "day": date.fromisoformat(day["day"]), "span": _span(day["span"])}) if day else None
    skipped = tuple(Skipped(**{**each, "span": tuple(each["span"])}) for each in values["skipped"])
    return CodedReport(**{**values, "span": tuple(values["span"]), "published": published, "skipped": skipped})


def _coded(values: dict[str, Any]) -> CodedEvent:
    event = _event(values["event"])
    if event is None:
        raise UnreadableFile("saved report: expected an event, got none")
    evidence = {part: tuple((s[0], s[1]) for s in spans) for part, spans in values["evidence"].items()}
    return CodedEvent(**{**values, "event": event, "evidence": evidence})


def _event(values: dict[str, Any] | None) -> Event | None:
    if values is None:
        return None
    when = values["when"]
    made = {
        "when": EventDate(date.fromisoformat(when["start"]), date.fromisoformat(when["end"]), when["precision"])
        if when
        else None,
        "place": EventPlace(**values["place"]),
        "actors": tuple(Actor(**each) for each in values["actors"]),
        "fatalities": Toll(**values["fatalities"]),
        "injured": Toll(**values["injured"]),
        "sources": tuple(_source(each) for each in values["sources"]),
        "review": Review(**values["review"]),
        "retrieved": _day(values["retrieved"]),
    }
    return Event(**{**values, **made})


def _source(values: dict[str, Any]) -> Source:
    return Source(**{**values, "date": _day(values["date"]), "span": _span(values["span"])})
