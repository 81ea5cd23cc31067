"""The derived graphs as N-Quads lines: what rules compute from statements, each record with its sources.

One graph a rule: `timelines` (periods, and what can be answered for each run of days),
`presuppositions` (statements), `self-interest` (marks on statements), `conflicts` (and what only
seems to be one) and `corroborations`. All are of what is known by the last day there is, and each
has its records in the order of the groups that they are derived from (`kg.resolve.groups`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from msgspec.msgpack import Decoder, Encoder

from kg import iris
from kg.builders.dataset import SPOOL_IN_MEMORY, Record, encoded, waited
from kg.builders.template import compiled
from kg.facts.entities import Where
from kg.resolve import rows, templates
from kg.resolve.deriving import Deriving
from kg.resolve.disagreements import Disagreement
from kg.resolve.gathered import Gathered
from kg.resolve.groups import PIECE, Groups
from kg.resolve.material import Material
from kg.resolve.origins import Corroboration, Origins, of_themselves
from kg.resolve.record import Resolution
from kg.resolve.states import State
from kg.resolve.told import Source, Told
from kg.shares import cores, in_order

RULES = ("timelines", "presuppositions", "self-interest", "conflicts", "corroborations")
SHARED_FROM = 8 << 20
"""So many bytes of rows are worth more processes than one."""

_LENGTH = 4  # bytes before each frame
_frame = Encoder().encode
_unframed = Decoder(tuple[str, int, bytes]).decode

_presupposition = compiled(templates.PRESUPPOSITION)
_self_interest = compiled(templates.SELF_INTEREST)
_period = compiled(templates.PERIOD)
_answer = compiled(templates.ANSWER)
_disagreement = compiled(templates.DISAGREEMENT)
_corroboration = compiled(templates.CORROBORATION)


def derived_records(
    gathered: Gathered, curated: Material, base: str, workers: int = 0, piece: int = PIECE
) -> Iterator[Record]:
    """All records of the derived graphs, graph by graph; the graphs live under `base`.

    `curated` is what is on record beside statements. `workers` is the number of processes, 0 for as
    many as there is work for; about `piece` bytes of rows are worked on at once in each. The lines are
    the same with any.
    """
    if not workers:
        shared = sum(map(gathered.told.size, range(len(gathered.told)))) >= SHARED_FROM
        workers = cores() if shared else 1
    with Groups(gathered, curated, piece) as groups, ExitStack() as stack:
        writer = Writer(Deriving(groups.context, groups.around), base)
        pieces = groups.pieces()

        def work(number: int) -> tuple[bytes, ...]:
            return writer.written(groups.of(pieces[number]))

        spools = [stack.enter_context(SpooledTemporaryFile(SPOOL_IN_MEMORY)) for _ in RULES[1:]]
        for timelines, *others in in_order(work, len(pieces), workers):
            if timelines:
                yield Record(writer.where("timelines"), timelines)
            for spool, lines in zip(spools, others, strict=True):
                spool.write(lines)
        spools[RULES.index("conflicts") - 1].write(writer.conflicts(groups.contradictions))
        yield from placed(spools[0])
        for rule, spool in zip(RULES[2:], spools[1:], strict=True):
            yield from waited(spool, writer.where(rule))


def contradictions(groups: Groups, base: str) -> Record:
    """What is derived of all groups together: the order facts that cannot be met."""
    writer = Writer(Deriving(groups.context, groups.around), base)
    return Record(writer.where("conflicts"), writer.conflicts(groups.contradictions))


class Writer:
    """Writes what is derived of groups; the graphs live under `base`."""

    def __init__(self, deriving: Deriving, base: str) -> None:
        self._deriving = deriving
        self._graphs = {rule: iris.graph(base, "derived", rule) for rule in RULES}

    def where(self, rule: str) -> Where:
        """Where the records of a rule come from."""
        return Where(self._graphs[rule], 0)

    def written(self, groups: Iterable[tuple[str, Sequence[Told]]]) -> tuple[bytes, ...]:
        """The N-Quads lines that are derived of some groups: those of each of `RULES`.

        Those of `presuppositions` stand in frames that tell where the statement behind each is written.
        """
        timelines: list[str] = []
        placed: list[bytes] = []
        marks: list[str] = []
        conflicts: list[str] = []
        corroborations: list[str] = []
        for about, told in groups:
            found = self._deriving.group(about, told)
            for one in told:
                if not one.beside and (state := found.counting.get(one.state.statement)):
                    if one.source:
                        placed.append(self._presupposed(one, state, one.source))
                    if themselves := of_themselves(state, self._deriving.hierarchy):
                        mark = templates.SelfInterestRow(state.statement, themselves)
                        _self_interest(mark, self._graphs["self-interest"], marks.append)
            for place in found.places:
                for resolution in place.resolutions:
                    _write_timeline(resolution, self._deriving.origins, self._graphs["timelines"], timelines)
                self._agreeing((place.disagreements, place.corroborations), conflicts, corroborations)
            self._agreeing((found.disagreements, found.corroborations), conflicts, corroborations)
        # All at once, for IRIs and dates are hardly ever wide.
        others = ("".join(lines).encode() for lines in (marks, conflicts, corroborations))
        return "".join(timelines).encode(), b"".join(placed), *others

    def conflicts(self, found: Iterable[Disagreement]) -> bytes:
        """The lines of some disagreements."""
        lines: list[str] = []
        self._agreeing((found, ()), lines, lines)
        return encoded(lines)

    def _agreeing(
        self, found: tuple[Iterable[Disagreement], Iterable[Corroboration]], conflicts: list[str], others: list[str]
    ) -> None:
        for disagreement in found[0]:
            _disagreement(rows.disagreement_row(disagreement), self._graphs["conflicts"], conflicts.append)
        for corroboration in found[1]:
            _corroboration(rows.corroboration_row(corroboration), self._graphs["corroborations"], others.append)

    def _presupposed(self, written: Told, counting: State, source: Source) -> bytes:
        lines: list[str] = []
        row = rows.presupposition_row(written.state, counting, source)
        _presupposition(row, self._graphs["presuppositions"], lines.append)
        frame = _frame((source.file, source.line, encoded(lines)))
        return len(frame).to_bytes(_LENGTH, "big") + frame


def placed(frames: IO[bytes]) -> Iterator[Record]:
    """The records of presuppositions, which waited in frames."""
    frames.seek(0)
    while length := frames.read(_LENGTH):
        file, line, lines = _unframed(frames.read(int.from_bytes(length, "big")))
        yield Record(Where(file, line), lines)


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
