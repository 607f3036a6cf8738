"""Makes the pictures of docs/briefings.md from the seed events: `make gallery`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from conflictmap.briefing.comparison import comparison
from conflictmap.briefing.content import Wish, brief_content
from conflictmap.briefing.geometry import MapView
from conflictmap.briefing.handling import tlp_marking
from conflictmap.briefing.render import render_png
from conflictmap.briefing.sizes import SIZES, Size
from conflictmap.filters import EventFilter
from conflictmap.seeds import read_all
from conflictmap.store.store import EventStore
from geodata import GazetteerGeocoder

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
NORTH_EAST = MapView(36.4, 40.6, 7.5)
GAZA = MapView(31.42, 34.38, 9.5)
PPI = {"1920x1080": 96, "a4": 96, "a4-landscape": 96, "square": 110}


def make(store: EventStore) -> None:
    """Writes all pictures."""
    green = tlp_marking("green")
    east, gaza = EventFilter(country=("SY",), from_=date(2026, 1, 1), to=date(2026, 2, 4)), EventFilter(country=("PS",))
    cases = [
        ("briefing-slide-en", "1920x1080", east, Wish("en", view=NORTH_EAST, marking=green)),
        ("briefing-slide-ar", "1920x1080", east, Wish("ar", view=NORTH_EAST, marking=green)),
        ("briefing-gaza-en", "square", gaza, Wish("en", view=GAZA)),
        ("briefing-gaza-ar", "a4-landscape", gaza, Wish("ar", view=GAZA)),
        ("briefing-a4-ar", "a4", EventFilter(), Wish("ar")),
    ]
    for name, size, filter, wish in cases:
        _save(name, render_png(brief_content(store, filter, wish), _small(size)))
    autumn = (date(2024, 11, 1), date(2024, 12, 31))
    compared = comparison(store, east, autumn, Wish("en", view=MapView(36.3, 39.4, 7)))
    _save("briefing-compared-en", render_png(compared, _small("1920x1080")))


def _small(size: str) -> Size:
    return SIZES[size]._replace(ppi=PPI[size])


def _save(name: str, png: bytes) -> None:
    (DOCS / f"{name}.png").write_bytes(png)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        seeds = EventStore(Path(folder))
        seeds.add(read_all(GazetteerGeocoder()))
        make(seeds)
