"""The rows of derived graphs, from what was resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from kg import iris
from kg.facts.concepts import core_concepts
from kg.facts.time import Bounds
from kg.namespaces import expand
from kg.resolve import material, templates
from kg.resolve.cuts import Resolved
from kg.resolve.disagreements import Disagreement
from kg.resolve.origins import Corroboration
from kg.resolve.states import Spell, State, iso
from kg.resolve.told import Source
from kg.resolve.verdicts import FIRST, LAST, Stretch

PREDICATES = {word: iri for iri, word in material.PREDICATES.items()} | {"order": expand("cx:before")}
"""The predicates of derived resources, by the word for each; what order facts contradict is told of as order."""
_CONFLICT, _NEAR_CONFLICT = expand("cx:ConflictSet"), expand("cx:NearConflict")

_iso = cache(iso)


def presupposition_row(written: State, counting: State, source: Source) -> templates.PresuppositionRow:
    """The row of a state as it counts; its dates have no decision behind them where they fell back."""
    bases = core_concepts()["date-basis"]
    decision, basis = source.decision, source.date_basis
    fell_back = bool(written.grounds) and not counting.grounds
    if source.announced or fell_back:
        decision = "" if fell_back else decision
        basis = bases["inferred-across-documents" if decision else "stated" if counting.spell != Spell() else "none"]
    return templates.PresuppositionRow(
        counting.statement,
        counting.rests_on,
        counting.document,
        source.publisher,
        source.speakers,
        source.attributions,
        source.evidence,
        counting.scope,
        counting.objects,
        Bounds(*map(_iso, counting.spell)),
        basis,
        decision,
        _iso(counting.said[0]),
        _iso(counting.said[1]),
    )


def periods(
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
            _slugs("modality")[state.modality],
            Bounds(*map(_iso, first.spell)),
            first.superseded_by,
            statements,
        )


def answer_row(
    named: str, scope: str, predicate: str, stretch: Stretch, period_of: Mapping[str, str], origins: str
) -> templates.AnswerRow:
    """The row of a run of days; `named` and the first of them are its IRI, `origins` those of its statements."""
    verdict, answers, reasons = stretch.verdict, _slugs("answer"), {stretch.verdict.reason}
    if verdict.reasons:
        reasons.update([code for _, code in verdict.reasons])
    reasons.discard("")
    first = _iso(stretch.first) if stretch.first > FIRST else ""
    return templates.AnswerRow(
        f"{named}/{first}" if first else named,
        scope,
        predicate,
        first,
        _iso(stretch.last) if stretch.last < LAST else "",
        answers[verdict.answer],
        tuple(dict.fromkeys([period_of[statement] for statement in verdict.for_])),
        _slugs("modality")[verdict.modality] if verdict.modality else "",
        _iso(verdict.last_seen),
        _slugs("reason")[reasons.pop()] if len(reasons) == 1 else "",
        origins,
        verdict.for_,
        verdict.against,
    )


def disagreement_row(found: Disagreement) -> templates.DisagreementRow:
    """The row of statements that disagree, or seem to."""
    kind = "conflict" if found.conflict else "near-conflict"
    first, last = map(_iso, found.days) if found.days else ("", "")
    return templates.DisagreementRow(
        iris.derived(found.subject, kind, found.predicate, found.reason, first),
        _CONFLICT if found.conflict else _NEAR_CONFLICT,
        found.subject,
        PREDICATES[found.predicate],
        _slugs("reason")[found.reason],
        first,
        last,
        found.statements,
        found.decisions,
    )


def corroboration_row(found: Corroboration) -> templates.CorroborationRow:
    """The row of statements that say one thing."""
    first, last = map(_iso, found.days) if found.days else ("", "")
    return templates.CorroborationRow(
        iris.corroboration(found.statements[0]),
        found.subject,
        PREDICATES[found.predicate],
        found.objects,
        first,
        last,
        str(found.origins),
        found.statements,
    )


@cache
def _slugs(scheme: str) -> Mapping[str, str]:
    return core_concepts()[scheme]
