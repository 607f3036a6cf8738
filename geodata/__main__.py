"""`python -m geodata`: what the gazetteer holds, adding to it, and measuring it. See `--help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from conflictmap import settings
from conflictmap.errors import ConflictMapError
from geodata.added import corrections, geonames, home, pcodes
from geodata.added.download import Progress, checksum, download, size_of
from geodata.areas import Areas
from geodata.errors import BadQuery, GeodataError, UnreadableSource
from geodata.evaluate import Outcome, evaluate, read_forms, table
from geodata.gazetteer import Gazetteer
from geodata.geocoder import GazetteerGeocoder

BAD_INPUT = 2
_LARGEST_MB = 400  # megabytes of a file on disk that is read


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit status. The one place where errors become messages."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except (GeodataError, ConflictMapError) as error:
        _say(f"geodata: {error}")
        return BAD_INPUT
    except OSError as error:
        _say(f"geodata: expected to read and write files, got: {error}")
        return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all errors here are."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"geodata: {' '.join(message.split())}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m geodata", allow_abbrev=False, description="The gazetteer.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    status = commands.add_parser("status", help="which sources are loaded")
    status.set_defaults(run=_status)
    add = commands.add_parser("add", help="add a source to your gazetteer").add_subparsers(
        required=True, metavar="SOURCE"
    )
    dumps = add.add_parser("geonames", help="GeoNames country dumps with their alternate names (CC BY 4.0)")
    dumps.add_argument("what", nargs="+", metavar="CC|FILE|DIR", help="countries (ISO2) to fetch, or dumps on disk")
    dumps.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="read SY.zip or SY.txt here")
    dumps.add_argument("--address", default=geonames.ADDRESS, help=f"another server than {geonames.ADDRESS}")
    dumps.add_argument("--yes", action="store_true", help="do not ask before fetching")
    dumps.set_defaults(run=_add_geonames)
    codes = add.add_parser("pcodes", help="an OCHA p-code workbook (XLSX)")
    codes.add_argument("file", type=Path)
    codes.add_argument("--country", required=True, metavar="ISO2")
    codes.set_defaults(run=_add_pcodes)
    remove = commands.add_parser("remove", help="take an added source out again")
    remove.add_argument("name")
    remove.set_defaults(run=_remove)
    measure = commands.add_parser("evaluate", help="measure the geocoder on a table of names")
    measure.add_argument("file", type=Path)
    measure.add_argument("--packaged", action="store_true", help="with the packaged places only")
    measure.add_argument("--misses", action="store_true", help="list what was not right")
    measure.set_defaults(run=_evaluate)
    return parser


def user_home() -> Path:
    """The user's part of the gazetteer, inside the folder of the setting `home`."""
    return settings.home() / "gazetteer"


def _status(_: argparse.Namespace) -> int:
    packaged, added = Gazetteer.open(), home.sources(user_home())
    print(f"packaged\t{len(packaged)} places\tGeoNames cities500 (CC BY 4.0), Natural Earth, hand-kept tables")
    for source in added:
        print(f"{source.name}\t{source.places} places\t{source.title}, {source.licence}, {source.retrieved}")
    print(f"corrections\t{len(corrections.in_force(user_home()))} places")
    print(f"all\t{len(home.open_gazetteer(user_home()))} places")
    return 0


# add


@dataclass(frozen=True)
class _Dump:
    """A country dump: its features, its alternate names where there are any, and where both come from."""

    country: str
    features: Path
    names: Path | None
    origin: str


def _add_geonames(options: argparse.Namespace) -> int:
    for dump in list(_dumps(options)):
        files = [dump.features, *([dump.names] if dump.names else [])]
        for path in files:
            _check_size(path)
        names = geonames.read_names(geonames.open_text(dump.names, dump.country), dump.names) if dump.names else {}
        lines = geonames.open_text(dump.features, dump.country)
        places, left_out = geonames.read_places(lines, names, Areas.open(), dump.features)
        source = home.Source(
            name=f"geonames-{dump.country}",
            title=f"GeoNames {dump.country}",
            origin=dump.origin,
            licence=geonames.LICENCE,
            retrieved=date.today().isoformat(),
            sha256=checksum(files),
            places=len(places),
            left_out=left_out,
        )
        home.add_layer(user_home(), source, places, lambda _: None)
        _say(f"{source.name}: {len(places)} places added, {left_out} features of other kinds left out")
    return 0


def _dumps(options: argparse.Namespace) -> Iterator[_Dump]:
    for item in options.what:
        path = Path(item)
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix in (".txt", ".zip") and len(p.stem) == 2)
            if not found:
                raise UnreadableSource(f"{path}: expected GeoNames dumps such as SY.zip, got none")
            yield from (_dump_on_disk(p) for p in found)
        elif path.is_file():
            yield _dump_on_disk(path)
        elif len(item) == 2 and item.isascii() and item.isalpha():
            country = item.upper()
            yield _dump_in(options.folder, country) if options.folder else _fetched(country, options)
        else:
            raise BadQuery(f"add geonames: expected a country as ISO 3166-1 alpha-2, or a file or folder, got {item!r}")


def _dump_in(folder: Path, country: str) -> _Dump:
    for suffix in (".zip", ".txt"):
        if (folder / f"{country}{suffix}").is_file():
            return _dump_on_disk(folder / f"{country}{suffix}")
    raise UnreadableSource(f"{folder}: expected {country}.zip or {country}.txt, got neither")


def _dump_on_disk(path: Path) -> _Dump:
    country = path.stem.upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise UnreadableSource(f"{path}: expected a file named after its country, such as SY.zip")
    names = [path.parent / "alternatenames" / f"{country}{suffix}" for suffix in (".zip", ".txt")]
    return _Dump(country, path, next((p for p in names if p.is_file()), None), path.name)


def _fetched(country: str, options: argparse.Namespace) -> _Dump:
    addresses = [options.address.rstrip("/") + "/" + name for name in geonames.dump_names(country)]
    sizes = [size_of(address) for address in addresses]
    for address, size in zip(addresses, sizes, strict=True):
        _say(f"{address}: {size / 1e6:.1f} MB")
    _say(f"Licence: {geonames.LICENCE}")
    if not options.yes and sys.stdin.isatty() and input("Fetch them? [y/N] ").strip().lower() not in ("y", "yes"):
        raise BadQuery("add geonames: expected a yes, nothing was fetched")
    folder = user_home() / "downloads"
    paths = [folder / name for name in geonames.dump_names(country)]
    for address, path in zip(addresses, paths, strict=True):
        download(address, path, _progress(path.name))
    return _Dump(country, paths[0], paths[1], addresses[0])


def _progress(name: str) -> Progress:
    """Shows how much of a file has arrived, in steps of a tenth."""
    shown = [-1]

    def show(arrived: int, expected: int) -> None:
        tenth = 10 * arrived // expected if expected else arrived >> 20
        if tenth != shown[0]:
            shown[0] = tenth
            bar = "#" * tenth + "." * (10 - tenth) if expected else ""
            print(f"\r{name} {bar} {arrived / 1e6:.1f} MB", end="", file=sys.stderr, flush=True)
        if expected and arrived == expected:
            print(file=sys.stderr)

    return show


def _add_pcodes(options: argparse.Namespace) -> int:
    country = options.country.upper()
    if not options.file.is_file() or not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadQuery(f"add pcodes: expected a file and a country, got {options.file} and {options.country!r}")
    _check_size(options.file)
    places, left_out = pcodes.read_workbook(options.file, country, Areas.open())
    source = home.Source(
        name=f"ocha-{country}",
        title=f"OCHA p-codes {country}",
        origin=options.file.name,
        licence=pcodes.LICENCE,
        retrieved=date.today().isoformat(),
        sha256=checksum([options.file]),
        places=len(places),
        left_out=left_out,
    )
    home.add_layer(user_home(), source, places, lambda _: None)
    _say(f"{source.name}: {len(places)} places added, {left_out} rows without name, code or coordinates left out")
    return 0


def _check_size(path: Path) -> None:
    if path.stat().st_size > _LARGEST_MB << 20:
        raise UnreadableSource(f"{path}: expected a file of at most {_LARGEST_MB} MB, got {path.stat().st_size >> 20}")


def _remove(options: argparse.Namespace) -> int:
    home.remove_layer(user_home(), options.name)
    _say(f"{options.name}: removed")
    return 0


# evaluate


def _evaluate(options: argparse.Namespace) -> int:
    gazetteer = Gazetteer.open() if options.packaged else home.open_gazetteer(user_home())
    outcomes = list(evaluate(read_forms(options.file), GazetteerGeocoder(gazetteer)))
    if not outcomes:
        raise UnreadableSource(f"{options.file}: expected names, got none")
    print(f"{'group':32} {'names':>6} {'right %':>8} {'wrong %':>8} {'none %':>8}")
    for group, names, right, wrong, none in table(outcomes):
        print(f"{group:32} {names:6} {right:8} {wrong:8} {none:8}")
    for outcome in outcomes if options.misses else ():
        if outcome.outcome != "right":
            print(_miss(outcome))
    return 0


def _miss(outcome: Outcome) -> str:
    place = outcome.answer.place
    got = f"{place.id} {place.name} ({place.kind}) {place.lat:.4f} {place.lon:.4f}" if place else outcome.answer.reason
    return f"{outcome.outcome}\t{outcome.form.name}\t{outcome.form.country or '-'}\t{outcome.form.kind or '-'}\t{got}"


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
