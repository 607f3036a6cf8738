"""The errors of the package. Each message says what was expected, what came, and where."""

from __future__ import annotations

from geopy.exc import GeocoderQueryError


class GeodataError(Exception):
    """Base of every error this package raises on purpose."""


class GazetteerMissing(GeodataError, FileNotFoundError):
    """A built data file is not where it should be; the message names the file and the build command."""


class DamagedLayer(GeodataError, ValueError):
    """Files of a layer that cannot be read; the message names the folder."""


class BadQuery(GeodataError, GeocoderQueryError, ValueError):  # type: ignore[misc]  # geopy ships no types
    """A question that has no meaning: a latitude outside -90..90, a country that is not two letters.

    One of geopy's own errors too, as callers of a geopy geocoder expect.
    """


class UnreadableSource(GeodataError, ValueError):
    """A file of places that is not what it should be; the message names file and row."""


class Unreachable(GeodataError, OSError):
    """A download that did not arrive, or not whole; the message names the address."""
