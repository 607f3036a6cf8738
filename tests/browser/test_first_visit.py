"""The very first visitor of a new server, in a new home, may open any page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from conflictmap.words import say
from tests.browser.conftest import Server, Viewer


@pytest.mark.parametrize("path", ["method", "places", ""])
def test_first_visit(browser: Browser, tmp_path: Path, path: str) -> None:
    server = Server(tmp_path)
    server.wait()
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ar-SY")
        viewer = Viewer(context.new_page(), server.address)
        viewer.page.goto(f"{server.address}/{path}")
        title = say(f"app.{path or 'title'}", "ar")
        expect(viewer.page.locator("h1.cm-title")).to_have_text(title, timeout=30_000)
        if not path:
            assert viewer.wait().drawn() > 20
        context.close()
    finally:
        server.stop()
