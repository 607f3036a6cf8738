"""What every export says of itself: the filter in words, what is in it and what is not, of when, from whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from conflictmap.model.dates import describe_day
from conflictmap.model.naming import dataset_label, licence_label
from conflictmap.words import Lang, joined, number, say

KEY = "conflict_map_export"
"""The member, or metadata key, that holds the statement; files that have it are known to be ours."""


@dataclass(frozen=True)
class About:
    """The statement of an export, in one language.

    filter: in words. link: the address parameters of the same view. shown, unplaced, filtered_out, undated: counts as
    the page gives them. as_of: the newest day in the data. version: the data version. datasets: id, licence and events
    of each. publishers: of the sources, the most frequent first.
    """

    lang: Lang
    filter: str
    link: str
    shown: int
    unplaced: int
    filtered_out: int
    undated: int
    as_of: date | None
    version: int
    datasets: tuple[tuple[str, str, int], ...]
    publishers: tuple[str, ...]

    @property
    def events(self) -> int:
        """How many events are in the export."""
        return self.shown + self.unplaced

    def rows(self) -> list[tuple[str, str]]:
        """The statement as pairs of a label and a text."""
        lang = self.lang
        counts = {
            name: number(getattr(self, name)) for name in ("events", "shown", "unplaced", "undated", "filtered_out")
        }
        said = {
            "filter": self.filter,
            "link": f"?{self.link}" if self.link else "?",
            **counts,
            "as_of": describe_day(self.as_of, lang) if self.as_of else say("date.none", lang),
            "version": str(self.version),
        }
        datasets = [(say("export.dataset", lang), self._dataset(*each)) for each in self.datasets]
        sources = [(say("export.sources", lang), joined(list(self.publishers), lang))] if self.publishers else []
        reading = (say("export.reading", lang), say("export.reading_text", lang))
        return [*((say(f"export.{name}", lang), text) for name, text in said.items()), *datasets, *sources, reading]

    def _dataset(self, dataset: str, licence: str, events: int) -> str:
        name, terms = dataset_label(dataset, self.lang), licence_label(licence, self.lang)
        return say("export.dataset_text", self.lang, name=name, n=number(events), licence=terms)

    def lines(self) -> list[str]:
        """The statement as lines, each in one piece: no line breaks and no commas, at which a table would cut it."""
        texts = [say("export.title", self.lang), *(f"{label}: {text}" for label, text in self.rows())]
        return [" ".join(text.replace(", ", "; ").replace(",", "").split()) for text in texts]

    def to_json(self) -> dict[str, Any]:
        """The statement as an object with fixed keys."""
        datasets = [dict(zip(("dataset", "licence", "events"), each, strict=True)) for each in self.datasets]
        return {
            "filter": self.filter,
            "link": self.link,
            **{name: getattr(self, name) for name in ("events", "shown", "unplaced", "undated", "filtered_out")},
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "version": self.version,
            "datasets": datasets,
            "publishers": list(self.publishers),
            "reading": say("export.reading_text", self.lang),
        }
