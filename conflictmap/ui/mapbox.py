"""The map in the page: the constant Folium map, and what changes in it."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

import streamlit as st

from conflictmap.mapview import views
from conflictmap.model.event import Event
from conflictmap.overlays import choice, kept
from conflictmap.store.store import shared_store
from conflictmap.ui import data, state
from conflictmap.ui.detail import ZOOM_FOR_MARK
from conflictmap.ui.markup import escape
from conflictmap.ui.state import App
from conflictmap.words import say

MAP_HEIGHT_PX = 560
"""Height that streamlit-folium is told; page.css sets the real one by the window."""
FIRST_VIEW_SHARE = 0.6
"""Share of the events, from the middle, that the first view must hold."""
_KEY = "conflict-map"


def prepare(app: App, version: int, event: Event | None) -> None:
    """Has the marks gathered that a change needs; where they go to the browser by themselves, lets them go first."""
    if views.prepare(shared_store(), app.session, version, app.filter, app.lang, _map_state(app, version, event)):
        wait(app)


def wait(app: App) -> None:
    """Lets the marks come before what is made after; a short while at most."""
    views.wait_until_served(app.session)


def render(app: App, version: int, event: Event | None) -> None:
    """Draws the map. Panning and zooming never come back here; picking an event does."""
    # Imported here, within a run: streamlit-folium registers its component with the runtime that is running.
    from streamlit_folium import st_folium

    from conflictmap.mapview.layers import build_map, state_group

    _first_view(app, version, event)
    with st.container(key="map"):
        st_folium(
            build_map(),
            key=_KEY,
            height=MAP_HEIGHT_PX,
            use_container_width=True,
            returned_objects=["last_object_clicked_tooltip", "last_object_clicked_count"],
            feature_group_to_add=state_group(_map_state(app, version, event)),
            on_change=_pick,
        )


def briefing_link(app: App) -> str:
    """A link to a briefing of what is on screen; the map's script keeps its view in it."""
    address = escape(f"briefing?{urlencode(state.address(app))}")
    return f"<a class='cm-brief' href='{address}' target='_self'>{escape(say('briefing.make', app.lang))}</a>"


def _first_view(app: App, version: int, event: Event | None) -> None:
    """A map that was never sent anywhere goes to the chosen event, or to where most events are."""
    if app.view_number > 0:
        return
    place = event.place if event else None
    if place and place.lat is not None and place.lon is not None:
        app.go_to(place.lat, place.lon, ZOOM_FOR_MARK[place.mark])
    elif box := data.bounds(version, app.filter, FIRST_VIEW_SHARE):
        app.go_to(*box)


def _map_state(app: App, version: int, event: Event | None) -> dict[str, object]:
    return {
        "f": urlencode(app.filter.to_params()),
        "version": str(version),
        "lang": app.lang,
        "view": list(app.view) if app.view else None,
        "view_number": app.view_number,
        "clean": app.clean,
        "session": app.session,
        "address": urlencode(state.address(app)),
        "overlays": kept.version(),
        "overlays_on": choice.write(app.overlays),
        "selected": _selected(event) if event else None,
    }


def _selected(event: Event) -> dict[str, object]:
    place = event.place
    return {"id": quote(event.id, safe=""), "lat": place.lat, "lon": place.lon, "area": place.area_id}


def _pick() -> None:
    """Callback of the map: the picked event's percent-encoded id comes as the tooltip of a clicked object."""
    token = (st.session_state.get(_KEY) or {}).get("last_object_clicked_tooltip")
    if token:
        state.select(unquote(token))
