"""The gate: the bulk engine against pySHACL, and against other engines where an environment has them.

An environment with `shacl-rust` or `pyshifty` is named by its interpreter in CROSSINGS_GATE_PEERS; they are
no dependencies of ours. Each engine validates the same N-Quads in a process of its own that prints seconds,
results and peak memory: `python -m bench.gate ENGINE FILE SHAPES`. Of pySHACL reading the file counts too, as it
does of the others.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

SMALL, LARGE = 2_700, 28_000  # statement rows: some 100,000 and 1,000,000 quads
PEERS = ("shacl_rust", "shifty")

Result = tuple[str, float, float, str, bool]


def gate(runs: int, folder: Path) -> list[Result]:
    """Speed against pySHACL on some 100,000 quads, and time and memory for each million."""
    small, count = _dataset(folder / "small", SMALL)
    large, millions = _dataset(folder / "large", LARGE)
    shapes = folder / "shapes.ttl"
    _write_shapes(shapes)
    bulk, pyshacl = [], []
    for _ in range(min(runs, 3)):
        bulk.append(_run("bulk", small, shapes))
        pyshacl.append(_run("pyshacl", small, shapes))
    ratio = _middle(pyshacl)[0] / _middle(bulk)[0]
    whole = [_run("bulk", large, shapes) for _ in range(min(runs, 3))]
    seconds, peak = (value / millions * 1e6 for value in _middle(whole))
    for peer in PEERS:
        found = _peer(peer, small, shapes)
        if found:
            print(f"gate, {count} quads: {peer} {found[0]:.2f} s, {found[1]:.0f} MB; ours {_middle(bulk)[0]:.2f} s")
    return [
        (f"gate against pySHACL, {count} quads", ratio, 20, "x", ratio >= 20),
        ("gate, seconds for a million quads", seconds, 8, "s", seconds <= 8),
        ("gate, peak memory for a million quads", peak, 300, "MB", peak <= 300),
    ]


def _middle(runs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


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


def _run(engine: str, dataset: Path, shapes: Path, interpreter: str = sys.executable) -> tuple[float, float]:
    """Seconds and megabytes that an engine takes; all must find nothing."""
    command = [interpreter, "-m", "bench.gate", engine, str(dataset), str(shapes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, results, peak = done.stdout.split()
    if results != "0":
        raise SystemExit(f"{engine} finds {results} violations in what conforms")
    return float(seconds), float(peak)


def _peer(engine: str, dataset: Path, shapes: Path) -> tuple[float, float] | None:
    interpreter = os.environ.get("CROSSINGS_GATE_PEERS", "")
    command = [interpreter, "-c", f"import {engine}"]
    if not interpreter or subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return _run(engine, dataset, shapes, interpreter)


def _results(engine: str, dataset: Path, shapes: Path) -> int:
    """Validate, and the number of results."""
    if engine not in PEERS:
        from kg.validate.gate import validate_file

        return validate_file(dataset, "bulk" if engine == "bulk" else "pyshacl").count
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
