"""ACLED's files by actor, in which an event of two actors has two rows, each with one of them → rows by event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conflictmap.formats.acledvalues import is_missing
from conflictmap.formats.base import Rejection
from conflictmap.formats.sheets import Cells

_ACTOR = ("actor1", "assoc_actor_1", "inter1")
_OTHER = ("actor2", "assoc_actor_2", "inter2")
_Row = tuple[int, Cells]


def are_by_actor(found: Mapping[str, int]) -> bool:
    """Whether the columns are those of a file by actor: ids and the first actor, no second one."""
    return {"event_id_cnty", "actor1"} <= found.keys() and not found.keys() & set(_OTHER)


class Pairs:
    """Rows of a file by actor, the second row of an event joined to its first as `found` and `width` then say.

    found, width: where our columns stand in the joined rows, and how many cells these have.
    """

    def __init__(self, rows: Iterator[_Row], found: Mapping[str, int], width: int) -> None:
        self._rows, self._own, self._wide = rows, found, width
        self.found = {**found, **{name: width + at for at, name in enumerate(_OTHER)}}
        self.width = width + len(_OTHER)
        self._left: list[Rejection] = []

    def left(self) -> list[Rejection]:
        """The rows that have become part of another one, or fit the header not, since this was last asked."""
        left, self._left = self._left, []
        return left

    def __iter__(self) -> Iterator[_Row]:
        """The rows, each with cells for the other actor."""
        waiting: _Row | None = None
        for number, cells in self._rows:
            if len(cells) != self._wide:
                expected = f"{self._wide} cells as in the header, got {len(cells)}"
                self._left.append(Rejection(number, "", ",".join(cells)[:80], expected))
            elif waiting is None:
                waiting = number, cells
            elif self._is_same(waiting[1], cells):
                self._left.append(self._joined(number, cells, waiting[0]))
                yield waiting[0], [*waiting[1], *self._actor(cells)]
                waiting = None
            else:
                yield waiting[0], [*waiting[1], "", "", ""]
                waiting = number, cells
        if waiting is not None:
            yield waiting[0], [*waiting[1], "", "", ""]

    def _is_same(self, first: Cells, second: Cells) -> bool:
        """Whether two rows tell the same event; both actors may bear one name, as rioters against rioters."""
        at = self._own["event_id_cnty"]
        return first[at] == second[at] and not is_missing(first[at])

    def _actor(self, cells: Cells) -> Cells:
        return [cells[self._own[name]] if name in self._own else "" for name in _ACTOR]

    def _joined(self, number: int, cells: Cells, first: int) -> Rejection:
        row_id = cells[self._own["event_id_cnty"]][:80]
        reason = f"an event of its own; this is the other actor of the event in row {first}, and kept there"
        return Rejection(number, "event_id_cnty", row_id, reason)
