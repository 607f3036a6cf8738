"""Renews the pictures in docs/ from a fresh server with the seed events: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, ROOT, Server, Viewer, chromium

PICTURES = {
    "map-en.png": "lang=en&event=seeds:D4&view=36.35,39.6,7",
    "map-ar.png": "lang=ar&event=seeds:D4&view=36.35,39.6,7",
}
PLACES = {"places-en.png": "lang=en&q=Rafah", "places-ar.png": "lang=ar&q=%D8%B1%D9%81%D8%AD"}
SIZE = {"width": 1440, "height": 960}


def main() -> int:
    """Takes every picture."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home))
        server.wait()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            for name, query in (PICTURES | PLACES).items():
                page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
                viewer = Viewer(page, server.address)
                viewer.open_places(query) if name in PLACES else viewer.open(query)
                page.wait_for_timeout(1500)
                page.screenshot(path=ROOT / "docs" / name)
                page.close()
        finally:
            browser.close()
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
