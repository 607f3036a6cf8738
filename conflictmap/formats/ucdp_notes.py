"""What UCDP GED states that an event has no field for, in words of both languages: a summary and a note.

Texts are pairs of English and Arabic; what rows have in common is put into words once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from conflictmap.errors import InvalidEvent
from conflictmap.formats.cells import whole
from conflictmap.model import vocabulary
from conflictmap.model.event import Actor, EventPlace
from conflictmap.model.naming import area_label, place_label
from conflictmap.words import LANGS, Lang, joined, number, say

_MAX_PART = 2000

Pair = tuple[str, str]


def summaries_of(row: Mapping[str, str], sub_type: str, actors: tuple[Actor, ...], place: EventPlace) -> Pair:
    """What happened in a line, in English and Arabic: GED has no text of its own."""
    where = (row.get("where_description", "") or row.get("where_coordinates", ""))[:_MAX_PART]
    (what_en, what_ar), (sides_en, sides_ar) = _what(sub_type), _sides(actors)
    where_ar = place.name_ar or where or place_label(place, "ar")
    return (
        say("ucdp.summary", "en", what=what_en, sides=sides_en, where=where or place_label(place, "en")),
        say("ucdp.summary", "ar", what=what_ar, sides=sides_ar, where=where_ar),
    )


@lru_cache(maxsize=16)
def _what(sub_type: str) -> Pair:
    term = vocabulary.sub_event_types().get(sub_type)
    return term.en, term.ar


@lru_cache(maxsize=20_000)
def _sides(actors: tuple[Actor, ...]) -> Pair:
    en, ar = (" – ".join(actor.label(lang) for actor in actors) for lang in LANGS)
    return en, ar


def notes_of(row: Mapping[str, str], loose_titles: str, counted_under: str | None) -> tuple[str | None, str | None]:
    """Deaths by side, whether it is one incident, what is unchecked, whom the sources name; English and Arabic."""
    status, told_by, conflict = (row.get(name, "") for name in ("code_status", "source_original", "conflict_name"))
    counts = (row.get(f"deaths_{side}", "") for side in ("a", "b", "civilians", "unknown"))
    notes = [_deaths(row["side_a"], row["side_b"], *counts)]
    if row.get("event_clarity", "").removesuffix(".0") == "2":
        notes.append(_phrase("ucdp.aggregate"))
    if status and status.lower() != "clear":
        notes.append(_phrase("ucdp.unchecked", "status", status))
    if conflict and conflict != row.get("dyad_name", ""):
        notes.append(_phrase("ucdp.conflict", "name", conflict))
    if told_by:
        notes.append(_phrase("ucdp.told_by", "names", told_by))
    if counted_under:
        notes.append(_counted_under(counted_under))
    if loose_titles:
        notes.append(_phrase("ucdp.loose_titles", "titles", loose_titles))
    en, ar = (" ".join(pair[at] for pair in notes if pair[at]) or None for at in (0, 1))
    return en, ar


@lru_cache(maxsize=20_000)
def _phrase(key: str, name: str = "", value: str = "") -> Pair:
    filled = {name: value[:_MAX_PART]} if name else {}
    en, ar = (say(key, lang, **filled) for lang in LANGS)
    return en, ar


@lru_cache(maxsize=300)
def _counted_under(country: str) -> Pair:
    en, ar = (say("ucdp.counted_under", lang, country=area_label(country, lang)) for lang in LANGS)
    return en, ar


@lru_cache(maxsize=50_000)
def _deaths(side_a: str, side_b: str, of_a: str, of_b: str, of_civilians: str, of_unknown: str) -> Pair:
    en, ar = (_deaths_in(lang, side_a, side_b, (of_a, of_b, of_civilians, of_unknown)) for lang in LANGS)
    return en, ar


def _deaths_in(lang: Lang, side_a: str, side_b: str, texts: tuple[str, ...]) -> str:
    others = say("ucdp.civilian_deaths", lang), say("ucdp.unknown_deaths", lang)
    sides = zip((side_a[:_MAX_PART], side_b[:_MAX_PART], *others), map(_count, texts), strict=True)
    told = [say("ucdp.side", lang, side=side, count=number(count)) for side, count in sides if count]
    return say("ucdp.deaths", lang, deaths=joined(told, lang)) if told else ""


def _count(text: str) -> int:
    """A number of deaths of one side; the total is what counts, so one that cannot be read is not told."""
    try:
        return whole(text, "deaths") or 0
    except InvalidEvent:
        return 0
