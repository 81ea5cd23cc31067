"""What can go wrong with a store or a build: one line that says what and how to mend it, and nothing half-done."""

from __future__ import annotations

import json
import os
import resource
import signal
import ssl
import subprocess
import tracemalloc
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.load.http import Remote
from kg.load.records import BOOK, HOLDER
from kg.load.server import Server
from kg.load.source import Source
from kg.load.targets import store_at
from kg.store.manifest import file_sha256
from tests.conftest import Run, hashes
from tests.load.broken import BASIC, Answer, broken
from tests.load.conftest import OXIGRAPH, Embedded, Running, changed_build, contents, free_port, oxigraph, told

PASSWORD = "correct-horse"  # noqa: S105
LOGIN = f"me:{PASSWORD}"
HTML = (("Content-Type", "text/html"),)
RESULTS = (("Content-Type", "application/sparql-results+json"),)
DIGEST = (("WWW-Authenticate", 'Digest realm="store", nonce="n", qop="auth", algorithm="MD5"'),)
FULL = b"No space left on device"
ENDLESS = Answer(200, b" " * (65 << 20), RESULTS)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer(401),
            "asks for a name and a password: set KG_LOAD_USER and KG_LOAD_PASSWORD, or write",
        ),
        (Answer(403), "is forbidden: ask for the right to change this store"),
        (Answer(404), "is not there, or does not take what a store does (404): name the store's address"),
        (Answer(500, b"out of luck"), "answers 500, 'out of luck': mend the store, then run the same command again"),
        (Answer(500, b"<html><title>x</title><p>it <b>broke</b></p></html>", HTML), "answers 500, 'it broke'"),
        (Answer(200, b"<html>hello</html>", HTML), "with its results but text/html: name the SPARQL endpoint"),
        (Answer(200, b"", RESULTS), "does not answer a SPARQL query with its results"),
        (Answer(200, b'{"results": {"bindings": [', RESULTS), "does not answer a SPARQL query with its results"),
        (Answer(200, b'{"results": {"bindings": []}}', RESULTS, sent=9), "the connection broke"),
        (None, "the connection broke"),
        (
            Answer(302, headers=(("Location", "http://192.0.2.1/store"),)),
            "sends us elsewhere (302, http://192.0.2.1/store)",
        ),
    ],
)
def test_a_store_that_cannot_be_read(kg: Run, out: Path, answer: Answer | None, words: str) -> None:
    with broken(answer) as (url, asked):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
    assert ran.returncode == 3
    assert words in ran.stderr and ran.stderr.count("\n") == 1
    assert url.split("/")[2] in ran.stderr
    assert not any(authorization for _, authorization in asked)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(401), "asks for a name and a password"),
        (Answer(403, b"read-only"), "is forbidden, 'read-only': ask for the right to change this store"),
        (Answer(405), "does not take what a store does (405)"),
        (Answer(500), "answers 500: mend the store, then run the same command again"),
        (Answer(500, FULL), f"the store is full (500, '{FULL.decode()}'): make room, then run the same command again"),
        (Answer(507), "the store is full (507): make room"),
        (Answer(302, headers=(("Location", "http://192.0.2.1/"),)), "sends us elsewhere (302, http://192.0.2.1/)"),
        (Answer(200, b"done", sent=1), "the connection broke"),
        (None, "the connection broke"),
    ],
)
def test_a_store_that_cannot_be_written(kg: Run, out: Path, answer: Answer | None, words: str) -> None:
    with broken(answer, reads=True) as (url, _):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
    assert ran.returncode == 4
    assert words in ran.stderr and ran.stderr.count("\n") == 1


def test_a_store_that_swallows_what_it_is_sent_is_found_out(kg: Run, out: Path) -> None:
    """It says yes to all and holds nothing: the record of the hold is not there to read, or no graph is."""
    with broken(Answer(200), reads=True) as (url, _):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
    assert ran.returncode in {3, 4}
    assert ran.stderr.count("\n") == 1 and "loaded" not in ran.stdout


@pytest.mark.parametrize(("answered", "last", "code"), [("", "GET", 3), ("probes", "POST", 3), ("reads", "POST", 4)])
def test_an_answer_without_an_end_is_not_read_on(kg: Run, out: Path, answered: str, last: str, code: int) -> None:
    """Whether a probe, a query or an update is answered so."""
    with broken(ENDLESS, probes=answered == "probes", reads=answered == "reads") as (url, asked):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
    assert ran.returncode == code
    assert f"{url}: answers without an end" in ran.stderr and ran.stderr.count("\n") == 1
    assert asked[-1][0].startswith(last)


def test_what_asks_for_a_password_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LOAD_USER", "me")
    with broken(Answer(401, ENDLESS.body, BASIC)) as (url, asked), closing(Remote(url)) as remote:
        tracemalloc.start()
        with pytest.raises(InputError, match="does not take the name and the password"):
            remote.select(url, "ASK {}")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 8 << 20
    assert len(asked) == 2


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_a_wrong_password_is_not_repeated(kg: Run, out: Path, scheme: str) -> None:
    asks = DIGEST if scheme == "Digest" else BASIC
    env = {"KG_LOAD_USER": "me", "KG_LOAD_PASSWORD": PASSWORD}
    with broken(Answer(401, PASSWORD.encode(), asks)) as (url, asked):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11", env=env)
    assert ran.returncode == 3
    assert "does not take the name and the password of KG_LOAD_USER and KG_LOAD_PASSWORD" in ran.stderr
    assert PASSWORD not in ran.stderr
    assert asked[0][1] == "" and asked[-1][1].startswith(scheme), "sent only when asked for"


@pytest.mark.parametrize("user", ["me", PASSWORD[:7]])
def test_a_refusal_that_repeats_the_password_is_cut(kg: Run, out: Path, user: str) -> None:
    env = {"KG_LOAD_USER": user, "KG_LOAD_PASSWORD": PASSWORD}
    with broken(Answer(403, f"me:{PASSWORD} may not".encode())) as (url, _):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11", env=env)
    assert ran.returncode == 3
    assert PASSWORD[7:] not in ran.stderr and "***" in ran.stderr


def test_netrc_is_read_and_not_shown(kg: Run, out: Path, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login me password {PASSWORD}\n")
    with broken(Answer(401, headers=BASIC)) as (url, asked):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11", env={"NETRC": str(netrc)})
        assert asked[-1][1].startswith("Basic ")
        assert f"does not take the name and the password of {netrc}" in ran.stderr
        netrc.write_text(f"machine 127.0.0.1 login me {PASSWORD}\n")
        ran = kg("load", url, "--data", out, "--dialect", "sparql11", env={"NETRC": str(netrc)})
    assert ran.returncode == 3
    assert "cannot be understood" in ran.stderr and PASSWORD not in ran.stderr


@pytest.mark.parametrize("asks", [True, False], ids=["asks", "takes-all"])
@pytest.mark.parametrize("way", ["netrc", "variables"])
def test_a_password_goes_to_no_other_host(kg: Run, out: Path, tmp_path: Path, way: str, asks: bool) -> None:
    """One of the three URLs may be on another host, which is not to learn the password of the first."""
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine localhost login me password {PASSWORD}\n" if way == "netrc" else "")
    variables = {} if way == "netrc" else {"KG_LOAD_USER": "me", "KG_LOAD_PASSWORD": PASSWORD}
    env = {"NETRC": str(netrc), **variables}
    with (
        broken(Answer(404), reads=True, login=LOGIN) as (store, asked),
        broken(Answer(500), login="other:word" if asks else "") as (update, asked_other),
    ):
        url = store.replace("127.0.0.1", "localhost")
        arguments = ("load", url, "--data", out, "--dialect", "sparql11", "--update", update)
        ran = kg(*arguments, env=env)
        assert asked[-1][1].startswith("Basic "), "the first host has it"
        assert asked_other and not any(authorization for _, authorization in asked_other)
        words = "asks for a name and a password: write them to ~/.netrc" if asks else "answers 500"
        assert f"{update}: {words}" in ran.stderr and ran.returncode == 4
        if asks:
            netrc.write_text(netrc.read_text() + "machine 127.0.0.1 login other password word\n")
            assert f"{update}: answers 500" in kg(*arguments, env=env).stderr, "each host has its own"


NO_LOGIN = "a password does not belong on a command line: set KG_LOAD_USER and KG_LOAD_PASSWORD"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"http://{LOGIN}@127.0.0.1:9/", f"http://127.0.0.1:9/: {NO_LOGIN}"),
        (f"http://me%40home:{PASSWORD}@127.0.0.1:9/", f"http://127.0.0.1:9/: {NO_LOGIN}"),
        (f"http://{LOGIN}@127.0.0.1:port/x", "http://127.0.0.1:port/x: is no URL: write"),
        (f"http://{LOGIN}@[::1", "http://[::1: is no URL: write"),
        (f"http://me:a/{PASSWORD}@127.0.0.1:9/", "http://127.0.0.1:9/: is no URL: write"),
        (f"http://{LOGIN}%40127.0.0.1/", "http://127.0.0.1/: is no URL: write"),
        (f"ftp://{LOGIN}@127.0.0.1/", "ftp://127.0.0.1/: "),
        (f"{LOGIN}@127.0.0.1:9", "127.0.0.1:9: is no "),
    ],
)
@pytest.mark.parametrize("option", ["target", "update", "graph_store"])
def test_a_password_in_a_url_is_not_repeated(option: str, url: str, words: str) -> None:
    with broken(Answer(500)) as (store, asked), ExitStack() as stack:
        urls = {"target": store, "update": "", "graph_store": "", option: url}
        with pytest.raises(InputError) as raised:
            stack.enter_context(store_at(urls["target"], update=urls["update"], graph_store=urls["graph_store"]))
        assert not asked, "nothing is asked of a store before all its URLs are looked at"
    assert words in str(raised.value)
    assert PASSWORD not in str(raised.value) and "me:" not in str(raised.value)


@pytest.mark.parametrize("option", ["", "--update", "--graph-store"])
def test_a_password_on_the_command_line_is_refused(kg: Run, out: Path, option: str) -> None:
    words = ["http://127.0.0.1:9/", option] if option else []
    ran = kg("load", *words, f"http://{LOGIN}@127.0.0.1:9/", "--data", out)
    assert ran.returncode == 3
    assert ran.stderr.startswith(f"http://127.0.0.1:9/: {NO_LOGIN}") and ran.stderr.count("\n") == 1


def test_a_password_in_the_place_that_a_store_sends_us_to_is_not_repeated(kg: Run, out: Path) -> None:
    place = (("Location", f"http://{LOGIN}@192.0.2.1/store"),)
    with broken(Answer(302, headers=place)) as (url, _):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
    assert ran.returncode == 3
    assert "sends us elsewhere (302, http://192.0.2.1/store)" in ran.stderr and PASSWORD not in ran.stderr


@pytest.mark.parametrize("target", ["nowhere", "ftp://x/", "http://", "oxigraph:", "files:", "http://[::1"])
def test_a_target_that_is_none(kg: Run, out: Path, target: str) -> None:
    ran = kg("load", target, "--data", out)
    assert ran.returncode == 3
    assert ran.stderr.count("\n") == 1 and ": write " in ran.stderr


def test_nobody_answers(kg: Run, out: Path) -> None:
    ran = kg("load", f"http://127.0.0.1:{free_port()}", "--data", out)
    assert ran.returncode == 3
    assert "no store answers" in ran.stderr and "start it, or name another" in ran.stderr


def test_a_certificate_that_is_not_trusted(kg: Run, out: Path, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    answer = Answer(200, b'{"results": {"bindings": []}}', RESULTS)
    with broken(answer, context=context) as (url, asked):
        ran = kg("load", url, "--data", out, "--dialect", "sparql11")
        assert ran.returncode == 3
        assert "its certificate is not trusted" in ran.stderr and "SSL_CERT_FILE" in ran.stderr
        assert not asked
        kg("load", url, "--data", out, "--dialect", "sparql11", env={"SSL_CERT_FILE": str(certificate)})
        assert asked, "a certificate that the user trusts is taken"


def test_a_product_other_than_forced(kg: Run, out: Path, tmp_path: Path) -> None:
    store = oxigraph(tmp_path)
    store.start()
    try:
        ran = kg("load", store.target, "--data", out, "--dialect", "fuseki")
        assert ran.returncode == 3
        assert "is oxigraph, not fuseki: leave --dialect out" in ran.stderr
        ran = kg("load", store.target, "--data", out, "--dialect", "fusekki")
        assert "is no dialect: write fuseki" in ran.stderr
        # The directory that a server has open is locked.
        ran = kg("load", f"oxigraph:{tmp_path / 'oxigraph'}", "--data", out)
        assert ran.returncode == 4
        assert "another process has this store open: stop it, or load through the server that it is" in ran.stderr
    finally:
        store.stop()


def test_a_server_of_no_known_product_has_to_be_named(kg: Run, out: Path) -> None:
    with broken(Answer(200, b"hello")) as (url, _):
        ran = kg("load", url, "--data", out)
    assert ran.returncode == 3
    assert "does not say which store it is: name its product with --dialect" in ran.stderr


def test_a_store_that_is_read_only(kg: Run, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert kg("load", f"oxigraph:{folder}", "--data", out).returncode == 0
    port = free_port()
    command = [str(OXIGRAPH), "serve-read-only", "-l", str(folder), "-b", f"127.0.0.1:{port}"]
    store = Running(command, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}", tmp_path / "log", {})
    store.start()
    try:
        again = kg("load", store.target, "--data", out)
        assert again.returncode == 0, "nothing changed, so nothing is written"
        ran = kg("load", store.target, "--data", changed(out, tmp_path))
        assert ran.returncode == 4
        assert "is forbidden" in ran.stderr and ran.stderr.count("\n") == 1
    finally:
        store.stop()


def changed(out: Path, tmp_path: Path) -> Path:
    """A build that differs from `out`."""
    folder = tmp_path / "changed"
    folder.mkdir()
    changed_build(out, folder)
    return folder


def test_a_full_disk_leaves_a_directory_as_it_was(kg: Run, out: Path, tmp_path: Path, first: Source) -> None:
    folder = tmp_path / "store"
    assert kg("load", f"oxigraph:{folder}", "--data", out).returncode == 0

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    build = changed(out, tmp_path)
    ran = kg("load", f"oxigraph:{folder}", "--data", build, preexec_fn=limited)
    assert ran.returncode == 3
    assert "cannot be read back" in ran.stderr and "TMPDIR" in ran.stderr and ran.stderr.count("\n") == 1
    ran = kg("load", f"oxigraph:{folder}", "--data", build, "--no-verify", preexec_fn=limited)
    assert ran.returncode == 4, ran.stderr
    assert str(folder) in ran.stderr and ran.stderr.count("\n") == 1
    with store_at(f"oxigraph:{folder}") as store:
        assert contents(store, first) == told(store, first)
        assert store.recorded() == {iri: graph.digest for iri, graph in first.graphs.items()}
    assert not list(tmp_path.glob(".store*")), "nothing half-written stays behind"


def test_folders_that_are_no_store(kg: Run, out: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear")
    for target in ("oxigraph:mine", "files:mine"):
        ran = kg("load", target, "--data", out)
        assert ran.returncode in {3, 4}
        assert "name another" in ran.stderr
    assert hashes(tmp_path / "mine").keys() == {"thesis.txt"}
    (tmp_path / "file").write_text("")
    assert kg("load", "oxigraph:file", "--data", out).returncode == 3
    ran = kg("load", f"oxigraph:{out / 'store'}", "--data", out)
    assert ran.returncode == 4 and "is the store of a build: name another directory" in ran.stderr


def test_a_manifest_that_does_not_match(kg: Run, out: Path, tmp_path: Path) -> None:
    dataset = out / "dataset.nq"
    whole = dataset.read_bytes()
    dataset.write_bytes(whole[: len(whole) // 2])
    ran = kg("load", "oxigraph:store", "--data", out)
    assert ran.returncode == 3
    assert f"{dataset}: is not what manifest.json tells of: run 'kg build --out {out}' again" in ran.stderr
    dataset.write_bytes(whole)
    manifest = json.loads((out / "manifest.json").read_text())
    one, other, *_ = manifest["graphs"].values()
    one["quads"] += 1
    other["quads"] -= 1
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert kg("load", "oxigraph:store", "--data", out).returncode == 3
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["http://e/> } ; DROP ALL ; #", f"{BOOK}/staging/x", "no iri"])
def test_a_graph_name_that_would_be_more(kg: Run, out: Path, tmp_path: Path, name: str) -> None:
    """Names of graphs go into updates: one that is no IRI, or our own, is refused before anything is sent."""
    manifest = json.loads((out / "manifest.json").read_text())
    first = next(iter(manifest["graphs"]))
    manifest["graphs"][name] = manifest["graphs"].pop(first)
    dataset = (out / "dataset.nq").read_bytes().replace(f" <{first}> .\n".encode(), f" <{name}> .\n".encode())
    (out / "dataset.nq").write_bytes(dataset)
    manifest["files"]["dataset.nq"]["sha256"] = file_sha256(out / "dataset.nq")
    (out / "manifest.json").write_text(json.dumps(manifest))
    ran = kg("load", "oxigraph:store", "--data", out)
    assert ran.returncode == 3
    assert "manifest.json" in ran.stderr and not (tmp_path / "store").exists()


def test_a_build_of_an_older_version(kg: Run, out: Path) -> None:
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace("crossings-build/1", "crossings-build/0"))
    ran = kg("load", "oxigraph:store", "--data", out)
    assert ran.returncode == 3
    assert "built by another version of kg" in ran.stderr
    assert kg("load", "oxigraph:store", "--data", "nowhere").returncode == 3


def test_two_loads_at_once(kg: Run, out: Path, first: Source, running: Running) -> None:
    """A load holds the store: another is refused while it lives, and goes on where it died."""
    if isinstance(running, Embedded):
        return  # held by RocksDB's lock: test_a_product_other_than_forced has a server open one
    host = os.uname().nodename

    def hold(holder: str) -> None:
        with running.opened() as store:
            assert isinstance(store, Server)
            store.update(f'INSERT DATA {{ GRAPH <{BOOK}> {{ <{BOOK}> <{HOLDER}> "{holder}" }} }}')

    hold(f"{host} {os.getpid()} 0123456789abcdef")
    ran = kg("load", *running.arguments(), "--data", out)
    assert ran.returncode == 4
    assert f"another load is running (process {os.getpid()} on {host}): wait for it" in ran.stderr
    with running.opened() as store:
        assert not store.recorded()
    running.empty()
    hold("elsewhere 7 0123456789abcdef")
    assert kg("load", *running.arguments(), "--data", out).returncode == 4
    assert kg("load", *running.arguments(), "--data", out, "--take-over").returncode == 0
    dead = subprocess.Popen(["true"])
    dead.wait()
    running.empty()
    hold(f"{host} {dead.pid} 0123456789abcdef")
    assert kg("load", *running.arguments(), "--data", out).returncode == 0
    with running.opened() as store:
        assert store.recorded() == {iri: graph.digest for iri, graph in first.graphs.items()}
