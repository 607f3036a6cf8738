"""Who acts in a text: names of the actor vocabulary, generic agents with a nationality ("طائرة مسيرة تركية",
"Israeli soldiers"), countries, and what a country's own reports call its parties. Demonyms are actors, never places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from conflictmap.coder.lexicon import table
from conflictmap.coder.phrases import Found, PhraseBook
from conflictmap.coder.placewords import is_preposition
from conflictmap.coder.words import Remembered, Word
from conflictmap.model import vocabulary
from conflictmap.model.event import Actor
from geodata.normalize import fold, is_arabic

_FORCES = ("forces", "weapon", "police")
_ARMED_AGENTS = ("forces", "weapon", "police", "armed")
_ARMED_KINDS = ("state_forces", "rebel_group", "political_militia", "identity_militia", "external_forces")
_GENERIC_KINDS = ("civilians", "protesters", "rioters", "unknown")
_SHORT = 3  # letters; a Latin name so short must be written in capitals: "US", "WHO"
_ARMED_CIVILIANS = ("settlers_il",)
_SETTLED = ("PS", "IL")  # countries where settlers are these
_ADJECTIVE_ENDINGS = ("يه", "ي", "ين", "ون", "ات", "ه")  # of a word between a noun and its nationality
_QUOTES = '"“”«»'
_BEHIND_FORMER = 2  # words from "former" to the noun
_LOOK_AHEAD = 3  # words between a nationality and its noun


class Span(NamedTuple):
    """The days a name is used of an actor; None is open."""

    first: date | None
    last: date | None

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it; an unknown day only in what is open to the end."""
        if day is None:
            return self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class _Name(NamedTuple):
    actor: str
    days: Span


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named at words `start` to `end`. `how`: name, agent, adjective, country, local.

    `agent` is the class of a generic noun (forces, police, civilians, armed, weapon ...), `id` the vocabulary row
    where one is known; `name`, `name_ar`, `kind` as in `model.Actor`.
    """

    start: int
    end: int
    how: str
    name: str
    name_ar: str | None
    kind: str
    id: str | None = None
    agent: str = ""
    country: str | None = None

    @property
    def is_armed(self) -> bool:
        """Whether this can use force."""
        if self.agent == "settlers" or self.id in _ARMED_CIVILIANS:
            return True
        return self.agent in _ARMED_AGENTS or (not self.agent and self.kind in _ARMED_KINDS)

    @property
    def is_force(self) -> bool:
        """Whether this is an armed force itself, and not a government or country that may have one."""
        if self.how == "local":
            return self.is_armed
        return (
            self.is_armed
            and self.how in ("name", "agent", "adjective")
            and (self.id not in _states() or self.agent == "forces")
        )

    @property
    def is_civilian(self) -> bool:
        """Whether this is people without arms."""
        return self.kind == "civilians" and not self.is_armed

    @property
    def is_named(self) -> bool:
        """Whether it says more than a noun alone: "soldiers" of nobody knows whom says nothing."""
        return self.id is not None or self.how != "agent" or self.agent == "armed"

    def actor(self, role: str) -> Actor:
        """The actor in a role."""
        return Actor.known(self.id, role) if self.id else Actor(self.name, role, self.kind, None, self.name_ar)


@cache
def _states() -> frozenset[str]:
    """Rows of the vocabulary that are governments of nations."""
    return frozenset(row["state"] for row in table("agents")["nationality"] if row["state"] != row["forces"])


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@cache
def _names() -> PhraseBook[_Name]:
    book = vocabulary.actor_book()
    return PhraseBook((name, _Name(actor.id, days)) for actor in book.actors for name, days in _aliases(actor.id))


def forget_names() -> None:
    """Reads the vocabulary's names anew when next asked: it was taught others."""
    _names.cache_clear()
    _BEGINNING.clear()


def _aliases(actor_id: str) -> Iterator[tuple[str, Span]]:
    actor = vocabulary.actor_book().actors.get(actor_id)
    own = Span(_day(actor.more.get("valid_from")), _day(actor.more.get("valid_to")))
    is_generic = actor.more["kind"] in _GENERIC_KINDS
    for name in (actor.en, actor.ar, *actor.more.get("aliases", ())):
        if not (is_generic and ("(" in name or not actor.more.get("country"))):  # agents say those
            yield name.split(" (")[0], own
    for alias in actor.more.get("dated_aliases", ()):
        yield alias["name"], Span(_day(alias.get("from")) or own.first, _day(alias.get("to")) or own.last)


@cache
def _local() -> PhraseBook[tuple[str, _Name]]:
    rows = table("local_actors")["local"]
    return PhraseBook(
        (word, (row["country"], _Name(row["actor"], Span(_day(row.get("valid_from")), _day(row.get("valid_to"))))))
        for row in rows
        for word in row["words"]
    )


@cache
def _agents() -> PhraseBook[dict[str, Any]]:
    return PhraseBook((word, row) for row in table("agents")["agent"] for word in row["words"])


@cache
def _nations(part: str) -> PhraseBook[dict[str, Any]]:
    rows = [
        {**row, "days": Span(_day(row.get("valid_from")), _day(row.get("valid_to")))}
        for row in table("agents")["nationality"]
    ]
    return PhraseBook((word, row) for row in rows for word in row.get(part, ()))


def _may_begin(text: str) -> bool:
    """Whether a word begins the name of any actor; most do not."""
    if text in _former():
        return True
    nations = [_nations(part) for part in ("names", "adjectives", "capitals")]
    books: list[PhraseBook[Any]] = [_names(), _local(), _agents(), *nations]
    return any(book.begins_with(text) for book in books)


_BEGINNING = Remembered(_may_begin)


class ActorFinder:
    """Finds the actors in words of a report that plays in a country, published on a day.

    `is_upper`: whether a word begins with a capital in the original.
    """

    def __init__(
        self, country: str | None, day: date | None, is_upper: Callable[[Word], bool] = lambda word: True
    ) -> None:
        self.country, self.day, self.is_upper = country, day, is_upper

    def find(self, words: Sequence[Word]) -> list[ActorMention]:
        """The actors in order, none within another."""
        found: list[ActorMention] = []
        end = 0
        for position in _BEGINNING.picks(words):
            if position >= end and (mention := self._at(words, position)):
                found.append(mention)
                end = mention.end
        return found

    def _at(self, words: Sequence[Word], position: int) -> ActorMention | None:
        if not self._is_capital(words[position]):
            return None
        named = self._named(words, position)
        is_name = named is not None and self._owner_at(words, position) is None
        tries = (named, self._local(words, position), None if is_name else self._agent(words, position))
        found = [mention for mention in tries if mention]
        if found:
            return max(found, key=lambda mention: mention.end)  # the first of equals: a name before a noun
        return self._national(words, position)

    def _is_capital(self, word: Word) -> bool:
        """Whether a short Latin word can be a name: "US" is one, "us" is none."""
        return len(word.text) > _SHORT or not word.text.isascii() or self.is_upper(word)

    def _named(self, words: Sequence[Word], position: int) -> ActorMention | None:
        hits = _names().all_at(words, position)
        valid = [hit for hit in hits if hit.value.days.holds(self.day)] or hits[:1]
        if not valid:
            return None
        known = self._known(valid[0], valid[0].value.actor, "name")
        inside = (_agents().at(words, n) for n in range(known.start, known.end)) if known.id in _states() else ()
        is_force = any(hit is not None and hit.value.get("as") == "forces" for hit in inside)
        return replace(known, agent="forces") if is_force else known  # "Syrian government forces" are no government

    def _local(self, words: Sequence[Word], position: int) -> ActorMention | None:
        for hit in _local().all_at(words, position) if self.country else ():
            country, name = hit.value
            if country == self.country and name.days.holds(self.day):
                return self._known(hit, name.actor, "local")
        return None

    def _known(self, hit: Found[Any], actor_id: str, how: str) -> ActorMention:
        row = vocabulary.actor_book().actors.get(actor_id)
        return ActorMention(
            hit.start, hit.end, how, row.en, row.ar, str(row.more["kind"]), actor_id, "", row.more.get("country")
        )  # fmt: skip

    def _agent(self, words: Sequence[Word], position: int) -> ActorMention | None:
        """A generic noun, with its nationality behind it ("جنود إسرائيليون") or before it ("Israeli soldiers")."""
        if words[position].text in _former() and not is_arabic(words[position].text):
            near = range(position + 1, min(position + 1 + _BEHIND_FORMER, len(words)))  # "former opposition commander"
            one = next((found for at in near if (found := self._agent(words, at))), None)
            return self._retired(one, position, one.end) if one else None
        hit = _agents().at(words, position)
        hit = None if hit and hit.value.get("of_nation") else hit
        if hit is not None:
            nation = self._nation_after(words, hit.end) if is_arabic(words[position].text) else None
            end = nation[1] if nation else hit.end
            one = self._agent_of(hit, position, end, nation[0] if nation else None)
            is_former = one.is_armed and end < len(words) and words[end].bare in _former()
            return self._retired(one, position, end + 1) if is_former else one
        national = self._nation_at(words, position) or self._owner_at(words, position)
        if national is None or is_arabic(words[position].text):
            return None
        row, end = national
        for start in range(end, min(end + _LOOK_AHEAD, len(words))):
            if words[start].is_sign or (start > end and is_preposition(words[start].text)):
                return None
            hit = _agents().at(words, start)
            if hit is not None:
                return self._agent_of(hit, position, hit.end, row)
        return None

    def _retired(self, one: ActorMention, start: int, end: int) -> ActorMention:
        """People who were armed once: "a former policeman" is a civilian."""
        if not one.is_armed:
            return one
        people = people_of(replace(one, country=one.country or self.country))
        return replace(people, start=start, end=end, country=one.country)

    def _nation_after(self, words: Sequence[Word], end: int) -> tuple[dict[str, Any], int] | None:
        if end < len(words) and words[end].text in _QUOTES:  # مسيرة "إسرائيلية"
            end += 1
        for start in range(end, min(end + 2, len(words))):
            if words[start].is_sign:
                return None
            if start > end and not words[end].text.endswith(_ADJECTIVE_ENDINGS):
                return None
            hit, found = _nations("adjectives").at(words, start), self._nation_at(words, start)
            if found and hit and not hit.reading.clitics:
                return found
        return None

    def _nation_at(self, words: Sequence[Word], position: int) -> tuple[dict[str, Any], int] | None:
        hits = _nations("adjectives").all_at(words, position)
        valid = [hit for hit in hits if hit.value["days"].holds(self.day)]
        return (valid[0].value, valid[0].end) if valid else None

    def _owner_at(self, words: Sequence[Word], position: int) -> tuple[dict[str, Any], int] | None:
        """A nation by name that owns what follows: "Ukraine's forces"."""
        hit = _nations("names").at(words, position)
        if hit is None or [word.text for word in words[hit.end : hit.end + 2]] not in (["'", "s"], ["’", "s"]):
            return None
        return (hit.value, hit.end + 2) if hit.value["days"].holds(self.day) else None

    def _agent_of(
        self, hit: Found[dict[str, Any]], start: int, end: int, nation: dict[str, Any] | None
    ) -> ActorMention:
        """A generic noun as an actor: of a nation, or of the report's country where that says enough."""
        row = hit.value
        country = nation["country"] if nation else None
        actor_id = _vocabulary_row(row, nation, self.country)
        if actor_id:
            known = vocabulary.actor_book().actors.get(actor_id)
            return ActorMention(
                start, end, "agent", known.en, known.ar, str(known.more["kind"]), actor_id, row["as"], country
            )
        return ActorMention(start, end, "agent", row["en"], row["ar"], row["kind"], None, row["as"], country)

    def _national(self, words: Sequence[Word], position: int) -> ActorMention | None:
        """A country by name, or its adjective alone: "إسرائيل", "القصف الروسي"."""
        for part, how in (("names", "country"), ("adjectives", "adjective"), ("capitals", "capital")):
            for hit in _nations(part).all_at(words, position):
                row = hit.value
                if not row["days"].holds(self.day):
                    continue
                actor_id = row["forces"] if how == "adjective" else row["state"]
                mention = self._known(hit, actor_id, how)
                return replace(mention, country=row["country"])
        return None


@cache
def _former() -> frozenset[str]:
    return frozenset(fold(word) for word in table("agents")["former"])


def are_people(words: Sequence[Word], mention: ActorMention) -> bool:
    """Whether an actor is named as people ("جنود", "ضابط"), who may be killed, and not as a body ("الجيش")."""
    return noun_of(words, mention) in table("agents")["people"]


def noun_of(words: Sequence[Word], mention: ActorMention) -> str:
    """The generic noun an actor is called by, as its id in `agents.toml`; empty for a name."""
    hit = _agents().at(words, mention.start)
    return str(hit.value["id"]) if hit else ""


def people_of(mention: ActorMention) -> ActorMention:
    """The people of a nation, where its adjective stands for people who were hurt: "three Palestinians"."""
    book = vocabulary.actor_book()
    actor_id = f"civilians_{(mention.country or '').lower()}"
    row = book.actors.get(actor_id if actor_id in book.actors else "civilians")
    return ActorMention(
        mention.start, mention.end, "agent", row.en, row.ar, "civilians", row.id, "civilians", mention.country
    )  # fmt: skip


def _vocabulary_row(agent: dict[str, Any], nation: dict[str, Any] | None, country: str | None) -> str | None:
    """The row of the vocabulary that a generic noun stands for, where there is one."""
    group = agent["as"]
    if nation and group in _FORCES:
        return str(nation.get(group) or nation["forces"])
    if nation and group == "state":
        return str(nation["state"])
    place = nation["country"] if nation else country
    named = {"civilians": "civilians", "protesters": "protesters", "rioters": "rioters", "armed": "unidentified"}.get(
        group
    )
    if group == "settlers" and place in _SETTLED:
        return _ARMED_CIVILIANS[0]
    if named is None or place is None:
        return None
    if group == "armed" and agent["id"] not in ("unidentified", "unidentified_gunmen", "gunmen"):
        return None
    actor_id = f"{named}_{place.lower()}"
    return actor_id if actor_id in vocabulary.actor_book().actors else None
