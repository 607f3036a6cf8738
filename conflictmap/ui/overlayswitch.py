"""The switches of the overlays in the sidebar, one a series; none are there while there is no overlay."""

from __future__ import annotations

import streamlit as st

from conflictmap.overlays import layers
from conflictmap.ui import state
from conflictmap.ui.state import App
from conflictmap.words import say


def render(app: App) -> None:
    """Draws a switch for each series, with who drew it and which day's version the map shows."""
    series = layers.standing(app.filter)
    if not series:
        return
    st.caption(say("overlay.heading", app.lang))
    for each in series:
        key = f"overlay-{app.lang}-{each.series}"
        st.session_state[key] = app.overlays is None or each.series in app.overlays
        note = layers.credit(each.overlay, app.lang) if each.overlay else say("overlay.none_for_date", app.lang)
        st.checkbox(
            plain(each.title(app.lang)),
            key=key,
            on_change=state.switch_overlay,
            args=(each.series, key),
            help=plain(note),
        )


def plain(text: str) -> str:
    """A text that Streamlit shows as it stands: labels are Markdown, which a file's title must not be."""
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() and c != " " else c for c in text)
