"""A second opinion from an online geocoder: off unless asked for, one request a second, every answer kept on disk.

Any geopy geocoder will do (`geopy.geocoders`); Nominatim is the usual one. What it answers is shown beside the
gazetteer's candidates, with its licence, and never takes their place by itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from geodata.errors import BadQuery, Unreachable

LICENCES = {
    "nominatim": "© OpenStreetMap contributors, Open Database Licence 1.0, https://www.openstreetmap.org/copyright"
}
SECONDS_BETWEEN = 1.0
_MOST = 5


class Opinion(NamedTuple):
    """One answer of the service: its address line and point, and the day it was asked."""

    address: str
    lat: float
    lon: float
    asked: str


class SecondOpinion:
    """A geopy geocoder behind a rate limit and an on-disk cache.

    Args:
        service: its name in `geopy.geocoders`, e.g. "nominatim".
        user_agent: who asks; services such as Nominatim require it.
        cache: a file; it is made where it is missing.
        options: further arguments of the geopy class, e.g. {"domain": "nominatim.example.org"}.
    """

    def __init__(self, service: str, user_agent: str, cache: Path, options: Mapping[str, Any] | None = None) -> None:
        if not user_agent.strip():
            raise BadQuery("online geocoder: expected a user agent that says who asks, got nothing")
        try:
            geocoder = get_geocoder_for_service(service)(user_agent=user_agent, **(options or {}))
        except (GeopyError, TypeError) as error:
            raise BadQuery(
                f"online geocoder: expected a service of geopy and its options, got {service!r}: {error}"
            ) from error
        self.service, self.licence = service, LICENCES.get(service, f"see the terms of {service}")
        self._ask = RateLimiter(
            geocoder.geocode, min_delay_seconds=SECONDS_BETWEEN, max_retries=0, swallow_exceptions=False
        )
        self._cache = cache

    def ask(self, name: str) -> list[Opinion]:
        """What the service answers, at most five, from the cache where it was asked before. Raises `Unreachable`."""
        with closing(self._opened()) as database:
            row = database.execute(
                "SELECT answer FROM answer WHERE service = ? AND name = ?", [self.service, name]
            ).fetchone()
            if row:
                return [Opinion(*fields) for fields in json.loads(row[0])]
            found = self._fetched(name)
            with database:
                database.execute(
                    "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", [self.service, name, json.dumps(found)]
                )
            return found

    def _fetched(self, name: str) -> list[Opinion]:
        try:
            found = self._ask(name, exactly_one=False) or []
        except GeopyError as error:
            raise Unreachable(f"{self.service}: expected an answer, got: {error}") from error
        today = date.today().isoformat()
        return [Opinion(str(each.address), each.latitude, each.longitude, today) for each in found[:_MOST]]

    def _opened(self) -> sqlite3.Connection:
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._cache)
        database.execute("CREATE TABLE IF NOT EXISTS answer (service, name, answer, PRIMARY KEY (service, name))")
        return database
