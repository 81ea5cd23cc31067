"""The tutorial: a kernel runs its cells, and every output must be the one that is committed.

After a change that it shows, read what `APPROVE=1 python -m pytest tests/docs/test_tutorial.py` has
written: it approves every output as it is, and brings the file into its one form.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
FEWEST_CELLS = 70
MOST_LINES = 15
MOST_WORDS = 7  # of an article in a row; names and titles have fewer

# No version of Python, no time of a run.
METADATA = {"kernelspec": {"display_name": "Python 3", "name": "python3"}, "language_info": {"name": "python"}}

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_OF_A_MACHINE = re.compile(r"(?<![\w/:.])/(?:home|mnt|opt|private|root|tmp|usr|Users|var|work)\b|\b0x[0-9a-f]{4,}")
_OF_A_RUN = re.compile(r"\d\d:\d\d:\d\d")

Notebook = Any  # nbformat and nbclient leave their notebooks untyped


def committed() -> Notebook:
    """The notebook as it is committed."""
    return nbformat.read(TUTORIAL, as_version=4)  # type: ignore[no-untyped-call]


def in_one_form(notebook: Notebook) -> str:
    """The text of a notebook's file: its metadata minimal, every stream in one piece."""
    plain = deepcopy(notebook)
    plain.metadata = nbformat.from_dict(METADATA)  # type: ignore[no-untyped-call]
    for cell in plain.cells:
        cell.metadata.clear()
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata.clear()
    text: str = nbformat.writes(plain)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def outputs(notebook: Notebook) -> dict[str, list[tuple[str, str]]]:
    """What each cell shows, by its id: the kind of every output and its text."""
    return {
        cell.id: [
            (output.get("name") or output.output_type, output.get("text") or output.get("data", {}).get("text/plain"))
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


@pytest.fixture(scope="module")
def short_folder() -> Iterator[Path]:
    """A folder with a short name: the path of a socket may have some hundred characters only."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def ran(short_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """The notebook after a run in a kernel of this Python, which no setting of the user reaches.

    Kernel and test speak through sockets of the file system, so the network is not needed at all.
    """
    work, home = tmp_path_factory.mktemp("tutorial"), tmp_path_factory.mktemp("home")
    notebook = committed()
    config = Config()
    config.KernelManager.transport = "ipc"
    config.KernelManager.connection_file = str(short_folder / "kernel.json")
    config.KernelSpecManager.kernel_dirs = []
    client = NotebookClient(
        notebook,
        config=config,
        timeout=120,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(work)}},
    )
    client.execute(env={"PATH": "/usr/bin:/bin", "HOME": str(home), "IPYTHONDIR": str(home)})
    return notebook


def test_outputs_are_those_of_a_fresh_run(ran: Notebook) -> None:
    if os.environ.get("APPROVE"):
        TUTORIAL.write_text(in_one_form(ran), encoding="utf-8")
    assert outputs(committed()) == outputs(ran)


def test_the_file_is_in_its_one_form() -> None:
    nbformat.validate(committed())
    assert TUTORIAL.read_text("utf-8") == in_one_form(committed())


def test_cells_are_short_and_have_names() -> None:
    cells = committed().cells
    assert len(cells) >= FEWEST_CELLS
    assert [cell.id for cell in cells if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id)] == []
    assert len({cell.id for cell in cells}) == len(cells)
    assert [cell.id for cell in cells if cell.source.count("\n") >= MOST_LINES] == []
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]


def test_every_output_is_plain_text() -> None:
    kinds = [kind for shown in outputs(committed()).values() for kind, _ in shown]
    assert set(kinds) == {"stdout", "execute_result"}, "no warning, no error, no picture"
    for cell in committed().cells:
        for output in cell.get("outputs", ()):
            assert set(output.get("data", {})) <= {"text/plain"}, cell.id
    shown = [cell for cell, found in outputs(committed()).items() if found]
    assert len(shown) > FEWEST_CELLS // 3, "most cells show something"


def test_nothing_is_of_one_machine_or_run() -> None:
    text = TUTORIAL.read_text("utf-8")
    assert _OF_A_MACHINE.findall(text) == []
    assert _OF_A_RUN.findall(text) == []
    assert not [place for place in (str(ROOT), str(Path.home()), sys.prefix, tempfile.gettempdir()) if place in text]


def test_links_of_ours_lead_somewhere() -> None:
    prose = "\n".join(cell.source for cell in committed().cells if cell.cell_type == "markdown")
    ours = [link for link in _LINK.findall(prose) if not link.startswith("https://")]
    assert len(ours) > 4
    assert [link for link in ours if not (TUTORIAL.parent / link).is_file()] == []


def test_no_sentence_of_an_article() -> None:
    named = os.environ.get("CROSSINGS_TEXTS", "").strip()
    if not named:
        pytest.skip("CROSSINGS_TEXTS names no folder with the published texts")
    texts = [path.read_text("utf-8") for path in sorted(Path(named).glob("*.txt"))]
    assert texts
    taken = {run for text in texts for run in runs(text)}
    shown = "\n".join(text for found in outputs(committed()).values() for _, text in found)
    assert sorted(taken & runs("\n".join(cell.source for cell in committed().cells))) == []
    assert sorted(taken & runs(shown)) == []


def runs(text: str) -> set[str]:
    """Every run of more words than may be taken over."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + MOST_WORDS + 1]) for at in range(len(words) - MOST_WORDS)}
