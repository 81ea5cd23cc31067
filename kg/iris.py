"""The IRI policy, in code: every IRI of the data is minted here (`docs/iris.md` says why).

An IRI is made of the corpus's base, the coarse type of the thing and the id that stands in the
facts file. Ids are checked slugs, so nothing needs escaping. `base` ends in "/".
"""

from __future__ import annotations

from urllib.parse import quote

from kg.namespaces import shrink


def entity(base: str, type_: str, id_: str) -> str:
    """A place, agent, event, office or document.

    >>> entity("https://example.org/", "place", "qasr/sy")
    'https://example.org/id/place/qasr/sy'
    """
    return f"{base}id/{type_}/{id_}"


def statement(base: str, document: str, local: str) -> str:
    """What a document says, by the statement's id in its document."""
    return f"{base}id/statement/{document}/{local}"


def evidence(base: str, document: str, name: str) -> str:
    """A passage that shows a statement; `name` is the statement's id and the passage's number, from 1.

    >>> evidence("https://example.org/", "gazette", "s001/1")
    'https://example.org/id/evidence/gazette/s001/1'
    """
    return f"{base}id/evidence/{document}/{name}"


def selector(base: str, document: str, name: str) -> str:
    """Where in its document that passage stands."""
    return f"{base}id/selector/{document}/{name}"


def attribution(base: str, document: str, position: int, agent: str, said: str) -> str:
    """An agent's place in a speaker chain of a document; shared by the statements that have it."""
    dated = "/" + said.replace("/", "_").replace("..", "open") if said else ""
    return f"{base}id/attribution/{document}/{position}/{agent}{dated}"


def decision(base: str, corpus: str, id_: str) -> str:
    """A decision of a corpus's curator."""
    return f"{base}id/decision/{corpus}/{id_}"


def withdrawal(base: str, corpus: str, document: str) -> str:
    """A corpus's record that a document is withdrawn."""
    return f"{base}id/withdrawal/{corpus}/{document}"


def derived(thing: str, kind: str, *names: str) -> str:
    """An answer, conflict or near-conflict of a thing, by the thing's IRI, what is said, the reason and the first day.

    >>> derived("https://example.org/id/place/qasr", "answer", "control", "2031-05-04")
    'https://example.org/id/answer/place/qasr/control/2031-05-04'
    """
    base, _, path = thing.partition("/id/")
    return "/".join((f"{base}/id/{kind}/{path}", *filter(None, names)))


def period(statement: str) -> str:
    """A period, by the first of the statements that it is derived from.

    >>> period("https://example.org/id/statement/gazette/s001")
    'https://example.org/id/period/gazette/s001'
    """
    return statement.replace("/id/statement/", "/id/period/", 1)


def corroboration(statement: str) -> str:
    """What several statements say, by the first of them."""
    return statement.replace("/id/statement/", "/id/corroboration/", 1)


def geometry(base: str, source: str, id_: str) -> str:
    """The point that a reference source gives a place."""
    return f"{base}id/geometry/{source}/{id_}"


def reference(base: str, source: str) -> str:
    """A reference source."""
    return f"{base}id/reference/{source}"


def corpus(base: str, id_: str) -> str:
    """A corpus, as described in the graph of the dataset's own description."""
    return f"{base}id/corpus/{id_}"


def dataset(base: str, corpus: str) -> str:
    """The dataset of a build as a whole, by the corpus that was asked for."""
    return f"{base}id/dataset/{corpus}"


def named_graph(graph: str) -> str:
    """That a dataset has a graph under its name; the graph itself is called by that name.

    >>> named_graph("https://example.org/graph/document/gazette")
    'https://example.org/id/named-graph/document/gazette'
    """
    return graph.replace("/graph/", "/id/named-graph/", 1)


def partition(base: str, corpus: str, kind: str, term: str) -> str:
    """The part of a dataset that has one class or property, by its prefix and name or, without a prefix, its IRI.

    >>> partition("https://example.org/", "gate", "class", "https://w3id.org/crossings/ontology#Place")
    'https://example.org/id/partition/gate/class/cx/Place'
    >>> partition("https://example.org/", "gate", "class", "urn:place")
    'https://example.org/id/partition/gate/class/urn%3Aplace'
    """
    short = shrink(term)
    name = quote(term, safe="") if short.startswith("<") else short.replace(":", "/")
    return f"{base}id/partition/{corpus}/{kind}/{name}"


def distribution(base: str, corpus: str, file: str) -> str:
    """A file that has the whole dataset."""
    return f"{base}id/distribution/{corpus}/{file}"


def rights(base: str, corpus: str) -> str:
    """What is to be known of a dataset whose parts have different licences."""
    return f"{base}id/rights/{corpus}"


def build(base: str, corpus: str) -> str:
    """The building of a dataset."""
    return f"{base}id/build/{corpus}"


def software(base: str, name: str, version: str) -> str:
    """A version of the program that built a dataset."""
    return f"{base}id/software/{name}/{version}"


def concept(base: str, scheme: str, slug: str) -> str:
    """A concept of a scheme."""
    return f"{base}concept/{scheme}/{slug}"


def graph(base: str, kind: str, name: str = "") -> str:
    """A named graph; `kind` is document, corpus, decisions, reference, derived, vocabulary or meta.

    >>> graph("https://example.org/", "document", "gazette")
    'https://example.org/graph/document/gazette'
    """
    return f"{base}graph/{kind}/{name}" if name else f"{base}graph/{kind}"
