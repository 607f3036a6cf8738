"""The gazetteer as this installation has it: the packaged places with what the user added and corrected."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from conflictmap import settings
from conflictmap.errors import InvalidSetting
from geodata import Gazetteer, GazetteerGeocoder
from geodata.added import home
from geodata.gazetteer import DATA
from geodata.layer import Layer
from geodata.online import SecondOpinion


def folder() -> Path:
    """The user's part of the gazetteer, inside the folder of the setting `home`."""
    return settings.home() / "gazetteer"


def geocoder() -> GazetteerGeocoder:
    """The geocoder over all that is known here; the same one until the user's part changes."""
    return _opened(folder(), home.state(folder()))


@lru_cache(maxsize=1)
def _opened(folder: Path, state: tuple[str, ...]) -> GazetteerGeocoder:
    return GazetteerGeocoder(home.open_gazetteer(folder))


def uncorrected() -> Gazetteer:
    """The gazetteer without the user's corrections: what answered before them."""
    names = tuple(source.name for source in home.sources(folder()))
    return _uncorrected(folder(), names, home.state(folder())) if names else Gazetteer.open()


@lru_cache(maxsize=1)
def _uncorrected(folder: Path, names: tuple[str, ...], state: tuple[str, ...]) -> Gazetteer:
    return Gazetteer([Layer(DATA), *home.readable(folder / home.LAYERS / name for name in names)])


def second_opinion() -> SecondOpinion | None:
    """The online geocoder of the settings, or `None` where none is switched on."""
    service = settings.text("online_geocoder").strip().lower()
    if not service:
        return None
    return _online(
        service, settings.text("online_user_agent"), settings.text("online_options"), folder() / "online.sqlite"
    )


@lru_cache(maxsize=1)
def _online(service: str, user_agent: str, options: str, cache: Path) -> SecondOpinion:
    try:
        values = json.loads(options or "{}")
    except ValueError as error:
        name = settings.variable("online_options")
        raise InvalidSetting(f"{name}: expected a JSON object, got {options!r}") from error
    return SecondOpinion(service, user_agent, cache, values)
