"""How news says that people died, in both languages: one sentence, one event, and its dead (`tolls.tsv`)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from conflictmap.coder.coder import Coded

Read = Callable[..., Coded]


def rows() -> list[tuple[int, str]]:
    """The dead (0 where the sentence gives no number) and the sentence."""
    with Path(__file__).with_name("tolls.tsv").open(encoding="utf-8", newline="") as file:
        return [(int(row["dead"] or 0), row["sentence"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize(("dead", "sentence"), rows())
def test_one_event_with_its_dead(read: Read, dead: int, sentence: str) -> None:
    (coded,) = read(sentence).events
    toll = coded.event.fatalities
    assert (toll.best if toll.best is not None else toll.low or 0) == dead
