"""What a user would build instead: one Streamlit script that draws all events with a ready-made layer.

`streamlit run benchmarks/maps/rival.py -- HOMES`, then `/?kind=fast&events=10000&lat=..&lon=..&zoom=..`. It is built as
its makers advise: the events are cached, the layer is the fast one of its kind, nothing comes back from the map.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import folium
import pandas as pd
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

SQL = "SELECT lat, lon, country FROM event WHERE mark < 2 AND claim_code = 0"


@st.cache_data(show_spinner=False)
def load(home: str) -> pd.DataFrame:
    """All points as a table."""
    version = int(Path(home, "store/CURRENT").read_text())
    return duckdb.connect(f"{home}/store/events-{version:06d}.duckdb", read_only=True).execute(SQL).df()


def draw_fast(points: pd.DataFrame, at: list[float], zoom: int) -> None:
    """st_folium with FastMarkerCluster."""
    made = folium.Map(location=at, zoom_start=zoom, tiles=None, maxZoom=18, prefer_canvas=True)
    made.add_child(FastMarkerCluster(points[["lat", "lon"]].values.tolist()))
    st_folium(made, height=560, use_container_width=True, returned_objects=[])


def draw_geojson(points: pd.DataFrame, at: list[float], zoom: int) -> None:
    """st_folium with a GeoJson layer of circle markers on canvas."""
    made = folium.Map(location=at, zoom_start=zoom, tiles=None, maxZoom=18, prefer_canvas=True)
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for lat, lon in zip(points["lat"], points["lon"], strict=True)
    ]
    marker = folium.CircleMarker(radius=3, fill=True, color="#c8283c")
    folium.GeoJson({"type": "FeatureCollection", "features": features}, marker=marker).add_to(made)
    st_folium(made, height=560, use_container_width=True, returned_objects=[])


def draw_pydeck(points: pd.DataFrame, at: list[float], zoom: int) -> None:
    """st.pydeck_chart with a ScatterplotLayer."""
    import pydeck

    layer = pydeck.Layer(
        "ScatterplotLayer", points, get_position=["lon", "lat"], get_fill_color=[200, 40, 60], radius_min_pixels=3
    )
    view = pydeck.ViewState(latitude=at[0], longitude=at[1], zoom=zoom - 1)  # its tiles are of 512 pixels
    st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_style=None), height=560)


DRAW: dict[str, Any] = {"fast": draw_fast, "geojson": draw_geojson, "pydeck": draw_pydeck}


def main() -> None:
    """One run: the filter, and the points that pass."""
    st.set_page_config(layout="wide")
    asked = st.query_params
    points = load(f"{sys.argv[1]}/{asked['events']}")
    countries = sorted(points["country"].unique())
    chosen = st.multiselect("Country", countries, default=countries, key="country")
    passing = points[points["country"].isin(chosen)]
    at = [float(asked["lat"]), float(asked["lon"])]
    DRAW[asked["kind"]](passing, at, int(asked["zoom"]))
    st.write(f"points: {len(passing)}")


if __name__ == "__main__":
    main()
