"""The same event once: within a report and across reports, by place, day, type and toll; every report is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conflictmap.coder.events import CodedEvent
from conflictmap.coder.lexicon import triggers
from conflictmap.model.dates import EventDate, days_after
from conflictmap.model.event import Actor, Event, Toll
from geodata import distance_km

NEAR_KM = 10.0
DAYS_APART = 1
_SPOT_KM, _SAME_POINT_KM = 2.0, 0.5
_POINTS = ("exact", "town")
_HEADING_KM = 50.0  # a heading names the city for its surroundings
_WIDE_KM = 12.0  # how far an area reaches at least that sums up places
_WIDE_KINDS, _REGION_REACH = ("region", "adm2"), 1.3  # an outline reaches beyond the circle of its size
_MOST_SPANS = 40  # of one part of an event: nobody reads more, and a text may tell a thing a thousand times
_TAKINGS = ("Non-state actor overtakes territory", "Government regains territory")
_FAMILIES = {"Battles": "violence", "Explosions/Remote violence": "violence", "Violence against civilians": "violence"}


def same_event(one: Event, other: Event) -> bool:
    """Whether two events may be one: within 10 km or one inside the other's area, a day apart at most, of compatible
    type, claim and toll."""
    if _family(one) != _family(other) or one.claim != other.claim or _takes_and_kills(one, other):
        return False
    return (
        _near_in_time(one, other)
        and (_tolls_agree(one, other) or _sums(one, other) or _sums(other, one))
        and (_near(one, other) or _inside(one, other) or _inside(other, one))
    )


def _takes_and_kills(one: Event, other: Event) -> bool:
    """Whether one tells that a place was taken and the other of an attack on civilians, which are two events."""
    return any(
        a.sub_event_type in _TAKINGS and b.event_type == "Violence against civilians"
        for a, b in ((one, other), (other, one))
    )


def told_again(one: Event, other: Event) -> bool:
    """Whether two events of one report are one: as `same_event`, but two days that both are named are two."""
    if _on_two_days(one, other):
        return False
    if one.event_type != other.event_type and not (_is_vague(one) or _is_vague(other)):
        return False
    return same_event(one, other) and (_one_spot(one, other) or _inside(one, other) or _inside(other, one))


def _is_vague(event: Event) -> bool:
    """Whether the words did not say what kind of violence it was: an attack, people killed."""
    trigger = triggers().get((event.rule or "").split("/")[0])
    if trigger is not None and trigger.id == "body_found":
        return True  # the dead of what another sentence tells
    if _is_heard(event):
        return True
    if trigger is None or trigger.kind not in ("attack", "harm") or trigger.says_how:
        return False
    return event.sub_event_type in ("Attack", trigger.sub)  # else a weapon or the sides have said it


def _is_heard(event: Event) -> bool:
    """Whether it is gunfire by nobody at nobody, as one hears it: part of what else happened there."""
    return (event.rule or "").startswith("shooting/") and not (event.actors or event.fatalities.is_known)


def _one_spot(one: Event, other: Event) -> bool:
    """Whether two places of one report are one: villages that it names apart are two, however near."""
    a, b = one.place, other.place
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return a.name == b.name
    if a.area_id or b.area_id:
        return a.area_id == b.area_id
    if a.geo_precision in _POINTS and b.geo_precision in _POINTS:
        return a.name == b.name or distance_km(a.lat, a.lon, b.lat, b.lon) <= _SAME_POINT_KM
    reach_km = max(a.radius_km or 0.0, b.radius_km or 0.0) if _share_name(a.name or "", b.name or "") else 0.0
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= max(_SPOT_KM, reach_km)


def _share_name(one: str, other: str) -> bool:
    """Whether one place is told by the other: "around Saraqib" is Saraqib."""
    return bool({w for w in one.split() if w[:1].isupper()} & {w for w in other.split() if w[:1].isupper()})


def merged(events: Iterable[CodedEvent], headings: frozenset[str] = frozenset()) -> list[CodedEvent]:
    """Events of one report with those told twice made one; the more exact telling leads.

    `headings`: ids of events told in the heading, which give way to what the text below says of the same area and day.
    """
    told = list(events)
    kept: list[CodedEvent] = []
    for coded in (*(c for c in told if c.event.id not in headings), *(c for c in told if c.event.id in headings)):
        if coded.event.id in headings and any(_sums_up(coded.event, known.event) for known in kept):
            continue
        at = next((n for n, known in enumerate(kept) if _is_the_same(known, coded)), None)
        if at is None:
            kept.append(coded)
        else:
            kept[at] = _both(kept[at], coded)
    return _without_sums(kept)


def _is_the_same(known: CodedEvent, coded: CodedEvent) -> bool:
    """Whether an event was told before, and not "another" with dead of its own."""
    if coded.is_another:
        before, own = _figure(known.event.fatalities), _figure(coded.event.fatalities)
        if before is not None and own is not None and before != own:
            return False
    if coded.is_reference and _one_spot(known.event, coded.event):
        return _family(known.event) == _family(coded.event) and _near_in_time(known.event, coded.event)
    return told_again(known.event, coded.event)


def _without_sums(told: list[CodedEvent]) -> list[CodedEvent]:
    """Events without those of a whole area that the same report tells place by place: "jets struck southern Lebanon".

    The dead told of the area go to the one place told, where it has none of its own.
    """
    kept = list(told)
    for coded in told:
        inside = [one for one in told if one is not coded and _details(one.event, coded.event)]
        if not inside:
            continue
        kept.remove(coded)
        if len(inside) == 1 and not inside[0].event.fatalities.is_known and coded.event.fatalities.is_known:
            at = kept.index(inside[0])
            kept[at] = replace(inside[0], event=replace(inside[0].event, fatalities=coded.event.fatalities))
    return kept


def _details(one: Event, area: Event) -> bool:
    """Whether an event is one of those that another sums up for the area around it."""
    if _family(one) != _family(area) or one.claim != area.claim or not _near_in_time(one, area):
        return False
    if one.sub_event_type != area.sub_event_type and not (_is_vague(one) or _is_vague(area)):
        return False
    return not _on_two_days(one, area) and (_inside(one, area) or _surrounds(area, one))


def _on_two_days(one: Event, other: Event) -> bool:
    """Whether both days are named, and differ."""
    if one.when is None or other.when is None:
        return False
    return one.when.precision == other.when.precision == "day" and one.when != other.when


def _surrounds(area: Event, one: Event) -> bool:
    """Whether a region or district without an outline reaches as far as a finer place."""
    a, b = area.place, one.place
    if a.kind not in _WIDE_KINDS or b.area_id or None in (a.lat, a.lon, b.lat, b.lon):
        return False
    if area.fatalities.is_known or area.injured.is_known:
        return False  # an event by itself, and not the sum of those within
    reach_km = a.radius_km or 0.0
    if reach_km < _WIDE_KM:
        return False  # "on the Netzarim corridor" is a place of its own
    apart_km = distance_km(a.lat, a.lon, b.lat, b.lon)  # type: ignore[arg-type]  # both have a point
    return (b.radius_km or 0.0) < reach_km / 2 and apart_km <= _REGION_REACH * reach_km


def merged_across(events: Iterable[CodedEvent]) -> list[CodedEvent]:
    """Events of several reports with the same event once; it keeps the source of every report."""
    kept: list[CodedEvent] = []
    for coded in events:
        at = next((n for n, known in enumerate(kept) if _in_another_report(known, coded)), None)
        if at is None:
            kept.append(coded)
            continue
        one, both = kept[at], _both(kept[at], coded)
        sources = (*one.event.sources, *(s for s in coded.event.sources if s not in one.event.sources))
        kept[at] = replace(both, event=replace(both.event, id=one.event.id, sources=sources), evidence=one.evidence)
    return kept


def _in_another_report(one: CodedEvent, other: CodedEvent) -> bool:
    """Whether another report tells of the same event; within one, `merged` has decided."""
    return one.key != other.key and same_event(one.event, other.event)


def _sums_up(heading: Event, other: Event) -> bool:
    """Whether a heading's event is but another's, told in short: same kind, same governorate or no finer, and the same
    days or the same town."""
    if _family(heading) != _family(other) or not (_near_in_time(heading, other) or _near(heading, other)):
        return False
    same_area = heading.place.admin1_id == other.place.admin1_id or heading.place.area_id is not None
    a, b = heading.place, other.place
    if a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None:
        same_area = same_area or distance_km(a.lat, a.lon, b.lat, b.lon) <= _HEADING_KM
    return same_area and heading.place.country == other.place.country


def _family(event: Event) -> str:
    if event.event_type == "Strategic developments":
        return event.sub_event_type
    return _FAMILIES.get(event.event_type, "protest")


def _near_in_time(one: Event, other: Event) -> bool:
    if one.when is None or other.when is None:
        return one.when is other.when
    return one.when.overlaps(days_after(other.when.start, -DAYS_APART), days_after(other.when.end, DAYS_APART))


def _tolls_agree(one: Event, other: Event) -> bool:
    """Whether the tolls can be of one event: one unknown, or neither more than twice the other."""
    for name in ("fatalities",):
        a, b = _figure(getattr(one, name)), _figure(getattr(other, name))
        if a is not None and b is not None and max(a, b) > 2 * max(min(a, b), 1):
            return False
    return True


def _sums(area: Event, one: Event) -> bool:
    """Whether an event of a whole area may sum up several, this one among them: its toll is the larger."""
    total, own = _figure(area.fatalities), _figure(one.fatalities)
    return total is not None and own is not None and total >= own and _inside(one, area)


def _figure(toll: Toll) -> int | None:
    return toll.best if toll.best is not None else toll.low


def _near(one: Event, other: Event) -> bool:
    a, b = one.place, other.place
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return a.name is not None and a.name == b.name
    if a.area_id or b.area_id:
        return a.area_id == b.area_id
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= NEAR_KM


def _inside(one: Event, area: Event) -> bool:
    return area.place.area_id is not None and area.place.area_id == one.place.admin1_id and one.place.area_id is None


def _both(one: CodedEvent, other: CodedEvent) -> CodedEvent:
    """Two tellings as one event: the more exact place and day, all actors, the larger toll."""
    first, second = (one, other) if _exactness(one.event) >= _exactness(other.event) else (other, one)
    actors: dict[str, Actor] = {}
    for actor in (*first.event.actors, *second.event.actors):
        if actor.key not in actors or actors[actor.key].role == "unclear":
            actors[actor.key] = actor
    kind = max((one, other), key=_how_exact_a_kind).event
    event = replace(
        first.event,
        event_type=kind.event_type,
        sub_event_type=kind.sub_event_type,
        when=_surer_date(first.event, second.event) if _is_as_exact(first.event, second.event) else first.event.when,
        actors=tuple(actors.values()),
        fatalities=_own_toll(one, other) or _toll(first.event, second.event, "fatalities"),
        injured=_toll(first.event, second.event, "injured"),
        confidence=max(first.event.confidence, second.event.confidence),
        sources=first.event.sources,
    )
    evidence = {
        part: tuple(dict.fromkeys((*spans, *second.evidence.get(part, ()))))[:_MOST_SPANS]
        for part, spans in first.evidence.items()
    }
    is_sum = one.is_sum and other.is_sum
    return CodedEvent(event, evidence, first.report, first.key, is_sum)


def _own_toll(one: CodedEvent, other: CodedEvent) -> Toll | None:
    """The event's own toll where the other telling counts several events together, this one among them."""
    total, own = (one, other) if one.is_sum else (other, one)
    both = total.is_sum and not own.is_sum and own.event.fatalities.is_known
    return own.event.fatalities if both else None


def _how_exact_a_kind(coded: CodedEvent) -> int:
    """How exactly the words of a telling say what happened: a car bomb says more than an attack."""
    trigger = triggers().get((coded.event.rule or "").split("/")[0])
    return trigger.rank if trigger and not _is_heard(coded.event) else 0


def _exactness(event: Event) -> tuple[bool, float]:
    place = event.place
    return place.area_id is None, event.confidence - (place.radius_km or 0) / 100


def _is_as_exact(one: Event, other: Event) -> bool:
    """Whether the other telling is no summary of a whole area, whose day is that of several events."""
    return one.when is None or one.place.area_id is not None or other.place.area_id is None


def _surer_date(one: Event, other: Event) -> EventDate | None:
    known = [event.when for event in (one, other) if event.when]
    return min(known, key=lambda when: (when.end - when.start).days) if known else None


def _toll(exact: Event, other: Event, name: str) -> Toll:
    """The larger toll; where one telling is of a whole area, which may sum up several events, the other's own."""
    own: Toll = getattr(exact, name)
    others: Toll = getattr(other, name)
    if other.place.area_id and not exact.place.area_id and own.is_known:
        return own
    return _larger(own, others)


def _larger(one: Toll, other: Toll) -> Toll:
    def figure(toll: Toll) -> int:
        known = _figure(toll)
        return -1 if known is None else known

    return max((one, other), key=figure)
