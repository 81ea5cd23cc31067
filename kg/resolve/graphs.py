"""The derived graphs as N-Quads lines: what rules compute from statements, each record with its sources.

One graph a rule: `presuppositions` (statements), `self-interest` (marks on statements), `timelines`
(periods, and what can be answered for each run of days), `conflicts` (and what only seems to be one)
and `corroborations`. All are of what is known by the last day there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from tempfile import SpooledTemporaryFile

from kg import iris
from kg.builders.dataset import SPOOL_IN_MEMORY, Record, encoded, waited
from kg.builders.template import RowFunction, compiled
from kg.facts.concepts import core_concepts
from kg.facts.entities import Where
from kg.facts.statements import Statement
from kg.facts.time import Bounds
from kg.namespaces import expand
from kg.resolve import templates
from kg.resolve.cuts import Resolved
from kg.resolve.derive import Derivation
from kg.resolve.disagreements import Disagreement
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.origins import Corroboration, Origins, of_themselves
from kg.resolve.record import Resolution
from kg.resolve.states import Spell, State, iso
from kg.resolve.verdicts import FIRST, LAST, Stretch

RULES = ("presuppositions", "self-interest", "timelines", "conflicts", "corroborations")

_PREDICATES = {
    word: expand(curie)
    for word, curie in {
        "control": "cx:controlledBy",
        "status": "cx:status",
        "presence": "cx:presenceOf",
        "event": "cx:eventType",
        "quantity": "cx:quantity",
        "lies": "cx:lies",
        "order": "cx:before",
    }.items()
}
_CONFLICT, _NEAR_CONFLICT = expand("cx:ConflictSet"), expand("cx:NearConflict")
_EVENT_STATEMENT = expand("cx:EventStatement")

_presupposition = compiled(templates.PRESUPPOSITION)
_self_interest = compiled(templates.SELF_INTEREST)
_period = compiled(templates.PERIOD)
_answer = compiled(templates.ANSWER)
_disagreement = compiled(templates.DISAGREEMENT)
_corroboration = compiled(templates.CORROBORATION)

_iso = cache(iso)


def derived_records(material: Material, presupposed: Iterable[tuple[State, Statement]], base: str) -> Iterator[Record]:
    """All records of the derived graphs, graph by graph; the graphs live under `base`.

    `presupposed` has for each state that a statement presupposes that statement.
    """
    graphs = {rule: iris.graph(base, "derived", rule) for rule in RULES}
    derivation = Derivation(material, Knowledge(withdrawn=material.withdrawn))
    counting = derivation.settled.known.states
    for state, source in presupposed:
        if state.statement in counting:
            row = _presupposition_row(state, counting[state.statement], source)
            yield Record(Where(source.file, source.line), _lines(_presupposition, [row], graphs["presuppositions"]))
    where = Where(graphs["self-interest"], 0)
    for statement in sorted(counting):
        if themselves := of_themselves(counting[statement], material.hierarchy):
            mark = templates.SelfInterestRow(statement, themselves)
            yield Record(where, _lines(_self_interest, [mark], graphs["self-interest"]))
    with SpooledTemporaryFile(SPOOL_IN_MEMORY) as conflicts, SpooledTemporaryFile(SPOOL_IN_MEMORY) as corroborations:

        def wait(disagreements: Iterable[Disagreement], agreeing: Iterable[Corroboration]) -> None:
            conflicts.write(_lines(_disagreement, map(_disagreement_row, disagreements), graphs["conflicts"]))
            rows = map(_corroboration_row, agreeing)
            corroborations.write(_lines(_corroboration, rows, graphs["corroborations"]))

        where = Where(graphs["timelines"], 0)
        for place in derivation.places():
            out: list[str] = []
            for resolution in place.resolutions:
                _write_timeline(resolution, derivation.origins, graphs["timelines"], out)
            yield Record(where, encoded(out))
            wait(place.disagreements, place.corroborations)
        wait(*derivation.accounts())
        yield from waited(conflicts, Where(graphs["conflicts"], 0))
        yield from waited(corroborations, Where(graphs["corroborations"], 0))


def _lines(write: RowFunction, rows: Iterable[object], graph: str) -> bytes:
    out: list[str] = []
    for row in rows:
        write(row, graph, out.append)
    return encoded(out)


def _presupposition_row(written: State, counting: State, source: Statement) -> templates.PresuppositionRow:
    """The row of a state as it counts; its dates have no decision behind them where they fell back."""
    bases = core_concepts()["date-basis"]
    announced = source.class_ != _EVENT_STATEMENT  # dated by when it was made, not by when the event was
    decision = source.asserted_decision if announced else source.time_decision
    basis = source.date_basis
    if announced or counting is not written:
        basis = bases["stated" if any(counting.said) and counting.spell != Spell() else "none"]
        basis = bases["inferred-across-documents"] if decision else basis
    return templates.PresuppositionRow(
        counting.statement,
        source.iri,
        source.document,
        source.publisher,
        source.speakers,
        source.attribution_iris,
        tuple(evidence.iri for evidence in source.evidence),
        counting.scope,
        counting.objects,
        Bounds(*map(_iso, counting.spell)),
        basis,
        decision,
        _iso(counting.said[0]),
        _iso(counting.said[1]),
    )


def _write_timeline(resolution: Resolution, origins: Origins, graph: str, out: list[str]) -> None:
    """The periods of a place and its posts, and the answers that they come to."""
    predicate = _PREDICATES[resolution.predicate]
    for scope, states in resolution.states.items():
        period_of: dict[str, str] = {}
        for row in _periods(scope, predicate, states, period_of):
            _period(row, graph, out.append)
        state_of = {one.state.statement: one.state for one in states}
        for stretch in resolution.stretches[scope]:
            if stretch.verdict.answer == "unknown" and not stretch.verdict.against:
                continue  # that nobody says anything is what the absence of an answer says
            for_ = [state_of[statement] for statement in stretch.verdict.for_]
            number = str(origins.independent(for_)) if for_ else ""
            iri = iris.derived(
                scope, "answer", resolution.predicate, _iso(stretch.first) if stretch.first > FIRST else ""
            )
            _answer(_answer_row(iri, scope, predicate, stretch, period_of, number), graph, out.append)


def _periods(
    scope: str, predicate: str, states: Iterable[Resolved], period_of: dict[str, str]
) -> Iterator[templates.PeriodRow]:
    """The affirmed states of a scope, those alike as one period, which is called by the first of its statements."""
    alike: dict[tuple[object, ...], list[Resolved]] = {}
    for one in states:
        state = one.state
        if state.polarity == "affirmed":
            key = state.objects, state.users, state.modality, one.spell, one.holes, one.firm, one.superseded_by
            alike.setdefault(key, []).append(one)
    for ones in alike.values():
        first, state = ones[0], ones[0].state
        iri = iris.period(state.statement)
        statements = tuple(one.state.statement for one in ones)
        period_of |= dict.fromkeys(statements, iri)
        yield templates.PeriodRow(
            iri,
            scope,
            predicate,
            state.objects,
            state.users,
            _modality(state.modality),
            Bounds(*map(_iso, first.spell)),
            first.superseded_by,
            statements,
        )


def _answer_row(
    iri: str, scope: str, predicate: str, stretch: Stretch, period_of: Mapping[str, str], origins: str
) -> templates.AnswerRow:
    verdict = stretch.verdict
    reasons = {verdict.reason, *(code for _, code in verdict.reasons)} - {""}
    return templates.AnswerRow(
        iri,
        scope,
        predicate,
        _iso(stretch.first) if stretch.first > FIRST else "",
        _iso(stretch.last) if stretch.last < LAST else "",
        _concept("answer", verdict.answer),
        tuple(dict.fromkeys(period_of[statement] for statement in verdict.for_)),
        _modality(verdict.modality) if verdict.modality else "",
        _iso(verdict.last_seen),
        _concept("reason", reasons.pop()) if len(reasons) == 1 else "",
        origins,
        verdict.for_,
        verdict.against,
    )


def _disagreement_row(found: Disagreement) -> templates.DisagreementRow:
    kind = "conflict" if found.conflict else "near-conflict"
    first, last = map(_iso, found.days) if found.days else ("", "")
    return templates.DisagreementRow(
        iris.derived(found.subject, kind, found.predicate, found.reason, first),
        _CONFLICT if found.conflict else _NEAR_CONFLICT,
        found.subject,
        _PREDICATES[found.predicate],
        _concept("reason", found.reason),
        first,
        last,
        found.statements,
        found.decisions,
    )


def _corroboration_row(found: Corroboration) -> templates.CorroborationRow:
    first, last = map(_iso, found.days) if found.days else ("", "")
    return templates.CorroborationRow(
        iris.corroboration(found.statements[0]),
        found.subject,
        _PREDICATES[found.predicate],
        found.objects,
        first,
        last,
        str(found.origins),
        found.statements,
    )


@cache
def _concept(scheme: str, slug: str) -> str:
    return core_concepts()[scheme][slug]


def _modality(slug: str) -> str:
    return _concept("modality", slug)
