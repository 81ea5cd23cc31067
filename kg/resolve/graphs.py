"""The derived graphs as N-Quads lines: what rules compute from statements, each record with its sources.

One graph a rule: `presuppositions` (statements), `self-interest` (marks on statements), `timelines`
(periods, and what can be answered for each run of days), `conflicts` (and what only seems to be one)
and `corroborations`. All are of what is known by the last day there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile

from kg import iris
from kg.builders.dataset import SPOOL_IN_MEMORY, Record, encoded, waited
from kg.builders.template import RowFunction, compiled
from kg.facts.entities import Where
from kg.facts.statements import Statement
from kg.resolve import rows, templates
from kg.resolve.derive import Derivation, OfPlace
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.origins import Origins, of_themselves
from kg.resolve.record import Resolution
from kg.resolve.states import State
from kg.shares import cores, in_order

RULES = ("presuppositions", "self-interest", "timelines", "conflicts", "corroborations")
SHARED_FROM = 500
"""So many places are worth more processes than one."""
PLACES_AT_ONCE = 16

_presupposition = compiled(templates.PRESUPPOSITION)
_self_interest = compiled(templates.SELF_INTEREST)
_period = compiled(templates.PERIOD)
_answer = compiled(templates.ANSWER)
_disagreement = compiled(templates.DISAGREEMENT)
_corroboration = compiled(templates.CORROBORATION)


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
    if not workers:
        workers = cores() if len(derivation) >= SHARED_FROM else 1
    with SpooledTemporaryFile(SPOOL_IN_MEMORY) as conflicts, SpooledTemporaryFile(SPOOL_IN_MEMORY) as corroborations:

        def work(piece: int) -> tuple[bytes, ...]:
            first = piece * PLACES_AT_ONCE
            return _of_places(derivation.places(first, first + PLACES_AT_ONCE), derivation.origins, graphs)

        pieces = -(-len(derivation) // PLACES_AT_ONCE)
        for timelines, found, agreeing in in_order(work, pieces, workers):
            yield Record(Where(graphs["timelines"], 0), timelines)
            conflicts.write(found)
            corroborations.write(agreeing)
        disagreements, others = derivation.accounts()
        conflicts.write(_lines(_disagreement, map(rows.disagreement_row, disagreements), graphs["conflicts"]))
        corroborations.write(_lines(_corroboration, map(rows.corroboration_row, others), graphs["corroborations"]))
        yield from waited(conflicts, Where(graphs["conflicts"], 0))
        yield from waited(corroborations, Where(graphs["corroborations"], 0))


def _of_places(places: Iterable[OfPlace], origins: Origins, graphs: Mapping[str, str]) -> tuple[bytes, ...]:
    """What is derived of some places: their timelines, conflicts and corroborations."""
    timelines: list[str] = []
    conflicts: list[str] = []
    corroborations: list[str] = []
    for place in places:
        for resolution in place.resolutions:
            _write_timeline(resolution, origins, graphs["timelines"], timelines)
        for disagreement in place.disagreements:
            _disagreement(rows.disagreement_row(disagreement), graphs["conflicts"], conflicts.append)
        for corroboration in place.corroborations:
            _corroboration(rows.corroboration_row(corroboration), graphs["corroborations"], corroborations.append)
    # All at once, for IRIs and dates are hardly ever wide.
    return tuple("".join(lines).encode() for lines in (timelines, conflicts, corroborations))


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
