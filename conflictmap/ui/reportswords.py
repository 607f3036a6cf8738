"""Fields of an event and reasons of the coder in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from conflictmap.coder.published import Published
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate, describe_day
from conflictmap.model.event import Actor, EventPlace, Toll
from conflictmap.model.naming import place_label
from conflictmap.ui import detail
from conflictmap.words import Lang, all_words, joined, say


def in_words(name: str, value: Any, lang: Lang) -> str:
    """A field of an event in words, as the model has it or as the JSON of its first reading keeps it."""
    return _READERS[name](value, lang) if name in _READERS else str(value or "–")


def _when(value: Any, lang: Lang) -> str:
    if not value:
        return say("date.none", lang)
    if isinstance(value, dict):
        start, end = (date.fromisoformat(value[name]) for name in ("start", "end"))
        value = EventDate(start, end, value["precision"])
    return str(value.describe(lang))


def _place(value: Any, lang: Lang) -> str:
    place = EventPlace(**value) if isinstance(value, dict) else value
    return place_label(place, lang)


def _actors(value: Any, lang: Lang) -> str:
    actors = [Actor(**each) if isinstance(each, dict) else each for each in value or ()]
    roles = vocabulary.roles()
    return joined([f"{each.label(lang)} ({roles.get(each.role).label(lang)})" for each in actors], lang) or "–"


def _toll(value: Any, lang: Lang) -> str:
    return detail.toll_text(Toll(**value) if isinstance(value, dict) else value, lang)


_READERS: dict[str, Callable[[Any, Lang], str]] = {
    "when": _when,
    "place": _place,
    "actors": _actors,
    "fatalities": _toll,
    "injured": _toll,
    "event_type": lambda value, lang: vocabulary.event_types().get(value).label(lang),
    "sub_event_type": lambda value, lang: vocabulary.sub_event_types().get(value).label(lang),
    "claim": lambda value, lang: vocabulary.claims().get(value).label(lang),
}


def reason_label(reason: str, lang: Lang) -> str:
    """Why a sentence was not coded; a reason without words of its own as the coder gives it."""
    kind, _, rest = reason.partition(":")
    words = all_words(lang, "reason.")
    if kind == "topic":
        return say("report.other_topic", lang, topic=all_words(lang, "topic.").get(rest, rest))
    if reason.startswith("needs "):
        return words["needs"]
    return words.get(reason.replace(" ", "_"), reason)


def published_label(published: Published | None, quote: str, lang: Lang) -> str:
    """The day a report was published, how it is known, and the words that say so."""
    if published is None:
        return say("report.day_unknown", lang)
    how = all_words(lang, "published.")[published.how.replace(" ", "_")]
    text = say("report.published", lang, day=describe_day(published.day, lang), how=how)
    if quote:
        text += f" «\u2068{quote}\u2069»"
    return f"{text} {say('report.doubtful', lang)}" if published.doubtful else text
