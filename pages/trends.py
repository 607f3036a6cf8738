"""The trends page: the filter's events over time, beside the period before, by area and by actor, and what is new."""

import streamlit as st

from conflictmap.ui import data, frame, pacing, sidebar, state, tables, trendmap, trends
from conflictmap.words import say

viewer = state.current()
version = data.version()

with pacing.turn():
    counts = data.counts(version, viewer.filter)

    sidebar.render(viewer)
    frame.head(viewer, say("app.trends", viewer.lang))
    tables.counts_line(viewer, version, counts)
    with st.container(key="empty"):
        if counts.shown + counts.unplaced == 0:
            tables.empty(viewer, version, counts)

    if counts.shown + counts.unplaced:
        trends.choices(viewer)
        trends.over_time(viewer, version, counts)
        trends.compared(viewer, version)
        left, right = st.columns([0.55, 0.45], gap="medium")
        with left:
            trendmap.render(viewer, version)
        with right:
            trends.actors(viewer, version)
        trends.changed_since(viewer, version)
