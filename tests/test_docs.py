"""What the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conflictmap import settings
from conflictmap.filters import FIELDS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: setting.name)
def test_settings_are_documented(setting: settings.Setting) -> None:
    default = f" `{setting.default}`" if setting.default else ""
    assert f"`{settings.variable(setting.name)}` |{default} |" in README


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_filters_are_documented(field: object) -> None:
    assert f"`{field.name}`" in README  # type: ignore[attr-defined]  # fields of dataclasses


def test_commands_come_first_above_the_picture() -> None:
    assert README.index("make run") < README.index("make test") < README.index("![")


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "docs/briefings.md", "docs/stores.md"])
def test_links_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("https://") or (ROOT / file).parent.joinpath(target).exists(), target


def test_a_changed_setting_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFLICTMAP_LIST_LIMIT", "7")
    assert settings.number("list_limit") == 7
    monkeypatch.setenv("CONFLICTMAP_LIST_LIMIT", "-7")
    with pytest.raises(settings.InvalidSetting, match="CONFLICTMAP_LIST_LIMIT"):
        settings.number("list_limit")
