"""What texts of overlays stand for, and how their sides are coloured."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely

from conflictmap.model import vocabulary
from conflictmap.overlays import sides
from conflictmap.overlays.groups import groups
from conflictmap.overlays.shapes import Shape
from conflictmap.overlays.styles import FILL_OPACITY, HUES

ROWS = tomllib.loads(Path(sides.__file__).with_name("sides.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS["side"], ids=lambda row: row["id"])
def test_rows_are_whole(row: dict[str, object]) -> None:
    assert row["hue"] in HUES and row["en"] and row["ar"]
    assert all(actor in vocabulary.actor_book().actors for actor in row.get("actors", ()))  # type: ignore[attr-defined]


def test_no_name_means_two_sides() -> None:
    for first, second in itertools.combinations(ROWS["side"], 2):
        assert not {*map(sides.fold, first["names"])} & {*map(sides.fold, second["names"])}, (first["id"], second["id"])


OPPONENTS = [
    ("syria_government", "sdf", "syria_opposition", "turkey_backed", "isis", "israel"),
    ("russia", "ukraine"),
    ("houthis", "yemen_government", "stc"),
    ("saf", "rsf"),
    ("libya_east", "libya_west"),
    ("occupied", "liberated", "occupied_before", "contested"),
    ("israel", "palestinian", "hezbollah", "lebanon"),
]


@pytest.mark.parametrize("war", OPPONENTS, ids=lambda war: war[0])
def test_opponents_share_no_hue(war: tuple[str, ...]) -> None:
    hues = [row["hue"] for row in ROWS["side"] if row["id"] in war]
    assert len(hues) == len(war) == len(set(hues))


@pytest.mark.parametrize(
    ("text", "side", "en", "ar"),
    [
        ("SDF", "sdf", "SDF", "قوات سوريا الديمقراطية"),
        ("قسد", "sdf", "Syrian Democratic Forces", "قسد"),
        ("Окуповано /// Occupied", "occupied", "Occupied", "محتل"),
        ("geoJSON.status.liberated", "liberated", "Liberated", "محرر"),
        ("Звільнено /// Liberated /// geoJSON.status.liberated", "liberated", "Liberated", "محرر"),
        ("الجيش الوطني السوري", "turkey_backed", "Turkish-backed forces", "الجيش الوطني السوري"),
        ("Band of the Valley", None, "Band of the Valley", "Band of the Valley"),
        ("YPG", "sdf", "YPG", vocabulary.actor_book().label("ypg", "ar")),
    ],
)
def test_a_text_as_a_whole(text: str, side: str | None, en: str, ar: str) -> None:
    found = sides.meant(text)
    assert (found.id if found else None) == side
    assert (sides.label(text, "en"), sides.label(text, "ar")) == (en, ar)


def test_words_give_a_hue_and_never_a_name() -> None:
    text = "Claimed Russian Control over Ukrainian Territory"
    assert sides.meant(text) is None and sides.label(text, "ar") == text
    hinted = sides.hinted(text)
    assert hinted and hinted.id == "russia"


def square(x: float, y: float = 36.0, size: float = 1.0) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def test_sides_by_property_name_folder_or_colour() -> None:
    by_side = groups([Shape(square(37), side="SDF"), Shape(square(38), side="Syrian government")])
    assert [(g.text, g.style.hue) for g in by_side] == [("SDF", "yellow"), ("Syrian government", "red")]
    names = [Shape(square(30 + n), name=f"Village {n}", folder="SDF" if n % 2 else "SNA") for n in range(30)]
    assert sorted(g.text for g in groups(names)) == ["SDF", "SNA"]
    plain = [Shape(square(30 + n), name=f"Area {n}", fill="#ff0000" if n % 2 else "#0000ff") for n in range(30)]
    by_colour = groups(plain)
    assert sorted(g.style.hue for g in by_colour) == ["blue", "red"]
    assert by_colour[0].label("en") == "Area 0, Area 2 and 13 more"


def test_one_name_for_all_is_no_side_where_colours_differ() -> None:
    same = [Shape(square(30 + n), name="Polygon", fill="#ff0000" if n % 2 else "#00aa00") for n in range(8)]
    assert sorted(g.style.hue for g in groups(same)) == ["green", "red"]


def test_claimed_and_contested_are_hatched_and_dashed() -> None:
    texts = ("Russian control", "Claimed Russian control", "Disputed", "Occupied (approximate)")
    found = {g.text: g.style for g in groups([Shape(square(30 + n), side=text) for n, text in enumerate(texts)])}
    assert not found["Russian control"].hatched and not found["Russian control"].dashed
    assert all(found[text].hatched and found[text].dashed for text in texts[1:])
    assert found["Claimed Russian control"].hue == found["Russian control"].hue


def test_no_two_sides_share_a_hue() -> None:
    shapes = [Shape(square(30 + n), side=f"Band {n}", fill="#ff0000") for n in range(6)]
    assert len({g.style.hue for g in groups(shapes)}) == 6


# Colours: sRGB to CIE Lab, and how red-green blind eyes see (Machado, Oliveira and Fernandes 2009, severity 1.0).

BLINDNESS = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
LAND = "#f5f3ef"


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089]), 1e-6, None))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def tint(fill: str) -> np.ndarray:
    mixed = [
        round(int(fill[i : i + 2], 16) * FILL_OPACITY + int(LAND[i : i + 2], 16) * (1 - FILL_OPACITY))
        for i in (1, 3, 5)
    ]
    return linear("#" + "".join(f"{value:02x}" for value in mixed))


@pytest.mark.parametrize("eyes", BLINDNESS)
def test_tints_are_told_from_land_and_from_each_other(eyes: str) -> None:
    seen = {name: lab(BLINDNESS[eyes] @ tint(hue.fill)) for name, hue in HUES.items()} | {"land": lab(linear(LAND))}
    near = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2)}
    assert min(near.values()) > 5, sorted(near.items(), key=lambda row: row[1])[:6]
