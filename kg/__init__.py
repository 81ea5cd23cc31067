"""Crossings: who holds a border crossing, who says so, and when, as validated linked data.

    >>> import kg
    >>> corpus = kg.read_corpus()
    >>> dataset = kg.build_dataset(corpus)
    >>> answer = dataset.query("who-controls", crossing="al-tanf", at="2018-10-15")
    >>> for row in answer.rows:
    ...     print(row["answer"], row["holder"].rpartition("/")[2])
    definite rebel-factions-at-al-tanf
    definite us-led-coalition
    denied government-of-syria
    denied regime-forces

Importing this package imports none of its stages; they come with the first name that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import (
        CorpusError,
        CrossingsError,
        Fault,
        GateError,
        InputError,
        OutputError,
        QueryError,
        WorkerError,
    )
    from kg.pipeline import Dataset, build_dataset, read_corpus
    from kg.query.catalogue import catalogue as queries

__all__ = [
    "CorpusError",
    "CrossingsError",
    "Dataset",
    "Fault",
    "GateError",
    "InputError",
    "OutputError",
    "QueryError",
    "WorkerError",
    "build_dataset",
    "queries",
    "read_corpus",
]

_HOMES = {
    **dict.fromkeys(("Dataset", "build_dataset", "read_corpus"), ("kg.pipeline", "")),
    "queries": ("kg.query.catalogue", "catalogue"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, called = _HOMES.get(name, ("kg.errors", ""))
    return getattr(import_module(module), called or name)


def __dir__() -> list[str]:
    return __all__
