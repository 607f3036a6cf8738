"""The download of what the page shows: a button that opens, formats as links, each made when it is clicked."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from conflictmap import settings
from conflictmap.exporting import WRITERS
from conflictmap.model.naming import dataset_label, licence_label
from conflictmap.store import flat
from conflictmap.store.aggregate import Counts
from conflictmap.store.store import shared_store
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import number, say

_SHOWN_DATASETS = 8


def render(app: App, counts: Counts) -> None:
    """Draws the button; what is in it is worked out when it is opened."""
    box = st.popover(
        say("download.button", app.lang), icon=":material/download:", key="download", on_change="rerun",
    )  # fmt: skip
    if box.open:
        with box:
            st.html(f"<div class='cm-downloads'>{_content(app, counts)}</div>")


def _content(app: App, counts: Counts) -> str:
    lang, events, most = app.lang, counts.shown + counts.unplaced, settings.number("download_event_limit")
    said = say("download.events", lang, n=number(events), unplaced=number(counts.unplaced))
    head = f"<p>{escape(said)}</p><p class='cm-second'>{escape(app.filter.describe(lang))}</p>"
    if events > most:
        return f"{head}<p class='cm-flag'>{escape(say('download.too_many', lang, most=number(most)))}</p>"
    if events == 0:
        return head
    links = "".join(_link(app, name) for name in WRITERS)
    return f"{head}<ul>{links}</ul>{_licences(app)}"


def _link(app: App, name: str) -> str:
    query = urlencode({"f": urlencode(app.filter.to_params()), "lang": app.lang})
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"{'/' + base if base else ''}/map-data/export/{name}?{query}"
    label, what = (escape(say(f"download.{name}{part}", app.lang)) for part in ("", "_what"))
    return f'<li><a href="{escape(address)}" download>{label}</a><span>{what}</span></li>'


def _licences(app: App) -> str:
    """Under which licences the events may be used."""
    lang, found = app.lang, flat.datasets(shared_store(), app.filter)
    rows = [
        say(
            "export.dataset_text",
            lang,
            name=dataset_label(dataset, lang),
            n=number(n),
            licence=licence_label(licence, lang),
        )
        for dataset, licence, n in found[:_SHOWN_DATASETS]
    ]
    if len(found) > _SHOWN_DATASETS:
        rows.append(say("download.more_datasets", lang, n=number(len(found) - _SHOWN_DATASETS)))
    items = "".join(f"<li dir='auto'>{escape(row)}</li>" for row in rows)
    return f"<h4>{escape(say('download.licences', lang))}</h4><ul class='cm-second'>{items}</ul>"
