"""The map page: filters, counts, map, detail, histogram, table. Every piece reads the one filter."""

import streamlit as st

from conflictmap.ui import charts, data, detail, exports, frame, mapbox, sidebar, state, tables
from conflictmap.words import say

viewer = state.current()
version = data.version()
counts = data.counts(version, viewer.filter)

event = data.event(version, viewer.event) if viewer.event else None
if viewer.event and event is None:
    viewer.lose_event()

sidebar.render(viewer)
frame.head(viewer, say("app.title", viewer.lang))
tables.counts_line(viewer, version, counts)
with st.container(key="empty"):  # always there: what stands above the map must not move it
    if counts.shown + counts.unplaced == 0:
        tables.empty(viewer, version, counts)

left, right = st.columns([0.64, 0.36], gap="medium")
with left:
    mapbox.render(viewer, version, event)
with right:
    if event:
        detail.render(viewer, event, viewer.filter.matches(event))
    else:
        tables.hint(viewer)
    tables.unplaced(viewer, version)

charts.histogram(viewer, version)
exports.render(viewer, counts)
tables.events(viewer, version)
