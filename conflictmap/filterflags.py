"""The filters as flags of a command."""

from __future__ import annotations

import argparse

from conflictmap.filters import FIELDS, EventFilter
from conflictmap.words import say


def add_filter_flags(parser: argparse.ArgumentParser) -> None:
    """A flag for every filter; list filters may be given several times."""
    for field in FIELDS:
        label = say(f"filter.{field.name}", "en")
        choices = f": {', '.join(term.slug for term in field.terms())}" if field.terms else ""
        action = "append" if field.kind == "many" else "store"
        metavar = {"day": "YYYY-MM-DD", "count": "N"}.get(field.kind, "VALUE")
        parser.add_argument(
            f"--{field.name}", dest=f"filter_{field.name}", action=action, metavar=metavar, help=label + choices
        )


def filter_of(arguments: argparse.Namespace) -> EventFilter:
    """The filter that the flags give."""
    given = {field.name: getattr(arguments, f"filter_{field.name}") for field in FIELDS}
    texts = {name: ",".join(value) if isinstance(value, list) else value for name, value in given.items()}
    return EventFilter.from_params({name: text for name, text in texts.items() if text is not None})
