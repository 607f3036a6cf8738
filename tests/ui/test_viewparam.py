"""The address parameter of the map view, and of a clean page."""

from __future__ import annotations

import pytest

from conflictmap.ui.viewparam import ViewParam, read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, ViewParam(False, None, False)),
        ("36.4,39.5,7", ViewParam(False, (36.4, 39.5, 7.0), False)),
        ("clean", ViewParam(True, None, False)),
        ("clean,36.4,39.5,7", ViewParam(True, (36.4, 39.5, 7.0), False)),
        ("clean,91,200,40", ViewParam(True, (85.0, 180.0, 18.0), True)),
        ("cleaner", ViewParam(False, None, True)),
        ("clean,x", ViewParam(True, None, True)),
        ("1,2", ViewParam(False, None, True)),
        ("1,2,nan", ViewParam(False, None, True)),
    ],
)
def test_what_a_link_says(text: str | None, said: ViewParam) -> None:
    assert read(text) == said
