"""Which actor of our vocabulary a name of a dataset means, on a day and in a country; none where it is not sure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from conflictmap.model import vocabulary
from conflictmap.model.vocabulary import Term
from geodata import fold

_LONG_NAME = 7  # letters; a shorter name, or an abbreviation, is shared by actors of several countries


def find_actor(
    name: str, day: date | None, places: Collection[str], own: Mapping[str, Sequence[str]] | None = None
) -> Term | None:
    """The actor a dataset's name means.

    Args:
        name: as the dataset writes it.
        day: of the event; an actor that did not exist then is not meant.
        places: countries (alpha-2) the event has to do with: a short name only means an actor of one of them.
        own: ids by the folded names that the dataset has for actors and our vocabulary does not list.
    """
    book = vocabulary.actor_book()
    for actor_id in (own or {}).get(fold(name), ()):
        if exists(actor := book.actors.get(actor_id), day):
            return actor
    found = book.find(name)
    if found is None or name == found or not exists(actor := book.actors.get(found), day):
        return None
    is_from = actor.more.get("country")
    return actor if len(name) >= _LONG_NAME or is_from is None or is_from in places else None


def government(country: str | None, day: date | None) -> Term | None:
    """The government of a country (alpha-2) on a day, where the vocabulary has it."""
    ids = _governments().get(country or "", ())
    return next((actor for actor in ids if exists(actor, day)), None)


def civilians(country: str | None) -> Term:
    """The civilians of a country (alpha-2), or all civilians."""
    actors = vocabulary.actor_book().actors
    own = f"civilians_{(country or '').lower()}"
    return actors.get(own if own in actors else "civilians")


def exists(actor: Term, day: date | None) -> bool:
    """Whether an actor exists on a day, as far as the vocabulary knows."""
    first, last = actor.more.get("valid_from"), actor.more.get("valid_to")
    return day is None or ((not first or first <= day.isoformat()) and (not last or day.isoformat() <= last))


def era(day: date | None) -> date | None:
    """The last day up to a day on which an actor began, or no longer existed: until the next one, all stay the same."""
    if day is None:
        return None
    at = bisect_right(_turns(), day)
    return _turns()[at - 1] if at else date.min


@cache
def _turns() -> list[date]:
    rows = [actor.more for actor in vocabulary.actor_book().actors]
    firsts = {date.fromisoformat(row["valid_from"]) for row in rows if row.get("valid_from")}
    ends = {date.fromisoformat(row["valid_to"]) + timedelta(days=1) for row in rows if row.get("valid_to")}
    return sorted(firsts | ends)


@cache
def _governments() -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for actor in vocabulary.actor_book().actors:
        own = f"gov_{str(actor.more.get('country', '')).lower()}"
        if actor.id == own or actor.id.startswith(f"{own}_"):
            found.setdefault(str(actor.more["country"]), []).append(actor)
    return found
