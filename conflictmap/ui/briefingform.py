"""What a briefing is to be: its size, language, words, marking, logo, listed events and second period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from conflictmap.briefing import content as briefing
from conflictmap.briefing.content import ListedEvent, Wish
from conflictmap.briefing.geometry import MapView, fit
from conflictmap.briefing.handling import MAX_MARKING, Marking, own_marking, tlp_marking, tlp_names
from conflictmap.briefing.logo import MAX_BYTES, checked_logo
from conflictmap.briefing.sizes import SIZES, Size
from conflictmap.store.aggregate import Box
from conflictmap.ui import frame
from conflictmap.ui.state import App
from conflictmap.words import LANGS, Lang, as_lang, say

OWN = "own"


@dataclass(frozen=True)
class Asked:
    """What the form says: a wish without listed events, the size, a second period."""

    wish: Wish
    size: Size
    other: tuple[date, date] | None


def form(app: App) -> Asked:
    """Draws the form; what it says."""
    lang = app.lang
    size = st.selectbox(
        say("briefing.size", lang), list(SIZES), key=_key("size", lang), persist_state="session",
        format_func=lambda name: say(f"briefing.size_{name.replace('-', '_')}", lang),
    )  # fmt: skip
    picture_lang = _language(app)
    title = st.text_input(say("briefing.title", lang), key=_key("title", lang), max_chars=briefing.MAX_TITLE,
                          placeholder=say("briefing.from_filter", lang), persist_state="session")  # fmt: skip
    subtitle = st.text_input(say("briefing.subtitle", lang), key=_key("subtitle", lang), persist_state="session",
                             max_chars=briefing.MAX_SUBTITLE)  # fmt: skip
    marking = _marking(lang)
    other = _other_period(app)
    logo = _logo(lang)
    wish = Wish(
        lang=picture_lang, title=title or None, subtitle=subtitle or None, view=map_view(app), marking=marking,
        logo=logo, overlays_on=app.overlays,
    )  # fmt: skip
    return Asked(wish, SIZES[size], other)


def _key(name: str, lang: Lang) -> str:
    return f"brief-{lang}-{name}"


def _language(app: App) -> Lang:
    chosen = st.pills(
        say("briefing.lang", app.lang), LANGS, key=_key("lang", app.lang), default=app.lang,
        format_func=frame.LANG_NAMES.__getitem__,
    )  # fmt: skip
    return as_lang(chosen or app.lang)


def _marking(lang: Lang) -> Marking | None:
    labels = {name: tlp_marking(name).text for name in tlp_names()}
    chosen = st.selectbox(
        say("briefing.marking", lang), ["", *labels, OWN], key=_key("marking", lang), persist_state="session",
        format_func=lambda name: labels.get(name) or say(f"briefing.marking_{name or 'none'}", lang),
    )  # fmt: skip
    if chosen != OWN:
        return tlp_marking(chosen) if chosen else None
    text = st.text_input(
        say("briefing.marking_words", lang), key=_key("own", lang), max_chars=MAX_MARKING, persist_state="session"
    )
    return own_marking(text) if text.strip() else None


def _other_period(app: App) -> tuple[date, date] | None:
    """A second period, where the filter has one of its own to compare with."""
    lang = app.lang
    if not (app.filter.from_ and app.filter.to):
        st.caption(say("briefing.compare_needs", lang))
        return None
    if not st.checkbox(say("briefing.compare", lang), key=_key("compare", lang), persist_state="session"):
        return None
    length = app.filter.to - app.filter.from_
    before = (date.fromordinal(max(app.filter.from_.toordinal() - length.days - 1, 1)),
              date.fromordinal(max(app.filter.from_.toordinal() - 1, 1)))  # fmt: skip
    days: Any = st.date_input(say("briefing.compare_with", lang), before, key=_key("other", lang), format="YYYY-MM-DD",
                              min_value=date(1900, 1, 1))  # fmt: skip
    return (days[0], days[1]) if isinstance(days, tuple) and len(days) == 2 else None


def _logo(lang: Lang) -> bytes | None:
    file = st.file_uploader(say("briefing.logo", lang), type=["png", "svg"], key=_key("logo", lang),
                            max_upload_size=max(1, MAX_BYTES // 1_000_000))  # fmt: skip
    return checked_logo(file.getvalue(), file.name[:60]) if file else None


def map_view(app: App) -> MapView | None:
    """The map view the viewer came with; None for where most events are."""
    if app.view is None:
        return None
    return MapView(*app.view) if len(app.view) == 3 else fit(Box(*app.view))


Edited = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Ids of events in order, and changed wordings by id."""


def list_editor(events: tuple[ListedEvent, ...], lang: Lang, key: str) -> Edited:
    """A table in which the listed events are ordered, left out and worded; their ids in order, and changed wordings."""
    names = {name: say(f"briefing.list_{name}", lang) for name in ("place", "what", "words")}
    rows = pd.DataFrame(
        [(e.id, float(e.number), f"{e.when} · {e.head}".translate(_NO_ISOLATES), e.summary) for e in events],
        columns=["id", "place", "what", "words"],
    )
    config: dict[str, Any] = {
        "id": None,
        "place": st.column_config.NumberColumn(names["place"], width=70, min_value=0, max_value=99),
        "what": st.column_config.TextColumn(names["what"], disabled=True, width=260),
        "words": st.column_config.TextColumn(names["words"], max_chars=briefing.MAX_SUMMARY, width=320),
    }
    shown = ["place", "what", "words"] if lang == "en" else ["words", "what", "place"]
    edited = st.data_editor(rows, hide_index=True, column_config=config, column_order=shown, key=key, width="stretch")
    kept = edited[edited["place"].notna() & (edited["place"] > 0)].sort_values("place", kind="stable")
    before = {e.id: e.summary for e in events}
    own = [(i, str(words)) for i, words in zip(kept["id"], kept["words"], strict=True) if words and words != before[i]]
    return tuple(kept["id"]), tuple(own)


_NO_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
