"""The command `brief`: a picture of the events that pass, for a slide or a nightly job; and what a picture is about."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from conflictmap.briefing.comparison import Comparison, comparison
from conflictmap.briefing.content import BriefContent, Wish, brief_content
from conflictmap.briefing.embedding import MAX_FILE_BYTES, read_record
from conflictmap.briefing.geometry import MAX_ZOOM, MIN_ZOOM, MapView
from conflictmap.briefing.handling import Marking, own_marking, tlp_marking, tlp_names
from conflictmap.briefing.logo import read_logo
from conflictmap.briefing.render import render_pdf, render_png
from conflictmap.briefing.sizes import SIZES, size_of
from conflictmap.errors import InvalidBrief, InvalidEvent, UnreadableFile
from conflictmap.filterflags import add_filter_flags, filter_of
from conflictmap.model.dates import parse_day
from conflictmap.overlays import choice
from conflictmap.printing import print_json
from conflictmap.seeds import ensure_seeded
from conflictmap.store.store import shared_store
from conflictmap.words import as_lang

RENDERERS = {".png": render_png, ".pdf": render_pdf}


def add(commands: Any) -> None:
    """Adds the command to a parser."""
    brief = commands.add_parser(
        "brief", allow_abbrev=False, help="make a picture that explains itself",
        epilog="Without OUT, --from PICTURE prints what a picture is about and the command that makes it again.",
    )  # fmt: skip
    brief.add_argument("out", nargs="?", metavar="OUT.(png|pdf)")
    add_filter_flags(brief)
    brief.add_argument("--title", metavar="TEXT", help="instead of the one made from the filter")
    brief.add_argument("--subtitle", metavar="TEXT")
    brief.add_argument("--lang", choices=("en", "ar"), default="en")
    brief.add_argument("--size", metavar="SIZE", default="1920x1080", help=f"one of {', '.join(SIZES)}")
    brief.add_argument("--view", metavar="LAT,LON,ZOOM", help="centre and zoom; where most events are, if none")
    marking = brief.add_mutually_exclusive_group()
    marking.add_argument("--tlp", metavar="LABEL", help=f"handling marking: one of {', '.join(tlp_names())}")
    marking.add_argument("--marking", metavar="TEXT", help="handling marking in your own words")
    brief.add_argument("--compare", metavar="FROM..TO", help="a second period beside that of --from and --to")
    brief.add_argument("--pages", choices=("one", "full"), default="one", help="full: timeline, events and method too")
    brief.add_argument("--overlays", metavar="SERIES,…", help="overlays to draw, none for none; all, if not given")
    brief.add_argument("--logo", metavar="FILE", help="a PNG or SVG that stands in the heading")
    brief.add_argument("--created", metavar="YYYY-MM-DD", help="creation day in the file; that of the data, if none")
    brief.add_argument("--json", action="store_true", help="with --from PICTURE: one JSON object")
    brief.set_defaults(run=_brief)


def _brief(arguments: argparse.Namespace) -> int:
    if arguments.out is None and arguments.filter_from:
        return _print_picture(Path(arguments.filter_from), arguments.json)
    if arguments.out is None:
        raise InvalidBrief("brief: expected OUT.png, OUT.pdf or --from PICTURE, got neither")
    out = Path(arguments.out)
    render = RENDERERS.get(out.suffix.lower())
    if render is None:
        raise InvalidBrief(f"brief: expected a file named *.png or *.pdf, got {out.name!r}")
    if arguments.pages == "full" and out.suffix.lower() != ".pdf":
        raise InvalidBrief(f"--pages full: expected a file named *.pdf, got {out.name!r}")
    size, filter, wish, store = size_of(arguments.size), filter_of(arguments), _wish(arguments), shared_store()
    ensure_seeded(store)
    content: BriefContent | Comparison
    if arguments.compare:
        content = comparison(store, filter, read_period(arguments.compare), wish)
    else:
        content = brief_content(store, filter, wish)
    write_whole(out, render(content, size))
    return 0


def _wish(arguments: argparse.Namespace) -> Wish:
    created = parse_day(arguments.created, "--created") if arguments.created else None
    return Wish(
        lang=as_lang(arguments.lang),
        title=arguments.title,
        subtitle=arguments.subtitle,
        view=read_view(arguments.view) if arguments.view else None,
        marking=_marking(arguments),
        overlays_on=choice.read(arguments.overlays),
        full=arguments.pages == "full",
        logo=read_logo(Path(arguments.logo)) if arguments.logo else None,
        created=datetime(created.year, created.month, created.day, tzinfo=UTC) if created else None,
    )


def _marking(arguments: argparse.Namespace) -> Marking | None:
    if arguments.tlp:
        return tlp_marking(arguments.tlp)
    return own_marking(arguments.marking) if arguments.marking else None


def read_view(text: str) -> MapView:
    """A view from `lat,lon,zoom`.

    Raises:
        InvalidBrief: it is none.
    """
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InvalidBrief(f"--view: expected lat,lon,zoom, got {text[:60]!r}") from error
    if not (abs(lat) <= 85 and abs(lon) <= 180 and MIN_ZOOM <= zoom <= MAX_ZOOM):
        raise InvalidBrief(
            f"--view: expected lat -85 to 85, lon -180 to 180, zoom {MIN_ZOOM:g} to {MAX_ZOOM:g}, got {text[:60]!r}"
        )
    return MapView(lat, lon, zoom)


def read_period(text: str) -> tuple[date, date]:
    """First and last day from `FROM..TO`.

    Raises:
        InvalidBrief: it is no period.
    """
    first, dots, last = text.partition("..")
    try:
        days = parse_day(first, "--compare"), parse_day(last, "--compare")
    except InvalidEvent as error:
        raise InvalidBrief(f"--compare: expected YYYY-MM-DD..YYYY-MM-DD, got {text[:60]!r}") from error
    if not dots or days[1] < days[0]:
        raise InvalidBrief(f"--compare: expected a period that ends after it starts, got {text[:60]!r}")
    return days


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that it is there as a whole or not at all."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InvalidBrief(f"{path}: expected a folder that can be written, got: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise InvalidBrief(f"{path}: expected a file that can be written, got: {error.strerror}") from error


# What a picture is about


def _print_picture(path: Path, as_json: bool) -> int:
    record = read_record(_read(path), str(path))
    if as_json:
        print_json({**record, "command": remake_command(record, path.suffix)})
        return 0
    for name in ("title", "filter_in_words", "permalink", "data_version", "created", "lang", "size"):
        print(f"{name}\t{' '.join(str(record.get(name, '')).split())}")
    print(f"command\t{remake_command(record, path.suffix)}")
    return 0


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(f"{path}: expected a briefing, PNG or PDF, got: {error.strerror}") from error


def remake_command(record: dict[str, Any], suffix: str) -> str:
    """The command that makes a picture again, with every value quoted for a shell."""
    parts = ["python", "-m", "conflictmap", "brief", f"OUT{suffix.lower()}"]
    for name, value in _mapping(record.get("filter")).items():
        parts.append(f"--{name}={value}")
    view = record.get("view")
    if isinstance(view, list):
        parts.append(f"--view={','.join(str(part) for part in view)}")
    if isinstance(record.get("compare"), list):
        parts.append(f"--compare={'..'.join(str(day) for day in record['compare'])}")
    parts += [f"--lang={record.get('lang')}", f"--size={record.get('size')}"]
    for name, value in _mapping(record.get("given")).items():
        if value:
            flag = "tlp" if name == "marking" and str(value).startswith("TLP:") else name
            parts.append(f"--{flag}={value}")
    return " ".join(shlex.quote(" ".join(part.split())) for part in parts)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
