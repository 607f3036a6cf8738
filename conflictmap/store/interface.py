"""What the program may ask of a store, whichever engine keeps the events.

A store knows its version, gives events, takes events, and answers questions. A question is a function of this package
that is marked `@question`: what it says in SQL is how the embedded DuckDB file answers it, at full speed; another
engine answers the question of the same name in its own way (`portable/answers.py`). Callers see one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from conflictmap.filters import EventFilter
from conflictmap.model.event import Event

if TYPE_CHECKING:
    from conflictmap.store.store import EventStore

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class Question(NamedTuple):
    """A question by its name, `module.function`, and how the embedded file answers it."""

    name: str
    of_file: Callable[..., Any]


class Store(Protocol):
    """The narrow interface."""

    folder: Path
    """Where files lie that belong to the events: rejected rows, events as they were before an import."""

    @property
    def version(self) -> int:
        """The number of the current data version; 0 for a store that was never written."""

    def __hash__(self) -> int:
        """It is part of cache keys."""

    def get(self, event_id: str) -> Event:
        """The event with this id.

        Raises:
            UnknownEvent: there is none.
        """

    def query(self, filter: EventFilter) -> Iterator[Event]:
        """The events that pass, newest first, undated ones last."""

    def count(self, filter: EventFilter) -> int:
        """How many events pass."""

    def is_current(self) -> bool:
        """Whether its codes are those of today's vocabularies."""

    def add(self, events: Iterable[Event]) -> int:
        """Adds events, replacing those with the same id, as one new version; returns that version.

        Raises:
            StoreError: it can only be read, or another writer did not come to an end.
        """

    def ask(self, question: Question, *arguments: Any, **named: Any) -> Any:
        """The answer to a question.

        Raises:
            StoreError: this engine has no answer to it.
        """


QUESTIONS: dict[str, Question] = {}
"""All questions, by name."""


def question(
    of_file: Callable[Concatenate[EventStore, Parameters], Answer],
) -> Callable[Concatenate[Store, Parameters], Answer]:
    """Makes a function that asks the embedded file one that asks any store."""
    asked = Question(f"{of_file.__module__.rpartition('.')[2]}.{of_file.__name__}", of_file)
    QUESTIONS[asked.name] = asked

    @wraps(of_file)
    def ask(store: Store, /, *arguments: Parameters.args, **named: Parameters.kwargs) -> Answer:
        answer: Answer = store.ask(asked, *arguments, **named)
        return answer

    return ask
