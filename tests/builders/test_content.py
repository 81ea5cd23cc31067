"""What lines hold: digests that know no order, classes that no text can feign."""

from __future__ import annotations

from pathlib import Path

from kg.builders.content import Content, graph_digest, held
from kg.store.manifest import read_manifest


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


def test_a_text_that_looks_like_a_triple_is_not_counted() -> None:
    content = Content()
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    text = f"x <{rdf_type}> <https://w3id.org/crossings/ontology#Statement> y"
    content.add([f'<http://a> <http://p> "{text}" <http://g> .'.encode()])
    assert not content.classes


def test_pieces_come_to_the_whole() -> None:
    class_ = "https://w3id.org/crossings/ontology#Statement"
    typed = f"<http://a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{class_}> <http://g> ."
    lines = [typed.encode(), *(f'<http://a{n}> <http://p> "{n}"@en-GB <http://g> .'.encode() for n in range(30_000))]
    whole, pieces = Content(), Content()
    whole.add(lines)
    for part in (lines[:7], lines[7:20_000], [], lines[20_000:]):
        pieces.add_held("http://g", held(b"".join(line + b"\n" for line in part)))
    assert pieces == whole
    assert whole.quads["http://g"] == 30_001
    assert whole.classes == {f"<{class_}>": 1}
    assert whole.properties == {"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>": 1, "<http://p>": 30_000}


def test_a_node_whose_classes_stand_in_two_pieces_is_one_entity() -> None:
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = [f"<http://{s}> <{rdf_type}> <http://{c}> <http://g> .\n".encode() for s, c in ("ax", "ay", "bx", "by")]
    for cut in range(5):
        content = Content()
        for piece in (lines[:cut], lines[cut:]):
            content.add_held("http://g", held(b"".join(piece)))
        assert content.entities == {"http://g": 2}
        assert content.classes == {"<http://x>": 2, "<http://y>": 2}


def test_the_digest_of_one_graph_is_that_of_the_manifest(out_once: Path) -> None:
    lines = (out_once / "dataset.nq").read_bytes().splitlines()
    for graph, told in read_manifest(out_once)["graphs"].items():
        of_graph = [line for line in lines if line.endswith(f" <{graph}> .".encode())]
        assert graph_digest(of_graph) == (told["quads"], told["digest"])
