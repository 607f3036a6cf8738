"""Renews the pictures in docs/ from a fresh server with the seed events: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
import tomllib
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, ROOT, Server, Viewer, chromium
from tests.browser.test_data import drop, workbook
from tests.browser.test_data import opened as data_page
from tests.browser.test_reports import opened, read

PICTURES = {
    "map-en.png": "lang=en&event=seeds:D4&view=36.35,39.6,7",
    "map-ar.png": "lang=ar&event=seeds:D4&view=36.35,39.6,7",
}
PLACES = {"places-en.png": "lang=en&q=Rafah", "places-ar.png": "lang=ar&q=%D8%B1%D9%81%D8%AD"}
REPORTS = {
    "reports-en.png": ("en", "en-agency-tripoli-brigades"),
    "reports-ar.png": ("ar", "ar-local-syria-governorates-roundup"),
}
DATA = {"data-en.png": "en", "data-ar.png": "ar"}
GOLD = ROOT / "tests" / "coder" / "gold"
SIZE = {"width": 1440, "height": 960}


def text_of(report: str) -> str:
    """The text of a gold report, which names its own day."""
    gold = tomllib.loads((GOLD / f"{report}.toml").read_text(encoding="utf-8"))
    return str(gold["text"])


def take_data(browser: Browser, server: Server, folder: Path) -> None:
    """The data page with a table in Arabic whose columns wait to be confirmed."""
    book = workbook(folder)
    for name, lang in DATA.items():
        page = browser.new_page(viewport={"width": 1440, "height": 1330})
        drop(data_page(Viewer(page, server.address), lang), book)
        page.locator(".st-key-mapping-import button").wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=ROOT / "docs" / name)
        page.close()


def main() -> int:
    """Takes every picture."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home))
        server.wait()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            for name, query in (PICTURES | PLACES).items():
                page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]  # Playwright's own dictionary types
                viewer = Viewer(page, server.address)
                viewer.open_places(query) if name in PLACES else viewer.open(query)
                page.wait_for_timeout(1500)
                page.screenshot(path=ROOT / "docs" / name)
                page.close()
            for name, (lang, report) in REPORTS.items():
                page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]  # Playwright's own dictionary types
                read(opened(Viewer(page, server.address), f"lang={lang}"), text_of(report))
                page.wait_for_timeout(1500)
                page.screenshot(path=ROOT / "docs" / name)
                page.close()
            take_data(browser, server, Path(home))
        finally:
            browser.close()
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
