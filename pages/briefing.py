"""The briefing page: a picture of the present state, to be worded, downloaded, kept and opened again."""

from conflictmap.ui import briefingdesk, frame, sidebar, state
from conflictmap.words import say

viewer = state.current()
frame.head(viewer, say("app.briefing", viewer.lang))
sidebar.render(viewer)
briefingdesk.render(viewer)
