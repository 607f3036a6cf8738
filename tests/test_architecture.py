"""Imports run one way, third parties stay behind their fences, and nothing grows without bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOW = ("errors", "settings", "words")
REPORTS = ("savedreports", "reviewing", "teaching")
COMMANDS = (
    "filterflags",
    "codecommand",
    "briefcommand",
    "overlaycommand",
    "exportcommand",
    "importcommand",
    "storecommand",
)
DATA = ("formats", "importing")
PLACES = ("places", "csvtext", "namelist", "replacing")
MAY_IMPORT = {
    "geodata": (),
    "python -m geodata": ("geodata", "settings", "errors"),  # a command line, which stands on top
    "errors": (),
    "settings": ("errors",),
    "words": ("errors",),
    "model": ("geodata", "errors", "words", "model"),
    "filters": ("geodata", "errors", "words", "model"),
    "coder": ("geodata", "errors", "words", "model", "coder"),
    "formats": ("geodata", *LOW, "model", "csvtext", "formats"),
    "overlays": ("geodata", *LOW, "model", "filters", "formats", "overlays"),
    "exporting": ("errors", "words", "model", "filters", "formats", "store"),
    "store": ("errors", "settings", "words", "model", "filters", "store"),
    "places": ("geodata", "errors", "settings"),
    "csvtext": (),
    "namelist": ("geodata", "errors", "csvtext"),
    "seeds": ("geodata", "errors", "model", "store", "places"),
    "replacing": ("geodata", "model", "filters", "store", "places"),
    "savedreports": ("geodata", "errors", "settings", "model", "coder"),
    "reviewing": ("errors", "words", "model", "filters", "coder", "store", "savedreports"),
    "teaching": ("geodata", "errors", "settings", "model", "coder", "savedreports"),
    "importing": ("errors", "settings", "model", "formats", "store", "csvtext"),
    "importcommand": ("places", "teaching", "errors", "model", "formats", "store", "seeds", "printing", "importing"),
    "methodtext": ("words",),
    "savedbriefings": ("errors", "settings", "briefing"),
    "briefing": ("geodata", *LOW, "methodtext", "model", "filters", "store", "overlays", "mapview", "briefing"),
    "filterflags": ("words", "filters"),
    "briefcommand": ("errors", "words", "model", "store", "seeds", "printing", "filterflags", "overlays", "briefing"),
    "mapview": ("geodata", *LOW, "model", "filters", "store", "overlays", "exporting", "mapview"),
    "ui": (
        "geodata",
        *LOW,
        "methodtext",
        "briefing",
        "savedbriefings",
        "model",
        "filters",
        "store",
        "coder",
        *PLACES,
        *REPORTS,
        *DATA,
        "seeds",
        "overlays",
        "exporting",
        "mapview",
        "ui",
    ),
    "printing": (),
    "codecommand": (
        "geodata",
        "errors",
        "settings",
        "model",
        "coder",
        "places",
        "printing",
        "savedreports",
        "teaching",
    ),
    "overlaycommand": ("model", "overlays", "printing"),
    "cli": ("geodata", *LOW, "model", "filters", "store", "places", "seeds", "printing", *COMMANDS, "conflictmap"),
    "exportcommand": ("errors", "words", "filterflags", "store", "seeds", "exporting", "conflictmap"),
    "storecommand": ("settings", "store"),
    "__main__": ("cli",),
    "__init__": (),
    "pages": ("geodata", *LOW, "model", "filters", "store", "mapview", "ui"),
    "dashboard": ("words", "mapview", "ui"),
}
FENCES = {
    "streamlit": ("ui", "pages", "dashboard"),
    "streamlit_folium": ("ui",),
    "folium": ("mapview", "ui"),  # ui/server.py imports it early, for the first visitor's sake
    "branca": ("mapview",),
    "duckdb": ("store", "geodata"),
    "ibis": ("store",),
    "psycopg": ("store",),
    "pyspark": ("store",),
    "marisa_trie": ("geodata",),
    "pyproj": ("formats",),
    "defusedxml": ("formats", "briefing"),
    "openpyxl": ("geodata", "formats"),
    "starlette": ("mapview", "ui"),
    "altair": ("ui",),
    "hijridate": ("coder", "formats"),
    "python_calamine": ("formats",),
    "typst": ("briefing",),
    "uharfbuzz": ("briefing",),
    "segno": ("briefing",),
    "pypdf": ("briefing",),
    "trafilatura": ("coder",),
    "charset_normalizer": ("coder",),
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PAGE_LINES = 150


def unit_of(path: Path) -> str:
    """The part of the product a file belongs to."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts == ("geodata", "__main__"):
        return "python -m geodata"
    return parts[1] if parts[0] == "conflictmap" else parts[0]


def files() -> list[Path]:
    found = [*ROOT.glob("conflictmap/**/*.py"), *ROOT.glob("geodata/**/*.py"), *ROOT.glob("pages/*.py")]
    return sorted([*found, ROOT / "dashboard.py"])


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module in ("conflictmap", "conflictmap.ui", "conflictmap.model", "conflictmap.mapview"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    unit = unit_of(path)
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        top, *rest = name.split(".")
        if top == "conflictmap" and rest and rest[0][0].islower():
            assert rest[0] in (*MAY_IMPORT[unit], unit), f"{unit} may not import {name}"
        if top == "geodata":
            assert "geodata" in MAY_IMPORT[unit] or unit == "geodata" or name == "geodata.normalize", name
        if top in FENCES:
            assert unit in FENCES[top], f"{unit} may not import {top}"


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_settings_read_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.name == "settings.py" or ("os.environ" not in text and "getenv" not in text)


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    limit = MAX_PAGE_LINES if unit_of(path) == "pages" else MAX_FILE_LINES
    assert len(text.splitlines()) <= limit
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_public_things_are_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.name != "__main__.py":
        assert ast.get_docstring(tree), "the module says what it is"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_nothing_of_others_is_vendored() -> None:
    kinds = {".woff", ".woff2", ".ttf", ".otf"}
    tracked = [path for folder in ("conflictmap", "geodata", "pages") for path in (ROOT / folder).rglob("*")]
    assert not [path for path in tracked if path.suffix in kinds or path.name.endswith((".min.js", ".min.css"))]
