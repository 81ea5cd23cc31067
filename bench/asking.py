"""Asking: a whole process, all queries of the collection, and names among many."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from difflib import get_close_matches

import pyoxigraph as ox

from bench.options import Options
from bench.result import Figures, at_least, at_most
from kg.errors import QueryError
from kg.namespaces import HOME, expand
from kg.pipeline import Dataset
from kg.query.catalogue import catalogue
from kg.query.names import Names, fold

LABELS = 100_000
LOOKED_UP = 200
SYLLABLES = ("al", "ba", "dar", "qa", "im", "ham", "kar", "sha", "tan", "ri", "mu", "sal", "yar", "ub", "zo", "ker")


def asking(options: Options) -> Figures:
    """`kg query` as a process, and all queries in one, on the shipped corpus."""
    out = options.folder / "asked"
    subprocess.run([sys.executable, "-m", "kg", "build", "--quiet", "--out", str(out)], check=True)
    command = ["query", "who-controls", "--param", "crossing=Al-Qaim", "--at", "2018-10-15", "--data", str(out)]
    whole = []
    for _ in range(options.runs * 2):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "kg", *command], check=True, stdout=subprocess.DEVNULL)
        whole.append(time.perf_counter() - begin)
    together = []
    for _ in range(options.runs):
        begin = time.perf_counter()
        dataset = Dataset.open(out)
        for query in catalogue().values():
            asked = {key.replace("-", "_"): p.example for key, p in query.parameters.items() if p.example}
            assert dataset.query(query.name, **asked).sources is not None
        together.append(time.perf_counter() - begin)
    process, all_ = statistics.median(whole), statistics.median(together)
    return Figures(
        [
            at_most("kg query, whole process", process, 0.5, "s"),
            at_most(f"all {len(catalogue())} queries in one process", all_, 3, "s"),
        ]
    )


def names(options: Options) -> Figures:
    """Names among 100,000 labels, those found and those that are not; difflib beside it."""
    chance = random.Random(1)  # noqa: S311 - the same labels every time
    labels = [_label(chance) for _ in range(LABELS)]
    store = ox.Store()
    store.bulk_extend(quad for number, label in enumerate(labels) for quad in _town(number, label))
    begin = time.perf_counter()
    known = Names(store)
    loading = time.perf_counter() - begin
    found, missed = [], []
    for label in chance.sample(labels, LOOKED_UP):
        found.append(_milliseconds(known, label.upper()))
        missed.append(_milliseconds(known, label[:3] + "xq" + label[5:]))
    keys = [fold(label) for label in labels]
    peer = []
    for label in labels[: options.runs]:
        begin = time.perf_counter()
        get_close_matches(fold(label[:3] + "xq" + label[5:]), keys, n=3)
        peer.append((time.perf_counter() - begin) * 1000)
    hit, miss = statistics.median(found), statistics.median(missed)
    ratio = statistics.median(peer) / miss
    return Figures(
        [
            at_most("names: loading 100,000 labels", loading, 5, "s"),
            at_most("names: found", hit, 20, "ms"),
            at_most("names: not found, with the nearest", miss, 20, "ms"),
            at_least("names: the nearest, against difflib", ratio, 5, "x"),
        ]
    )


def _label(chance: random.Random) -> str:
    words = ("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(2))
    return f"Al-{' '.join(words)}"


def _town(number: int, label: str) -> list[ox.Quad]:
    town = ox.NamedNode(f"{HOME}id/place/town-{number}")
    return [
        ox.Quad(town, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("cx:Place"))),
        ox.Quad(town, ox.NamedNode(expand("skos:prefLabel")), ox.Literal(label, language="en")),
    ]


def _milliseconds(known: Names, name: str) -> float:
    begin = time.perf_counter()
    with suppress(QueryError):  # no such place, or, by chance, two of the name
        known.find(name, "place")
    return (time.perf_counter() - begin) * 1000
