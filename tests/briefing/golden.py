"""The golden pictures: made-up events of every kind of mark, drawn small.

`python -m tests.briefing.golden` renews them.
"""

from __future__ import annotations

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

from PIL import Image

from conflictmap.briefing.content import Wish, brief_content
from conflictmap.briefing.geometry import MapView
from conflictmap.briefing.handling import tlp_marking
from conflictmap.briefing.render import render_png
from conflictmap.briefing.sizes import SIZES
from conflictmap.filters import EventFilter
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Event, EventPlace, Source, Toll
from conflictmap.store.store import EventStore
from conflictmap.words import Lang
from tests.made import event

FOLDER = Path(__file__).with_name("golden")
CASES: tuple[tuple[str, Lang, str], ...] = (
    ("slide-en", "en", "1920x1080"),
    ("slide-ar", "ar", "1920x1080"),
    ("a4-ar", "ar", "a4"),
    ("square-en", "en", "square"),
)
PPI = 60


def events() -> list[Event]:
    """Points of every type, a ring, areas, a bubble, a denied event, events without a place."""
    subtypes = {term.more["event_type"]: term.id for term in reversed(list(vocabulary.sub_event_types()))}
    made = [
        _made(i, kind, subtype, EventPlace(f"Town {i}", f"بلدة {i}", country="SY", lat=35 + 0.35 * i, lon=37 + 0.8 * i,
                                           geo_precision="town"))
        for i, (kind, subtype) in enumerate(sorted(subtypes.items()))
    ]  # fmt: skip
    ring = EventPlace("Raqqa", "الرقة", country="SY", lat=35.95, lon=39.0, geo_precision="near", radius_km=20)
    area = EventPlace("Idlib", "إدلب", "adm1", country="SY", lat=35.8, lon=36.7, geo_precision="adm1", area_id="SY-ID")
    crowd = EventPlace("Kobani", "كوباني", country="SY", lat=36.9, lon=38.35, geo_precision="town")
    country = EventPlace(country="SY", geo_precision="country")
    more = [ring, area, area, crowd, crowd, crowd, country]
    made += [_made(10 + i, "Battles", "Armed clash", place) for i, place in enumerate(more)]
    doubt = EventPlace("Palmyra", "تدمر", country="SY", lat=34.56, lon=38.28, geo_precision="town")
    return [*made, _made(30, "Riots", "Mob violence", doubt, claim="denied")]


def _made(i: int, kind: str, subtype: str, place: EventPlace, claim: str = "asserted") -> Event:
    day = date(2026, 1, 5) + timedelta(days=i)
    return event(
        id=f"golden:{i}", event_type=kind, sub_event_type=subtype, place=place, claim=claim,
        when=EventDate(day, day), fatalities=Toll(best=(i * 7) % 30) if i % 2 else Toll(),
        summary_en=f"What happened on day {i}, in a sentence that is long enough to be wrapped into lines.",
        summary_ar=f"ما جرى في اليوم {i} في جملة طويلة بما يكفي لتلتف على أكثر من سطر (Reuters 24/7).",
        sources=(Source("The Paper", "الجريدة"),),
    )  # fmt: skip


def save_small(png: bytes, path: Path) -> None:
    """Saves a picture with few colours, so that it takes little space."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)


def draw(store: EventStore, lang: Lang, size: str) -> bytes:
    """A golden picture's bytes."""
    wish = Wish(lang=lang, marking=tlp_marking("amber"), view=MapView(35.9, 39.4, 7))
    return render_png(brief_content(store, EventFilter(claim=()), wish), SIZES[size]._replace(ppi=PPI))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        store = EventStore(Path(folder))
        store.add(events())
        for name, lang, size in CASES:
            save_small(draw(store, lang, size), FOLDER / f"{name}.png")
