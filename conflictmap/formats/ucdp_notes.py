"""What UCDP GED states that an event has no field for, in words of both languages: a summary and a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conflictmap.errors import InvalidEvent
from conflictmap.formats.cells import whole
from conflictmap.model import vocabulary
from conflictmap.model.event import Actor, EventPlace
from conflictmap.model.naming import area_label, place_label
from conflictmap.words import LANGS, Lang, joined, number, say

_MAX_PART = 2000


def summaries_of(row: Mapping[str, str], sub_type: str, actors: Sequence[Actor], place: EventPlace) -> tuple[str, str]:
    """What happened in a line, in English and Arabic: GED has no text of its own."""
    where = row.get("where_description", "") or row.get("where_coordinates", "")
    en, ar = (_summary(lang, where, sub_type, actors, place) for lang in LANGS)
    return en, ar


def _summary(lang: Lang, where: str, sub_type: str, actors: Sequence[Actor], place: EventPlace) -> str:
    what = vocabulary.sub_event_types().get(sub_type).label(lang)
    sides = " – ".join(actor.label(lang) for actor in actors)
    here = (place.name_ar if lang == "ar" else None) or where[:_MAX_PART] or place_label(place, lang)
    return say("ucdp.summary", lang, what=what, sides=sides, where=here)


def notes_of(row: Mapping[str, str], loose_titles: str, counted_under: str | None) -> tuple[str | None, str | None]:
    """Deaths by side, whether it is one incident, what is unchecked, whom the sources name; English and Arabic."""
    en, ar = (" ".join(_notes(row, loose_titles, counted_under, lang)) or None for lang in LANGS)
    return en, ar


def _notes(row: Mapping[str, str], loose_titles: str, counted_under: str | None, lang: Lang) -> list[str]:
    status = row.get("code_status", "")
    told_by = row.get("source_original", "")[:_MAX_PART]
    conflict = row.get("conflict_name", "")[:_MAX_PART]
    notes = [_deaths(row, lang)]
    if row.get("event_clarity", "").removesuffix(".0") == "2":
        notes.append(say("ucdp.aggregate", lang))
    if status.lower() not in ("", "clear"):
        notes.append(say("ucdp.unchecked", lang, status=status[:_MAX_PART]))
    if conflict and conflict != row.get("dyad_name", ""):
        notes.append(say("ucdp.conflict", lang, name=conflict))
    if told_by:
        notes.append(say("ucdp.told_by", lang, names=told_by))
    if counted_under:
        notes.append(say("ucdp.counted_under", lang, country=area_label(counted_under, lang)))
    if loose_titles:
        notes.append(say("ucdp.loose_titles", lang, titles=loose_titles))
    return [note for note in notes if note]


def _deaths(row: Mapping[str, str], lang: Lang) -> str:
    sides = (
        (row["side_a"][:_MAX_PART], "deaths_a"),
        (row["side_b"][:_MAX_PART], "deaths_b"),
        (say("ucdp.civilian_deaths", lang), "deaths_civilians"),
        (say("ucdp.unknown_deaths", lang), "deaths_unknown"),
    )
    counted = [(side, _count(row.get(field, ""), field)) for side, field in sides]
    told = [say("ucdp.side", lang, side=side, count=number(count)) for side, count in counted if count]
    return say("ucdp.deaths", lang, deaths=joined(told, lang)) if told else ""


def _count(text: str, field: str) -> int:
    """A number of deaths of one side; the total is what counts, so one that cannot be read is not told."""
    try:
        return whole(text, field) or 0
    except InvalidEvent:
        return 0
