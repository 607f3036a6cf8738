"""What stands around every page: style and direction, the calm message for errors, the head line."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from conflictmap.errors import InvalidFilter, UnreadableFile
from conflictmap.ui import state
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import LANGS, Lang, direction, say, told
from geodata.errors import BadQuery

log = logging.getLogger(__name__)

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_RTL_STYLE = Path(__file__).with_name("page-rtl.css").read_text(encoding="utf-8")
_CLEAN_STYLE = Path(__file__).with_name("page-clean.css").read_text(encoding="utf-8")
ICON = Path(__file__).with_name("icon.svg")
"""The page's icon. Streamlit would fetch a named icon's picture from another host."""
LANG_NAMES = {"en": "English", "ar": "العربية"}


def style(lang: Lang, clean: bool = False) -> None:
    """The page's own rules, those that turn it to the right for Arabic, and those that clean it for a screenshot."""
    rtl = _RTL_STYLE if direction(lang) == "rtl" else ""
    st.html(f"<style>{_STYLE}{rtl}{_CLEAN_STYLE if clean else ''}</style>")


def head(app: App, title: str) -> None:
    """The page's title with the language switch beside it, and what could not be read from the link."""
    with st.container(key="page-head", horizontal=True, vertical_alignment="center"):
        st.html(f"<h1 class='cm-title'>{escape(title)}</h1>")
        if st.session_state.get("language") != app.lang:
            st.session_state["language"] = app.lang
        st.pills(
            say("app.language", app.lang), LANGS, key="language", on_change=state.set_lang,
            format_func=LANG_NAMES.__getitem__, label_visibility="collapsed", width="content",
        )  # fmt: skip
    with st.container(key="notices"):  # always there, so that what follows never moves and the map is never remade
        for notice in app.notices:
            note(notice)


def note(text: str) -> None:
    """A quiet line about something the viewer should know."""
    st.html(f"<p class='cm-flag' role='status' dir='auto'>{escape(text)}</p>")


def reason(error: Exception, lang: Lang) -> str:
    """What an error says, in a language: files that cannot be read have words in both."""
    return told(str(error), lang, "unreadable.")


@contextmanager
def guarded(lang: Lang) -> Iterator[None]:
    """The one place where page errors become messages: a viewer's own with their text, others with a reference."""
    try:
        yield
    except (InvalidFilter, UnreadableFile, BadQuery) as error:
        log.warning("page: %s", error)
        note(reason(error, lang))
    except Exception:  # the boundary of the pages
        reference = uuid.uuid4().hex[:8]
        log.exception("page failed, reference %s", reference)
        note(say("app.error", lang, reference=reference))
