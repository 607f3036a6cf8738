"""The places page's map: constant, with the candidates as what changes in it."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

import streamlit as st

from conflictmap.ui import state
from conflictmap.ui.lookup import Found, place_name
from conflictmap.ui.mapbox import MAP_HEIGHT_PX
from conflictmap.ui.state import App
from conflictmap.words import Lang, say
from geodata import Place

PAGE = "places"
"""The page's own part of its address."""
_KEY = "places-map"


def render(app: App, found: Found) -> None:
    """Draws the map. Panning and zooming never come back here; picking a place does."""
    # Imported here, within a run: streamlit-folium registers its component with the runtime that is running.
    from streamlit_folium import st_folium

    from conflictmap.mapview.layers import build_places_map, places_group

    with st.container(key="placemap"):
        st_folium(
            build_places_map(),
            key=_KEY,
            height=MAP_HEIGHT_PX,
            use_container_width=True,
            returned_objects=["last_object_clicked_tooltip", "last_object_clicked_count"],
            feature_group_to_add=places_group(map_state(app, found)),
            on_change=_pick,
        )


def map_state(app: App, found: Found) -> dict[str, object]:
    """What the layer is told; names, ids and the search percent-encoded."""
    lang, answer = app.lang, found.answer.place
    beside = answer if answer and answer.id not in {place.id for place in found.listed} else None
    listed = [_mark(place, rank, found.chosen, lang) for rank, place in enumerate(found.listed, 1)]
    return {
        "lang": lang,
        "key": "|".join(_quoted(place.id) for place in found.listed),
        "places": listed,
        "answer": _mark(beside, 0, beside, lang) if beside else None,
        "page": PAGE,
        "q": _quoted(app.search.text),
        "address": urlencode(state.address(app)),
        "say": {
            "zoom_in": say("map.zoom_in", lang),
            "zoom_out": say("map.zoom_out", lang),
            "layers": say("map.layers", lang),
            "described": say("lookup.map", lang, n=len(listed)),
        },
    }


def _mark(place: Place, rank: int, chosen: Place | None, lang: Lang) -> dict[str, object]:
    return {
        "number": rank,
        "id": _quoted(place.id),
        "name": _quoted(place_name(place, lang)),
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "area": place.area_id,
        "chosen": chosen is not None and place.id == chosen.id,
    }


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _pick() -> None:
    """Callback of the map: the picked place's percent-encoded id comes as the tooltip of a clicked object."""
    token = (st.session_state.get(_KEY) or {}).get("last_object_clicked_tooltip")
    if token:
        state.choose_place(unquote(token))
