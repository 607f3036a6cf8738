"""Stores on every engine: DuckDB, a throw-away PostgreSQL, and a Spark cluster of several processes, started here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
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
from tests.servers import emptied, missing, wait_for

Make = Callable[[Sequence[Event]], Store]
WORKERS = 2


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
        wait_for(lambda: "Starting Spark master at" in log.read_text(), "Spark's master")
        found = re.search(r"Starting Spark master at (spark://[\d.:]+)", log.read_text())
        assert found, log.read_text()
        for n in range(WORKERS):
            own = ("--cores", "2", "--memory", "2g", "--work-dir", str(folder / f"work-{n}"))
            running.enter_context(_daemon(folder, "worker.Worker", found[1], *own))
        wait_for(lambda: log.read_text().count("Registering worker") == WORKERS, "Spark's workers")
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
