"""A Spark session for one build: silent, and every failure of it one line; pyspark is begun only here."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import InputError, WorkerError, shortened

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.app.name": "kg build",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
_WAIT = 5.0  # seconds for a master to take a connection
_OURS = re.compile(r"^kg\.errors\.\w+: (.*)$", re.MULTILINE)
_LOST = re.compile(r"ExecutorLostFailure.*?Reason: (.*)")


class Cluster(NamedTuple):
    """Where Spark runs, and where it finds the tables.

    `master` is Spark's master URL, "" for the one that Spark's own settings name, or this machine; `tables` is
    the folder of tables as Spark names it, "" for that of the corpus.
    """

    master: str = ""
    tables: str = ""


@contextmanager
def session(cluster: Cluster) -> Iterator[SparkSession]:
    """A session, which ends with the block.

    :raises InputError: when Spark or Java is missing, or the master does not answer.
    :raises WorkerError: when Spark gives up.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("--engine spark: pyspark is not installed: pip install 'crossings[spark]'") from None
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise InputError("--engine spark: there is no Java: install Java 17 or later, or set JAVA_HOME")
    _check_master(cluster.master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf()
    for key, value in _SETTINGS.items():
        conf.set(key, value)
    if cluster.master:
        conf.set("spark.master", cluster.master)
    try:
        # Java's own log is none of the user's: what there is to say is in what Spark raises.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        context = SparkContext(conf=conf, gateway=SparkContext._gateway or launch_gateway(conf, quiet))
        try:
            yield SparkSession(context)
        finally:
            with suppress(Exception):  # it may have lost its Java
                context.stop()
    except (Py4JError, PySparkException, ConnectionError, EOFError) as error:
        mend = "nothing was changed; see to the cluster and try again"
        raise WorkerError(f"Spark gave up ({reason(error)}): {mend}") from None


def reason(error: Exception) -> str:
    """Why Spark failed, in one line: what our own code said, else what became of the executor, else Spark's words."""
    said = str(error)
    if found := _OURS.search(said):
        return found[1]
    if found := _LOST.search(said):
        return shortened(f"an executor was lost: {found[1]}")
    java = getattr(error, "java_exception", None)
    words = str(java.getMessage()) if java is not None else said
    return shortened(words.strip().partition("\n")[0])


def _check_master(master: str) -> None:
    """Look whether one of the masters of a standalone cluster answers: Spark itself would wait for minutes.

    :raises InputError: when none does.
    """
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        with suppress(OSError, ValueError), socket.create_connection((host.strip("[]"), int(port)), _WAIT):
            return
    raise InputError(f"--master {master}: no master answers there: start it, or correct the URL")
