"""The small map of the reports page: where the chosen event is, or the places its correction can choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote, unquote, urlencode

import streamlit as st

from conflictmap.model.event import EventPlace
from conflictmap.model.naming import place_label
from conflictmap.ui.lookup import place_name
from conflictmap.ui.markup import escape
from conflictmap.ui.reportstext import PAGE, address
from conflictmap.ui.state import App
from conflictmap.words import Lang, say
from geodata import Place

HEIGHT_PX = 280
_KEY = "reports-map"


def render(
    app: App, place: EventPlace | None, offered: Sequence[Place], chosen: str | None, pick: Callable[[str], None]
) -> None:
    """Draws the map; `offered` places are numbered, and picking one calls `pick` with its id."""
    # Imported here, within a run: streamlit-folium registers its component with the runtime that is running.
    from streamlit_folium import st_folium

    from conflictmap.mapview.layers import build_places_map, places_group

    marks = [_offer(each, rank, chosen, app.lang) for rank, each in enumerate(offered, 1)]
    if not marks and place is not None and place.lat is not None:
        marks = [_mark(place, app.lang)]
    with st.container(key="report-map"):
        if not marks:
            st.html(f"<p class='cm-hint'>{escape(say('report.no_point', app.lang))}</p>")

        def picked() -> None:
            token = (st.session_state.get(_KEY) or {}).get("last_object_clicked_tooltip")
            if token and offered:
                pick(unquote(token))

        st_folium(
            build_places_map(),
            key=_KEY,
            height=HEIGHT_PX,
            use_container_width=True,
            returned_objects=["last_object_clicked_tooltip", "last_object_clicked_count"],
            feature_group_to_add=places_group(_state(app, marks)),
            on_change=picked,
        )


def _state(app: App, marks: list[dict[str, object]]) -> dict[str, object]:
    lang = app.lang
    return {
        "lang": lang,
        "key": "|".join(f"{mark['id']}{mark['lat']}{mark['lon']}" for mark in marks),
        "places": marks,
        "answer": None,
        "page": PAGE,
        "q": "",
        "address": urlencode(address(app)),
        "say": {
            "zoom_in": say("map.zoom_in", lang),
            "zoom_out": say("map.zoom_out", lang),
            "layers": say("map.layers", lang),
            "described": say("report.map", lang),
        },
    }


def _mark(place: EventPlace, lang: Lang) -> dict[str, object]:
    return {
        "number": 1, "id": "event", "name": _quoted(place_label(place, lang)), "lat": place.lat, "lon": place.lon,
        "radius_km": place.radius_km, "area": place.area_id, "chosen": True,
    }  # fmt: skip


def _offer(place: Place, rank: int, chosen: str | None, lang: Lang) -> dict[str, object]:
    return {
        "number": rank, "id": _quoted(place.id), "name": _quoted(place_name(place, lang)), "lat": place.lat,
        "lon": place.lon, "radius_km": place.radius_km, "area": place.area_id, "chosen": place.id == chosen,
    }  # fmt: skip


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
