"""`python -m benchmarks.coder`: how many articles a second are read into events, stage by stage, on one core.

The articles are the project's own gold reports, put together to about 300 words each. Beside ours: dateparser's
search for dates in the same sentences, and a scan for place names that takes every run of words a gazetteer knows.
Medians of several rounds; places, dates and events are compared with the gold reports.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from dateparser.search import search_dates

from conflictmap.coder.acting import ActorFinder
from conflictmap.coder.coder import Coder
from conflictmap.coder.dates import find_dates
from conflictmap.coder.documents import Document
from conflictmap.coder.evaluate import read_gold
from conflictmap.coder.segments import segment
from conflictmap.coder.text import fold_text
from conflictmap.coder.words import WordList
from geodata import GazetteerGeocoder, distance_km
from geodata.normalize import fold

GOLD = Path(__file__).resolve().parent.parent / "tests" / "coder" / "gold"
ROUNDS = 5
WORDS = 300
SLOW_ARTICLES = 6  # for alternatives that take their time
LONGEST_NAME = 4


def articles() -> list[tuple[str, Any]]:
    """Texts of about 300 words with their day: a report, and as much of the next as it lacks."""
    texts = [(gold["text"], gold.get("published")) for _, gold in read_gold(GOLD)]
    made = []
    for n, (text, day) in enumerate(texts):
        lack = WORDS - len(text.split())
        more = " ".join(texts[(n + 1) % len(texts)][0].split()[:lack]) if lack > 0 else ""
        made.append((f"{text}\n\n{more}", day))
    return made


def rate(read: Callable[[str, Any], Any], texts: list[tuple[str, Any]], rounds: int = ROUNDS) -> float:
    """Articles a second: the median of several rounds after one that warms up."""
    for text, day in texts:
        read(text, day)
    rates = []
    for _ in range(rounds):
        started = time.perf_counter()
        for text, day in texts:
            read(text, day)
        rates.append(len(texts) / (time.perf_counter() - started))
    return median(rates)


def naive_places(geocoder: GazetteerGeocoder, text: str) -> list[Any]:
    """Every longest run of words that the gazetteer knows, as the place it means first."""
    words, found, at = fold(text).split(), [], 0
    while at < len(words):
        for count in range(LONGEST_NAME, 0, -1):
            name = " ".join(words[at : at + count])
            if geocoder.gazetteer.known((name,)):
                found += geocoder.candidates(name, limit=1)[:1]
                break
        else:
            count = 1
        at += count
    return [candidate.place for candidate in found]


def found_places(read: Callable[[str, Any], list[Any]]) -> tuple[int, int, int]:
    """Gold places found, gold places, and places answered, over the gold reports."""
    found = named = answered = 0
    for _, gold in read_gold(GOLD):
        rows = gold.get("place", [])
        if not rows:
            continue
        places = [p for p in read(gold["text"], gold.get("published")) if p.kind != "country"]
        named, answered = named + len(rows), answered + len(places)
        found += sum(
            any(distance_km(p.lat, p.lon, row["lat"], row["lon"]) <= row["tol_km"] for p in places) for row in rows
        )
    return found, named, answered


def main() -> None:
    """Prints the tables."""
    geocoder = GazetteerGeocoder()
    coder, texts = Coder(geocoder), articles()
    words = sum(len(text.split()) for text, _ in texts) / len(texts)
    gc.freeze()
    whole = rate(lambda text, day: coder.code(Document(text, "a"), published=day), texts)
    stages = {
        "ours: whole": whole,
        "ours: reports and sentences": rate(lambda text, day: segment(text), texts),
        "ours: words": rate(lambda text, day: WordList(fold_text(text)), texts),
        "ours: dates": rate(find_dates, texts),
        "ours: places": rate(lambda text, day: coder.mentions(Document(text, "a"), day), texts),
        "ours: actors": rate(lambda text, day: ActorFinder("SY", day).find(WordList(fold_text(text)).words), texts),
        "dateparser: search_dates": rate(
            lambda text, day: search_dates(text, languages=["ar", "en"]), texts[:SLOW_ARTICLES], 1
        ),
        "every known run of words as a place": rate(
            lambda text, day: naive_places(geocoder, text), texts[:SLOW_ARTICLES], 1
        ),
    }
    print(f"{len(texts)} articles of {words:.0f} words, one core, medians of {ROUNDS} rounds\n")
    print(f"{'articles a second':<40}{'':>10}{'ratio':>10}")
    for name, value in stages.items():
        print(f"{name:<40}{value:>10.1f}{value / whole:>10.3f}")
    print(f"\n{'places':<40}{'found':>10}{'of':>8}{'answered':>10}")
    for name, read in (
        ("ours", lambda text, day: [m.place for m in coder.mentions(Document(text, "a"), day)]),
        ("every known run of words as a place", lambda text, day: naive_places(geocoder, text)),
    ):
        found, named, answered = found_places(read)
        print(f"{name:<40}{found:>10}{named:>8}{answered:>10}")


if __name__ == "__main__":
    main()
