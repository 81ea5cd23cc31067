"""The derived graphs as N-Quads lines: what rules compute from statements, each record with its sources.

One graph a rule: `presuppositions` (statements), `self-interest` (marks on statements), `timelines`
(periods, and what can be answered for each run of days), `conflicts` (and what only seems to be one)
and `corroborations`. All are of what is known by the last day there is.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from multiprocessing import get_context
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, NamedTuple

from kg import iris
from kg.builders.dataset import SPOOL_IN_MEMORY, Record, encoded, waited
from kg.builders.template import RowFunction, compiled
from kg.facts.entities import Where
from kg.facts.statements import Statement
from kg.resolve import rows, templates
from kg.resolve.derive import Derivation
from kg.resolve.disagreements import Disagreement
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.origins import Corroboration, Origins, of_themselves
from kg.resolve.record import Resolution
from kg.resolve.states import State

RULES = ("presuppositions", "self-interest", "timelines", "conflicts", "corroborations")
SHARED_FROM = 10_000
"""So many places are worth more processes than one, which begin with a copy of this one's memory."""

_presupposition = compiled(templates.PRESUPPOSITION)
_self_interest = compiled(templates.SELF_INTEREST)
_period = compiled(templates.PERIOD)
_answer = compiled(templates.ANSWER)
_disagreement = compiled(templates.DISAGREEMENT)
_corroboration = compiled(templates.CORROBORATION)


class Spools(NamedTuple):
    """Where the lines of the graphs wait that are written place by place."""

    timelines: IO[bytes]
    conflicts: IO[bytes]
    corroborations: IO[bytes]


def derived_records(
    material: Material, presupposed: Iterable[tuple[State, Statement]], base: str, workers: int = 0
) -> Iterator[Record]:
    """All records of the derived graphs, graph by graph; the graphs live under `base`.

    `presupposed` has for each state that a statement presupposes that statement. `workers` is the
    number of processes, 0 for as many as there is work for; the lines are the same with any.
    """
    graphs = {rule: iris.graph(base, "derived", rule) for rule in RULES}
    derivation = Derivation(material, Knowledge(withdrawn=material.withdrawn))
    counting = derivation.settled.known.states
    for state, source in presupposed:
        if state.statement in counting:
            row = rows.presupposition_row(state, counting[state.statement], source)
            yield Record(Where(source.file, source.line), _lines(_presupposition, [row], graphs["presuppositions"]))
    where = Where(graphs["self-interest"], 0)
    speaking = ((name, of_themselves(state, material.hierarchy)) for name, state in counting.items())
    for name, themselves in sorted(mark for mark in speaking if mark[1]):
        mark = templates.SelfInterestRow(name, themselves)
        yield Record(where, _lines(_self_interest, [mark], graphs["self-interest"]))
    with ExitStack() as stack:
        if not workers:
            workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" and len(derivation) >= SHARED_FROM else 1
        spools = [_spools(stack, shared=workers > 1) for _ in range(workers)]
        if workers > 1:
            _share(derivation, graphs, spools)
        else:
            _write_places(derivation, graphs, spools[0], 0, len(derivation))
        rest = _spools(stack, shared=False)
        _write_found(rest, graphs, *derivation.accounts())
        for rule in Spools._fields:
            for spool in (*spools, rest):
                yield from waited(getattr(spool, rule), Where(graphs[rule], 0))


def _spools(stack: ExitStack, *, shared: bool) -> Spools:
    """Files that vanish when the stack ends; `shared`: with a process that is forked from this one."""
    if shared:
        return Spools(*(stack.enter_context(TemporaryFile()) for _ in Spools._fields))
    return Spools(*(stack.enter_context(SpooledTemporaryFile(SPOOL_IN_MEMORY)) for _ in Spools._fields))


def _share(derivation: Derivation, graphs: Mapping[str, str], spools: list[Spools]) -> None:
    """Derive of the places in processes of their own, each of its share of them and into its own files.

    :raises OSError: when one cannot write, or was ended.
    """
    bounds = [len(derivation) * number // len(spools) for number in range(len(spools) + 1)]
    fork = get_context("fork").Process
    shares = [
        fork(target=_write_share, args=(derivation, graphs, spool, *bounds[number : number + 2]))
        for number, spool in enumerate(spools)
    ]
    gc.freeze()  # what is there already is not looked through by each process, and so stays shared
    try:
        for share in shares:
            share.start()
        for share in shares:
            share.join()
            if share.exitcode:
                what = os.strerror(share.exitcode) if share.exitcode > 0 else f"ended by signal {-share.exitcode}"
                raise OSError(share.exitcode, f"a process that derives answers failed: {what}")
    finally:
        gc.unfreeze()
        for share in shares:
            if share.is_alive():
                share.terminate()


def _write_share(derivation: Derivation, graphs: Mapping[str, str], spools: Spools, first: int, after: int) -> None:
    """The work of one process; that it cannot write is told by its exit code, the number of the error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends this one
    try:
        _write_places(derivation, graphs, spools, first, after)
        for spool in spools:
            spool.flush()
    except OSError as error:
        sys.exit(error.errno)


def _write_places(derivation: Derivation, graphs: Mapping[str, str], spools: Spools, first: int, after: int) -> None:
    """Write what is derived of the places from one number to another."""
    for place in derivation.places(first, after):
        out: list[str] = []
        for resolution in place.resolutions:
            _write_timeline(resolution, derivation.origins, graphs["timelines"], out)
        spools.timelines.write(encoded(out))
        _write_found(spools, graphs, place.disagreements, place.corroborations)


def _write_found(
    spools: Spools, graphs: Mapping[str, str], found: Iterable[Disagreement], agreeing: Iterable[Corroboration]
) -> None:
    spools.conflicts.write(_lines(_disagreement, map(rows.disagreement_row, found), graphs["conflicts"]))
    corroborations = map(rows.corroboration_row, agreeing)
    spools.corroborations.write(_lines(_corroboration, corroborations, graphs["corroborations"]))


def _lines(write: RowFunction, written: Iterable[object], graph: str) -> bytes:
    out: list[str] = []
    for row in written:
        write(row, graph, out.append)
    return encoded(out)


def _write_timeline(resolution: Resolution, origins: Origins, graph: str, out: list[str]) -> None:
    """The periods of a place and its posts, and the answers that they come to."""
    predicate = rows.PREDICATES[resolution.predicate]
    for scope, states in resolution.states.items():
        period_of: dict[str, str] = {}
        for row in rows.periods(scope, predicate, states, period_of):
            _period(row, graph, out.append)
        state_of = {one.state.statement: one.state for one in states}
        named = iris.derived(scope, "answer", resolution.predicate)
        for stretch in resolution.stretches[scope]:
            if stretch.verdict.answer == "unknown" and not stretch.verdict.against:
                continue  # that nobody says anything is what the absence of an answer says
            for_ = [state_of[statement] for statement in stretch.verdict.for_]
            number = str(origins.independent(for_)) if for_ else ""
            _answer(rows.answer_row(named, scope, predicate, stretch, period_of, number), graph, out.append)
