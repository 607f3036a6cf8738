"""What commands print: one JSON object a line, and on standard error how far long work has come."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")
PROGRESS_AFTER_S, PROGRESS_EVERY_S = 2.0, 0.5


def counted(items: Iterable[Item], what: str) -> Iterator[Item]:
    """The items as they come, with their number on standard error for work over two seconds."""
    started = shown = time.monotonic()
    number = 0
    for number, item in enumerate(items, 1):  # the last number is said at the end
        yield item
        now = time.monotonic()
        if now - started > PROGRESS_AFTER_S and now - shown > PROGRESS_EVERY_S:
            shown = now
            print(f"\r{number:,} {what}", end="", file=sys.stderr, flush=True)
    if time.monotonic() - started > PROGRESS_AFTER_S:
        print(f"\r{number:,} {what}", file=sys.stderr)


def print_json(record: dict[str, Any]) -> None:
    """One object on one line, whatever its text holds."""
    text = json.dumps(record, ensure_ascii=False)
    for character in "\x85\u2028\u2029":  # some readers take these for the end of a line
        text = text.replace(character, f"\\u{ord(character):04x}")
    print(text)
