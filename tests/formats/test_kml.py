"""KML and KMZ in: what the programs of this field write, and what was made to do harm."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from conflictmap.errors import UnreadableFile
from conflictmap.formats import kml
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.features import Feature
from conflictmap.model.event import Event

MARK = "<Placemark><name>{name}</name>{more}<Point><coordinates>37.95,36.53,0</coordinates></Point></Placemark>"
NAMESPACE = ' xmlns="http://www.opengis.net/kml/2.2"'
RING = "37,36,0 38,36,0 38,37,0 37,36,0"
AREA = (
    f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
)


def document(body: str, namespace: str = NAMESPACE) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<kml{namespace}><Document><name>Made up</name>{body}</Document></kml>'
    )


def mark(name: str = "A clash", more: str = "<TimeStamp><when>2024-01-05T10:00:00Z</when></TimeStamp>") -> str:
    return MARK.format(name=name, more=more)


def written(folder: Path, text: str | bytes, name: str = "made.kml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def events(folder: Path, text: str | bytes, name: str = "made.kml") -> list[Event | Rejection]:
    return list(kml.read(written(folder, text, name), Options()))


def shapes(folder: Path, text: str | bytes, name: str = "made.kml") -> list[Feature | Rejection]:
    return list(kml.read_features(written(folder, text, name)))


def the_feature(found: list[Feature | Rejection]) -> Feature:
    (feature,) = found
    assert isinstance(feature, Feature), feature
    return feature


@pytest.mark.parametrize(
    "namespace",
    [NAMESPACE, "", ' xmlns="http://earth.google.com/kml/2.1"', ' xmlns:gx="http://www.google.com/kml/ext/2.2"'],
)
def test_with_and_without_a_namespace(tmp_path: Path, namespace: str) -> None:
    (event,) = events(tmp_path, document(mark(), namespace))
    assert isinstance(event, Event) and event.sources[0].publisher == "Made up"
    assert (event.place.lat, event.place.lon, event.sub_event_type) == (36.53, 37.95, "Armed clash")
    assert event.when and event.when.start.isoformat() == "2024-01-05"


def test_prefixes_that_were_not_declared(tmp_path: Path) -> None:
    text = document(f"<gx:balloonVisibility>1</gx:balloonVisibility>{mark()}", ' xsi:schemaLocation="x y"')
    assert isinstance(events(tmp_path, text)[0], Event)


def test_blank_lines_before_the_declaration(tmp_path: Path) -> None:
    assert isinstance(events(tmp_path, "\n\n" + document(mark()))[0], Event)


def test_nested_folders_and_days_in_names(tmp_path: Path) -> None:
    inner = f"<Folder><name>Week 1</name>{mark('[2024-01-05] غارة على جسر', '')}{mark('no day', '')}</Folder>"
    first, second = events(tmp_path, document(f"<Folder><name>North</name>{inner}</Folder>"))
    assert isinstance(first, Event) and first.sub_event_type == "Air/drone strike"
    assert first.when and first.when.start.isoformat() == "2024-01-05"
    assert isinstance(second, Rejection) and second.field == "date" and second.row == 2
    features = shapes(tmp_path, document(f"<Folder><name>North</name>{inner}</Folder>"))
    assert isinstance(features[0], Feature) and features[0].folders == ("North", "Week 1")


def test_my_maps_tables_and_html(tmp_path: Path) -> None:
    more = (
        "<description><![CDATA[<img src='https://example.org/x.png'>Date: 5 January 2024<br>Killed: 2"
        "<script>window.__pwned=1</script><br><a href='https://example.org/report'>report</a>"
        "<a href='javascript:alert(1)'>x</a>]]></description>"
        "<ExtendedData><Data name='Actor'><value>SDF</value></Data>"
        "<SchemaData schemaUrl='#s'><SimpleData name='Wounded'>4</SimpleData></SchemaData></ExtendedData>"
    )
    (event,) = events(tmp_path, document(mark("Shelling", more)))
    assert isinstance(event, Event) and event.when and event.when.start.isoformat() == "2024-01-05"
    assert (event.fatalities.best, event.injured.best) == (2, 4)
    assert [actor.id for actor in event.actors] == ["sdf"]
    assert event.sources[0].url == "https://example.org/report"
    assert event.summary_en and "pwned" not in event.summary_en and "<" not in event.summary_en


def test_a_span_of_time(tmp_path: Path) -> None:
    more = "<TimeSpan><begin>2024-01</begin><end>2024-02-03</end></TimeSpan>"
    (event,) = events(tmp_path, document(mark("Clashes", more)))
    assert isinstance(event, Event) and event.when
    assert (event.when.start.isoformat(), event.when.end.isoformat()) == ("2024-01-01", "2024-02-03")


SHAPES = {
    "Polygon": AREA,
    "GeometryCollection": f"<MultiGeometry>{AREA}<MultiGeometry>{AREA}</MultiGeometry></MultiGeometry>",
    "LineString": "<LineString><coordinates>37,36 38,37</coordinates></LineString>",
    "Point": "<Point><coordinates> 37.95, 36.53, 0 </coordinates></Point>",
}


@pytest.mark.parametrize(("kind", "shape"), SHAPES.items())
def test_shapes(tmp_path: Path, kind: str, shape: str) -> None:
    found = the_feature(shapes(tmp_path, document(f"<Placemark>{shape}</Placemark>")))
    assert found.geometry.geom_type == kind and not found.geometry.has_z


def test_a_track(tmp_path: Path) -> None:
    rows = "<when>2024-01-05T01:00:00Z</when><when>2024-01-05T02:00:00Z</when>"
    body = f"<Placemark><gx:Track>{rows}<gx:coord>37 36 0</gx:coord><gx:coord>38 37 0</gx:coord></gx:Track></Placemark>"
    found = the_feature(shapes(tmp_path, document(body)))
    assert found.geometry.geom_type == "LineString" and found.begin == "2024-01-05T01:00:00Z"


def test_style_maps_are_followed(tmp_path: Path) -> None:
    styles = (
        "<Style id='n'><LineStyle><color>ff0000ff</color></LineStyle>"
        "<PolyStyle><color>7f00ff00</color></PolyStyle></Style>"
        "<StyleMap id='m'><Pair><key>highlight</key><styleUrl>#h</styleUrl></Pair>"
        "<Pair><key>normal</key><styleUrl>#n</styleUrl></Pair></StyleMap>"
        "<StyleMap id='loop'><Pair><key>normal</key><styleUrl>#loop</styleUrl></Pair></StyleMap>"
    )
    marks = [f"<Placemark><styleUrl>#{style}</styleUrl>{AREA}</Placemark>" for style in ("m", "loop")]
    body = styles + "".join(marks)
    first, second = shapes(tmp_path, document(body))
    assert isinstance(first, Feature) and (first.look.stroke, first.look.fill) == ("#ff0000", "#00ff00")
    assert isinstance(second, Feature) and second.look.fill == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<Placemark><name>x</name></Placemark>", "a shape"),
        ("<Placemark><Point><coordinates></coordinates></Point></Placemark>", "none"),
        ("<Placemark><Point><coordinates>37,91</coordinates></Point></Placemark>", "swapped"),
        ("<Placemark><Point><coordinates>east,north</coordinates></Point></Placemark>", "numbers"),
        ("<Placemark><Point><coordinates>nan,36</coordinates></Point></Placemark>", "numbers"),
        ("<Placemark><Polygon/></Placemark>", "outer boundary"),
        ("<NetworkLink><Link><href>http://example.org/x.kml</href></Link></NetworkLink>", "not fetched"),
        ("<GroundOverlay><name>picture</name></GroundOverlay>", "pictures"),
    ],
)
def test_what_cannot_be_drawn_says_why(tmp_path: Path, body: str, reason: str) -> None:
    first, second = shapes(tmp_path, document(body + mark()))
    assert isinstance(first, Rejection) and reason in first.reason, first
    assert isinstance(second, Feature)


def zipped(folder: Path, *entries: tuple[str, str]) -> Path:
    path = folder / "made.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return path


def test_an_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("files/other.kml", document("")), ("images/a.png", "x"), ("doc.kml", document(mark())))
    (event,) = kml.read(path, Options())
    assert isinstance(event, Event)
    assert kml.recognises(path) > 0.5


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = zipped(tmp_path, ("doc.kml", document("<!--" + " " * 30_000_000 + "-->")))
    with pytest.raises(UnreadableFile, match="unpacked"):
        shapes(tmp_path, many.read_bytes(), "bomb.kmz")
    monkeypatch.setenv("CONFLICTMAP_GEO_MB_LIMIT", "1")
    large = zipped(tmp_path, ("doc.kml", document("".join(f"<a>{n}</a>" for n in range(200_000)))))
    with pytest.raises(UnreadableFile, match="unpacked"):
        shapes(tmp_path, large.read_bytes(), "large.kmz")


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFLICTMAP_GEO_MB_LIMIT", "1")
    data = bytearray(
        zipped(tmp_path, ("doc.kml", document("".join(f"<a>{n}</a>" for n in range(200_000))))).read_bytes()
    )
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)  # the size unpacked, in the archive's list of contents
    with pytest.raises(UnreadableFile):
        shapes(tmp_path, bytes(data), "lies.kmz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 broken", "broken"),
        (b"<kml><Document>", "broken XML"),
        (b"<html><body/></html>", "XML of <html>"),
        (b'<!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>', "entities"),
        (b'<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>', "entities"),
        (b'<?xml version="1.0" encoding="nonsense"?><kml/>', "XML"),
        (b"just text", "broken XML"),
    ],
)
def test_what_is_no_kml_is_refused_in_one_line(tmp_path: Path, text: bytes, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected) as caught:
        shapes(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    deep = 5_000
    body = "<Placemark>" + "<MultiGeometry>" * deep + SHAPES["LineString"] + "</MultiGeometry>" * deep + "</Placemark>"
    folders = "<Folder>" * deep + mark() + "</Folder>" * deep
    assert len(shapes(tmp_path, document(body + folders))) == 2


def test_an_old_encoding(tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="windows-1256"?><kml><Document>{mark("اشتباك في منبج")}</Document></kml>'
    (event,) = events(tmp_path, text.encode("windows-1256"))
    assert isinstance(event, Event) and event.summary_ar == "اشتباك في منبج"
