"""A file of names: uploaded, looked up one by one, shown as a table and given back as CSV."""

from __future__ import annotations

import hashlib

import pandas as pd
import streamlit as st

from conflictmap import namelist, places
from conflictmap.errors import UnreadableFile
from conflictmap.model.naming import area_label, kind_label
from conflictmap.namelist import Name, Resolved
from conflictmap.ui import frame
from conflictmap.ui.lookup import admin1_label, place_name, precision_label
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say
from geodata import GazetteerGeocoder
from geodata.added import home

_KEPT = "names-results"
_STEP = 50  # names between two moves of the progress bar
ROW_PX = 35
SHOWN_ROWS = 12
COLUMNS = ("query", "answer", "name", "kind", "admin1", "country", "precision", "score")


def render(app: App) -> None:
    """Draws the upload, and the results of the file that is there."""
    lang = app.lang
    limits = {"names": number(namelist.MAX_NAMES), "mb": namelist.MAX_MB}
    st.html(f"<p class='cm-hint'>{escape(say('names.help', lang, **limits))}</p>")
    with st.container(key="names-upload"):
        file = st.file_uploader(
            say("names.upload", lang), ["csv", "txt", "tsv"], key="names-file", max_upload_size=namelist.MAX_MB
        )
    if file is None:
        st.session_state.pop(_KEPT, None)
        return
    try:
        results = _results(file.getvalue(), lang)
    except UnreadableFile as error:
        frame.note(say("names.unreadable", lang, problem=frame.reason(error, lang)))
        return
    _show(results, lang)


def _results(content: bytes, lang: Lang) -> list[Resolved]:
    """The answers, kept for this session while the file and the gazetteer stay the same."""
    known = hashlib.sha256(content).hexdigest(), home.state(places.folder())
    kept = st.session_state.get(_KEPT)
    if kept and kept[0] == known:
        return list(kept[1])
    results = _looked_up(namelist.read_names(content), places.geocoder(), lang)
    st.session_state[_KEPT] = known, results
    return results


def _looked_up(names: list[Name], geocoder: GazetteerGeocoder, lang: Lang) -> list[Resolved]:
    """The answers, with a bar that says how far it is."""
    bar, results = st.progress(0.0), []
    for done, result in enumerate(namelist.resolved(names, geocoder), 1):
        results.append(result)
        if done % _STEP == 0 or done == len(names):
            said = say("names.progress", lang, n=number(done), total=number(len(names)))
            bar.progress(done / len(names), said)
    bar.empty()
    return results


def _show(results: list[Resolved], lang: Lang) -> None:
    answered = sum(result.answer.place is not None for result in results)
    text = say("names.results", lang, n=number(answered), total=number(len(results)))
    st.html(f"<p class='cm-verdict' role='status'>{escape(text)}</p>")
    shown = COLUMNS if lang == "en" else tuple(reversed(COLUMNS))
    with st.container(key="names-box"):
        st.dataframe(
            pd.DataFrame([row(result, lang) for result in results], columns=list(COLUMNS)),
            key=f"names-table-{lang}", hide_index=True, column_order=shown, placeholder="–",
            column_config={name: st.column_config.TextColumn(say(f"column.{name}", lang)) for name in COLUMNS},
            height=min(len(results) + 1, SHOWN_ROWS) * ROW_PX + 2, alt=say("names.tab", lang),
        )  # fmt: skip
    st.download_button(
        say("names.download", lang), namelist.results_csv(results), "places.csv", "text/csv", key="names-download",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def row(result: Resolved, lang: Lang) -> list[str | None]:
    """A result in words, columns as in COLUMNS."""
    answer, place = result.answer, result.answer.place
    verdict = say(f"verdict.word_{answer.reason}", lang)
    if place is None:
        return [result.asked.name, verdict, None, None, None, None, None, None]
    country = area_label(place.country, lang) if place.country else None
    facts = [place_name(place, lang), kind_label(place.kind, lang), admin1_label(place, lang), country]
    return [result.asked.name, verdict, *facts, precision_label(place, lang), f"{answer.score:.0%}"]
