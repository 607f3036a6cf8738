"""Names that only say where something else lies: the ends of a road, and towns to a side of which it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conflictmap.coder import placewords as near
from conflictmap.coder.placewords import Toponym
from conflictmap.coder.words import Word

DASHES = "-–/"

_TO_BETWEEN = 5  # words back from a name to "between", "linking"
_ENDS_OF_ROADS = ("and", "with", "to")


class Lying:
    """Reads such names among words. `is_upper`: as in `toponyms`."""

    def __init__(self, words: Sequence[Word], is_upper: Callable[[Word], bool]) -> None:
        self.words, self.is_upper = words, is_upper

    def is_on_road(self, before: Toponym | None, position: int, name_at: int, end: int) -> bool:
        """Whether a name is but an end of a road: "طريق دمشق - السويداء", "the Damascus-Daraa highway"."""
        reach = 1 + _TO_BETWEEN if self._is_between(position) else 1
        around = [w.text for w in (*self.words[max(0, position - reach) : name_at], *self.words[end : end + 1])]
        if any(text in near.roads() for text in around):
            return True
        if before is None or not before.on_road:
            return False
        parted = [w.text for w in self.words[before.end : position]]
        is_other_end = (len(parted) == 1 and parted[0] in _ENDS_OF_ROADS) or (
            not parted and self.words[position].text.startswith("و")
        )
        return (len(parted) == 1 and parted[0] in DASHES) or (is_other_end and self._is_between(before.start))

    def _is_between(self, position: int) -> bool:
        """Whether "between" stands before a name."""
        for at in range(position - 1, max(-1, position - _TO_BETWEEN), -1):
            if self.words[at].text in near.between():
                return True
            if self.words[at].text not in "'’s" and not self.is_upper(self.words[at]):
                return False
        return False

    def distance(self, position: int, before: list[str]) -> list[str]:
        """The number and unit before a side: "35 kilometres" of "35 kilometres west of Taez", or "35km"."""
        texts = [word.text for word in self.words[max(0, position - 2) : position]]
        if texts and texts[-1][:1].isdigit():
            unit = texts[-1].lstrip("0123456789")
            texts = [texts[-1].removesuffix(unit), unit]
        is_told = len(texts) == 2 and texts[0].isdigit() and texts[1] in near.distance_units()
        return texts if is_told and before[:1] and before[0].split()[0] in near.side_words() else []
