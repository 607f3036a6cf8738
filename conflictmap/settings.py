"""Settings: one row each of (name, default, help). The only module that reads the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from conflictmap.errors import InvalidSetting


class Setting(NamedTuple):
    """One setting; its environment variable is CONFLICTMAP_ and the name in capitals."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("home", "./var", "Folder of the event store and caches."),
    Setting("store", "", "Where events are kept: empty is a file under home; or postgresql:// or spark:// (see docs)."),
    Setting("extract_limit", "200000", "Events that another engine hands over at once, for a briefing or an export."),
    Setting("host", "127.0.0.1", "Address the server listens on. Loopback unless you open it on purpose."),
    Setting("port", "8501", "Port the server listens on."),
    Setting("view_event_limit", "1500", "Events of one map view that are sent singly; above it, cells."),
    Setting("view_area_limit", "200", "Hatched areas of one map view that are sent, those with most events first."),
    Setting("list_limit", "100", "Events of one list or table page."),
    Setting("table_limit", "500", "Rows of the table under the map, newest first."),
    Setting("query_seconds_limit", "20", "Seconds a query of the map may take; then it is stopped."),
    Setting("view_cache_mb", "64", "Memory for finished map views, in megabytes."),
    Setting("online_geocoder", "", "A geopy service to ask for second opinions on places, e.g. nominatim. Empty: off."),
    Setting("online_user_agent", "", "Who asks the online geocoder; most services require it."),
    Setting("online_options", "{}", "Further arguments of the geopy geocoder as JSON, e.g. its domain."),
    Setting(
        "editors",
        "local",
        "Who may change data: local (viewers on this machine), none, or e-mail addresses.",
    ),
    Setting("report_mb_limit", "2", "Text of one report that is read, in megabytes."),
    Setting("report_files_limit", "200", "Files that are read at one upload."),
    Setting("tried_report_limit", "10", "Reports that someone who may not change data can try in one session."),
    Setting("geo_mb_limit", "50", "GeoJSON or KML that is read from one file, unpacked, in megabytes."),
    Setting("json_mb_limit", "200", "JSON that is read as a table, in megabytes."),
    Setting("overlay_point_limit", "30000", "Points of one overlay on the map; above it, outlines are drawn coarser."),
    Setting("import_mb_limit", "4000", "Size of one file that is imported, in megabytes."),
    Setting("import_row_limit", "5000000", "Rows of one file that is imported."),
    Setting("download_event_limit", "250000", "Events of one download; more are exported on the command line."),
    Setting("names", "", "Further host names the server is reached by, with commas, as behind a proxy; * is any."),
    Setting("brief_table_limit", "300", "Events in the table of a briefing of several pages, newest first."),
    Setting("public_url", "", "Address by which viewers reach the app, for links in briefings; empty: this machine's."),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def variable(name: str) -> str:
    """The environment variable of a setting, e.g. CONFLICTMAP_HOME."""
    return f"CONFLICTMAP_{name.upper()}"


def text(name: str) -> str:
    """A setting as text, from the environment or its default."""
    return os.environ.get(variable(name), _BY_NAME[name].default)


def number(name: str) -> int:
    """A setting as a whole number of at least 0."""
    value = text(name)
    if not value.isdecimal():
        raise InvalidSetting(f"{variable(name)}: expected a whole number of at least 0, got {value!r}")
    return int(value)


def port() -> int:
    """The port the server listens on, 1 to 65535."""
    value = number("port")
    if not 1 <= value <= 65535:
        raise InvalidSetting(f"{variable('port')}: expected a port from 1 to 65535, got {value}")
    return value


def host_names() -> list[str]:
    """The host names that requests may be for: this machine's own while it listens on loopback, any otherwise."""
    further = [name.strip() for name in text("names").split(",") if name.strip()]
    loopback = text("host") in ("127.0.0.1", "localhost", "::1")
    return [*LOOPBACK_NAMES, *further] if loopback else ["*"]


def public_url() -> str:
    """The address of the app in links that leave it, without a slash at its end."""
    given = text("public_url").strip().rstrip("/")
    if given and not given.startswith(("http://", "https://")):
        raise InvalidSetting(f"{variable('public_url')}: expected an http or https address, got {given!r}")
    return given or f"http://localhost:{port()}"


LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def home() -> Path:
    """The folder of the store and caches, created where it is missing."""
    path = Path(text("home")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidSetting(f"{variable('home')}: expected a folder that can be written, got {path}") from error
    return path
