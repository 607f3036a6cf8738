"""The commands that read reports: `code` prints their events, `evaluate` how well gold reports are read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from conflictmap import places, savedreports, settings, teaching
from conflictmap.coder.coder import Coded, Coder
from conflictmap.coder.documents import Document, find_files, read_document
from conflictmap.coder.evaluate import Scores, evaluate
from conflictmap.coder.events import CodedEvent
from conflictmap.coder.merging import merged_across
from conflictmap.errors import UnreadableFile
from conflictmap.model.dates import parse_day
from conflictmap.printing import counted, print_json

GOLD = Path(__file__).resolve().parent.parent / "tests" / "coder" / "gold"
_STDIN = "-"
_MEGABYTE = 1_000_000
_MOST_LISTED = 40  # missed and wrong events that are printed


def add(commands: Any) -> None:
    """Adds the commands to a parser."""
    code = commands.add_parser("code", allow_abbrev=False, help="read reports into events")
    code.add_argument("files", nargs="*", metavar="FILE", help="text, HTML or a folder; - or none is standard input")
    code.add_argument("--published", metavar="YYYY-MM-DD", help="the day the reports were published")
    code.add_argument("--lang", choices=("auto", "ar", "en"), default="auto", help="the language of the reports")
    code.add_argument("--encoding", metavar="NAME", help="the files' encoding, where it cannot be told")
    code.add_argument("--json", action="store_true", help="one JSON object a line")
    code.add_argument("--save", action="store_true", help="keep the reports for review on the Reports page")
    code.set_defaults(run=_code)
    gold = commands.add_parser("evaluate", allow_abbrev=False, help="measure the coder on gold reports")
    gold.add_argument("folder", nargs="?", metavar="FOLDER", help="gold reports (*.toml); our own by default")
    gold.add_argument("--misses", action="store_true", help="also list what was missed and what was wrong")
    gold.add_argument("--json", action="store_true", help="one JSON object")
    gold.set_defaults(run=_evaluate)


def _coder() -> Coder:
    teaching.apply()
    return Coder(places.geocoder())


def _code(arguments: argparse.Namespace) -> int:
    published = parse_day(arguments.published, "--published") if arguments.published else None
    coder = _coder()
    read: list[Coded] = []
    try:
        for document in counted(_documents(arguments), "reports"):
            read.append(_read(coder, document, published, arguments.save))
    finally:  # what was read before a file that cannot be read stays
        _print(read, arguments.json)
    return 0


def _documents(arguments: argparse.Namespace) -> Iterator[Document]:
    """The documents of the arguments, one at a time."""
    lang = None if arguments.lang == "auto" else arguments.lang
    for name in arguments.files or [_STDIN]:
        for path in _paths(name):
            data = sys.stdin.buffer.read() if path is None else _bytes(path)
            shown = "standard input" if path is None else str(path)
            document = read_document(data, shown, encoding=arguments.encoding, max_bytes=_max_bytes())
            yield replace(document, lang=lang or document.lang)


def _paths(name: str) -> Sequence[Path | None]:
    if name == _STDIN:
        return [None]
    path = Path(name)
    return find_files(path) if path.is_dir() else [path]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: expected a file of text, got: {error.strerror or error}") from error


def _max_bytes() -> int:
    return settings.number("report_mb_limit") * _MEGABYTE


def _read(coder: Coder, document: Document, published: date | None, save: bool) -> Coded:
    if not save:
        return coder.code(document, published=published)
    return savedreports.keep(savedreports.read_report(document, coder, published), coder).reading


def _print(read: Sequence[Coded], as_json: bool) -> None:
    """The events of all documents, those that several of them tell once."""
    if not read:
        return
    events: list[CodedEvent] = []
    reports = 0
    for coded in read:
        events += [replace(each, report=each.report + reports) for each in coded.events]
        reports += len(coded.reports)
    for coded_event in merged_across(events):
        print_json(coded_event.event.to_record()) if as_json else print(_line(coded_event))
    if not as_json:
        left = sum(len(part.skipped) for coded in read for part in coded.reports)
        print(f"{reports} reports, {len(events)} events; {left} phrases looked like events and were left out")


def _line(coded: CodedEvent) -> str:
    event = coded.event
    when = event.when.describe("en") if event.when else "no date"
    killed = "?" if event.fatalities.best is None else event.fatalities.best
    where = event.place.name or event.place.country or "no place"
    return f"{when}\t{event.sub_event_type}\t{where}\tkilled {killed}\t{event.confidence:.2f}\t{event.rule}"


def _evaluate(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder) if arguments.folder else GOLD
    scores = evaluate(folder, _coder())
    if arguments.json:
        print_json({name: {"part": share.part, "of": share.whole} for name, share in scores.shares.items()})
        return 0
    print(table(scores))
    if arguments.misses:
        for kind, rows in (("missed", scores.missed), ("wrong", scores.wrong)):
            print(*(f"{kind}: {row}" for row in rows[:_MOST_LISTED]), sep="\n")
    return 0


def table(scores: Scores) -> str:
    """The scores as lines: the stage, so many of so many, the share."""
    width = max(len(name) for name in scores.shares)
    rows = (f"{name:<{width}}  {s.part:>5} of {s.whole:>5}  {s.ratio:7.1%}" for name, s in scores.shares.items())
    return "\n".join(rows)
