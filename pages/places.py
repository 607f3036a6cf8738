"""The places page: what a name may mean, on a map and with reasons; corrections, files of names, and sources."""

import streamlit as st

from conflictmap.ui import frame, lookup, namefile, placeedit, placemap, placesources, replaced, state
from conflictmap.words import say

viewer = state.current()
lang = viewer.lang

frame.head(viewer, say("app.places", lang))
lookup.search(viewer)
found = lookup.look_up(viewer.search)
lookup.verdict(viewer, found)

left, right = st.columns([0.56, 0.44], gap="medium")
with left:
    placemap.render(viewer, found)
with right:
    lookup.candidates(viewer, found)
    lookup.why(viewer, found)
    placesources.second_opinion(viewer)

corrections, names, sources = st.tabs(
    [say("edit.tab", lang), say("names.tab", lang), say("origin.tab", lang)], key=f"places-tabs-{lang}"
)
with corrections:
    placeedit.form(viewer, found)
    replaced.render(viewer)
    placeedit.journal(viewer)
with names:
    namefile.render(viewer)
with sources:
    placesources.render(viewer)
