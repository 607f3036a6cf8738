"""The method page's text, with the precision table made from the vocabulary."""

from __future__ import annotations

import streamlit as st

from conflictmap.methodtext import Section, sections
from conflictmap.model import vocabulary
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import Lang, direction, say

MARK_WORDS = {"point": "mark.point", "ring": "mark.ring", "area": "mark.area", "list": "mark.list"}


def render(app: App) -> None:
    """Draws the page."""
    body = "".join(_section(section, app.lang) for section in sections(app.lang))
    st.html(f'<div class="cm-method" dir="{direction(app.lang)}">{body}</div>')


def _section(section: Section, lang: Lang) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in section.paragraphs)
    table = _precision_table(lang) if section.table == "geo_precision" else ""
    return f"<h2>{escape(section.heading)}</h2>{paragraphs}{table}"


def _precision_table(lang: Lang) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(term.label(lang))}</th>"
        f"<td>{escape(say(MARK_WORDS[str(term.more['mark'])], lang))}</td></tr>"
        for term in vocabulary.geo_precisions()
    )
    return f"<table>{rows}</table>"
