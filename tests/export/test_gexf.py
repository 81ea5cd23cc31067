"""GEXF: as its schema, networkx, Gephi Lite and Gephi itself read it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET  # our own files
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pytest

from bench.measuring import measured
from kg.export import gexf
from kg.export.property_graph import Edge, Node, PropertyGraph, interval
from kg.export.views import VIEWS
from kg.resolve.states import Spell
from tests.export.conftest import HOSTILE, bytes_of, endless, graph_of, hostile

HERE = Path(__file__).resolve().parent
SPACE = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
XS = "{http://www.w3.org/2001/XMLSchema}"
CLASSES = {"class": "crossing"}
Shown = Callable[..., PropertyGraph]

EARLY = graph_of(
    [Node("a", "a", CLASSES), Node("b", "b", CLASSES, Spell.of("", "0001-01-01", "0001-12-31", ""))],
    [Edge("e", "a", "b", "says", {}, Spell.of("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"))],
)


def required(what: str, there: object) -> None:
    """Skip where something is missing; where CI is set it is there, or the test fails."""
    if not there and not os.environ.get("CI"):
        pytest.skip(f"{what} is not here")
    assert there, f"{what} is missing"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, shown: Shown) -> dict[str, tuple[Path, PropertyGraph]]:
    """Every view, dynamic and static, and what is hard: hostile, early, empty, parallel; each with its graph."""
    folder = tmp_path_factory.mktemp("gexf")
    graphs = {name: shown(name) for name in VIEWS}
    graphs |= {"hostile": hostile(), "early": EARLY, "empty": graph_of([])}
    nodes = [Node("a", "a", CLASSES), Node("b", "b", CLASSES)]
    graphs["parallel"] = graph_of(nodes, endless(1000))
    found = {}
    for name, graph in graphs.items():
        for suffix, static in (("", False), ("-static", True)):
            path = folder / f"{name}{suffix}.gexf"
            path.write_bytes(bytes_of(gexf.write, graph, static=static))
            found[f"{name}{suffix}"] = path, graph
    return found


def counts(graph: PropertyGraph) -> tuple[int, int]:
    """The numbers of nodes and edges."""
    return sum(1 for _ in graph.nodes()), sum(1 for _ in graph.edges())


def intervals(graph: PropertyGraph) -> int:
    """The number of elements of which some time is known."""
    elements: list[Node | Edge] = [*graph.nodes(), *graph.edges()]
    return sum(bool(interval(one.spell)[2]) for one in elements)


# --- what is written ---


def test_attributes_are_declared_before_nodes(files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    graph = ET.parse(files["control"][0]).getroot().find(f"{SPACE}graph")  # noqa: S314
    assert graph is not None
    assert [child.tag.removeprefix(SPACE) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    types = {one.attrib["title"]: one.attrib["type"] for one in graph.iter(f"{SPACE}attribute")}
    assert (types["latitude"], types["longitude"], types["class"]) == ("double", "double", "string")
    assert {one.attrib["mode"] for one in graph.findall(f"{SPACE}attributes")} == {"static"}


def test_the_first_sight_is_a_map(files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    root = ET.parse(files["control"][0]).getroot()  # noqa: S314
    found = {}
    for node in root.iter(f"{SPACE}node"):
        position = node.find(f"{VIZ}position")
        assert position is not None
        found[node.attrib["label"]] = float(position.attrib["x"]), float(position.attrib["y"])
    tanf, kamal, yaarubiya = (found[f"{name} crossing"] for name in ("Al-Tanf", "Albu Kamal", "Yaarubiya"))
    assert tanf[0] < kamal[0] < yaarubiya[0], "from west to east"
    assert tanf[1] < kamal[1] < yaarubiya[1], "from south to north"


def test_times_are_the_days_to_draw() -> None:
    told = ET.fromstring(bytes_of(gexf.write, EARLY))  # noqa: S314
    (edge,) = told.iter(f"{SPACE}edge")
    assert (edge.attrib["start"], edge.attrib["end"]) == ("0001-01-02", "9999-12-30")
    (edge,) = ET.fromstring(bytes_of(gexf.write, EARLY, static=True)).iter(f"{SPACE}edge")  # noqa: S314
    assert not {"start", "end"} & edge.attrib.keys()


@pytest.mark.parametrize(
    ("bounds", "times"),
    [
        (("", "2018-10-15", "2018-10-15", ""), {"start": "2018-10-15", "end": "2018-10-15"}),
        (("", "2018-10-20", "2018-10-14", ""), {"start": "2018-10-14", "end": "2018-10-20"}),
        (("2014-01-01", "2014-12-31", "", ""), {"start": "2014-12-31"}),
        (("", "", "2014-01-01", "2014-12-31"), {"end": "2014-01-01"}),
        (("2014-01-01", "2014-12-31", "", "2018-10-14"), {"start": "2014-12-31", "end": "2018-10-14"}),
        (("2014-01-01", "2014-12-31", "2014-01-01", "2014-12-31"), {"start": "2014-01-01", "end": "2014-12-31"}),
        (("2019-01-01", "", "", ""), {"start": "2019-01-01"}),
        (("2014-01-01", "", "", "2014-12-31"), {"start": "2014-01-01", "end": "2014-12-31"}),
        (("", "", "", ""), {}),
    ],
)
def test_open_ends_are_left_open(bounds: tuple[str, str, str, str], times: dict[str, str]) -> None:
    spell = Spell.of(*bounds)
    graph = graph_of([Node("a", "a", CLASSES)], [Edge("e", "a", "a", "says", {}, spell)])
    (edge,) = ET.fromstring(bytes_of(gexf.write, graph)).iter(f"{SPACE}edge")  # noqa: S314
    found = {key: value for key, value in edge.attrib.items() if key in {"start", "end"}}
    assert found == times


def test_no_day_is_one_of_writing(shown: Shown) -> None:
    assert bytes_of(gexf.write, shown("control")) == bytes_of(gexf.write, shown("control"))
    assert b"lastmodified" not in bytes_of(gexf.write, shown("control"))


def test_hostile_texts_come_back(files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    root = ET.parse(files["hostile"][0]).getroot()  # noqa: S314
    labels = [node.attrib["label"] for node in root.iter(f"{SPACE}node")]
    assert len(labels) == len(HOSTILE)
    assert labels[0] == HOSTILE[0]
    assert labels[HOSTILE.index("a\x00b\x07\x1b[31m\x7f")] == "a\ufffdb\ufffd\ufffd[31m\x7f"
    assert [label for label in HOSTILE if label.startswith(("👩", "ع", "\u202e"))] == [
        label for label in labels if label.startswith(("👩", "ع", "\u202e"))
    ]


def test_a_million_parallel_edges_take_no_memory_that_grows(tmp_path: Path) -> None:
    """Written in a process of its own, which may not hold them."""
    program = """
import sys
from kg.export import gexf
from kg.export.property_graph import Edge, Node, PropertyGraph
nodes = [Node(name, name, {"class": "crossing"}) for name in "ab"]
graph = PropertyGraph("x", ("class",), (), lambda: iter(nodes),
    lambda: (Edge(str(n), "a", "b", "says", {}) for n in range(1_000_000)))
with open(sys.argv[1], "wb") as out:
    gexf.write(graph, out)
"""
    run = measured([sys.executable, "-c", program, tmp_path / "x.gexf"])
    assert run.megabytes < 40
    assert (tmp_path / "x.gexf").read_bytes().count(b"<edge ") == 1_000_000


# --- who reads it ---


@pytest.mark.parametrize("static", ["", "-static"])
@pytest.mark.parametrize("name", [*VIEWS, "hostile", "early", "empty"])
def test_networkx_reads_it(name: str, static: str, files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    path, graph = files[name + static]
    found: Any = networkx.read_gexf(path)
    assert (found.number_of_nodes(), found.number_of_edges()) == counts(graph)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema of GEXF 1.3 without viz, of which its own file cannot be read as a schema."""
    where = os.environ.get("CROSSINGS_GEXF", "")
    if not where:
        pytest.skip("CROSSINGS_GEXF names no folder with the schema of GEXF 1.3")
    folder = tmp_path_factory.mktemp("xsd")
    for name in ("gexf.xsd", "dynamics.xsd"):
        root = ET.parse(Path(where) / name).getroot()  # noqa: S314
        for parent in list(root.iter()):
            for child in list(parent):
                refers = child.attrib.get("ref", "").removeprefix("ns1:") or child.attrib.get("name", "")
                if child.tag == f"{XS}import" or refers in {"color", "position", "size", "thickness", "shape"}:
                    parent.remove(child)
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == f"{XS}choice" and len(child) == 0:
                    parent.remove(child)
        ET.register_namespace("xs", XS[1:-1])
        text = ET.tostring(root, encoding="unicode")
        if 'xmlns:ns1="' not in text:
            text = text.replace("<xs:schema ", '<xs:schema xmlns:ns1="http://gexf.net/1.3" ', 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "gexf.xsd"


def test_the_schema_holds(schema: Path, files: dict[str, tuple[Path, PropertyGraph]], tmp_path: Path) -> None:
    required("Java", shutil.which("java"))
    stripped = []
    for name, (path, _) in files.items():
        root = ET.parse(path).getroot()  # noqa: S314
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag.startswith(VIZ):
                    parent.remove(child)
        stripped.append(tmp_path / f"{name}.gexf")
        ET.ElementTree(root).write(stripped[-1], encoding="utf-8", xml_declaration=True)
    wrong = tmp_path / "wrong.gexf"
    wrong.write_text(stripped[0].read_text("utf-8").replace(" source=", " sauce=", 1), encoding="utf-8")
    command = ["java", str(HERE / "gephi" / "Validate.java"), str(schema), *map(str, stripped), str(wrong)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert [line for line in lines if not line.startswith("wrong.gexf: ")] == []
    assert lines, "what is wrong is found"


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Gephi Lite reads files with, from the registry of npm."""
    required("npm", shutil.which("npm") and shutil.which("node"))
    folder = tmp_path_factory.mktemp("lite")
    for name in ("package.json", "read.cjs"):
        shutil.copy(HERE / "gephi-lite" / name, folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    required("graphology-gexf", ran.returncode == 0)
    return folder


def test_gephi_lite_reads_it(lite: Path, files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    names = [name for name in files if name.removesuffix("-static") != "empty"]
    command = ["node", "read.cjs", *(str(files[name][0]) for name in names)]
    ran = subprocess.run(command, cwd=lite, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    for name, line in zip(names, ran.stdout.splitlines(), strict=True):
        told = json.loads(line)
        nodes, edges = counts(files[name][1])
        assert (told["order"], told["size"]) == (nodes, edges), name
        if name == "control-static":
            assert told["node"]["class"] and isinstance(told["node"]["x"], float)
            assert told["edge"]["kind"]


@pytest.fixture(scope="module")
def gephi(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that imports files by Gephi's own code, which Maven fetches."""
    required("Java and Maven", shutil.which("java") and shutil.which("mvn"))
    output = tmp_path_factory.mktemp("gephi") / "class-path"
    command = ["mvn", "-q", "-B", "-f", str(HERE / "gephi" / "pom.xml"), "dependency:build-classpath"]
    ran = subprocess.run(
        [*command, f"-Dmdep.outputFile={output}"], capture_output=True, text=True, timeout=600, check=False
    )
    required("the Gephi toolkit", ran.returncode == 0)
    return ["-cp", output.read_text("utf-8").strip(), str(HERE / "gephi" / "Import.java")]


def test_gephi_imports_it(gephi: list[str], files: dict[str, tuple[Path, PropertyGraph]]) -> None:
    """Nodes, edges and intervals are all there, and its log has nothing severe."""
    names = [name for name in files if name.removesuffix("-static") != "empty"]
    command = ["java", "-Djava.awt.headless=true", *gephi, *(str(files[name][0]) for name in names)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "SEVERE" not in ran.stdout + ran.stderr
    assert "WARNING" not in ran.stdout + ran.stderr
    parts = ran.stdout.split("file ")[1:]
    for name, part in zip(names, parts, strict=True):
        told = dict(line.rsplit(" ", 1) for line in part.splitlines()[1:] if not line.startswith("issue"))
        graph = files[name][1]
        nodes, edges = counts(graph)
        assert (int(told["nodes"]), int(told["edges"])) == (nodes, edges), name
        assert int(told["intervals"]) == (0 if name.endswith("-static") else intervals(graph)), name
        placed = sum("latitude" in node.attributes for node in graph.nodes())
        assert int(told["latitudes"]) == placed, name
        assert float(told["weight"]) == sum(edge.weight for edge in graph.edges()), name
        kinds = {(edge.source, edge.target, edge.kind) for edge in graph.edges()}
        assert int(told["merged"]) == len(kinds), f"{name}: of one kind one edge, where Gephi is asked to merge"


def test_gephi_draws_it(gephi: list[str], files: dict[str, tuple[Path, PropertyGraph]], tmp_path: Path) -> None:
    """The picture of docs/gephi.md; Gephi asks for a screen, which need not be seen."""
    required("xvfb-run", shutil.which("xvfb-run"))
    out = tmp_path / "control.png"
    command = [
        "xvfb-run",
        "-a",
        "java",
        "-Djava.awt.headless=false",
        *gephi,
        "--png",
        str(files["control"][0]),
        str(out),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    drawn = out.read_bytes()
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (1200, 900)
    assert len(drawn) > 20_000, "something is on it"
    if os.environ.get("APPROVE"):
        shutil.copy(out, HERE.parents[1] / "docs" / "gephi-control.png")
