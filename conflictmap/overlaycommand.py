"""The command `overlay`: adds, lists and removes areas of control, zones and front lines."""

from __future__ import annotations

import argparse
import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conflictmap.model.dates import parse_day
from conflictmap.overlays import kept, layers
from conflictmap.overlays.kept import Details, Overlay
from conflictmap.printing import print_json

_TEXTS = {
    "title": ("TEXT", "what it shows; the file's own title by default"),
    "title-ar": ("TEXT", "the title in Arabic"),
    "author": ("NAME", "who drew it; shown on the map"),
    "licence": ("TEXT", "the licence it is under"),
    "url": ("LINK", "where it was published"),
    "series": ("NAME", "the name that versions of one map share; the title by default"),
}


def add(commands: Any) -> None:
    """Adds the command to a parser."""
    overlay = commands.add_parser("overlay", allow_abbrev=False, help="areas of control, zones and front lines")
    actions = overlay.add_subparsers(required=True, metavar="ACTION", parser_class=type(overlay))
    adding = actions.add_parser("add", allow_abbrev=False, help="add a GeoJSON, KML or KMZ file of areas or lines")
    adding.add_argument("file", metavar="FILE")
    for name, (metavar, help_text) in _TEXTS.items():
        adding.add_argument(f"--{name}", metavar=metavar, default="", required=name == "author", help=help_text)
    adding.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="the first day it holds for")
    adding.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="the last day it holds for")
    adding.add_argument(
        "--crs", metavar="EPSG:CODE", default="", help="its coordinate system, if the file does not say"
    )
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", allow_abbrev=False, help="list the overlays")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(run=_list)
    removing = actions.add_parser("remove", allow_abbrev=False, help="take an overlay out of use")
    removing.add_argument("id", metavar="ID")
    removing.add_argument("--why", metavar="TEXT", default="", help="the reason, for the journal")
    removing.set_defaults(run=_remove)


def _add(arguments: argparse.Namespace) -> int:
    texts = {name.replace("-", "_"): getattr(arguments, name.replace("-", "_")) for name in _TEXTS}
    first = parse_day(arguments.first, "--from") if arguments.first else None
    last = parse_day(arguments.last, "--to") if arguments.last else None
    made = kept.add(Path(arguments.file), Details(**texts, from_=first, to=last), _who(), arguments.crs)
    print(_line(made))
    print(f"  lies in: {', '.join(layers.countries_of(made, 'en')) or 'no country; are the coordinates as meant?'}")
    for reason in made.reasons:
        print(f"  left out: feature {reason}")
    if made.left_out > len(made.reasons):
        print(f"  left out: {made.left_out - len(made.reasons)} more")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    for overlay in kept.kept():
        if arguments.json:
            print_json(record(overlay))
        else:
            print(_line(overlay))
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    print(f"removed {kept.remove(arguments.id, _who(), arguments.why).id}")
    return 0


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in a container
        return "command line"


def record(overlay: Overlay) -> dict[str, Any]:
    """An overlay as one flat JSON object, keys in a fixed order."""
    told = asdict(overlay)
    details = told.pop("details")
    days = {"from": details.pop("from_"), "to": details.pop("to")}
    series = {"id": told.pop("id"), "series": told.pop("series")}
    details.pop("series")
    return {**series, **details, **{k: v.isoformat() if v else None for k, v in days.items()}, **told}


def _line(overlay: Overlay) -> str:
    details = overlay.details
    days = f"{details.from_ or ''}..{details.to or ''}"
    left_out = f", {overlay.left_out} left out" if overlay.left_out else ""
    return f"{overlay.id}\t{days}\t{details.title}\t{details.author}\t{overlay.shapes} shapes{left_out}"
