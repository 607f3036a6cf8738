"""Pictures look as they did: compared with golden ones, with a tolerance for other rasterisers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from conflictmap.briefing.render import draw_picture
from conflictmap.store.store import EventStore
from conflictmap.words import Lang
from tests.briefing import golden

MAX_OFF = 0.004
"""Share of pixels that may differ clearly."""
CLEARLY = 60
"""Difference of a colour channel, of 255, that an eye would see."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> EventStore:
    store = EventStore(tmp_path_factory.mktemp("golden") / "store")
    store.add(golden.events())
    return store


@pytest.mark.parametrize(("name", "lang", "size"), golden.CASES, ids=[case[0] for case in golden.CASES])
def test_picture(name: str, lang: Lang, size: str, drawn: EventStore, tmp_path: Path) -> None:
    new = Image.open(io.BytesIO(golden.draw(drawn, lang, size))).convert("RGB")
    old = Image.open(golden.FOLDER / f"{name}.png").convert("RGB")
    assert new.size == old.size
    difference = ImageChops.difference(new, old)
    off = sum(difference.convert("L").point(lambda value: value > CLEARLY).histogram()[1:]) / (new.width * new.height)
    if off > MAX_OFF:  # kept for whoever looks into it
        for kind, picture in (("new", new), ("old", old), ("difference", difference)):
            picture.save(tmp_path / f"{name}-{kind}.png")
    assert off <= MAX_OFF, f"{off:.2%} of the pixels differ; see {tmp_path}; python -m tests.briefing.golden renews"


def test_the_golden_scene_has_every_kind_of_mark(drawn: EventStore) -> None:
    from conflictmap.briefing.content import Wish, brief_content
    from conflictmap.briefing.geometry import MapView
    from conflictmap.briefing.sizes import SIZES
    from conflictmap.filters import EventFilter

    made = brief_content(drawn, EventFilter(claim=()), Wish(view=MapView(35.9, 39.4, 7)))
    picture = draw_picture(made, SIZES["1920x1080"], 5)
    assert picture.kinds == {"point", "ring", "area", "cluster", "doubt", "number"}
    assert len(picture.types) == 6
