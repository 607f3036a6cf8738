"""Files in through the data page, as a person does it: dropped, looked at, imported, seen on the map, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import Server, Viewer
from tests.ui.datafiles import incidents

ACLED = Path(__file__).resolve().parent.parent / "formats" / "acled" / "current.csv"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, as these tests change the data."""
    made = Server(tmp_path_factory.mktemp("imported"))
    made.wait()
    yield made
    made.stop()


def opened(viewer: Viewer, lang: str) -> Viewer:
    viewer.page.goto(f"{viewer.address}/data?lang={lang}")
    viewer.page.wait_for_selector("[class*=st-key-import-files]", timeout=30_000)
    viewer.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
    return viewer


def drop(viewer: Viewer, path: Path) -> None:
    viewer.page.locator("[class*=st-key-import-files] input[type=file]").set_input_files(str(path))


def workbook(folder: Path) -> Path:
    """The list of incidents as a workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in incidents():
        book.active.append(row)
    book.save(folder / "حوادث.xlsx")
    return folder / "حوادث.xlsx"


def log(viewer: Viewer) -> list[str]:
    """The files of the log, newest first."""
    return viewer.page.locator(".cm-log td:nth-child(4)").all_inner_texts()


def undo(viewer: Viewer, name: str) -> None:
    page = viewer.page
    page.locator(".st-key-import-undo-choice input").click()
    page.get_by_role("option").filter(has_text=name).first.click()
    page.locator(".st-key-import-undo button:not([disabled])").click()
    page.locator(".cm-log td", has_text=name).locator("s").first.wait_for()


def test_a_file_is_imported_seen_on_the_map_and_taken_back(viewer: Viewer) -> None:
    drop(opened(viewer, "en"), ACLED)
    viewer.page.locator("text=recognised as ACLED").wait_for()
    viewer.page.locator(".st-key-import-start button").click()
    viewer.page.locator(".cm-verdict", has_text="New 4").wait_for()
    assert log(viewer)[0] == "current.csv"
    viewer.open("lang=en&dataset=acled")
    assert viewer.drawn() == 4
    undo(opened(viewer, "en"), "current.csv")
    viewer.open("lang=en&dataset=acled")
    assert viewer.drawn() == 0


@pytest.mark.parametrize("viewer", [(1440, 1000), (360, 800)], indirect=True)
def test_a_table_in_arabic_goes_through_its_columns(viewer: Viewer, tmp_path: Path) -> None:
    page = viewer.page
    drop(opened(viewer, "ar"), workbook(tmp_path))
    page.locator(".st-key-mapping-import button").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".cm-column").count() == 8
    preview = page.locator(".cm-previewed")
    first, box = preview.locator("th").first.bounding_box(), preview.bounding_box()
    assert first and box and first["x"] + first["width"] <= box["x"] + box["width"]  # begins at its first column
    page.locator(".st-key-mapping-import button").click()
    rejected = page.locator(".cm-rejected")
    rejected.wait_for()
    assert "المتوقَّع" in rejected.inner_text() and "expected" not in rejected.inner_text()
    assert log(viewer)[0] == "حوادث.xlsx"
    viewer.open("lang=ar&dataset=حوادث")
    assert viewer.drawn() == 3
    undo(opened(viewer, "ar"), "حوادث.xlsx")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    assert page.locator(".cm-log s").count() >= 1
