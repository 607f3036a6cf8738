"""One coder for all tests of reading: opening the gazetteer takes longer than reading a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded, Coder
from conflictmap.coder.documents import Document
from geodata import GazetteerGeocoder

WEDNESDAY = date(2026, 2, 4)

Read = Callable[..., Coded]


@pytest.fixture(scope="session")
def geocoder() -> GazetteerGeocoder:
    """The packaged places."""
    return GazetteerGeocoder()


@pytest.fixture(scope="session")
def coder(geocoder: GazetteerGeocoder) -> Coder:
    """The coder over the packaged places."""
    return Coder(geocoder)


@pytest.fixture(scope="session")
def read(coder: Coder) -> Read:
    """Reads a text that was published on Wednesday, 4 February 2026, unless another day is given."""

    def read(text: str, published: date | None = WEDNESDAY) -> Coded:
        return coder.code(Document(text, "report.txt"), published=published)

    return read
