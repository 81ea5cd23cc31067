"""The manifest: what it counts and hashes is what the files and the store hold."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.pipeline import Dataset
from kg.store.manifest import Content, graph_digest, is_build, read_manifest


def test_files_are_those_that_were_hashed(out_once: Path) -> None:
    manifest = read_manifest(out_once)
    assert set(manifest["files"]) == {"dataset.nq", "dataset.trig"}
    for name, known in manifest["files"].items():
        data = (out_once / name).read_bytes()
        assert known == {"bytes": len(data), "sha256": sha256(data).hexdigest()}


def test_counts_are_those_of_the_dataset(out_once: Path) -> None:
    manifest = read_manifest(out_once)
    lines = (out_once / "dataset.nq").read_bytes().splitlines()
    assert manifest["quads"] == len(lines) == sum(graph["quads"] for graph in manifest["graphs"].values())
    typed = [
        line for line in lines if b"22-rdf-syntax-ns#type> <https://w3id.org/crossings/ontology#Statement>" in line
    ]
    assert manifest["statements"] == len(typed) == sum(manifest["kinds"].values())


def test_the_store_holds_what_the_file_holds(out_once: Path) -> None:
    content = Content()
    content.add(Dataset.open(out_once).lines())
    assert content.graphs() == read_manifest(out_once)["graphs"]


def test_no_clock_and_no_path_of_this_machine(out_once: Path) -> None:
    text = (out_once / "manifest.json").read_text("utf-8")
    assert str(Path.cwd()) not in text
    assert str(out_once) not in text


def test_a_digest_knows_no_order_but_every_quad() -> None:
    lines = [f'<http://a> <http://p> "{n}" <http://g> .'.encode() for n in range(20)]
    shuffled = lines[10:] + lines[9::-1]
    one, other, less = Content(), Content(), Content()
    one.add(lines)
    other.add(shuffled)
    less.add(lines[1:])
    assert one.digest("http://g") == other.digest("http://g") != less.digest("http://g")


def test_language_tags_count_in_lower_case_and_texts_do_not() -> None:
    def digest(line: str) -> str:
        content = Content()
        content.add([line.encode()])
        return content.digest("http://g")

    assert digest('<http://a> <http://p> "X"@ku-Latn <http://g> .') == digest(
        '<http://a> <http://p> "X"@ku-latn <http://g> .'
    )
    assert digest('<http://a> <http://p> "X"@ku <http://g> .') != digest('<http://a> <http://p> "x"@ku <http://g> .')


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"format": "other"})])
def test_another_manifest_is_not_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert not is_build(tmp_path)
    with pytest.raises(InputError, match="not one of ours"):
        read_manifest(tmp_path)


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no build here"):
        read_manifest(tmp_path)


def test_a_text_that_looks_like_a_triple_is_not_counted() -> None:
    content = Content()
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    text = f"x <{rdf_type}> <https://w3id.org/crossings/ontology#Statement> y"
    content.add([f'<http://a> <http://p> "{text}" <http://g> .'.encode()])
    assert not content.classes


def test_the_digest_of_one_graph_is_that_of_the_manifest(out_once: Path) -> None:
    lines = (out_once / "dataset.nq").read_bytes().splitlines()
    for graph, told in read_manifest(out_once)["graphs"].items():
        of_graph = [line for line in lines if line.endswith(f" <{graph}> .".encode())]
        assert graph_digest(of_graph) == (told["quads"], told["digest"])
