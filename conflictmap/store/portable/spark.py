"""Apache Spark over an archive: many machines, hundreds of millions of events. Only read."""

from __future__ import annotations

import atexit
import contextlib
import socket
import threading
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from conflictmap.errors import StoreError
from conflictmap.model.event import Event
from conflictmap.store import watch
from conflictmap.store.portable.archive import Address, Archive
from conflictmap.store.portable.layout import COLUMNS
from conflictmap.store.terms import Terms

_OPTIONS = {
    "spark.app.name": "conflictmap",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "16",  # most answers are small; adaptive execution joins them further
    "spark.sql.session.timeZone": "UTC",
    "spark.scheduler.mode": "FAIR",  # a viewer's short query does not wait for another's long one
}
"""Settings of the session, unless the address has others."""
_CLUSTER = "spark://"
_CONNECT_S = 5


@ibis.udf.scalar.builtin(signature=(("array<int32>", "array<int32>"), "boolean"))
def arrays_overlap(one: Any, other: Any) -> Any:
    """Whether two arrays have a common element."""


def _said(error: Exception) -> str:
    """The first line of an error of the cluster, without Java's stack."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]


def _stop(session: SparkSession) -> None:
    """Says goodbye to the cluster at the end of the process, if nobody did before."""
    with contextlib.suppress(Exception):
        session.stop()


def _check_listens(name: str, master: str) -> None:
    """Knocks at a cluster's masters, of which one is at work: Java would take minutes to say that nobody is there.

    Raises:
        StoreError: nobody listens, or the address has no host and port.
    """
    said = []
    for each in master.removeprefix(_CLUSTER).split(","):
        try:
            parts = urlsplit(_CLUSTER + each)
            socket.create_connection((parts.hostname or "", parts.port or 0), _CONNECT_S).close()
            return
        except (OSError, ValueError) as error:  # a port that is no number is a ValueError
            said.append(f"{each}: {getattr(error, 'strerror', None) or error}")
    raise StoreError(f"{name}: expected a master of Spark that listens at {_CLUSTER}HOST:PORT, got: {'; '.join(said)}")


class _Job:
    """The jobs of one query as a watch sees them."""

    def __init__(self, session: SparkSession) -> None:
        self.tag = f"query-{uuid.uuid4().hex}"
        self.is_stopped = False
        self._session = session

    def interrupt(self) -> None:
        self.is_stopped = True
        self._session.sparkContext.cancelJobsWithTag(self.tag)


class Spark:
    """A Spark cluster and an archive that all its machines see. Thread-safe."""

    name, dialect = "Spark archive", "pyspark"

    def __init__(self, address: Address) -> None:
        """Opens the archive and a session on the cluster.

        Raises:
            StoreError: there is no archive, or the cluster does not answer.
        """
        self._archive = Archive(address.path)
        if address.master.startswith(_CLUSTER):
            _check_listens(self.name, address.master)
        self._lock, self._read = threading.Lock(), 0
        builder = SparkSession.builder.master(address.master)
        for name, value in (_OPTIONS | address.options).items():
            builder = builder.config(name, value)
        try:
            self._session = builder.getOrCreate()
            self._session.sparkContext.setLogLevel("ERROR")
            atexit.register(_stop, self._session)
            ibis.pyspark.connect(self._session)  # Ibis needs it before it writes Spark's SQL
        except Exception as error:  # py4j's own errors have no common root with PySpark's
            raise StoreError(f"{self.name}: expected a cluster at {address.master}, got: {_said(error)}") from error

    @property
    def version(self) -> int:
        """The number of the data version."""
        return self._archive.version

    def _refresh(self) -> None:
        """Reads the files anew where the archive was written again."""
        with self._lock:
            version = self.version
            if version == self._read:
                return
            events = self._session.read.parquet(str(self._archive.events))
            events.select(*COLUMNS).createOrReplaceTempView("event")
            events.select(*COLUMNS, "body").createOrReplaceTempView("event_whole")
            actors = self._session.read.parquet(str(self._archive.path / "actor.parquet"))
            actors.createOrReplaceTempView("actor")
            self._read = version

    def rows(self, asked: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they come."""
        job = watch.join(_Job(self._session))
        context = self._session.sparkContext
        context.addJobTag(job.tag)
        try:
            self._refresh()
            for row in self._session.sql(asked).collect():
                yield tuple(row)
        except PySparkException as error:
            if job.is_stopped:
                watch.refuse()
            raise StoreError(f"{self.name}: expected an answer, got: {_said(error)}") from error
        finally:
            with contextlib.suppress(PySparkException):
                context.removeJobTag(job.tag)

    def overlaps(self, column: ir.ArrayValue, values: ir.ArrayValue) -> ir.BooleanValue:
        """Whether two arrays have a common element."""
        found: ir.BooleanValue = arrays_overlap(column, values)
        return found

    def terms(self) -> Terms:
        """The terms that codes stand for."""
        return self._archive.terms()

    def add(self, events: Iterable[Event]) -> int:
        """Says that an archive is only read."""
        self._archive.refuse_to_write()
