"""KML and KMZ: placemarks with dates as events, and any shape as a feature.

Reads KML 2.0 to 2.3 with or without its namespace, Google's gx: tracks, nested folders, styles and style maps, and
the tables of Google My Maps. Nothing that a file links to is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry.base import BaseGeometry

from conflictmap.formats import features, kmlfile, pointevents
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.features import Feature, Look, Misplaced, reject
from conflictmap.formats.plaintext import plain
from conflictmap.model.event import Event

_PLACED = ("Placemark", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "NetworkLink")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "MultiTrack", "Track", "Model")
_UNDRAWN = {
    "NetworkLink": "features in this file; what it links to is not fetched",
    "GroundOverlay": "a placemark with a shape; pictures are not drawn",
    "ScreenOverlay": "a placemark with a shape; pictures are not drawn",
    "PhotoOverlay": "a placemark with a shape; pictures are not drawn",
}
_MAX_FOLLOWED = 5  # style maps that lead to style maps


def read_features(path: Path, crs: str = "") -> Iterator[Feature | Rejection]:
    """The features of a file in order, each as it is or as a rejection; KML is always in degrees of WGS 84.

    Raises:
        UnreadableFile: it is no KML or KMZ, larger than the limits, or broken.
    """
    root = kmlfile.read(path)
    styles = _Styles(root)
    system = features.system(crs) if crs else None
    for row, (element, folders) in enumerate(_placed(root, ()), 1):
        if element.tag in _UNDRAWN:
            yield reject(row, element.tag, _text(element, "name"), _UNDRAWN[element.tag])
            continue
        try:
            geometry = features.on_earth(_geometry(element), system)
        except (Misplaced, ValueError, shapely.errors.ShapelyError) as error:
            yield reject(row, getattr(error, "field", "geometry"), _text(element, "name"), str(error))
            continue
        yield _feature(row, element, folders, geometry, styles.look(element))


def title(path: Path) -> str:
    """The name of a file's document, empty where it has none."""
    root = kmlfile.read(path)
    document = root if root.tag == "Document" else root.find("Document")
    return _text(document, "name") if document is not None else ""


def _placed(element: Element, folders: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """All features below an element, with the names of the folders they lie in. The document's own is left out."""
    open_elements = [(element, folders)]
    while open_elements:
        here, above = open_elements.pop()
        if here.tag in _PLACED:
            yield here, above
            continue
        name = _text(here, "name") if here.tag == "Folder" else ""
        inside = (*above, name) if name else above
        open_elements += [
            (child, inside) for child in reversed(here) if child.tag in _CONTAINERS or child.tag in _PLACED
        ]


_CONTAINERS = ("kml", "Document", "Folder", "Create", "Update", "NetworkLinkControl")


def _text(element: Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _feature(row: int, mark: Element, folders: tuple[str, ...], geometry: BaseGeometry, look: Look) -> Feature:
    description = mark.find("description")
    raw = "".join(description.itertext()) if description is not None else _text(mark, "Snippet")
    text, links = plain(raw)
    stamp = _text(mark, "TimeStamp/when")
    whens = [when.text or "" for track in mark.iter("Track") for when in track.findall("when")]
    return Feature(
        row=row,
        geometry=geometry,
        name=" ".join(plain(_text(mark, "name"))[0].split()),
        text=text,
        links=links,
        folders=folders,
        properties=_table(mark),
        begin=stamp or _text(mark, "TimeSpan/begin") or (whens[0] if whens else ""),
        end=_text(mark, "TimeSpan/end") or (whens[-1] if whens else ""),
        look=look,
    )


def _table(mark: Element) -> dict[str, str]:
    """The rows of ExtendedData, plain or of a schema, and the feature's own id."""
    rows: dict[str, str] = {"id": mark.get("id", "")} if mark.get("id") else {}
    for data in mark.iterfind("ExtendedData/Data"):
        rows[data.get("name", "")] = plain(_text(data, "value"))[0]
    for data in mark.iterfind("ExtendedData//SimpleData"):
        rows[data.get("name", "")] = plain(" ".join("".join(data.itertext()).split()))[0]
    return {name: value for name, value in rows.items() if name and value}


# Shapes


def _geometry(mark: Element) -> BaseGeometry:
    """The shape of a placemark; MultiGeometries are opened, however deep.

    Raises:
        Misplaced, ValueError: there is none, or one that is none.
    """
    shapes, open_elements = [], [child for child in mark if child.tag in _SHAPES]
    while open_elements:
        element = open_elements.pop(0)
        if element.tag == "MultiGeometry":
            open_elements[:0] = [child for child in element if child.tag in _SHAPES]
        else:
            shapes.append(_SHAPE_OF[element.tag](element))
    if not shapes:
        raise Misplaced("a shape (Point, LineString, Polygon, MultiGeometry or Track), got none")
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)


def _positions(text: str) -> list[tuple[float, float]]:
    """The lon, lat of `lon,lat[,height] …`; spaces after commas, which some programs write, do not part numbers."""
    rows = [row.split(",") for row in re.sub(r"\s*,\s*", ",", text.strip()).split()]
    if any(len(row) < 2 for row in rows):
        raise Misplaced("coordinates as longitude,latitude[,height]")
    try:
        return [(float(row[0]), float(row[1])) for row in rows]
    except ValueError as error:
        raise Misplaced(f"coordinates as numbers: {error}") from error


def _line(element: Element) -> list[tuple[float, float]]:
    return _positions(_text(element, "coordinates"))


def _point(element: Element) -> BaseGeometry:
    positions = _line(element)
    return shapely.Point(positions[0]) if positions else shapely.Point()


def _polygon(element: Element) -> BaseGeometry:
    outer = element.find("outerBoundaryIs/LinearRing")
    if outer is None:
        raise Misplaced("an outer boundary of a Polygon, got none")
    holes = [_ring(ring) for ring in element.iterfind("innerBoundaryIs/LinearRing")]
    return shapely.Polygon(_ring(outer), [hole for hole in holes if len(set(hole)) >= 3])


def _ring(element: Element) -> list[tuple[float, float]]:
    ring = _line(element)
    if len(set(ring)) < 3 and element.tag == "LinearRing":
        raise Misplaced("rings of at least three corners")
    return ring


def _track(element: Element) -> BaseGeometry:
    rows = [(coord.text or "").split() for coord in element.iter("coord")]
    positions = _positions(" ".join(",".join(row[:2]) for row in rows if row))
    return shapely.LineString(positions) if len(positions) > 1 else shapely.Point(positions[:1])


def _tracks(element: Element) -> BaseGeometry:
    return shapely.GeometryCollection([_track(track) for track in element.iter("Track")])


def _model(element: Element) -> BaseGeometry:
    return shapely.Point(_positions(f"{_text(element, 'Location/longitude')},{_text(element, 'Location/latitude')}")[0])


_SHAPE_OF = {
    "Point": _point,
    "LineString": lambda element: shapely.LineString(_line(element)),
    "LinearRing": lambda element: shapely.LineString(_ring(element)),
    "Polygon": _polygon,
    "Track": _track,
    "MultiTrack": _tracks,
    "Model": _model,
}


# Styles


class _Styles:
    """The shared styles of a file, and how they reach a placemark."""

    def __init__(self, root: Element) -> None:
        self._by_id = {e.get("id"): e for tag in ("Style", "StyleMap") for e in root.iter(tag) if e.get("id")}

    def look(self, mark: Element) -> Look:
        """The placemark's own style, with what it leaves open from the shared one it names."""
        own = self._normal(next((mark.find(tag) for tag in ("Style", "StyleMap") if mark.find(tag) is not None), None))
        shared = self._shared(_text(mark, "styleUrl"))
        styles = [style for style in (own, shared) if style is not None]
        stroke = next((c for s in styles if (c := _colour(_text(s, "LineStyle/color")))), "")
        fill = next((c for s in styles if (c := _colour(_text(s, "PolyStyle/color")))), "")
        return Look(stroke, fill)

    def _shared(self, url: str, followed: int = 0) -> Element | None:
        style = self._by_id.get(url.rpartition("#")[2]) if url else None
        return self._normal(style, followed)

    def _normal(self, style: Element | None, followed: int = 0) -> Element | None:
        """A style, or of a style map the one that is used while the mouse is elsewhere."""
        if style is None or style.tag == "Style" or followed > _MAX_FOLLOWED:
            return style if style is not None and style.tag == "Style" else None
        for pair in style.iterfind("Pair"):
            if _text(pair, "key") in ("normal", ""):
                inline = pair.find("Style")
                return inline if inline is not None else self._shared(_text(pair, "styleUrl"), followed + 1)
        return None


def _colour(text: str) -> str:
    """KML's aabbggrr as #rrggbb; empty for anything else and for what is wholly transparent."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", text.strip())
    if found is None or found[1] == "00":
        return ""
    return f"#{found[4]}{found[3]}{found[2]}".lower()


# The format


def recognises(path: Path) -> float:
    """How sure it is that a file is KML or KMZ, 0 to 1."""
    return kmlfile.recognises(path)


def read(path: Path, options: Options) -> Iterator[Event | Rejection]:
    """The points of a file as events; every feature gives one or a rejection.

    Raises:
        UnreadableFile: see `read_features`.
    """
    return pointevents.read(read_features(path, options.crs), path, title(path) or path.name, options)


FORMAT = Format(name="kml", suffixes=(".kml", ".kmz"), recognises=recognises, read=read)
"""Lines and areas are no events: they are kept as overlays."""
