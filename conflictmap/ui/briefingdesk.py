"""The briefing page: the form, the live picture, downloads, and briefings kept by name."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import streamlit as st

from conflictmap import savedbriefings, settings
from conflictmap.briefing.comparison import Comparison, comparison
from conflictmap.briefing.content import BriefContent, Wish, brief_content
from conflictmap.briefing.render import render_pdf, render_png
from conflictmap.briefing.sizes import Size
from conflictmap.errors import InvalidBrief
from conflictmap.filters import EventFilter
from conflictmap.overlays import kept as kept_overlays
from conflictmap.store.store import shared_store
from conflictmap.ui import briefingform, data, frame, roles, state
from conflictmap.ui.briefingform import Asked
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, joined, say

_OPENED = "brief-opened"
_KEPT_PICTURES = 20
Content = BriefContent | Comparison


def render(app: App) -> None:
    """Draws the page: the form on one side, on the other the picture and, below it, its list."""
    left, right = st.columns([0.34, 0.66], gap="medium")
    opened = st.session_state.get(_OPENED)
    side, below = right.container(key="brief-side"), right.container(key="brief-below")
    try:
        with left.container(key="brief-form"):
            asked = briefingform.form(app)
        with below:
            content = _open(opened, app.lang) if opened else _content(app, asked)
        with left:
            _keeping(app, content)
        with side:
            _picture(app, content, asked.size, bool(opened))
    except InvalidBrief as problem:
        with side:
            frame.note(str(problem))


def _content(app: App, asked: Asked) -> Content:
    """What the picture says of the present data, with the listed events as the viewer has them."""
    version, overlays, wish = data.version(), kept_overlays.version(), asked.wish
    if asked.other:
        return _compared(version, overlays, app.filter, asked.other, wish)
    first = _one(version, overlays, settings.public_url(), app.filter, wish)
    if not first.events:
        return first
    with st.expander(say("briefing.list", app.lang), key=f"brief-{app.lang}-list"):
        st.caption(say("briefing.list_help", app.lang))
        key = hashlib.sha256(repr((version, app.filter, wish.lang, wish.view)).encode()).hexdigest()[:12]
        ids, words = briefingform.list_editor(first.events, app.lang, f"brief-{app.lang}-events-{key}")
    if ids == tuple(event.id for event in first.events) and not words:
        return first
    return _one(version, overlays, settings.public_url(), app.filter, replace(wish, events=ids, wording=words))


@st.cache_data(max_entries=_KEPT_PICTURES, show_spinner=False)
def _one(version: int, overlays: str, address: str, filter: EventFilter, wish: Wish) -> BriefContent:
    return brief_content(shared_store(), filter, wish)


@st.cache_data(max_entries=_KEPT_PICTURES, show_spinner=False)
def _compared(version: int, overlays: str, filter: EventFilter, other: tuple[date, date], wish: Wish) -> Comparison:
    return comparison(shared_store(), filter, other, wish)


# The picture


def _picture(app: App, content: Content, size: Size, opened: bool) -> None:
    lang = app.lang
    png = _png(content, size)
    with st.container(key="brief-buttons", horizontal=True, vertical_alignment="center"):
        st.download_button("PNG", png, _file_name(content, "png"), "image/png", key="brief-png", type="primary",
                           on_click="ignore", icon=":material/download:")  # fmt: skip
        st.download_button("PDF", lambda: render_pdf(content, size), _file_name(content, "pdf"), "application/pdf",
                           key="brief-pdf", on_click="ignore", icon=":material/picture_as_pdf:")  # fmt: skip
        if not opened and isinstance(content, BriefContent):
            st.download_button(
                say("briefing.full", lang), lambda: _full_pdf(app.filter, content, size),
                _file_name(content, "pdf", "-full"), "application/pdf", key="brief-full", on_click="ignore",
                icon=":material/library_books:",
            )  # fmt: skip
    with st.container(key="brief-picture"):
        st.image(png, width="stretch", output_format="PNG", alt=_cover(content).title)


def _png(content: Content, size: Size) -> bytes:
    """The picture, kept for as long as the session draws the same one."""
    key = hashlib.sha256(repr((content, size)).encode()).hexdigest()
    last = st.session_state.get("brief-last")
    if last is None or last[0] != key:
        last = (key, render_png(content, size))
        st.session_state["brief-last"] = last
    png: bytes = last[1]
    return png


def _full_pdf(filter: EventFilter, content: BriefContent, size: Size) -> bytes:
    from conflictmap.briefing.full import full_content

    return render_pdf(replace(content, full=full_content(shared_store(), filter, content.lang)), size)


def _cover(content: Content) -> BriefContent:
    return content.first if isinstance(content, Comparison) else content


def _file_name(content: Content, kind: str, more: str = "") -> str:
    """A file name of letters every system takes: the day and version of the data."""
    record = _cover(content).record
    return f"briefing-{str(record['created'])[:10]}-v{record['data_version']}-{record['lang']}{more}.{kind}"


# Briefings kept by name


def _open(key: str, lang: Lang) -> Content:
    content = savedbriefings.open_content(key)
    about = next((each for each in savedbriefings.saved() if each.key == key), None)
    name, day, version = (about.name, about.when[:10], about.data_version) if about else (key, "", 0)
    frame.note(say("briefing.opened", lang, name=name, day=day, version=version))
    st.button(say("briefing.close", lang), key="brief-close", on_click=_choose, args=(None,))
    return content


def _keeping(app: App, content: Content) -> None:
    lang = app.lang
    with st.expander(say("briefing.kept", lang), key=f"brief-{lang}-kept"):
        if roles.may_edit():
            name = st.text_input(
                say("briefing.name", lang), key=f"brief-{lang}-name", max_chars=savedbriefings.MAX_NAME
            )
            st.button(
                say("briefing.save", lang),
                key="brief-save",
                on_click=_save,
                args=(name, content),
                disabled=not name.strip(),
            )
        else:
            st.caption(say("briefing.not_editor", lang))
        for each in savedbriefings.saved():
            _row(each, lang)


def _row(each: savedbriefings.SavedBriefing, lang: Lang) -> None:
    with st.container(key=f"brief-row-{each.key}", horizontal=True, vertical_alignment="center"):
        told = joined([each.when[:10], say("briefing.version", lang, version=each.data_version), each.who], lang)
        st.html(f"<p class='cm-journal'>{isolated(each.name)}<br><small>{escape(told.rstrip(', ،'))}</small></p>")
        st.button(say("briefing.open", lang), key=f"brief-open-{each.key}", on_click=_choose, args=(each.key,))
        if roles.may_edit():
            st.button(say("briefing.remove", lang), key=f"brief-remove-{each.key}", on_click=_remove, args=(each.key,))


def _save(name: str, content: Content) -> None:
    if roles.may_edit():
        savedbriefings.save(name, content, roles.signed_in_as() or "")
        state.tell(say("briefing.did_save", state.current().lang, name=name))


def _choose(key: str | None) -> None:
    st.session_state[_OPENED] = key


def _remove(key: str) -> None:
    if roles.may_edit():
        savedbriefings.remove(key)
        if st.session_state.get(_OPENED) == key:
            st.session_state[_OPENED] = None
