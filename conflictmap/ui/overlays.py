"""The overlays on the data page: what is kept, and for editors adding and removing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from conflictmap import settings
from conflictmap.errors import ConflictMapError
from conflictmap.overlays import kept, layers
from conflictmap.overlays.kept import Details, Overlay
from conflictmap.ui import frame, roles, state, uploads
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, joined, number, say

SUFFIXES = ["geojson", "json", "geojsonl", "kml", "kmz"]
"""Endings of files that are taken."""
_TEXTS = ("title", "title_ar", "author", "licence", "url", "series")
_ROUND = "overlay-round"  # counts the forms, so that a sent one is followed by an empty one
_REASONS = "overlay-reasons"
_LOCAL = "editor on this machine"


def render(app: App) -> None:
    """Draws the overlays in use, and the form for editors."""
    lang, may_edit = app.lang, roles.may_edit()
    st.html(
        f"<h2>{escape(say('overlay.heading', lang))}</h2><p class='cm-hint'>{escape(say('overlay.help', lang))}</p>"
    )
    found = kept.kept()
    if not found:
        st.html(f"<p class='cm-hint'>{escape(say('overlay.none', lang))}</p>")
    for overlay in found:
        _row(overlay, lang, may_edit)
    _left_out(lang)
    if may_edit:
        _form(lang)


def _row(overlay: Overlay, lang: Lang, may_edit: bool) -> None:
    with st.container(key=f"overlay-row-{overlay.id}", horizontal=True, vertical_alignment="center"):
        st.html(overlay_html(overlay, lang))
        if may_edit:
            st.button(
                say("overlay.remove", lang), key=f"overlay-remove-{overlay.id}", on_click=_remove, args=(overlay.id,),
                icon=":material/delete:", width="content",
            )  # fmt: skip


def overlay_html(overlay: Overlay, lang: Lang) -> str:
    """An overlay in two lines: title and sides; who drew it, for which days, from which file."""
    groups = layers.layer(overlay, tolerance_degrees=1).groups
    sides = dict.fromkeys(filter(None, (group.label(lang) for group in groups)))
    counts = say("overlay.shapes", lang, n=number(overlay.shapes))
    if overlay.left_out:
        counts = f"{counts}, {say('overlay.left_out', lang, n=number(overlay.left_out))}"
    shown = " · ".join(isolated(side) for side in sides)
    facts = " · ".join(isolated(text) for text in (layers.credit(overlay, lang), counts, overlay.file) if text)
    title = isolated(layers.title_of(overlay, lang))
    return f"<p class='cm-overlay'><strong>{title}</strong> {shown}<br><small>{facts}</small></p>"


def _left_out(lang: Lang) -> None:
    """What of the last file is not drawn, and why."""
    reasons = st.session_state.get(_REASONS)
    if reasons:
        with st.expander(say("overlay.left_out_head", lang), key="overlay-left-out"):
            st.html("<ul>" + "".join(f"<li>{isolated(reason)}</li>" for reason in reasons) + "</ul>")


def _form(lang: Lang) -> None:
    prefix = f"overlay-{lang}-{st.session_state.setdefault(_ROUND, 0)}"
    with st.form(f"{prefix}-form", border=True):
        st.html(f"<h3 class='cm-h'>{escape(say('overlay.add', lang))}</h3>")
        limit = settings.number("geo_mb_limit")
        with st.container(key="overlay-upload"):
            st.file_uploader(say("overlay.file", lang, mb=limit), SUFFIXES, key=f"{prefix}-file", max_upload_size=limit)
        for names in (("title", "title_ar", "series"), ("author", "licence", "url")):
            for column, name in zip(st.columns(3), names, strict=True):
                help_text = say("overlay.series_help", lang) if name == "series" else None
                column.text_input(
                    say(f"overlay.{name}", lang), key=f"{prefix}-{name}", max_chars=kept.MAX_TEXT, help=help_text
                )
        first, last, crs = st.columns(3)
        for column, name in ((first, "from_"), (last, "to")):
            column.date_input(say(f"overlay.{name}", lang), value=None, key=f"{prefix}-{name}", format="YYYY-MM-DD")
        crs.text_input(
            say("overlay.crs", lang), key=f"{prefix}-crs", placeholder="EPSG:3857", help=say("overlay.crs_help", lang)
        )
        st.form_submit_button(
            say("overlay.add", lang), key=f"{prefix}-add", type="primary", on_click=_add, args=(prefix,),
            icon=":material/add:",
        )  # fmt: skip


def _add(prefix: str) -> None:
    """Callback of the form."""
    app = state.changing()
    if not roles.may_edit():
        return
    given: dict[str, Any] = {name: st.session_state.get(f"{prefix}-{name}") for name in (*_TEXTS, "from_", "to", "crs")}
    file = st.session_state.get(f"{prefix}-file")
    if file is None:
        state.tell(say("overlay.no_file", app.lang))
        return
    texts = {name: given[name] or "" for name in _TEXTS}
    try:
        made = _kept(
            file.name, file.getvalue(), Details(**texts, from_=given["from_"], to=given["to"]), given["crs"] or ""
        )
    except ConflictMapError as error:
        state.tell(say("overlay.refused", app.lang, problem=frame.reason(error, app.lang)))
        return
    st.session_state[_ROUND] += 1
    st.session_state[_REASONS] = made.reasons
    where = joined(layers.countries_of(made, app.lang), app.lang) or say("overlay.no_country", app.lang)
    title = layers.title_of(made, app.lang)
    state.tell(say("overlay.added", app.lang, title=title, n=number(made.shapes), where=where))


def _kept(name: str, content: bytes, details: Details, crs: str) -> Overlay:
    path = uploads.kept(name, content)
    try:
        return kept.add(path, details, roles.signed_in_as() or _LOCAL, crs.strip())
    finally:
        uploads.forget(path)


def _remove(overlay_id: str) -> None:
    """Callback of a row's button."""
    app = state.changing()
    if not roles.may_edit():
        return
    try:
        gone = kept.remove(overlay_id, roles.signed_in_as() or _LOCAL)
    except ConflictMapError as error:
        state.tell(str(error))
        return
    state.tell(say("overlay.removed", app.lang, title=layers.title_of(gone, app.lang)))
