"""Many events in columns: what hardly two of them share one by one, what many share once.

A bulk import goes from the columns of a file to the columns of the store in this form, without an `Event` for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from conflictmap.model.event import Event

OWN = ("id", "summary_en", "summary_ar", "first_reading", "updated")
"""Fields of an event that hardly any two share."""
SHARED = tuple(field.name for field in fields(Event) if field.name not in OWN)
"""Fields that many share."""
_DEFAULTS = {field.name: field.default for field in fields(Event) if field.default is not MISSING}
_MOST_CODES = 2**62  # combinations that a 64-bit number can tell apart

BATCH = 50_000
"""Events of a batch: more of them share parts, fewer take less memory."""

Indices = npt.NDArray[np.intp]


class Shared(NamedTuple):
    """A column of values of which most occur often: the values, and which of them each row has."""

    values: Sequence[Any]
    at: Indices

    @classmethod
    def same(cls, value: Any, rows: int) -> Shared:
        """One value for all rows."""
        return cls((value,), np.zeros(rows, np.intp))

    @classmethod
    def of(cls, values: Sequence[Any]) -> Shared:
        """The column of these values; equal ones become one."""
        numbers: dict[Any, int] = {}
        by_object: dict[int, int] = {}  # looked up first: an object is found sooner than an equal one
        at = np.empty(len(values), np.intp)
        for row, value in enumerate(values):
            number = by_object.get(id(value))
            if number is None:
                number = by_object[id(value)] = numbers.setdefault(value, len(numbers))
            at[row] = number
        return cls(list(numbers), at)

    def map(self, make: Callable[[Any], Any]) -> Shared:
        """The column with `make(value)` in place of each value, made once."""
        return Shared([make(value) for value in self.values], self.at)

    def merged(self) -> Shared:
        """The same column with equal values as one."""
        found = Shared.of(self.values)
        return Shared(found.values, found.at[self.at])

    def take(self, rows: Indices) -> Shared:
        """The column of some rows; it keeps only values that occur in them."""
        found, at = np.unique(self.at[rows], return_inverse=True)
        return Shared([self.values[number] for number in found], at)

    def column(self) -> list[Any]:
        """The value of each row."""
        return [self.values[number] for number in self.at.tolist()]


def joined(parts: Sequence[Shared]) -> Shared:
    """Columns side by side as one: its values are tuples, each combination that occurs once."""
    code, codes = np.zeros(len(parts[0].at), np.int64), 1
    for part in parts:
        if codes * len(part.values) > _MOST_CODES:
            found, code = np.unique(code, return_inverse=True)
            codes = len(found)
        code, codes = code * len(part.values) + part.at, codes * len(part.values)
    _, first, at = np.unique(code, return_index=True, return_inverse=True)
    columns = [[part.values[number] for number in part.at[first].tolist()] for part in parts]
    return Shared(list(zip(*columns, strict=True)), at)


@dataclass(frozen=True)
class Batch:
    """Events in columns.

    rows: the row of the file that each event is of. own: the fields OWN by name, one value an event; those that are
    missing are none. shared: the fields SHARED by name. Whoever makes a batch answers for it being as good as events:
    parts such as places have checked themselves; `events` checks all.
    """

    rows: Sequence[int]
    own: Mapping[str, Sequence[Any]]
    shared: Mapping[str, Shared]

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def made(cls, rows: Sequence[int], own: Mapping[str, Sequence[Any]], shared: Mapping[str, Shared]) -> Batch:
        """A batch of these columns; others are as events have them by default."""
        missing = {name: Shared.same(_DEFAULTS[name], len(rows)) for name in SHARED if name not in shared}
        none = {name: [None] * len(rows) for name in OWN if name not in own}
        return cls(rows, {**none, **own}, {**missing, **shared})

    @classmethod
    def of(cls, numbered: Sequence[tuple[int, Event]]) -> Batch:
        """The columns of events and the numbers of their rows."""
        events = [event for _, event in numbered]
        return cls(
            [row for row, _ in numbered],
            {name: [getattr(event, name) for event in events] for name in OWN},
            {name: Shared.of([getattr(event, name) for event in events]) for name in SHARED},
        )

    def events(self) -> Iterator[Event]:
        """The events one by one. Raises `InvalidEvent` where one breaks the model."""
        columns = [*(self.own[name] for name in OWN), *(self.shared[name].column() for name in SHARED)]
        for values in zip(*columns, strict=True):
            yield Event(**dict(zip((*OWN, *SHARED), values, strict=True)))


def batches(numbered: Iterable[tuple[int, Event]]) -> Iterator[Batch]:
    """Events with the numbers of their rows, in batches."""
    coming = iter(numbered)
    while chunk := list(islice(coming, BATCH)):
        yield Batch.of(chunk)
