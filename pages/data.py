"""The data page: files in, what was imported and how it can be taken back, whose data there are, and the overlays."""

from conflictmap.ui import dataimport, datalog, frame, overlays, roles, state
from conflictmap.words import say

viewer = state.current()
frame.head(viewer, say("app.data", viewer.lang))
if roles.may_edit():
    dataimport.render(viewer)
datalog.render(viewer)
datalog.datasets(viewer)
overlays.render(viewer)
