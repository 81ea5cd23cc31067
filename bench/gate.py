"""The gate: the bulk engine against pySHACL, and against other engines where an environment has them.

An environment with `shacl-rust` or `pyshifty` is named by its interpreter in CROSSINGS_GATE_PEERS; they are
no dependencies of ours. Each engine validates the same N-Quads in a process of its own that prints seconds,
results and peak memory: `python -m bench.gate ENGINE FILE SHAPES`. Of pySHACL reading the file counts too, as it
does of the others.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from bench.environments import MissingError
from bench.measuring import Run, Runs
from bench.options import Options, progress
from bench.result import Figures, Table, at_least, at_most

SMALL, LARGE = 2_700, 28_000  # statement rows of a million of others: some 100,000 and 1,000,000 quads
BULK, PYSHACL, PEERS = "bulk", "pyshacl", ("shacl_rust", "shifty")


def gate(options: Options) -> Figures:
    """Validate a dataset, against pySHACL, and against other engines where they are at hand."""
    share = min(1.0, options.rows / 1_000_000)
    small, count = _dataset(options.folder / "small", max(10, int(SMALL * share)))
    large, many = _dataset(options.folder / "large", max(20, int(LARGE * share)))
    shapes = options.folder / "shapes.ttl"
    _write_shapes(shapes)
    runs = {(BULK, count): Runs(), (PYSHACL, count): Runs(), (BULK, many): Runs()}
    notes = ["Seconds are those of the processor, reading the file included; MB are those of all processes together."]
    for peer in PEERS:
        if reason := _missing(peer):
            notes.append(f"{peer} is not measured: {reason}")
        else:
            runs[peer, count] = Runs()
    for turn in range(options.runs):
        for (engine, quads), found in runs.items():
            progress(f"gate, turn {turn + 1} of {options.runs}: {engine}, {quads:,} quads")
            found.append(_run(engine, small if quads == count else large, shapes))
    ours = runs[BULK, count].cpu
    rows = [
        [engine, f"{quads:,}", f"{of.cpu:.2f}", f"{of.megabytes:.0f}", f"{of.cpu / ours:.1f}x" * (engine != BULK)]
        for (engine, quads), of in runs.items()
    ]
    whole = runs[BULK, many]
    return Figures(
        [
            at_least("gate: over pySHACL", runs[PYSHACL, count].cpu / ours, 20, "x"),
            at_most("gate: seconds for a million quads", whole.cpu / many * 1e6, 8, "s"),
            at_most("gate: peak memory for a million quads", whole.megabytes / many * 1e6, 300, "MB"),
        ],
        [
            Table(
                f"Data that conforms, medians of {options.runs} runs",
                ("engine", "quads", "CPU s", "MB", "the bulk engine is faster by"),
                rows,
            )
        ],
        notes,
    )


def _dataset(folder: Path, rows: int) -> tuple[Path, int]:
    """The N-Quads of a corpus with so many statements, and their number."""
    from bench.corpus import write_corpus
    from kg.pipeline import build_dataset, read_corpus

    write_corpus(folder, rows)
    path = folder / "dataset.nq"
    with path.open("wb") as file:
        count = sum(file.write(line + b"\n") > 0 for line in build_dataset(read_corpus(folder)).lines())
    return path, count


def _write_shapes(path: Path) -> None:
    from kg.validate.bulk import shapes_text

    path.write_text(shapes_text(), encoding="utf-8")


def _run(engine: str, dataset: Path, shapes: Path) -> Run:
    """What an engine takes; all must find nothing."""
    interpreter = _interpreter() if engine in PEERS else sys.executable
    command = [interpreter, "-m", "bench.gate", engine, str(dataset), str(shapes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, results, peak = done.stdout.split()
    if results != "0":
        raise SystemExit(f"{engine} finds {results} violations in what conforms")
    return Run(float(seconds), float(seconds), float(peak))


def _interpreter() -> str:
    """The interpreter of the peers' environment.

    :raises MissingError: when none is named.
    """
    if named := os.environ.get("CROSSINGS_GATE_PEERS", ""):
        return named
    raise MissingError("CROSSINGS_GATE_PEERS names no interpreter")


def _missing(engine: str) -> str:
    """Why a peer cannot be had, "" if it can."""
    try:
        command = [_interpreter(), "-c", f"import {engine}"]
    except MissingError as error:
        return str(error)
    failed = subprocess.run(command, capture_output=True, check=False).returncode
    return "the environment in CROSSINGS_GATE_PEERS lacks it" if failed else ""


def _results(engine: str, dataset: Path, shapes: Path) -> int:
    """Validate, and the number of results."""
    if engine not in PEERS:
        from kg.validate.gate import validate_file

        return validate_file(dataset, "bulk" if engine == BULK else "pyshacl").count
    if engine == "shacl_rust":
        import shacl_rust  # type: ignore[import-not-found]

        return len(shacl_rust.validate_file(str(dataset), str(shapes), experimental_index=True)["results"])
    import shifty  # type: ignore[import-not-found]

    # It reads no quads.
    triples = b"".join(line[: line.rindex(b" <")] + b" .\n" for line in dataset.read_bytes().split(b"\n")[:-1])
    found = shifty.validate_algebra(triples, shapes.read_bytes(), graph_mode="data", infer=False)
    return len(found.violations)


if __name__ == "__main__":
    name, data, described = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    number = _results(name, data, described)
    # The bulk engine works in a child: both count.
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    taken = sum(one.ru_utime + one.ru_stime for one in used)
    print(f"{taken:.4f} {number} {sum(one.ru_maxrss for one in used) / 1024:.1f}")
