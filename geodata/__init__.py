"""Place names to coordinates, offline: Arabic and English names, areas as polygons, a geopy geocoder.

Usable alone: it knows places, not events. Latitude before longitude everywhere except in GeoJSON.
"""

from __future__ import annotations

from geodata.areas import Area, Areas
from geodata.errors import GeodataError
from geodata.gazetteer import Gazetteer
from geodata.geocoder import GazetteerGeocoder
from geodata.normalize import fold
from geodata.place import Answer, Candidate, Place
from geodata.point import distance_km

__all__ = [
    "Answer",
    "Area",
    "Areas",
    "Candidate",
    "Gazetteer",
    "GazetteerGeocoder",
    "GeodataError",
    "Place",
    "distance_km",
    "fold",
]
