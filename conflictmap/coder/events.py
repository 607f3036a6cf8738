"""From drafts to events of the model: roles, place, day, confidence, summary, and the evidence for each part."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from conflictmap.coder.drafts import Draft
from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import PhraseBook
from conflictmap.coder.report import Report
from conflictmap.coder.roles import roles_of
from conflictmap.coder.sums import counts_several, is_another
from conflictmap.coder.tolls import Count
from conflictmap.model import vocabulary
from conflictmap.model.dates import EventDate, days_after
from conflictmap.model.event import Actor, Event, EventPlace, Source, Toll
from conflictmap.model.naming import place_label
from conflictmap.model.placing import event_place
from conflictmap.words import Lang, say
from geodata.normalize import is_arabic

DATASET = "reports"
LICENCE = "report"
"""The report's own terms, whatever they are; words for it are in words.toml."""

_START, _LEAST, _MOST = 0.92, 0.1, 0.97
_LOSS = {"place": 0.2, "report's place": 0.08, "place meant": 0.08, "date": 0.08, "actor": 0.05}
_BARE = 0.1
_MOST_ACTORS = 6
_WIDE_SEA_KM = 700.0  # a sea or gulf so wide is no place on a map
_SAMPLE = 4_000  # characters that tell a text's language
_ARABIC, _LATIN = re.compile(r"[\u0621-\u064a]+"), re.compile(r"[A-Za-z]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """An event read from a report, and where the text says so.

    `evidence`: spans (start, end) in characters of the text by part: trigger, date, place, actor, toll. `report`: the
    number of the report within the document, `key` what is the same for the same report in any document. `is_sum`: its
    toll is that of several events together. `is_another`: its words say that it is not the one told before.
    `is_reference`: they say that it is: "six died in the blasts".
    """

    event: Event
    evidence: dict[str, tuple[Span, ...]] = field(hash=False)
    report: int
    key: str = ""
    is_sum: bool = False
    is_another: bool = False
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report comes from: what every event of it carries as its source."""

    publisher: str | None
    key: str
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    retrieved: date | None = None


def to_event(draft: Draft, report: Report, number: int, text: str, source: Provenance) -> CodedEvent:
    """The event of a draft, with its evidence."""
    when = _when(draft, report.published)
    place = _place(draft, report)
    actors = _actors(draft, report)
    sub = draft.sub
    parent = str(vocabulary.sub_event_types().get(sub).more["event_type"])
    start, end = draft.sentence.span
    killed, hurt = _toll(draft.fatalities), _toll(draft.injured)
    event = Event(
        id=_event_id(source.key, draft, report),
        event_type=parent,
        sub_event_type=sub,
        when=when,
        place=place,
        actors=actors,
        fatalities=killed,
        injured=hurt,
        summary_en=summary(sub, place, actors, killed, "en"),
        summary_ar=summary(sub, place, actors, killed, "ar"),
        sources=(
            Source(
                source.publisher or say("report.unnamed", "en"),
                publisher_ar=None if source.publisher else say("report.unnamed", "ar"), title=source.title,
                date=report.published, url=source.url, lang=source.lang,
                quote=text[start:end][:20_000], span=(start, end),
            ),
        ),
        claim=draft.claim,
        confidence=confidence(draft),
        rule=_rule(draft),
        dataset=DATASET,
        licence=LICENCE,
        retrieved=source.retrieved,
    )  # fmt: skip
    return CodedEvent(
        event,
        _evidence(draft, report),
        number,
        source.key,
        counts_several(draft, report),
        is_another(draft, report),
        _is_reference(draft),
    )


def _is_reference(draft: Draft) -> bool:
    acts = draft.group.acts
    return bool(acts) and all(hit.is_definite for hit in acts) and any("place" in part for part in draft.carried)


def _event_id(key: str, draft: Draft, report: Report) -> str:
    """The same for the same sentence of the same report, whatever file it came in and however its lines end."""
    place = draft.place.place.id if draft.place else ""
    first, main = report.ordinal(draft.sentence.first), report.ordinal(draft.group.main.start)
    parts = (key, str(first), draft.group.trigger.family, place, str(main))
    return f"report:{hashlib.blake2b('|'.join(parts).encode(), digest_size=8).hexdigest()}"


def _when(draft: Draft, published: date | None) -> EventDate | None:
    if draft.dated is not None:
        when = draft.dated.found.when
        if draft.dated.is_of_saying and when.precision == "day" and draft.claim != "planned":
            return EventDate(days_after(when.start, -1), when.end, "days")  # told that day, so that day or before
        return when
    if published is None:
        return None
    return EventDate(days_after(published, -1), published, "days")


def _place(draft: Draft, report: Report) -> EventPlace:
    if draft.place is None:
        return EventPlace()
    found = draft.place.place
    if found.geo_precision == "none":  # named, and no gazetteer knows it
        return EventPlace(found.name, found.name_ar, found.kind, country=found.country)
    if found.geo_precision == "sea" and _is_at_sea(draft, report) and (found.radius_km or _WIDE_SEA_KM) < _WIDE_SEA_KM:
        found = replace(found, geo_precision="near")  # a terminal, an island, the waters off a town: a ring around it
    return event_place(found)


def _is_at_sea(draft: Draft, report: Report) -> bool:
    """Whether an attack that is told with a sea was on it: the sea stands in its sentence, or a ship does."""
    if draft.group.trigger.family not in ("violence", "interception"):
        return False
    words = report.words[draft.sentence.first : draft.sentence.last]
    return "place" not in draft.carried or bool(_ships().find(words))


@cache
def _ships() -> PhraseBook[str]:
    return PhraseBook((word, "ship") for word in table("places")["waters"]["ships"])


def _toll(count: Count | None) -> Toll:
    return count.toll if count else Toll()


def confidence(draft: Draft) -> float:
    """How sure the reading is: less for every part that other sentences or weak words gave."""
    value = _START - sum(_LOSS[part] for part in draft.carried)
    if draft.dated is None or draft.dated.found.doubtful:
        value -= 0.1
    if draft.place is not None:
        value -= 0.15 * (1.0 - min(1.0, draft.place.margin / 0.3))
        if draft.place.toponym.how == "bare":  # a Latin name has its capital at least
            value -= _BARE if is_arabic(draft.place.toponym.name) else _BARE / 2
    if not any(a.is_named for a in draft.group.actors):
        value -= 0.1
    if draft.group.trigger.kind == "harm" and (draft.fatalities is None or "place" in draft.carried):
        value -= 0.1
    if draft.claim == "planned":
        value -= 0.1
    return round(min(_MOST, max(_LEAST, value)), 2)


def _rule(draft: Draft) -> str:
    """The rule in short: the trigger, how the place and the date were had."""
    place = draft.place.toponym.how if draft.place else "none"
    dated = draft.dated.found.rule if draft.dated else "published"
    carried = "".join(f" +{part}" for part in draft.carried)
    return f"{draft.group.trigger.id}/{place}/{dated}{carried}"


def _evidence(draft: Draft, report: Report) -> dict[str, tuple[Span, ...]]:
    found = {
        "trigger": [report.span_of(hit.start, hit.end) for hit in draft.group.hits],
        "place": [draft.place.span] if draft.place else [],
        "date": [report.span_of(draft.dated.start, draft.dated.end)]
        if draft.dated and draft.dated.end > draft.dated.start
        else [],
        "actor": [report.span_of(a.start, a.end) for a in draft.group.actors if a.is_named],
        "toll": [
            report.span_of(draft.sentence.first + c.start, draft.sentence.first + c.end)
            for c in (draft.fatalities, draft.injured)
            if c and draft.sentence.first + c.end <= len(report.words)
        ],
    }
    return {part: tuple(spans) for part, spans in found.items()}


# Roles


def _actors(draft: Draft, report: Report) -> tuple[Actor, ...]:
    """Who took part, in their roles; each one once."""
    named = [a for a in draft.group.actors if a.is_named and not (a.agent == "weapon" and a.id is None)]
    roles = roles_of(draft, report, named)
    made: dict[str, Actor] = {}
    for mention in named:
        actor = mention.actor(roles[id(mention)])
        known = made.get(actor.key)
        if known is None or (known.role == "unclear" and actor.role != "unclear"):
            made[actor.key] = actor
    return tuple(made.values())[:_MOST_ACTORS]


# Words


def summary(sub: str, place: EventPlace, actors: tuple[Actor, ...], killed: Toll, lang: Lang) -> str:
    """One line: what, where, who, how many dead."""
    what = vocabulary.sub_event_types().get(sub).label(lang)
    parts = [say("coded.summary", lang, what=what, place=place_label(place, lang))]
    if actors:
        parts.append(say("coded.actors", lang, actors=say("coded.and", lang).join(a.label(lang) for a in actors[:3])))
    dead = killed.best if killed.best is not None else killed.low
    if dead is not None:
        parts.append(say("coded.killed", lang, count=dead))
    return "".join(parts)


def language_of(text: str) -> Lang:
    """The language of a text: that of most of its letters."""
    sample = text[:_SAMPLE]
    arabic, latin = (sum(map(len, letters.findall(sample))) for letters in (_ARABIC, _LATIN))
    return "ar" if arabic and arabic >= latin else "en"
