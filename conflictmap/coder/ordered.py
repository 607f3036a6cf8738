"""Findings by where they start, so that those of a stretch of words are had without looking at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=_Placed)


class Ordered(Generic[T]):
    """Findings in the order of their first words."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = sorted(items, key=lambda item: item.start)
        self._starts = [item.start for item in self._items]

    def between(self, first: int, last: int) -> list[T]:
        """Those that start at words `first` to before `last`."""
        return self._items[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
