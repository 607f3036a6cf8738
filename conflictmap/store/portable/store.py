"""PortableStore: the events in an engine that Ibis speaks the language of.

Ibis turns expressions into the engine's SQL, values quoted by its rules; the engine's own driver runs it. What no
engine but the embedded file can answer is asked of an extract: the events that pass, brought into DuckDB's memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn, Protocol

import ibis
import ibis.expr.types as ir

from conflictmap import settings
from conflictmap.errors import StoreError, UnknownEvent
from conflictmap.filters import EventFilter
from conflictmap.model.event import Event
from conflictmap.store import rows, terms
from conflictmap.store.interface import Question
from conflictmap.store.portable import conditions
from conflictmap.store.portable.conditions import Means
from conflictmap.store.portable.extract import Extract
from conflictmap.store.portable.layout import ACTOR, EVENT, WHOLE, to_row
from conflictmap.store.terms import Terms
from conflictmap.store.where import Clause

NEWEST_FIRST = (ibis.desc("end_day", nulls_first=False), ibis.desc("start_day", nulls_first=False), ibis.asc("id"))
ActorNames = tuple[str, str, str | None]
"""Key, name and Arabic name of an actor."""


class Engine(Protocol):
    """What runs SQL over the tables of `layout`, and how it differs from others."""

    name: str
    dialect: str
    """What Ibis calls its language."""

    @property
    def version(self) -> int:
        """The number of the data version; 0 for tables that were never written."""

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they come.

        Raises:
            StoreError: the engine cannot be reached, or refuses.
            QueryStopped: the present watch stopped it.
        """

    def overlaps(self, column: ir.ArrayValue, values: ir.ArrayValue) -> ir.BooleanValue:
        """Whether two arrays have a common element."""

    def terms(self) -> Terms:
        """The terms that its codes stand for."""

    def add(self, events: Iterable[Event]) -> int:
        """Adds or replaces events as one new version, and returns it; or says that it can only be read."""


class PortableStore:
    """The events in an engine. Thread-safe as the engine is."""

    def __init__(self, engine: Engine, folder: Path, further: Mapping[str, Callable[..., Any]]) -> None:
        """The store in an engine; `further` are questions by name that this engine answers and others do not."""
        self.engine = engine
        self._further = further
        self.folder = folder
        self.actors_of = lru_cache(maxsize=2)(self._read_actors)
        self.extract_of = lru_cache(maxsize=4)(self._extract)

    # The narrow interface

    @property
    def version(self) -> int:
        """The number of the current data version."""
        return self.engine.version

    def get(self, event_id: str) -> Event:
        """The event with this id."""
        found = list(self.whole(WHOLE.filter(WHOLE.id == event_id)))
        if not found:
            raise UnknownEvent(f"expected the id of an event, got {event_id!r}")
        return rows.to_event(found[0])

    def query(self, filter: EventFilter) -> Iterator[Event]:
        """The events that pass, newest first, undated ones last."""
        for row in self.whole(WHOLE.filter(self.condition(WHOLE, filter))):
            yield rows.to_event(row)

    def count(self, filter: EventFilter) -> int:
        """How many events pass."""
        t = EVENT.filter(self.condition(EVENT, filter))
        return int(self.all(t.aggregate(n=t.count()))[0][0])

    def is_current(self) -> bool:
        """Whether its codes are those of today's vocabularies."""
        return self.version == 0 or self.engine.terms() == terms.current()

    def add(self, events: Iterable[Event]) -> int:
        """Adds events, replacing those with the same id."""
        return self.engine.add(events)

    def ask(self, question: Question, *arguments: Any, **named: Any) -> Any:
        """The answer to a question: the engine's own, else that of an extract of the events that pass."""
        from conflictmap.store.portable.answers import ANSWERS  # which needs this module

        if answer := self._further.get(question.name) or ANSWERS.get(question.name):
            return answer(self, *arguments, **named)
        if arguments and isinstance(arguments[0], EventFilter):
            return question.of_file(self.extract_of(self.version, arguments[0]), *arguments, **named)
        return self._refuse(question)

    def _refuse(self, question: Question) -> NoReturn:
        raise StoreError(
            f"{self.engine.name}: expected a question that it answers, got {question.name}; the embedded store does it"
        )

    # Asking the engine

    def means(self) -> Means:
        """What conditions need."""
        return Means({key: code for code, (key, *_) in self.actors().items()}, self.engine.overlaps)

    def condition(self, t: ir.Table, filter: EventFilter) -> ir.BooleanValue:
        """The condition of a filter on a table."""
        return conditions.condition(t, filter, self.means() if filter.actor else Means({}, self.engine.overlaps))

    def further(self, t: ir.Table, clause: Clause) -> ir.BooleanValue:
        """A further condition on a table."""
        return conditions.further(t, clause)

    def stream(self, asked: ir.Table) -> Iterator[tuple[Any, ...]]:
        """The rows of an expression, as they come."""
        return self.engine.rows(ibis.to_sql(asked, dialect=self.engine.dialect))

    def all(self, asked: ir.Table) -> list[tuple[Any, ...]]:
        """The rows of an expression."""
        return list(self.stream(asked))

    def whole(self, asked: ir.Table) -> Iterator[dict[str, Any]]:
        """Rows of WHOLE, newest first, as `rows.to_event` takes them."""
        for row in self.stream(asked.order_by(NEWEST_FIRST)):
            yield to_row(dict(zip(WHOLE.columns, row, strict=True)))

    def actors(self) -> dict[int, ActorNames]:
        """The actors that events name, by code."""
        found: dict[int, ActorNames] = self.actors_of(self.version)
        return found

    def _read_actors(self, version: int) -> dict[int, ActorNames]:
        return {code: (key, name, name_ar) for code, key, name, name_ar in self.stream(ACTOR)}

    def _extract(self, version: int, filter: EventFilter) -> Extract:
        most, count = settings.number("extract_limit"), self.count(filter)
        if count > most:
            raise StoreError(
                f"{self.engine.name}: expected at most {most:,} events ({settings.variable('extract_limit')}) for what "
                f"is computed beside it, got {count:,}; a narrower filter has fewer"
            )
        found = self.stream(WHOLE.filter(self.condition(WHOLE, filter)))
        return Extract(version, self.folder, found, [(code, *names) for code, names in self.actors().items()])
