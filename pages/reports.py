"""The reports page: a text beside the events read from it, each accepted, corrected or rejected by a person."""

import streamlit as st

from conflictmap.ui import (
    frame,
    reportsdesk,
    reportsevents,
    reportshead,
    reportsin,
    reportsteach,
    reportstext,
    state,
)
from conflictmap.words import say

viewer = state.current()
lang = viewer.lang

desk = reportsdesk.opened(viewer)
frame.head(viewer, say("app.reports", lang))
reportsin.chooser(viewer)

if desk is None:
    reportsin.render(viewer)
else:
    reportshead.render(viewer, desk)
    left, right = st.columns([0.55, 0.45], gap="medium")
    with left:
        reportstext.render(viewer, desk, reportshead.pointed(viewer, desk))
    with right, st.container(key="report-events"):
        reportsevents.reviewer(lang)
        reportsevents.listing(viewer, desk)
        reportsevents.chosen(viewer, desk)
        reportshead.alike(viewer, desk)
        reportshead.left_out(viewer, desk)

reportsteach.journal(viewer)
