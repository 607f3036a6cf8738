"""The errors of the package. Each message says what was expected, what came, and where."""

from __future__ import annotations


class GeodataError(Exception):
    """Base of every error this package raises on purpose."""


class GazetteerMissing(GeodataError, FileNotFoundError):
    """A built data file is not where it should be; the message names the file and the build command."""


class BadQuery(GeodataError, ValueError):
    """A question that has no meaning: a latitude outside -90..90, a country that is not two letters."""
