"""Conflict Map's frame: settings of the page, navigation, and the app with its own routes.

Start it with `make run` or `python -m conflictmap serve`.
"""

import streamlit as st

from conflictmap.mapview.guard import MIDDLEWARE
from conflictmap.mapview.routes import ROUTES
from conflictmap.ui import frame, reportsdesk, server, state
from conflictmap.words import say

app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE, lifespan=server.lifespan)


def main() -> None:
    """One run of the script: state from the address, the chosen page, state back to the address."""
    st.set_page_config(page_title="Conflict Map", page_icon=str(frame.ICON), layout="wide")
    with frame.guarded("en"):
        viewer = state.load()
        reportsdesk.know_taught_names()
        frame.style(viewer.lang, viewer.clean)
        page = st.navigation(
            [
                st.Page("pages/map.py", title=say("app.map", viewer.lang), icon=":material/map:", default=True),
                st.Page("pages/trends.py", title=say("app.trends", viewer.lang), icon=":material/bar_chart:"),
                st.Page("pages/briefing.py", title=say("app.briefing", viewer.lang), icon=":material/image:"),
                st.Page("pages/reports.py", title=say("app.reports", viewer.lang), icon=":material/article:"),
                st.Page("pages/data.py", title=say("app.data", viewer.lang), icon=":material/database:"),
                st.Page("pages/places.py", title=say("app.places", viewer.lang), icon=":material/location_on:"),
                st.Page("pages/method.py", title=say("app.method", viewer.lang), icon=":material/fact_check:"),
            ],
            position="top",
        )
        with frame.guarded(viewer.lang):
            page.run()
        state.save(viewer)


if __name__ == "__main__":  # a run of the script; the server imports this file too, for `app`
    main()
