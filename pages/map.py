"""The map page: filters, counts, map, detail, histogram, table. Every piece reads the one filter.

The map comes first in the script, though not on the page: what a viewer waits for is its marks.
"""

import streamlit as st

from conflictmap.ui import charts, data, detail, exports, frame, mapbox, pacing, sidebar, state, tables
from conflictmap.words import say

viewer = state.current()
version = data.version()
event = data.event(version, viewer.event) if viewer.event else None
if viewer.event and event is None:
    viewer.lose_event()
mapbox.prepare(viewer, version, event)

with pacing.turn():
    frame.head(viewer, say("app.title", viewer.lang))
    above = st.container(key="above")  # always there: what stands above the map must not move it
    left, right = st.columns([0.64, 0.36], gap="medium")
    with left:
        mapbox.render(viewer, version, event)

    counts = data.counts(version, viewer.filter)
    with above:
        tables.counts_line(viewer, version, counts, mapbox.briefing_link(viewer))
        if counts.shown + counts.unplaced == 0:
            tables.empty(viewer, version, counts)
    sidebar.render(viewer)
mapbox.wait(viewer)
with pacing.turn():
    with right:
        if event:
            detail.render(viewer, event, viewer.filter.matches(event))
        else:
            tables.hint(viewer)
        tables.unplaced(viewer, version, counts)

    charts.histogram(viewer, version)
    exports.render(viewer, counts)
    tables.events(viewer, version, counts)
