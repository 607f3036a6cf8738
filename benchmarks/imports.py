"""How long imports take and how much memory: whole processes, made-up files in ACLED's shape.

python -m benchmarks.imports [--rows 5000 1000000] [--store postgresql://… for one number of rows]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import acledfiles


def main() -> None:
    """Writes files, imports them into stores of their own, and prints what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[5_000, 1_000_000])
    parser.add_argument("--folder", help="where the files are kept; a temporary folder by default")
    parser.add_argument("--store", default="", help="the address of an empty database; the file under home by default")
    arguments = parser.parse_args()
    os.environ["CONFLICTMAP_STORE"] = arguments.store
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.folder or temporary)
        print(f"{'what':<44}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}")
        for rows in arguments.rows:
            _measure(folder, Path(temporary) / str(rows), rows)


def _measure(folder: Path, home: Path, rows: int) -> None:
    first, second = folder / f"acled-{rows}.csv", folder / f"acled-{rows}-revised.csv"
    for path, revised in ((first, 0.0), (second, 0.05)):
        if not path.exists():
            acledfiles.write(path, rows, revised=revised)
    _run(home, f"{rows:,} rows into an empty store", "import", str(first))
    _run(home, f"{rows:,} rows, 5 % of them revised", "import", str(second))
    _run(home, f"the second import of {rows:,} rows undone", "import", "--undo", "2")
    edit = (
        "from conflictmap.store.store import shared_store; from conflictmap.filters import EventFilter; "
        "store = shared_store(); store.add([next(store.query(EventFilter(country=('SY',))))])"
    )
    _time(home, f"one event of {rows:,} changed", [sys.executable, "-c", edit])


def _run(home: Path, what: str, *arguments: str) -> None:
    _time(home, what, [sys.executable, "-m", "conflictmap", *arguments])


def _time(home: Path, what: str, command: list[str]) -> None:
    environment = {**os.environ, "CONFLICTMAP_HOME": str(home)}
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    said = "" if process.returncode == 0 else f"  failed with status {process.returncode}"
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{what:<44}{seconds:>9.1f}{cpu:>9.1f}{usage.ru_maxrss * _MAXRSS_BYTES / 1e6:>9.0f}{said}", flush=True)


_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # what getrusage counts in


if __name__ == "__main__":
    main()
