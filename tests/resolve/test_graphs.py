"""The derived graphs of whole corpora: facts files in a folder, read, built, put through the gate."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.namespaces import expand
from kg.pipeline import build_dataset, read_corpus
from kg.resolve.gathered import Gathered
from kg.resolve.graphs import RULES, derived_records
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import Material
from kg.resolve.origins import of_themselves
from kg.resolve.states import Spell, State, day
from kg.resolve.taking import Rows
from kg.shipped import shipped
from kg.validate.reference import data_graph, shapes_graph, validate

Stated = Callable[..., State]

BASE = "https://example.org/"
TYPE, STATEMENT = ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("cx:Statement"))
BOTH = [shipped("facts") / "syria-iraq-2018", shipped("facts") / "examples" / "second-ring"]
SETTINGS = f"""
title: A corpus of a test
creator: The test
licence: https://creativecommons.org/licenses/by/4.0/
base: {BASE}
"""
PLACES = """
places:
  varda: {type: country, label: Varda}
  sulmar: {type: country, label: Sulmar}
  gate: {type: crossing, label: Gate}
  gate/va: {type: post, of: gate, country: varda, label: Vardan post}
  gate/su: {type: post, of: gate, country: sulmar, label: Sulmari post}
  ford: {type: crossing, label: Ford}
  gates: {type: group, label: Gates, members: [gate, ford], complete: true}
  district: {type: district, label: District}
"""
AGENTS = """
agents:
  government: {type: government, label: Government of Varda, country: varda}
  guard: {type: state-force, label: Guard, force-of: government}
  brigade: {type: non-state-force, label: Brigade}
  league: {type: coalition, label: League}
  gazette: {type: news-publisher, label: Gazette}
  courier: {type: news-publisher, label: Courier}
"""
EVENTS = """
events:
  closing: {type: closure, label: Closing}
  unlocking: {type: reopening, label: Unlocking}
  seizing: {type: seizure, label: Seizing}
  taking: {type: seizure, label: Taking}
"""

# --- worlds ---

IDS = ("d0", "d1", "d2")
_dates = st.sampled_from(["2030", "2031-01-05", "2031-01-06", "2031-01-20", "../2031-01-03", "2030-12-15/.."])
_scopes = st.sampled_from(["gate", "gate/va", "gate/va", "gate/su", "ford"])
_modalities = st.sampled_from(["asserted"] * 4 + ["reported", "expected"])
_holders = st.sampled_from(["guard", "government", "brigade", "[brigade, league]"])
_statuses = st.sampled_from(["open", "closed", "not-open", "restricted"])
_happenings = st.sampled_from(["closing", "unlocking", "seizing", "taking"])
HEADERS = {
    "d0": "publisher: gazette\npublished: 2031-01-05\n",
    "d1": "publisher: courier\npublished: 2031-01-06\nsame-wire-as: [d0]\n",
    "d2": "publisher: courier\ndated-by: dates-d2\nvoice: [guard]\n",
}
WHO = "reason: A test., by: The test"
DECISIONS = [
    (
        {"d0", "d2"},
        f"  dates-d2: {{dates: d2, asserted: 2031-01-05/2031-01-06, grounds: [d0], date: 2031-06-01, {WHO}}}\n",
    ),
    ({"d1", "d2"}, f"  order: {{order: [d1/s0, d2/s0], date: 2031-06-01, {WHO}}}\n"),
]
QUIET = ["  s0: {name: gate, as: Gate, lang: en}\n"]
World = dict[str, list[str]]


@st.composite
def _statements(draw: st.DrawFn, decided: bool) -> str:
    """The keys of a statement, as a facts file has them; its end alone is not decided (see `tests/test_laws.py`)."""
    wordings = ["when-said", "when-said", "undated", "seen", "began", "ended", *([] if decided else ["since"])]
    wording = draw(st.sampled_from(wordings))
    time = wording if wording in {"when-said", "undated"} else f"{{{wording}: {draw(_dates)}}}"
    kind = draw(st.sampled_from(["control", "control", "status", "status", "event", "presence", "quantity", "lies"]))
    match kind:
        case "control":
            scope = draw(_scopes | st.just("district"))
            keys = f"control: {scope}, {draw(st.sampled_from(['by', 'by', 'denied']))}: {draw(_holders)}"
            keys += ", side: {of: gate/su, basis: stated}" if scope == "gate" and draw(st.booleans()) else ""
        case "status":
            keys = f"status: {draw(_scopes)}, {draw(st.sampled_from(['is', 'is', 'denied']))}: {draw(_statuses)}"
            keys += draw(st.sampled_from(["", ", users: commercial", f", presupposes: {draw(_statuses)}"]))
        case "event":
            keys = f"event: {draw(_happenings)}, theme: {draw(_scopes)}, agent: {draw(_holders)}"
            time = draw(st.sampled_from([f"{{within: {draw(_dates)}}}", "by-then", "undated"]))
        case "presence":
            keys = f"presence: {draw(_scopes | st.just('district'))}, of: {draw(_holders)}"
        case "quantity":
            keys = f"quantity: gate, says: some, amount: {draw(st.integers(1, 3))}, unit: count, quantity-kind: deaths"
        case _:
            way, thing = draw(st.sampled_from(["east", "far-east", "north"])), draw(st.sampled_from(["gate", "gates"]))
            keys = draw(
                st.sampled_from([f"location: {thing}, lies: varda, direction: {way}", "location: gate, in: district"])
            )
    return f"{{{keys}, modality: {draw(_modalities)}, time: {time}}}"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """What three documents say; the second copies the first, by which the third is dated."""
    found = {}
    for id_ in IDS:
        said = [draw(_statements(id_ == "d2")) for _ in range(draw(st.integers(2, 6)))]
        lines = [f"  s{number}: {keys}\n" for number, keys in enumerate(said)]
        if draw(st.integers(0, 3)) == 0:
            lines.append(f"  o: {{order: closing, before: {draw(st.sampled_from(['unlocking', 's0']))}}}\n")
        if draw(st.integers(0, 4)) == 0:
            lines.append("  r: {event: closing, time: by-then, retracts: s1}\n")
        found[id_] = lines
    return found


@dataclass(frozen=True)
class Built:
    """A dataset: its lines as they were written, and as a store."""

    lines: list[bytes]
    store: ox.Store

    @property
    def derived(self) -> list[bytes]:
        """The lines of the derived graphs."""
        return sorted(line for line in self.lines if b"/graph/derived/" in line.rpartition(b"<")[2])

    def of(self, rule: str) -> dict[str, dict[str, set[str]]]:
        """The records of a rule: for each its properties, those of our ontology by their names, with their values."""
        found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in self.store:
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.endswith(f"/graph/derived/{rule}"):
                assert isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode | ox.Triple)
                name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
                found[quad.subject.value][name].add(quad.object.value)
        return {record: dict(properties) for record, properties in found.items()}


def build(folders: Iterable[Path]) -> Built:
    """Read and build; like `kg build`, without the folder."""
    lines = list(build_dataset(read_corpus(*folders)).lines())
    store = ox.Store()
    store.bulk_load(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
    return Built(lines, store)


def built(world: World, *, withdrawn: str = "", parts: int = 1, reverse: bool = False) -> Built:
    """The dataset of a world, whose documents are dealt to so many corpora; `reverse` turns the order of all."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "shared", "shared", places=PLACES, agents=AGENTS, events=EVENTS)
        names: list[str] = []
        for number in range(parts):
            ids = list(world)[number::parts]
            texts = {f"documents/{id_}": _document(id_, world, reverse) for id_ in ids}
            if "d2" in ids:
                decisions = [line for documents, line in DECISIONS if documents <= world.keys()]
                texts["decisions"] = _section("decisions", decisions, reverse)
            if withdrawn in ids:
                texts["withdrawals"] = _section("withdrawals", [f"  {withdrawn}: {{withdrawn: 2031-02-01, {WHO}}}\n"])
            part = "last" if number == parts - 1 else f"part-{number}"
            _write(folder / part, part, *names, **texts)
            names.append(part)
        folders = [folder / part for part in names]
        return build(folders[::-1] if reverse else folders)


def _write(folder: Path, id_: str, *others: str, **texts: str) -> None:
    (folder / "documents").mkdir(parents=True)
    uses = f"uses: [{', '.join(('shared', *others))}]\n" if id_ != "shared" else ""
    for name, text in {"corpus": f"corpus: {id_}{SETTINGS}{uses}", **texts}.items():
        if text:
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _section(name: str, lines: list[str], reverse: bool = False) -> str:
    return f"{name}:\n{''.join(lines[::-1] if reverse else lines)}" if lines else ""


def _document(id_: str, world: World, reverse: bool) -> str:
    header = HEADERS[id_]
    if "d0" not in world:  # neither a copy of it, nor dated by it
        header = header.replace("same-wire-as: [d0]\n", "").replace("dated-by: dates-d2\n", "")
    return f"document: {id_}\n{header}{_section('statements', world[id_], reverse)}"


def ends(iris: Collection[str]) -> set[str]:
    """The last two parts of IRIs."""
    return {"/".join(iri.split("/")[-2:]) for iri in iris}


# --- what holds of every record ---

ONE_EACH = ("subject", "predicate", "answer", "firstDay", "lastDay", "independentOrigins")


def check(dataset: Built) -> Counter[str]:
    """Assert what holds of every record, the gate included; the number of records of each class."""
    assert validate(data_graph(dataset.store), shapes_graph()).conforms
    graphs = {quad.graph_name for quad in dataset.store}
    told = {quad.subject for quad in dataset.store.quads_for_pattern(None, TYPE, STATEMENT)}
    statements = {statement.value for statement in told if isinstance(statement, ox.NamedNode)}
    classes: Counter[str] = Counter()
    records: list[str] = []
    for rule in RULES:
        assert not dataset.of(rule) or any(str(graph).endswith(f"/graph/derived/{rule}>") for graph in graphs)
        for record, properties in dataset.of(rule).items():
            if rule == "self-interest":
                assert record in statements
                continue
            records.append(record)
            types = {iri.rpartition("#")[2] for iri in properties["type"]}
            assert types == {"Statement", "StatusStatement"} if rule == "presuppositions" else len(types) == 1
            classes[min(types)] += 1
            named = properties.get("wasDerivedFrom", set()) | properties.get("against", set())
            assert named and named <= statements
            assert "against" in properties or "wasDerivedFrom" in properties
            assert all(len(properties.get(name, ())) <= 1 for name in ONE_EACH)
    assert len(records) == len({*records})
    # Two records of one IRI would be one in the store, and have a line twice.
    assert len(dataset.derived) == len({*dataset.derived})
    return classes


def test_of_the_shipped_corpora() -> None:
    dataset = build(BOTH)
    classes = check(dataset)
    assert {*classes} == {"Statement", "Period", "Answer", "ConflictSet", "NearConflict", "Corroboration"}
    assert classes["Answer"] > 50 and classes["NearConflict"] > 10
    conflicts = [record for record in dataset.of("conflicts").values() if "ConflictSet" in min(record["type"])]
    assert sorted((ends(record["wasDerivedFrom"]) for record in conflicts), key=len) == [
        {"new-arab-2018-10-15/s003b", "new-arab-2018-10-15/s010"},
        {"gulf-times-2018-09-29/sana-plan", "unnamed-2018-10-14/nassib", "euromesco-2018-10-15/nassib"},
    ]


@settings(max_examples=10, deadline=None, derandomize=True)
@given(world=worlds(), withdrawn=st.sampled_from(("", "d0", "d1", "d2")))
def test_of_any_corpus(world: World, withdrawn: str) -> None:
    dataset = built(world, withdrawn=withdrawn)
    classes = check(dataset)
    assert classes["Period"] or not classes["Answer"] - _only_against(dataset)
    if withdrawn:
        assert f"/statement/{withdrawn}/".encode() not in b"".join(dataset.derived)
        assert f"/document/{withdrawn}>".encode() not in b"".join(dataset.derived)


def _only_against(dataset: Built) -> int:
    return sum("wasDerivedFrom" not in answer for answer in dataset.of("timelines").values())


# --- laws ---


@settings(max_examples=40, deadline=None, derandomize=True)
@given(world=worlds(), withdrawn=st.sampled_from(IDS))
def test_a_document_withdrawn_is_as_one_never_had(world: World, withdrawn: str) -> None:
    left = {id_: said for id_, said in world.items() if id_ != withdrawn}
    assert built(world, withdrawn=withdrawn).derived == built(left).derived


@pytest.mark.parametrize(
    "keys",
    [
        "status: gate, is: open, modality: expected, time: future, presupposes: closed",
        "event: unlocking, theme: gate, time: by-then",
        "event: unlocking, theme: gate, time: {within: 2030, basis: inferred-in-document}",
    ],
)
def test_what_is_presupposed_has_the_basis_of_the_dates_that_are_left(keys: str) -> None:
    world = {"d0": QUIET, "d1": QUIET, "d2": [f"  s0: {{{keys}}}\n"]}
    left = {"d1": QUIET, "d2": world["d2"]}
    assert built(world, withdrawn="d0").of("presuppositions") == built(left).of("presuppositions")


def test_what_is_presupposed_loses_the_dates_that_its_statement_loses() -> None:
    world = {"d0": QUIET, "d1": QUIET, "d2": ["  s0: {status: gate, is: open, time: future, presupposes: closed}\n"]}
    dated, undated = (min(built(world, withdrawn=gone).of("presuppositions").values(), key=str) for gone in ("", "d0"))
    assert {name: min(value) for name, value in dated.items() if value & {"2031-01-05", "2031-01-06"}} == {
        "beginLatest": "2031-01-06",
        "endEarliest": "2031-01-05",
        "assertedEarliest": "2031-01-05",
        "assertedLatest": "2031-01-06",
    }
    lost = {"beginLatest", "endEarliest", "assertedEarliest", "assertedLatest", "datedBy"}
    assert dated.keys() - undated.keys() == lost


@settings(max_examples=15, deadline=None, derandomize=True)
@given(world=worlds())
def test_the_order_of_corpora_files_and_statements_is_of_no_account(world: World) -> None:
    expected = built(world).derived
    assert built(world, parts=3).derived == expected
    assert built(world, parts=3, reverse=True).derived == expected


def test_the_same_bytes_whatever_the_seed_of_hashes(tmp_path: Path) -> None:
    script = "import sys, pathlib, kg.pipeline as p; out, *facts = map(pathlib.Path, sys.argv[1:]); p.build(facts, out)"
    for seed in ("0", "1"):
        command = [sys.executable, "-c", script, str(tmp_path / seed), *map(str, BOTH)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    one, other = ((tmp_path / seed / "dataset.nq").read_bytes() for seed in ("0", "1"))
    assert one == other


# --- case by case ---


def test_order_that_cannot_be_is_a_conflict_of_those_that_tell_it() -> None:
    """One document tells of the later event first, and a decision puts the later statement first."""
    world = {
        "d0": [
            "  a: {event: seizing, time: {within: 2030}}\n",
            "  b: {event: taking, time: {within: 2031-01-05}}\n",
            "  c: {order: taking, before: seizing}\n",
        ],
        "d1": ["  s0: {control: gate, by: guard, time: {began: 2031-01-06}}\n"],
        "d2": ["  s0: {control: gate, by: brigade, time: {seen: 2030}}\n"],
    }
    dataset = built(world)
    check(dataset)
    conflicts = {
        record: (ends(found["wasDerivedFrom"]), ends(found.get("restsOn", set())))
        for record, found in dataset.of("conflicts").items()
        if ends(found["reason"]) == {"reason/contradicted-order"}
    }
    assert conflicts == {
        f"{BASE}id/conflict/event/seizing/order/contradicted-order": ({"d0/a", "d0/b", "d0/c"}, set()),
        f"{BASE}id/conflict/statement/d1/s0/order/contradicted-order": ({"d1/s0", "d2/s0"}, {"last/order"}),
    }


def test_what_somebody_says_of_themselves_is_marked() -> None:
    world = {
        "d0": [
            "  a: {control: gate, by: [government, league], voice: [guard]}\n",
            "  b: {presence: gate, of: guard}\n",
        ],
        "d1": ["  s0: {control: gate, by: guard, voice: [government]}\n"],
        "d2": ["  s0: {control: gate, denied: guard}\n"],
    }
    dataset = built(world)
    check(dataset)
    assert {
        min(ends({record})): ends(found["selfInterest"]) for record, found in dataset.of("self-interest").items()
    } == {
        "d0/a": {"agent/government"},
        "d2/s0": {"agent/guard"},
    }


@pytest.mark.parametrize(
    ("speakers", "objects", "marked"),
    [
        (["guard"], ["guard"], ["guard"]),
        (["guard"], ["government", "brigade"], ["government"]),
        (["guard"], ["league"], ["league"]),
        (["government"], ["guard"], []),
        (["paper", "brigade"], ["brigade", "government"], ["brigade"]),
        ([], ["guard"], []),
    ],
)
def test_a_force_speaks_for_itself_and_what_it_belongs_to(
    speakers: list[str], objects: list[str], marked: list[str], stated: Stated
) -> None:
    hierarchy = Hierarchy({"guard": ["government", "league"]})
    assert of_themselves(stated("s", speakers=tuple(speakers), objects=tuple(objects)), hierarchy) == tuple(marked)


# --- how much there is of it ---


def quads(stated: Stated, holders: list[str], spell: Callable[[int], Spell], number: int) -> int:
    """How many quads are derived of so many statements on one post, each of a day and document of its own."""
    states = [
        stated(
            f"{BASE}id/statement/d{on:04}/s",
            document=f"{BASE}id/document/d{on:04}",
            scope=f"{BASE}id/place/gate",
            objects=(f"{BASE}id/agent/{holders[on % len(holders)]}",),
            spell=spell(on),
            said=(START + on, START + on),
        )
        for on in range(number)
    ]
    rows = Rows({}, {})
    for state in states:
        rows.tell(state)
    with Gathered() as gathered:
        gathered.add(rows.taken())
        return sum(record.lines.count(b"\n") for record in derived_records(gathered, Material(), BASE))


START = day("2031-01-05")


@pytest.mark.parametrize("holders", [["guard"], ["guard", "brigade"], ["guard", "brigade", "league"]], ids=len)
@pytest.mark.parametrize("every", [1, 2])
def test_twice_the_statements_are_twice_the_quads(holders: list[str], every: int, stated: Stated) -> None:
    def seen(on: int) -> Spell:
        return Spell(begin_latest=START + every * on, end_earliest=START + every * on)

    fifty, hundred = (quads(stated, holders, seen, number) for number in (50, 100))
    assert fifty > 50 * 5
    assert hundred < 2.3 * fifty
