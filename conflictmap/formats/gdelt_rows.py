"""A row of GDELT as an event: what its CAMEO codes mean here, who acted on whom, where, and which page says so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from conflictmap.errors import InvalidEvent
from conflictmap.formats.base import Options
from conflictmap.formats.cells import day
from conflictmap.formats.countries import DATA, countries, read_tsv
from conflictmap.formats.known import era, find_actor, government
from conflictmap.formats.located import Stated, degrees, place_of
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate
from conflictmap.model.event import Actor, Event, EventPlace, Source
from conflictmap.model.naming import area_label, place_label
from conflictmap.words import LANGS, Lang, say
from geodata import fold

LICENCE = "GDELT: free for any use that cites it"
_MAX_NAME = 300
_MAX_URL = 2000
_LAST_ROOT = 20


class Meaning(NamedTuple):
    """What a CAMEO code means here: our sub-type (empty: no event of conflict), that of a state on its own ground."""

    code: str
    sub_event_type: str
    of_state: str
    en: str
    ar: str


@cache
def codes() -> dict[str, Any]:
    """What the codes of GDELT mean here: data/gdelt_codes.toml."""
    return tomllib.loads((DATA / "gdelt_codes.toml").read_text(encoding="utf-8"))


@cache
def meanings() -> dict[str, Meaning]:
    """What CAMEO's codes mean here: data/cameo.tsv."""
    return {row["code"]: Meaning(**row) for row in read_tsv("cameo.tsv")}


@lru_cache(maxsize=4096)
def meaning_of(code: str, root: str = "") -> Meaning | None:
    """What a code means, with the zero that tables of numbers lose; None where CAMEO has no such root."""
    full = _full_code(code.removesuffix(".0"), root.removesuffix(".0"))
    found = next((meanings()[full[:n]] for n in range(len(full), 1, -1) if full[:n] in meanings()), None)
    return found._replace(code=full) if found else None


def _full_code(code: str, root: str) -> str:
    if not (code.isascii() and code.isdigit() and len(code) <= 4):
        return ""
    has_lost_zero = len(root) == 1 or int(code[:2]) > _LAST_ROOT or (len(code) == 2 and code != root)
    return f"0{code}" if has_lost_zero and not code.startswith("0") else code


class Reader:
    """Turns rows into events; what many rows share is made once."""

    def __init__(self, options: Options) -> None:
        self.dataset = options.dataset or "gdelt"
        self.retrieved = options.retrieved
        self.place = lru_cache(maxsize=None)(_place)
        self.actor = lru_cache(maxsize=None)(_actor)
        self.when = lru_cache(maxsize=None)(_when)
        self.source = lru_cache(maxsize=50_000)(_source)

    def event(self, row: Mapping[str, str], meaning: Meaning) -> Event:
        """The event of a row whose code means one. Raises InvalidEvent."""
        number = row["GLOBALEVENTID"].removesuffix(".0")
        if not number:
            raise InvalidEvent("GLOBALEVENTID", number, "the number of the event")
        when = self.when(row["SQLDATE"])
        place = self.place(
            *(row.get(f"ActionGeo_{part}", "") for part in ("Type", "FullName", "CountryCode", "Lat", "Long"))
        )
        sub_type = meaning.of_state if _is_on_own_ground(row, meaning, place) else meaning.sub_event_type
        event_type = str(vocabulary.sub_event_types().get(sub_type).more["event_type"])
        actors = self._actors(row, event_type, sub_type, place.country, era(when.start))
        summary_en, summary_ar = (_summary(lang, meaning, actors, place) for lang in LANGS)
        note_en, note_ar = (_note(lang, row, meaning) for lang in LANGS)
        return Event(
            id=f"gdelt:{number[:60]}",
            event_type=event_type,
            sub_event_type=sub_type,
            when=when,
            place=place,
            actors=actors,
            summary_en=summary_en,
            summary_ar=summary_ar,
            note_en=note_en,
            note_ar=note_ar,
            sources=(self.source(row.get("SOURCEURL", ""), row.get("DATEADDED", "")),),
            confidence=_confidence(row),
            rule=f"GDELT, CAMEO {meaning.code}",
            dataset=self.dataset,
            licence=LICENCE,
            retrieved=self.retrieved,
        )

    def _actors(
        self, row: Mapping[str, str], event_type: str, sub_type: str, country: str | None, moment: date | None
    ) -> tuple[Actor, ...]:
        roles = codes()["roles"][event_type]
        crowds = codes()["crowd"].get(sub_type, ""), ""
        found = [
            self.actor(
                *(row.get(f"Actor{n}{part}", "") for part in ("Name", "Code", "CountryCode")),
                _kind(row, n), roles[n - 1], crowds[n - 1], country, moment,
            )
            for n in (1, 2)
        ]  # fmt: skip
        return tuple(actor for actor in found if actor)


def _when(text: str) -> EventDate:
    found = day(text.removesuffix(".0"), "SQLDATE", False)
    if found is None:
        raise InvalidEvent("SQLDATE", text, "a day such as 20260204")
    return EventDate(found, found, "day")


def _place(kind: str, full_name: str, fips: str, lat: str, lon: str) -> EventPlace:
    """Where the action was: a town is a point; the centroid of a state or a country is none."""
    precision = codes()["geo_type"].get(kind.removesuffix(".0"))
    country = countries().by_fips.get(fips.upper())
    if precision is None:
        return EventPlace(country=country, geo_precision="country" if country else "none")
    if precision == "country":
        country = country or countries().named(full_name)
        return EventPlace(country=country, geo_precision="country" if country else "none")
    point = degrees(lat, lon, "ActionGeo_Lat", "ActionGeo_Long")
    name, *above = [part.strip()[:_MAX_NAME] for part in full_name.split(",")]
    admin1 = name if precision == "adm1" else above[0] if len(above) > 1 else None
    return place_of(Stated(name or None, precision, country, *point, admin1))


def _kind(row: Mapping[str, str], number: int) -> str:
    """The kind of an actor by its types, the first that says anything."""
    types = (row.get(f"Actor{number}Type{n}Code", "") for n in (1, 2, 3))
    kinds = [codes()["actor_kind"].get(each) for each in types if each]
    return next((kind for kind in kinds if kind and kind != "unknown"), "unknown")


def _is_on_own_ground(row: Mapping[str, str], meaning: Meaning, place: EventPlace) -> bool:
    """Whether a state acts where it governs, and the code then means another sub-type."""
    if not meaning.of_state or _kind(row, 1) != "state_forces":
        return False
    return place.country is not None and countries().by_letters.get(row.get("Actor1CountryCode", "")) == place.country


def _actor(
    name: str, code: str, letters: str, kind: str, role: str, crowd: str, country: str | None, moment: date | None
) -> Actor | None:
    """An actor of a row; None where the row names none."""
    if not (name or code):
        return None
    home = countries().by_letters.get(letters)
    is_country_only = code == letters
    known = None if is_country_only or not name else find_actor(name, moment, [c for c in (home, country) if c])
    if known is None and kind == "state_forces" and code[3:6] == "GOV":
        known = government(home, moment)
    if known:
        return Actor(known.en, role, str(known.more["kind"]), known.id, known.ar)
    if crowd and kind in ("unknown", "civilians"):
        kind = crowd
    shown = (name or code).title()[:_MAX_NAME] if name.isupper() or not name else name[:_MAX_NAME]
    label = area_label(home, "en") if home else None
    if label and fold(label) == fold(shown):
        return Actor(label, role, kind, None, area_label(home or "", "ar"))
    return Actor(f"{shown} ({label})" if label else shown, role, kind)


def _source(url: str, added: str) -> Source:
    """The page a row was read from, by its host; a source that is no web page by what GDELT calls it."""
    try:
        seen = day(added.removesuffix(".0"), "DATEADDED", False)
    except InvalidEvent:
        seen = None
    host = _host(url)
    if host:
        return Source(host, date=seen, url=url)
    return Source(url[:_MAX_NAME] or "GDELT", date=seen)


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or len(url) > _MAX_URL:
        return None
    return host.removeprefix("www.")


def _confidence(row: Mapping[str, str]) -> float:
    """How sure a mention is: never more than even odds; more where it is a page's main event and several have it."""
    sure = codes()["confidence"]
    is_root = row.get("IsRootEvent", "").lower() in ("1", "1.0", "true")
    sources = row.get("NumSources", "").removesuffix(".0")
    has_several = sources.isascii() and sources.isdigit() and int(sources[:9]) >= sure["sources_needed"]
    return float(sure["several_sources"] if is_root and has_several else sure["root"] if is_root else sure["mention"])


def _summary(lang: Lang, meaning: Meaning, actors: tuple[Actor, ...], place: EventPlace) -> str:
    what = meaning.ar if lang == "ar" else meaning.en
    who = " – ".join(actor.label(lang) for actor in actors) or say("gdelt.no_actor", lang)
    return say("gdelt.summary", lang, what=what, who=who, where=place_label(place, lang))


def _note(lang: Lang, row: Mapping[str, str], meaning: Meaning) -> str:
    counts = {name: row.get(f"Num{name.title()}", "") or "?" for name in ("mentions", "sources", "articles")}
    return say("gdelt.note", lang, code=meaning.code, **{name: count[:12] for name, count in counts.items()})
