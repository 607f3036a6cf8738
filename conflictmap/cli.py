"""The command line: one subcommand a verb. Names and output are a contract (see README)."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from conflictmap import __version__, settings
from conflictmap.errors import ConflictMapError, UnreadableFile
from conflictmap.filterflags import add_filter_flags, filter_of
from conflictmap.model.event import Event
from conflictmap.places import geocoder
from conflictmap.printing import counted, print_json
from conflictmap.seeds import ensure_seeded
from conflictmap.store.store import shared_store
from geodata import Answer, GazetteerGeocoder, GeodataError

BAD_INPUT = 2
"""Exit status for input that cannot be read."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit status. The one place where command-line errors become messages."""
    arguments = _parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a redirect on Windows, or LANG=C, would not take Arabic
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return int(arguments.run(arguments))
    except (ConflictMapError, GeodataError) as error:
        print(f"conflictmap: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader, e.g. head, has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"conflictmap: expected to write the output, got: {error}", file=sys.stderr)
        return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all errors here are."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"conflictmap: {' '.join(message.split())}\n")


_MODULES = {
    **{"code": "codecommand", "evaluate": "codecommand", "import": "importcommand", "overlay": "overlaycommand"},
    **{"brief": "briefcommand", "export": "exportcommand", "store": "storecommand"},
}
"""Commands whose modules are imported only when they are asked for: some take more than a second."""
_LIGHT = ("serve", "geocode", "query")


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that is asked for, or of all where it is none of them, or help."""
    parser = _Parser(prog="python -m conflictmap", allow_abbrev=False)
    parser.description = "Conflict Map on the command line."
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", allow_abbrev=False, help="serve the dashboard", epilog=_settings_help())
    serve.set_defaults(run=_serve)
    _add_geocode(commands)
    _add_query(commands)
    asked = argv[0] if argv else ""
    heavy = () if asked in _LIGHT else (_MODULES[asked],) if asked in _MODULES else dict.fromkeys(_MODULES.values())
    for module in heavy:
        importlib.import_module(f"conflictmap.{module}").add(commands)
    return parser


def _settings_help() -> str:
    return "Settings: " + "; ".join(f"{settings.variable(s.name)} ({s.default}): {s.help}" for s in settings.SETTINGS)


def _serve(arguments: argparse.Namespace) -> int:
    dashboard = Path(__file__).resolve().parent.parent / "dashboard.py"
    settings.home()  # what cannot be is said before the server starts
    settings.port()
    address = ["--server.address", settings.text("host"), "--server.port", str(settings.port())]
    os.chdir(dashboard.parent)  # Streamlit reads .streamlit/config.toml from there
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(dashboard), *address])


# geocode


class Query(NamedTuple):
    """A name to look up, and the country it lies in (ISO 3166-1 alpha-2) where that is known."""

    name: str
    country: str | None


def _add_geocode(commands: Any) -> None:
    geocode = commands.add_parser("geocode", allow_abbrev=False, help="resolve place names to coordinates")
    geocode.add_argument("names", nargs="*", metavar="NAME")
    geocode.add_argument("--from", dest="file", metavar="FILE.tsv", help="columns: name, country (ISO2 or empty)")
    geocode.add_argument("--country", metavar="ISO2", help="only places of this country")
    geocode.add_argument("--near", metavar="PLACE", help="prefer places near this one")
    geocode.add_argument(
        "--context", action="append", metavar="PLACE", help="another place of the same text; may be repeated"
    )
    geocode.add_argument("--json", action="store_true", help="one JSON object a line")
    geocode.set_defaults(run=_geocode)


def _geocode(arguments: argparse.Namespace) -> int:
    if not arguments.names and not arguments.file:
        raise UnreadableFile("geocode: expected names or --from FILE.tsv, got neither")
    places = geocoder()
    near = _point_of(places, arguments.near) if arguments.near else None
    for query in counted(_queries(arguments), "names"):
        answer = places.resolve(query.name, country=query.country, near=near, context=arguments.context or ())
        if arguments.json:
            print_json(geocode_record(query.name, answer))
        else:
            print(_geocode_line(query.name, answer))
    return 0


def _queries(arguments: argparse.Namespace) -> Iterator[Query]:
    for name in arguments.names:
        yield Query(name, arguments.country)
    if arguments.file:
        yield from _read_queries(Path(arguments.file), arguments.country)


def _read_queries(path: Path, country: str | None) -> Iterator[Query]:
    """The names of a tab-separated file with the columns name and country; a header line is not taken for a name."""
    for number, line in enumerate(_lines(path), 1):
        row = line.rstrip("\r\n").split("\t")
        if not row[0].strip() or (number == 1 and row[0].strip().lower() == "name"):
            continue
        code = row[1].strip().upper() if len(row) > 1 else ""
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise UnreadableFile(
                f"{path}, row {number}, column country: expected an ISO 3166-1 alpha-2 code or nothing, got {row[1]!r}"
            )
        yield Query(row[0].strip(), code or country)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, one at a time, so that a file of any length takes no memory."""
    number = 0
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):  # decoded one by one: what comes before a bad byte is read
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path}: expected a tab-separated UTF-8 file, got: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}, row {number}: expected UTF-8, got: {error}") from error


def _point_of(places: GazetteerGeocoder, name: str) -> tuple[float, float]:
    found = places.candidates(name, limit=1)
    if not found:
        raise UnreadableFile(f"--near: expected a place of the gazetteer, got {name!r}")
    return found[0].place.lat, found[0].place.lon


_CANDIDATE = ("name", "kind", "country", "admin1", "lat", "lon")


def geocode_record(query: str, answer: Answer) -> dict[str, Any]:
    """What `geocode --json` prints for one name; nothing found is null, never a guess."""
    place = answer.place
    names = ("name", "name_ar", "kind", "country", "admin1", "lat", "lon", "radius_km", "geo_precision")
    return {
        "query": query,
        **{name: getattr(place, name, None) for name in names},
        "score": answer.score if place else None,
        "candidates": [
            {**{name: getattr(each.place, name) for name in _CANDIDATE}, "score": each.score}
            for each in answer.candidates
        ],
    }


def _geocode_line(query: str, answer: Answer) -> str:
    place, others = answer.place, len(answer.candidates) - 1
    if place is None:
        names = "; ".join(f"{c.place.name}, {c.place.admin1 or c.place.country}" for c in answer.candidates)
        return f"{query}: not found" if not names else f"{query}: {answer.reason}, may be {names}"
    inside = ", ".join(part for part in (place.admin1, place.country) if part)
    return f"{query}: {place.name} ({place.kind}, {inside}) {place.lat:.4f} {place.lon:.4f}, {others} other candidates"


# query


def _add_query(commands: Any) -> None:
    query = commands.add_parser("query", allow_abbrev=False, help="list the events that pass filters")
    add_filter_flags(query)
    output = query.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    output.add_argument("--count", action="store_true", help="only their number")
    query.set_defaults(run=_query)


def _query(arguments: argparse.Namespace) -> int:
    filter, store = filter_of(arguments), shared_store()
    ensure_seeded(store)
    if arguments.count:
        print(store.count(filter))
        return 0
    for event in store.query(filter):
        if arguments.json:
            print_json(event.to_record())
        else:
            print(_event_line(event))
    return 0


def _event_line(event: Event) -> str:
    when = event.when.describe("en") if event.when else "no date"
    killed = "?" if event.fatalities.best is None else event.fatalities.best
    place = event.place.name or event.place.country or "no place"
    return f"{event.id}\t{when}\t{event.sub_event_type}\t{place}\tkilled {killed}"
