"""The method page's text, from method.toml, with the precision table made from the vocabulary."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from conflictmap.model import vocabulary
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import Lang, direction, say

MARK_WORDS = {"point": "mark.point", "ring": "mark.ring", "area": "mark.area", "list": "mark.list"}


@lru_cache(maxsize=1)
def _sections() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("method.toml").read_text(encoding="utf-8")
    sections: list[dict[str, Any]] = tomllib.loads(text)["section"]
    return sections


def render(app: App) -> None:
    """Draws the page."""
    body = "".join(_section(section, app.lang) for section in _sections())
    st.html(f'<div class="cm-method" dir="{direction(app.lang)}">{body}</div>')


def _section(section: dict[str, Any], lang: Lang) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in section[f"text_{lang}"])
    table = _precision_table(lang) if section.get("table") == "geo_precision" else ""
    return f"<h2>{escape(section[f'heading_{lang}'])}</h2>{paragraphs}{table}"


def _precision_table(lang: Lang) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(term.label(lang))}</th>"
        f"<td>{escape(say(MARK_WORDS[str(term.more['mark'])], lang))}</td></tr>"
        for term in vocabulary.geo_precisions()
    )
    return f"<table>{rows}</table>"
