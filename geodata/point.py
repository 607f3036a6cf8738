"""Points on the earth: distance, and the check every public function does on what it is given.

Order is always latitude, longitude, in degrees (WGS 84).
"""

from __future__ import annotations

from math import asin, atan2, cos, degrees, isfinite, radians, sin, sqrt

from geodata.errors import BadQuery

EARTH_RADIUS_KM = 6371.0088  # mean radius of the WGS 84 ellipsoid, IUGG


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine on a sphere)."""
    north, east = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    h = sin(north) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


def moved(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point `km` kilometres from a point in degrees, towards a bearing in degrees from north (on a sphere)."""
    angle, course, north = km / EARTH_RADIUS_KM, radians(bearing), radians(lat)
    to_lat = asin(sin(north) * cos(angle) + cos(north) * sin(angle) * cos(course))
    east = atan2(sin(course) * sin(angle) * cos(north), cos(angle) - sin(north) * sin(to_lat))
    return degrees(to_lat), (lon + degrees(east) + 180.0) % 360.0 - 180.0


def checked(point: tuple[float, float], where: str) -> tuple[float, float]:
    """The point as floats, or `BadQuery` naming `where` if it is not (lat, lon) in degrees."""
    try:
        lat, lon = (float(value) for value in point)
    except (TypeError, ValueError):
        raise BadQuery(f"{where}: expected (lat, lon) in degrees, got {point!r}") from None
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadQuery(f"{where}: expected lat in -90..90 and lon in -180..180, got ({lat}, {lon})")
    return lat, lon
