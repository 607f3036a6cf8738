"""What the data are, how they were made, and what they cannot say."""

from conflictmap.ui import frame, method, state
from conflictmap.words import say

viewer = state.current()
frame.head(viewer, say("app.method", viewer.lang))
method.render(viewer)
