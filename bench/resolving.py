"""Resolving at scale: from checked rows to written derived graphs, and conflicts against a SPARQL self-join.

Statements are spread over places as reports are: most tell of one day, some of a month or year or of a
beginning, some deny, some relay; holders and statuses change a few times over six years.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pyoxigraph as ox

from bench.options import Options, progress
from bench.result import Figures, Table, at_least, at_most
from kg import iris
from kg.builders.parts import statement_lines
from kg.errors import Faults
from kg.facts.concepts import core_concepts
from kg.facts.corpus import Corpus, Part
from kg.facts.entities import Entities, Entity, Where
from kg.facts.records import Agent, CorpusFile, Place
from kg.facts.statements import Statement
from kg.facts.time import bounds
from kg.namespaces import CONCEPTS, PREFIXES, expand
from kg.resolve.curated import curated
from kg.resolve.cuts import Resolved
from kg.resolve.deriving import taken_in
from kg.resolve.disagreements import Disagreement
from kg.resolve.gathered import Gathered
from kg.resolve.graphs import derived_records
from kg.resolve.knowledge import Knowledge
from kg.resolve.reading import AT_ONCE, Reader
from kg.resolve.rivals import conflict_sets
from kg.resolve.told import rows, taken

BASE = "https://example.org/bench/"
A_PLACE = 50  # statements on one subject, on average
ACTORS = 40
START = date(2013, 1, 1)
DAYS = 2190

_SAID = ("when-said",) * 12 + ("seen", "seen", "began", "since", "ended")


def corpus(subjects: int) -> Corpus:
    """A corpus of posts, two a crossing, and of actors, some a force of another."""
    entities, faults = Entities(), Faults()
    where = Where("bench", 0)

    def add(id_: str, type_: str, class_: str, record: Place | Agent | None = None) -> None:
        entities.add(Entity(id_, type_, class_, iris.entity(BASE, type_, id_), "bench", record, where), faults)

    for side in ("aa", "bb"):
        add(side, "place", "Country")
    for n in range(subjects // 2):
        add(f"c{n}", "place", "BorderCrossing", Place(type="crossing", label=f"c{n}"))
        for side in ("aa", "bb"):
            post = Place(type="post", label=f"c{n} {side}", of=f"c{n}", country=side)
            add(f"c{n}/{side}", "place", "BorderPost", post)
    for n in range(ACTORS):
        force_of = f"actor{n - 1}" if n % 4 == 3 else ""
        add(f"actor{n}", "agent", "NonStateForce", Agent(type="armed-actor", label=f"actor{n}", force_of=force_of))
    settings = CorpusFile(corpus="bench", title="Bench", creator="Bench", licence=BASE, base=BASE)
    return Corpus([Part(Path(), settings)], entities, [])


def statements(count: int, subjects: int) -> Iterator[Statement]:
    """`count` checked statements, in the order in which documents come, on the posts of the corpus."""
    chance = random.Random(1)  # noqa: S311 - the same rows each time
    concepts = core_concepts()
    modalities = [concepts["modality"][slug] for slug in ("asserted",) * 7 + ("reported", "reported", "claimed")]
    affirmed, denied = concepts["polarity"]["affirmed"], concepts["polarity"]["denied"]
    statuses = [concepts["status"][slug] for slug in ("open", "closed", "not-open", "sporadically-open")]
    stated = concepts["date-basis"]["stated"]
    said_on = [(START + timedelta(days=n)).isoformat() for n in range(DAYS)]
    control, status, presence = (expand(f"cx:{name}") for name in ("controlledBy", "status", "presenceOf"))
    of_control, of_status, of_presence = (expand(f"cx:{name}Statement") for name in ("Control", "Status", "Presence"))
    post = 0
    for n in range(count):
        if chance.random() < 0.7:  # else another report of the place of the last one
            post = chance.randrange(subjects)
        day = said_on[n * DAYS // count]
        kind = chance.random()
        # A holder stays for about two years; now and then a report has it wrong.
        turn = post * 7 + (n * DAYS // count + post * 97) // 700
        actor = turn % ACTORS if chance.random() < 0.95 else chance.randrange(ACTORS)
        if kind < 0.7:
            class_, predicate, value = of_control, control, f"{BASE}id/agent/actor{actor}"
        elif kind < 0.95:
            class_, predicate, value = of_status, status, statuses[turn % 4 if actor == turn % ACTORS else 0]
        else:
            class_, predicate, value = of_presence, presence, f"{BASE}id/agent/actor{actor}"
        wording = chance.choice(_SAID)
        text = "" if wording == "when-said" else day[:7] if chance.random() < 0.5 else day
        document = f"d{n // 200}"
        yield Statement(
            iri=f"{BASE}id/statement/{document}/s{n:07d}",
            class_=class_,
            document=f"{BASE}id/document/{document}",
            publisher=f"{BASE}id/agent/p{n // 200 % 50}",
            subject=f"{BASE}id/place/c{post // 2}/{'aa' if post % 2 else 'bb'}",
            predicate=predicate,
            modality=chance.choice(modalities),
            polarity=affirmed if chance.random() < 0.95 else denied,
            speakers=(f"{BASE}id/agent/p{n // 200 % 50}",),
            attributions=(),
            attribution_iris=(),
            evidence=(),
            numbers=(),
            language="en",
            time=bounds({wording: text}, (day, day)),
            edtf=text,
            date_basis=stated,
            time_decision="",
            asserted_earliest=day,
            asserted_latest=day,
            asserted_decision="",
            objects=(value,),
        )


def resolve(count: int, path: Path) -> tuple[float, float, int]:
    """Seconds of making the rows, and of all from row to written graphs without that; and the quads written."""
    subjects = max(count // A_PLACE // 2 * 2, 2)
    of = corpus(subjects)
    began = time.perf_counter()
    for _ in statements(count, subjects):
        pass
    made = time.perf_counter() - began
    began = time.perf_counter()
    reader = Reader(of)
    quads = 0
    with Gathered() as gathered, path.open("wb", buffering=1 << 20) as file:
        for statement in statements(count, subjects):
            reader.add(statement)
            if len(reader) >= AT_ONCE:
                gathered.add(reader.taken())
        gathered.add(reader.taken())
        for record in derived_records(gathered, curated(of, {}), BASE):
            file.write(record.lines)
            quads += record.lines.count(b"\n")
    return made, time.perf_counter() - began - made, quads


PAIRS = """
    SELECT ?s ?t WHERE {
      ?s cx:predicate cx:controlledBy ; cx:subject ?scope ; cx:object ?a ; cx:modality ?m ; cx:polarity ?p ;
        cx:beginLatest ?first ; cx:endEarliest ?last .
      ?t cx:predicate cx:controlledBy ; cx:subject ?scope ; cx:object ?b ; cx:modality ?m ; cx:polarity ?q ;
        cx:beginLatest ?begin ; cx:endEarliest ?end .
      FILTER(STR(?s) < STR(?t) && ?first <= ?last && ?begin <= ?end && ?first <= ?end && ?begin <= ?last)
      FILTER(IF(?p = ?q,
        ?p = polarity:affirmed && NOT EXISTS { ?a cx:forceOf* ?b } && NOT EXISTS { ?b cx:forceOf* ?a },
        IF(?p = polarity:affirmed, EXISTS { ?a cx:forceOf* ?b }, EXISTS { ?b cx:forceOf* ?a })))
    }"""


def conflicts(count: int) -> tuple[float, float, int]:
    """Seconds of finding who contradicts whom on control: ours, and a SPARQL self-join in memory; and the pairs.

    :raises AssertionError: when the two do not find the same.
    """
    subjects = max(count // A_PLACE // 2 * 2, 2)
    of = corpus(subjects)
    reader, store, lines = Reader(of), ox.Store(), []
    for statement in statements(count, subjects):
        reader.add(statement)
        lines.append(statement_lines(statement, f"{BASE}graph"))
    every = [one for run in taken(reader.taken()).told.values() for one in rows(run)]
    store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_QUADS)
    force = ox.NamedNode(expand("cx:forceOf"))
    agents = [entity for entity in of.entities.by_id.values() if isinstance(entity.record, Agent)]
    for entity in agents:
        if isinstance(entity.record, Agent) and entity.record.force_of:
            above = of.entities.by_id[entity.record.force_of].iri
            store.add(ox.Quad(ox.NamedNode(entity.iri), force, ox.NamedNode(above), ox.NamedNode(f"{BASE}graph")))
    began = time.perf_counter()
    material = taken_in(every, curated(of, {}))
    settled = material.settle(Knowledge())
    found: list[Disagreement] = []
    for place, told in material.places():
        control = [Resolved(state, settled.spells[state.statement]) for state in told.get("control", ())]
        for scope in place.scopes:
            here = [one for one in control if one.state.scope == scope]
            found += conflict_sets(scope, "control", here, material.hierarchy, {})
    ours = time.perf_counter() - began
    began = time.perf_counter()
    prefixes = {**PREFIXES, "polarity": f"{CONCEPTS}polarity/"}
    solutions = store.query(PAIRS, prefixes=prefixes, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    pairs = [(row["s"].value, row["t"].value) for row in solutions]
    theirs = time.perf_counter() - began
    together = [set(one.statements) for one in found]
    assert {name for one in together for name in one} == {name for pair in pairs for name in pair}
    holding: dict[str, list[int]] = {}
    for number, members in enumerate(together):
        for member in members:
            holding.setdefault(member, []).append(number)
    assert all(set(holding[s]) & set(holding[t]) for s, t in pairs)
    return ours, theirs, len(pairs)


def resolving(options: Options) -> Figures:
    """Derive answers and disagreements from statements, and find conflicts against a self-join in SPARQL."""
    counts = [max(options.rows // share, 100) for share in (100, 10, 1)]
    runs: dict[int, list[tuple[float, float, float, float]]] = {count: [] for count in counts}
    found = []
    path = options.folder / "derived.nq"
    for turn in range(options.runs):
        for count in counts:
            progress(f"derived, turn {turn + 1} of {options.runs}: {count:,} statements")
            command = [sys.executable, "-m", "bench.resolving", str(count), str(path)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            path.unlink()
            made, seconds, quads, peak = map(float, printed.split())
            runs[count].append((made, seconds, quads, peak))
        progress(f"derived, turn {turn + 1} of {options.runs}: conflicts")
        found.append(conflicts(counts[1]))
    rows = []
    for count, several in runs.items():
        made, seconds, quads, _ = map(median, zip(*several, strict=True))
        peak = max(run[3] for run in several)
        each = f"{seconds / count * 1e6:.1f}", f"{quads / count:.1f}"
        rows.append([f"{count:,}", f"{made:.2f}", f"{seconds:.2f}", *each, f"{peak:.0f}"])
    ours, theirs = (median(run[n] for run in found) for n in (0, 1))
    heading = ("statements", "making rows s", "deriving s", "us a statement", "quads a statement", "MB")
    note = (
        f"Who contradicts whom, {counts[1]:,} statements: {found[0][2]:,} pairs, "
        f"{ours:.2f} s against {theirs:.2f} s of a self-join in SPARQL, which finds the same."
    )
    return Figures(
        [
            at_most("derived: seconds for a million statements", seconds / count * 1e6, 30, "s"),
            at_most("derived: MB of the largest process", peak, 1500, "MB"),
            at_least("derived: conflicts over a self-join in SPARQL", theirs / ours, 10, "x"),
        ],
        [Table(f"From checked rows to written graphs, medians of {options.runs} runs", heading, rows)],
        [note],
    )


if __name__ == "__main__":
    making, seconds, written = resolve(int(sys.argv[1]), Path(sys.argv[2]))
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in used) / 1024
    print(f"{making:.3f} {seconds:.3f} {written} {peak:.0f}")
