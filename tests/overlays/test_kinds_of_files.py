"""Overlays as the programs of this field write them, made up by ourselves: read whole, grouped, coloured as meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.overlays import layers, sides
from conflictmap.overlays.groups import groups
from conflictmap.overlays.shapes import ReadShapes, read_shapes
from tests.overlays.made import EAST, SOUTH, WEST, added, area, control


def told(read: ReadShapes) -> list[tuple[str, str, bool]]:
    """Each side's English label with its hue, and whether it is hatched."""
    return [(group.label("en"), group.style.hue, group.style.hatched) for group in groups(read.shapes)]


def polygon(ring: list[list[float]], height: bool = False) -> str:
    return " ".join(f"{x},{y}{',0' if height else ''}" for x, y in ring)


def placemark(name: str, style: str, ring: list[list[float]], more: str = "") -> str:
    return (
        f"<Placemark><name>{name}</name>{more}<styleUrl>#{style}</styleUrl><Polygon><outerBoundaryIs><LinearRing>"
        f"<tessellate>1</tessellate><coordinates>\n {polygon(ring, True)}\n</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark>"
    )


def my_maps_style(colour: str) -> str:
    """A style as My Maps writes it: a map of two, named after its colour (rrggbb), which KML has as bbggrr."""
    red, green, blue = colour[:2], colour[2:4], colour[4:]
    body = (
        f"<LineStyle><color>ff{blue}{green}{red}</color><width>1.2</width></LineStyle><PolyStyle><color>4d{blue}{green}{red}"
        "</color><fill>1</fill><outline>1</outline></PolyStyle>"
    )
    key = f"poly-{colour}-1200-77"
    pairs = "".join(
        f"<Pair><key>{kind}</key><styleUrl>#{key}-{kind}</styleUrl></Pair>" for kind in ("normal", "highlight")
    )
    styles = "".join(f'<Style id="{key}-{kind}">{body}</Style>' for kind in ("normal", "highlight"))
    return f'{styles}<StyleMap id="{key}">{pairs}</StyleMap>'


def my_maps(folder: Path, *layers_: tuple[str, str], name: str = "map.kml") -> Path:
    """A My Maps export: layers as folders."""
    body = "".join(f"<Folder><name>{title}</name>{marks}</Folder>" for title, marks in layers_)
    styles = "".join(my_maps_style(colour) for colour in ("FF5252", "FFEA00", "0F9D58"))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Frontlines</name>'
        f"<description/>{styles}{body}</Document></kml>"
    )
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_my_maps_with_sides_as_layers(tmp_path: Path) -> None:
    path = my_maps(
        tmp_path,
        (
            "SDF",
            placemark("Polygon 1", "poly-FFEA00-1200-77", EAST) + placemark("Polygon 2", "poly-FFEA00-1200-77", WEST),
        ),
        ("Syrian Army", placemark("Polygon 3", "poly-FF5252-1200-77", SOUTH)),
    )
    read = read_shapes(path)
    assert read.title == "Frontlines"
    assert told(read) == [("SDF", "yellow", False), ("Syrian Army", "red", False)]
    assert read.shapes[0].fill == "#ffea00"


def test_my_maps_with_colours_only(tmp_path: Path) -> None:
    marks = placemark("Area A", "poly-FF5252-1200-77", EAST) + placemark("Area B", "poly-0F9D58-1200-77", WEST)
    point = "<Placemark><name>HQ</name><Point><coordinates>38,36,0</coordinates></Point></Placemark>"
    read = read_shapes(my_maps(tmp_path, ("Control", marks + point)))
    assert sorted(told(read)) == [("Area A", "red", False), ("Area B", "green", False)]
    assert [row.value for row in read.rejected] == ["HQ"]


def test_my_maps_with_a_table(tmp_path: Path) -> None:
    data = '<ExtendedData><Data name="Control"><value>قسد</value></Data></ExtendedData>'
    other = '<ExtendedData><Data name="Control"><value>الجيش السوري</value></Data></ExtendedData>'
    marks = placemark("1", "poly-FF5252-1200-77", EAST, data) + placemark("2", "poly-FF5252-1200-77", SOUTH, other)
    read = read_shapes(my_maps(tmp_path, ("Layer", marks)))
    found = {group.label("ar"): group.style.hue for group in groups(read.shapes)}
    assert found == {"قسد": "yellow", "الجيش السوري": "red"}


def test_names_in_several_languages_and_heights(tmp_path: Path) -> None:
    def high(ring: list[list[float]], name: str, fill: str) -> dict[str, Any]:
        made = area([[*each, 0] for each in ring], name=name, fill=fill, stroke=fill, **{"fill-opacity": 0.3})
        geometries = [made["geometry"], {"type": "Point", "coordinates": [38, 36.5, 0]}]
        return {**made, "geometry": {"type": "GeometryCollection", "geometries": geometries}}

    path = control(
        tmp_path,
        high(EAST, "Окуповано /// Occupied /// Оккупировано", "#a52714"),
        high(WEST, "Звільнено /// Liberated", "#0f9d58"),
        high(SOUTH, "geoJSON.status.unknown", "#bcaaa4"),
        area([[39, 36], [40, 36], [40, 37], [39, 36]], name="Окуповано /// Occupied /// Оккупировано", fill="#a52714"),
    )
    read = read_shapes(path)
    assert sorted(told(read)) == [
        ("Contested", "grey", True),
        ("Liberated", "green", False),
        ("Occupied", "red", False),
    ]
    assert {group.label("ar") for group in groups(read.shapes)} == {"محتل", "محرر", "متنازع عليه"}
    assert len(read.rejected) == 3, "the points within"


def test_assessed_and_claimed_control(tmp_path: Path) -> None:
    names = ("Assessed Russian Control", "Claimed Russian Control", "Claimed Ukrainian Counteroffensives")
    features = [
        area(ring, FID=n, name=name, Shape__Area=1.5)
        for n, (ring, name) in enumerate(zip((EAST, WEST, SOUTH), names, strict=True))
    ]
    found = {label: (hue, hatched) for label, hue, hatched in told(read_shapes(control(tmp_path, *features)))}
    assert found == {names[0]: ("red", False), names[1]: ("red", True), names[2]: ("blue", True)}


def test_areas_without_a_word_take_the_title(tmp_path: Path) -> None:
    path = control(tmp_path, area(EAST, FID=1, Shape__Area=2.5), area(WEST, FID=2, Shape__Area=1.5), name="x.geojson")
    overlay = added(path, title="Assessed advances")
    (group,) = layers.layer(overlay).groups
    assert group.label("en") == "" and group.style.hue in ("blue", "red")


def test_simplestyle_colours_stay_apart(tmp_path: Path) -> None:
    colours = ("#ff0000", "#00ff00", "#0000ff")
    features = [
        area(ring, fill=fill, stroke="#000000") for ring, fill in zip((EAST, WEST, SOUTH), colours, strict=True)
    ]
    assert sorted(hue for _, hue, _ in told(read_shapes(control(tmp_path, *features)))) == ["blue", "green", "red"]


MERCATOR = [[x * 111319.49079327358, 4_373_795.77 + (y - 36.53) * 138_550] for x, y in EAST]  # nearly, around Manbij


def test_web_mercator_is_reprojected_where_named_and_refused_where_not(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    read = read_shapes(control(tmp_path, area(MERCATOR), crs=crs))
    west, south, east, north = read.shapes[0].geometry.bounds
    assert (west, east) == pytest.approx((37.9, 38.5), abs=1e-6) and (south, north) == pytest.approx(
        (36.2, 36.8), abs=0.01
    )
    with pytest.raises(UnreadableFile, match="projected"):
        read_shapes(control(tmp_path, area(MERCATOR)))
    assert (
        read_shapes(control(tmp_path, area(MERCATOR)), "EPSG:3857").shapes[0].geometry.bounds
        == read.shapes[0].geometry.bounds
    )


def test_a_kml_style_of_its_own_and_a_front(tmp_path: Path) -> None:
    line = (
        "<Placemark><name>Line of contact</name><Style><LineStyle><color>ff000000</color></LineStyle></Style>"
        f"<LineString><coordinates>{polygon(EAST[:3])}</coordinates></LineString></Placemark>"
    )
    read = read_shapes(my_maps(tmp_path, ("Front", line)))
    assert told(read) == [("Line of contact", "grey", False)] and sides.label("Line of contact", "ar") == "خط الجبهة"


def test_nothing_of_a_file_reaches_another_program(tmp_path: Path) -> None:
    path = control(tmp_path, area(EAST, side="SDF", secret="not kept"))
    overlay = added(path)
    from conflictmap.overlays import kept

    text = (kept.folder() / f"{overlay.id}.geojson").read_text(encoding="utf-8")
    assert "not kept" not in text and json.loads(text)["features"][0]["properties"]["side"] == "SDF"


def test_a_popup_of_labels_says_whose_an_area_is(tmp_path: Path) -> None:
    """KML that went through a GIS program: every name is a placeholder, and what was told stands in one property."""
    features = [
        area(ring, Name="Placemark", SymbolID=4, PopupInfo=f"Zone_type: {side}<br>Date: 03/11/2025<br>description:")
        for ring, side in ((EAST, "Russia"), (WEST, "Ukraine"))
    ]
    found = {label: hue for label, hue, _ in told(read_shapes(control(tmp_path, *features)))}
    assert found == {"Russia": "red", "Ukraine": "blue"}
