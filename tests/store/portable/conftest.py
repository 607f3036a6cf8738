"""Stores on every engine, started here: DuckDB, a throw-away PostgreSQL, and a Spark cluster of several processes.

Where a program is missing, its tests say so and are left out; in CI they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from conflictmap.model.event import Event
from conflictmap.store.interface import Store
from conflictmap.store.portable import archive
from conflictmap.store.portable.opening import open_store
from conflictmap.store.store import EventStore

Make = Callable[[Sequence[Event]], Store]
WORKERS = 2


def missing(what: str) -> None:
    """Leaves a test out with the reason, or lets it fail where everything is expected to be there."""
    message = f"{what}, so the store on it is not tested"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


# PostgreSQL


def _postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps it out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
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
        _wait_for(lambda: (folder / ".s.PGSQL.5432").exists(), "PostgreSQL")
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(is_there: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < end, f"{what} did not start"
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


# Spark


QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"
"""Java compiles quickly rather than well: the tests ask each question a few times only."""
SPARK = {
    "spark.cores.max": str(WORKERS),  # one of each worker, the other is for a second program
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    "spark.sql.shuffle.partitions": "2",
    "spark.log.level": "ERROR",
}


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a standalone cluster of Spark, and the folder where each of its workers has one of its own."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        missing("Java is not installed")
    folder = tmp_path_factory.mktemp("cluster")
    with ExitStack() as running:
        log = running.enter_context(_daemon(folder, "master.Master", "--port", "0"))
        _wait_for(lambda: "Starting Spark master at" in log.read_text(), "Spark's master")
        found = re.search(r"Starting Spark master at (spark://[\d.:]+)", log.read_text())
        assert found, log.read_text()
        for n in range(WORKERS):
            own = ("--cores", "2", "--memory", "2g", "--work-dir", str(folder / f"work-{n}"))
            running.enter_context(_daemon(folder, "worker.Worker", found[1], *own))
        _wait_for(lambda: log.read_text().count("Registering worker") == WORKERS, "Spark's workers")
        yield found[1], folder


@contextmanager
def _daemon(folder: Path, name: str, *arguments: str) -> Iterator[Path]:
    """Runs a master or a worker, and gives the file that it logs to."""
    import pyspark

    home = Path(pyspark.__file__).parent
    own = {"SPARK_HOME": str(home), "SPARK_LOCAL_DIRS": str(folder), "SPARK_DAEMON_MEMORY": "256m"}
    environment = {**os.environ, **own, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_JAVA_OPTS": QUICK}
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]
    path = folder / f"{name}-{len(list(folder.glob('*.log')))}.log"
    with path.open("w") as log:
        listen = ("--host", "127.0.0.1", "--webui-port", "0")
        process = subprocess.Popen(
            [*command, *listen, *arguments], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield path
    finally:
        process.terminate()  # the script became Java, so this is what ends
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def spark(cluster: tuple[str, Path]) -> Iterator[str]:
    """The address of a Spark cluster: a master and workers whose executors are processes of their own."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    yield cluster[0]
    _stop_session()


def _stop_session() -> None:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session:
        session.stop()
    gateway = SparkContext._gateway
    if gateway is not None:  # its JVM would outlive the tests
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=20)


# Stores with events


ENGINES = [
    pytest.param("embedded"),
    pytest.param("parquet"),
    pytest.param("postgres", marks=pytest.mark.engines),
    pytest.param("spark", marks=pytest.mark.engines),
]


@pytest.fixture(scope="module", params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a store of some events on an engine; the one made before is no longer of use."""
    engine = request.param
    found = request.getfixturevalue(engine) if engine in ("postgres", "spark") else ""

    def make_store(events: Sequence[Event]) -> Store:
        folder = tmp_path_factory.mktemp(engine)
        if engine == "postgres":
            store = open_store(emptied(found), folder)
            store.add(events)
            return store
        embedded = EventStore(folder / "store")
        embedded.add(events)
        if engine == "embedded":
            return embedded
        archive.export(embedded, folder / "archive")
        master = "parquet:" if engine == "parquet" else found
        options = SPARK if engine == "spark" else {}
        return open_store(f"{master}?{urlencode({'path': str(folder / 'archive'), **options})}", folder)

    make_store.engine = engine  # type: ignore[attr-defined]  # a mark on the function
    return make_store
