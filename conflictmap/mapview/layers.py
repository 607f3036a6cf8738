"""The Folium side of the map. The only module that imports folium.

The map is constant: streamlit-folium makes it once and keeps it, so a filter change never flashes or moves it. What
changes travels in `state_group` as one call of the event layer's `update`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import folium
from branca.element import Element
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from conflictmap.mapview.routes import asset_version

ASSETS = "../../map-assets"
"""The app's root as seen from streamlit-folium's frame, /component/streamlit_folium.st_folium/."""
START = (33.5, 39.0)
"""Where a map without a view of its own opens: lat, lon in degrees, over the Middle East."""
START_ZOOM = 6

ONLINE_TILES = (
    (
        "OpenStreetMap",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors',
        19,
    ),
    (
        "OpenTopoMap",
        "https://tile.opentopomap.org/{z}/{x}/{y}.png",
        "© OpenStreetMap contributors, SRTM · © OpenTopoMap (CC-BY-SA)",
        17,
    ),
)
"""Online base maps a user may turn on: name, address, credit, last zoom."""


def _own(file: str) -> str:
    return f"{ASSETS}/own/{file}?v={asset_version()}"


class OfflineMap(folium.Map):
    """A Folium map whose scripts and styles come from this app."""

    default_js = [("leaflet", f"{ASSETS}/leaflet/leaflet.js")]
    default_css = [("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"), ("map_css", _own("map.css"))]


class SettledMap(OfflineMap):
    """A map that is made and rendered once, for all sessions: to render it anew takes longer than all else of a map.

    What is added to it afterwards is drawn on it, but not kept: it belongs to one session's page.
    """

    _is_settled = False

    def settle(self) -> None:
        """Gives the elements the names they get on the page and renders them. Nothing may be changed afterwards."""
        self._id = "div"
        for n, child in enumerate(self._children.values()):
            child._id = f"div_{n}"
        self.get_root().render()
        self._is_settled = True

    def render(self, **kwargs: Any) -> str:
        """Renders the map, unless that is done."""
        return "" if self._is_settled else str(super().render(**kwargs))  # type: ignore[no-untyped-call]  # folium has none

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> SettledMap:
        """Adds an element; to a settled map, in the element's eyes only."""
        if not self._is_settled:
            super().add_child(child, name, index)
        child._parent = self
        return self


class BaseLayer(JSCSSMixin, Layer):
    """Land, borders and labels from the app's own tiles, as the first of the base maps to choose from."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.conflictBaseLayer =
                L.conflictBase({url: "../../map-data/base", lang: "en"});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
            {{ this._parent.get_name() }}.attributionControl.setPrefix("Leaflet");
            L.control.scale({imperial: false, position: "bottomright"}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )
    default_js = [("conflict_base", _own("basemap.js"))]

    def __init__(self) -> None:
        super().__init__(name="Offline · الخريطة المدمجة", overlay=False, control=True, show=True)
        self._name = "ConflictBase"


class OverlayLayer(JSCSSMixin, Layer):
    """Areas of control, zones and front lines, above the base map and below its labels and the events.

    Has no state of its own: the event layer tells it what the page asks for.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.conflictOverlays({url: "../../map-data"});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )
    default_js = [("conflict_overlays", _own("overlays.js"))]

    def __init__(self) -> None:
        super().__init__(name="Overlays", overlay=True, control=False, show=True)
        self._name = "ConflictOverlays"


class EventLayer(JSCSSMixin, Layer):
    """The marks of the events, drawn from the app's routes."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.conflictEvents({url: "../../map-data"});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )
    default_js = [
        ("conflict_playback", _own("playback.js")),
        ("conflict_changes", _own("changes.js")),
        ("conflict_events", _own("events.js")),
    ]

    def __init__(self) -> None:
        super().__init__(name="Events", overlay=True, control=False, show=True)
        self._name = "ConflictEvents"


class _State(Element):
    """One call that tells a layer what to show."""

    _template = Template("{% macro script(this, kwargs) %}L.{{ this.layer }}.update({{ this.state }});{% endmacro %}")

    def __init__(self, layer: str, state: Mapping[str, Any]) -> None:
        super().__init__()
        self._name, self._id = "ConflictState", "state"  # one name, so that a shared map does not collect them
        self.layer = layer
        self.state = script_json(state)


def script_json(value: Any) -> str:
    """JSON that stays one value wherever a script puts it: no markup, no template braces, no line separators.

    Texts in it must hold no double braces of their own; the filter comes percent-encoded, ids too.."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    for character in "<>&'`$":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.replace("{{", "{ {").replace("}}", "} }")


@cache
def build_map() -> SettledMap:
    """The constant map: base layers, events, a switch for online tiles. No event and no text is in it."""
    return _map_of(OverlayLayer(), EventLayer())


def _map_of(*layers: Layer) -> SettledMap:
    made = SettledMap(
        location=START, zoom_start=START_ZOOM, tiles=None, control_scale=False, min_zoom=2, max_zoom=18,
        max_bounds=True, world_copy_jump=False, prefer_canvas=True, zoom_snap=0.5, zoom_delta=1,
    )  # fmt: skip
    made.add_child(BaseLayer())
    for name, url, credit, max_zoom in ONLINE_TILES:
        folium.TileLayer(
            url, name=name, attr=credit, max_zoom=18, max_native_zoom=max_zoom, show=False, overlay=False,
            referrer_policy="strict-origin-when-cross-origin",
        ).add_to(made)  # fmt: skip
    for layer in layers:
        made.add_child(layer)
    folium.LayerControl(position="topright", collapsed=True).add_to(made)
    made.settle()
    return made


def state_group(state: Mapping[str, Any]) -> folium.FeatureGroup:
    """What changes on the events' map, for streamlit-folium's `feature_group_to_add`."""
    return _group_of("conflictEvents", state)


def _group_of(layer: str, state: Mapping[str, Any]) -> folium.FeatureGroup:
    # Not shown by itself: streamlit-folium adds it, and a shared map would collect the element that says so.
    group = folium.FeatureGroup(name="state", control=False, show=False)
    group.add_child(_State(layer, state))
    return group


class PlacesLayer(JSCSSMixin, Layer):
    """The numbered places a name may mean, as the places page sends them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.conflictPlaces({url: "../../map-data"});
            {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )
    default_js = [("conflict_places", _own("places.js"))]

    def __init__(self) -> None:
        super().__init__(name="Places", overlay=True, control=False, show=True)
        self._name = "ConflictPlaces"


@cache
def build_places_map() -> SettledMap:
    """The constant map of the places page. No place and no text is in it."""
    return _map_of(PlacesLayer())


def places_group(state: Mapping[str, Any]) -> folium.FeatureGroup:
    """The places to show, for streamlit-folium's `feature_group_to_add`."""
    return _group_of("conflictPlaces", state)
