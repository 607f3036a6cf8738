"""A PostgreSQL server for tests, started here and thrown away.

Where a program is missing, its tests say so and are left out; in CI they fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def missing(what: str) -> None:
    """Leaves a test out with the reason, or lets it fail where everything is expected to be there."""
    message = f"{what}, so the store on it is not tested"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps it out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server with an empty database; it listens on a socket in its own folder."""
    programs = _postgres_programs()
    if programs is None:
        missing("PostgreSQL is not installed")
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="cm-pg-", dir="/tmp"))
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    run = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = folder / "data"
    create = [programs / "initdb", "-D", data, "-U", "conflictmap", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*map(str, create), "--no-sync"], check=True, **run)
    options = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "shared_buffers=64MB")
    server = [str(programs / "postgres"), "-D", str(data), *(part for each in options for part in ("-c", each))]
    process = subprocess.Popen(server, **run)
    try:
        address = f"postgresql://conflictmap@/postgres?host={folder}"
        wait_for(lambda: (folder / ".s.PGSQL.5432").exists(), "PostgreSQL")
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(is_there: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Waits until something that was started is there."""
    end = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.1)


def emptied(address: str) -> str:
    """The database without any tables."""
    import psycopg

    end = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                return address
        except psycopg.OperationalError:  # it is about to take connections
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
