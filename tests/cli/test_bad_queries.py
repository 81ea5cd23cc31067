"""Questions that cannot be asked, queries that are none, and builds that cannot be read.

Each through the real command: the documented exit code, one line that names what to do, no traceback,
nothing on standard output, and the build as it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Tree = Callable[[Path], dict[str, str]]

WHO = ("query", "who-controls")
TANF = (*WHO, "--param", "crossing=al-tanf")
DATES = "write YYYY, YYYY-MM, YYYY-MM-DD, or two of them as FROM/TO, with .. for an open end"
COMMANDS = {
    "query": (*TANF, "--at", "2018-10-15"),
    "sparql": ("sparql", "q.rq"),
    "describe": ("describe", "al-tanf"),
    "export": ("export", "turtle", "--out", "new.ttl"),
}


def refused(ran: subprocess.CompletedProcess[str], exit_code: int = 2) -> str:
    """The one line about a question that was refused."""
    assert "Traceback" not in ran.stderr, ran.stderr
    assert (ran.returncode, ran.stdout) == (exit_code, ""), ran.stderr
    assert ran.stderr.count("\n") == 1, ran.stderr
    return ran.stderr.rstrip("\n")


@pytest.fixture(autouse=True)
def unchanged(shipped_out: Path, tree: Tree) -> object:
    """Whatever is asked, the build stays as it is."""
    before = tree(shipped_out)
    yield
    assert tree(shipped_out) == before


# --- parameters ---

PARAMETERS = {
    "no such query": (("query", "who-control"), "no query 'who-control': did you mean 'who-controls'?"),
    "no query like it": (("query", "zzz"), "no query 'zzz': 'kg query' lists them"),
    "unknown parameter, nearest offered": (
        (*WHO, "--param", "crosing=al-tanf"),
        "the query 'who-controls' has no parameter 'crosing': did you mean 'crossing'?",
    ),
    "unknown parameter, those it has": (
        ("query", "said-by", "--param", "x=y"),
        "the query 'said-by' has no parameter 'x': it has speaker",
    ),
    "a date for a query without one": (
        ("query", "relations-of", "--param", "actor=sdf", "--at", "2018"),
        "the query 'relations-of' has no parameter 'at': it has actor",
    ),
    "missing": ((*WHO, "--at", "2018"), "the query 'who-controls' needs the parameter 'crossing': write "),
    "missing date": (TANF, "the query 'who-controls' needs the parameter 'at': write "),
    "empty": (
        (*WHO, "--param", "crossing=", "--at", "2018"),
        "the query 'who-controls' needs the parameter 'crossing'",
    ),
    "empty date": ((*TANF, "--at", ""), "the query 'who-controls' needs the parameter 'at'"),
    "empty day of knowledge": (
        (*TANF, "--at", "2018", "--known-by", ""),
        "the query 'who-controls' needs the parameter 'known-by'",
    ),
    "month that is none": ((*TANF, "--at", "2018-13"), f"at: '2018-13' is not in the calendar: {DATES}"),
    "day that is none": ((*TANF, "--at", "2018-02-30"), f"at: '2018-02-30' is not in the calendar: {DATES}"),
    "day as others write it": ((*TANF, "--at", "15/10/2018"), f"is not a date we read: {DATES}"),
    "day in words": ((*TANF, "--at", "yesterday"), f"at: 'yesterday' is not a date we read: {DATES}"),
    "text for a day": (
        (*TANF, "--at", "2018", "--known-by", "al-tanf"),
        f"known-by: 'al-tanf' is not a date we read: {DATES}",
    ),
    "day by parameter": ((*TANF, "--param", "at=2018-13"), f"at: '2018-13' is not in the calendar: {DATES}"),
    "period backwards": ((*TANF, "--at", "2018/2017"), "at: '2018/2017' "),
    "agent for a crossing": (
        (*WHO, "--param", "crossing=Islamic State", "--at", "2018"),
        "no crossing is called 'Islamic State': give its id, name or IRI",
    ),
    "agent for a crossing, by its type": (
        (*WHO, "--param", "crossing=agent:islamic-state", "--at", "2018"),
        "no crossing is called 'agent:islamic-state': give its id, name or IRI",
    ),
    "agent for a crossing, by its IRI": (
        (*WHO, "--param", "crossing=https://w3id.org/crossings/id/agent/islamic-state", "--at", "2018"),
        "<https://w3id.org/crossings/id/agent/islamic-state> is no crossing: give an id, a name or an IRI",
    ),
    "crossing for an agent": (
        ("query", "said-by", "--param", "speaker=al-tanf"),
        "no agent is called 'al-tanf': give its id, name or IRI",
    ),
    "agent for a document": (
        ("query", "both-say", "--param", "document=sdf", "--param", "other=kurdistan24-2018-10"),
        "no document is called 'sdf': give its id, name or IRI",
    ),
    "name for a statement": (
        ("query", "speaker-chain", "--param", "statement=al-tanf"),
        "no statement 'al-tanf': write DOCUMENT/ID, as in gazette-2018/s001, or its IRI",
    ),
    "row of two statements": (
        ("query", "speaker-chain", "--param", "statement=S020"),
        "of several statements: write one of statement:new-arab-2018-10-15/s020a, statement:new-arab-2018-10-15/s020b",
    ),
    "unknown kind": (
        ("query", "own-voice", "--param", "publisher=kurdistan-24", "--param", "kind=contrl"),
        "kind: no kind of statement is called 'contrl': there are control, status, ",
    ),
    "unknown concept": (
        ("query", "open-for", "--param", "users=humans"),
        "no user-class is called 'humans': there are commercial, government-military, humanitarian, pedestrian",
    ),
    "unknown name, nearest offered": (
        (*WHO, "--param", "crossing=albu kaml", "--at", "2018"),
        "no crossing is called 'albu kaml': did you mean 'albu-kamal'",
    ),
}


@pytest.mark.parametrize(("arguments", "says"), PARAMETERS.values(), ids=PARAMETERS)
def test_parameters(arguments: tuple[str, ...], says: str, ask: Run) -> None:
    assert says in refused(ask(*arguments))


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml", "markdown"])
def test_in_every_format_the_same(form: str, ask: Run) -> None:
    assert refused(ask(*TANF, "--at", "2018-13", "--format", form)).startswith("at: '2018-13' is not in the calendar")


@pytest.mark.parametrize("text", ["crossing", "=x", "", "="])
def test_parameters_that_are_not_pairs(text: str, ask: Run) -> None:
    ran = ask(*WHO, "--param", text)
    assert ran.returncode == 2
    assert f"{text!r} is not NAME=VALUE: write for example crossing=al-tanf" in ran.stderr


@pytest.mark.parametrize("option", [("--format", "pdf"), ("--fromat", "csv"), ("--lang",), ("--at",)])
def test_options_that_are_none(option: tuple[str, ...], kg: Run) -> None:
    ran = kg(*TANF, *option)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert option[0] in ran.stderr
    assert "Traceback" not in ran.stderr


# --- names that a query, a terminal or a pattern might obey ---

NAMES = {
    "quotes": "al-tanf'\"`",
    "end of a string": 'x" . ?s ?p ?o . "',
    "end of a block": "x> } DELETE WHERE { ?s ?p ?o } #",
    "braces": "{{}}",
    "variable": "?crossing",
    "newlines": "al\n-tanf\r\nx",
    "escape sequence": "\x1b[31mal-tanf\x1b[0m",
    "bell and backspace": "al\a-\btanf!",
    "right-to-left override": "\u202efnat-la!",
    "backslashes": "\\u003e\\",
    "pattern": "(a+)+$",
    "format": "%s%n{0}",
    "path": "../../../etc/passwd",
    "option": "--help!",
    "nothing": "\u200f\u0301",
    "emoji": "😀",
    "half of a pair": "\udce9\udcff",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_hostile_names(name: str, ask: Run) -> None:
    for arguments in ((*WHO, "--param", f"crossing={name}", "--at", "2018"), ("describe", f"x{name}!")):
        said = refused(ask(*arguments))
        assert " is called " in said
        for character in "\x1b\a\b\r\u202e":
            assert character not in said


@pytest.mark.parametrize(
    "iri",
    ["http://x/> } #", "http://x/a b", "https://x/{y}", 'http://x/"', "http://x/\n", "http://x/\x1b[31m", "urn:a b"],
)
def test_addresses_that_are_none(iri: str, ask: Run) -> None:
    for arguments in ((*WHO, "--param", f"crossing={iri}", "--at", "2018"), ("describe", iri)):
        said = refused(ask(*arguments))
        assert said.endswith(" is not an IRI: give an id, a name or an IRI")
        assert "\x1b" not in said


@pytest.mark.parametrize(
    "name", ["a" * 100_000, "ا" * 60_000, "crossing:" + "a" * 100_000, "https://x/" + "a" * 100_000, "a b " * 25_000]
)
def test_names_of_a_hundred_thousand_characters(name: str, ask: Run) -> None:
    for arguments in ((*WHO, "--param", f"crossing={name}", "--at", "2018"), ("describe", name), ("query", name)):
        assert len(refused(ask(*arguments))) < 300


@pytest.mark.parametrize("value", ["1" * 100_000, "2018/" * 20_000, "x" * 100_000])
def test_values_of_a_hundred_thousand_characters(value: str, ask: Run) -> None:
    for arguments in (
        (*TANF, "--at", value),
        (*TANF, "--at", "2018", "--known-by", value),
        ("query", "own-voice", "--param", "publisher=kurdistan-24", "--param", f"kind={value}"),
        ("query", "open-for", "--param", f"users={value}"),
        ("query", "speaker-chain", "--param", f"statement={value}"),
    ):
        assert len(refused(ask(*arguments))) < 400


@pytest.mark.parametrize("key", ["a" * 100_000, "\x1b[31m", "a\nb"])
def test_keys_of_parameters(key: str, ask: Run) -> None:
    said = refused(ask(*WHO, "--param", f"{key}=x"))
    assert len(said) < 300
    assert "\x1b" not in said


# --- files of SPARQL ---


def shown(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """Place and message of a syntax error, the line it is in, and the mark under it."""
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    lines = ran.stderr.splitlines()
    assert len(lines) == 3, ran.stderr
    assert lines[2].strip() == "^"
    assert max(map(len, lines)) < 220
    return lines


@pytest.mark.parametrize(
    ("query", "place", "line"),
    [
        ("SELECT * { ?s ?p }", "1:19: ", "SELECT * { ?s ?p }"),
        ("SELEC * {}", "1:", "SELEC * {}"),
        ("SELECT *\n{\n  ?s ?p\n}\n", "4:", "}"),
        ("# one\r\n# two\r\nSELECT * { ?s ?p }", "3:19: ", "SELECT * { ?s ?p }"),
        ("\n" * 10 + "SELECT * { FILTER(1 = ) }", "11:", "SELECT * { FILTER(1 = ) }"),
    ],
)
def test_a_syntax_error_is_shown(query: str, place: str, line: str, ask: Run) -> None:
    message, found, _ = shown(ask("sparql", "-", input=query))
    assert message.startswith(place)
    assert "syntax error: " in message
    assert found == line


def test_a_syntax_error_in_line_1000(ask: Run) -> None:
    query = "".join(f"# line {n}\n" for n in range(1, 1000)) + "SELECT * { ?s ?p }\n\n"
    message, line, _ = shown(ask("sparql", "-", input=query))
    assert message.startswith("1000:19: ")
    assert line == "SELECT * { ?s ?p }"


def test_a_syntax_error_before_line_1000_of_a_longer_query(ask: Run) -> None:
    before = "".join(f"  ?s <a:p{n}> ?o{n} .\n" for n in range(2, 1000))
    query = f"SELECT * {{\n{before}  ?s <a:p> WRONG .\n{before}}}\n"
    message, line, mark = shown(ask("sparql", "-", input=query))
    assert message.startswith("1000:")
    assert line == "  ?s <a:p> WRONG ."
    assert line[mark.index("^") - 6 : mark.index("^")].strip(" .") in "WRONG"


def test_the_mark_stands_under_the_place_whatever_the_width_of_letters(ask: Run) -> None:
    for before in ("\t\t", '"中文漢字" ', '"قصر" ', '"e\u0301" ', '"\U0001f600" '):
        query = f"SELECT * {{\n  {before}WRONG }}"
        _, line, mark = shown(ask("sparql", "-", input=query))
        wide = sum(
            2 if "\u2e80" <= c <= "\u9fff" or c > "\U0001f000" else c != "\u0301" for c in line.partition("WRONG")[0]
        )
        assert wide <= mark.index("^") <= wide + 8, (line, mark)


def test_the_line_is_counted_as_editors_count(ask: Run) -> None:
    query = 'SELECT * {\n  ?s ?p "a\u2028b\x0bc\x85d" .\n  ?s ?p WRONG\n}'
    message, line, _ = shown(ask("sparql", "-", input=query))
    assert message.startswith("3:")
    assert line == "  ?s ?p WRONG"


def test_a_long_line_is_cut_around_the_place(ask: Run) -> None:
    query = "SELECT * { " + "?s ?p ?o . " * 5000 + "WRONG " + "?s ?p ?o . " * 5000 + "}"
    _, line, mark = shown(ask("sparql", "-", input=query))
    assert len(line) <= 200
    assert "WRONG" in line
    assert 0 <= mark.index("^") - line.index("WRONG") <= 9


def test_control_characters_of_a_query_are_spelt_out(ask: Run) -> None:
    _, line, mark = shown(ask("sparql", "-", input="SELECT * { \x1b[31m ?s \u202e }"))
    assert r"\x1b[31m" in line
    assert mark.index("^") >= line.index("\\")


def test_a_prefix_that_is_not_declared(ask: Run) -> None:
    message, *_ = shown(ask("sparql", "-", input="SELECT * { ?s nowhere:x ?o }"))
    assert "Prefix not found" in message
    assert "PREFIX cx: <https://w3id.org/crossings/ontology#>" in message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "q.rq: cannot be read (No such file or directory): name a file of SPARQL"),
        (b"", "q.rq: is empty: name a file of SPARQL"),
        (b" \n\t\n", "q.rq: is empty: name a file of SPARQL"),
        (b"\x7fELF\x00\x01\x02", "q.rq: no text in UTF-8: name a file of SPARQL"),
        (bytes(range(256)), "q.rq: no text in UTF-8: name a file of SPARQL"),
        ("SELECT * { ?s ?p 'é' }".encode("latin-1"), "q.rq: no text in UTF-8: name a file of SPARQL"),
        ("SELECT * { ?s ?p ?o }".encode("utf-16"), "q.rq: no text in UTF-8: name a file of SPARQL"),
        (b"#" * (1 << 20) + b"\n", "q.rq: more than 1,048,576 bytes: a query is shorter than that"),
    ],
)
def test_files_that_are_no_queries(content: bytes | None, says: str, ask: Run, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "q.rq").write_bytes(content)
    assert refused(ask("sparql", "q.rq"), 3) == says
    if content:
        with (tmp_path / "q.rq").open("rb") as file:
            assert refused(ask("sparql", "-", stdin=file), 3) == says.replace("q.rq", "standard input")


def test_a_folder(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").mkdir()
    assert refused(ask("sparql", "q.rq"), 3) == "q.rq: cannot be read (Is a directory): name a file of SPARQL"


def test_a_file_of_100_megabytes_is_not_read_whole(ask: Run, tmp_path: Path) -> None:
    with (tmp_path / "q.rq").open("wb") as file:
        for _ in range(100):
            file.write(b"#" * 999_999 + b"\n")
    began = time.monotonic()
    assert refused(ask("sparql", "q.rq"), 3) == "q.rq: more than 1,048,576 bytes: a query is shorter than that"
    with (tmp_path / "q.rq").open("rb") as file:
        assert "standard input: more than" in refused(ask("sparql", "-", stdin=file), 3)
        assert file.fileno() >= 0 and os.lseek(file.fileno(), 0, os.SEEK_CUR) < 10_000_000
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_device_without_end(device: str, ask: Run) -> None:
    assert refused(ask("sparql", device, timeout=20), 3).startswith(f"{device}: more than 1,048,576 bytes")
    with Path(device).open("rb") as file:
        assert "standard input: " in refused(ask("sparql", "-", stdin=file, timeout=20), 3)


def test_a_pipe_that_nobody_writes_to(ask: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "q.rq")
    assert refused(ask("sparql", "q.rq", timeout=20), 3) == "q.rq: is empty: name a file of SPARQL"


def test_a_pipe_that_somebody_writes_to_late(ask: Run) -> None:
    reading, writing = os.pipe()
    code = f"import os, time\ntime.sleep(1)\nos.write({writing}, b'ASK {{}}')"
    with subprocess.Popen([sys.executable, "-c", code], pass_fds=[writing]):
        os.close(writing)
        ran = ask("sparql", f"/dev/fd/{reading}", pass_fds=[reading])
        os.close(reading)
    assert (ran.returncode, ran.stdout) == (0, "yes\n")


def test_a_file_that_may_not_be_read(ask: Run) -> None:
    assert "/proc/self/mem: cannot be read (" in refused(ask("sparql", "/proc/self/mem"), 3)


@pytest.mark.parametrize("name", ["q\x1b[31m.rq", "q\n.rq", "q" * 300])
def test_names_of_files(name: str, ask: Run) -> None:
    said = refused(ask("sparql", name), 3)
    assert "\x1b" not in said


# --- builds ---


@pytest.fixture
def damaged(shipped_out: Path, tmp_path: Path) -> Path:
    """A copy of the build, to be damaged, beside a query."""
    (tmp_path / "q.rq").write_text("ASK { ?s ?p ?o }")
    return Path(shutil.copytree(shipped_out, tmp_path / "out"))


def first(path: Path) -> None:
    """Change the first byte of a file."""
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


def half(path: Path) -> None:
    """Cut a file in two."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def table(out: Path) -> Path:
    """The largest table of a store."""
    return max((out / "store").glob("*.sst"), key=lambda path: path.stat().st_size)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (shutil.rmtree, "out: no build here: run 'kg build --out out' first"),
    "no manifest": (lambda out: (out / "manifest.json").unlink(), "out: no build here: run 'kg build --out out' first"),
    "half a manifest": (lambda out: half(out / "manifest.json"), "manifest.json"),
    "manifest changed": (lambda out: first(out / "manifest.json"), "manifest.json"),
    "another version": (
        lambda out: (out / "manifest.json").write_text(
            (out / "manifest.json").read_text("utf-8").replace("crossings-build/1", "crossings-build/0"), "utf-8"
        ),
        (
            "out: built by another version of kg (crossings-build/0, and this one reads crossings-build/1): "
            "run 'kg build --out out' again"
        ),
    ),
    **{
        f"{what} {name}": (lambda out, name=name, change=change: change(out / name), f"out/{name}: {says}: run ")  # type: ignore[misc]
        for name in ("dataset.nq", "dataset.trig")
        for what, change, says in (
            ("no", Path.unlink, "is missing"),
            ("half a", half, "is not as it was built"),
            ("changed", first, "is not as it was built"),
        )
    },
    "no store": (lambda out: shutil.rmtree(out / "store"), "out: no store here: run 'kg build --out out' first"),
    "half a table": (lambda out: half(table(out)), "out/store/"),
    "a table changed": (lambda out: first(table(out)), "out/store/"),
    "no table": (lambda out: table(out).unlink(), "out/store/"),
    "no list of tables": (lambda out: (out / "store" / "CURRENT").unlink(), "out/store/CURRENT: is missing: run "),
}


@pytest.mark.parametrize(("damage", "says"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_build_is_not_asked(
    damage: Callable[[Path], object], says: str, damaged: Path, kg: Run, tmp_path: Path
) -> None:
    damage(damaged)
    for name, command in COMMANDS.items():
        said = refused(kg(*command), 3)
        assert says in said, name
        assert "run 'kg build" in said
    assert not (tmp_path / "new.ttl").exists()


def test_a_store_of_another_build(damaged: Path, out_once: Path, kg: Run) -> None:
    shutil.rmtree(damaged / "store")
    shutil.copytree(out_once / "store", damaged / "store")
    for command in COMMANDS.values():
        assert refused(kg(*command), 3).startswith("out/store")


@pytest.mark.parametrize("data", ["nowhere", "empty", "q.rq", "nowhere/deeper", "", "n" * 300])
def test_folders_that_are_no_build(data: str, damaged: Path, kg: Run, tmp_path: Path) -> None:
    assert damaged.is_dir()
    (tmp_path / "empty").mkdir()
    for command in COMMANDS.values():
        said = refused(kg(*command, "--data", data), 3)
        assert "no build here: run 'kg build --out " in said


def test_a_build_that_was_mended_is_asked_again(damaged: Path, kg: Run) -> None:
    half(damaged / "dataset.nq")
    refused(kg(*COMMANDS["query"]), 3)
    assert kg("build").returncode == 0
    for command in COMMANDS.values():
        ran = kg(*command)
        assert (ran.returncode, ran.stderr) == (0, "")
